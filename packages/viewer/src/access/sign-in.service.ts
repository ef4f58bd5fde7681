// Sign-in by one-time link: a token used up once, by whoever comes first (design.md §8).
import type { User } from '@reseal/store'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type { ClientInfo } from './actor.ts'
import { type StartedSession, startBrowserSession } from './browser-session.service.ts'
import type { LinkRefusal } from './link-refusal.repository.ts'
import { hashToken } from './token.ts'

/** A request to sign in. */
export interface SignInAttempt {
  token: string
  /** Cookie of the browser session that this one replaces. */
  oldCookie: string | undefined
  client: ClientInfo
  requestId: string
}

/**
 * Signs in with a link's token. The event is committed before the session exists.
 * @throws ViewerError `link_refused`, `too_many_attempts`
 */
export async function signIn(deps: ViewerDeps, attempt: SignInAttempt): Promise<StartedSession> {
  const tokenHash = hashToken(attempt.token)
  const userId = tokenHash === undefined ? undefined : await deps.signIns.redeemLink(tokenHash, deps.now())
  const user = userId === undefined ? undefined : await deps.users.find(userId)
  if (user === undefined || user.disabled) return refuse(deps, attempt, user)
  await recordEvent(deps, {
    action: 'user.sign_in',
    outcome: 'success',
    actor: user,
    client: attempt.client,
    requestId: attempt.requestId,
  })
  return startBrowserSession(deps, user.id, attempt.oldCookie)
}

/** One answer whatever was wrong; the audit log has the reason. */
async function refuse(deps: ViewerDeps, attempt: SignInAttempt, disabled: User | undefined): Promise<never> {
  // A good link always works; only the refusals are bounded, and with them what they write into the log.
  const client = attempt.client.ip ?? 'unknown'
  if (!deps.attempts.allows(client)) throw new ViewerError('too_many_attempts')
  deps.attempts.recordFailure(client)
  const tokenHash = hashToken(attempt.token)
  const explained: LinkRefusal =
    tokenHash === undefined ? { reason: 'unknown_link' } : await deps.linkRefusals.explain(tokenHash)
  const claimed =
    disabled ?? (explained.userId === undefined ? undefined : await deps.users.find(explained.userId))
  await recordEvent(deps, {
    action: 'user.sign_in',
    outcome: 'denied',
    denyReason: disabled === undefined ? explained.reason : 'user_disabled',
    // Whose link it was, but nobody proved to be that person.
    actor: claimed === undefined ? undefined : { name: claimed.name, roles: [] },
    client: attempt.client,
    requestId: attempt.requestId,
  })
  throw new ViewerError('link_refused')
}
