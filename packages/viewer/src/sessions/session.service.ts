// Which sessions a person sees, as the API shows them. That someone saw them is committed before they leave.
import type { AuditFilterName, SessionSummary as StoredSession, StreamSummary } from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { visibleApps } from '../access/app-access.ts'
import type {
  SessionListReply,
  SessionReply,
  SessionState,
  SessionSummary,
  StreamReply,
} from '../api-types.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { purposes } from '../replays/purpose.ts'
import { ViewerError } from '../viewer-error.ts'

/** Which sessions are asked for. */
export interface SessionQuery {
  readonly app?: string
  readonly cursor?: string
  readonly limit: number
}

/** Who looks, and from where. */
export interface Reader {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** A page of sessions, newest first. @throws ViewerError `not_a_member` */
export async function listSessions(
  deps: ViewerDeps,
  reader: Reader,
  query: SessionQuery,
): Promise<SessionListReply> {
  const { app, ...page } = query
  const visible = visibleApps(reader.actor)
  const event = {
    action: 'session.list',
    ...reader,
    filters: filterNames.filter((name) => query[name] !== undefined),
    ...(app === undefined ? {} : { target: { app } }),
  } as const
  if (app !== undefined && visible !== 'all' && !visible.includes(app)) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_a_member' })
    throw new ViewerError('not_a_member')
  }
  const appIds = app !== undefined ? [app] : visible === 'all' ? await allApps(deps) : visible
  const { sessions, nextCursor, total } = await deps.replays.listSessions({ ...page, appIds })
  await recordEvent(deps, { ...event, outcome: 'success', extent: { sessions: sessions.length } })
  return { sessions: sessions.map(toSummary), nextCursor: nextCursor ?? null, total }
}

/** A session with its streams and segments. @throws ViewerError `not_found`, `not_a_member` */
export async function getSession(deps: ViewerDeps, reader: Reader, id: string): Promise<SessionReply> {
  const session = await deps.replays.getSession(id)
  const target = { session: id, ...(session === undefined ? {} : { app: session.appId }) }
  const event = { action: 'session.view', ...reader, target } as const
  const denyReason = session === undefined ? 'not_found' : viewRefusal(reader.actor, session.appId)
  if (session === undefined || denyReason !== undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: denyReason ?? 'not_found' })
    throw new ViewerError(denyReason ?? 'not_found')
  }
  const found = await deps.replays.listStreams(id)
  const streams = await Promise.all(found.map((stream) => toStream(deps, stream)))
  await recordEvent(deps, { ...event, outcome: 'success' })
  return { ...toSummary(session), streams, purposes }
}

const filterNames = ['app', 'cursor'] as const satisfies readonly AuditFilterName[]

function viewRefusal(actor: Actor, app: string): 'not_a_member' | undefined {
  const visible = visibleApps(actor)
  return visible === 'all' || visible.includes(app) ? undefined : 'not_a_member'
}

async function allApps(deps: ViewerDeps): Promise<string[]> {
  return (await deps.apps.list()).map((app) => app.id)
}

const states: Readonly<Record<StoredSession['state'], SessionState>> = {
  live: 'open',
  complete: 'closed',
  shredded: 'shredded',
  withdrawn: 'withdrawn',
}

function toSummary(session: StoredSession): SessionSummary {
  const { id, appId, startedAtMs, streamCount, segmentCount, sizeBytes } = session
  const endedAtMs = Math.max(startedAtMs, session.endedAtMs)
  const counts = { streamCount, segmentCount, sizeBytes }
  const times = { startedAtMs, endedAtMs, durationMs: endedAtMs - startedAtMs }
  return { id, app: appId, ...times, ...counts, state: states[session.state] }
}

async function toStream(deps: ViewerDeps, stream: StreamSummary): Promise<StreamReply> {
  const segments = await deps.replays.listSegments(stream.stream)
  return {
    stream: stream.stream,
    startedAtMs: stream.startedAtMs,
    endedAtMs: Math.max(stream.startedAtMs, stream.endedAtMs),
    segmentCount: stream.segmentCount,
    segments: segments.map(({ index, startMs, endMs, keyframe, length }) => ({
      index,
      startMs,
      endMs,
      keyframe,
      sizeBytes: length,
    })),
    ...(stream.consentHash !== undefined && {
      consentHash: Buffer.from(stream.consentHash).toString('hex'),
    }),
  }
}
