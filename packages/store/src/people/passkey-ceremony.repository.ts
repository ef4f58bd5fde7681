// Invitations to make a passkey, and challenges that an authenticator is to sign (WebAuthn §13.4.3): each works once, for a
// short time, and for what it was made for.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'

/** An invitation that lets one person make a passkey, once. */
export interface PasskeyInvitation {
  /** SHA-256 of the token, 32 bytes. */
  readonly tokenHash: Uint8Array
  readonly userId: string
  readonly expiresAtMs: number
}

/** An invitation as it lies in its table. */
export interface KeptInvitation {
  readonly userId: string
  readonly expiresAtMs: number
  readonly used: boolean
}

/** What a challenge is for, and with whose session or invitation it was asked for. */
export type PasskeyCeremony =
  | { readonly kind: 'sign-in' }
  | {
      readonly kind: 'invitation' | 'add' | 'confirm'
      readonly userId: string
      /** SHA-256 of the invitation's token or the browser session's, 32 bytes. */
      readonly boundTo: Uint8Array
    }

/** Every method may throw StoreError database_unavailable. Times are the caller's. */
export interface PasskeyCeremonyRepository {
  /** In place of any unused one of the same person. */
  invite(invitation: PasskeyInvitation & { readonly nowMs: number }): Promise<void>
  findInvitation(tokenHash: Uint8Array): Promise<KeptInvitation | undefined>
  /** Uses the invitation up and gives its user; undefined when it is unknown, used or expired. */
  redeemInvitation(tokenHash: Uint8Array, nowMs: number): Promise<string | undefined>
  /** Keeps a challenge, by its SHA-256, and forgets those that are over. */
  begin(
    ceremony: PasskeyCeremony & { readonly challengeHash: Uint8Array },
    times: { readonly nowMs: number; readonly expiresAtMs: number },
  ): Promise<void>
  /** Takes a challenge out: whatever comes of it, it is spent. Undefined when it is unknown, spent or expired. */
  take(challengeHash: Uint8Array, nowMs: number): Promise<PasskeyCeremony | undefined>
}

// Each beginning removes more than it adds, so that what nobody ended does not pile up.
const forgottenAtOnce = 20

/** Invitations and ceremonies; `db` logs in as the viewer role, or as owner to invite. */
export function createPasskeyCeremonyRepository(db: Database): PasskeyCeremonyRepository {
  return {
    invite: ({ tokenHash, userId, expiresAtMs, nowMs }) =>
      guardDatabase(async () => {
        await db
          .deleteFrom('passkey_invitations')
          .where('user_id', '=', userId)
          .where('used_at', 'is', null)
          .execute()
        const times = { created_at: new Date(nowMs), expires_at: new Date(expiresAtMs) }
        await db
          .insertInto('passkey_invitations')
          .values({ token_hash: tokenHash, user_id: userId, ...times })
          .execute()
      }),
    findInvitation: (tokenHash) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('passkey_invitations')
          .select(['user_id', 'expires_at', 'used_at'])
          .where(sql<boolean>`token_hash = ${tokenHash}`)
          .executeTakeFirst()
        if (row === undefined) return undefined
        return { userId: row.user_id, expiresAtMs: row.expires_at.getTime(), used: row.used_at !== null }
      }),
    redeemInvitation: (tokenHash, nowMs) =>
      guardDatabase(async () => {
        const row = await db
          .updateTable('passkey_invitations')
          .set({ used_at: new Date(nowMs) })
          .where(sql<boolean>`token_hash = ${tokenHash}`)
          .where('used_at', 'is', null)
          .where('expires_at', '>', new Date(nowMs))
          .returning('user_id')
          .executeTakeFirst()
        return row?.user_id
      }),
    begin: (ceremony, { nowMs, expiresAtMs }) =>
      guardDatabase(async () => {
        await forgetOverdue(db, nowMs)
        const { challengeHash, kind } = ceremony
        const whose =
          ceremony.kind === 'sign-in'
            ? { bound_to: null, user_id: null }
            : { bound_to: ceremony.boundTo, user_id: ceremony.userId }
        await db
          .insertInto('passkey_ceremonies')
          .values({ challenge_hash: challengeHash, kind, expires_at: new Date(expiresAtMs), ...whose })
          .execute()
      }),
    take: (challengeHash, nowMs) =>
      guardDatabase(async () => {
        const row = await db
          .deleteFrom('passkey_ceremonies')
          .where(sql<boolean>`challenge_hash = ${challengeHash}`)
          .returningAll()
          .executeTakeFirst()
        if (row === undefined || row.expires_at.getTime() <= nowMs) return undefined
        if (row.kind === 'sign-in') return { kind: row.kind }
        // The table's own checks admit no other.
        if (row.bound_to === null || row.user_id === null) return undefined
        return { kind: row.kind, userId: row.user_id, boundTo: row.bound_to }
      }),
  }
}

async function forgetOverdue(db: Database, nowMs: number): Promise<void> {
  const overdue = db
    .selectFrom('passkey_ceremonies')
    .select('challenge_hash')
    .where('expires_at', '<=', new Date(nowMs))
    .limit(forgottenAtOnce)
    .forUpdate()
    .skipLocked()
  await db.deleteFrom('passkey_ceremonies').where('challenge_hash', 'in', overdue).execute()
}
