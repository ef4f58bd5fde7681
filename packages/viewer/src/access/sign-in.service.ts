// Sign-in by one-time link: a token used up once, by whoever comes first (design.md §8).
import { type AuditEventInput, createSignInRepository, createUserRepository, type User } from '@reseal/store'
import { toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type { Actor } from './actor.ts'
import {
  confirmBrowserSession,
  type SessionRequest,
  type StartedSession,
  startBrowserSession,
} from './browser-session.service.ts'
import type { LinkRefusal } from './link-refusal.repository.ts'
import { hashToken, type TokenHash } from './token.ts'

/** A request to sign in; its cookie is that of the browser session that this one replaces. */
export interface SignInAttempt extends SessionRequest {
  readonly token: string
}

/**
 * Signs in with a link's token. The link is spent, the session begins and the event is committed in one transaction:
 * where the log cannot be written, the link is good for another try.
 * @throws ViewerError `link_refused`, `too_many_attempts`
 */
export async function signIn(deps: ViewerDeps, attempt: SignInAttempt): Promise<StartedSession> {
  const tokenHash = deps.config.signInLinks === 'yes' ? hashToken(attempt.token) : undefined
  const outcome = tokenHash === undefined ? 'refused' : await spend(deps, attempt, tokenHash)
  if (outcome === 'refused') return refuse(deps, attempt)
  if (outcome === 'disabled') throw new ViewerError('link_refused')
  return outcome
}

const method = 'one-time-link'

async function spend(
  deps: ViewerDeps,
  attempt: SignInAttempt,
  tokenHash: TokenHash,
): Promise<StartedSession | 'refused' | 'disabled'> {
  let outcome: StartedSession | 'refused' | 'disabled' = 'refused'
  await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
    const userId = await createSignInRepository(transaction).redeemLink(tokenHash, deps.now())
    if (userId === undefined) return []
    const user = await createUserRepository(transaction).find(userId)
    if (user === undefined || user.disabled) {
      outcome = 'disabled'
      return [refusal(attempt, 'user_disabled', user)]
    }
    const { started, ended } = await startBrowserSession(deps, transaction, { ...attempt, userId, method })
    outcome = started
    const { client, requestId } = attempt
    return [
      ...ended,
      toAuditEvent({
        action: 'user.sign_in',
        outcome: 'success',
        actor: { ...user, method },
        client,
        requestId,
      }),
    ]
  })
  return outcome
}

/**
 * Proves with a fresh link of one's own that one is still there: where there is nothing better, as in the demo.
 * @throws ViewerError `link_refused`, also for the link of somebody else, which stays good; `too_many_attempts`
 */
export async function stepUpByLink(
  deps: ViewerDeps,
  actor: Actor,
  attempt: SignInAttempt,
): Promise<StartedSession> {
  const tokenHash = deps.config.signInLinks === 'yes' ? hashToken(attempt.token) : undefined
  let started: StartedSession | undefined
  if (tokenHash !== undefined) {
    try {
      await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
        const userId = await createSignInRepository(transaction).redeemLink(tokenHash, deps.now())
        if (userId !== actor.userId) throw new ViewerError('link_refused')
        const { signInId } = actor
        const confirmation = { ...attempt, signInId, userId, method } as const
        const confirmed = await confirmBrowserSession(deps, transaction, confirmation)
        if (confirmed === undefined) throw new ViewerError('not_signed_in')
        started = confirmed.started
        return [confirmed.event]
      })
    } catch (error) {
      if (!(error instanceof ViewerError && error.code === 'link_refused')) throw error
    }
  }
  return started ?? refuse(deps, attempt)
}

/** One answer whatever was wrong; the audit log has the reason. */
async function refuse(deps: ViewerDeps, attempt: SignInAttempt): Promise<never> {
  // A good link always works; only the refusals are bounded, and with them what they write into the log.
  const client = attempt.client.ip ?? 'unknown'
  if (!deps.attempts.allows(client)) throw new ViewerError('too_many_attempts')
  deps.attempts.recordFailure(client)
  const tokenHash = hashToken(attempt.token)
  const explained: LinkRefusal =
    tokenHash === undefined ? { reason: 'unknown_link' } : await deps.linkRefusals.explain(tokenHash)
  const claimed = explained.userId === undefined ? undefined : await deps.users.find(explained.userId)
  await deps.audit.append(refusal(attempt, explained.reason, claimed))
  throw new ViewerError('link_refused')
}

function refusal(
  { client, requestId }: SignInAttempt,
  denyReason: LinkRefusal['reason'] | 'user_disabled',
  claimed: User | undefined,
): AuditEventInput<'user.sign_in'> {
  // Whose link it was, but nobody proved to be that person.
  const actor = claimed === undefined ? undefined : { name: claimed.name, roles: [] }
  return toAuditEvent({ action: 'user.sign_in', outcome: 'denied', denyReason, actor, client, requestId })
}
