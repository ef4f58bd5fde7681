// How privacy officers order that a session is redacted or shredded (design.md §5.8, §6): one proposes, another confirms. What
// is written here is an intention and its events; the worker holds the keys' end of it.
import { createHash, randomUUID } from 'node:crypto'
import { RulesError } from '@reseal/redaction-rules'
import { parseRedaction, type Redaction, redactionText } from '@reseal/redaction-rules/retroactive'
import {
  type AuditEventInput,
  type AuditTransaction,
  decideOrder,
  isHeld,
  lockSession,
  nextAuditIndex,
  notify,
  type Order,
  type OrderKind,
  proposeOrder,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError, type ViewerErrorCode } from '../viewer-error.ts'
import type { OrderListReply, OrderReply } from './orders-api.ts'

/** Who asks, and from where. */
export interface Officer {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** A proposal. */
export interface Proposal {
  readonly session: string
  readonly kind: OrderKind
  readonly reason: string
  readonly ticket?: string
  /** Of a redaction, as `parseRedaction` takes it. */
  readonly redaction?: unknown
}

type Refusal = Extract<
  ViewerErrorCode,
  'not_found' | 'not_quarantined' | 'shredded' | 'held' | 'same_person' | 'conflict'
>

/**
 * Proposes an order; gives its id.
 * @throws ViewerError `bad_request`, `not_found`, `not_quarantined`, `shredded`, `held`, `conflict`
 */
export async function propose(deps: ViewerDeps, officer: Officer, proposal: Proposal): Promise<string> {
  const { session, kind, reason, ticket } = proposal
  const rules = kind === 'redact' ? Buffer.from(redactionText(readRedaction(proposal.redaction))) : undefined
  const summary = await deps.replays.getSession(session)
  const common = {
    ...officer,
    note: reason,
    target: { session, ...(summary === undefined ? {} : { app: summary.appId }) },
    cause: kind,
    ...(rules === undefined ? {} : { ruleSetVersion: sha256(rules) }),
  } as const
  const event = { ...common, ...(ticket === undefined ? {} : { ticket }), action: 'order.propose' } as const
  const early = await earlyRefusal(deps, summary?.state, proposal)
  if (early !== undefined || summary === undefined) {
    const denyReason = early ?? 'not_found'
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason })
    throw new ViewerError(denyReason)
  }
  const id = randomUUID()
  const isAlone = kind === 'shred' && deps.config.shredOfficers === 1
  await inTransaction(deps, async (transaction) => {
    await lockSession(transaction, session)
    const denied = (denyReason: Refusal) => ({
      refused: denyReason,
      events: [toAuditEvent({ ...event, outcome: 'denied', denyReason })],
    })
    if (await isHeld(transaction, session)) return denied('held')
    if (!isAlone) {
      const recipients = { roles: ['privacy-officer'], except: officer.actor.userId } as const
      await notify(transaction, {
        kind: 'order-waiting',
        link: `/${kind === 'redact' ? 'quarantine' : 'sessions'}/${session}`,
        recipients,
      })
    }
    const proposedIndex = await nextAuditIndex(transaction)
    const proposedBy = officer.actor.userId
    const about = { id, kind, appId: summary.appId, session, ...(rules === undefined ? {} : { rules }) }
    if (!(await proposeOrder(transaction, { ...about, proposedBy, proposedIndex }))) return denied('conflict')
    const proposed = toAuditEvent({ ...event, outcome: 'success' })
    if (!isAlone) return { events: [proposed] }
    const decision = {
      id,
      state: 'confirmed',
      decidedBy: proposedBy,
      decidedIndex: proposedIndex + 1,
    } as const
    await decideOrder(transaction, decision)
    const confirmed = toAuditEvent({ ...common, action: 'order.confirm', outcome: 'success' })
    return { events: [proposed, confirmed] }
  })
  return id
}

async function earlyRefusal(
  deps: ViewerDeps,
  state: string | undefined,
  { kind, session }: Proposal,
): Promise<Refusal | undefined> {
  if (state === undefined) return 'not_found'
  if (state === 'shredded' || state === 'withdrawn') return 'shredded'
  const isAllowed = kind === 'shred' || (await deps.quarantines.isQuarantined(session))
  return isAllowed ? undefined : 'not_quarantined'
}

/** A decision about a proposal. */
export interface Decision {
  readonly id: string
  readonly state: 'confirmed' | 'refused'
  readonly reason?: string
}

/**
 * Confirms or refuses a proposed order.
 * @throws ViewerError `not_found`, `same_person`, `held`, `conflict`
 */
export async function decide(
  deps: ViewerDeps,
  officer: Officer,
  { id, state, reason }: Decision,
): Promise<void> {
  const action = state === 'confirmed' ? 'order.confirm' : 'order.refuse'
  const order = await deps.orders.find(id)
  const note = reason === undefined ? {} : { note: reason }
  if (order === undefined) {
    await recordEvent(deps, { action, ...officer, ...note, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  const event = {
    action,
    ...officer,
    ...note,
    target: { app: order.appId, session: order.session },
    cause: order.kind,
    ...(order.rules === undefined ? {} : { ruleSetVersion: sha256(order.rules) }),
  } as const
  await inTransaction(deps, async (transaction) => {
    const refused = await refusalOf(transaction, { order, state, userId: officer.actor.userId })
    if (refused !== undefined) {
      return { refused, events: [toAuditEvent({ ...event, outcome: 'denied', denyReason: refused })] }
    }
    const decidedIndex = await nextAuditIndex(transaction)
    const decision = { id, state, decidedBy: officer.actor.userId, decidedIndex }
    if (await decideOrder(transaction, decision))
      return { events: [toAuditEvent({ ...event, outcome: 'success' })] }
    return {
      refused: 'conflict',
      events: [toAuditEvent({ ...event, outcome: 'denied', denyReason: 'conflict' })],
    }
  })
}

async function refusalOf(
  transaction: AuditTransaction,
  asked: { readonly order: Order; readonly state: Decision['state']; readonly userId: string },
): Promise<Refusal | undefined> {
  const { order, state, userId } = asked
  await lockSession(transaction, order.session)
  // Whoever proposed may take it back, and not carry it through alone.
  if (state === 'refused') return undefined
  if (order.proposedBy === userId) return 'same_person'
  return (await isHeld(transaction, order.session)) ? 'held' : undefined
}

/** The orders of a session, with their reasons. */
export async function listOfSession(
  deps: ViewerDeps,
  officer: Officer,
  session: string,
): Promise<OrderListReply> {
  return describeAll(deps, officer, { orders: await deps.orders.listOfSession(session), session })
}

/** Open orders of all sessions. */
export async function listOpen(deps: ViewerDeps, officer: Officer): Promise<OrderListReply> {
  return describeAll(deps, officer, { orders: await deps.orders.listOpen() })
}

async function describeAll(
  deps: ViewerDeps,
  officer: Officer,
  { orders, session }: { readonly orders: readonly Order[]; readonly session?: string },
): Promise<OrderListReply> {
  // Reasons and names are read out of the audit log.
  await recordEvent(deps, {
    action: 'audit.read',
    outcome: 'success',
    ...officer,
    ...(session === undefined ? {} : { target: { session } }),
    extent: { events: orders.length },
  })
  return { orders: await Promise.all(orders.map((order) => describe(deps, officer.actor, order))) }
}

async function describe(deps: ViewerDeps, actor: Actor, order: Order): Promise<OrderReply> {
  const proposed = await deps.auditRecords.find(order.proposedIndex)
  const decided =
    order.decidedIndex === undefined ? undefined : await deps.auditRecords.find(order.decidedIndex)
  const proposedBy = proposed?.event.actor.subject
  const reason = proposed?.event.note
  const decidedBy = decided?.event.actor.subject
  return {
    id: order.id,
    kind: order.kind,
    app: order.appId,
    session: order.session,
    state: order.state,
    proposedAtMs: order.proposedAt.getTime(),
    isOwn: order.proposedBy === actor.userId,
    ...(proposedBy === undefined ? {} : { proposedBy }),
    ...(reason === undefined ? {} : { reason }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(order.decidedAt === undefined ? {} : { decidedAtMs: order.decidedAt.getTime() }),
    ...(order.endedAt === undefined ? {} : { endedAtMs: order.endedAt.getTime() }),
    ...(order.failure === undefined ? {} : { failure: order.failure }),
    ...(order.rules === undefined
      ? {}
      : { redaction: parseRedaction(JSON.parse(Buffer.from(order.rules).toString('utf8'))) }),
  }
}

interface Attempt {
  readonly refused?: Refusal
  readonly events: readonly AuditEventInput<'order.propose' | 'order.confirm' | 'order.refuse'>[]
}

/** Whatever comes of it is in the log before it is answered. */
async function inTransaction(
  deps: ViewerDeps,
  work: (transaction: AuditTransaction) => Promise<Attempt>,
): Promise<void> {
  let refused: Refusal | undefined
  await deps.audit.appendInTransaction(async (transaction) => {
    const attempt = await work(transaction)
    refused = attempt.refused
    return attempt.events
  })
  if (refused !== undefined) throw new ViewerError(refused)
}

function readRedaction(value: unknown): Redaction {
  try {
    const redaction = parseRedaction(value)
    const isEmpty = redaction.mask.length + redaction.block.length + redaction.without.length === 0
    if (!isEmpty) return redaction
  } catch (cause) {
    if (!(cause instanceof RulesError)) throw cause
    throw new ViewerError('bad_request', { cause })
  }
  throw new ViewerError('bad_request')
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
