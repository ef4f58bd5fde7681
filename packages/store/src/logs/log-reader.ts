// Reads leaves and their hashes from the database, in pages, gaps refused.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { StoreError } from '../store-error.ts'
import { type LogName, logTables } from './log-name.ts'

/** Leaves `[from, to)`. */
export interface LeafRange {
  readonly from: number
  readonly to: number
}

/** A stored leaf. */
export interface Leaf {
  readonly index: number
  /** The exact bytes that are hashed. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** As the database computed it. */
  readonly hash: Uint8Array<ArrayBuffer>
}

const pageSize = 10_000

/**
 * The number of leaves of a log.
 * @throws StoreError database_unavailable
 */
export async function readLogSize(db: Database, log: LogName): Promise<number> {
  return (await guardDatabase(() => readLogExtent(db, log))).size
}

/** The head's size, and where the leaves really end: they differ only where someone cut or added rows. */
export async function readLogExtent(
  db: Database,
  log: LogName,
): Promise<{ size: number; leafCount: number }> {
  const { head, leaves } = logTables[log]
  const { rows } = await sql<{ size: number; leafCount: number }>`
    SELECT (SELECT size FROM ${sql.table(head)}) AS size,
      (SELECT coalesce(max(index) + 1, 0) FROM ${sql.table(leaves)}) AS "leafCount"`.execute(db)
  const extent = rows[0]
  if (extent?.size === undefined || extent.size === null) throw new StoreError('log_inconsistent')
  return extent
}

/**
 * Leaves in order, as they are stored.
 * @throws StoreError log_inconsistent at a gap; database_unavailable
 */
export async function* readLeaves(db: Database, log: LogName, range: LeafRange): AsyncGenerator<Leaf> {
  for await (const rows of pages(range, (from, to) =>
    sql<{ index: number; bytes: Leaf['bytes']; hash: Leaf['hash'] }>`
      SELECT index, leaf AS bytes, leaf_hash AS hash FROM ${sql.table(logTables[log].leaves)}
      WHERE index >= ${from} AND index < ${to} ORDER BY index`.execute(db),
  )) {
    yield* rows
  }
}

/**
 * Stored leaf hashes in order, a page at a time.
 * @throws StoreError log_inconsistent at a gap; database_unavailable
 */
export async function* readLeafHashes(
  db: Database,
  log: LogName,
  range: LeafRange,
): AsyncGenerator<Uint8Array<ArrayBuffer>[]> {
  for await (const rows of pages(range, (from, to) =>
    sql<{ index: number; hash: Uint8Array<ArrayBuffer> }>`
      SELECT index, leaf_hash AS hash FROM ${sql.table(logTables[log].leaves)}
      WHERE index >= ${from} AND index < ${to} ORDER BY index`.execute(db),
  )) {
    yield rows.map(({ hash }) => hash)
  }
}

/** As `readLeafHashes`, but hashed anew from the leaves (RFC 6962 §2.1), in the database. */
export async function* readComputedLeafHashes(
  db: Database,
  log: LogName,
  range: LeafRange,
): AsyncGenerator<Uint8Array<ArrayBuffer>[]> {
  for await (const rows of pages(range, (from, to) =>
    sql<{ index: number; hash: Uint8Array<ArrayBuffer> }>`
      SELECT index, sha256('\\x00'::bytea || leaf) AS hash FROM ${sql.table(logTables[log].leaves)}
      WHERE index >= ${from} AND index < ${to} ORDER BY index`.execute(db),
  )) {
    yield rows.map(({ hash }) => hash)
  }
}

async function* pages<Row extends { index: number }>(
  { from, to }: LeafRange,
  read: (from: number, to: number) => Promise<{ rows: Row[] }>,
): AsyncGenerator<Row[]> {
  for (let start = from; start < to; start += pageSize) {
    const end = Math.min(start + pageSize, to)
    const { rows } = await guardDatabase(() => read(start, end))
    const whole =
      rows.length === end - start && rows.every(({ index }, position) => index === start + position)
    if (!whole) throw new StoreError('log_inconsistent')
    yield rows
  }
}
