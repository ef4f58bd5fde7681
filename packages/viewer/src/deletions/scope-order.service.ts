// How more than one session is ordered to be shredded (design.md §6): one privacy officer names the scope, another confirms
// it. What is written here is an intention and its events; the worker carries it out.
import { randomUUID } from 'node:crypto'
import {
  decideScopeOrder,
  nextAuditIndex,
  notify,
  proposeScopeOrder,
  type ScopeOrder,
  subjectHash,
} from '@reseal/store'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type { Reader } from './deletion.service.ts'
import type { ScopeOrderListReply, ScopeOrderReply } from './scope-orders-api.ts'

/** A proposal. */
export interface ScopeProposal {
  readonly app: string
  /** The opaque id that the app said with `identify`. */
  readonly subject?: string
  readonly fromMs?: number
  readonly toMs?: number
  readonly reason: string
  readonly ticket?: string
}

const shownOrders = 50

/** Proposes an order; gives its id. @throws ViewerError `not_found`, `bad_request` where nothing can be in it */
export async function proposeScope(
  deps: ViewerDeps,
  officer: Reader,
  proposal: ScopeProposal,
): Promise<string> {
  const { app, subject, fromMs = 0, reason, ticket } = proposal
  // What begins after it is not part of it.
  const toMs = Math.min(proposal.toMs ?? Number.POSITIVE_INFINITY, deps.now())
  const event = {
    action: 'order.propose',
    ...officer,
    note: reason,
    ...(ticket === undefined ? {} : { ticket }),
    cause: 'shred',
    target: { app, fromMs, toMs, ...(subject === undefined ? {} : { user: subject }) },
  } as const
  if (!(await deps.apps.list()).some(({ id }) => id === app)) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  if (fromMs >= toMs) throw new ViewerError('bad_request')
  const id = randomUUID()
  await deps.audit.appendInTransaction(async (transaction) => {
    const recipients = { roles: ['privacy-officer'], except: officer.actor.userId } as const
    await notify(transaction, { kind: 'order-waiting', link: '/deletions', recipients })
    await proposeScopeOrder(transaction, {
      id,
      appId: app,
      fromMs,
      toMs,
      proposedBy: officer.actor.userId,
      proposedIndex: await nextAuditIndex(transaction),
      ...(subject === undefined ? {} : { subject: subjectHash(subject) }),
    })
    return [toAuditEvent({ ...event, outcome: 'success' })]
  })
  return id
}

/**
 * Confirms or refuses it; refusing one's own takes it back.
 * @throws ViewerError `not_found`, `same_person`, `conflict`
 */
export async function decideScope(
  deps: ViewerDeps,
  officer: Reader,
  {
    id,
    state,
    reason,
  }: { readonly id: string; readonly state: 'confirmed' | 'refused'; readonly reason?: string },
): Promise<void> {
  const order = await deps.scopeOrders.find(id)
  const event = {
    action: state === 'confirmed' ? 'order.confirm' : 'order.refuse',
    ...officer,
    cause: 'shred',
    ...(reason === undefined ? {} : { note: reason }),
    ...(order === undefined ? {} : { target: { app: order.appId, fromMs: order.fromMs, toMs: order.toMs } }),
  } as const
  const isAlone = state === 'confirmed' && order?.proposedBy === officer.actor.userId
  const denyReason = order === undefined ? 'not_found' : isAlone ? 'same_person' : undefined
  if (denyReason !== undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason })
    throw new ViewerError(denyReason)
  }
  let isDecided = false
  await deps.audit.appendInTransaction(async (transaction) => {
    const decidedIndex = await nextAuditIndex(transaction)
    const decision = { id, state, decidedBy: officer.actor.userId, decidedIndex }
    isDecided = await decideScopeOrder(transaction, decision)
    return [
      toAuditEvent(
        isDecided
          ? { ...event, outcome: 'success' }
          : { ...event, outcome: 'denied', denyReason: 'conflict' },
      ),
    ]
  })
  if (!isDecided) throw new ViewerError('conflict')
}

/** Orders, the newest first. */
export async function listScopes(deps: ViewerDeps, reader: Reader): Promise<ScopeOrderListReply> {
  const orders = await deps.scopeOrders.list(shownOrders)
  // Reasons and names are read out of the audit log.
  await recordEvent(deps, {
    action: 'audit.read',
    outcome: 'success',
    ...reader,
    extent: { events: orders.length },
  })
  return { orders: await Promise.all(orders.map((order) => describeScope(deps, reader, order))) }
}

/** An order with what its events say. */
export async function describeScope(
  deps: ViewerDeps,
  { actor }: Reader,
  order: ScopeOrder,
): Promise<ScopeOrderReply> {
  const proposed = (await deps.auditRecords.find(order.proposedIndex))?.event
  const decided =
    order.decidedIndex === undefined ? undefined : (await deps.auditRecords.find(order.decidedIndex))?.event
  return {
    id: order.id,
    app: order.appId,
    ...(order.subject === undefined ? {} : { subject: order.subject }),
    fromMs: order.fromMs,
    toMs: order.toMs,
    state: order.state,
    proposedAtMs: order.proposedAt.getTime(),
    ...(proposed?.actor.subject === undefined ? {} : { proposedBy: proposed.actor.subject }),
    ...(proposed?.note === undefined ? {} : { reason: proposed.note }),
    ...(order.decidedAt === undefined ? {} : { decidedAtMs: order.decidedAt.getTime() }),
    ...(decided?.actor.subject === undefined ? {} : { decidedBy: decided.actor.subject }),
    ...(order.endedAt === undefined ? {} : { endedAtMs: order.endedAt.getTime() }),
    lookedCount: order.lookedCount,
    forgottenCount: order.forgottenCount,
    heldCount: order.heldCount,
    streamCount: order.streamCount,
    isOwn: order.proposedBy === actor.userId,
  }
}
