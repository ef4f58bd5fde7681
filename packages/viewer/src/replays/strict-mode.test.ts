// Strict mode: no byte of a recording leaves, and no key is touched, before the audit event is under a stored checkpoint.
import { sql } from 'kysely'
import { afterAll, expect, test, vi } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  readLines,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'

interface Bench {
  readonly viewer: ViewerFixture
  readonly recorded: RecordedStream
  /** Asks for the whole stream. */
  read(): Promise<Response>
}

const started: ViewerFixture[] = []
afterAll(() => Promise.all(started.map((viewer) => viewer.stop())))

async function startBench(strictWaitMs: number): Promise<Bench> {
  const viewer = await startViewerFixture({ config: { strictAnchors: 'yes', strictWaitMs } })
  started.push(viewer)
  const cookie = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  const recorded = await viewer.record()
  const replayId = await viewer.openReplay(recorded.session, cookie)
  const query = `fromMs=0&toMs=${recorded.startedAtMs + 60_000}`
  const path = `/api/replays/${replayId}/streams/${recorded.stream}/events?${query}`
  return { viewer, recorded, read: () => viewer.request(path, { cookie }) }
}

test('a read waits for the checkpoint that covers its event, and is then served whole', async () => {
  const { viewer, read } = await startBench(60_000)
  await viewer.anchor()
  let isAnswered = false
  const reading = read().then((response) => {
    isAnswered = true
    return response
  })
  await vi.waitUntil(async () => (await viewer.events('replay.read')).length === 1, { timeout: 30_000 })
  // The gate has asked, and asked again.
  const asked = vi.spyOn(viewer.deps.anchor, 'latestCheckpoint')
  await vi.waitUntil(() => asked.mock.calls.length >= 3, { timeout: 30_000 })
  asked.mockRestore()
  expect([isAnswered, viewer.unwrapCount()]).toEqual([false, 0])
  await viewer.anchor()
  const response = await reading
  expect(response.status).toBe(200)
  expect((await readLines(response)).length).toBeGreaterThan(1)
  expect(viewer.unwrapCount()).toBe(1)
})

test('a read whose event nobody anchors yields no byte and touches no key, and the log says so', async () => {
  const { viewer, read } = await startBench(300)
  const response = await read()
  expect([response.status, await errorCode(response)]).toEqual([503, 'anchor_awaited'])
  expect(viewer.unwrapCount()).toBe(0)
  const [delivered] = await viewer.events('replay.delivered')
  expect(delivered).toMatchObject({ outcome: 'error', extent: { segments: 0, bytes: 0 } })
})

test('a read whose leaf was exchanged before it was anchored yields nothing', async () => {
  const { viewer, read } = await startBench(60_000)
  const reading = read()
  await vi.waitUntil(async () => (await viewer.events('replay.read')).length === 1, { timeout: 30_000 })
  await sql`ALTER TABLE audit_leaves DISABLE TRIGGER ALL;
    UPDATE audit_leaves SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'debugging', 'quality'), 'UTF8')
    WHERE action = 'replay.read'`.execute(viewer.databases.database('superuser'))
  await viewer.anchor()
  const response = await reading
  expect([response.status, await errorCode(response)]).toEqual([503, 'anchor_awaited'])
  expect(viewer.unwrapCount()).toBe(0)
})
