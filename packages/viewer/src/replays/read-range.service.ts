// Life of a range (design.md §5.9): 1. one transaction holds the stream, judges the request and appends `replay.read`
// with what will be served; 2. COMMIT; 3. only then the data key is unwrapped and segments are opened, one by one, as
// the browser takes them; 4. `replay.delivered` says what was written. If 2 fails there is no 3.
import { keyName } from '@reseal/opening'
import {
  type AuditEventInput,
  addReleasedRange,
  type CommittedAuditEvent,
  type Database,
  type OpenedReplay,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import type { ReplayRight } from '../access/decide-replay.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import type { ContentEncoding } from '../http/content-encoding.ts'
import { type DenyReason, ViewerError } from '../viewer-error.ts'
import { awaitChecked } from './await-checked.ts'
import { decideAnew } from './decide-anew.ts'
import { deliverRange } from './deliver-range.ts'
import { anchorRefusal, grantFields } from './open-replay.service.ts'
import { planRange, type RangePlan } from './plan-range.ts'
import { findHeldStream, type WantedRange } from './range.repository.ts'
import type { ViewRules } from './view-rules.ts'

/** A request for a range of an opened replay. */
export interface RangeRequest {
  readonly replayId: string
  readonly wanted: WantedRange
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
  /** How the answer is compressed; not at all where undefined. */
  readonly encoding?: ContentEncoding | undefined
}

type Judgement = { readonly refused: DenyReason } | { readonly plan: RangePlan; readonly right: ReplayRight }

/**
 * Serves a range as NDJSON.
 * @throws ViewerError `not_found`, the deny reasons, `open_failed`; StoreError where no event could be committed
 */
export async function readRange(deps: ViewerDeps, request: RangeRequest): Promise<Response> {
  const replay = await deps.replays.findReplay(request.replayId)
  // Someone else's is asked for, recorded and answered as one that never was; the event alone has the reason.
  if (replay === undefined) return refuseUnknown(deps, request, 'not_found')
  if (replay.userId !== request.actor.userId) return refuseUnknown(deps, request, 'other_user')
  const early = await refusalBeforeLock(deps, replay)
  const { wanted, signal } = request
  if (early === undefined) await awaitChecked(deps, { replay, wanted, signal })
  let judgement: Judgement = { refused: early ?? 'unknown_stream' }
  const committed = await deps.audit.appendInReadTransaction(request.wanted.stream, async (transaction) => {
    if (early === undefined) judgement = await judge(deps, transaction, { request, replay })
    return toEvent(request, replay, judgement)
  })
  // Assigned in the callback, which TypeScript does not see.
  const judged = judgement as Judgement
  if ('refused' in judged) throw new ViewerError(judged.refused)
  return deliverRange(deps, { committed, plan: judged.plan, request, replay })
}

/** A replay that was never opened, or not by this person. */
async function refuseUnknown(
  deps: ViewerDeps,
  request: RangeRequest,
  denyReason: 'not_found' | 'other_user',
): Promise<never> {
  const { actor, client, requestId, replayId, wanted } = request
  const target = { stream: wanted.stream, replay: replayId }
  const denied = { action: 'replay.read', outcome: 'denied', denyReason } as const
  await recordEvent(deps, { ...denied, actor, client, requestId, target })
  throw new ViewerError('not_found')
}

async function refusalBeforeLock(deps: ViewerDeps, replay: OpenedReplay): Promise<DenyReason | undefined> {
  if (deps.now() >= replay.expiresAtMs) return 'replay_expired'
  return anchorRefusal(deps)
}

/** Everything that may have changed since the replay was opened, as it is while the stream's row is held. */
async function judge(
  deps: ViewerDeps,
  transaction: Database,
  { request, replay }: { request: RangeRequest; replay: OpenedReplay },
): Promise<Judgement> {
  const { stream: wanted } = request.wanted
  const use = { replay, userId: request.actor.userId, stream: wanted }
  const decision = await decideAnew(deps, transaction, use)
  if ('refused' in decision) return decision
  const stream = await findHeldStream(transaction, wanted)
  if (stream === undefined || stream.session !== replay.session || stream.app !== replay.appId) {
    return { refused: 'unknown_stream' }
  }
  const { enc } = stream
  if (enc === undefined) {
    // It opens nothing any more, but it need not stay in memory either.
    deps.openers.forget(keyName(stream.headerBytes))
    return { refused: 'shredded' }
  }
  const viewRules = await findViewRules(deps, transaction, { right: decision.right, app: replay.appId })
  const planned = await planRange(transaction, {
    wanted: request.wanted,
    stream: { ...stream, enc },
    viewRules,
    maxBytes: deps.config.rangeMaxBytes,
  })
  if ('refused' in planned) return planned
  const { fromMs, toMs, untilMs } = planned.plan
  const released = { fromMs, toMs: Math.max(untilMs, toMs + 1) }
  await addReleasedRange(transaction, { replay: replay.id, stream: wanted, ...released })
  return { ...planned, right: decision.right }
}

/**
 * Rules by the level of the right: an engineer sees what today's rules let through. A privacy officer sees what is
 * quarantined or held as it was recorded, for what a rule of today hides is what they have to decide about; what they look at for
 * the sake of rules that wait they see as an engineer does.
 */
async function findViewRules(
  deps: ViewerDeps,
  transaction: Database,
  { right, app }: { readonly right: ReplayRight; readonly app: string },
): Promise<ViewRules | undefined> {
  return right.role === 'engineer' || right.preview === true
    ? deps.viewRules.find(app, transaction)
    : undefined
}

/** A refusal names what was asked for, a success what is opened. */
function toEvent(
  request: RangeRequest,
  replay: OpenedReplay,
  judgement: Judgement,
): AuditEventInput<'replay.read'> {
  const { actor, client, requestId, wanted } = request
  const target = { app: replay.appId, session: replay.session, stream: wanted.stream, replay: replay.id }
  const common = { action: 'replay.read', actor, client, requestId, purpose: replay.purpose } as const
  if ('refused' in judgement) {
    const { fromMs, toMs } = wanted
    const asked = { ...target, fromMs, toMs }
    return toAuditEvent({ ...common, outcome: 'denied', denyReason: judgement.refused, target: asked })
  }
  const { sealed, viewRules } = judgement.plan
  const first = sealed.segments[0]
  const fromIndex = first.index
  const toIndex = first.index + sealed.segments.length - 1
  const fromMs = Math.min(...sealed.segments.map(({ startMs }) => startMs))
  const toMs = Math.max(...sealed.segments.map(({ endMs }) => endMs))
  const bytes = sealed.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0)
  return toAuditEvent({
    ...common,
    outcome: 'success',
    target: { ...target, fromMs, toMs, fromIndex, toIndex },
    extent: { replayMs: toMs - fromMs, segments: sealed.segments.length, bytes },
    ...(viewRules === undefined ? {} : { ruleSetVersion: viewRules.version }),
    ...grantFields(judgement.right),
  })
}

/** What delivery needs to know of a range. */
export interface CommittedRange {
  readonly committed: CommittedAuditEvent<'replay.read'>
  readonly plan: RangePlan
  readonly request: RangeRequest
  readonly replay: OpenedReplay
}
