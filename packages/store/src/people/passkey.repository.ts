// Passkeys of people (WebAuthn, design.md §8): public halves, and what tells a copied authenticator from the real one.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Bytes } from '../database/tables/columns.ts'

/** A passkey. */
export interface Passkey {
  /** UUID, for people and the audit log. */
  readonly id: string
  /** What the authenticator calls it. */
  readonly credentialId: Bytes
  readonly userId: string
  /** What its owner calls it. */
  readonly name: string
  /** COSE key. */
  readonly publicKey: Bytes
  /** Signatures that the authenticator says it has made; 0 where it does not count. */
  readonly counter: number
  /** Whether it may ever be copied to another device by its provider. Never changes. */
  readonly backupEligible: boolean
  readonly backedUp: boolean
  readonly transports: readonly string[]
  readonly createdAtMs: number
  readonly lastUsedAtMs: number | undefined
}

/** What a use of a passkey changes. */
export interface PasskeyUse {
  readonly counter: number
  readonly backedUp: boolean
  readonly nowMs: number
}

/** Every method may throw StoreError database_unavailable. Times are the caller's. */
export interface PasskeyRepository {
  /** By creation. */
  listOf(userId: string): Promise<Passkey[]>
  /** By creation; in a transaction, nobody else adds to, uses or removes one of them until it ends. */
  holdOf(userId: string): Promise<Passkey[]>
  findByCredential(credentialId: Uint8Array): Promise<Passkey | undefined>
  /** Held until the transaction ends. */
  holdByCredential(credentialId: Uint8Array): Promise<Passkey | undefined>
  /** False where the credential is somebody's already. */
  insert(passkey: Omit<Passkey, 'lastUsedAtMs'>): Promise<boolean>
  recordUse(id: string, use: PasskeyUse): Promise<void>
  rename(id: string, name: string): Promise<void>
  remove(id: string): Promise<void>
}

/** Passkeys; `db` logs in as the viewer role, or as owner. */
export function createPasskeyRepository(db: Database): PasskeyRepository {
  const ofUser = (userId: string) =>
    db.selectFrom('passkeys').selectAll().where('user_id', '=', userId).orderBy('created_at').orderBy('id')
  const byCredential = (credentialId: Uint8Array) =>
    db.selectFrom('passkeys').selectAll().where(sql<boolean>`credential_id = ${credentialId}`)
  return {
    listOf: (userId) => guardDatabase(async () => (await ofUser(userId).execute()).map(toPasskey)),
    holdOf: (userId) =>
      guardDatabase(async () => (await ofUser(userId).forUpdate().execute()).map(toPasskey)),
    findByCredential: (credentialId) =>
      guardDatabase(async () => {
        const row = await byCredential(credentialId).executeTakeFirst()
        return row && toPasskey(row)
      }),
    holdByCredential: (credentialId) =>
      guardDatabase(async () => {
        const row = await byCredential(credentialId).forUpdate().executeTakeFirst()
        return row && toPasskey(row)
      }),
    insert: (passkey) =>
      guardDatabase(async () => {
        const row = await db
          .insertInto('passkeys')
          .values({
            id: passkey.id,
            credential_id: passkey.credentialId,
            user_id: passkey.userId,
            name: passkey.name,
            public_key: passkey.publicKey,
            counter: passkey.counter,
            backup_eligible: passkey.backupEligible,
            backed_up: passkey.backedUp,
            transports: [...passkey.transports],
            created_at: new Date(passkey.createdAtMs),
          })
          .onConflict((conflict) => conflict.column('credential_id').doNothing())
          .returning('id')
          .executeTakeFirst()
        return row !== undefined
      }),
    recordUse: (id, { counter, backedUp, nowMs }) =>
      guardDatabase(async () => {
        const used = { counter, backed_up: backedUp, last_used_at: new Date(nowMs) }
        await db.updateTable('passkeys').set(used).where('id', '=', id).execute()
      }),
    rename: (id, name) =>
      guardDatabase(async () => {
        await db.updateTable('passkeys').set({ name }).where('id', '=', id).execute()
      }),
    remove: (id) =>
      guardDatabase(async () => {
        await db.deleteFrom('passkeys').where('id', '=', id).execute()
      }),
  }
}

interface PasskeyRow {
  id: string
  credential_id: Bytes
  user_id: string
  name: string
  public_key: Bytes
  counter: number
  backup_eligible: boolean
  backed_up: boolean
  transports: string[]
  created_at: Date
  last_used_at: Date | null
}

function toPasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    credentialId: row.credential_id,
    userId: row.user_id,
    name: row.name,
    publicKey: row.public_key,
    counter: row.counter,
    backupEligible: row.backup_eligible,
    backedUp: row.backed_up,
    transports: row.transports,
    createdAtMs: row.created_at.getTime(),
    lastUsedAtMs: row.last_used_at?.getTime(),
  }
}
