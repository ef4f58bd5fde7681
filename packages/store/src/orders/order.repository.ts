// Orders of privacy officers: a session is to be redacted or shredded (design.md §5.8, §6). One proposes, another confirms,
// the worker carries out.
import { type Kysely, type Selectable, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { OrdersTable } from '../database/tables/orders.ts'
import type { Tables } from '../database/tables.ts'

/** What is to become of a session. */
export type OrderKind = 'redact' | 'shred'

/** `proposed` and `confirmed` are open; a session has one open order at most. */
export type OrderState = 'proposed' | 'confirmed' | 'done' | 'refused' | 'failed'

/** An order. */
export interface Order {
  /** UUID. */
  readonly id: string
  readonly kind: OrderKind
  readonly appId: string
  readonly session: string
  readonly state: OrderState
  /** Of a redaction: what is taken away beyond the rules of today, as JSON. */
  readonly rules?: Uint8Array
  /** User ids, and leaves of the events, where the reasons are. */
  readonly proposedBy: string
  readonly proposedIndex: number
  readonly proposedAt: Date
  readonly decidedBy?: string
  readonly decidedIndex?: number
  readonly decidedAt?: Date
  readonly endedAt?: Date
  /** Why it failed: a code. */
  readonly failure?: string
}

/** Every method may throw StoreError database_unavailable. Those that take a transaction may run inside one. */
export interface OrderRepository {
  find(id: string, transaction?: Kysely<Tables>): Promise<Order | undefined>
  /** Of a session, the newest first. */
  listOfSession(session: string): Promise<Order[]>
  /** Open ones of all sessions, the oldest first, at most a hundred. */
  listOpen(): Promise<Order[]>
}

/** Orders, for those who read them. */
export function createOrderRepository(db: Database): OrderRepository {
  return {
    find: (id, transaction = db) =>
      guardDatabase(async () => {
        const row = await transaction.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst()
        return row && toOrder(row)
      }),
    listOfSession: (session) =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('orders')
          .selectAll()
          .where('session_id', '=', session)
          .orderBy('proposed_at', 'desc')
          .limit(100)
          .execute()
        return rows.map(toOrder)
      }),
    listOpen: () =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('orders')
          .selectAll()
          .where('state', 'in', ['proposed', 'confirmed'])
          .orderBy('proposed_at')
          .limit(100)
          .execute()
        return rows.map(toOrder)
      }),
  }
}

/** What a proposal says. */
export type NewOrder = Pick<
  Order,
  'id' | 'kind' | 'appId' | 'session' | 'rules' | 'proposedBy' | 'proposedIndex'
>

/** Writes a proposal down, as the viewer; false where the session has an open order. */
export async function proposeOrder(transaction: Kysely<Tables>, order: NewOrder): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('orders')
    .values({
      id: order.id,
      kind: order.kind,
      app_id: order.appId,
      session_id: order.session,
      state: 'proposed',
      rules: order.rules ?? null,
      proposed_by: order.proposedBy,
      proposed_index: order.proposedIndex,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** What became of a proposal. */
export interface OrderDecision {
  readonly id: string
  readonly state: 'confirmed' | 'refused'
  readonly decidedBy: string
  readonly decidedIndex: number
}

/** Writes a decision down, as the viewer; false where the order is not proposed any more. */
export async function decideOrder(
  transaction: Kysely<Tables>,
  { id, state, decidedBy, decidedIndex }: OrderDecision,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('orders')
    .set({
      state,
      decided_by: decidedBy,
      decided_index: decidedIndex,
      decided_at: sql<Date>`now()`,
      ended_at: state === 'refused' ? sql<Date>`now()` : null,
    })
    .where('id', '=', id)
    .where('state', '=', 'proposed')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** The confirmed order that waits longest and is due, for the worker. */
export async function findDueOrder(db: Database): Promise<Order | undefined> {
  return guardDatabase(async () => {
    const row = await db
      .selectFrom('orders')
      .selectAll()
      .where('state', '=', 'confirmed')
      .where('try_after', '<=', sql<Date>`now()`)
      .orderBy('try_after')
      .limit(1)
      .executeTakeFirst()
    return row && toOrder(row)
  })
}

/** Looks at an order again later, as the worker; what failed counts as an attempt. */
export async function putOffOrder(
  db: Kysely<Tables>,
  id: string,
  { afterMs, failure }: { readonly afterMs: number; readonly failure?: string },
): Promise<void> {
  await guardDatabase(() =>
    db
      .updateTable('orders')
      .set({
        try_after: sql<Date>`now() + ${afterMs} * interval '1 millisecond'`,
        ...(failure !== undefined && { failure, attempts: sql<number>`attempts + 1` }),
      })
      .where('id', '=', id)
      .execute(),
  )
}

/** Ends an order, as the worker. */
export async function endOrder(
  transaction: Kysely<Tables>,
  id: string,
  end: { readonly state: 'done' } | { readonly state: 'failed'; readonly failure: string },
): Promise<void> {
  await transaction
    .updateTable('orders')
    .set({
      state: end.state,
      ended_at: sql<Date>`now()`,
      failure: end.state === 'failed' ? end.failure : null,
    })
    .where('id', '=', id)
    .where('state', '=', 'confirmed')
    .execute()
}

/**
 * The index that the first event appended by this transaction will have. It holds the log until then: to be asked last,
 * with nothing left to wait for.
 */
export async function nextAuditIndex(transaction: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ size: number }>`SELECT size FROM audit_head FOR UPDATE`.execute(transaction)
  return rows[0]?.size ?? 0
}

function toOrder(row: Selectable<OrdersTable>): Order {
  return {
    id: row.id,
    kind: row.kind as OrderKind,
    appId: row.app_id,
    session: row.session_id,
    state: row.state as OrderState,
    proposedBy: row.proposed_by,
    proposedIndex: row.proposed_index,
    proposedAt: row.proposed_at,
    ...(row.rules !== null && { rules: row.rules }),
    ...(row.decided_by !== null && { decidedBy: row.decided_by }),
    ...(row.decided_index !== null && { decidedIndex: row.decided_index }),
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.failure !== null && { failure: row.failure }),
  }
}
