// Life of a range (design.md §5.9): 1. one transaction holds the stream, judges the request and appends `replay.read`
// with what will be served; 2. COMMIT; 3. only then the data key is unwrapped and segments are opened, one by one, as
// the browser takes them; 4. `replay.delivered` says what was written. If 2 fails there is no 3.
import { keyName, type SealedRange } from '@reseal/opening'
import {
  type AuditEventInput,
  type CommittedAuditEvent,
  createUserRepository,
  type Database,
  type OpenedReplay,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { replayRefusal } from '../access/app-access.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { type DenyReason, ViewerError } from '../viewer-error.ts'
import { boundRange } from './bound-range.ts'
import { deliverRange } from './deliver-range.ts'
import { anchorRefusal } from './open-replay.service.ts'
import { findHeldStream, findRange, type PlacedSegment, type WantedRange } from './range.repository.ts'
import type { ViewRules } from './view-rules.ts'

/** A request for a range of an opened replay. */
export interface RangeRequest {
  readonly replayId: string
  readonly wanted: WantedRange
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** What may be opened once the event is committed. */
export interface RangePlan {
  /** Everything that is opened: the served segments, and before them what redaction has to have seen. */
  readonly sealed: SealedRange<PlacedSegment>
  /** Of the stream that they lie in. */
  readonly stream: string
  /** First segment that is served. */
  readonly firstIndex: number
  /** Times of the served segments. */
  readonly fromMs: number
  readonly toMs: number
  /** Rules of today that the events pass before they leave. */
  readonly viewRules?: ViewRules
  readonly nextIndex: number | null
}

type Judgement = { readonly refused: DenyReason } | { readonly plan: RangePlan }

// What one range request opens at most, however small the segments: each is a read of the object store.
const maxSegments = 256

/**
 * Serves a range as NDJSON.
 * @throws ViewerError `not_found`, the deny reasons, `open_failed`; StoreError where no event could be committed
 */
export async function readRange(deps: ViewerDeps, request: RangeRequest): Promise<Response> {
  const replay = await deps.replays.findReplay(request.replayId)
  if (replay === undefined) return refuseUnknown(deps, request)
  const early = await refusalBeforeLock(deps, request, replay)
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

/** A replay that was never opened, and so of nobody's. */
async function refuseUnknown(deps: ViewerDeps, request: RangeRequest): Promise<never> {
  const { actor, client, requestId, replayId, wanted } = request
  const target = { stream: wanted.stream, replay: replayId }
  const denied = { action: 'replay.read', outcome: 'denied', denyReason: 'not_found' } as const
  await recordEvent(deps, { ...denied, actor, client, requestId, target })
  throw new ViewerError('not_found')
}

async function refusalBeforeLock(
  deps: ViewerDeps,
  { actor }: RangeRequest,
  replay: OpenedReplay,
): Promise<DenyReason | undefined> {
  if (replay.userId !== actor.userId) return 'other_user'
  if (deps.now() >= replay.expiresAtMs) return 'replay_expired'
  return anchorRefusal(deps)
}

/** Everything that may have changed since the replay was opened, as it is while the stream's row is held. */
async function judge(
  deps: ViewerDeps,
  transaction: Database,
  { request, replay }: { request: RangeRequest; replay: OpenedReplay },
): Promise<Judgement> {
  const user = await createUserRepository(transaction).find(request.actor.userId)
  const allowed = user !== undefined && !user.disabled
  const refused = allowed
    ? replayRefusal({ roles: user.roles, apps: user.appIds }, replay.appId)
    : 'role_not_allowed'
  if (refused !== undefined) return { refused }
  const stream = await findHeldStream(transaction, request.wanted.stream)
  if (stream === undefined || stream.session !== replay.session || stream.app !== replay.appId) {
    return { refused: 'unknown_stream' }
  }
  const { enc } = stream
  if (enc === undefined) {
    // It opens nothing any more, but it need not stay in memory either.
    deps.openers.forget(keyName(stream.headerBytes))
    return { refused: 'shredded' }
  }
  const viewRules = await deps.viewRules.find(replay.appId, transaction)
  const { rangeMaxBytes } = deps.config
  const found = await findRange(transaction, request.wanted, {
    count: maxSegments,
    // Redaction follows the page from a keyframe on; a range that goes on from an earlier one begins between them.
    leadInCount: viewRules === undefined ? 0 : maxSegments,
    leadInBytes: rangeMaxBytes,
  })
  const bound = { sizeBytes: rangeMaxBytes, segmentCount: maxSegments }
  const range = boundRange(found.segments, found.lastIndex, bound)
  if (range === undefined) return { refused: 'empty_range' }
  const { fromMs, toMs, nextIndex } = range
  const [first, ...rest] = [...found.leadIn, ...range.segments]
  const segments = [first ?? range.segments[0], ...rest] as const
  return {
    plan: {
      sealed: { stream: { ...stream, enc }, segments, previousLink: found.previousLink },
      stream: stream.stream,
      firstIndex: range.segments[0].index,
      fromMs,
      toMs,
      nextIndex,
      ...(viewRules === undefined ? {} : { viewRules }),
    },
  }
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
  })
}

/** What delivery needs to know of a range. */
export interface CommittedRange {
  readonly committed: CommittedAuditEvent<'replay.read'>
  readonly plan: RangePlan
  readonly request: RangeRequest
  readonly replay: OpenedReplay
}
