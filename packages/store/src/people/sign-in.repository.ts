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
  deleteSession(tokenHash: Uint8Array): Promise<void>
  /** Removes what expired. */
  deleteExpiredSessions(nowMs: number): Promise<void>
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
        return (
          row && {
            userId: row.user_id,
            createdAtMs: row.created_at.getTime(),
            lastSeenAtMs: row.last_seen_at.getTime(),
            expiresAtMs: row.expires_at.getTime(),
          }
        )
      }),
    touchSession: (tokenHash, nowMs) =>
      guardDatabase(async () => {
        const seen = { last_seen_at: new Date(nowMs) }
        await db.updateTable('web_sessions').set(seen).where(byToken(tokenHash)).execute()
      }),
    deleteSession: (tokenHash) =>
      guardDatabase(async () => {
        await db.deleteFrom('web_sessions').where(byToken(tokenHash)).execute()
      }),
    deleteExpiredSessions: (nowMs) =>
      guardDatabase(async () => {
        await db.deleteFrom('web_sessions').where('expires_at', '<=', new Date(nowMs)).execute()
      }),
  }
}
