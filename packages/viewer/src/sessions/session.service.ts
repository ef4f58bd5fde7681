// Which sessions a person sees, as the API shows them. That someone saw them is committed before they leave.
import type {
  FoundPage,
  OrderedPage,
  SegmentTime,
  SessionSummary as StoredSession,
  StreamSummary,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { isVisible } from '../access/app-access.ts'
import type {
  SessionListReply,
  SessionNewsReply,
  SessionReply,
  SessionState,
  SessionSummary,
  StreamReply,
} from '../api-types.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { purposes } from '../replays/purpose.ts'
import { type FilterRequest, isFiltered, planRequest, requestNamesOf } from '../search/search-filter.ts'
import { ViewerError } from '../viewer-error.ts'
import { searchedApps } from './searched-apps.ts'
import { activityOf, gapsOf, type Stretch } from './session-activity.ts'
import { marksOf } from './session-marks.ts'

/** Which sessions are asked for. */
export interface SessionQuery extends FilterRequest {
  readonly cursor?: string
  readonly limit: number
}

/** Who looks, and from where. */
export interface Reader {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** A page of sessions, newest first or as they are to be sorted. @throws ViewerError `not_a_member` */
export async function listSessions(
  deps: ViewerDeps,
  reader: Reader,
  query: SessionQuery,
): Promise<SessionListReply> {
  const { cursor, limit } = query
  const page = { limit, ...(cursor === undefined ? {} : { cursor }) }
  const { app, order, ...plan } = planRequest(query, Date.now())
  const names = requestNamesOf(query)
  const event = {
    action: 'session.list',
    ...reader,
    filters: cursor === undefined ? names : [...names, 'cursor' as const],
    ...(app === undefined ? {} : { target: { app } }),
  } as const
  const appIds = await searchedApps(deps, reader.actor, app)
  if (appIds === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_a_member' })
    throw new ViewerError('not_a_member')
  }
  const found: FoundPage & { readonly total?: number; readonly ordered?: OrderedPage['ordered'] } =
    !isFiltered(query)
      ? await deps.replays.listSessions({ ...page, appIds })
      : order === undefined
        ? await deps.search.findSessions({ ...plan, ...page, appIds })
        : await deps.search.findOrdered({ ...plan, limit, appIds, order })
  const { sessions, nextCursor, total, ordered } = found
  await recordEvent(deps, { ...event, outcome: 'success', extent: { sessions: sessions.length } })
  const ids = sessions.map(({ id }) => id)
  const quarantined = await deps.quarantines.quarantinedOf(ids)
  const held = await deps.holds.heldOf(ids)
  const summaries = await deps.search.summariesOf(ids)
  return {
    sessions: sessions.map((session) => ({
      ...toSummary(session, quarantined),
      ...(held.has(session.id) && { held: true as const }),
      ...marksOf(summaries.get(session.id)),
    })),
    nextCursor: nextCursor ?? null,
    total: total ?? null,
    ...(found.lookedBackToMs === undefined ? {} : { lookedBackToMs: found.lookedBackToMs }),
    ...(ordered === undefined ? {} : { sorted: ordered }),
  }
}

/** How many sessions of those apps began after this one, at most {@link mostNews}; nothing else of them. @throws ViewerError `not_a_member` */
export async function countNewSessions(
  deps: ViewerDeps,
  { actor }: Pick<Reader, 'actor'>,
  { app, since }: { readonly app?: string; readonly since?: string },
): Promise<SessionNewsReply> {
  const appIds = await searchedApps(deps, actor, app)
  if (appIds === undefined) throw new ViewerError('not_a_member')
  const count = await deps.search.countNewer({
    appIds,
    most: mostNews,
    ...(since === undefined ? {} : { since }),
  })
  return { count }
}

const mostNews = 99

/** A session with its streams and segments. @throws ViewerError `not_found` */
export async function getSession(
  deps: ViewerDeps,
  reader: Reader,
  { id, withSegments }: { readonly id: string; readonly withSegments: boolean },
): Promise<SessionReply> {
  const session = await deps.replays.getSession(id)
  const target = { session: id, ...(session === undefined ? {} : { app: session.appId }) }
  const event = { action: 'session.view', ...reader, target } as const
  const denyReason = session === undefined ? 'not_found' : viewRefusal(reader.actor, session.appId)
  if (session === undefined || denyReason !== undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: denyReason ?? 'not_found' })
    throw new ViewerError('not_found')
  }
  const found = await deps.replays.listStreams(id)
  const timed = await Promise.all(
    found.map(async (stream) => ({ stream, times: await deps.replays.listTimes(stream.stream) })),
  )
  const streams = timed.map(({ stream, times }) => toStream(stream, times, withSegments))
  const segments = timed.flatMap(({ times }) => times)
  const activity = activityOf(segments, axisOf(streams, segments))
  await recordEvent(deps, { ...event, outcome: 'success' })
  const quarantined = await deps.quarantines.quarantinedOf([id])
  const held = (await deps.holds.heldOf([id])).has(id) ? { held: true as const } : {}
  const retention = await deps.retention.ofSession(id)
  const kept = retention === undefined ? {} : { keptUntilMs: retention.keptUntilMs, keptBy: retention.cause }
  return { ...toSummary(session, quarantined), ...held, ...kept, streams, activity, purposes }
}

function viewRefusal(actor: Actor, app: string): 'not_a_member' | undefined {
  return isVisible(actor, app) ? undefined : 'not_a_member'
}

const states: Readonly<Record<StoredSession['state'], SessionState>> = {
  live: 'open',
  complete: 'closed',
  shredded: 'shredded',
  withdrawn: 'withdrawn',
}

function toSummary(session: StoredSession, quarantined: ReadonlySet<string>): SessionSummary {
  const { id, appId, startedAtMs, streamCount, segmentCount, sizeBytes } = session
  const endedAtMs = Math.max(startedAtMs, session.endedAtMs)
  const counts = { streamCount, segmentCount, sizeBytes }
  const times = { startedAtMs, endedAtMs, durationMs: endedAtMs - startedAtMs }
  const isQuarantined = quarantined.has(id) ? { quarantined: true as const } : {}
  return { id, app: appId, ...times, ...counts, state: states[session.state], ...isQuarantined }
}

/** The session's whole time, as the timeline lays it out. */
function axisOf(streams: readonly StreamReply[], segments: readonly SegmentTime[]): Stretch {
  const fromMs = [...streams.map(({ startedAtMs }) => startedAtMs), ...segments.map(({ startMs }) => startMs)]
  const toMs = [...streams.map(({ endedAtMs }) => endedAtMs), ...segments.map(({ endMs }) => endMs)]
  return {
    fromMs: fromMs.reduce((least, atMs) => Math.min(least, atMs), Number.POSITIVE_INFINITY),
    toMs: toMs.reduce((most, atMs) => Math.max(most, atMs), 0),
  }
}

function toStream(stream: StreamSummary, times: readonly SegmentTime[], withSegments: boolean): StreamReply {
  const { startedAtMs } = stream
  const endedAtMs = Math.max(startedAtMs, stream.endedAtMs)
  const segments = times.map(({ length, ...time }) => ({ ...time, sizeBytes: length }))
  return {
    stream: stream.stream,
    startedAtMs,
    endedAtMs,
    segmentCount: stream.segmentCount,
    gaps: gapsOf(times, { fromMs: startedAtMs, toMs: endedAtMs }),
    ...(withSegments ? { segments } : {}),
    ...(stream.consentHash !== undefined && {
      consentHash: Buffer.from(stream.consentHash).toString('hex'),
    }),
  }
}
