// Quarantines a session (design.md §5.8, §5.9): in the transaction that makes its segments watchable, so that what a
// finding is in is never watchable by anyone but a privacy officer. The session's row is held: a read that races was
// either committed before, or sees the quarantine.
import { sql } from 'kysely'
import type { AuditEventInput } from '../logs/audit-event.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'
import { notify } from '../notifications/notify.ts'
import { StoreError } from '../store-error.ts'
import type { SentinelFinding } from './finding.ts'

/** Why a session is quarantined: the sentinel found something, or nobody published the rules it was recorded under. */
export type QuarantineCause = 'finding' | 'unknown-rule-set' | 'unknown-manifest'

/** The stream that was scanned. */
export interface ScannedStream {
  readonly stream: string
  readonly session: string
  readonly app: string
  /** From the stream's header, 32 bytes. */
  readonly ruleSetHash: Uint8Array
}

/** What the commit of findings came to. */
export interface CommittedFindings {
  /** To be appended to the audit log in the same transaction. */
  readonly events: readonly AuditEventInput<'quarantine.begin'>[]
  /** The session was quarantined by it, and privacy officers are notified. */
  readonly quarantined: boolean
}

const nothing: CommittedFindings = { events: [], quarantined: false }

/**
 * Takes the session for decisions about it: waits for reads that are being committed, and stops those to come until this
 * transaction ends.
 * @throws StoreError database_refused where there is no such session
 */
export async function lockSession(transaction: AuditTransaction, session: string): Promise<void> {
  const { rows } = await sql<{ found: boolean }>`SELECT lock_session(${session}) AS found`.execute(
    transaction,
  )
  if (!rows[0]?.found) throw new StoreError('database_refused')
}

/**
 * Commits findings and quarantines their session. What was known before is left out, what an officer accepted for the
 * same place and rule set is kept without quarantine. To be called inside the indexer's transaction.
 */
export async function commitFindings(
  transaction: AuditTransaction,
  scanned: ScannedStream,
  findings: readonly SentinelFinding[],
): Promise<CommittedFindings> {
  if (findings.length === 0) return nothing
  await lockSession(transaction, scanned.session)
  const fresh = await insertFindings(transaction, scanned, findings)
  const alarming = fresh.filter(({ accepted }) => !accepted)
  if (alarming.length === 0) return nothing
  return beginQuarantine(transaction, scanned, { cause: 'finding', findingCount: alarming.length })
}

/**
 * Quarantines a session, in a transaction that holds it (`lockSession`). A session that is quarantined already, or
 * shredded, stays as it is.
 */
export async function beginQuarantine(
  transaction: AuditTransaction,
  { session, app, stream }: Pick<ScannedStream, 'session' | 'app'> & { readonly stream?: string },
  { cause, findingCount }: { readonly cause: QuarantineCause; readonly findingCount?: number },
): Promise<CommittedFindings> {
  const { rows } = await sql<{ session_id: string }>`
    INSERT INTO quarantines AS known (session_id, app_id, state, cause)
    VALUES (${session}, ${app}, 'quarantined', ${cause})
    ON CONFLICT (session_id) DO UPDATE
      SET state = 'quarantined', cause = excluded.cause, began_at = now(), decided_at = NULL
      WHERE known.state IN ('released', 'redacted')
    RETURNING session_id`.execute(transaction)
  if (rows.length === 0) return nothing
  const recipients = { roles: ['privacy-officer'] } as const
  await notify(transaction, { kind: 'quarantine', link: `/quarantine/${session}`, recipients })
  const target = { app, session, ...(stream === undefined ? {} : { stream }) }
  return {
    quarantined: true,
    events: [
      {
        action: 'quarantine.begin',
        outcome: 'success',
        actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
        target,
        cause,
        ...(findingCount === undefined ? {} : { extent: { findings: findingCount } }),
      },
    ],
  }
}

// One statement: a segment has at most a hundred findings.
async function insertFindings(
  transaction: AuditTransaction,
  { stream, session, app, ruleSetHash }: ScannedStream,
  findings: readonly SentinelFinding[],
): Promise<{ accepted: boolean }[]> {
  const rows = JSON.stringify(
    findings.map((finding) => ({
      segment_index: finding.segmentIndex,
      event_index: finding.eventIndex,
      time_ms: Math.trunc(finding.timeMs),
      detector: finding.detector,
      confidence: finding.confidence,
      place: finding.place,
      path: finding.path,
      proposal: finding.proposal,
      release: finding.release ?? null,
    })),
  )
  const inserted = await sql<{ accepted: boolean }>`
    INSERT INTO findings (session_id, stream_id, app_id, segment_index, event_index, time_ms, detector, confidence,
      place, path, proposal, rules_hash, release, accepted)
    SELECT ${session}, ${stream}, ${app}, found.segment_index, found.event_index, found.time_ms, found.detector,
      found.confidence, found.place, found.path, found.proposal, ${ruleSetHash}, found.release,
      EXISTS (SELECT FROM accepted_findings AS known WHERE known.app_id = ${app} AND known.rules_hash = ${ruleSetHash}
        AND known.detector = found.detector AND known.place = found.place
          AND known.path = found.path)
    FROM json_to_recordset(${rows}::json) AS found (segment_index int, event_index int, time_ms int8, detector text,
      confidence text, place text, path text, proposal jsonb, release text)
    ON CONFLICT DO NOTHING
    RETURNING accepted`.execute(transaction)
  return inserted.rows
}

/** Ends the quarantine of a session that the transaction holds (`lockSession`). False where it is not quarantined. */
export async function settleQuarantine(
  transaction: AuditTransaction,
  session: string,
  state: 'released' | 'redacted' | 'shredded',
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('quarantines')
    .set({ state, decided_at: sql<Date>`now()` })
    .where('session_id', '=', session)
    .where('state', '=', 'quarantined')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Erases what was found in streams that are shredded or replaced. As the worker. */
export async function eraseFindings(
  transaction: AuditTransaction,
  streams: readonly string[],
): Promise<void> {
  const ids = [...streams]
  await sql`DELETE FROM findings WHERE stream_id = ANY(${ids}::uuid[])`.execute(transaction)
  await sql`DELETE FROM stream_scans WHERE stream_id = ANY(${ids}::uuid[])`.execute(transaction)
}

/** Notes with which sentinel a stream's first segments were scanned (hex). As the worker, with the first of them. */
export async function markScanned(
  transaction: AuditTransaction,
  stream: string,
  sentinelVersion: string,
): Promise<void> {
  const hash = Buffer.from(sentinelVersion, 'hex')
  await sql`INSERT INTO stream_scans (stream_id, detectors_hash) VALUES (${stream}, ${hash})
    ON CONFLICT DO NOTHING`.execute(transaction)
}
