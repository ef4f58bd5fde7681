// What ingest's login can and cannot do to other people's streams: chains only grow, rows carry no text into a log, and
// what it makes up or breaks is named by `reseal verify` (design.md §7).
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProblemKind } from '@reseal/cli'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type InitKeys, recordStream } from '../support/sealed-stream.ts'
import { createTestDeployment, type Deployment, withIngest } from '../tamper/deployment.ts'
import { type AttackerConnection, connectAttacker } from './attacker.ts'

let deployment: Deployment
let attacker: AttackerConnection
/** A stream whose last segment has not come yet. */
let ongoing: string
beforeAll(async () => {
  deployment = await createTestDeployment()
  const init = JSON.parse(await readFile(join(deployment.data, 'init.json'), 'utf8')) as InitKeys
  const databaseUrl = deployment.env['RESEAL_INGEST_DATABASE_URL'] ?? ''
  const options = { ...init, origin: 'http://clinic.test', segmentCount: 2, isFinal: false }
  const recorded = await withIngest(deployment.data, databaseUrl, (ingestUrl) =>
    recordStream({ ...options, ingestUrl }),
  )
  ongoing = recorded.stream
  attacker = await connectAttacker(databaseUrl)
})
afterAll(async () => {
  await attacker.close()
  await deployment.stop()
})

const registration = `INSERT INTO streams (id, session_id, app_id, key_id, header, header_hash, enc_hash,
  append_key_hash, last_link, started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at)
  SELECT gen_random_uuid(), session_id,`
const rest = `'', sha256(''), sha256(gen_random_uuid()::text::bytea), sha256(''), sha256('')`

describe('refused', () => {
  test.each([
    // Cutting a tail off, or going back.
    ['42501', 'UPDATE streams SET next_index = 1'],
    ['42501', "UPDATE streams SET next_index = next_index - 1, last_link = sha256('')"],
    ['42501', 'UPDATE streams SET size_bytes = 0'],
    ['42501', 'UPDATE streams SET last_end_ms = 0'],
    // Another history of the same length.
    ['42501', "UPDATE streams SET last_link = sha256('') WHERE last_link IS NOT NULL"],
    // Opening what is closed, and closing what is not.
    ['42501', 'UPDATE streams SET open = true WHERE NOT open'],
    ['42501', 'UPDATE streams SET final = NOT final'],
    ['42501', 'UPDATE streams SET next_index = next_index + 1 WHERE final'],
    [
      '42501',
      "UPDATE streams SET next_index = next_index + 1, last_link = sha256(''), final = false WHERE final",
    ],
    // Never idle, so never closed.
    ['42501', "UPDATE streams SET last_received_at = 'infinity'"],
    ['42501', "UPDATE streams SET last_received_at = now() + interval '1 day'"],
    // Text and impossible values that leaves or the viewer would carry.
    ['23514', `${registration} 'a b', '0123456789abcdef', ${rest}, 0, 0, 0, 1, false, now() FROM streams`],
    ['23514', `${registration} 'clinic', 'any text', ${rest}, 0, 0, 0, 1, false, now() FROM streams`],
    [
      '23514',
      `${registration} 'clinic', '0123456789abcdef', ${rest}, 8640000000000001, 0, 0, 1, false, now() FROM streams`,
    ],
    [
      '23514',
      `${registration} 'clinic', '0123456789abcdef', ${rest}, 0, -1, 0, 1, false, now() FROM streams`,
    ],
    [
      '23514',
      `${registration} 'clinic', '0123456789abcdef', ${rest}, 0, 0, -1, 1, false, now() FROM streams`,
    ],
    [
      '42501',
      `${registration} 'clinic', '0123456789abcdef', ${rest}, 0, 0, 0, 1, false, 'infinity' FROM streams`,
    ],
    ['23514', "INSERT INTO sessions VALUES (gen_random_uuid(), repeat('a', 65), 0)"],
    ['23514', "INSERT INTO sessions VALUES (gen_random_uuid(), 'clinic', 9007199254740993)"],
    ['23514', "INSERT INTO ingest_reports (kind, app_id) VALUES ('Jane Doe', 'clinic')"],
    ['23514', "INSERT INTO ingest_reports (kind, app_id) VALUES (repeat('a', 1000000), 'clinic')"],
    ['23514', "INSERT INTO ingest_reports (kind, app_id) VALUES ('ingest.equivocation', 'Jane Doe')"],
    [
      '23514',
      "INSERT INTO withdrawals (app_id, session_id, token) VALUES ('Jane Doe', gen_random_uuid(), sha256(''))",
    ],
    ['23514', batchRow("'keys/sealing.json'")],
    ['23514', batchRow("'batches/../anchor'")],
    ['23514', batchRow("'batches/' || gen_random_uuid()")],
    ['23514', batchRow("'batches/' || repeat('a', 1000000)")],
    // Places that the server gives out.
    [
      '42501',
      "INSERT INTO batches (seq, id, object_key, sha256, size_bytes, segment_count) OVERRIDING SYSTEM VALUE VALUES (1, gen_random_uuid(), '', '', 0, 0)",
    ],
    ['42501', "SELECT setval('batches_seq_seq', 1)"],
    ['42501', "SELECT nextval('ingest_reports_id_seq')"],
  ])('%s: %s', async (code, statement) => {
    expect(await attacker.refusal(statement)).toMatchObject({ code })
  })

  test('and so everything is as it was', async () => {
    await deployment.anchor()
    expect((await deployment.verify()).report).toMatchObject({ verdict: 'intact', problems: [] })
  })
})

function batchRow(objectKey: string): string {
  return `INSERT INTO batches (id, object_key, sha256, size_bytes, segment_count)
    VALUES (gen_random_uuid(), ${objectKey}, sha256(''), 1, 1)`
}

test('what cannot be refused is named by verify, and harms no other stream', async () => {
  // An object that is not there, junk at the end of someone's stream, and a stream that no object knows.
  await attacker.run(`WITH made AS (SELECT gen_random_uuid() AS id)
    INSERT INTO batches (id, object_key, sha256, size_bytes, segment_count)
    SELECT id, 'batches/2026/01/01/' || id, sha256(''), 1, 1 FROM made`)
  await attacker.run(
    `UPDATE streams SET next_index = next_index + 1, last_link = sha256('junk'), final = true WHERE id = $1`,
    [ongoing],
  )
  await attacker.run(
    `${registration} 'clinic', '0123456789abcdef', ${rest}, 0, 0, 0, 1, true, now() FROM streams WHERE id = $1`,
    [ongoing],
  )
  await deployment.anchor()
  const { code, report } = await deployment.verify()
  expect([code, report.verdict]).toEqual([1, 'broken'])
  const kinds = new Set(report.problems.map(({ kind }) => kind))
  const expected: readonly ProblemKind[] = ['object_missing', 'close_leaf_disagrees', 'stream_row_altered']
  expect([...kinds]).toEqual(expect.arrayContaining([...expected]))
  const named = report.problems.flatMap(({ stream }) => stream ?? [])
  for (const untouched of deployment.streams) expect(named).not.toContain(untouched)
})
