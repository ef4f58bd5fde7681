// Promise 3 end to end: what is watched is what the committed event says, and without the event there is nothing.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  readLines,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'

let viewer: ViewerFixture
let engineer: string
let recorded: RecordedStream

beforeAll(async () => {
  viewer = await startViewerFixture()
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
})
afterAll(() => viewer.stop())
beforeEach(async () => {
  recorded = await viewer.record()
  await viewer.anchor()
})

const at = (index: number) => recorded.startedAtMs + index * 5000

async function readRange(
  range: string,
  options: { cookie?: string; replayId?: string; stream?: string } = {},
) {
  const replayId = options.replayId ?? (await viewer.openReplay(recorded.session, engineer))
  const path = `/api/replays/${replayId}/streams/${options.stream ?? recorded.stream}/events?${range}`
  return viewer.request(path, { cookie: options.cookie ?? engineer })
}

const whole = () => `fromMs=${at(0)}&toMs=${at(6)}`

function segmentsOf(lines: readonly Record<string, unknown>[]): unknown[] {
  const numbers = lines
    .filter((line) => 'type' in line)
    .map((line) => (line['data'] as { segment: number }).segment)
  return [...new Set(numbers)]
}

describe('opening', () => {
  test('commits purpose, note and ticket before there is a replay', async () => {
    const why = { purpose: 'incident', note: 'white page after submit', ticket: 'RES-214' }
    const response = await viewer.post(`/api/sessions/${recorded.session}/replays`, why, { cookie: engineer })
    expect(response.status).toBe(201)
    const { replayId } = (await response.json()) as { replayId: string }
    const [event] = await viewer.events('replay.open')
    expect(event).toMatchObject({
      outcome: 'success',
      ...why,
      actor: { issuer: 'reseal', subject: 'eng-1', roles: ['engineer'], method: 'one-time-link' },
      target: { app: 'clinic', session: recorded.session, replay: replayId },
    })
  })

  test.each([
    ['no purpose', {}],
    ['a purpose that is not on the list', { purpose: 'curiosity' }],
    ['a note beyond 500 characters', { purpose: 'debugging', note: 'x'.repeat(501) }],
    ['a note the log cannot hold', { purpose: 'debugging', note: 'a\u0000b' }],
    ['a ticket of another form', { purpose: 'debugging', ticket: 'see my mail' }],
    ['a field nobody declared', { purpose: 'debugging', role: 'admin' }],
  ])('refuses %s', async (_, body) => {
    const before = viewer.unwrapCount()
    const response = await viewer.post(`/api/sessions/${recorded.session}/replays`, body, {
      cookie: engineer,
    })
    expect(response.status).toBe(400)
    expect(viewer.unwrapCount()).toBe(before)
  })

  test('answers 404 for a session that is not there', async () => {
    const path = '/api/sessions/00000000-0000-4000-8000-000000000000/replays'
    expect((await viewer.post(path, { purpose: 'debugging' }, { cookie: engineer })).status).toBe(404)
  })
})

describe('reading', () => {
  test('gives the events as NDJSON that nobody may keep, and ends with what it held', async () => {
    const response = await readRange(whole())
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const lines = await readLines(response)
    expect(segmentsOf(lines)).toEqual([0, 1, 2, 3, 4, 5])
    expect(lines.at(-1)).toEqual({
      end: {
        fromMs: at(0),
        toMs: at(6) - 1,
        firstIndex: 0,
        lastIndex: 5,
        nextIndex: null,
        untilMs: at(6) - 1,
        isLast: true,
      },
    })
  })

  test('audits the range that is opened, keyframe lead-in included, and afterwards what was written', async () => {
    const lines = await readLines(await readRange(`fromMs=${at(4) + 10}&toMs=${at(4) + 20}`))
    expect(segmentsOf(lines)).toEqual([3, 4])
    const [read] = await viewer.events('replay.read')
    const range = { fromMs: at(3), toMs: at(5) - 1, fromIndex: 3, toIndex: 4 }
    expect(read?.target).toMatchObject({ session: recorded.session, stream: recorded.stream, ...range })
    expect(read).toMatchObject({
      outcome: 'success',
      purpose: 'debugging',
      extent: { segments: 2, replayMs: 9999 },
    })
    const [delivered] = await viewer.events('replay.delivered')
    expect(delivered).toMatchObject({ outcome: 'success', extent: { segments: 2, replayMs: 9999 } })
    expect(delivered?.target).toMatchObject(range)
  })

  test('unwraps once for ranges that follow each other, each with an event of its own', async () => {
    const replayId = await viewer.openReplay(recorded.session, engineer)
    const [keysBefore, eventsBefore] = [viewer.unwrapCount(), (await viewer.events('replay.read')).length]
    for (let index = 0; index < 3; index += 1) {
      await readLines(await readRange(`fromMs=${at(index)}&toMs=${at(index)}`, { replayId }))
    }
    expect(viewer.unwrapCount() - keysBefore).toBe(1)
    expect((await viewer.events('replay.read')).length - eventsBefore).toBe(3)
  })

  test('stops at the bound; the next range goes on without a gap and with an event of its own', async () => {
    const small = await startViewerFixture({ config: { rangeMaxBytes: 65_536 } })
    try {
      const cookie = await small.signInAs('eng-1', ['engineer'], ['clinic'])
      // Random text does not compress: three segments of 40 KB each.
      const noise = () => Array.from({ length: 40_000 }, () => Math.random().toString(36).at(-1)).join('')
      const stream = await small.record({
        segmentCount: 3,
        plaintext: (index) =>
          JSON.stringify([{ type: 3, timestamp: 1, data: { segment: index, noise: noise() } }]),
      })
      const replayId = await small.openReplay(stream.session, cookie)
      const seen: unknown[] = []
      let next: number | null = null
      do {
        const query = `fromMs=${stream.startedAtMs}&toMs=${stream.startedAtMs + 60_000}`
        const from = next === null ? '' : `&fromIndex=${next}`
        const path = `/api/replays/${replayId}/streams/${stream.stream}/events?${query}${from}`
        const lines = await readLines(await small.request(path, { cookie }))
        seen.push(...segmentsOf(lines))
        const { end } = lines.at(-1) as { end: { nextIndex: number | null } }
        next = end.nextIndex
      } while (next !== null)
      expect(seen).toEqual([0, 1, 2])
      const reads = await small.events('replay.read')
      expect(reads.length).toBeGreaterThan(1)
      const audited = reads.reverse().flatMap(({ target }) => {
        const { fromIndex = 0, toIndex = 0 } = target ?? {}
        return Array.from({ length: toIndex - fromIndex + 1 }, (_, step) => fromIndex + step)
      })
      expect(audited).toEqual([0, 1, 2])
    } finally {
      await small.stop()
    }
  })

  test('records what was written when the browser goes away in the middle', async () => {
    const response = await readRange(whole())
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    const [delivered] = await viewer.events('replay.delivered')
    expect(delivered?.extent).toMatchObject({ segments: 1 })
  })
})

describe('refusing', () => {
  test.each([
    ['an expired replay', 403, 'replay_expired', 'replay_expired'],
    ['someone else’s replay, as if it did not exist', 404, 'not_found', 'other_user'],
    ['a stream of another session', 404, 'unknown_stream', 'unknown_stream'],
    ['a range before the stream', 404, 'empty_range', 'empty_range'],
  ])('%s', async (what, status, code, denyReason) => {
    const own = await startViewerFixture({ config: { replayMs: 60_000, idleMs: 3_600_000 } })
    try {
      const cookie = await own.signInAs('eng-1', ['engineer'], ['clinic'])
      const stream = await own.record()
      const other = await own.record()
      const replayId = await own.openReplay(stream.session, cookie)
      const who = denyReason === 'other_user' ? await own.signInAs('eng-2', ['engineer'], ['clinic']) : cookie
      await own.anchor()
      if (denyReason === 'replay_expired') own.advance(60_001)
      const named = denyReason === 'unknown_stream' ? other.stream : stream.stream
      const query =
        denyReason === 'empty_range' ? 'fromMs=0&toMs=1' : `fromMs=0&toMs=${stream.startedAtMs + 9999}`
      const response = await own.request(`/api/replays/${replayId}/streams/${named}/events?${query}`, {
        cookie: who,
      })
      expect(response.status, what).toBe(status)
      expect(await errorCode(response)).toBe(code)
      const [event] = await own.events('replay.read')
      expect(event).toMatchObject({ outcome: 'denied', denyReason })
      expect(own.unwrapCount()).toBe(0)
    } finally {
      await own.stop()
    }
  })

  test('a role or membership taken away since the replay was opened', async () => {
    const userId = await viewer.createUser('eng-leaving', ['engineer'], ['clinic'])
    const cookie = await viewer.signIn(userId)
    const replayId = await viewer.openReplay(recorded.session, cookie)
    await sql`DELETE FROM memberships WHERE user_id = ${userId}`.execute(viewer.databases.database('owner'))
    const response = await readRange(whole(), { replayId, cookie })
    expect([response.status, await errorCode(response)]).toEqual([404, 'not_found'])
    expect((await viewer.events('replay.read'))[0]).toMatchObject({ denyReason: 'not_a_member' })
  })

  test('a shredded stream, also while its data key is still cached', async () => {
    const replayId = await viewer.openReplay(recorded.session, engineer)
    await readLines(await readRange(whole(), { replayId }))
    const shred = sql`DELETE FROM stream_keys WHERE stream_id = ${recorded.stream}`
    await shred.execute(viewer.databases.database('worker'))
    const before = viewer.unwrapCount()
    const response = await readRange(whole(), { replayId })
    expect(response.status).toBe(410)
    expect(await errorCode(response)).toBe('shredded')
    expect(viewer.unwrapCount()).toBe(before)
    expect((await viewer.events('replay.read'))[0]).toMatchObject({
      outcome: 'denied',
      denyReason: 'shredded',
    })
  })

  test('everything while a leaf has waited too long for its anchor', async () => {
    const own = await startViewerFixture({ config: { anchorMaxAgeMs: 60_000 } })
    try {
      const cookie = await own.signInAs('eng-1', ['engineer'], ['clinic'])
      const stream = await own.record()
      const replayId = await own.openReplay(stream.session, cookie)
      own.advance(61_000)
      const open = await own.post(
        `/api/sessions/${stream.session}/replays`,
        { purpose: 'debugging' },
        { cookie },
      )
      expect([open.status, await errorCode(open)]).toEqual([503, 'anchor_stale'])
      const path = `/api/replays/${replayId}/streams/${stream.stream}/events?fromMs=0&toMs=${stream.startedAtMs}`
      const read = await own.request(path, { cookie })
      expect([read.status, await errorCode(read)]).toEqual([503, 'anchor_stale'])
      expect(own.unwrapCount()).toBe(0)
      await own.anchor()
      own.advance(1000)
      expect((await own.request(path, { cookie })).status).toBe(200)
    } finally {
      await own.stop()
    }
  })
})

describe('opening fails with one error', () => {
  async function flipByte(objectKey: string, position: number): Promise<void> {
    const file = await open(join(viewer.objectFolder, objectKey), 'r+')
    const byte = Buffer.alloc(1)
    await file.read(byte, 0, 1, position)
    byte[0] = (byte[0] ?? 0) ^ 1
    await file.write(byte, 0, 1, position)
    await file.close()
  }

  test.each([
    ['a flipped byte of ciphertext', 200],
    ['a flipped byte of the header', 60],
    ['a flipped magic', 0],
  ])('for %s', async (_, position) => {
    await flipByte(recorded.objectKey, (recorded.segments[0]?.offset ?? 0) + position)
    const response = await readRange(whole())
    expect([response.status, await errorCode(response)]).toEqual([502, 'open_failed'])
    expect((await viewer.events('replay.delivered'))[0]).toMatchObject({
      outcome: 'error',
      extent: { bytes: 0 },
    })
  })

  test('for a later segment, with what came before it and the error as last line', async () => {
    await flipByte(recorded.objectKey, (recorded.segments[2]?.offset ?? 0) + 200)
    const response = await readRange(whole())
    const lines = await readLines(response)
    expect(segmentsOf(lines)).toEqual([0, 1])
    const requestId = response.headers.get('x-request-id')
    expect(lines.at(-1)).toEqual({ error: { code: 'open_failed', requestId } })
    expect((await viewer.events('replay.delivered'))[0]).toMatchObject({
      outcome: 'error',
      extent: { segments: 2 },
    })
  })

  test('for two segments whose rows were swapped', async () => {
    const owner = viewer.databases.database('superuser')
    const [first, second] = recorded.segments
    const move = (index: number, offset: number | undefined) =>
      sql`UPDATE segments SET byte_offset = ${offset} WHERE stream_id = ${recorded.stream} AND index = ${index}`.execute(
        owner,
      )
    await move(0, second?.offset)
    await move(1, first?.offset)
    expect(await errorCode(await readRange(whole()))).toBe('open_failed')
  })

  test('for rows whose times hide what is really opened', async () => {
    const owner = viewer.databases.database('superuser')
    await sql`UPDATE segments SET start_ms = start_ms - 1 WHERE stream_id = ${recorded.stream}`.execute(owner)
    expect(await errorCode(await readRange(whole()))).toBe('open_failed')
  })

  test.each([
    ['text that is not JSON', 'patient: Jane'],
    ['JSON that is no list of events', '{"end":{}}'],
    ['an event that looks like a trailer', '[{"end":{"nextIndex":null}}]'],
  ])('for %s, and the log does not quote it', async (_, plaintext) => {
    recorded = await viewer.record({ segmentCount: 1, plaintext: () => plaintext })
    expect(await errorCode(await readRange(whole()))).toBe('open_failed')
    expect(JSON.stringify(viewer.logged)).not.toContain('Jane')
  })

  test('without the key', async () => {
    const own = await startViewerFixture()
    try {
      const cookie = await own.signInAs('eng-1', ['engineer'], ['clinic'])
      const stream = await own.record()
      const replayId = await own.openReplay(stream.session, cookie)
      own.loseKey()
      const path = `/api/replays/${replayId}/streams/${stream.stream}/events?fromMs=0&toMs=${stream.startedAtMs}`
      const response = await own.request(path, { cookie })
      expect([response.status, await errorCode(response)]).toEqual([502, 'open_failed'])
    } finally {
      await own.stop()
    }
  })
})
