// Each way to change what is stored, done with the powers of the database's superuser and of whoever can write the
// object store, and what `reseal verify` then names (design.md §7).
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem, ProblemKind } from '@reseal/cli'
import { type RawBuilder, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestDeployment, type Deployment, editLog, overwrite, type StoredBatch } from './deployment.ts'

let deployment: Deployment

beforeEach(async () => {
  deployment = await createTestDeployment()
})

afterEach(() => deployment.stop())

function find(problems: readonly Problem[], kind: ProblemKind): Problem | undefined {
  return problems.find((problem) => problem.kind === kind)
}

/** The batch that holds a segment, and where. */
async function locate(
  stream: string | undefined,
  index: number,
): Promise<{ batch: StoredBatch; offset: number; length: number }> {
  for (const batch of await deployment.batches()) {
    const entry = batch.entries.find((candidate) => candidate.stream === stream && candidate.index === index)
    if (entry) return { batch, offset: entry.offset, length: entry.length }
  }
  throw new Error('no batch holds this segment')
}

describe('an untouched deployment', () => {
  it('verifies as intact with exit status 0, again and again', async () => {
    const first = await deployment.reseal('verify')
    expect(first.stdout).toMatch(/^intact/)
    expect(first.code).toBe(0)
    const second = await deployment.verify()
    expect(second.report).toMatchObject({ verdict: 'intact', problems: [] })
    expect(second.report.recordings).toMatchObject({ streamCount: 3, segmentCount: 12, unlistedCount: 0 })
    expect(second.code).toBe(0)
  })

  it('says what lies beyond the newest anchor is unproven, and is intact nevertheless', async () => {
    await deployment.record(1, 2)
    const { code, report } = await deployment.verify()
    expect(report).toMatchObject({ verdict: 'intact', recordings: { unprovenBatchCount: 2 } })
    expect(code).toBe(0)
  })

  it('is unproven, with exit status 1, once every anchor is gone', async () => {
    await rm(`${deployment.data}/anchor`, { recursive: true })
    const { code, report } = await deployment.verify()
    expect(report.verdict).toBe('unproven')
    expect(code).toBe(1)
  })

  it('leaves its result where the viewer shows it', async () => {
    await deployment.verify()
    const rows = await deployment.superuser.selectFrom('verifications').select('intact').execute()
    expect(rows).toEqual([{ intact: true }])
  })
})

describe('objects', () => {
  it('names the segment in which a byte was flipped', async () => {
    const stream = deployment.streams[1]
    const { batch, offset, length } = await locate(stream, 2)
    const at = offset + length - 5
    await overwrite(batch.path, at, Buffer.of((batch.bytes[at] ?? 0) ^ 1))
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'segment_altered')).toMatchObject({
      stream,
      segmentIndex: 2,
      batch: batch.id,
      count: 1,
    })
    expect(find(report.problems, 'object_altered')).toMatchObject({
      stream,
      segmentIndex: 2,
      batch: batch.id,
    })
    // One cause, no echo further along the chain.
    expect(report.problems).toHaveLength(2)
    expect(code).toBe(1)
  })

  it('names the batch whose footer was changed', async () => {
    const [batch] = await deployment.batches()
    if (!batch) throw new Error('no batch')
    const at = batch.bytes.indexOf('"created_at_ms":') + 20
    await overwrite(batch.path, at, Buffer.from(batch.bytes[at] === 0x31 ? '2' : '1'))
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'object_altered')).toMatchObject({
      batch: batch.id,
      detail: expect.stringContaining('footer'),
    })
    expect(code).toBe(1)
  })

  it('names the segment whose length makes the footer unreadable', async () => {
    const { batch } = await locate(deployment.streams[0], 1)
    await writeFile(batch.path, batch.bytes.subarray(0, batch.bytes.length - 9))
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'object_altered')).toMatchObject({ batch: batch.id })
    expect(find(report.problems, 'stream_gap')).toBeUndefined()
    expect(code).toBe(1)
  })

  it('names the first of two segments that were swapped', async () => {
    const stream = deployment.streams[0]
    const first = await locate(stream, 1)
    const second = await locate(stream, 3)
    const bytesOf = ({ batch, offset, length }: typeof first) => batch.bytes.subarray(offset, offset + length)
    const [one, other] = [Buffer.from(bytesOf(first)), Buffer.from(bytesOf(second))]
    expect(one.length).toBe(other.length)
    await overwrite(first.batch.path, first.offset, other)
    await overwrite(second.batch.path, second.offset, one)
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'segment_misplaced')).toMatchObject({ stream, segmentIndex: 1, count: 2 })
    expect(code).toBe(1)
  })

  it('names the first segment of whole objects that were swapped', async () => {
    const stream = deployment.streams[0]
    const first = await locate(stream, 0)
    const second = await locate(stream, 1)
    await writeFile(first.batch.path, second.batch.bytes)
    await writeFile(second.batch.path, first.batch.bytes)
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'object_altered')).toMatchObject({ batch: first.batch.id })
    expect(code).toBe(1)
  })

  it('names the segment of an object that is gone', async () => {
    const stream = deployment.streams[2]
    const { batch } = await locate(stream, 3)
    await rm(batch.path)
    const { code, report } = await deployment.verify()
    expect(report.problems).toEqual([
      expect.objectContaining({ kind: 'object_missing', batch: batch.id, stream, segmentIndex: 3 }),
    ])
    expect(code).toBe(1)
  })

  it('is not satisfied with a good copy of an altered object that lies elsewhere', async () => {
    const { batch, offset } = await locate(deployment.streams[0], 1)
    const decoy = join(deployment.data, 'objects', 'batches', 'zzz')
    await mkdir(decoy)
    await writeFile(join(decoy, batch.id), batch.bytes)
    await overwrite(batch.path, offset + 200, Buffer.from('altered'))
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'segment_altered')).toMatchObject({
      stream: deployment.streams[0],
      segmentIndex: 1,
    })
    expect(report.recordings.unlistedCount).toBe(1)
    expect(code).toBe(1)
  })

  it('counts, and does not blame, an object that no batch names', async () => {
    const [batch] = await deployment.batches()
    await writeFile(`${batch?.path.slice(0, -36)}01890000-0000-7000-8000-000000000000`, 'left by a crash')
    const { code, report } = await deployment.verify()
    expect(report.recordings.unlistedCount).toBe(1)
    expect(code).toBe(0)
  })
})

describe('rows of recordings', () => {
  // What keeps ingest's login from such edits does not keep the superuser.
  beforeEach(async () => {
    const { superuser } = deployment
    await sql`ALTER TABLE streams DISABLE TRIGGER USER`.execute(superuser)
    await sql`ALTER TABLE batches DROP CONSTRAINT batches_object_is_its_own`.execute(superuser)
  })

  it('names the segment whose row was deleted', async () => {
    const stream = deployment.streams[1] ?? ''
    await deployment.superuser
      .deleteFrom('segments')
      .where('stream_id', '=', stream)
      .where('index', '=', 2)
      .execute()
    const { code, report } = await deployment.verify()
    expect(report.problems).toEqual([
      expect.objectContaining({ kind: 'segment_row_missing', stream, segmentIndex: 2 }),
    ])
    expect(code).toBe(1)
  })

  it('names the segment whose newest row was deleted together with the count', async () => {
    const stream = deployment.streams[1] ?? ''
    await deployment.superuser
      .deleteFrom('segments')
      .where('stream_id', '=', stream)
      .where('index', '=', 3)
      .execute()
    await deployment.superuser
      .updateTable('streams')
      .set({ next_index: 3 })
      .where('id', '=', stream)
      .execute()
    const { report } = await deployment.verify()
    expect(find(report.problems, 'segment_row_missing')).toMatchObject({ stream, segmentIndex: 3 })
    expect(find(report.problems, 'stream_row_altered')).toMatchObject({ stream, segmentIndex: 3 })
  })

  it('names the segment whose row points elsewhere', async () => {
    const stream = deployment.streams[0] ?? ''
    const { superuser } = deployment
    const rows = await superuser
      .selectFrom('segments')
      .select(['index', 'batch_seq'])
      .where('stream_id', '=', stream)
      .orderBy('index')
      .execute()
    for (const [index, from] of [
      [1, 2],
      [2, 1],
    ] as const) {
      await superuser
        .updateTable('segments')
        .set({ batch_seq: rows[from]?.batch_seq ?? 0 })
        .where('stream_id', '=', stream)
        .where('index', '=', index)
        .execute()
    }
    const { report } = await deployment.verify()
    expect(find(report.problems, 'segment_row_altered')).toMatchObject({ stream, segmentIndex: 1, count: 2 })
  })

  it('names the stream that was deleted with everything the database says of it', async () => {
    const stream = deployment.streams[0] ?? ''
    const { superuser } = deployment
    await superuser.deleteFrom('segments').where('stream_id', '=', stream).execute()
    await superuser.deleteFrom('streams').where('id', '=', stream).execute()
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'segment_row_missing')).toMatchObject({ stream, segmentIndex: 0, count: 4 })
    expect(find(report.problems, 'stream_row_missing')).toMatchObject({ stream })
    expect(code).toBe(1)
  })

  it.each<[string, (id: string, other: string) => RawBuilder<unknown>]>([
    ['app', (id) => sql`UPDATE streams SET app_id = 'other' WHERE id = ${id}`],
    [
      'session',
      (id, other) =>
        sql`UPDATE streams SET session_id = (SELECT session_id FROM streams WHERE id = ${other}) WHERE id = ${id}`,
    ],
    [
      'sessions row',
      (id) => sql`DELETE FROM sessions WHERE id = (SELECT session_id FROM streams WHERE id = ${id})`,
    ],
    ['sealing key', (id) => sql`UPDATE streams SET key_id = '0000000000000000' WHERE id = ${id}`],
    ['append key', (id) => sql`UPDATE streams SET append_key_hash = enc_hash WHERE id = ${id}`],
    ['start', (id) => sql`UPDATE streams SET started_at_ms = 1 WHERE id = ${id}`],
    ['tombstone', (id) => sql`UPDATE streams SET tombstoned_at = now() WHERE id = ${id}`],
    ['end', (id) => sql`UPDATE streams SET final = NOT final WHERE id = ${id}`],
    ['key material', (id) => sql`DELETE FROM stream_keys WHERE stream_id = ${id}`],
    [
      'encapsulated key',
      (id) =>
        sql`UPDATE stream_keys SET enc = set_byte(enc, 64, get_byte(enc, 64) # 1) WHERE stream_id = ${id}`,
    ],
  ])('names the stream whose %s was changed', async (_, edit) => {
    const [stream = '', other = ''] = deployment.streams
    await edit(stream, other).execute(deployment.superuser)
    const { code, report } = await deployment.verify()
    expect(report.problems).toMatchObject([{ kind: 'stream_row_altered', stream }])
    expect(code).toBe(1)
  })

  it('names the batch whose row points to another object or leaf', async () => {
    const [batch] = await deployment.batches()
    const { superuser } = deployment
    for (const edit of [
      sql`UPDATE batches SET object_key = (SELECT object_key FROM batches WHERE id <> ${batch?.id} LIMIT 1)
        WHERE id = ${batch?.id}`,
      sql`UPDATE batches SET object_key = ${batch?.path.slice(batch.path.indexOf('batches/'))},
        leaf_index = NULL WHERE id = ${batch?.id}`,
    ]) {
      await edit.execute(superuser)
      const { report } = await deployment.verify()
      expect(report.problems).toMatchObject([{ kind: 'batch_row_altered', batch: batch?.id }])
    }
  })

  it('names the batch whose row was deleted or changed', async () => {
    const batches = await deployment.batches()
    const [gone, changed] = batches
    const { superuser } = deployment
    await superuser
      .deleteFrom('batches')
      .where('id', '=', gone?.id ?? '')
      .execute()
    await superuser
      .updateTable('batches')
      .set({ sha256: Buffer.alloc(32) })
      .where('id', '=', changed?.id ?? '')
      .execute()
    const { report } = await deployment.verify()
    expect(find(report.problems, 'batch_row_missing')).toMatchObject({ batch: gone?.id })
    expect(find(report.problems, 'batch_row_altered')).toMatchObject({ batch: changed?.id })
  })
})

describe('the logs', () => {
  it('names the leaf of an audit row that the superuser edited', async () => {
    await deployment.reseal('audit', 'export', '--format', 'csv')
    await deployment.anchor()
    await editLog(deployment, 'audit', (db) =>
      sql`UPDATE audit_leaves SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '"success"', '"denied"'), 'UTF8') WHERE index = 1`.execute(
        db,
      ),
    )
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'leaf_altered')).toMatchObject({ log: 'audit', leafIndex: 1, count: 1 })
    expect(code).toBe(1)
  })

  it('names the first of the newest audit rows that were cut off after a checkpoint', async () => {
    for (let run = 0; run < 3; run += 1) await deployment.reseal('audit', 'export', '--format', 'csv')
    await deployment.anchor()
    const size = (
      await deployment.superuser.selectFrom('audit_head').select('size').executeTakeFirstOrThrow()
    ).size
    await editLog(deployment, 'audit', async (db) => {
      await sql`DELETE FROM audit_leaves WHERE index >= ${size - 2}`.execute(db)
      await sql`UPDATE audit_head SET size = ${size - 2}`.execute(db)
    })
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'log_cut_off')).toMatchObject({
      log: 'audit',
      leafIndex: size - 2,
      count: 2,
    })
    expect(code).toBe(1)
  })

  it('names the first missing leaf before one that was put far out', async () => {
    await editLog(deployment, 'audit', async (db) => {
      await sql`INSERT INTO audit_leaves (index, leaf)
        SELECT 1000000000, leaf FROM audit_leaves WHERE index = 0`.execute(db)
      await sql`UPDATE audit_head SET size = 1000000001`.execute(db)
    })
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'leaf_missing')).toMatchObject({ log: 'audit' })
    expect(code).toBe(1)
  })

  it('names a leaf that was taken out of the middle', async () => {
    await editLog(deployment, 'recordings', (db) =>
      sql`DELETE FROM recordings_leaves WHERE index = 4`.execute(db),
    )
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'leaf_missing')).toMatchObject({ log: 'recordings', leafIndex: 4 })
    expect(code).toBe(1)
  })

  it('names the audit leaf beside which another name was put', async () => {
    await deployment.reseal('audit', 'export', '--format', 'csv')
    await deployment.anchor()
    await deployment.superuser
      .updateTable('audit_personal')
      .set({ value: 'someone-else' })
      .where('leaf_index', '=', 1)
      .where('field', '=', 'actor.subject')
      .execute()
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'personal_field_altered')).toMatchObject({ log: 'audit', leafIndex: 1 })
    expect(code).toBe(1)
  })

  it('does not mind a personal field that was erased', async () => {
    await deployment.reseal('audit', 'export', '--format', 'csv')
    await deployment.anchor()
    await deployment.superuser.deleteFrom('audit_personal').execute()
    expect((await deployment.verify()).code).toBe(0)
  })
})
