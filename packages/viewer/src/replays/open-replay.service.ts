// Opening a replay: role, membership, anchor, then the committed event, and only then the replay (design.md §8).
import { randomUUID } from 'node:crypto'
import type { SessionSummary } from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { isVisible } from '../access/app-access.ts'
import { decideReplay, type ReplayDecision, type ReplayRight, roleRefusal } from '../access/decide-replay.ts'
import { readReplayQuestion } from '../access/replay-question.ts'
import type { ReplayReply } from '../api-types.ts'
import { recordEvent, toAuditEvent, type ViewerEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type { Purpose } from './purpose.ts'

/** A request to open a replay. */
export interface OpenRequest {
  readonly session: string
  readonly purpose: Purpose
  readonly note?: string
  readonly ticket?: string
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/**
 * Opens a replay of a session for its purpose. A refusal is an audit event like a success.
 * @throws ViewerError `not_found`, `bad_request` (ticket), and the deny reasons
 */
export async function openReplay(deps: ViewerDeps, request: OpenRequest): Promise<ReplayReply> {
  const { actor, client, requestId, purpose, note, ticket } = request
  if (ticket !== undefined && !isTicket(ticket, deps.config.ticketPattern))
    throw new ViewerError('bad_request')
  const why = {
    purpose,
    ...(note === undefined ? {} : { note }),
    ...(ticket === undefined ? {} : { ticket }),
  }
  const common = { action: 'replay.open', actor, client, requestId, ...why } as const
  const session = await findVisibleSession(deps, request.session, common)
  const replayId = randomUUID()
  const target = { app: session.appId, session: session.id }
  const tombstoned = session.state === 'shredded' || session.state === 'withdrawn'
  const stale = await anchorRefusal(deps)
  let decision: ReplayDecision = { refused: 'role_not_allowed' }
  const [opened] = await deps.audit.appendInTransaction(async (transaction) => {
    const asked = { actor, session: session.id, app: session.appId, tombstoned, nowMs: deps.now() }
    decision = decideReplay(await readReplayQuestion(transaction, asked))
    if (stale !== undefined && 'right' in decision) decision = { refused: stale }
    return [
      'refused' in decision
        ? toAuditEvent({ ...common, outcome: 'denied', denyReason: decision.refused, target })
        : toAuditEvent({
            ...common,
            outcome: 'success',
            target: { ...target, replay: replayId },
            ...grantFields(decision.right),
          }),
    ]
  })
  // Assigned in the callback, which TypeScript does not see.
  const decided = decision as ReplayDecision
  if ('refused' in decided || opened === undefined) {
    throw new ViewerError('refused' in decided ? decided.refused : 'internal')
  }
  const expiresAtMs = deps.now() + deps.config.replayMs
  const replay = { id: replayId, session: session.id, appId: session.appId, userId: actor.userId, purpose }
  try {
    await deps.replays.insertReplay({ ...replay, auditIndex: opened.index, expiresAtMs })
  } catch (error) {
    // Where the log cannot be written either, `replay.open` says more than happened.
    const failed = { ...common, outcome: 'error', target: { ...target, replay: replayId } } as const
    await recordEvent(deps, failed).catch(() => undefined)
    throw error
  }
  return { replayId, expiresAtMs }
}

/**
 * The session, if the person may know of it. One that is not there and one that is not theirs are asked for, recorded and
 * answered alike; the event alone has the reason.
 * @throws ViewerError `role_not_allowed`, `not_found`
 */
async function findVisibleSession(
  deps: ViewerDeps,
  id: string,
  common: Omit<ViewerEvent<'replay.open'>, 'outcome' | 'denyReason' | 'target'> & { readonly actor: Actor },
): Promise<SessionSummary> {
  const { actor } = common
  const notAllowed = roleRefusal(actor)
  const session = notAllowed === undefined ? await deps.replays.getSession(id) : undefined
  const isKnown = session !== undefined && isVisible(actor, session.appId)
  if (session !== undefined && isKnown) return session
  const target = { session: id, ...(session === undefined ? {} : { app: session.appId }) }
  const denyReason = notAllowed ?? (session === undefined ? 'not_found' : 'not_a_member')
  await recordEvent(deps, { ...common, outcome: 'denied', denyReason, target })
  throw new ViewerError(notAllowed ?? 'not_found')
}

/** The grant that was used, and who approved it, as events name them. */
export function grantFields({ grant }: ReplayRight): { grant?: string; approver?: string } {
  const [approver] = grant?.approvers ?? []
  return {
    ...(grant === undefined ? {} : { grant: grant.id }),
    ...(approver === undefined ? {} : { approver }),
  }
}

/** Nobody watches while what they do would not be anchored (design.md §7). */
export async function anchorRefusal(
  deps: Pick<ViewerDeps, 'integrity' | 'config'>,
): Promise<'anchor_stale' | undefined> {
  const { unanchoredForMs } = await deps.integrity.read('audit')
  return unanchoredForMs > deps.config.anchorMaxAgeMs ? 'anchor_stale' : undefined
}

function isTicket(ticket: string, pattern: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'u').test(ticket)
}
