// What the indexer found in a run of segments is committed as one: how far the stream is, and what it adds to the
// summaries. A worker that lost the stream meanwhile commits nothing, so that each segment counts once.
import { sql } from 'kysely'
import type { AuditTransaction } from '../logs/audit-log.ts'
import { addErrors } from '../search/error-groups.ts'
import { unpackSession } from '../search/pack-sessions.ts'
import { searchTerms, searchToken } from '../search/search-tokens.ts'
import { addSummaries, countersOnly, type Summary, type SummaryError } from '../search/summary.ts'

/** A run of segments that was looked through. */
export interface IndexedRun {
  readonly stream: string
  readonly session: string
  readonly app: string
  readonly holder: string
  /** Segments `[fromIndex, toIndex)`. */
  readonly fromIndex: number
  readonly toIndex: number
  readonly holdMs: number
  readonly summary: Summary
}

/** `lost`: another worker has it. `shredded`: there is nothing to index any more. */
export type IndexedOutcome = 'committed' | 'lost' | 'shredded'

/** What the summaries made of it. */
export interface SummarizedRun {
  /** Fingerprints that the app had not had before. */
  readonly newErrorGroups: readonly string[]
}

/**
 * Advances the stream, in a transaction that holds it (`lock_stream`, or `lockSession` before). What comes back other than
 * `committed` is to be rolled back, or to be left as it is.
 */
export async function advanceIndexed(
  transaction: AuditTransaction,
  { stream, holder, fromIndex, toIndex, holdMs }: IndexedRun,
): Promise<IndexedOutcome> {
  const found = await transaction
    .selectFrom('streams')
    .select('tombstoned_at')
    .where('id', '=', stream)
    .executeTakeFirst()
  if (found === undefined || found.tombstoned_at !== null) {
    await markShredded(transaction, stream)
    return 'shredded'
  }
  const { rows } = await sql`
    UPDATE stream_index SET indexed_count = ${toIndex}::int4, failures = 0, due_at = clock_timestamp(),
      held_until = clock_timestamp() + make_interval(secs => ${holdMs / 1000}),
      waiting_since = CASE WHEN known_count > ${toIndex}::int4 THEN waiting_since END
    WHERE stream_id = ${stream}::uuid AND holder = ${holder}::uuid AND indexed_count = ${fromIndex}::int4
      AND state = 'open'
    RETURNING stream_id`.execute(transaction)
  return rows.length === 1 ? 'committed' : 'lost'
}

/** Notes that a stream has no key any more. */
export async function markShredded(transaction: AuditTransaction, stream: string): Promise<void> {
  await sql`UPDATE stream_index SET state = 'shredded', waiting_since = NULL, holder = NULL, held_until = NULL
    WHERE stream_id = ${stream}::uuid`.execute(transaction)
}

/** Adds a run to the summaries: all of it, or where its session is quarantined its counters. */
export async function addToSummaries(
  transaction: AuditTransaction,
  run: IndexedRun,
  isQuarantined: boolean,
): Promise<SummarizedRun> {
  const added = isQuarantined ? countersOnly(run.summary) : run.summary
  const { stream, session, app } = run
  const started = await transaction
    .selectFrom('sessions')
    .select('started_at_ms')
    .where('id', '=', session)
    .executeTakeFirstOrThrow()
  await sql`INSERT INTO summaries.sessions (session_id, app_id, started_at_ms, tokens, summary)
    VALUES (${session}, ${app}, ${started.started_at_ms}, '{}', 'null') ON CONFLICT DO NOTHING`.execute(
    transaction,
  )
  const before = await sql<{ summary: Summary | null }>`
    SELECT summary FROM summaries.sessions WHERE session_id = ${session} FOR UPDATE`.execute(transaction)
  const known = before.rows[0]?.summary ?? undefined
  await writeSession(transaction, { session, app }, known ? addSummaries(known, added) : added)
  await addToStream(transaction, { stream, session, app }, added)
  const knownErrors = new Set(known?.labels.errors.map(({ fingerprint }) => fingerprint))
  return {
    newErrorGroups: await addErrors(transaction, {
      app,
      release: added.labels.release ?? known?.labels.release,
      errors: added.labels.errors,
      isFirstInSession: ({ fingerprint }: SummaryError) => !knownErrors.has(fingerprint),
    }),
  }
}

async function addToStream(
  transaction: AuditTransaction,
  { stream, session, app }: Pick<IndexedRun, 'stream' | 'session' | 'app'>,
  added: Summary,
): Promise<void> {
  const { rows } = await sql<{ summary: Summary }>`
    SELECT summary FROM summaries.streams WHERE stream_id = ${stream} FOR UPDATE`.execute(transaction)
  const sum = rows[0] ? addSummaries(rows[0].summary, added) : added
  await sql`INSERT INTO summaries.streams (stream_id, session_id, app_id, summary)
    VALUES (${stream}, ${session}, ${app}, ${JSON.stringify(sum)}::jsonb)
    ON CONFLICT (stream_id) DO UPDATE SET summary = excluded.summary`.execute(transaction)
}

/** Writes a session's summary and what it is found by. */
export async function writeSession(
  transaction: AuditTransaction,
  { session, app }: Pick<IndexedRun, 'session' | 'app'>,
  summary: Summary,
): Promise<void> {
  const tokens = searchTerms(summary).map((term) => searchToken(app, term))
  await unpackSession(transaction, session)
  await sql`UPDATE summaries.sessions SET summary = ${JSON.stringify(summary)}::jsonb, tokens = ${tokens}::text[]::int8[],
      chunk = NULL, place = NULL, changed_at = now()
    WHERE session_id = ${session}`.execute(transaction)
}
