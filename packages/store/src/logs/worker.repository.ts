// What the worker reads beside the logs: reports that ingest left for the audit log, and results of verification.
import { type Database, guardDatabase } from '../database/database.ts'
import type { AuditTransaction } from './audit-log.ts'

/** A report with the time ingest wrote it. */
export interface PendingReport {
  readonly kind: string
  readonly appId: string
  readonly reportedAtMs: number
  readonly stream?: string
  readonly segmentIndex?: number
}

/** The outcome of a verification. */
export interface Verification {
  readonly verifiedAtMs: number
  readonly intact: boolean
  /** What was checked and, where not intact, the first bad index. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** Every method may throw StoreError database_unavailable. */
export interface VerificationRepository {
  /** Worker only. */
  insert(result: Omit<Verification, 'verifiedAtMs'>): Promise<void>
  findLatest(): Promise<Verification | undefined>
}

/**
 * Takes reports out, oldest first, inside the transaction that appends their events: each becomes exactly one event.
 */
export async function takeReports(transaction: AuditTransaction, limit: number): Promise<PendingReport[]> {
  const rows = await transaction
    .deleteFrom('ingest_reports')
    .where('id', 'in', (from) => from.selectFrom('ingest_reports').select('id').orderBy('id').limit(limit))
    .returningAll()
    .execute()
  return rows
    .sort((a, b) => a.id - b.id)
    .map((row) => ({
      kind: row.kind,
      appId: row.app_id,
      reportedAtMs: row.reported_at.getTime(),
      ...(row.stream_id !== null && { stream: row.stream_id }),
      ...(row.segment_index !== null && { segmentIndex: row.segment_index }),
    }))
}

/** Results of verification; written by the worker, read by the viewer. */
export function createVerificationRepository(db: Database): VerificationRepository {
  return {
    insert: ({ intact, detail }) =>
      guardDatabase(async () => {
        await db
          .insertInto('verifications')
          .values({ intact, detail: JSON.stringify(detail) })
          .execute()
      }),
    findLatest: () =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('verifications')
          .selectAll()
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst()
        if (!row) return undefined
        const detail = row.detail as Verification['detail']
        return { verifiedAtMs: row.verified_at.getTime(), intact: row.intact, detail }
      }),
  }
}
