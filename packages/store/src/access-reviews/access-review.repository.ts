// Reviews of who watched what, a week each (design.md §8): which leaves a week is, what an auditor signed, and when.
import { appendLeaves, emptyFrontier, frontierRoot } from '@reseal/protocol/log'
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { indexesOfTime } from '../logs/audit-filter.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'
import { readComputedLeafHashes } from '../logs/log-reader.ts'

/** A week that was signed off. */
export interface AccessReview {
  /** Monday, UTC: 2026-11-23. */
  readonly week: string
  readonly userId: string
  /** Absent where the person was erased. */
  readonly userName?: string
  /** First and last leaf. */
  readonly fromIndex: number
  readonly toIndex: number
  /** Root of the audit log (RFC 6962) with every leaf up to the last, 32 bytes. */
  readonly root: Uint8Array
  readonly signedAtMs: number
}

/** The leaves of a time. */
export interface LeafSpan {
  readonly fromIndex: number
  /** Last one; below the first where there is none. */
  readonly toIndex: number
}

/** Every method may throw StoreError database_unavailable. */
export interface AccessReviewRepository {
  /** From a Monday on, the earliest first. */
  listSince(week: string): Promise<AccessReview[]>
  /** Leaves from one time on to before another. */
  findLeaves(time: { readonly fromMs: number; readonly beforeMs: number }): Promise<LeafSpan>
  /** When the audit log began, milliseconds since 1970; undefined while it is empty. */
  findBegin(): Promise<number | undefined>
  /** Root of the audit log at a size, computed from its leaves: costs one read of the log up to there. */
  computeRoot(size: number): Promise<Uint8Array<ArrayBuffer>>
}

/** Reviews; `db` logs in as the viewer. */
export function createAccessReviewRepository(db: Database): AccessReviewRepository {
  return {
    listSince: (week) =>
      guardDatabase(async () => {
        const { rows } = await sql<ReviewRow>`
          SELECT to_char(week, 'YYYY-MM-DD') AS week, user_id, users.name, from_index, to_index, root, signed_at
          FROM access_reviews LEFT JOIN users ON users.id = user_id
          WHERE week >= ${week}::date ORDER BY week`.execute(db)
        return rows.map(toReview)
      }),
    findLeaves: ({ fromMs, beforeMs }) =>
      guardDatabase(async () => {
        const { from, before } = await indexesOfTime(db, { fromMs, toMs: beforeMs - 1 })
        return { fromIndex: from, toIndex: before - 1 }
      }),
    findBegin: () =>
      guardDatabase(async () => {
        const { rows } = await sql<{ timeMs: number | null }>`
          SELECT leaf_text(leaf, '{time_ms}')::int8 AS "timeMs" FROM audit_leaves WHERE index <= 1
          ORDER BY index DESC LIMIT 1`.execute(db)
        return rows[0]?.timeMs ?? undefined
      }),
    computeRoot: async (size) => {
      let frontier = emptyFrontier
      for await (const hashes of readComputedLeafHashes(db, 'audit', { from: 0, to: size })) {
        frontier = appendLeaves(frontier, hashes)
      }
      return frontierRoot(frontier)
    },
  }
}

/** Signs a week off, once. Whether it was not yet. */
export async function insertAccessReview(
  transaction: AuditTransaction,
  { week, userId, fromIndex, toIndex, root, signedAtMs }: Omit<AccessReview, 'userName'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO access_reviews (week, user_id, from_index, to_index, root, signed_at)
    VALUES (${week}::date, ${userId}, ${fromIndex}, ${toIndex}, ${root}, ${new Date(signedAtMs)})
    ON CONFLICT DO NOTHING`.execute(transaction)
  return numAffectedRows === 1n
}

interface ReviewRow {
  week: string
  user_id: string
  name: string | null
  from_index: number
  to_index: number
  root: Uint8Array
  signed_at: Date
}

function toReview(row: ReviewRow): AccessReview {
  return {
    week: row.week,
    userId: row.user_id,
    ...(row.name !== null && { userName: row.name }),
    fromIndex: row.from_index,
    toIndex: row.to_index,
    root: row.root,
    signedAtMs: row.signed_at.getTime(),
  }
}
