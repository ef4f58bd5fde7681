// Streams that were scanned with other detectors are scanned again, over real segments, and what is new quarantines.
import { createAuditLog, createAuditRepository, createQuarantineRepository, markScanned } from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRecordedPage, element } from '../../test/recorded-page.ts'
import { createSealedStreams, type GrowingStream, type SealedStreams } from '../../test/sealed-stream.ts'
import { createRescanStep } from './rescan-step.ts'
import { sentinelVersion } from './sentinel-version.ts'

let postgres: TestPostgres
let anchored: TestAnchor
let streams: SealedStreams
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  streams = await createSealedStreams(postgres)
})
afterAll(async () => {
  await postgres.stop()
  await anchored.stop()
  await streams.stop()
})

const earlier = '11'.repeat(32)
const { signal } = new AbortController()

/** A stream that the indexer has passed with other detectors. */
async function indexed(...texts: string[]): Promise<GrowingStream> {
  const stream = await streams.start()
  for (const text of texts) await stream.append([createRecordedPage().snapshot(element('p', {}, text))])
  const worker = postgres.database('worker')
  await sql`INSERT INTO stream_index (stream_id, session_id, app_id, known_count, indexed_count)
    VALUES (${stream.id}, ${stream.session}, 'clinic', ${texts.length}, ${texts.length})`.execute(worker)
  await worker.transaction().execute((transaction) => markScanned(transaction, stream.id, earlier))
  return stream
}

test('finds what other detectors passed, once, and leaves alone what is up to date', async () => {
  const worker = postgres.database('worker')
  const audit = createAuditLog(worker, { anchor: anchored.anchor })
  const step = createRescanStep({ db: worker, audit }, { keys: streams.keys, objects: streams.objects })
  const quarantines = createQuarantineRepository(postgres.database('viewer'))
  const [leaky, clean] = [await indexed('Save', 'SSN 536-90-4399'), await indexed('Save', 'Cancel')]
  expect(await step.run({ signal })).toBe(true)
  expect(await quarantines.isQuarantined(leaky.session)).toBe(true)
  expect(await quarantines.isQuarantined(clean.session)).toBe(false)
  expect(await quarantines.listFindings(leaky.session, 10)).toMatchObject([
    { detector: 'ssn', segmentIndex: 1 },
  ])
  const { rows } =
    await sql`SELECT FROM stream_scans WHERE detectors_hash <> ${Buffer.from(sentinelVersion, 'hex')}`.execute(
      worker,
    )
  expect(rows).toHaveLength(0)
  const opened = () =>
    createAuditRepository(postgres.database('viewer')).list({ limit: 9, actions: ['index.open'] })
  expect(await opened()).toHaveLength(2)
  expect(await step.run({ signal })).toBe(false)
  expect(await opened()).toHaveLength(2)
})

test('passes over streams that are gone or do not open', async () => {
  const worker = postgres.database('worker')
  const audit = createAuditLog(worker, { anchor: anchored.anchor })
  const step = createRescanStep({ db: worker, audit }, { keys: streams.keys, objects: streams.objects })
  const broken = await streams.start()
  await broken.append([], { plaintext: new TextEncoder().encode('no events') })
  await sql`INSERT INTO stream_index (stream_id, session_id, app_id, known_count, indexed_count)
    VALUES (${broken.id}, ${broken.session}, 'clinic', 1, 1)`.execute(worker)
  const gone = '0f8fad5b-d9cb-469f-a165-70867728950e'
  await worker.transaction().execute(async (transaction) => {
    for (const stream of [broken.id, gone]) await markScanned(transaction, stream, earlier)
  })
  expect(await step.run({ signal })).toBe(true)
  expect(await step.run({ signal })).toBe(false)
})
