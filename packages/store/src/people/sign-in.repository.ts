// One-time sign-in links and web sessions. Only SHA-256 of each token is kept: who reads the table can sign in nowhere.

import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'

/** A link that signs one user in, once. */
export interface SignInLink {
  /** SHA-256 of the token, 32 bytes. */
  readonly tokenHash: Uint8Array
  readonly userId: string
  readonly expiresAtMs: number
}

/** A signed-in browser. */
export interface WebSession {
  readonly userId: string
  readonly createdAtMs: number
  readonly lastSeenAtMs: number
  readonly expiresAtMs: number
}

/** Every method may throw StoreError database_unavailable. Times are the caller's. */
export interface SignInRepository {
  /** Owner only. */
  createLink(link: SignInLink): Promise<void>
  /** Uses the link up and gives its user; undefined when it is unknown, used or expired. */
  redeemLink(tokenHash: Uint8Array, nowMs: number): Promise<string | undefined>
  createSession(session: SignInLink & { readonly nowMs: number }): Promise<void>
  findSession(tokenHash: Uint8Array): Promise<WebSession | undefined>
  touchSession(tokenHash: Uint8Array, nowMs: number): Promise<void>
  /** Ends a session and gives what it was; undefined where there is none. */
  deleteSession(tokenHash: Uint8Array): Promise<WebSession | undefined>
  /** Ends sessions that are over or were idle for too long, at most a hundred, and gives what they were. */
  deleteOverdueSessions(limits: { readonly nowMs: number; readonly idleMs: number }): Promise<WebSession[]>
}

/** Links and sessions; `db` logs in as the viewer role, as owner to create links. */
export function createSignInRepository(db: Database): SignInRepository {
  const byToken = (tokenHash: Uint8Array) => sql<boolean>`token_hash = ${tokenHash}`
  return {
    createLink: ({ tokenHash, userId, expiresAtMs }) =>
      guardDatabase(async () => {
        const values = { token_hash: tokenHash, user_id: userId, expires_at: new Date(expiresAtMs) }
        await db.insertInto('sign_in_links').values(values).execute()
      }),
    redeemLink: (tokenHash, nowMs) =>
      guardDatabase(async () => {
        const row = await db
          .updateTable('sign_in_links')
          .set({ used_at: new Date(nowMs) })
          .where(byToken(tokenHash))
          .where('used_at', 'is', null)
          .where('expires_at', '>', new Date(nowMs))
          .returning('user_id')
          .executeTakeFirst()
        return row?.user_id
      }),
    createSession: ({ tokenHash, userId, expiresAtMs, nowMs }) =>
      guardDatabase(async () => {
        const now = new Date(nowMs)
        await db
          .insertInto('web_sessions')
          .values({
            token_hash: tokenHash,
            user_id: userId,
            created_at: now,
            last_seen_at: now,
            expires_at: new Date(expiresAtMs),
          })
          .execute()
      }),
    findSession: (tokenHash) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('web_sessions')
          .selectAll()
          .where(byToken(tokenHash))
          .executeTakeFirst()
        return row && toSession(row)
      }),
    touchSession: (tokenHash, nowMs) =>
      guardDatabase(async () => {
        const seen = { last_seen_at: new Date(nowMs) }
        await db.updateTable('web_sessions').set(seen).where(byToken(tokenHash)).execute()
      }),
    deleteSession: (tokenHash) =>
      guardDatabase(async () => {
        const ended = db.deleteFrom('web_sessions').where(byToken(tokenHash)).returningAll()
        const row = await ended.executeTakeFirst()
        return row && toSession(row)
      }),
    deleteOverdueSessions: ({ nowMs, idleMs }) =>
      guardDatabase(async () => {
        // Of two that end the same at once neither waits for the other.
        const overdue = db
          .selectFrom('web_sessions')
          .select('token_hash')
          .where((row) =>
            row.or([
              row('expires_at', '<=', new Date(nowMs)),
              row('last_seen_at', '<=', new Date(nowMs - idleMs)),
            ]),
          )
          .limit(maxEndedAtOnce)
          .forUpdate()
          .skipLocked()
        const ended = db.deleteFrom('web_sessions').where('token_hash', 'in', overdue).returningAll()
        return (await ended.execute()).map(toSession)
      }),
  }
}

// Each becomes an event in the transaction of someone's sign-in.
const maxEndedAtOnce = 100

interface SessionRow {
  user_id: string
  created_at: Date
  last_seen_at: Date
  expires_at: Date
}

function toSession(row: SessionRow): WebSession {
  return {
    userId: row.user_id,
    createdAtMs: row.created_at.getTime(),
    lastSeenAtMs: row.last_seen_at.getTime(),
    expiresAtMs: row.expires_at.getTime(),
  }
}
