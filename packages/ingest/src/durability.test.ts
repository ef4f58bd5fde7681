// What is acknowledged is durable, and what is not durable is not acknowledged: failures and races.
import { createDatabase, type ObjectStore, StoreError } from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { gateWrites } from '../test/faulty-objects.ts'
import { type IngestFixture, startIngestFixture } from '../test/ingest-fixture.ts'
import { type Answer, post } from '../test/posting.ts'
import { startTestStream, type TestStream } from '../test/recorder.ts'
import { defaultLimits } from './config.ts'
import { createIngest, type Ingest } from './create-ingest.ts'

let fixture: IngestFixture
let appKey: string
let stream: TestStream
beforeAll(async () => {
  fixture = await startIngestFixture()
  appKey = await fixture.registerApp('clinic')
})
afterAll(() => fixture.stop())
beforeEach(async () => {
  stream = await startTestStream(appKey)
})

function expectUnavailable(answer: Answer): void {
  expect({ status: answer.status, code: answer.code }).toEqual({ status: 503, code: 'unavailable' })
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(answer.receipt).toBeUndefined()
}

async function storedSegments(id: string): Promise<number> {
  const db = fixture.postgres.database('superuser')
  return (await db.selectFrom('segments').select('index').where('stream_id', '=', id).execute()).length
}

describe('an object store that fails', () => {
  test('yields no receipt and no row; the same parcel is taken once it works again', async () => {
    let broken = true
    const objects: ObjectStore = {
      ...fixture.objects,
      put: (key, bytes) =>
        broken ? Promise.reject(new StoreError('object_store_unavailable')) : fixture.objects.put(key, bytes),
    }
    const ingest = fixture.createProcess({ objects })
    const parcel = stream.firstParcel(await stream.seal())
    const before = await fixture.countStored()
    expectUnavailable(await post(ingest, appKey, parcel))
    expect(await fixture.countStored()).toEqual(before)
    // One that is full still answers what asks whether it is there.
    const ready = await ingest.app.request('/readyz')
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({ status: 'failing', database: 'ok', objects: 'failing' })
    broken = false
    expect((await post(ingest, appKey, parcel)).receipt?.index).toBe(0)
    await expect.poll(async () => (await ingest.app.request('/readyz')).status).toBe(200)
  })

  test('refuses everything that waits on top of what failed', async () => {
    const gate = gateWrites({
      ...fixture.objects,
      put: () => Promise.reject(new StoreError('object_store_unavailable')),
    })
    const ingest = fixture.createProcess({ objects: gate.objects })
    const [zero, one] = [await stream.seal(), await stream.seal()]
    const first = post(ingest, appKey, stream.firstParcel(zero))
    await gate.waiting()
    const second = post(ingest, appKey, stream.parcel(one))
    gate.open()
    expectUnavailable(await first)
    // Nothing of the stream is known any more: the recorder starts it again from its header.
    const answer = await second
    expect({ code: answer.code, wanted: answer.headers.get('reseal-wanted-index') }).toEqual({
      code: 'gap',
      wanted: '0',
    })
    expect(await storedSegments(stream.id)).toBe(0)
  })
})

describe('a database that fails', () => {
  async function withoutGrant(work: () => Promise<void>): Promise<void> {
    const owner = fixture.postgres.database('owner')
    await sql`REVOKE INSERT ON reseal.segments FROM reseal_ingest`.execute(owner)
    try {
      await work()
    } finally {
      await sql`GRANT INSERT ON reseal.segments TO reseal_ingest`.execute(owner)
    }
  }

  test('after the object was written yields no receipt: the object is an orphan that nothing names', async () => {
    const ingest = fixture.createProcess()
    const parcel = stream.firstParcel(await stream.seal())
    const before = await fixture.countStored()
    await withoutGrant(async () => {
      expectUnavailable(await post(ingest, appKey, parcel))
    })
    expect(await fixture.countStored()).toEqual({ ...before, objects: before.objects + 1 })
    expect((await post(ingest, appKey, parcel)).receipt?.index).toBe(0)
  })

  test('takes nothing with it from the requests of others that come later', async () => {
    const ingest = fixture.createProcess()
    const other = await startTestStream(appKey)
    await withoutGrant(async () => {
      expectUnavailable(await post(ingest, appKey, stream.firstParcel(await stream.seal())))
    })
    expect((await post(ingest, appKey, other.firstParcel(await other.seal()))).status).toBe(200)
  })

  test('that cannot be reached is unavailable, not a missing app', async () => {
    const db = createDatabase({ connectionString: 'postgresql://reseal_ingest:none@127.0.0.1:9/none' })
    const ingest = createIngest({
      db,
      objects: fixture.objects,
      signer: fixture.signer,
      limits: defaultLimits,
      trustedProxyHops: 0,
      log: (line) => fixture.logged.push(line),
    })
    expectUnavailable(await post(ingest, appKey, stream.firstParcel(await stream.seal())))
    const ready = await ingest.app.request('/readyz')
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({ status: 'failing', database: 'failing', objects: 'ok' })
    expect((await ingest.app.request('/healthz')).status).toBe(200)
    await db.destroy()
  })
})

describe('two processes on one database', () => {
  let processes: readonly [Ingest, Ingest]
  beforeEach(() => {
    processes = [fixture.createProcess(), fixture.createProcess()]
  })

  test('given the same parcel at once store it once and both acknowledge it', async () => {
    for (let round = 0; round < 5; round++) {
      const one = await startTestStream(appKey)
      const segment = await one.seal()
      const parcel = one.firstParcel(segment)
      const answers = await Promise.all(processes.map((process) => post(process, appKey, parcel)))
      for (const { receipt } of answers) {
        expect(receipt?.index).toBe(0)
        expect(receipt?.link).toEqual(segment.link)
      }
      expect(await storedSegments(one.id)).toBe(1)
    }
  })

  test('given different bytes for one index acknowledge one of them only', async () => {
    for (let round = 0; round < 5; round++) {
      const one = await startTestStream(appKey)
      const [zero, next] = [await one.seal(), await one.seal()]
      for (const process of processes) await post(process, appKey, one.firstParcel(zero))
      const forged = new Uint8Array(next.bytes)
      forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
      const answers = await Promise.all([
        post(processes[0], appKey, one.parcel(next)),
        post(processes[1], appKey, one.parcel({ ...next, bytes: forged })),
      ])
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
      expect(await storedSegments(one.id)).toBe(2)
    }
  })

  test('whose chains one has overtaken: the other reads again and goes on', async () => {
    const segments = [
      await stream.seal(),
      await stream.seal(),
      await stream.seal(),
      await stream.seal(),
    ] as const
    await post(processes[0], appKey, stream.firstParcel(segments[0]))
    await post(processes[1], appKey, stream.parcel(segments[1]))
    await post(processes[0], appKey, stream.parcel(segments[2]))
    const answer = await post(processes[1], appKey, stream.parcel(segments[3]))
    expect(answer.receipt?.index).toBe(3)
    // The first process believes the stream to end at 2.
    const repeat = await post(processes[0], appKey, stream.parcel(segments[3]))
    expect(repeat.receipt?.link).toEqual(segments[3].link)
    expect(await storedSegments(stream.id)).toBe(4)
  })

  test.each(['before', 'behind'])(
    'a stream that lost takes nothing from the others in its batch, nor they from it: it lies %s them',
    async (place) => {
      const gate = gateWrites(fixture.objects)
      const late = fixture.createProcess({ objects: gate.objects })
      const [mine, others] = [await startTestStream(appKey), await startTestStream(appKey)]
      const [zero, one] = [await mine.seal(), await mine.seal()]
      await post(processes[0], appKey, mine.firstParcel(zero))
      const blocker = post(late, appKey, stream.firstParcel(await stream.seal()))
      await gate.waiting()
      const parcels = [mine.parcel(one), others.firstParcel(await others.seal())]
      const together: Promise<Answer>[] = []
      for (const parcel of place === 'before' ? parcels : parcels.toReversed()) {
        together.push(post(late, appKey, parcel))
        await expect
          .poll(() => late.metrics())
          .toContain(`reseal_ingest_waiting_appends ${together.length + 1}\n`)
      }
      await post(processes[0], appKey, mine.parcel(one))
      gate.open()
      const answers = await Promise.all([blocker, ...together])
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(await storedSegments(mine.id)).toBe(2)
      expect(await storedSegments(others.id)).toBe(1)
    },
  )
})

describe('a stop', () => {
  test('commits and acknowledges what was admitted', async () => {
    const gate = gateWrites(fixture.objects)
    const ingest = fixture.createProcess({ objects: gate.objects, limits: { commitWindowMs: 200 } })
    const answer = post(ingest, appKey, stream.firstParcel(await stream.seal()))
    await gate.waiting()
    const stopped = ingest.stop()
    gate.open()
    await stopped
    expect((await answer).receipt?.index).toBe(0)
  })
})
