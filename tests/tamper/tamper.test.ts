// What is found beside the first index: one cause gives no echoes, and what only looks wrong is not blamed. The ways to tamper
// themselves are in matrix.test.ts.
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem, ProblemKind } from '@reseal/verifier'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDeployment, type Deployment, editLog, overwrite, type StoredBatch } from './deployment.ts'
import { type Powers, verifyAfter } from './tampering.ts'

let deployment: Deployment

beforeAll(async () => {
  deployment = await createTestDeployment()
  // Two events, so that one has names beside it.
  await deployment.reseal('audit', 'export', '--format', 'csv')
})

afterAll(() => deployment.stop())

function find(problems: readonly Problem[], kind: ProblemKind): Problem | undefined {
  return problems.find((problem) => problem.kind === kind)
}

/** The batch that holds a segment, and where. */
async function locate(
  powers: Powers,
  stream: string | undefined,
  index: number,
): Promise<{ batch: StoredBatch; offset: number; length: number }> {
  for (const batch of await powers.batches()) {
    const entry = batch.entries.find((candidate) => candidate.stream === stream && candidate.index === index)
    if (entry) return { batch, offset: entry.offset, length: entry.length }
  }
  throw new Error('no batch holds this segment')
}

describe('objects', () => {
  it('gives one finding for a segment and one for its batch, and no echo further along the chain', async () => {
    const stream = deployment.streams[1] ?? ''
    const { problems } = await verifyAfter(deployment, async (powers) => {
      const { batch, offset, length } = await locate(powers, stream, 2)
      const at = offset + length - 5
      await overwrite(batch.path, at, Buffer.of((batch.bytes[at] ?? 0) ^ 1))
    })
    const place = { stream, segmentIndex: 2, count: 1 }
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'segment_altered', ...place }),
      expect.objectContaining({ kind: 'object_altered', ...place }),
    ])
  })

  it('says that a footer was changed where the segments are whole', async () => {
    const { problems } = await verifyAfter(deployment, async (powers) => {
      const { batch } = await locate(powers, deployment.streams[0], 0)
      const at = batch.bytes.indexOf('"created_at_ms":') + 20
      await overwrite(batch.path, at, Buffer.of((batch.bytes[at] ?? 0) ^ 1))
    })
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'object_altered', detail: expect.stringContaining('footer') }),
    ])
  })

  it('knows from the database which segments an object without a footer held', async () => {
    const { problems } = await verifyAfter(deployment, async (powers) => {
      const { batch } = await locate(powers, deployment.streams[0], 1)
      await truncate(batch.path, batch.bytes.length - 9)
    })
    expect(find(problems, 'object_altered')).toBeDefined()
    expect(find(problems, 'stream_gap')).toBeUndefined()
  })

  it('names the segments that a missing object took along, by the gap that it leaves', async () => {
    const stream = deployment.streams[2] ?? ''
    const remove = async (powers: Powers) => rm((await locate(powers, stream, 1)).batch.path)
    const { problems } = await verifyAfter(deployment, remove, { withRows: false })
    expect(problems.map(({ kind }) => kind)).toEqual(['object_missing', 'stream_gap'])
    expect(find(problems, 'stream_gap')).toMatchObject({ stream, segmentIndex: 1 })
    const withRows = await verifyAfter(deployment, remove)
    expect(withRows.problems).toEqual([
      expect.objectContaining({ kind: 'object_missing', stream, segmentIndex: 1 }),
    ])
  })

  it('names both of two segments that were swapped', async () => {
    const stream = deployment.streams[0] ?? ''
    const { problems } = await verifyAfter(deployment, async (powers) => {
      const [first, second] = [await locate(powers, stream, 1), await locate(powers, stream, 3)]
      const bytesOf = ({ batch, offset, length }: typeof first) =>
        batch.bytes.subarray(offset, offset + length)
      const [one, other] = [Buffer.from(bytesOf(first)), Buffer.from(bytesOf(second))]
      await overwrite(first.batch.path, first.offset, other)
      await overwrite(second.batch.path, second.offset, one)
    })
    expect(find(problems, 'segment_misplaced')).toMatchObject({ stream, segmentIndex: 1, count: 2 })
  })

  it('is not satisfied with a good copy of an altered object that lies elsewhere', async () => {
    const { problems, recordings } = await verifyAfter(deployment, async (powers) => {
      const { batch, offset } = await locate(powers, deployment.streams[0], 1)
      const decoy = join(powers.objects, 'batches', 'zzz')
      await mkdir(decoy)
      await writeFile(join(decoy, batch.id), batch.bytes)
      await overwrite(batch.path, offset + 200, Buffer.from('altered'))
    })
    expect(find(problems, 'segment_altered')).toMatchObject({ segmentIndex: 1 })
    expect(recordings.unlistedCount).toBe(1)
  })

  it('counts, and does not blame, an object that no batch names', async () => {
    const { verdict, recordings } = await verifyAfter(deployment, async (powers) => {
      const { batch } = await locate(powers, deployment.streams[0], 0)
      await writeFile(`${batch.path.slice(0, -36)}01890000-0000-7000-8000-000000000000`, 'left by a crash')
    })
    expect(recordings.unlistedCount).toBe(1)
    expect(verdict).toBe('intact')
  })
})

describe('rows of recordings', () => {
  // What keeps ingest's login from such edits does not keep the superuser.
  const edit =
    (...statements: readonly RawBuilder<unknown>[]) =>
    async ({ db }: Powers): Promise<void> => {
      await sql`ALTER TABLE streams DISABLE TRIGGER USER`.execute(db)
      await sql`ALTER TABLE batches DISABLE TRIGGER USER`.execute(db)
      await sql`ALTER TABLE batches DROP CONSTRAINT IF EXISTS batches_object_is_its_own`.execute(db)
      for (const statement of statements) await statement.execute(db)
    }

  it('names the stream that was deleted with everything the database says of it', async () => {
    const stream = deployment.streams[0] ?? ''
    const { problems } = await verifyAfter(
      deployment,
      edit(
        sql`DELETE FROM segments WHERE stream_id = ${stream}`,
        sql`DELETE FROM streams WHERE id = ${stream}`,
      ),
    )
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'segment_row_missing', stream, segmentIndex: 0, count: 4 }),
      expect.objectContaining({ kind: 'stream_row_missing', stream }),
    ])
  })

  it('names the stream whose count was changed', async () => {
    const stream = deployment.streams[1] ?? ''
    const { problems } = await verifyAfter(
      deployment,
      edit(
        sql`DELETE FROM segments WHERE stream_id = ${stream} AND index = 3`,
        sql`UPDATE streams SET next_index = 3 WHERE id = ${stream}`,
      ),
    )
    expect(find(problems, 'stream_row_altered')).toMatchObject({ stream, segmentIndex: 3 })
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
  ])('names the stream whose %s was changed', async (_, statement) => {
    const [stream = '', other = ''] = deployment.streams
    const { problems } = await verifyAfter(deployment, edit(statement(stream, other)))
    expect(problems).toMatchObject([{ kind: 'stream_row_altered', stream }])
  })

  it.each<[string, (batch: StoredBatch) => RawBuilder<unknown>]>([
    [
      'another object',
      ({ id }) =>
        sql`UPDATE batches SET object_key = (SELECT object_key FROM batches WHERE id <> ${id} LIMIT 1) WHERE id = ${id}`,
    ],
    ['no leaf', ({ id }) => sql`UPDATE batches SET leaf_index = NULL WHERE id = ${id}`],
    ['another hash', ({ id }) => sql`UPDATE batches SET sha256 = ${Buffer.alloc(32)} WHERE id = ${id}`],
  ])('names the batch whose row points to %s', async (_, statement) => {
    const [batch] = await deployment.batches()
    if (!batch) throw new Error('no batch')
    const { problems } = await verifyAfter(deployment, edit(statement(batch)))
    expect(problems).toMatchObject([{ kind: 'batch_row_altered', batch: batch.id }])
  })
})

describe('the logs', () => {
  it('names the first missing leaf before one that was put far out', async () => {
    const { problems } = await verifyAfter(deployment, ({ db }) =>
      editLog(db, 'audit', async (edited) => {
        await sql`INSERT INTO audit_leaves (index, leaf)
          SELECT 1000000000, leaf FROM audit_leaves WHERE index = 0`.execute(edited)
        await sql`UPDATE audit_head SET size = 1000000001`.execute(edited)
      }),
    )
    expect(problems).toEqual([expect.objectContaining({ kind: 'leaf_missing', log: 'audit' })])
  })

  it('names the audit leaf beside which another name was put', async () => {
    const { problems } = await verifyAfter(deployment, ({ db }) =>
      db
        .updateTable('audit_personal')
        .set({ value: 'someone-else' })
        .where('field', '=', 'actor.subject')
        .where('leaf_index', '=', (eb) =>
          eb.selectFrom('audit_personal').select((of) => of.fn.min('leaf_index').as('first')),
        )
        .execute(),
    )
    expect(problems).toMatchObject([{ kind: 'personal_field_altered', log: 'audit', count: 1 }])
  })

  it('does not mind a personal field that was erased', async () => {
    const { verdict } = await verifyAfter(deployment, ({ db }) => db.deleteFrom('audit_personal').execute())
    expect(verdict).toBe('intact')
  })
})
