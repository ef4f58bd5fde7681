// What was played is what the player reports, and never more than was released to that replay.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  readLines,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import type { WhoSawReply } from '../api-types.ts'

let viewer: ViewerFixture
let engineer: string
let recorded: RecordedStream
let replayId: string

beforeAll(async () => {
  viewer = await startViewerFixture()
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
})
afterAll(() => viewer.stop())
beforeEach(async () => {
  recorded = await viewer.record()
  await viewer.anchor()
  replayId = await viewer.openReplay(recorded.session, engineer)
})

const at = (ms: number) => recorded.startedAtMs + ms

async function read(fromMs: number, toMs: number, cookie = engineer): Promise<void> {
  const path = `/api/replays/${replayId}/streams/${recorded.stream}/events?fromMs=${at(fromMs)}&toMs=${at(toMs)}`
  await readLines(await viewer.request(path, { cookie }))
}

async function report(spans: readonly (readonly [number, number])[], cookie = engineer): Promise<Response> {
  const played = spans.map(([fromMs, toMs]) => ({ fromMs: at(fromMs), toMs: at(toMs) }))
  const body = { streams: [{ stream: recorded.stream, spans: played }] }
  return viewer.post(`/api/replays/${replayId}/played`, body, { cookie })
}

const closed = async () => (await viewer.events('replay.close'))[0]
const span = (fromMs: number, toMs: number) => `${at(fromMs)}-${at(toMs)}`

describe('a report of what was played', () => {
  test('is an event with its spans and their length, under the purpose of the replay', async () => {
    await read(0, 14_999)
    expect(
      (
        await report([
          [0, 4_000],
          [3_000, 6_000],
          [9_000, 12_000],
        ])
      ).status,
    ).toBe(204)
    expect(await closed()).toMatchObject({
      outcome: 'success',
      purpose: 'debugging',
      target: {
        session: recorded.session,
        stream: recorded.stream,
        replay: replayId,
        fromMs: at(0),
        toMs: at(12_000),
      },
      extent: { replayMs: 9_000, spans: [span(0, 6_000), span(9_000, 12_000)] },
    })
  })

  test('is part of the answer to who saw the session', async () => {
    await read(0, 14_999)
    await report([[0, 4_000]])
    await report([[2_000, 6_000]])
    const path = `/api/audit/who-saw?session=${recorded.session}`
    const reply = (await (await viewer.request(path, { cookie: engineer })).json()) as WhoSawReply
    expect(reply.accesses).toMatchObject([{ subject: 'eng-1', releasedMs: 14_999, playedMs: 5_999 }])
  })

  test('counts for no more than was released to that replay', async () => {
    await read(0, 0)
    await report([[-60_000, 3_600_000]])
    expect(await closed()).toMatchObject({ extent: { replayMs: 5_000, spans: [span(0, 5_000)] } })
    await read(20_000, 20_000)
    await report([[-60_000, 3_600_000]])
    // The lead-in from the keyframe at 15 s was released with it.
    expect(await closed()).toMatchObject({
      extent: { replayMs: 15_000, spans: [span(0, 5_000), span(15_000, 25_000)] },
    })
  })

  test('of what was released to another replay counts for nothing, and leaves no event', async () => {
    await read(0, 14_999)
    const before = (await viewer.events('replay.close')).length
    replayId = await viewer.openReplay(recorded.session, engineer)
    expect((await report([[0, 5_000]])).status).toBe(204)
    expect(await viewer.events('replay.close')).toHaveLength(before)
  })

  test('is refused from anyone but who opened the replay, as if it did not exist', async () => {
    await read(0, 0)
    const other = await viewer.signInAs(`eng-${recorded.stream}`, ['engineer'], ['clinic'])
    const response = await report([[0, 1_000]], other)
    expect([response.status, await errorCode(response)]).toEqual([404, 'not_found'])
    expect(await closed()).toMatchObject({ outcome: 'denied', denyReason: 'other_user' })
  })

  test.each([
    ['spans that end before they begin', { fromMs: 2, toMs: 1 }],
    ['spans that are no times', { fromMs: -1, toMs: 1 }],
  ])('is refused with %s', async (_, wrong) => {
    const body = { streams: [{ stream: recorded.stream, spans: [wrong] }] }
    expect((await viewer.post(`/api/replays/${replayId}/played`, body, { cookie: engineer })).status).toBe(
      400,
    )
  })

  test('is refused with more spans than an event lists', async () => {
    const many = Array.from({ length: 65 }, (_, index) => [index * 2, index * 2 + 1] as const)
    expect((await report(many)).status).toBe(400)
  })

  test('may come after the replay has expired', async () => {
    const own = await startViewerFixture({ config: { replayMs: 60_000 } })
    try {
      const cookie = await own.signInAs('eng-1', ['engineer'], ['clinic'])
      const stream = await own.record()
      const id = await own.openReplay(stream.session, cookie)
      const path = `/api/replays/${id}/streams/${stream.stream}/events?fromMs=0&toMs=${stream.startedAtMs}`
      await readLines(await own.request(path, { cookie }))
      own.advance(60_001)
      const spans = [{ fromMs: stream.startedAtMs, toMs: stream.startedAtMs + 1_000 }]
      const body = { streams: [{ stream: stream.stream, spans }] }
      expect((await own.post(`/api/replays/${id}/played`, body, { cookie })).status).toBe(204)
      expect((await own.events('replay.close'))[0]).toMatchObject({ extent: { replayMs: 1_000 } })
    } finally {
      await own.stop()
    }
  })
})
