// Service tokens (design.md §8): what a service exports recordings with. Only SHA-256 of each is kept.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { PurposeOfUse } from '../logs/audit-fields.ts'

/** A service token, without the token. */
export interface ServiceToken {
  /** UUID, for people and the audit log. */
  readonly id: string
  readonly name: string
  /** Apps whose sessions it exports. */
  readonly appIds: readonly string[]
  /** Purposes that it may state. */
  readonly purposes: readonly PurposeOfUse[]
  /** User who made it and answers for it. */
  readonly createdBy: string
  readonly createdAtMs: number
  /** At most 90 days after. */
  readonly expiresAtMs: number
  readonly revokedAtMs: number | undefined
  readonly lastUsedAtMs: number | undefined
}

/** A token to be made. */
export interface NewServiceToken extends Omit<ServiceToken, 'revokedAtMs' | 'lastUsedAtMs'> {
  /** SHA-256 of the token, 32 bytes. */
  readonly tokenHash: Uint8Array
}

/** Every method may throw StoreError database_unavailable. Times are the caller's. */
export interface ServiceTokenRepository {
  /** @throws StoreError database_refused where it lasts longer than 90 days */
  insert(token: NewServiceToken): Promise<void>
  /** Newest first, those that are over included; at most 500. */
  list(): Promise<ServiceToken[]>
  findByHash(tokenHash: Uint8Array): Promise<ServiceToken | undefined>
  /** Held against a revocation until the transaction ends. */
  hold(id: string): Promise<ServiceToken | undefined>
  /** Gives the token; undefined where there is none, or it was revoked before. */
  revoke(id: string, nowMs: number): Promise<ServiceToken | undefined>
  recordUse(id: string, nowMs: number): Promise<void>
}

const maxListed = 500

/** Service tokens; `db` logs in as the viewer role. */
export function createServiceTokenRepository(db: Database): ServiceTokenRepository {
  return {
    insert: (token) =>
      guardDatabase(async () => {
        await db
          .insertInto('service_tokens')
          .values({
            id: token.id,
            token_hash: token.tokenHash,
            name: token.name,
            app_ids: [...token.appIds],
            purposes: [...token.purposes],
            created_by: token.createdBy,
            created_at: new Date(token.createdAtMs),
            expires_at: new Date(token.expiresAtMs),
          })
          .execute()
      }),
    list: () =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('service_tokens')
          .selectAll()
          .orderBy('created_at', 'desc')
          .orderBy('id')
          .limit(maxListed)
          .execute()
        return rows.map(toToken)
      }),
    findByHash: (tokenHash) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('service_tokens')
          .selectAll()
          .where(sql<boolean>`token_hash = ${tokenHash}`)
          .executeTakeFirst()
        return row && toToken(row)
      }),
    hold: (id) =>
      guardDatabase(async () => {
        const found = db.selectFrom('service_tokens').selectAll().where('id', '=', id)
        const row = await found.forShare().executeTakeFirst()
        return row && toToken(row)
      }),
    revoke: (id, nowMs) =>
      guardDatabase(async () => {
        const row = await db
          .updateTable('service_tokens')
          .set({ revoked_at: new Date(nowMs) })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .returningAll()
          .executeTakeFirst()
        return row && toToken(row)
      }),
    recordUse: (id, nowMs) =>
      guardDatabase(async () => {
        const used = { last_used_at: new Date(nowMs) }
        await db.updateTable('service_tokens').set(used).where('id', '=', id).execute()
      }),
  }
}

interface ServiceTokenRow {
  id: string
  name: string
  app_ids: string[]
  purposes: string[]
  created_by: string
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
  last_used_at: Date | null
}

function toToken(row: ServiceTokenRow): ServiceToken {
  return {
    id: row.id,
    name: row.name,
    appIds: row.app_ids,
    // Nothing else is ever written.
    purposes: row.purposes as PurposeOfUse[],
    createdBy: row.created_by,
    createdAtMs: row.created_at.getTime(),
    expiresAtMs: row.expires_at.getTime(),
    revokedAtMs: row.revoked_at?.getTime(),
    lastUsedAtMs: row.last_used_at?.getTime(),
  }
}
