// Browser sessions: from a cookie to the person, with idle log-off and an absolute end (design.md §8). A session ends in
// one transaction with the event that says so.
import {
  type AuditCause,
  type AuditEventInput,
  type AuditTransaction,
  createSignInRepository,
  createUserRepository,
  type User,
  type WebSession,
} from '@reseal/store'
import { toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { causeCodes } from '../http/log-line.ts'
import type { Actor, ClientInfo } from './actor.ts'
import { createToken, hashToken, type TokenHash } from './token.ts'

/** A browser session just begun. */
export interface StartedSession {
  /** Value of the cookie; only its hash is kept. */
  readonly token: string
  readonly expiresAtMs: number
}

/** The request by which a session was begun, asked for or ended. */
export interface SessionRequest {
  /** Value of the cookie, if there was one. */
  readonly cookie: string | undefined
  readonly client: ClientInfo
  readonly requestId: string
}

type LogOff = AuditEventInput<'user.log_off'>

/** The signed-in person behind a cookie; undefined where there is none, or the session is idle, over or ended. */
export async function findActor(deps: ViewerDeps, request: SessionRequest): Promise<Actor | undefined> {
  const tokenHash = request.cookie === undefined ? undefined : hashToken(request.cookie)
  if (tokenHash === undefined) return undefined
  const session = await deps.signIns.findSession(tokenHash)
  if (session === undefined) return undefined
  const nowMs = deps.now()
  const user = await deps.users.find(session.userId)
  const isUser = user !== undefined && !user.disabled
  const cause = overdue(session, { nowMs, idleMs: deps.config.idleMs }) ?? (isUser ? undefined : 'disabled')
  if (!isUser || cause !== undefined) {
    await logOff(deps, { ...request, tokenHash, cause: cause ?? 'disabled' })
    return undefined
  }
  if (nowMs - session.lastSeenAtMs >= touchAfterMs(deps.config.idleMs)) {
    await deps.signIns.touchSession(tokenHash, nowMs)
  }
  return toActor(user, session.expiresAtMs)
}

function toActor({ id, name, roles, appIds }: User, sessionExpiresAtMs: number): Actor {
  return { userId: id, name, roles, apps: appIds, sessionExpiresAtMs }
}

/** A busy page writes its last use at most ten times in an idle period, and at most every half minute. */
function touchAfterMs(idleMs: number): number {
  return Math.min(idleMs / 10, 30_000)
}

interface SessionLimits {
  readonly nowMs: number
  readonly idleMs: number
}

function overdue(session: WebSession, { nowMs, idleMs }: SessionLimits): AuditCause | undefined {
  if (nowMs >= session.expiresAtMs) return 'expired'
  return nowMs - session.lastSeenAtMs >= idleMs ? 'idle' : undefined
}

/** Nobody is signed in by the session any more, whether it can be removed now or with a later request. */
async function logOff(
  { audit, log }: ViewerDeps,
  ending: SessionRequest & { readonly tokenHash: TokenHash; readonly cause: AuditCause },
): Promise<void> {
  const { tokenHash, cause, client, requestId } = ending
  try {
    await audit.appendInTransaction(async (transaction) => {
      const session = await createSignInRepository(transaction).deleteSession(tokenHash)
      return session ? [await logOffEvent(transaction, session, { cause, client, requestId })] : []
    })
  } catch (error) {
    const code = 'log_off_unrecorded'
    log({ level: 'error', event: 'failure', requestId, code, cause: causeCodes(error) })
  }
}

/**
 * Begins a browser session with a fresh token, in place of the one that the browser may have had, and ends those that are
 * overdue.
 * @returns the session, and the events of those that ended
 */
export async function startBrowserSession(
  { config, now }: ViewerDeps,
  transaction: AuditTransaction,
  { userId, cookie, client, requestId }: SessionRequest & { readonly userId: string },
): Promise<{ readonly started: StartedSession; readonly ended: readonly LogOff[] }> {
  const signIns = createSignInRepository(transaction)
  const limits = { nowMs: now(), idleMs: config.idleMs }
  const oldHash = cookie === undefined ? undefined : hashToken(cookie)
  const replaced = oldHash === undefined ? undefined : await signIns.deleteSession(oldHash)
  const ended: LogOff[] = []
  if (replaced) {
    const cause = overdue(replaced, limits) ?? 'replaced'
    ended.push(await logOffEvent(transaction, replaced, { cause, client, requestId }))
  }
  for (const session of await signIns.deleteOverdueSessions(limits)) {
    const cause = overdue(session, limits) ?? 'idle'
    // Of another browser: this request says nothing of where it was.
    const unknown = { ip: undefined, userAgent: undefined }
    ended.push(await logOffEvent(transaction, session, { cause, client: unknown, requestId }))
  }
  const { token, tokenHash } = createToken()
  const expiresAtMs = limits.nowMs + config.sessionMs
  await signIns.createSession({ tokenHash, userId, nowMs: limits.nowMs, expiresAtMs })
  return { started: { token, expiresAtMs }, ended }
}

async function logOffEvent(
  transaction: AuditTransaction,
  session: WebSession,
  how: Omit<SessionRequest, 'cookie'> & { readonly cause: AuditCause },
): Promise<LogOff> {
  const user = await createUserRepository(transaction).find(session.userId)
  return toAuditEvent({ action: 'user.log_off', outcome: 'success', actor: user, ...how })
}

/** Signs out: the session ends with its event, and where the log cannot be written it ends without. */
export async function signOut(deps: ViewerDeps, actor: Actor, request: SessionRequest): Promise<void> {
  const { cookie, client, requestId } = request
  const tokenHash = cookie === undefined ? undefined : hashToken(cookie)
  if (tokenHash === undefined) return
  try {
    await deps.audit.appendInTransaction(async (transaction) => {
      await createSignInRepository(transaction).deleteSession(tokenHash)
      return [toAuditEvent({ action: 'user.sign_out', outcome: 'success', actor, client, requestId })]
    })
  } catch (error) {
    // Whoever leaves a shared machine is out in any case.
    await deps.signIns.deleteSession(tokenHash)
    throw error
  }
}
