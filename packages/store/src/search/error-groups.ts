// Errors of an app by fingerprint: since when, until when, in how many sessions, and how it goes from day to day.
import { sql } from 'kysely'
import type { AuditTransaction } from '../logs/audit-log.ts'
import type { SummaryError } from './summary.ts'

/** Errors that a run of segments adds. */
export interface AddedErrors {
  readonly app: string
  readonly release: string | undefined
  readonly errors: readonly SummaryError[]
  isFirstInSession(error: SummaryError): boolean
}

// Who has an app's public keys can make fingerprints without end.
const maxGroups = 10_000

/** Adds them to their groups; returns the fingerprints that the app had not had before. */
export async function addErrors(
  transaction: AuditTransaction,
  { app, release, errors, isFirstInSession }: AddedErrors,
): Promise<string[]> {
  if (errors.length === 0) return []
  // In one order everywhere, so that two workers wait for each other instead of deadlocking.
  const sorted = errors.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
  const rows = sorted.map((error) => ({
    fingerprint: error.fingerprint,
    name: error.name,
    message: error.message,
    frames: error.frames,
    first_ms: error.firstMs,
    last_ms: error.lastMs,
    sessions: isFirstInSession(error) ? 1 : 0,
    events: error.count,
    day: new Date(error.lastMs).toISOString().slice(0, 10),
  }))
  const json = JSON.stringify(rows)
  const fields = sql`(fingerprint text, name text, message text, frames jsonb, first_ms int8, last_ms int8,
    sessions int4, events int8, day date)`
  const { rows: touched } = await sql<{ fingerprint: string; is_new: boolean }>`
    INSERT INTO summaries.error_groups AS known (app_id, fingerprint, name, message, frames, first_seen_ms,
      last_seen_ms, first_release, last_release, session_count, event_count)
    SELECT ${app}, fingerprint, name, message, frames, first_ms, last_ms, ${release ?? null}::text,
      ${release ?? null}::text, sessions, events
    FROM json_to_recordset(${json}::json) AS added ${fields}
    WHERE EXISTS (SELECT FROM summaries.error_groups AS old
        WHERE old.app_id = ${app} AND old.fingerprint = added.fingerprint)
      OR (SELECT count(*) FROM summaries.error_groups AS old WHERE old.app_id = ${app}) < ${maxGroups}
    ON CONFLICT (app_id, fingerprint) DO UPDATE SET
      first_release = CASE WHEN excluded.first_seen_ms < known.first_seen_ms
        THEN coalesce(excluded.first_release, known.first_release) ELSE known.first_release END,
      last_release = CASE WHEN excluded.last_seen_ms >= known.last_seen_ms
        THEN coalesce(excluded.last_release, known.last_release) ELSE known.last_release END,
      first_seen_ms = least(known.first_seen_ms, excluded.first_seen_ms),
      last_seen_ms = greatest(known.last_seen_ms, excluded.last_seen_ms),
      session_count = known.session_count + excluded.session_count,
      event_count = known.event_count + excluded.event_count
    RETURNING fingerprint, xmax = 0 AS is_new`.execute(transaction)
  const kept = new Set(touched.map(({ fingerprint }) => fingerprint))
  await sql`
    INSERT INTO summaries.error_days AS known (app_id, fingerprint, day, session_count, event_count)
    SELECT ${app}, fingerprint, day, sessions, events FROM json_to_recordset(${JSON.stringify(
      rows.filter(({ fingerprint }) => kept.has(fingerprint)),
    )}::json) AS added ${fields}
    ON CONFLICT (app_id, fingerprint, day) DO UPDATE SET
      session_count = known.session_count + excluded.session_count,
      event_count = known.event_count + excluded.event_count`.execute(transaction)
  return touched.filter(({ is_new }) => is_new).map(({ fingerprint }) => fingerprint)
}
