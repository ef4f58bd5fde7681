// One-time sign-in links and web sessions. Only SHA-256 of each token is kept: who reads the table can sign in nowhere.
import { type SqlBool, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'

/** A link that signs one user in, once. */
export interface SignInLink {
  /** SHA-256 of the token, 32 bytes. */
  readonly tokenHash: Uint8Array
  readonly userId: string
  readonly expiresAtMs: number
}

/** How the person of a browser session proved who they are. */
export interface SessionProof {
  /** `one-time-link`, `oidc` or `passkey`. */
  readonly method: string
  /** Who vouches: `reseal`, or the identity provider. */
  readonly issuer: string
  /** Authentication methods as the provider names them (RFC 8176). */
  readonly amr: readonly string[]
  readonly acr?: string
  readonly authenticatedAtMs: number
}

/** A signed-in browser. */
export interface WebSession extends SessionProof {
  /** UUID; the token changes, this does not. */
  readonly id: string
  readonly userId: string
  readonly createdAtMs: number
  readonly lastSeenAtMs: number
  readonly expiresAtMs: number
  /** When its token last changed. */
  readonly rotatedAtMs: number
  /** Roles that its token was issued under; absent where that is not known. */
  readonly roles?: readonly string[]
  readonly client: { readonly ip?: string; readonly userAgent?: string }
}

/** A session, and which of its tokens it was found by. */
export interface FoundSession extends WebSession {
  /** `next`: offered to the browser and now used for the first time. `previous`: the one before. */
  readonly token: 'current' | 'next' | 'previous'
  /** Until when the token before the current one is taken. */
  readonly previousUntilMs: number
  /** When another token was offered that is not used yet. */
  readonly offeredAtMs?: number
  /** When the identity provider last vouched; absent where none does. */
  readonly checkedAtMs?: number
}

/** What a session is begun with. */
export interface NewWebSession extends SignInLink, SessionProof {
  readonly nowMs: number
  readonly roles: readonly string[]
  readonly client: { readonly ip?: string | undefined; readonly userAgent?: string | undefined }
}

/** Every method may throw StoreError database_unavailable. Times are the caller's. */
export interface SignInRepository {
  /** Owner only. */
  createLink(link: SignInLink): Promise<void>
  /** Uses the link up and gives its user; undefined when it is unknown, used or expired. */
  redeemLink(tokenHash: Uint8Array, nowMs: number): Promise<string | undefined>
  /** @returns the session's id */
  createSession(session: NewWebSession): Promise<string>
  findSession(tokenHash: Uint8Array): Promise<FoundSession | undefined>
  touchSession(id: string, nowMs: number): Promise<void>
  /** Offers another token. @returns whether it is the one; false where another was offered since `before` */
  offerToken(id: string, offer: TokenOffer): Promise<boolean>
  /** The offered token becomes the session's; the one before is taken until `untilMs`. */
  takeOverToken(id: string, token: { tokenHash: Uint8Array; nowMs: number; untilMs: number }): Promise<void>
  /** Holds a session until the transaction ends. */
  lockSession(id: string): Promise<WebSession | undefined>
  /** The person proved anew who they are: another token at once. */
  confirmSession(id: string, confirmation: SessionConfirmation): Promise<void>
  /** Of the person's or, without an id, everybody's; the one used last first. At most a thousand. */
  listSessions(userId?: string): Promise<WebSession[]>
  /** Ends a session by any of its tokens and gives what it was; undefined where there is none. */
  deleteSession(tokenHash: Uint8Array): Promise<WebSession | undefined>
  /** Ends sessions by their ids. */
  deleteSessions(ids: readonly string[]): Promise<WebSession[]>
  /** Ends all sessions of a person. */
  deleteSessionsOf(userId: string): Promise<WebSession[]>
  /** Ends sessions that are over or were idle for too long, at most a hundred, and gives what they were. */
  deleteOverdueSessions(limits: { readonly nowMs: number; readonly idleMs: number }): Promise<WebSession[]>
}

/** A token that a browser is to use from now on. */
export interface TokenOffer {
  readonly tokenHash: Uint8Array
  readonly nowMs: number
  /** One that was offered before this and was never used is given up. */
  readonly givenUpMs: number
  readonly roles: readonly string[]
}

/** A fresh authentication within a session. */
export interface SessionConfirmation extends SessionProof {
  readonly tokenHash: Uint8Array
  readonly roles: readonly string[]
  readonly nowMs: number
  readonly untilMs: number
}

/** Links and sessions; `db` logs in as the viewer role, as owner to create links. */
export function createSignInRepository(db: Database): SignInRepository {
  const byLink = (tokenHash: Uint8Array) => sql<SqlBool>`token_hash = ${tokenHash}`
  const byToken = (tokenHash: Uint8Array) =>
    sql<SqlBool>`${tokenHash} IN (token_hash, next_token_hash, previous_token_hash)`
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
          .where(byLink(tokenHash))
          .where('used_at', 'is', null)
          .where('expires_at', '>', new Date(nowMs))
          .returning('user_id')
          .executeTakeFirst()
        return row?.user_id
      }),
    createSession: (session) =>
      guardDatabase(async () => {
        const now = new Date(session.nowMs)
        const row = await db
          .insertInto('web_sessions')
          .values({
            token_hash: session.tokenHash,
            user_id: session.userId,
            created_at: now,
            last_seen_at: now,
            rotated_at: now,
            expires_at: new Date(session.expiresAtMs),
            client_ip: session.client.ip ?? null,
            user_agent: session.client.userAgent ?? null,
            ...proofColumns(session),
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        return row.id
      }),
    findSession: (tokenHash) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('web_sessions')
          .leftJoin('provider_sessions', 'provider_sessions.session_id', 'web_sessions.id')
          .selectAll('web_sessions')
          .select('provider_sessions.checked_at')
          .where((expression) =>
            expression.or([
              sql<SqlBool>`token_hash = ${tokenHash}`,
              sql<SqlBool>`next_token_hash = ${tokenHash}`,
              sql<SqlBool>`previous_token_hash = ${tokenHash}`,
            ]),
          )
          .executeTakeFirst()
        return row && toFound(row, tokenHash)
      }),
    touchSession: (id, nowMs) =>
      guardDatabase(async () => {
        const seen = { last_seen_at: new Date(nowMs) }
        await db.updateTable('web_sessions').set(seen).where('id', '=', id).execute()
      }),
    offerToken: (id, { tokenHash, nowMs, givenUpMs, roles }) =>
      guardDatabase(async () => {
        const { numUpdatedRows } = await db
          .updateTable('web_sessions')
          .set({ next_token_hash: tokenHash, offered_at: new Date(nowMs), roles: [...roles] })
          .where('id', '=', id)
          .where((row) =>
            row.or([row('offered_at', 'is', null), row('offered_at', '<', new Date(givenUpMs))]),
          )
          .executeTakeFirst()
        return numUpdatedRows > 0n
      }),
    takeOverToken: (id, { tokenHash, nowMs, untilMs }) =>
      guardDatabase(async () => {
        await db
          .updateTable('web_sessions')
          .set((row) => ({
            previous_token_hash: row.ref('token_hash'),
            previous_until: new Date(untilMs),
            token_hash: tokenHash,
            next_token_hash: null,
            offered_at: null,
            rotated_at: new Date(nowMs),
          }))
          .where('id', '=', id)
          .where(sql<SqlBool>`next_token_hash = ${tokenHash}`)
          .execute()
      }),
    lockSession: (id) =>
      guardDatabase(async () => {
        const locked = db.selectFrom('web_sessions').selectAll().where('id', '=', id).forUpdate()
        const row = await locked.executeTakeFirst()
        return row && toSession(row)
      }),
    confirmSession: (id, confirmation) =>
      guardDatabase(async () => {
        await db
          .updateTable('web_sessions')
          .set((current) => ({
            previous_token_hash: current.ref('token_hash'),
            previous_until: new Date(confirmation.untilMs),
            token_hash: confirmation.tokenHash,
            next_token_hash: null,
            offered_at: null,
            rotated_at: new Date(confirmation.nowMs),
            last_seen_at: new Date(confirmation.nowMs),
            ...proofColumns(confirmation),
          }))
          .where('id', '=', id)
          .execute()
      }),
    listSessions: (userId) =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('web_sessions')
          .selectAll()
          .$if(userId !== undefined, (query) => query.where('user_id', '=', userId ?? ''))
          .orderBy('last_seen_at', 'desc')
          .orderBy('id')
          .limit(mostListed)
          .execute()
        return rows.map(toSession)
      }),
    deleteSession: (tokenHash) =>
      guardDatabase(async () => {
        const ended = db.deleteFrom('web_sessions').where(byToken(tokenHash)).returningAll()
        const row = await ended.executeTakeFirst()
        return row && toSession(row)
      }),
    deleteSessions: (ids) =>
      guardDatabase(async () => {
        if (ids.length === 0) return []
        const ended = db.deleteFrom('web_sessions').where('id', 'in', ids).returningAll()
        return (await ended.execute()).map(toSession)
      }),
    deleteSessionsOf: (userId) =>
      guardDatabase(async () => {
        const ended = db.deleteFrom('web_sessions').where('user_id', '=', userId).returningAll()
        return (await ended.execute()).map(toSession)
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
const mostListed = 1000

interface SessionRow {
  id: string
  user_id: string
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  rotated_at: Date
  method: string
  issuer: string
  amr: string[]
  acr: string | null
  authenticated_at: Date
  roles: string[] | null
  client_ip: string | null
  user_agent: string | null
}

interface FoundRow extends SessionRow {
  next_token_hash: Uint8Array | null
  previous_token_hash: Uint8Array | null
  offered_at: Date | null
  previous_until: Date | null
  checked_at: Date | null
}

function proofColumns(proof: SessionProof & { readonly roles: readonly string[] }) {
  return {
    method: proof.method,
    issuer: proof.issuer,
    amr: [...proof.amr],
    acr: proof.acr ?? null,
    authenticated_at: new Date(proof.authenticatedAtMs),
    roles: [...proof.roles],
  }
}

function toSession(row: SessionRow): WebSession {
  return {
    id: row.id,
    userId: row.user_id,
    createdAtMs: row.created_at.getTime(),
    lastSeenAtMs: row.last_seen_at.getTime(),
    expiresAtMs: row.expires_at.getTime(),
    rotatedAtMs: row.rotated_at.getTime(),
    method: row.method,
    issuer: row.issuer,
    amr: row.amr,
    authenticatedAtMs: row.authenticated_at.getTime(),
    client: {
      ...(row.client_ip !== null && { ip: row.client_ip }),
      ...(row.user_agent !== null && { userAgent: row.user_agent }),
    },
    ...(row.acr !== null && { acr: row.acr }),
    ...(row.roles !== null && { roles: row.roles }),
  }
}

function toFound(row: FoundRow, tokenHash: Uint8Array): FoundSession {
  const isIt = (hash: Uint8Array | null): boolean => hash !== null && Buffer.compare(hash, tokenHash) === 0
  return {
    ...toSession(row),
    token: isIt(row.next_token_hash) ? 'next' : isIt(row.previous_token_hash) ? 'previous' : 'current',
    previousUntilMs: row.previous_until?.getTime() ?? 0,
    ...(row.offered_at !== null && { offeredAtMs: row.offered_at.getTime() }),
    ...(row.checked_at !== null && { checkedAtMs: row.checked_at.getTime() }),
  }
}
