// What an engineer who asks for a stream is answered, and whether it holds what was recorded.
import type { RunningDeployment } from '../rotation/running-deployment.ts'

/** Status of a replay of a stream's first seconds. */
export async function watchStream(
  deployment: RunningDeployment,
  { session, stream, cookie }: { readonly session: string; readonly stream: string; readonly cookie: string },
): Promise<number> {
  const opened = await deployment.request(`/api/sessions/${session}/replays`, {
    cookie,
    body: { purpose: 'debugging' },
  })
  if (opened.status !== 201) return opened.status
  const { replayId } = (await opened.json()) as { replayId: string }
  const range = 'fromMs=1700000000000&toMs=1700000020000'
  const read = await deployment.request(`/api/replays/${replayId}/streams/${stream}/events?${range}`, {
    cookie,
  })
  await read.body?.cancel()
  return read.status
}
