// Nobody watches a segment that the sentinel has not passed; a read waits for it, and then says so.
import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  readLines,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'

let viewer: ViewerFixture
afterEach(() => viewer.stop())

interface Opened {
  readonly recorded: RecordedStream
  read(fromMs: number, toMs: number): Promise<Response>
}

async function open(checkWaitMs: number, checkedCount: number): Promise<Opened> {
  viewer = await startViewerFixture({ config: { checkWaitMs } })
  const cookie = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  const recorded = await viewer.record({ checkedCount })
  const replayId = await viewer.openReplay(recorded.session, cookie)
  return {
    recorded,
    read: (fromMs, toMs) => {
      const [from, to] = [recorded.startedAtMs + fromMs, recorded.startedAtMs + toMs]
      const path = `/api/replays/${replayId}/streams/${recorded.stream}/events?fromMs=${from}&toMs=${to}`
      return viewer.request(path, { cookie })
    },
  }
}

const setIndex = (stream: string, change: ReturnType<typeof sql>) =>
  sql`UPDATE stream_index SET ${change} WHERE stream_id = ${stream}`.execute(
    viewer.databases.database('worker'),
  )

describe('what the sentinel has not passed', () => {
  test('is not served, and a range says where it goes on', async () => {
    const { read } = await open(0, 4)
    const lines = await readLines(await read(0, 60_000))
    expect(lines.at(-1)).toMatchObject({ end: { firstIndex: 0, lastIndex: 3, nextIndex: 4, isLast: false } })
    expect(JSON.stringify(lines)).not.toContain('"segment":4')
    expect((await viewer.events('replay.read'))[0]).toMatchObject({ target: { fromIndex: 0, toIndex: 3 } })
  })

  test('is refused for a while, with no key touched', async () => {
    const { read } = await open(0, 3)
    const response = await read(15_000, 20_000)
    expect([response.status, await errorCode(response)]).toEqual([425, 'not_checked_yet'])
    expect(response.headers.get('retry-after')).toBe('1')
    expect(viewer.unwrapCount()).toBe(0)
    expect((await viewer.events('replay.read'))[0]).toMatchObject({
      outcome: 'denied',
      denyReason: 'not_checked_yet',
    })
  })

  test('is waited for before the stream is held, and then served', async () => {
    const { read, recorded } = await open(60_000, 0)
    const answer = read(0, 60_000)
    await setIndex(recorded.stream, sql`indexed_count = 6`)
    const lines = await readLines(await answer)
    expect(lines.at(-1)).toMatchObject({ end: { lastIndex: 5, isLast: true } })
  })

  test('is waited for a moment behind what can be shown', async () => {
    const { read, recorded } = await open(60_000, 2)
    const answer = read(0, 60_000)
    await setIndex(recorded.stream, sql`indexed_count = 6`)
    const { end } = (await readLines(await answer)).at(-1) as { end: { lastIndex: number } }
    // On a slow machine the moment may be over.
    expect([1, 5]).toContain(end.lastIndex)
    await setIndex(recorded.stream, sql`indexed_count = 3`)
    expect((await readLines(await read(0, 60_000))).at(-1)).toMatchObject({
      end: { lastIndex: 2, nextIndex: 3 },
    })
  })

  test('is said never to come where it does not open', async () => {
    const { read, recorded } = await open(60_000, 3)
    await setIndex(recorded.stream, sql`state = 'failed'`)
    const response = await read(15_000, 20_000)
    expect([response.status, await errorCode(response)]).toEqual([409, 'check_failed'])
    expect((await read(0, 4_000)).status).toBe(200)
  })

  test('of another session is not waited for', async () => {
    const { recorded } = await open(60_000, 6)
    const other = await viewer.record({ checkedCount: 0 })
    const cookie = await viewer.signInAs('eng-2', ['engineer'], ['clinic'])
    const replayId = await viewer.openReplay(recorded.session, cookie)
    const path = `/api/replays/${replayId}/streams/${other.stream}/events?fromMs=0&toMs=${other.startedAtMs}`
    expect(await errorCode(await viewer.request(path, { cookie }))).toBe('unknown_stream')
  })
})
