// From a cookie to the person: with idle log-off, an absolute end, and a token that changes (design.md §8).
import { type AuditCause, createSignInRepository, type FoundSession, type User } from '@reseal/store'
import type { ViewerDeps } from '../deps.ts'
import { causeCodes } from '../http/log-line.ts'
import { checkStanding, type SessionUse } from '../identity/oidc/recheck.service.ts'
import type { Actor, AuthenticationMethod } from './actor.ts'
import { logOffEvent, overdue, type SessionRequest, tokenGraceMs } from './browser-session.service.ts'
import { createSessionToken, readSessionToken, type SessionToken } from './session-token.ts'

/** A signed-in person, and the cookie that their browser is to use from now on where it changes. */
export interface FoundActor {
  readonly actor: Actor
  readonly renewed?: { readonly token: string; readonly maxAgeMs: number }
}

/** The signed-in person behind a cookie; undefined where there is none, or the session is idle, over or ended. */
export async function findActor(deps: ViewerDeps, request: SessionRequest): Promise<FoundActor | undefined> {
  const token = readSessionToken(request.cookie)
  if (token === undefined) return undefined
  const session = await deps.signIns.findSession(token.tokenHash)
  if (session === undefined) return undefined
  const nowMs = deps.now()
  const user = await deps.users.find(session.userId)
  const isUser = user !== undefined && !user.disabled
  const cause =
    overdue(session, { nowMs, idleMs: deps.config.idleMs }) ??
    (isUser ? undefined : 'disabled') ??
    (session.token === 'previous' && nowMs >= session.previousUntilMs ? 'reused' : undefined)
  if (!isUser || cause !== undefined) {
    await logOff(deps, { ...request, session, cause: cause ?? 'disabled' })
    return undefined
  }
  const person = await askProvider(deps, { ...request, session, user, secret: token.secret })
  if (person === undefined) return undefined
  if (nowMs - session.lastSeenAtMs >= touchAfterMs(deps.config.idleMs)) {
    await deps.signIns.touchSession(session.id, nowMs)
  }
  const renewed = await changeToken(deps, { session, user: person, token })
  return { actor: toActor(person, session), ...(renewed === undefined ? {} : { renewed }) }
}

/** The person as their identity provider sees them; undefined where it does not vouch any more. */
async function askProvider(
  deps: ViewerDeps,
  use: SessionUse & { readonly user: User },
): Promise<User | undefined> {
  if (use.session.method !== 'oidc') return use.user
  const standing = await checkStanding(deps, use)
  if (standing === 'known') return use.user
  const user = standing === 'asked' ? await deps.users.find(use.session.userId) : undefined
  if (user !== undefined && !user.disabled) return user
  await logOff(deps, { ...use, cause: 'removed' })
  return undefined
}

function toActor({ id, name, roles, appIds }: User, session: FoundSession): Actor {
  const { issuer, amr, acr, authenticatedAtMs, expiresAtMs } = session
  return {
    userId: id,
    signInId: session.id,
    name,
    roles,
    apps: appIds,
    sessionExpiresAtMs: expiresAtMs,
    // The table's own check admits no other.
    method: session.method as AuthenticationMethod,
    issuer,
    amr,
    authenticatedAtMs,
    ...(acr === undefined ? {} : { acr }),
  }
}

/** A busy page writes its last use at most ten times in an idle period, and at most every half minute. */
function touchAfterMs(idleMs: number): number {
  return Math.min(idleMs / 10, 30_000)
}

interface TokenUse {
  readonly session: FoundSession
  readonly user: User
  readonly token: SessionToken
}

/**
 * Offers another token when the one at hand is old, or was issued under other roles. The browser has it once it uses it: only
 * then does the one before run out, so that an answer that never arrives signs nobody out.
 */
async function changeToken(deps: ViewerDeps, use: TokenUse): Promise<FoundActor['renewed']> {
  const { session, user, token } = use
  const nowMs = deps.now()
  if (session.token === 'next') {
    const untilMs = nowMs + tokenGraceMs
    await deps.signIns.takeOverToken(session.id, { tokenHash: token.tokenHash, nowMs, untilMs })
    return undefined
  }
  const isDue =
    nowMs - session.rotatedAtMs >= deps.config.rotateMs || !sameRoles(session.roles ?? [], user.roles)
  const wasOffered = session.offeredAtMs !== undefined && nowMs - session.offeredAtMs < offeredAgainMs
  if (!isDue || wasOffered || session.token === 'previous') return undefined
  const next = createSessionToken(token.secret)
  const isOffered = await deps.signIns.offerToken(session.id, {
    tokenHash: next.tokenHash,
    nowMs,
    givenUpMs: nowMs - offeredAgainMs,
    roles: user.roles,
  })
  return isOffered ? { token: next.value, maxAgeMs: session.expiresAtMs - nowMs } : undefined
}

// Longer than an answer may be under way: a browser that gets two offers keeps the one that the server knows.
const offeredAgainMs = 60_000

function sameRoles(before: readonly string[], now: readonly string[]): boolean {
  return before.length === now.length && before.every((role) => now.includes(role))
}

/** Nobody is signed in by the session any more, whether it can be removed now or with a later request. */
async function logOff(
  { audit, log }: ViewerDeps,
  ending: SessionRequest & { readonly session: FoundSession; readonly cause: AuditCause },
): Promise<void> {
  const { session, cause, client, requestId } = ending
  try {
    await audit.appendInTransaction(async (transaction) => {
      const ended = await createSignInRepository(transaction).deleteSessions([session.id])
      return await Promise.all(
        ended.map((each) => logOffEvent(transaction, each, { cause, client, requestId })),
      )
    })
  } catch (error) {
    const code = 'log_off_unrecorded'
    log({ level: 'error', event: 'failure', requestId, code, cause: causeCodes(error) })
  }
}
