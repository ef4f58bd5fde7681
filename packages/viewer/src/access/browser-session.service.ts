// Browser sessions: from a cookie to the person, with idle log-off and an absolute end (design.md §8).
import type { User } from '@reseal/store'
import type { ViewerDeps } from '../deps.ts'
import type { Actor } from './actor.ts'
import { createToken, hashToken } from './token.ts'

/** A browser session just begun. */
export interface StartedSession {
  /** Value of the cookie; only its hash is kept. */
  readonly token: string
  readonly expiresAtMs: number
}

/** The signed-in person behind a cookie; undefined where there is none, or the session is idle, over or ended. */
export async function findActor(deps: ViewerDeps, cookie: string | undefined): Promise<Actor | undefined> {
  const tokenHash = cookie === undefined ? undefined : hashToken(cookie)
  if (tokenHash === undefined) return undefined
  const session = await deps.signIns.findSession(tokenHash)
  if (session === undefined) return undefined
  const nowMs = deps.now()
  if (nowMs >= session.expiresAtMs || nowMs - session.lastSeenAtMs >= deps.config.idleMs) {
    await deps.signIns.deleteSession(tokenHash)
    return undefined
  }
  const user = await deps.users.find(session.userId)
  if (user === undefined || user.disabled) return undefined
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

/** Begins a browser session with a fresh token, in place of the one that the browser may have had. */
export async function startBrowserSession(
  deps: ViewerDeps,
  userId: string,
  oldCookie: string | undefined,
): Promise<StartedSession> {
  await endBrowserSession(deps, oldCookie)
  const nowMs = deps.now()
  await deps.signIns.deleteExpiredSessions(nowMs)
  const { token, tokenHash } = createToken()
  const expiresAtMs = nowMs + deps.config.sessionMs
  await deps.signIns.createSession({ tokenHash, userId, nowMs, expiresAtMs })
  return { token, expiresAtMs }
}

/** Ends the browser session behind a cookie, if there is one. */
export async function endBrowserSession(deps: ViewerDeps, cookie: string | undefined): Promise<void> {
  const tokenHash = cookie === undefined ? undefined : hashToken(cookie)
  if (tokenHash !== undefined) await deps.signIns.deleteSession(tokenHash)
}
