// Sign-in with a passkey, usernameless and verified, and the same proof once more before something sensitive; one answer
// whatever was wrong (design.md §8).
import { type AuditEventInput, createUserRepository } from '@reseal/store'
import type { Actor } from '../../access/actor.ts'
import {
  confirmBrowserSession,
  type SessionRequest,
  type StartedSession,
  startBrowserSession,
} from '../../access/browser-session.service.ts'
import { toAuditEvent } from '../../audit/record-event.ts'
import type { ViewerDeps } from '../../deps.ts'
import { ViewerError } from '../../viewer-error.ts'
import { sessionBinding } from './ceremony.service.ts'
import type { Assertion } from './credential-json.ts'
import { type PasskeyRefusal, type ProvenPasskey, provePasskey, usePasskey } from './prove-passkey.service.ts'

/** A request to sign in; its cookie is that of the browser session that this one replaces. */
export interface PasskeySignIn extends SessionRequest {
  readonly assertion: Assertion
}

/**
 * Signs in with a passkey. Its use, the begin of the session and the event are one transaction.
 * @throws ViewerError `passkey_refused`, `too_many_attempts`, `passkeys_unavailable`
 */
export async function signInWithPasskey(deps: ViewerDeps, attempt: PasskeySignIn): Promise<StartedSession> {
  const proven = await provePasskey(deps, attempt.assertion, { kind: 'sign-in' })
  const outcome = 'refused' in proven ? proven : await begin(deps, attempt, proven)
  return 'refused' in outcome ? refusePasskey(deps, attempt, { ...outcome, action: 'user.sign_in' }) : outcome
}

async function begin(
  deps: ViewerDeps,
  attempt: PasskeySignIn,
  proven: ProvenPasskey,
): Promise<StartedSession | PasskeyRefusal> {
  const { cookie, client, requestId } = attempt
  const { id, userId } = proven.passkey
  let outcome: StartedSession | PasskeyRefusal = { refused: 'passkey_refused' }
  await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
    const user = await createUserRepository(transaction).find(userId)
    if (user === undefined || user.disabled) {
      outcome = { refused: 'user_disabled', passkey: proven.passkey }
      return []
    }
    const refusal = await usePasskey(transaction, proven, deps.now())
    if (refusal !== undefined) {
      outcome = refusal
      return []
    }
    const begun = { userId, cookie, client, requestId, method: 'passkey' } as const
    const { started, ended } = await startBrowserSession(deps, transaction, begun)
    outcome = started
    const actor = { ...user, method: 'passkey' } as const
    const success = { action: 'user.sign_in', outcome: 'success', actor, target: { key: id } } as const
    return [...ended, toAuditEvent({ ...success, client, requestId })]
  })
  return outcome
}

/** A request to prove once more who one is. */
export interface PasskeyConfirmation extends PasskeySignIn {
  readonly actor: Actor
}

/**
 * Confirms a browser session with a passkey of its own person.
 * @throws ViewerError `passkey_refused`, `too_many_attempts`, `passkeys_unavailable`
 */
export async function confirmWithPasskey(
  deps: ViewerDeps,
  confirmation: PasskeyConfirmation,
): Promise<StartedSession> {
  const { actor, assertion, cookie, client, requestId } = confirmation
  const { userId, signInId } = actor
  const wanted = { kind: 'confirm', userId, boundTo: sessionBinding(actor) } as const
  const proven = await provePasskey(deps, assertion, wanted)
  let outcome: StartedSession | PasskeyRefusal = { refused: 'passkey_refused' }
  if ('refused' in proven) outcome = proven
  else {
    await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
      const refusal = await usePasskey(transaction, proven, deps.now())
      if (refusal !== undefined) {
        outcome = refusal
        return []
      }
      const confirmed = { signInId, userId, cookie, client, requestId, method: 'passkey' } as const
      const done = await confirmBrowserSession(deps, transaction, confirmed)
      if (done === undefined) return []
      outcome = done.started
      return [done.event]
    })
  }
  return 'refused' in outcome
    ? refusePasskey(deps, confirmation, { ...outcome, action: 'user.step_up' })
    : outcome
}

/** What a refusal says in the log. */
interface RefusedPasskey extends PasskeyRefusal {
  readonly action: 'user.sign_in' | 'user.step_up'
}

/** One answer whatever was wrong; the audit log has the reason. @throws ViewerError always */
async function refusePasskey(
  deps: ViewerDeps,
  { client, requestId }: Pick<SessionRequest, 'client' | 'requestId'>,
  { action, refused, passkey }: RefusedPasskey,
): Promise<never> {
  // A good passkey always works; only the refusals are bounded, and with them what they write into the log.
  const address = client.ip ?? 'unknown'
  if (!deps.attempts.allows(address)) throw new ViewerError('too_many_attempts')
  deps.attempts.recordFailure(address)
  const claimed = passkey === undefined ? undefined : await deps.users.find(passkey.userId)
  // Whose passkey it was, but nobody proved to be that person.
  const actor = claimed === undefined ? undefined : { name: claimed.name, roles: [] }
  const target = passkey === undefined ? {} : { target: { key: passkey.id } }
  const refusal = { action, outcome: 'denied', denyReason: refused } as const
  await deps.audit.append(toAuditEvent({ ...refusal, actor, client, requestId, ...target }))
  throw new ViewerError('passkey_refused')
}
