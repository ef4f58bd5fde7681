// Opening a replay: role, membership, anchor, then the committed event, and only then the replay (design.md §8).
import { randomUUID } from 'node:crypto'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { replayRefusal } from '../access/app-access.ts'
import type { ReplayReply } from '../api-types.ts'
import { recordEvent } from '../audit/record-event.ts'
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
  const session = await deps.replays.getSession(request.session)
  const why = {
    purpose,
    ...(note === undefined ? {} : { note }),
    ...(ticket === undefined ? {} : { ticket }),
  }
  const common = { action: 'replay.open', actor, client, requestId, ...why } as const
  if (session === undefined) {
    const target = { session: request.session }
    await recordEvent(deps, { ...common, outcome: 'denied', denyReason: 'not_found', target })
    throw new ViewerError('not_found')
  }
  const replayId = randomUUID()
  const target = { app: session.appId, session: session.id }
  const isGone = session.state === 'shredded' || session.state === 'withdrawn'
  const denyReason = replayRefusal(actor, session.appId) ?? (isGone ? 'shredded' : await anchorRefusal(deps))
  if (denyReason !== undefined) {
    await recordEvent(deps, { ...common, outcome: 'denied', denyReason, target })
    throw new ViewerError(denyReason)
  }
  const opened = await recordEvent(deps, {
    ...common,
    outcome: 'success',
    target: { ...target, replay: replayId },
  })
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
