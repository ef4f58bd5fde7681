// Life of a grant (design.md §8): asked for with a reason, decided by another person, holding for hours, over by the
// clock or revoked. Each step is one transaction with its event and with what is told to whom it concerns.
import { randomUUID } from 'node:crypto'
import {
  type AuditDenyReason,
  type AuditTransaction,
  decideGrant,
  describeScope,
  type Grant,
  type GrantScope,
  insertGrant,
  lockGrant,
  type NewGrant,
  type NotificationKind,
  notify,
  reviewGrant,
  revokeGrant,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { hasRole } from '../access/actor.ts'
import { roleRefusal } from '../access/decide-replay.ts'
import type { GrantReply } from '../api-types.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError, type ViewerErrorCode } from '../viewer-error.ts'
import { stateOf, toGrantReply } from './grant-reply.ts'

/** Who does it, and from where. */
export interface GrantRequester {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** What is asked for. */
export interface GrantWish {
  readonly app: string
  readonly scope: GrantScope
  readonly reason: string
  readonly durationMs: number
}

const hourMs = 60 * 60_000
// Nobody answers for longer than a day what was urgent enough to ask for.
const requestLastsMs = 24 * hourMs
const reviewDueMs = 72 * hourMs
const mostWaiting = 20

/**
 * Asks for a grant.
 * @throws ViewerError `role_not_allowed`, `not_found`, `too_many_attempts`
 */
export function requestGrant(deps: ViewerDeps, who: GrantRequester, wish: GrantWish): Promise<GrantReply> {
  return beginGrant(deps, who, { ...wish, kind: 'request' })
}

/**
 * Takes access in an emergency, at once and for an hour at most. Those who review are told in the same transaction.
 * @throws ViewerError `role_not_allowed`, `not_found`, `too_many_attempts`
 */
export function breakGlass(deps: ViewerDeps, who: GrantRequester, wish: GrantWish): Promise<GrantReply> {
  return beginGrant(deps, who, {
    ...wish,
    durationMs: Math.min(wish.durationMs, hourMs),
    kind: 'break-glass',
  })
}

async function beginGrant(
  deps: ViewerDeps,
  who: GrantRequester,
  wish: GrantWish & Pick<NewGrant, 'kind'>,
): Promise<GrantReply> {
  const { actor } = who
  const { kind, app, scope, reason, durationMs } = wish
  const isRequest = kind === 'request'
  const action = isRequest ? 'grant.request' : 'grant.break_glass'
  const id = randomUUID()
  const target = { app, ...aimed(scope) }
  const said = { action, ...who, note: reason, grant: id, extent: { durationMs } } as const
  const denyReason = await wishRefusal(deps, actor, wish)
  if (denyReason !== undefined) {
    await recordEvent(deps, { ...said, outcome: 'denied', denyReason, target })
    throw new ViewerError(denyReason === 'role_not_allowed' ? denyReason : 'not_found')
  }
  const waiting = await deps.grants.list({
    userId: actor.userId,
    waitingAtMs: deps.now(),
    limit: mostWaiting,
  })
  if (waiting.length >= mostWaiting) throw new ViewerError('too_many_attempts')
  const nowMs = deps.now()
  const untilMs = nowMs + durationMs
  const grant: NewGrant = {
    id,
    kind,
    userId: actor.userId,
    app,
    scope,
    reason,
    durationMs,
    requestedAtMs: nowMs,
    dueAtMs: nowMs + (isRequest ? requestLastsMs : reviewDueMs),
    ...(isRequest ? {} : { fromMs: nowMs, untilMs }),
  }
  await deps.audit.appendInTransaction(async (transaction) => {
    await insertGrant(transaction, grant)
    await notify(transaction, {
      kind: isRequest ? 'grant-requested' : 'break-glass',
      link: linkTo(id),
      recipients: {
        roles: isRequest ? ['privacy-officer'] : ['privacy-officer', 'auditor'],
        except: actor.userId,
      },
    })
    const until = isRequest ? {} : { untilMs }
    return [toAuditEvent({ ...said, outcome: 'success', target: { ...target, ...until } })]
  })
  return toGrantReply({ ...grant, userName: actor.name }, actor, nowMs)
}

/** A session that is not there and one of another app are looked for alike. */
async function wishRefusal(
  deps: ViewerDeps,
  actor: Actor,
  { app, scope }: GrantWish,
): Promise<'role_not_allowed' | 'not_a_member' | 'not_found' | undefined> {
  if (roleRefusal(actor) !== undefined || !hasRole(actor, ['engineer'])) return 'role_not_allowed'
  const session = scope.kind === 'session' ? await deps.replays.getSession(scope.value) : undefined
  if (!actor.apps.includes(app)) return 'not_a_member'
  return scope.kind === 'session' && session?.appId !== app ? 'not_found' : undefined
}

/** What someone says to a request or a grant. */
export type GrantAnswer =
  | { readonly kind: 'approve'; readonly durationMs?: number }
  | { readonly kind: 'deny' }
  | { readonly kind: 'revoke' }
  | { readonly kind: 'review'; readonly verdict: 'justified' | 'unjustified'; readonly note?: string }

const actionOf = {
  approve: 'grant.approve',
  deny: 'grant.deny',
  revoke: 'grant.revoke',
  review: 'grant.review',
} as const

/**
 * Decides, revokes or reviews. A grant that is not there and one that is not theirs to answer are answered alike.
 * @throws ViewerError `not_found`, `own_grant`, `already_decided`, `request_lapsed`
 */
export async function answerGrant(
  deps: ViewerDeps,
  who: GrantRequester,
  { id, ...answer }: GrantAnswer & { readonly id: string },
): Promise<GrantReply> {
  const { actor } = who
  const action = actionOf[answer.kind]
  const nowMs = deps.now()
  let outcome: Grant | AnswerRefusal = 'not_found'
  await deps.audit.appendInTransaction(async (transaction) => {
    const grant = await lockGrant(transaction, id)
    const denyReason = answerRefusal(grant, { actor, answer, nowMs })
    const note = answer.kind === 'review' && answer.note !== undefined ? { note: answer.note } : {}
    if (grant === undefined || denyReason !== undefined) {
      outcome = denyReason ?? 'not_found'
      return [toAuditEvent({ action, ...who, outcome: 'denied', denyReason: outcome, grant: id })]
    }
    const untilMs = untilOf(grant, answer, nowMs)
    await carryOut(transaction, grant, { actor, answer, nowMs, untilMs })
    outcome = { ...grant, ...changesBy({ actor, answer, nowMs, untilMs }) }
    return [
      toAuditEvent({
        action,
        ...who,
        ...note,
        outcome: 'success',
        grant: id,
        target: {
          app: grant.app,
          ...aimed(grant.scope),
          ...(grant.userName === undefined ? {} : { user: grant.userName }),
          ...(untilMs === undefined ? {} : { untilMs }),
        },
        ...(answer.kind === 'review' ? { cause: answer.verdict } : {}),
      }),
    ]
  })
  // Assigned in the callback, which TypeScript does not see.
  const answered = outcome as Grant | AnswerRefusal
  if (typeof answered === 'string') throw new ViewerError(answered)
  return toGrantReply(answered, actor, nowMs)
}

type AnswerRefusal = AuditDenyReason & ViewerErrorCode

interface Answering {
  readonly actor: Actor
  readonly answer: GrantAnswer
  readonly nowMs: number
}

function answerRefusal(
  grant: Grant | undefined,
  { actor, answer, nowMs }: Answering,
): AnswerRefusal | undefined {
  if (grant === undefined) return 'not_found'
  const isOwn = grant.userId === actor.userId
  const isOver = grant.untilMs !== undefined && grant.untilMs <= nowMs
  switch (answer.kind) {
    case 'revoke':
      if (!isOwn && !hasRole(actor, ['privacy-officer'])) return 'not_found'
      return grant.revocation !== undefined || isOver || stateOf(grant, nowMs) === 'denied'
        ? 'already_decided'
        : undefined
    case 'review':
      if (grant.kind !== 'break-glass') return 'not_found'
      if (isOwn) return 'own_grant'
      return grant.review === undefined ? undefined : 'already_decided'
    case 'approve':
    case 'deny':
      if (grant.kind !== 'request') return 'not_found'
      if (isOwn) return 'own_grant'
      if (stateOf(grant, nowMs) === 'lapsed') return 'request_lapsed'
      return stateOf(grant, nowMs) === 'waiting' ? undefined : 'already_decided'
  }
}

/** Hours count from the approval, and are never more than were asked for. */
function untilOf({ durationMs }: Grant, answer: GrantAnswer, nowMs: number): number | undefined {
  if (answer.kind !== 'approve') return undefined
  return nowMs + Math.min(durationMs, answer.durationMs ?? durationMs)
}

interface CarriedOut extends Answering {
  readonly untilMs: number | undefined
}

async function carryOut(
  transaction: AuditTransaction,
  { id, userId }: Grant,
  { actor, answer, nowMs, untilMs }: CarriedOut,
): Promise<void> {
  const step = { userId: actor.userId, atMs: nowMs }
  const tell = (kind: NotificationKind): Promise<void> =>
    notify(transaction, { kind, link: linkTo(id), recipients: { users: [userId], except: actor.userId } })
  switch (answer.kind) {
    case 'approve':
      await decideGrant(transaction, id, { ...step, ...(untilMs === undefined ? {} : { untilMs }) })
      return tell('grant-approved')
    case 'deny':
      await decideGrant(transaction, id, step)
      return tell('grant-denied')
    case 'revoke':
      await revokeGrant(transaction, id, step)
      return tell('grant-revoked')
    case 'review':
      await reviewGrant(transaction, id, { ...step, verdict: answer.verdict })
      return tell('break-glass-reviewed')
  }
}

function changesBy({ actor, answer, nowMs, untilMs }: CarriedOut): Partial<Grant> {
  const step = { userId: actor.userId, name: actor.name, atMs: nowMs }
  switch (answer.kind) {
    case 'approve':
      return {
        decision: { ...step, approved: true },
        fromMs: nowMs,
        ...(untilMs === undefined ? {} : { untilMs }),
      }
    case 'deny':
      return { decision: { ...step, approved: false } }
    case 'revoke':
      return { revocation: step }
    case 'review':
      return { review: { ...step, verdict: answer.verdict } }
  }
}

/** Which grants are listed: of others only for those who decide or review. */
export async function listGrants(
  deps: ViewerDeps,
  who: GrantRequester,
  of: 'mine' | 'waiting' | 'all',
): Promise<readonly GrantReply[]> {
  const { actor } = who
  const nowMs = deps.now()
  const seesAll = hasRole(actor, ['privacy-officer', 'auditor'])
  await recordEvent(deps, { action: 'grant.list', outcome: 'success', ...who })
  const found = await deps.grants.list({
    limit: 200,
    ...(of === 'mine' || !seesAll ? { userId: actor.userId } : {}),
    ...(of === 'waiting' ? { waitingAtMs: nowMs } : {}),
  })
  return found.map((grant) => toGrantReply(grant, actor, nowMs))
}

function aimed(scope: GrantScope): { scope: string; session?: string } {
  return { scope: describeScope(scope), ...(scope.kind === 'session' ? { session: scope.value } : {}) }
}

function linkTo(id: string): string {
  return `/access?grant=${id}`
}
