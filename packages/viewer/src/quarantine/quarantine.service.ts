// What privacy officers see of quarantined sessions, and how they end a quarantine (design.md §5.8, §8). Where, when and
// which detector: the text itself is only in the replay, for its own purpose and under its own event.
import {
  type AuditFilterName,
  type FindingTrend,
  type KeptFinding,
  lockSession,
  type Quarantine,
  type QuarantineQuery,
  settleQuarantine,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import type {
  FindingReply,
  FindingTrendReply,
  QuarantineListReply,
  QuarantineReply,
  QuarantineSummary,
} from '../api-types.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'

/** Who asks, and from where. */
export interface Officer {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** A release. */
export interface ReleaseRequest {
  readonly session: string
  readonly reason: string
  readonly ticket?: string
  /** The same findings need not alarm again. */
  readonly accept: boolean
}

// What a page shows of one session; more of the same tells nobody more.
const shownFindings = 500

const filterNames = ['app', 'detector', 'release', 'cursor'] as const satisfies readonly AuditFilterName[]

/** A page of quarantines, newest first. */
export async function listQuarantines(
  deps: ViewerDeps,
  officer: Officer,
  query: QuarantineQuery,
): Promise<QuarantineListReply> {
  const { quarantines, nextCursor } = await deps.quarantines.list(query)
  await recordEvent(deps, {
    action: 'quarantine.list',
    outcome: 'success',
    ...officer,
    filters: filterNames.filter((name) => query[name] !== undefined),
    ...(query.app === undefined ? {} : { target: { app: query.app } }),
    extent: { sessions: quarantines.length },
  })
  return { quarantines: quarantines.map(toSummary), nextCursor: nextCursor ?? null }
}

/** One quarantine with its findings. @throws ViewerError `not_found` */
export async function getQuarantine(
  deps: ViewerDeps,
  officer: Officer,
  session: string,
): Promise<QuarantineReply> {
  const quarantine = await deps.quarantines.find(session)
  const event = { action: 'quarantine.view', ...officer } as const
  if (quarantine === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found', target: { session } })
    throw new ViewerError('not_found')
  }
  const [findings, summary] = await Promise.all([
    deps.quarantines.listFindings(session, shownFindings),
    deps.replays.getSession(session),
  ])
  await recordEvent(deps, {
    ...event,
    outcome: 'success',
    target: { app: quarantine.app, session },
    extent: { findings: findings.length },
  })
  return {
    ...toSummary(quarantine),
    startedAtMs: summary?.startedAtMs ?? quarantine.beganAtMs,
    findings: findings.map(toFinding),
  }
}

/** Ends a quarantine. @throws ViewerError `not_found`, `not_quarantined` */
export async function releaseQuarantine(
  deps: ViewerDeps,
  officer: Officer,
  { session, reason, ticket, accept }: ReleaseRequest,
): Promise<void> {
  const quarantine = await deps.quarantines.find(session)
  const target = { session, ...(quarantine === undefined ? {} : { app: quarantine.app }) }
  const why = { note: reason, ...(ticket === undefined ? {} : { ticket }) }
  const event = { action: 'quarantine.release', ...officer, ...why, target } as const
  if (quarantine === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  let isReleased = false
  await deps.audit.appendInTransaction(async (transaction) => {
    // Findings that are being committed wait, and quarantine again.
    await lockSession(transaction, session)
    isReleased = await settleQuarantine(transaction, session, 'released')
    if (!isReleased) return [toAuditEvent({ ...event, outcome: 'denied', denyReason: 'not_quarantined' })]
    const accepted = accept ? await deps.quarantines.acceptFindings(transaction, session) : 0
    return [
      toAuditEvent({ ...event, outcome: 'success' }),
      ...(accepted === 0
        ? []
        : [
            toAuditEvent({
              action: 'quarantine.accept',
              outcome: 'success',
              ...officer,
              target,
              extent: { findings: accepted },
            }),
          ]),
    ]
  })
  if (!isReleased) throw new ViewerError('not_quarantined')
}

const weekMs = 7 * 24 * 60 * 60_000
const trendWeeks = 12

/** Hits by app, release and week: how well the rules work. */
export async function readTrend(deps: ViewerDeps, officer: Officer): Promise<FindingTrendReply> {
  const weeks = await deps.quarantines.trend(new Date(deps.now() - trendWeeks * weekMs))
  await recordEvent(deps, { action: 'quarantine.list', outcome: 'success', ...officer, filters: [] })
  return { weeks: weeks.map(toWeek) }
}

function toWeek({
  app,
  release,
  week,
  findingCount,
  sessionCount,
}: FindingTrend): FindingTrendReply['weeks'][number] {
  return { app, ...(release !== undefined && { release }), week, findingCount, sessionCount }
}

function toSummary(quarantine: Quarantine): QuarantineSummary {
  const { session, app, state, cause, beganAtMs, decidedAtMs, detectors, sureCount, releases } = quarantine
  return {
    session,
    app,
    state,
    cause,
    beganAtMs,
    ...(decidedAtMs !== undefined && { decidedAtMs }),
    sureCount,
    releases,
    detectors: Object.entries(detectors)
      .map(([detector, count]) => ({ detector, count }))
      .toSorted((a, b) => b.count - a.count || a.detector.localeCompare(b.detector)),
  }
}

function toFinding(finding: KeptFinding): FindingReply {
  const { stream, segmentIndex, eventIndex, timeMs, detector, confidence, place, path, accepted } = finding
  const { proposal, ruleSetHash, release } = finding
  return {
    stream,
    segmentIndex,
    eventIndex,
    timeMs,
    detector,
    confidence,
    place,
    path,
    accepted,
    ruleSetHash,
    ...(release !== undefined && { release }),
    ...(proposal.kind === 'mask'
      ? { proposedRule: { id: proposal.rule.id, selector: proposal.rule.selector } }
      : { narrow: { list: proposal.list, ...(proposal.id !== undefined && { id: proposal.id }) } }),
  }
}
