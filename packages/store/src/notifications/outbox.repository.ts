// What is still to be told, as the worker takes it: a row goes once it was delivered, and waits longer after each failure.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'

/** One thing to tell in one way. */
export interface OutboxEntry {
  readonly id: number
  readonly kind: string
  readonly link: string
  readonly channel: 'webhook' | 'email'
  /** The same for all ways of telling one thing, and for each attempt. UUID. */
  readonly eventId: string
  readonly createdAtMs: number
  readonly failures: number
  readonly failing?: string
  /** Of an email; absent where the person has none any more, or may not sign in. */
  readonly email?: string
}

/** Every method may throw StoreError database_unavailable. */
export interface OutboxRepository {
  /** The oldest whose time has come. */
  listDue(limit: number): Promise<OutboxEntry[]>
  remove(ids: readonly number[]): Promise<void>
  /** `code`: lower-case letters and dashes. */
  fail(id: number, failure: { readonly code: string; readonly againInMs: number }): Promise<void>
}

/** The outbox; `db` logs in as the worker. */
export function createOutboxRepository(db: Database): OutboxRepository {
  return {
    listDue: (limit) =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('notifications')
          .leftJoin('users', (join) =>
            join.onRef('users.id', '=', 'notifications.user_id').on('users.disabled_at', 'is', null),
          )
          .select([
            'notifications.id',
            'kind',
            'link',
            'channel',
            'event_id',
            'notifications.created_at',
            'failures',
            'failing',
            'users.email',
          ])
          .where('again_at', '<=', sql<Date>`now()`)
          .orderBy('notifications.id')
          .limit(limit)
          .execute()
        return rows.map((row) => ({
          id: row.id,
          kind: row.kind,
          link: row.link,
          channel: row.channel as OutboxEntry['channel'],
          eventId: row.event_id,
          createdAtMs: row.created_at.getTime(),
          failures: row.failures,
          ...(row.failing !== null && { failing: row.failing }),
          ...(row.email !== null && { email: row.email }),
        }))
      }),
    remove: (ids) =>
      guardDatabase(async () => {
        if (ids.length === 0) return
        await db.deleteFrom('notifications').where('id', 'in', ids).execute()
      }),
    fail: (id, { code, againInMs }) =>
      guardDatabase(async () => {
        await db
          .updateTable('notifications')
          .set((row) => ({
            failures: row('failures', '+', 1),
            failing: code,
            again_at: sql<Date>`now() + make_interval(secs => ${againInMs / 1000})`,
          }))
          .where('id', '=', id)
          .execute()
      }),
  }
}
