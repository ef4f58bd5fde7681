// Several batches of one process at once: chains stay right whatever fails, and what is acknowledged is stored.
import { initialLink, nextLink, parseBatchFooter, sha256 } from '@reseal/protocol'
import { type ObjectStore, StoreError } from '@reseal/store'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IngestFixture, startIngestFixture } from '../../test/ingest-fixture.ts'
import { type Answer, post } from '../../test/posting.ts'
import { startTestStream, type TestStream } from '../../test/recorder.ts'
import type { Ingest } from '../create-ingest.ts'

let fixture: IngestFixture
let appKey: string
beforeAll(async () => {
  fixture = await startIngestFixture()
  appKey = await fixture.registerApp('clinic')
})
afterAll(() => fixture.stop())

// Every parcel fills a batch, so that the next begins one.
const ofOneParcel = { maxBatchBytes: 1, commitWindowMs: 0 } as const

const quick = { interval: 5 } as const

/** What becomes of each write, by its number. */
function objectsThat(plan: (write: number) => Promise<'stored' | 'refused' | 'unheard'>): ObjectStore {
  let writes = 0
  return {
    ...fixture.objects,
    async put(key, bytes) {
      const fate = await plan(writes++)
      if (fate !== 'refused') await fixture.objects.put(key, bytes)
      if (fate !== 'stored') throw new StoreError('object_store_unavailable')
    },
  }
}

/** Links of the stream's segments as database and objects have them. */
async function storedChain(stream: TestStream): Promise<{ links: Uint8Array[]; objectsAgree: boolean }> {
  const rows = await fixture.postgres
    .database('superuser')
    .selectFrom('segments')
    .innerJoin('batches', 'batches.seq', 'segments.batch_seq')
    .select(['index', 'link', 'segments.sha256', 'object_key', 'byte_offset', 'byte_length'])
    .where('stream_id', '=', stream.id)
    .orderBy('index')
    .execute()
  let objectsAgree = true
  for (const [position, row] of rows.entries()) {
    const object = await fixture.objects.get(row.object_key)
    const bytes = object.subarray(row.byte_offset, row.byte_offset + row.byte_length)
    const named = parseBatchFooter(object).entries.some(
      ({ stream: id, index }) => id === stream.id && index === position,
    )
    objectsAgree &&= row.index === position && named && Buffer.compare(sha256(bytes), row.sha256) === 0
  }
  return { links: rows.map(({ link }) => link), objectsAgree }
}

interface Behind {
  /** What the first segment of a stream is answered, whose batch ends as told. */
  readonly first: Answer
  /** Its second, in the batch behind. */
  readonly behind: Answer
  /** Sends both again. */
  again(): Promise<readonly Answer[]>
}

/** Posts two parcels of one stream, and one of another which is answered before the first of all is stored. */
async function postBehind(fate: 'stored' | 'refused'): Promise<Behind> {
  const held = Promise.withResolvers<typeof fate>()
  const process = fixture.createProcess({
    limits: ofOneParcel,
    objects: objectsThat((write) => (write === 0 ? held.promise : Promise.resolve('stored'))),
  })
  const [one, other, last] = [
    await startTestStream(appKey),
    await startTestStream(appKey),
    await startTestStream(appKey),
  ]
  const parcels = [one.firstParcel(await one.seal()), one.parcel(await one.seal())] as const
  const waits = (count: number): Promise<void> =>
    expect.poll(() => process.metrics(), quick).toContain(`reseal_ingest_waiting_appends ${count}\n`)
  const first = post(process, appKey, parcels[0])
  await waits(1)
  const behind = post(process, appKey, parcels[1])
  await waits(2)
  const beside = post(process, appKey, other.firstParcel(await other.seal()))
  await waits(3)
  // What comes last makes the batch before it full.
  const full = post(process, appKey, last.firstParcel(await last.seal()))
  expect((await beside).status).toBe(200)
  held.resolve(fate)
  const answers = { first: await first, behind: await behind }
  expect((await full).status).toBe(200)
  const again = async (): Promise<readonly Answer[]> => [
    await post(process, appKey, parcels[0]),
    await post(process, appKey, parcels[1]),
  ]
  return { ...answers, again }
}

test('rows of a stream wait for its batch before, and for no other', async () => {
  const { first, behind } = await postBehind('stored')
  expect([first.receipt?.index, behind.receipt?.index]).toEqual([0, 1])
})

test('a batch that fails takes along what lies behind it on its chains, and nothing else', async () => {
  const { first, behind, again } = await postBehind('refused')
  expect([first.code, behind.code]).toEqual(['unavailable', 'gap'])
  expect((await again()).map(({ status }) => status)).toEqual([200, 200])
})

test('acknowledged segments are stored and chains unbroken, whatever writes fail in whatever order', async () => {
  const fate = fc.record({
    delayMs: fc.nat({ max: 8 }),
    fate: fc.constantFrom('stored', 'stored', 'refused', 'unheard'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 12 }), async (fates) => {
      const process = fixture.createProcess({
        limits: ofOneParcel,
        objects: objectsThat(async (write) => {
          const planned = fates[write]
          await new Promise((resolve) => setTimeout(resolve, planned?.delayMs ?? 0))
          return planned?.fate ?? 'stored'
        }),
      })
      const streams = await Promise.all([startTestStream(appKey), startTestStream(appKey)])
      await Promise.all(streams.map((stream) => recordAll(process, stream)))
    }),
    { numRuns: 8 },
  )
})

/** Posts three segments at once, though each continues the one before, and then one by one until all are taken. */
async function recordAll(process: Ingest, stream: TestStream): Promise<void> {
  const segments = [await stream.seal(), await stream.seal(), await stream.seal()]
  const parcels = segments.map((segment, index) =>
    index === 0 ? stream.firstParcel(segment) : stream.parcel(segment),
  )
  const answers = await Promise.all(parcels.map((parcel) => post(process, appKey, parcel)))
  const now = await storedChain(stream)
  expect(now.objectsAgree).toBe(true)
  for (const { receipt } of answers) {
    if (receipt !== undefined) expect(now.links[receipt.index]).toEqual(receipt.link)
  }
  for (const parcel of parcels) {
    await expect.poll(async () => (await post(process, appKey, parcel)).status, quick).toBe(200)
  }
  const { links, objectsAgree } = await storedChain(stream)
  expect(objectsAgree).toBe(true)
  let link = initialLink(sha256(stream.sealing.headerBytes))
  const expected = segments.map(({ bytes }) => (link = nextLink(link, sha256(bytes))))
  expect(links).toEqual(expected)
}

test('beyond its memory refuses with a time to come back; what it had taken is stored', async () => {
  const held = Promise.withResolvers<'stored'>()
  const streams = await Promise.all(Array.from({ length: 12 }, () => startTestStream(appKey)))
  const parcels = await Promise.all(streams.map(async (stream) => stream.firstParcel(await stream.seal())))
  // Each request counts for its body and 32 KiB beside it.
  const room = 4 * (Math.max(...parcels.map(({ length }) => length)) + 32 * 1024)
  const process = fixture.createProcess({
    limits: { maxInFlightBytes: room },
    objects: objectsThat(() => held.promise),
  })
  const early: Answer[] = []
  const posted = parcels.map(async (parcel) => {
    const answer = await post(process, appKey, parcel)
    early.push(answer)
    return answer
  })
  // Nothing is stored yet: who is answered is refused.
  await expect.poll(() => early.length, quick).toBe(8)
  for (const { status, code, headers } of early) {
    expect([status, code]).toEqual([503, 'overloaded'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  }
  const inFlight = /reseal_ingest_in_flight_bytes (\d+)/.exec(await process.metrics())?.[1]
  expect(Number(inFlight)).toBeLessThanOrEqual(room)
  held.resolve('stored')
  const statuses = (await Promise.all(posted)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(4)
  // What was taken is stored; what was not is taken when it comes again.
  for (const [position, stream] of streams.entries()) {
    const taken = statuses[position] === 200
    expect((await storedChain(stream)).links).toHaveLength(taken ? 1 : 0)
    if (taken) continue
    expect((await post(process, appKey, parcels[position] as Uint8Array<ArrayBuffer>)).status).toBe(200)
  }
})
