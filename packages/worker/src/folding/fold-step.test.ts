import { randomBytes, randomUUID } from 'node:crypto'
import { initialLink, nextLink, sha256 } from '@reseal/protocol'
import { createIngestRepository, createRecordingsLog } from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordStream } from '../../test/recordings.ts'
import type { LogLine } from '../logging/log-line.ts'
import { createFoldSteps } from './fold-step.ts'

let postgres: TestPostgres
let anchor: TestAnchor
beforeEach(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
})
afterEach(() => Promise.all([postgres.stop(), anchor.stop()]))

const turn = { signal: new AbortController().signal }

/** A final stream of one segment whose link follows from its hash. */
async function recordSound(): Promise<void> {
  const ingest = createIngestRepository(postgres.database('ingest'))
  const [stream, batch, enc] = [randomUUID(), randomUUID(), new Uint8Array(randomBytes(65))]
  const headerBytes = new Uint8Array(Buffer.from('{"a":"header"}'))
  const [hash, previousLink] = [new Uint8Array(randomBytes(32)), initialLink(sha256(headerBytes))]
  const outcome = await ingest.commitBatch({
    batch: { id: batch, objectKey: `batches/2026/01/01/${batch}`, sha256: hash, sizeBytes: 1200 },
    streams: [
      {
        stream,
        session: randomUUID(),
        appId: 'clinic',
        keyId: '0123456789abcdef',
        headerBytes,
        headerHash: sha256(headerBytes),
        enc,
        encHash: sha256(enc),
        appendKeyHash: hash,
        startedAtMs: 0,
      },
    ],
    segments: [
      {
        stream,
        index: 0,
        offset: 5,
        length: 1126,
        sha256: hash,
        previousLink,
        link: nextLink(previousLink, hash),
        keyframe: true,
        final: true,
        startMs: 0,
        endMs: 1,
      },
    ],
  })
  expect(outcome).toEqual({ outcome: 'committed' })
}

test('folds what is closed, says once what does not add up, and keeps the days', async () => {
  const db = postgres.database('worker')
  const logged: LogLine[] = []
  await recordSound()
  // Its links are made up.
  await recordStream(createIngestRepository(postgres.database('ingest'))).commit({ final: true })
  await createRecordingsLog(db, anchor).appendPending({ idleBefore: new Date(0) })
  const [patient] = createFoldSteps(db, {}, (line) => logged.push(line))
  expect(await patient?.run(turn)).toBe(false)
  const [fold, days] = createFoldSteps(db, { foldAfterMs: -60_000 }, (line) => logged.push(line))
  expect(await fold?.run(turn)).toBe(true)
  expect(await fold?.run(turn)).toBe(false)
  expect(logged).toEqual([{ event: 'unfoldable', streamCount: 1 }])
  const rows = await db.selectFrom('segments').select('index').execute()
  expect(rows).toHaveLength(1)
  expect(await days?.run(turn)).toBe(false)
})
