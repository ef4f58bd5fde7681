// People whom an identity provider vouches for, and what it gave for their browser sessions (0021).
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { UserRole } from './user.repository.ts'

/** Someone as the provider knows them: the issuer, and the subject that it never gives to anyone else. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
}

/** What the provider says of someone. */
export interface ProvisionedUser extends Identity {
  /** Another name is made of it where somebody else has it, or had it. */
  readonly name: string
  /** Absent: theirs stay as they are. */
  readonly roles?: readonly UserRole[] | undefined
  readonly appIds?: readonly string[] | undefined
}

/** What the provider gave for a browser session. */
export interface ProviderSession extends Identity {
  readonly sessionId: string
  /** The provider's own session, where it names one. */
  readonly sid?: string | undefined
  readonly sealedTokens: Uint8Array
}

/** Every method may throw StoreError database_unavailable. Times are the caller's. */
export interface IdentityRepository {
  /** Id of the user; undefined where nobody with this identity ever signed in. */
  findUserId(identity: Identity): Promise<string | undefined>
  /** Whether an identity provider vouches for the user. */
  isProvisioned(userId: string): Promise<boolean>
  /** Whether somebody was called so who is called otherwise now: events go by names, so nobody else gets it. */
  isFormerName(name: string): Promise<boolean>
  /** Creates the user, or brings them up to date. */
  provision(user: ProvisionedUser): Promise<{ readonly userId: string; readonly hasChanged: boolean }>
  /** Keeps what the provider gave, in place of what it gave before. */
  keepSession(session: ProviderSession, nowMs: number): Promise<void>
  /** Gives one request the turn to ask the provider; undefined while another has it, or where it was asked after `dueMs`. */
  claimCheck(
    sessionId: string,
    turn: { readonly nowMs: number; readonly untilMs: number; readonly dueMs: number },
  ): Promise<ProviderSession | undefined>
  /** When the provider last vouched; undefined where the session is over. */
  lastCheck(sessionId: string): Promise<{ checkedAtMs: number; turnEndsAtMs: number } | undefined>
  findTokens(sessionId: string): Promise<Uint8Array | undefined>
  /** Tokens that took the place of others, before anything is made of what came with them. */
  keepTokens(sessionId: string, sealedTokens: Uint8Array): Promise<void>
  /** The provider did not answer: the next request may ask. */
  endTurn(sessionId: string, nowMs: number): Promise<void>
  /** The provider vouched. */
  endCheck(sessionId: string, nowMs: number): Promise<void>
  /** Ids of the browser sessions of a person, or of one session of the provider's. */
  findSessions(of: Identity | { readonly issuer: string; readonly sid: string }): Promise<string[]>
}

/** Identities; `db` logs in as the viewer role. */
export function createIdentityRepository(db: Database): IdentityRepository {
  const ofSession = (sessionId: string) =>
    db.updateTable('provider_sessions').where('session_id', '=', sessionId)
  return {
    findUserId: ({ issuer, subject }) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('identities')
          .select('user_id')
          .where('issuer', '=', issuer)
          .where('subject', '=', subject)
          .executeTakeFirst()
        return row?.user_id
      }),
    isProvisioned: (userId) =>
      guardDatabase(async () => {
        const known = db.selectFrom('identities').select('user_id').where('user_id', '=', userId)
        return (await known.executeTakeFirst()) !== undefined
      }),
    isFormerName: (name) =>
      guardDatabase(async () => {
        const former = db.selectFrom('former_names').select('name').where('name', '=', name)
        return (await former.executeTakeFirst()) !== undefined
      }),
    provision: ({ issuer, subject, name, roles, appIds }) =>
      guardDatabase(async () => {
        const { rows } = await sql<{ userId: string; hasChanged: boolean }>`
          SELECT provisioned_id AS "userId", has_changed AS "hasChanged"
          FROM provision_user(${issuer}, ${subject}, ${name}, ${arrayOf(roles)}::text[], ${arrayOf(appIds)}::text[])`.execute(
          db,
        )
        const [row] = rows
        if (row === undefined) throw new RangeError('a function gives a row')
        return row
      }),
    keepSession: ({ sessionId, issuer, subject, sid, sealedTokens }, nowMs) =>
      guardDatabase(async () => {
        const [kept, checked] = [{ sid: sid ?? null, sealed_tokens: sealedTokens }, new Date(nowMs)]
        await db
          .insertInto('provider_sessions')
          .values({
            session_id: sessionId,
            issuer,
            subject,
            checked_at: checked,
            checking_until: checked,
            ...kept,
          })
          .onConflict((taken) => taken.column('session_id').doUpdateSet({ ...kept, checked_at: checked }))
          .execute()
      }),
    claimCheck: (sessionId, { nowMs, untilMs, dueMs }) =>
      guardDatabase(async () => {
        const row = await ofSession(sessionId)
          .set({ checking_until: new Date(untilMs) })
          .where('checking_until', '<=', new Date(nowMs))
          .where('checked_at', '<=', new Date(dueMs))
          .returning(['issuer', 'subject', 'sid', 'sealed_tokens'])
          .executeTakeFirst()
        if (row === undefined) return undefined
        const { issuer, subject, sid } = row
        return { sessionId, issuer, subject, sid: sid ?? undefined, sealedTokens: row.sealed_tokens }
      }),
    lastCheck: (sessionId) =>
      guardDatabase(async () => {
        const kept = db.selectFrom('provider_sessions').select(['checked_at', 'checking_until'])
        const row = await kept.where('session_id', '=', sessionId).executeTakeFirst()
        return row && { checkedAtMs: row.checked_at.getTime(), turnEndsAtMs: row.checking_until.getTime() }
      }),
    findTokens: (sessionId) =>
      guardDatabase(async () => {
        const kept = db.selectFrom('provider_sessions').select('sealed_tokens')
        return (await kept.where('session_id', '=', sessionId).executeTakeFirst())?.sealed_tokens
      }),
    keepTokens: (sessionId, sealedTokens) =>
      guardDatabase(async () => {
        await ofSession(sessionId).set({ sealed_tokens: sealedTokens }).execute()
      }),
    endTurn: (sessionId, nowMs) =>
      guardDatabase(async () => {
        await ofSession(sessionId)
          .set({ checking_until: new Date(nowMs) })
          .execute()
      }),
    endCheck: (sessionId, nowMs) =>
      guardDatabase(async () => {
        const now = new Date(nowMs)
        await ofSession(sessionId).set({ checked_at: now, checking_until: now }).execute()
      }),
    findSessions: (of) =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('provider_sessions')
          .select('session_id')
          .where('issuer', '=', of.issuer)
          .$if('subject' in of, (query) => query.where('subject', '=', 'subject' in of ? of.subject : ''))
          .$if('sid' in of, (query) => query.where('sid', '=', 'sid' in of ? of.sid : ''))
          .execute()
        return rows.map((row) => row.session_id)
      }),
  }
}

function arrayOf(words: readonly string[] | undefined): string[] | null {
  return words === undefined ? null : [...words]
}
