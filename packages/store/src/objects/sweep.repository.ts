// What the database says of stored objects: whether anything names them (design.md §5.6). As the worker.
import { type RawBuilder, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'

/** How far the sweeper came. */
export interface SweepState {
  /** Object keys up to it were looked at in this pass. */
  readonly afterKey: string
  readonly passBeganAt: Date
  /** What was stored before is never removed. */
  readonly notBefore: Date
}

/** How far a stream reaches, as rows say. */
export interface StreamReach {
  readonly nextIndex: number
  /** Nothing is added to it any more: it ended, or was forgotten on purpose. */
  readonly ended: boolean
}

/** The sweeper's half of the database. Every method may throw StoreError database_unavailable. */
export interface SweepRepository {
  loadState(): Promise<SweepState>
  saveState(state: Pick<SweepState, 'afterKey' | 'passBeganAt'>): Promise<void>
  /** Of these batches those that a row or a leaf of the recordings log from that time on names. */
  findNamed(ids: readonly string[], sinceMs: number): Promise<ReadonlySet<string>>
  /** How far these streams reach; unknown ones are left out. */
  findReach(streams: readonly string[]): Promise<ReadonlyMap<string, StreamReach>>
}

const leavesPerSearch = 20_000

/** `db` logs in as the worker. */
export function createSweepRepository(db: Database): SweepRepository {
  return {
    loadState: () =>
      guardDatabase(async () => {
        const row = await db.selectFrom('sweep').selectAll().executeTakeFirstOrThrow()
        return { afterKey: row.after_key, passBeganAt: row.pass_began_at, notBefore: row.not_before }
      }),
    saveState: ({ afterKey, passBeganAt }) =>
      guardDatabase(async () => {
        await db.updateTable('sweep').set({ after_key: afterKey, pass_began_at: passBeganAt }).execute()
      }),
    findNamed: (ids, sinceMs) => guardDatabase(() => findNamed(db, ids, sinceMs)),
    findReach: (streams) =>
      guardDatabase(async () => {
        const { rows } = await sql<StreamReach & { id: string }>`
          SELECT id, next_index AS "nextIndex", final OR tombstoned_at IS NOT NULL AS ended
          FROM streams WHERE id = ANY(${streams}::uuid[])`.execute(db)
        return new Map(rows.map(({ id, ...reach }) => [id, reach]))
      }),
  }
}

async function findNamed(db: Database, ids: readonly string[], sinceMs: number): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  // What is just being stored in the place of others is named by that alone, until its batch is committed.
  const rows = await sql<{ id: string }>`SELECT id FROM batches WHERE id = ANY(${ids}::uuid[])
    UNION ALL SELECT id FROM batch_rewrites WHERE id = ANY(${ids}::uuid[])`.execute(db)
  const named = new Set(rows.rows.map(({ id }) => id))
  const unnamed = ids.filter((id) => !named.has(id))
  // A row can be lost; a leaf cannot. Only batches without a row get here, so this is seldom more than a few.
  for (const id of await findListed(db, unnamed, sinceMs)) named.add(id)
  return named
}

async function findListed(db: Database, ids: readonly string[], sinceMs: number): Promise<string[]> {
  if (ids.length === 0) return []
  const listed: string[] = []
  const { rows } = await sql<{ size: number }>`SELECT size FROM recordings_head`.execute(db)
  const size = rows[0]?.size ?? 0
  for (let from = await firstLeafSince(db, sinceMs, size); from < size; from += leavesPerSearch) {
    const found = await sql<{ batch: string }>`
      SELECT batch FROM (SELECT ${leafMember('batch')} AS batch FROM recordings_leaves
        WHERE index >= ${from} AND index < ${from + leavesPerSearch}) AS leaves
      WHERE batch = ANY(${ids}::text[])`.execute(db)
    listed.push(...found.rows.map(({ batch }) => batch))
  }
  return listed
}

/** Times never decrease along a log, so the first leaf of a time is found in a few steps. */
async function firstLeafSince(db: Database, sinceMs: number, size: number): Promise<number> {
  let [low, high] = [0, size]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const { rows } = await sql<{ time: number }>`SELECT ${leafMember('time_ms')}::int8 AS time
      FROM recordings_leaves WHERE index = ${middle}`.execute(db)
    if ((rows[0]?.time ?? 0) < sinceMs) low = middle + 1
    else high = middle
  }
  return low
}

function leafMember(name: string): RawBuilder<unknown> {
  return sql`(convert_from(leaf, 'UTF8')::json ->> ${sql.lit(name)})`
}
