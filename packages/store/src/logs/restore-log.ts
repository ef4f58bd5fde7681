// Puts the leaves that a lost or older database lacks back from the anchor (design.md §7): all up to the newest
// checkpoint, proven against its root before anything is committed.
import { appendLeaves, emptyFrontier, frontierRoot, leafHash } from '@reseal/protocol/log'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Anchor, AnchoredCheckpoint } from '../anchor/anchor.ts'
import { readEntries } from '../anchor/entries.ts'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { StoreError } from '../store-error.ts'
import { type LogName, logTables } from './log-name.ts'
import { readComputedLeafHashes, readLogExtent } from './log-reader.ts'

const leavesPerInsert = 1000

/**
 * Restores a log; one that reaches its newest checkpoint is left as it is. `ownerDb` logs in as the owner.
 * @returns how many leaves were put back
 * @throws StoreError leaves_not_anchored, log_inconsistent (what the database has is not the anchored log's beginning),
 *   bad_anchor, object_store_unavailable, database_unavailable
 */
export async function restoreLog(ownerDb: Database, anchor: Anchor, log: LogName): Promise<number> {
  const checkpoint = await anchor.latestCheckpoint(log)
  if (!checkpoint) return 0
  const known = await guardDatabase(() => readLogExtent(ownerDb, log))
  if (known.size >= checkpoint.size) return 0
  return guardDatabase(() =>
    ownerDb.transaction().execute(async (transaction) => {
      // Objects are read between statements.
      await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(transaction)
      await sql`SELECT size FROM ${sql.table(logTables[log].head)} FOR UPDATE`.execute(transaction)
      // In one with the leaves: nothing is served between them and what they say.
      await sql`INSERT INTO restores (log, from_index) SELECT ${log}, size FROM ${sql.table(logTables[log].head)}
        ON CONFLICT (log) DO NOTHING`.execute(transaction)
      return restore(transaction, { anchor, log, checkpoint })
    }),
  )
}

async function restore(
  transaction: Transaction<Tables>,
  { anchor, log, checkpoint }: { anchor: Anchor; log: LogName; checkpoint: AnchoredCheckpoint },
): Promise<number> {
  const { size, leafCount } = await readLogExtent(transaction, log)
  if (leafCount !== size) throw new StoreError('log_inconsistent')
  let frontier = emptyFrontier
  for await (const hashes of readComputedLeafHashes(transaction, log, { from: 0, to: size })) {
    frontier = appendLeaves(frontier, hashes)
  }
  let page: Uint8Array[] = []
  let timeMs = 0
  const flush = async (): Promise<void> => {
    await insertLeaves(transaction, log, { from: frontier.size, leaves: page })
    frontier = appendLeaves(frontier, page.map(leafHash))
    page = []
  }
  for await (const leaf of readEntries({ store: anchor.store, log }, { from: size, to: checkpoint.size })) {
    page.push(leaf)
    timeMs = timeOf(leaf)
    if (page.length === leavesPerInsert) await flush()
  }
  await flush()
  if (!Buffer.from(checkpoint.root).equals(frontierRoot(frontier))) {
    throw new StoreError(size > 0 ? 'log_inconsistent' : 'bad_anchor')
  }
  await sql`UPDATE ${sql.table(logTables[log].head)} SET size = ${checkpoint.size}, time_ms = ${timeMs}`.execute(
    transaction,
  )
  return checkpoint.size - size
}

async function insertLeaves(
  db: Kysely<Tables>,
  log: LogName,
  { from, leaves }: { from: number; leaves: readonly Uint8Array[] },
): Promise<void> {
  if (leaves.length === 0) return
  await sql`INSERT INTO ${sql.table(logTables[log].leaves)} (index, leaf)
    SELECT ${from}::int8 + entry.position - 1, entry.leaf
    FROM unnest(${leaves.map((leaf) => Buffer.from(leaf))}::bytea[]) WITH ORDINALITY AS entry (leaf, position)`.execute(
    db,
  )
}

/** Every leaf of either log has it (docs/protocol.md §10). */
function timeOf(leaf: Uint8Array): number {
  try {
    const { time_ms: timeMs } = JSON.parse(Buffer.from(leaf).toString('utf8')) as { time_ms?: unknown }
    if (typeof timeMs === 'number' && Number.isSafeInteger(timeMs)) return timeMs
  } catch (cause) {
    throw new StoreError('bad_anchor', cause)
  }
  throw new StoreError('bad_anchor')
}
