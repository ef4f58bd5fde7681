// Three other recorders that an app may have on the same page: Sentry with replay, Datadog RUM with replay, another rrweb.
import { datadogRum } from '@datadog/browser-rum'
import { record } from '@rrweb/record'
import * as sentry from '@sentry/browser'

interface Others {
  start(): void
  stop(): Promise<void>
  /** Sends what is buffered. */
  flush(): Promise<void>
  /** What the other rrweb recorded. */
  readonly events: unknown[]
}

const events: unknown[] = []
let stopRecord: (() => void) | undefined
let replay: ReturnType<typeof sentry.replayIntegration> | undefined

const others: Others = {
  events,
  start() {
    replay = sentry.replayIntegration({
      maskAllText: false,
      blockAllMedia: false,
      useCompression: false,
      minReplayDuration: 0,
      flushMinDelay: 100,
      flushMaxDelay: 500,
    })
    sentry.init({
      dsn: `${location.origin.replace('://', '://key@')}/1`,
      integrations: [replay],
      replaysSessionSampleRate: 1,
    })
    datadogRum.init({
      applicationId: '00000000-0000-4000-8000-000000000000',
      clientToken: 'pub00000000000000000000000000000000',
      site: 'datadoghq.com',
      proxy: ({ path }) => `${location.origin}/datadog${path}`,
      sessionSampleRate: 100,
      sessionReplaySampleRate: 100,
      trackUserInteractions: true,
      trackResources: true,
      trackLongTasks: true,
    })
    datadogRum.startSessionReplayRecording({ force: true })
    stopRecord = record({ emit: (event) => events.push(event) })
  },
  async stop() {
    stopRecord?.()
    datadogRum.stopSessionReplayRecording()
    await replay?.stop()
    await sentry.close(2_000)
  },
  async flush() {
    await replay?.flush()
    await sentry.flush(2_000)
  },
}

Object.assign(window, { others })
