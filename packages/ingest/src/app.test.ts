import { randomBytes } from 'node:crypto'
import {
  decodeBase64url,
  encodeParcel,
  encodeSegmentHeader,
  encodeStreamHeader,
  initialLink,
  limits,
  parseBatchFooter,
  sha256,
  verifyReceipt,
} from '@reseal/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { gateWrites } from '../test/faulty-objects.ts'
import { type IngestFixture, startIngestFixture } from '../test/ingest-fixture.ts'
import { type Answer, post } from '../test/posting.ts'
import { startTestStream, type TestStream } from '../test/recorder.ts'
import type { Ingest } from './create-ingest.ts'

let fixture: IngestFixture
let ingest: Ingest
let appKey: string
let stream: TestStream

beforeAll(async () => {
  fixture = await startIngestFixture()
  appKey = await fixture.registerApp('clinic')
})
afterAll(() => fixture.stop())

beforeEach(async () => {
  ingest = fixture.createProcess()
  stream = await startTestStream(appKey)
})

const requestIdPattern = /^[0-9a-f-]{36}$/

function expectRefusal(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.code }).toEqual({ status, code })
  expect(answer.body).toEqual({ error: { code, requestId: expect.stringMatching(requestIdPattern) } })
}

async function expectReceipt(answer: Answer, of: TestStream, index: number, link: Uint8Array): Promise<void> {
  expect(answer.status).toBe(200)
  expect(answer.receipt).toMatchObject({ stream: of.id, index })
  expect(answer.receipt?.link).toEqual(link)
  if (answer.receipt === undefined) throw new Error('no receipt')
  expect(await verifyReceipt(answer.receipt, decodeBase64url(fixture.signer.publicKey))).toBe(true)
}

describe('a well-formed parcel', () => {
  test('is stored whole before it is acknowledged with a receipt that verifies', async () => {
    const before = await fixture.countStored()
    const [zero, one] = [await stream.seal(), await stream.seal()]
    const answer = await post(ingest, appKey, stream.firstParcel(zero, one))
    await expectReceipt(answer, stream, 1, one.link)
    const after = await fixture.countStored()
    expect(after).toEqual({
      streams: before.streams + 1,
      stream_keys: before.stream_keys + 1,
      segments: before.segments + 2,
      batches: before.batches + 1,
      objects: before.objects + 1,
    })
  })

  test('lies in a batch whose footer holds the header, and whose rows point at its bytes', async () => {
    const zero = await stream.seal({ events: '[{"type":4}]' })
    await post(ingest, appKey, stream.firstParcel(zero))
    const db = fixture.postgres.database('superuser')
    const row = await db
      .selectFrom('segments')
      .innerJoin('batches', 'batches.seq', 'segments.batch_seq')
      .selectAll()
      .where('stream_id', '=', stream.id)
      .executeTakeFirstOrThrow()
    const object = await fixture.objects.get(row.object_key)
    expect(object.subarray(row.byte_offset, row.byte_offset + row.byte_length)).toEqual(zero.bytes)
    expect(sha256(object)).toEqual(row.sha256)
    const footer = parseBatchFooter(object)
    expect(footer.streams[0]?.headerBytes).toEqual(stream.sealing.headerBytes)
    expect(row.object_key).toMatch(/^batches\/\d{4}\/\d\d\/\d\d\/[0-9a-f-]{36}$/)
    // `enc` opens the stream together with the key and must not lie where the ciphertext lies.
    expect(Buffer.from(object).includes(Buffer.from(stream.sealing.enc))).toBe(false)
  })

  test('answers the page across origins without credentials', async () => {
    const answer = await post(ingest, appKey, stream.firstParcel(await stream.seal()))
    expect(answer.headers.get('access-control-allow-origin')).toBe(fixture.origin)
    expect(answer.headers.get('vary')).toContain('Origin')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('continues its stream in later parcels, also in another process', async () => {
    const segments = [await stream.seal(), await stream.seal(), await stream.seal()] as const
    await post(ingest, appKey, stream.firstParcel(segments[0]))
    await expectReceipt(await post(ingest, appKey, stream.parcel(segments[1])), stream, 1, segments[1].link)
    const other = fixture.createProcess()
    await expectReceipt(await post(other, appKey, stream.parcel(segments[2])), stream, 2, segments[2].link)
  })

  test('is read from a body without declared length', async () => {
    const zero = await stream.seal()
    const body = new Blob([stream.firstParcel(zero)]).stream()
    await expectReceipt(await post(ingest, appKey, body), stream, 0, zero.link)
  })

  test('carries what the operator tells recorders to do', async () => {
    const key = await fixture.registerApp('paused')
    await fixture.postgres
      .database('owner')
      .updateTable('apps')
      .set({ command: 'off' })
      .where('app_key', '=', key)
      .execute()
    const paused = await startTestStream(key)
    const answer = await post(ingest, key, paused.firstParcel(await paused.seal()))
    expect(answer.body).toMatchObject({ command: 'off' })
  })
})

async function allAdmitted(process: Ingest, count: number): Promise<void> {
  await expect.poll(() => process.metrics()).toContain(`reseal_ingest_waiting_appends ${count}\n`)
}

describe('parcels that arrive together', () => {
  test('of many streams become one batch', async () => {
    const gate = gateWrites(fixture.objects)
    const busy = fixture.createProcess({ objects: gate.objects, limits: { maxCommitsInFlight: 1 } })
    const streams = await Promise.all(Array.from({ length: 20 }, () => startTestStream(appKey)))
    const bodies = await Promise.all(streams.map(async (one) => one.firstParcel(await one.seal())))
    const before = await fixture.countStored()
    const first = post(busy, appKey, stream.firstParcel(await stream.seal()))
    await gate.waiting()
    const answers = bodies.map((body) => post(busy, appKey, body))
    await allAdmitted(busy, bodies.length + 1)
    gate.open()
    for (const { status } of await Promise.all([first, ...answers])) expect(status).toBe(200)
    const after = await fixture.countStored()
    expect(after.segments - before.segments).toBe(21)
    expect(after.batches - before.batches).toBe(2)
  })

  test('of one stream keep their order within a batch', async () => {
    const gate = gateWrites(fixture.objects)
    const busy = fixture.createProcess({ objects: gate.objects, limits: { maxCommitsInFlight: 1 } })
    const segments = [await stream.seal(), await stream.seal(), await stream.seal()] as const
    const before = await fixture.countStored()
    const first = post(busy, appKey, stream.firstParcel(segments[0]))
    await gate.waiting()
    const answers = [
      post(busy, appKey, stream.parcel(segments[1])),
      post(busy, appKey, stream.parcel(segments[2])),
    ]
    await allAdmitted(busy, 3)
    gate.open()
    const receipts = (await Promise.all([first, ...answers])).map(({ receipt }) => receipt)
    expect(receipts.map((receipt) => receipt?.index)).toEqual([0, 1, 2])
    const after = await fixture.countStored()
    expect(after.batches - before.batches).toBe(2)
  })

  test('that are the same parcel are stored once and acknowledged each', async () => {
    const zero = await stream.seal()
    const before = await fixture.countStored()
    const body = stream.firstParcel(zero)
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(ingest, appKey, body)))
    for (const answer of answers) await expectReceipt(answer, stream, 0, zero.link)
    expect((await fixture.countStored()).segments - before.segments).toBe(1)
  })
})

describe('repeats', () => {
  test('of the same bytes are acknowledged again and stored once', async () => {
    const [zero, one] = [await stream.seal(), await stream.seal()]
    await post(ingest, appKey, stream.firstParcel(zero, one))
    const before = await fixture.countStored()
    await expectReceipt(await post(ingest, appKey, stream.firstParcel(zero)), stream, 0, zero.link)
    const other = fixture.createProcess()
    await expectReceipt(await post(other, appKey, stream.firstParcel(zero, one)), stream, 1, one.link)
    expect(await fixture.countStored()).toEqual(before)
  })

  test('that overlap what is stored add only what is new', async () => {
    const segments = [await stream.seal(), await stream.seal(), await stream.seal()] as const
    await post(ingest, appKey, stream.firstParcel(segments[0], segments[1]))
    const before = await fixture.countStored()
    const answer = await post(ingest, appKey, stream.firstParcel(...segments))
    await expectReceipt(answer, stream, 2, segments[2].link)
    expect((await fixture.countStored()).segments - before.segments).toBe(1)
  })

  test('of a final segment are acknowledged though the stream takes no more', async () => {
    const zero = await stream.seal({ final: true })
    await post(ingest, appKey, stream.firstParcel(zero))
    await expectReceipt(
      await post(fixture.createProcess(), appKey, stream.firstParcel(zero)),
      stream,
      0,
      zero.link,
    )
  })
})

describe('other bytes at a known index', () => {
  async function forkedParcels(): Promise<{ honest: TestStream; answer: Answer }> {
    const honest = stream
    const zero = await honest.seal()
    await post(ingest, appKey, honest.firstParcel(zero))
    const forged = new Uint8Array(zero.bytes)
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    const body = encodeParcel({ appendKey: honest.appendKey, segments: [forged] })
    return { honest, answer: await post(ingest, appKey, body) }
  }

  test('are a conflict, stored nowhere, and reported once', async () => {
    const { honest, answer } = await forkedParcels()
    expectRefusal(answer, 409, 'conflict')
    const reports = await fixture.postgres
      .database('superuser')
      .selectFrom('ingest_reports')
      .selectAll()
      .where('stream_id', '=', honest.id)
      .execute()
    expect(reports).toMatchObject([{ kind: 'ingest.equivocation', app_id: 'clinic', segment_index: 0 }])
    expect(answer.headers.get('reseal-wanted-index')).toBeNull()
  })

  test('are a conflict also where the next segment continues another history', async () => {
    const [zero, one] = [await stream.seal(), await stream.seal()]
    await post(ingest, appKey, stream.firstParcel(zero))
    const forged = new Uint8Array(one.bytes)
    forged[26] = (forged[26] ?? 0) ^ 1
    const body = encodeParcel({ appendKey: stream.appendKey, segments: [forged] })
    expectRefusal(await post(ingest, appKey, body), 409, 'conflict')
    await expectReceipt(await post(ingest, appKey, stream.parcel(one)), stream, 1, one.link)
  })
})

describe('refused with nothing stored', () => {
  async function refused(answer: Promise<Answer>, status: number, code: string): Promise<Answer> {
    const before = await fixture.countStored()
    const got = await answer
    expectRefusal(got, status, code)
    expect(await fixture.countStored()).toEqual(before)
    return got
  }

  test('what is no parcel', async () => {
    await refused(post(ingest, appKey, new Uint8Array()), 400, 'bad_parcel')
    await refused(post(ingest, appKey, new Uint8Array(randomBytes(4096))), 400, 'bad_parcel')
    const whole = stream.firstParcel(await stream.seal())
    await refused(post(ingest, appKey, whole.slice(0, -1)), 400, 'bad_parcel')
    await refused(post(ingest, appKey, new Uint8Array([...whole, 0])), 400, 'bad_parcel')
  })

  test('a declared length over the limit, before a byte of it is read', async () => {
    let pulled = false
    const body = new ReadableStream(
      {
        pull(controller) {
          pulled = true
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const headers = { 'content-length': String(limits.maxParcelBytes + 1) }
    await refused(post(ingest, appKey, body, { headers }), 413, 'too_large')
    expect(pulled).toBe(false)
  })

  test('a body without declared length as soon as it passes the limit', async () => {
    let sentBytes = 0
    let cancelled = false
    const chunk = new Uint8Array(1024 * 1024)
    const endless = new ReadableStream({
      pull(controller) {
        sentBytes += chunk.length
        controller.enqueue(chunk)
      },
      cancel() {
        cancelled = true
      },
    })
    await refused(post(ingest, appKey, endless), 413, 'too_large')
    expect(cancelled).toBe(true)
    expect(sentBytes).toBeLessThan(limits.maxParcelBytes + 4 * chunk.length)
  })

  test('a parcel with too many segments', async () => {
    const bytes = stream.firstParcel(await stream.seal())
    const segments = bytes.length
    const countOffset = 6 + 32 + 2 + stream.sealing.headerBytes.length + 65
    const forged = new Uint8Array(segments)
    forged.set(bytes)
    forged[countOffset] = 65
    await refused(post(ingest, appKey, forged), 413, 'too_large')
  })

  test('an unknown app', async () => {
    const body = stream.firstParcel(await stream.seal())
    await refused(post(ingest, 'rsl_AAAAAAAAAAAAAAAAAAAAAA', body), 401, 'unknown_app')
    await refused(post(ingest, 'no-key', body), 401, 'unknown_app')
  })

  test('another origin, a lookalike, or none', async () => {
    const body = stream.firstParcel(await stream.seal())
    const origins = [
      'https://evil.example',
      'http://clinic.example',
      'https://clinic.example:8443',
      'null',
      null,
    ]
    for (const origin of origins) {
      const answer = await refused(post(ingest, appKey, body, { origin }), 403, 'origin_not_allowed')
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  test('a gap, with the index wanted where the page can read it', async () => {
    const segments = [await stream.seal(), await stream.seal(), await stream.seal()] as const
    await post(ingest, appKey, stream.firstParcel(segments[0]))
    const answer = await refused(post(ingest, appKey, stream.parcel(segments[2])), 409, 'gap')
    expect(answer.headers.get('reseal-wanted-index')).toBe('1')
    expect(answer.headers.get('access-control-expose-headers')).toContain('Reseal-Wanted-Index')
  })

  test('an unknown stream without its header, as a gap from the start', async () => {
    const answer = await refused(post(ingest, appKey, stream.parcel(await stream.seal())), 409, 'gap')
    expect(answer.headers.get('reseal-wanted-index')).toBe('0')
    await stream.seal()
    const later = await refused(post(ingest, appKey, stream.firstParcel(await stream.seal())), 409, 'gap')
    expect(later.headers.get('reseal-wanted-index')).toBe('0')
  })

  test('another append key', async () => {
    const [zero, one] = [await stream.seal(), await stream.seal()]
    const thief = { appendKey: new Uint8Array(randomBytes(32)) }
    const first = { headerBytes: stream.sealing.headerBytes, enc: stream.sealing.enc }
    const stolen = encodeParcel({ ...thief, stream: first, segments: [zero.bytes] })
    await refused(post(ingest, appKey, stolen), 403, 'wrong_append_key')
    await post(ingest, appKey, stream.firstParcel(zero))
    const body = encodeParcel({ ...thief, segments: [one.bytes] })
    await refused(post(ingest, appKey, body), 403, 'wrong_append_key')
    await refused(post(fixture.createProcess(), appKey, body), 403, 'wrong_append_key')
  })

  test('a stream posted to another app', async () => {
    const otherKey = await fixture.registerApp('other')
    const [zero, one] = [await stream.seal(), await stream.seal()]
    await refused(post(ingest, otherKey, stream.firstParcel(zero)), 400, 'bad_parcel')
    await post(ingest, appKey, stream.firstParcel(zero))
    await refused(post(ingest, otherKey, stream.parcel(one)), 403, 'wrong_append_key')
  })

  test('a header that does not match its enc, its stream or its canonical form', async () => {
    const zero = await stream.seal()
    const other = await startTestStream(appKey)
    const { headerBytes, enc } = stream.sealing
    const { appendKey } = stream
    const spaced = new TextEncoder().encode(`${new TextDecoder().decode(headerBytes)} `)
    for (const first of [
      { headerBytes, enc: other.sealing.enc },
      { headerBytes: other.sealing.headerBytes, enc: other.sealing.enc },
      { headerBytes: spaced, enc },
    ]) {
      const body = encodeParcel({ appendKey, stream: first, segments: [zero.bytes] })
      await refused(post(ingest, appKey, body), 400, 'bad_parcel')
    }
  })

  test('a first segment that does not continue its own header', async () => {
    const zero = await stream.seal()
    const forged = new Uint8Array(zero.bytes)
    forged[26] = (forged[26] ?? 0) ^ 1
    const first = { headerBytes: stream.sealing.headerBytes, enc: stream.sealing.enc }
    const body = encodeParcel({ appendKey: stream.appendKey, stream: first, segments: [forged] })
    await refused(post(ingest, appKey, body), 400, 'bad_parcel')
  })

  test('a parcel that counts on the header of a refused one', async () => {
    const zero = await stream.seal()
    const forged = new Uint8Array(zero.bytes)
    forged[26] = (forged[26] ?? 0) ^ 1
    const { appendKey, sealing } = stream
    const first = { headerBytes: sealing.headerBytes, enc: sealing.enc }
    const refusedFirst = encodeParcel({ appendKey, stream: first, segments: [forged] })
    await refused(post(ingest, appKey, refusedFirst), 400, 'bad_parcel')
    const wrongEnc = { ...first, enc: new Uint8Array(randomBytes(65)) }
    const second = encodeParcel({ appendKey, stream: wrongEnc, segments: [zero.bytes] })
    await refused(post(ingest, appKey, second), 400, 'bad_parcel')
    await refused(post(ingest, appKey, stream.parcel(zero)), 409, 'gap')
  })

  test.each(['known', 'unknown'])('a stream block that is not the stream’s own: %s stream', async (which) => {
    const [zero, one, two] = [await stream.seal(), await stream.seal(), await stream.seal()]
    const other = await startTestStream(appKey)
    const { headerBytes, enc, header } = stream.sealing
    const forged = new Uint8Array(zero.bytes)
    forged[26] = (forged[26] ?? 0) ^ 1
    const another = encodeStreamHeader({ ...header, sdk: 'another' })
    const spaced = new TextEncoder().encode(`${new TextDecoder().decode(headerBytes)} `)
    const wrong = [
      { headerBytes, enc: other.sealing.enc, segments: [zero.bytes] },
      { headerBytes: other.sealing.headerBytes, enc: other.sealing.enc, segments: [zero.bytes] },
      { headerBytes: spaced, enc, segments: [zero.bytes, one.bytes] },
      { headerBytes: another, enc, segments: [zero.bytes] },
      { headerBytes, enc, segments: [forged] },
      { headerBytes, enc: other.sealing.enc, segments: [one.bytes] },
      { headerBytes: another, enc, segments: [one.bytes] },
      { headerBytes: another, enc, segments: [two.bytes] },
    ]
    if (which === 'known') await post(ingest, appKey, stream.firstParcel(zero, one))
    for (const { segments, ...block } of which === 'known' ? wrong : wrong.slice(0, 6)) {
      const body = encodeParcel({ appendKey: stream.appendKey, stream: block, segments })
      await refused(post(ingest, appKey, body), 400, 'bad_parcel')
      await refused(post(fixture.createProcess(), appKey, body), 400, 'bad_parcel')
    }
    if (which === 'unknown') return
    await expectReceipt(await post(ingest, appKey, stream.firstParcel(zero)), stream, 0, zero.link)
    await expectReceipt(await post(ingest, appKey, stream.firstParcel(one, two)), stream, 2, two.link)
  })

  test('an enc that another stream has registered', async () => {
    await post(ingest, appKey, stream.firstParcel(await stream.seal()))
    const copy = await startTestStream(appKey)
    const header = { ...copy.sealing.header, encHash: stream.sealing.header.encHash }
    const headerBytes = encodeStreamHeader(header)
    const segment = (await copy.seal()).bytes.slice()
    segment.set(
      encodeSegmentHeader({
        stream: copy.id,
        index: 0,
        keyframe: true,
        final: false,
        prevLink: initialLink(sha256(headerBytes)),
        nonce: new Uint8Array(12),
        startMs: 0,
        endMs: 0,
      }),
    )
    const first = { headerBytes, enc: stream.sealing.enc }
    const body = encodeParcel({ appendKey: copy.appendKey, stream: first, segments: [segment] })
    await refused(post(ingest, appKey, body), 409, 'conflict')
  })

  test('segments of two streams, or out of order, in one parcel', async () => {
    const other = await startTestStream(appKey)
    const [zero, one] = [await stream.seal(), await stream.seal()]
    await refused(post(ingest, appKey, stream.firstParcel(zero, await other.seal())), 400, 'bad_parcel')
    await refused(post(ingest, appKey, stream.firstParcel(one, zero)), 400, 'bad_parcel')
    await refused(post(ingest, appKey, stream.firstParcel(zero, zero)), 400, 'bad_parcel')
  })

  test('what follows a final segment', async () => {
    const [zero, one] = [await stream.seal(), await stream.seal()]
    // The sealing side refuses to go on after a final segment; the flag is set on a sealed one instead.
    const final = new Uint8Array(zero.bytes)
    final[5] = 2
    await post(ingest, appKey, stream.firstParcel({ ...zero, bytes: final }))
    const forged = new Uint8Array(one.bytes)
    await refused(post(ingest, appKey, stream.parcel({ ...one, bytes: forged })), 410, 'stream_closed')
    await refused(post(fixture.createProcess(), appKey, stream.parcel(one)), 410, 'stream_closed')
  })

  test('a tombstoned stream, repeats included', async () => {
    const [zero, one] = [await stream.seal(), await stream.seal()]
    await post(ingest, appKey, stream.firstParcel(zero))
    await fixture.postgres
      .database('superuser')
      .updateTable('streams')
      .set({ tombstoned_at: new Date() })
      .where('id', '=', stream.id)
      .execute()
    const fresh = fixture.createProcess()
    await refused(post(fresh, appKey, stream.parcel(one)), 410, 'stream_closed')
    await refused(post(fresh, appKey, stream.firstParcel(zero)), 410, 'stream_closed')
  })

  test('a stream tombstoned behind the memory of a process: its object stays without rows', async () => {
    const [zero, one] = [await stream.seal(), await stream.seal()]
    await post(ingest, appKey, stream.firstParcel(zero))
    await fixture.postgres
      .database('superuser')
      .updateTable('streams')
      .set({ tombstoned_at: new Date() })
      .where('id', '=', stream.id)
      .execute()
    const before = await fixture.countStored()
    expectRefusal(await post(ingest, appKey, stream.parcel(one)), 410, 'stream_closed')
    expect(await fixture.countStored()).toEqual({ ...before, objects: before.objects + 1 })
  })

  test('what memory cannot hold, before it is read', async () => {
    const tight = fixture.createProcess({ limits: { maxInFlightBytes: 1000 } })
    const answer = await refused(
      post(tight, appKey, stream.firstParcel(await stream.seal())),
      503,
      'overloaded',
    )
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After')
  })

  test.each(['client', 'app', 'stream'])('what exceeds the quota of a %s', async (policy) => {
    const rate = { bytesPerSecond: 100, burstBytes: 2048 }
    const tight = fixture.createProcess({ limits: { [`${policy}Quota`]: rate } })
    const own = await startTestStream(appKey)
    await post(tight, appKey, own.firstParcel(await own.seal()))
    const answer = await refused(post(tight, appKey, own.parcel(await own.seal())), 429, 'over_quota')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answer.headers.get('ratelimit-policy')).toBe(`"${policy}";q=2048;qu="content-bytes";w=21`)
    expect(answer.headers.get('ratelimit')).toMatch(new RegExp(`^"${policy}";r=0;t=\\d+$`))
    expect(answer.headers.get('access-control-expose-headers')).toContain('RateLimit, RateLimit-Policy')
  })

  test('more streams than a session may begin', async () => {
    const mebibyte = 1024 * 1024
    const rate = { bytesPerSecond: 1, burstBytes: 2 * mebibyte }
    const tight = fixture.createProcess({ limits: { sessionQuota: rate } })
    const streams = await Promise.all(
      [1, 2, 3].map(() => startTestStream(appKey, { session: stream.session })),
    )
    const bodies = await Promise.all(streams.map(async (one) => one.firstParcel(await one.seal())))
    for (const body of bodies.slice(0, 2)) expect((await post(tight, appKey, body)).status).toBe(200)
    await refused(post(tight, appKey, bodies[2]!), 429, 'over_quota')
    const other = await startTestStream(appKey)
    expect((await post(tight, appKey, other.firstParcel(await other.seal()))).status).toBe(200)
  })

  test('everything once a stop has begun', async () => {
    await ingest.stop()
    const answer = await refused(
      post(ingest, appKey, stream.firstParcel(await stream.seal())),
      503,
      'overloaded',
    )
    expect(answer.headers.get('retry-after')).not.toBeNull()
    expect((await ingest.app.request('/readyz')).status).toBe(503)
  })

  test('other routes and methods', async () => {
    for (const [method, path] of [
      ['GET', `/v1/apps/${appKey}/parcels`],
      ['POST', '/v1/apps'],
      ['GET', '/'],
    ] as const) {
      const response = await ingest.app.request(path, { method })
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ error: { code: 'not_found' } })
    }
  })
})

test('arbitrary bytes are never acknowledged and never break ingest', async () => {
  const before = await fixture.countStored()
  const zero = await stream.seal()
  const valid = stream.firstParcel(zero)
  const mutated = fc
    .tuple(fc.nat(valid.length - 1), fc.integer({ min: 1, max: 255 }))
    // Segments are opaque beyond their place in the chain, so the mutation stays before them.
    .map(([offset, difference]) => {
      const bytes = new Uint8Array(valid)
      const at = offset % (valid.length - zero.bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ difference
      return bytes
    })
  const truncated = fc.nat(valid.length - 1).map((end) => valid.slice(0, end))
  const arbitrary = fc.uint8Array({ maxLength: 4096 }).map((bytes) => new Uint8Array(bytes))
  const magic = arbitrary.map((bytes) => new Uint8Array([...valid.subarray(0, 6), ...bytes]))
  await fc.assert(
    fc.asyncProperty(fc.oneof(arbitrary, magic, truncated, mutated), async (body) => {
      const { status } = await post(ingest, appKey, body)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    }),
    { numRuns: 300 * inject('propertyTimes') },
  )
  expect(await fixture.countStored()).toEqual(before)
})

test('logs carry fixed words and random ids only', () => {
  for (const line of fixture.logged) {
    for (const [key, value] of Object.entries(line)) {
      expect(['event', 'code', 'requestId']).toContain(key)
      expect(value).toMatch(/^[\w-]{1,40}$/)
    }
  }
})
