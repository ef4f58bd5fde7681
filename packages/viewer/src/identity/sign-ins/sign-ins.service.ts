// Who is signed in where: a person's own sign-ins and, for admins, everybody's; each can be ended (design.md §8). The next
// request with its cookie is refused, since none of this is cached.
import {
  type AuditEventInput,
  createSignInRepository,
  createUserRepository,
  type WebSession,
} from '@reseal/store'
import type { Actor, AuthenticationMethod, ClientInfo } from '../../access/actor.ts'
import { hasRole } from '../../access/actor.ts'
import { overdue } from '../../access/browser-session.service.ts'
import type { SignInReply } from '../../api-types.ts'
import { recordEvent, toAuditEvent } from '../../audit/record-event.ts'
import type { ViewerDeps } from '../../deps.ts'
import { ViewerError } from '../../viewer-error.ts'

/** Who asks, and from where. */
export interface SignInQuestion {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** The asker's own sign-ins, the one used last first. */
export async function listOwnSignIns(deps: ViewerDeps, { actor }: SignInQuestion): Promise<SignInReply[]> {
  const sessions = await deps.signIns.listSessions(actor.userId)
  return living(deps, sessions).map((session) => toReply(session, actor.signInId))
}

/** Everybody's sign-ins; committed before they leave. */
export async function listAllSignIns(deps: ViewerDeps, question: SignInQuestion): Promise<SignInReply[]> {
  await recordEvent(deps, { action: 'sign_in.list', outcome: 'success', ...question })
  const [sessions, users] = await Promise.all([deps.signIns.listSessions(), deps.users.list()])
  const names = new Map(users.map(({ id, name }) => [id, name]))
  return living(deps, sessions).map((session) => ({
    ...toReply(session, question.actor.signInId),
    user: { id: session.userId, name: names.get(session.userId) ?? '' },
  }))
}

/** Those that nothing but their time has ended are over all the same. */
function living({ config, now }: ViewerDeps, sessions: readonly WebSession[]): WebSession[] {
  const limits = { nowMs: now(), idleMs: config.idleMs }
  return sessions.filter((session) => overdue(session, limits) === undefined)
}

function toReply(session: WebSession, ownId: string): SignInReply {
  return {
    id: session.id,
    isThis: session.id === ownId,
    method: session.method as AuthenticationMethod,
    issuer: session.issuer,
    amr: session.amr,
    startedAtMs: session.createdAtMs,
    authenticatedAtMs: session.authenticatedAtMs,
    lastUsedAtMs: session.lastSeenAtMs,
    expiresAtMs: session.expiresAtMs,
    ip: session.client.ip ?? null,
    userAgent: session.client.userAgent ?? null,
  }
}

/**
 * Ends a sign-in of the asker's own or, for an admin, anybody's.
 * @throws ViewerError `not_found` for what is not there, and what is not theirs to end
 */
export async function revokeSignIn(deps: ViewerDeps, question: SignInQuestion, id: string): Promise<void> {
  const { actor, client, requestId } = question
  let isEnded = false
  await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
    const signIns = createSignInRepository(transaction)
    const session = await signIns.lockSession(id)
    const mayEnd = session?.userId === actor.userId || hasRole(actor, ['admin'])
    if (session === undefined || !mayEnd) {
      const denied = { action: 'user.log_off', outcome: 'denied', denyReason: 'not_found' } as const
      return [toAuditEvent({ ...denied, actor, client, requestId })]
    }
    await signIns.deleteSessions([id])
    isEnded = true
    const user = await createUserRepository(transaction).find(session.userId)
    const target = user === undefined ? {} : { target: { user: user.name } }
    const ended = { action: 'user.log_off', outcome: 'success', cause: 'revoked' } as const
    return [toAuditEvent({ ...ended, actor, client, requestId, ...target })]
  })
  if (!isEnded) throw new ViewerError('not_found')
}
