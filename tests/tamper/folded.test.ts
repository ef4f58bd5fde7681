// Streams whose segments lie in packed manifests: what the database's superuser does to a manifest, and what
// `reseal verify` then names (docs/decisions/0010-packed-manifests.md).
import { rm } from 'node:fs/promises'
import type { Problem } from '@reseal/cli'
import { createDatabase, createSegmentFolding } from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDeployment, type Deployment } from './deployment.ts'

let deployment: Deployment
let stream: string
let other: string

beforeAll(async () => {
  deployment = await createTestDeployment()
  ;[stream = '', other = ''] = deployment.streams
  await fold()
})

afterAll(() => deployment.stop())

async function fold(): Promise<void> {
  const worker = createDatabase({ connectionString: deployment.env['RESEAL_WORKER_DATABASE_URL'] ?? '' })
  const receivedBefore = new Date(Date.now() + 60_000)
  await createSegmentFolding(worker).foldClosed({ receivedBefore })
  await worker.destroy()
}

async function manifestOf(id: string): Promise<Uint8Array> {
  const { manifest } = await deployment.superuser
    .selectFrom('streams')
    .select('manifest')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return manifest ?? new Uint8Array(0)
}

async function put(id: string, manifest: Uint8Array | null): Promise<void> {
  await deployment.superuser.updateTable('streams').set({ manifest }).where('id', '=', id).execute()
}

/** What is found after the edits, which are then undone. */
async function problemsAfter(
  edits: Readonly<Record<string, Uint8Array | null>>,
): Promise<readonly Problem[]> {
  const before = new Map<string, Uint8Array>()
  for (const [id, manifest] of Object.entries(edits)) {
    before.set(id, await manifestOf(id))
    await put(id, manifest)
  }
  const { code, report } = await deployment.verify()
  for (const [id, manifest] of before) await put(id, manifest)
  expect(code).toBe(report.problems.length > 0 ? 1 : 0)
  return report.problems
}

it('verifies as intact without a segment row, and goes on when streams do', async () => {
  const { rows } = await sql`SELECT FROM segments`.execute(deployment.superuser)
  expect(rows).toEqual([])
  await deployment.record(1, 2)
  const { code, report } = await deployment.verify()
  expect(report.problems).toEqual([])
  expect(report.recordings).toMatchObject({ streamCount: 4, segmentCount: 14 })
  expect(code).toBe(0)
})

it('names the first segment whose entry was edited', async () => {
  const manifest = await manifestOf(stream)
  const at = manifest.length - 3 * 32 + 7
  manifest[at] = (manifest[at] ?? 0) ^ 1
  expect(await problemsAfter({ [stream]: manifest })).toMatchObject([
    { kind: 'segment_row_altered', stream, segmentIndex: 1, count: 1 },
  ])
})

it('names the first segment that a truncated manifest no longer lists', async () => {
  const manifest = await manifestOf(stream)
  expect(await problemsAfter({ [stream]: manifest.subarray(0, -40) })).toMatchObject([
    { kind: 'manifest_unreadable', stream, segmentIndex: 2 },
    { kind: 'segment_row_missing', stream, segmentIndex: 2, count: 2 },
  ])
})

it('names the segments of a manifest that is gone, or is none', async () => {
  const missing = { kind: 'segment_row_missing', stream, segmentIndex: 0, count: 4 }
  expect(await problemsAfter({ [stream]: null })).toMatchObject([missing])
  const unreadable = { kind: 'manifest_unreadable', stream, segmentIndex: 0 }
  expect(await problemsAfter({ [stream]: Buffer.from('none') })).toMatchObject([unreadable, missing])
})

it('names both streams whose manifests were swapped', async () => {
  const [one, two] = [await manifestOf(stream), await manifestOf(other)]
  const problems = await problemsAfter({ [stream]: two, [other]: one })
  expect(problems.map(({ kind }) => kind)).toEqual(['segment_row_altered', 'segment_row_altered'])
  expect(problems).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ stream, segmentIndex: 0, count: 4 }),
      expect.objectContaining({ stream: other, segmentIndex: 0, count: 4 }),
    ]),
  )
})

it('names the segment whose row was put beside the manifest', async () => {
  await sql`INSERT INTO segments (stream_id, batch_seq, start_ms, end_ms, index, byte_offset, byte_length, flags, sha256, link)
    SELECT ${stream}, batch_seq, start_ms, end_ms, index + 1, byte_offset, byte_length, flags, sha256, link
    FROM segments WHERE index = 0`.execute(deployment.superuser)
  const { report } = await deployment.verify()
  await sql`DELETE FROM segments WHERE stream_id = ${stream}`.execute(deployment.superuser)
  expect(report.problems).toMatchObject([
    { kind: 'segment_row_unknown', stream, segmentIndex: 1 },
    { kind: 'stream_row_altered', stream },
  ])
})

it('names the folded segment of an object that is gone', async () => {
  const batches = await deployment.batches()
  const batch = batches.find(({ entries }) =>
    entries.some((entry) => entry.stream === stream && entry.index === 2),
  )
  await rm(batch?.path ?? '')
  const { report } = await deployment.verify()
  expect(report.problems).toEqual([
    expect.objectContaining({ kind: 'object_missing', batch: batch?.id, stream, segmentIndex: 2 }),
  ])
})
