// Orders to shred more than one session (design.md §6): of a subject, of an app, or of an app within a time. Somebody proposes,
// a privacy officer who is somebody else confirms, the worker carries out: page by page of sessions, each few in a
// transaction of their own, and the order's row says how far it has come. What is held stays, and is counted.
import { type Kysely, type Selectable, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { ScopeOrdersTable } from '../database/tables/orders.ts'
import type { Tables } from '../database/tables.ts'
import { isOfSubject } from '../search/subjects.ts'

/** `proposed` and `confirmed` are open. */
export type ScopeOrderState = 'proposed' | 'confirmed' | 'done' | 'refused'

/** An order. */
export interface ScopeOrder {
  /** UUID. */
  readonly id: string
  readonly appId: string
  /** `subjectHash` of a pseudonym; absent: whoever it was. */
  readonly subject?: string
  /** Sessions that began before `toMs`, with something at or after `fromMs`. Milliseconds since 1970. */
  readonly fromMs: number
  readonly toMs: number
  readonly state: ScopeOrderState
  /** Absent where it was proposed from a command line. */
  readonly proposedBy?: string
  /** Leaves of the events, where the reasons are. */
  readonly proposedIndex: number
  readonly proposedAt: Date
  readonly decidedBy?: string
  readonly decidedIndex?: number
  readonly decidedAt?: Date
  readonly endedAt?: Date
  /** Sessions: looked at, forgotten, left because of a legal hold. */
  readonly lookedCount: number
  readonly forgottenCount: number
  readonly heldCount: number
  readonly streamCount: number
}

/** Every method may throw StoreError database_unavailable. */
export interface ScopeOrderRepository {
  find(id: string): Promise<ScopeOrder | undefined>
  /** The newest first. */
  list(limit: number): Promise<ScopeOrder[]>
}

/** Orders, for those who read them. */
export function createScopeOrderRepository(db: Database): ScopeOrderRepository {
  return {
    find: (id) =>
      guardDatabase(async () => {
        const row = await db.selectFrom('scope_orders').selectAll().where('id', '=', id).executeTakeFirst()
        return row && toScopeOrder(row)
      }),
    list: (limit) =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('scope_orders')
          .selectAll()
          .orderBy('proposed_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit)
          .execute()
        return rows.map(toScopeOrder)
      }),
  }
}

/** What a proposal says. */
export type NewScopeOrder = Pick<
  ScopeOrder,
  'id' | 'appId' | 'subject' | 'fromMs' | 'toMs' | 'proposedBy' | 'proposedIndex'
>

/** Writes a proposal down, in a transaction that has the audit log. */
export async function proposeScopeOrder(transaction: Kysely<Tables>, order: NewScopeOrder): Promise<void> {
  await transaction
    .insertInto('scope_orders')
    .values({
      id: order.id,
      app_id: order.appId,
      subject: order.subject === undefined ? null : Buffer.from(order.subject, 'hex'),
      from_ms: order.fromMs,
      to_ms: order.toMs,
      proposed_by: order.proposedBy ?? null,
      proposed_index: order.proposedIndex,
    })
    .execute()
}

/** Writes a decision down, as the viewer; false where the order is not proposed any more. */
export async function decideScopeOrder(
  transaction: Kysely<Tables>,
  decision: {
    readonly id: string
    readonly state: 'confirmed' | 'refused'
    readonly decidedBy: string
    readonly decidedIndex: number
  },
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('scope_orders')
    .set({
      state: decision.state,
      decided_by: decision.decidedBy,
      decided_index: decision.decidedIndex,
      decided_at: sql<Date>`now()`,
      ended_at: decision.state === 'refused' ? sql<Date>`now()` : null,
    })
    .where('id', '=', decision.id)
    .where('state', '=', 'proposed')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Where the worker goes on: behind this session. */
export interface ScopeOrderCursor {
  readonly startedAtMs: number
  readonly session: string
}

/** The confirmed order that is due, and where to go on with it. */
export async function findDueScopeOrder(
  db: Database,
): Promise<{ readonly order: ScopeOrder; readonly after: ScopeOrderCursor } | undefined> {
  return guardDatabase(async () => {
    const row = await db
      .selectFrom('scope_orders')
      .selectAll()
      .where('state', '=', 'confirmed')
      .where('try_after', '<=', sql<Date>`now()`)
      .orderBy('try_after')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    return (
      row && { order: toScopeOrder(row), after: { startedAtMs: row.after_ms, session: row.after_session } }
    )
  })
}

/** Sessions of a scope. */
export interface ScopePage {
  readonly lookedCount: number
  /** With something that is not forgotten yet. */
  readonly sessions: readonly { readonly id: string; readonly held: boolean }[]
  /** Undefined after the last page. */
  readonly next: ScopeOrderCursor | undefined
}

/** A page of the scope's sessions, by their start: of an app `limit` sessions are looked at, however few are of the time. */
export async function findScopePage(
  db: Database,
  order: ScopeOrder,
  { after, limit }: { readonly after: ScopeOrderCursor; readonly limit: number },
): Promise<ScopePage> {
  const { appId, subject, fromMs, toMs } = order
  const ofSubject =
    subject === undefined
      ? sql``
      : sql`AND id IN (SELECT session_id FROM summaries.streams WHERE app_id = ${appId} AND ${isOfSubject(subject)})`
  const { rows } = await guardDatabase(() =>
    sql<{ id: string; started_at_ms: number; wanted: boolean; held: boolean }>`
      SELECT page.id, page.started_at_ms, is_held(page.id) AS held,
        EXISTS (SELECT FROM streams WHERE session_id = page.id AND tombstoned_at IS NULL)
          AND (page.started_at_ms >= ${fromMs}::int8
            OR EXISTS (SELECT FROM streams WHERE session_id = page.id AND last_end_ms >= ${fromMs}::int8)) AS wanted
      FROM (SELECT id, started_at_ms FROM sessions
        WHERE app_id = ${appId} AND started_at_ms < ${toMs}::int8
          AND (started_at_ms, id) > (${after.startedAtMs}::int8, ${after.session}::uuid) ${ofSubject}
        ORDER BY started_at_ms, id LIMIT ${limit}) AS page
      ORDER BY page.started_at_ms, page.id`.execute(db),
  )
  const last = rows.at(-1)
  return {
    lookedCount: rows.length,
    sessions: rows.filter(({ wanted }) => wanted).map(({ id, held }) => ({ id, held })),
    next:
      last === undefined || rows.length < limit
        ? undefined
        : { startedAtMs: last.started_at_ms, session: last.id },
  }
}

/** Adds to the counts, and moves on, as the worker. */
export async function advanceScopeOrder(
  transaction: Kysely<Tables>,
  id: string,
  done: {
    readonly after?: ScopeOrderCursor | undefined
    readonly looked?: number
    readonly forgotten?: number
    readonly held?: number
    readonly streams?: number
  },
): Promise<void> {
  await transaction
    .updateTable('scope_orders')
    .set({
      looked_count: sql<number>`looked_count + ${done.looked ?? 0}`,
      forgotten_count: sql<number>`forgotten_count + ${done.forgotten ?? 0}`,
      held_count: sql<number>`held_count + ${done.held ?? 0}`,
      stream_count: sql<number>`stream_count + ${done.streams ?? 0}`,
      ...(done.after !== undefined && {
        after_ms: done.after.startedAtMs,
        after_session: done.after.session,
      }),
    })
    .where('id', '=', id)
    .where('state', '=', 'confirmed')
    .execute()
}

/** Ends it with what the last page adds, as the worker: done once. */
export async function endScopeOrder(
  db: Kysely<Tables>,
  id: string,
  last: { readonly looked: number; readonly held: number },
): Promise<void> {
  await db
    .updateTable('scope_orders')
    .set({
      state: 'done',
      ended_at: sql<Date>`now()`,
      looked_count: sql<number>`looked_count + ${last.looked}`,
      held_count: sql<number>`held_count + ${last.held}`,
    })
    .where('id', '=', id)
    .where('state', '=', 'confirmed')
    .execute()
}

/** Goes on with it later, as the worker. */
export async function putOffScopeOrder(db: Kysely<Tables>, id: string, afterMs: number): Promise<void> {
  await guardDatabase(() =>
    db
      .updateTable('scope_orders')
      .set({ try_after: sql<Date>`now() + ${afterMs} * interval '1 millisecond'` })
      .where('id', '=', id)
      .execute(),
  )
}

function toScopeOrder(row: Selectable<ScopeOrdersTable>): ScopeOrder {
  return {
    id: row.id,
    appId: row.app_id,
    ...(row.subject !== null && { subject: Buffer.from(row.subject).toString('hex') }),
    fromMs: row.from_ms,
    toMs: row.to_ms,
    state: row.state as ScopeOrderState,
    ...(row.proposed_by !== null && { proposedBy: row.proposed_by }),
    proposedIndex: row.proposed_index,
    proposedAt: row.proposed_at,
    ...(row.decided_by !== null && { decidedBy: row.decided_by }),
    ...(row.decided_index !== null && { decidedIndex: row.decided_index }),
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    lookedCount: row.looked_count,
    forgottenCount: row.forgotten_count,
    heldCount: row.held_count,
    streamCount: row.stream_count,
  }
}
