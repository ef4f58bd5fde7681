// Browser sessions: how one begins, is confirmed by a fresh authentication, and ends (design.md §8). Each happens in one
// transaction with the event that says so.
import {
  type AuditCause,
  type AuditEventInput,
  type AuditTransaction,
  createSignInRepository,
  createUserRepository,
  type User,
  type WebSession,
} from '@reseal/store'
import { type EventActor, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import type { Actor, Authentication, AuthenticationMethod, ClientInfo } from './actor.ts'
import { createSessionToken, type NewSessionToken, readSessionToken } from './session-token.ts'

/** A browser session just begun, or one with another token. */
export interface StartedSession {
  /** UUID. */
  readonly id: string
  /** Value of the cookie; only a hash of its token is kept. */
  readonly token: string
  /** To which secrets of the session are sealed; kept nowhere but in the cookie. */
  readonly secret: string
  readonly expiresAtMs: number
}

/** The request by which a session was begun, asked for or ended. */
export interface SessionRequest {
  /** Value of the cookie, if there was one. */
  readonly cookie: string | undefined
  readonly client: ClientInfo
  readonly requestId: string
}

/** How the person of a session proved who they are; what is absent is Reseal's own, and now. */
export interface Proof {
  readonly method: AuthenticationMethod
  readonly issuer?: string | undefined
  readonly amr?: readonly string[] | undefined
  readonly acr?: string | undefined
  readonly authenticatedAtMs?: number | undefined
}

/** Who begins a session, and how. */
export interface SessionBeginning extends SessionRequest, Proof {
  readonly userId: string
}

/** An event that a session ended without a sign-out. */
export type LogOff = AuditEventInput<'user.log_off'>

/** For so long the token before a change is still taken, from requests that were under way. */
export const tokenGraceMs = 30_000

/** Why a session is over; undefined where it is not. */
export function overdue(
  session: Pick<WebSession, 'expiresAtMs' | 'lastSeenAtMs'>,
  limits: { readonly nowMs: number; readonly idleMs: number },
): AuditCause | undefined {
  if (limits.nowMs >= session.expiresAtMs) return 'expired'
  return limits.nowMs - session.lastSeenAtMs >= limits.idleMs ? 'idle' : undefined
}

/**
 * Begins a browser session with a fresh token, in place of the one that the browser may have had, and ends those that are
 * overdue.
 * @returns the session, and the events of those that ended
 */
export async function startBrowserSession(
  { config, now }: ViewerDeps,
  transaction: AuditTransaction,
  beginning: SessionBeginning,
): Promise<{ readonly started: StartedSession; readonly ended: readonly LogOff[] }> {
  const { userId, cookie, client, requestId } = beginning
  const signIns = createSignInRepository(transaction)
  const limits = { nowMs: now(), idleMs: config.idleMs }
  const old = readSessionToken(cookie)
  const replaced = old === undefined ? undefined : await signIns.deleteSession(old.tokenHash)
  const ended: LogOff[] = []
  if (replaced) {
    const cause = overdue(replaced, limits) ?? 'replaced'
    ended.push(await logOffEvent(transaction, replaced, { cause, client, requestId }))
  }
  for (const session of await signIns.deleteOverdueSessions(limits)) {
    const cause = overdue(session, limits) ?? 'idle'
    ended.push(await logOffEvent(transaction, session, { cause, client: elsewhere, requestId }))
  }
  const user = await createUserRepository(transaction).find(userId)
  const token = createSessionToken()
  const expiresAtMs = limits.nowMs + config.sessionMs
  const id = await signIns.createSession({
    ...toProof(beginning, limits.nowMs),
    tokenHash: token.tokenHash,
    userId,
    roles: user?.roles ?? [],
    nowMs: limits.nowMs,
    expiresAtMs,
    client,
  })
  return { started: toStarted(token, { id, expiresAtMs }), ended }
}

/** Of another browser: the request at hand says nothing of where it was. */
export const elsewhere: ClientInfo = { ip: undefined, userAgent: undefined }

/** Who proves anew who they are, and how. */
export interface Confirmation extends SessionRequest, Proof {
  /** The session that it is for. */
  readonly signInId: string
  /** Whose authentication it was: that of somebody else confirms nothing. */
  readonly userId: string
}

/**
 * Confirms a browser session by a fresh authentication of its own person, and changes its token at once; its end stays.
 * @returns the session and the event; undefined where the session is over, or another person's
 */
export async function confirmBrowserSession(
  { config, now }: ViewerDeps,
  transaction: AuditTransaction,
  confirmation: Confirmation,
): Promise<{ started: StartedSession; event: AuditEventInput<'user.step_up'> } | undefined> {
  const { signInId, userId, cookie, client, requestId } = confirmation
  const nowMs = now()
  const user = await createUserRepository(transaction).find(userId)
  const session = await createSignInRepository(transaction).lockSession(signInId)
  if (user === undefined || user.disabled || session === undefined || session.userId !== userId) {
    return undefined
  }
  if (overdue(session, { nowMs, idleMs: config.idleMs }) !== undefined) return undefined
  const token = createSessionToken(readSessionToken(cookie)?.secret)
  const proof = toProof(confirmation, nowMs)
  await createSignInRepository(transaction).confirmSession(signInId, {
    ...proof,
    tokenHash: token.tokenHash,
    roles: user.roles,
    nowMs,
    untilMs: nowMs + tokenGraceMs,
  })
  const actor = { ...user, method: proof.method, issuer: proof.issuer }
  const event = toAuditEvent({ action: 'user.step_up', outcome: 'success', actor, client, requestId })
  return { started: toStarted(token, session), event }
}

function toProof(proof: Proof, nowMs: number): Authentication {
  const { method, issuer = 'reseal', amr = [], acr, authenticatedAtMs = nowMs } = proof
  return { method, issuer, amr, authenticatedAtMs, ...(acr === undefined ? {} : { acr }) }
}

function toStarted(
  { value, secret }: NewSessionToken,
  { id, expiresAtMs }: Pick<WebSession, 'id' | 'expiresAtMs'>,
): StartedSession {
  return { id, token: value, secret, expiresAtMs }
}

/** Who a session's person is, as its end is recorded. */
function sessionActor(user: User | undefined, session: WebSession): EventActor | undefined {
  return user && { ...user, method: session.method as AuthenticationMethod, issuer: session.issuer }
}

/** The event that a session ended without a sign-out. */
export async function logOffEvent(
  transaction: AuditTransaction,
  session: WebSession,
  how: Omit<SessionRequest, 'cookie'> & { readonly cause: AuditCause },
): Promise<LogOff> {
  const user = await createUserRepository(transaction).find(session.userId)
  return toAuditEvent({
    action: 'user.log_off',
    outcome: 'success',
    actor: sessionActor(user, session),
    ...how,
  })
}

/** Signs out: the session ends with its event, and where the log cannot be written it ends without. */
export async function signOut(deps: ViewerDeps, actor: Actor, request: SessionRequest): Promise<void> {
  const { client, requestId } = request
  try {
    await deps.audit.appendInTransaction(async (transaction) => {
      await createSignInRepository(transaction).deleteSessions([actor.signInId])
      return [toAuditEvent({ action: 'user.sign_out', outcome: 'success', actor, client, requestId })]
    })
  } catch (error) {
    // Whoever leaves a shared machine is out in any case.
    await deps.signIns.deleteSessions([actor.signInId])
    throw error
  }
}
