// Legal holds (design.md §3, §5.10): what is held is neither redacted nor shredded nor forgotten by a withdrawal, until the
// hold is lifted by an act of its own.
import { type Kysely, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { AppSubject } from '../search/subjects.ts'

/** What is held: one session, an app, the sessions of a subject, or those of an app with something in a time. */
export type HoldScope =
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'app'; readonly app: string }
  /** The hash of a pseudonym (`subjectHash`). */
  | { readonly kind: 'subject'; readonly app: string; readonly subject: string }
  /** Milliseconds since 1970, the end exclusive. */
  | { readonly kind: 'window'; readonly app: string; readonly fromMs: number; readonly toMs: number }

/** A hold. Who placed and lifted it, and why, is in the events. */
export interface Hold {
  /** UUID. */
  readonly id: string
  readonly scope: HoldScope
  readonly auditIndex: number
  readonly placedAt: Date
  readonly liftedAt?: Date
  readonly liftIndex?: number
}

/** Which holds are listed. */
export interface HoldQuery {
  /** Only those that hold, or only those that were lifted. */
  readonly lifted?: boolean
  readonly limit: number
}

/** Every method may throw StoreError database_unavailable. */
export interface HoldRepository {
  /** Newest first. */
  list(query: HoldQuery): Promise<Hold[]>
  find(id: string): Promise<Hold | undefined>
  /** Those that hold a session now. */
  listOf(session: string): Promise<Hold[]>
  /** Of the given sessions those that are held. */
  heldOf(sessions: readonly string[]): Promise<ReadonlySet<string>>
}

/** Holds, for those who read them. */
export function createHoldRepository(db: Database): HoldRepository {
  const newest = db.selectFrom('holds').selectAll().orderBy('placed_at', 'desc').orderBy('id', 'desc')
  return {
    list: ({ lifted, limit }) =>
      guardDatabase(async () => {
        const rows = await newest
          .$if(lifted !== undefined, (query) => query.where('lifted_at', lifted ? 'is not' : 'is', null))
          .limit(limit)
          .execute()
        return rows.map(toHold)
      }),
    find: (id) =>
      guardDatabase(async () => {
        const row = await db.selectFrom('holds').selectAll().where('id', '=', id).executeTakeFirst()
        return row && toHold(row)
      }),
    listOf: (session) =>
      guardDatabase(async () => {
        if (!(await isHeld(db, session))) return []
        const found = await db
          .selectFrom('sessions')
          .select(['app_id', 'started_at_ms'])
          .where('id', '=', session)
          .executeTakeFirst()
        const rows = await newest
          .where('lifted_at', 'is', null)
          .where((eb) =>
            eb.or([
              eb('session_id', '=', session),
              eb.and([eb('session_id', 'is', null), eb('app_id', '=', found?.app_id ?? '')]),
            ]),
          )
          .execute()
        const { rows: times } = await sql<{ from: number; to: number }>`
          SELECT coalesce(min(started_at_ms), ${found?.started_at_ms ?? 0})::int8 AS from,
            coalesce(max(last_end_ms), ${found?.started_at_ms ?? 0})::int8 AS to
          FROM streams WHERE session_id = ${session}`.execute(db)
        const [time] = times
        const { rows: own } = await sql<{ subject: string }>`
          SELECT DISTINCT jsonb_array_elements_text(summary #> '{labels,subjects}') AS subject
          FROM summaries.streams WHERE session_id = ${session}`.execute(db)
        return rows.map(toHold).filter(({ scope }) => {
          if (scope.kind === 'subject') return own.some(({ subject }) => subject === scope.subject)
          if (scope.kind !== 'window') return true
          return time !== undefined && time.from < scope.toMs && time.to >= scope.fromMs
        })
      }),
    heldOf: (sessions) => guardDatabase(() => heldOf(db, sessions)),
  }
}

/** Whether a session is under a hold. May run inside a transaction. */
export async function isHeld(transaction: Kysely<Tables>, session: string): Promise<boolean> {
  return (await heldOf(transaction, [session])).size > 0
}

/** Of the given sessions those that are under a hold. May run inside a transaction. */
export async function heldOf(
  transaction: Kysely<Tables>,
  sessions: readonly string[],
): Promise<ReadonlySet<string>> {
  if (sessions.length === 0) return new Set()
  const { rows } = await sql<{
    id: string
  }>`SELECT wanted AS id FROM unnest(${[...sessions]}::uuid[]) AS wanted
    WHERE is_held(wanted)`.execute(transaction)
  return new Set(rows.map(({ id }) => id))
}

/** A hold was placed while something of its session was being forgotten: the transaction has to end without it. */
export class HeldMeanwhile extends Error {
  override readonly name = 'HeldMeanwhile'
}

/**
 * To be asked last by whoever forgets, with nothing left to wait for. Holds are placed with the audit log's head in hand, and
 * this takes it: a hold is either seen here, or comes after the events of what was forgotten. `subjects`: whose the sessions
 * were, as it was known before it was erased (`findSubjects`).
 * @throws HeldMeanwhile
 */
export async function refuseHeldMeanwhile(
  transaction: Kysely<Tables>,
  sessions: readonly string[],
  subjects: readonly AppSubject[] = [],
): Promise<void> {
  if (sessions.length === 0) return
  await sql`SELECT FROM audit_head FOR UPDATE`.execute(transaction)
  if ((await heldOf(transaction, sessions)).size > 0) throw new HeldMeanwhile()
  if (subjects.length === 0) return
  const { rows } = await sql`SELECT FROM holds
    JOIN unnest(${subjects.map(({ app }) => app)}::text[], ${subjects.map(({ subject }) => subject)}::text[])
      AS gone (app, subject) ON holds.app_id = gone.app AND holds.subject = decode(gone.subject, 'hex')
    WHERE holds.lifted_at IS NULL LIMIT 1`.execute(transaction)
  if (rows.length > 0) throw new HeldMeanwhile()
}

/** Places a hold, as the viewer, in a transaction that has the log (`nextAuditIndex`). */
export async function placeHold(
  transaction: Kysely<Tables>,
  { id, scope, auditIndex }: Pick<Hold, 'id' | 'scope' | 'auditIndex'>,
): Promise<void> {
  await transaction
    .insertInto('holds')
    .values({
      id,
      session_id: scope.kind === 'session' ? scope.session : null,
      ...(scope.kind !== 'session' && { app_id: scope.app }),
      ...(scope.kind === 'window' && { from_ms: scope.fromMs, to_ms: scope.toMs }),
      ...(scope.kind === 'subject' && { subject: Buffer.from(scope.subject, 'hex') }),
      audit_index: auditIndex,
    })
    .execute()
}

/** Ends a hold, as the viewer, in a transaction that has the log; false where it was lifted before. */
export async function liftHold(
  transaction: Kysely<Tables>,
  { id, auditIndex }: { readonly id: string; readonly auditIndex: number },
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('holds')
    .set({ lifted_at: sql<Date>`now()`, lift_index: auditIndex })
    .where('id', '=', id)
    .where('lifted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

interface HoldRow {
  readonly id: string
  readonly session_id: string | null
  readonly app_id: string | null
  readonly from_ms: number | null
  readonly to_ms: number | null
  readonly subject: Uint8Array | null
  readonly audit_index: number
  readonly placed_at: Date
  readonly lifted_at: Date | null
  readonly lift_index: number | null
}

function toHold(row: HoldRow): Hold {
  return {
    id: row.id,
    scope: toScope(row),
    auditIndex: row.audit_index,
    placedAt: row.placed_at,
    ...(row.lifted_at !== null && { liftedAt: row.lifted_at }),
    ...(row.lift_index !== null && { liftIndex: row.lift_index }),
  }
}

function toScope({ session_id, app_id, from_ms, to_ms, subject }: HoldRow): HoldScope {
  if (session_id !== null) return { kind: 'session', session: session_id }
  const app = app_id ?? ''
  if (subject !== null) return { kind: 'subject', app, subject: Buffer.from(subject).toString('hex') }
  return from_ms === null || to_ms === null
    ? { kind: 'app', app }
    : { kind: 'window', app, fromMs: from_ms, toMs: to_ms }
}
