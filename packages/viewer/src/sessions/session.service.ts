// Which sessions a person sees, as the API shows them.
import type { SessionSummary as StoredSession, StreamSummary } from '@reseal/store'
import type { Actor } from '../access/actor.ts'
import { visibleApps } from '../access/app-access.ts'
import type {
  SessionListReply,
  SessionReply,
  SessionState,
  SessionSummary,
  StreamReply,
} from '../api-types.ts'
import type { ViewerDeps } from '../deps.ts'
import { purposes } from '../replays/purpose.ts'
import { ViewerError } from '../viewer-error.ts'

/** Which sessions are asked for. */
export interface SessionQuery {
  readonly app?: string
  readonly cursor?: string
  readonly limit: number
}

/** A page of sessions, newest first. @throws ViewerError `not_a_member` */
export async function listSessions(
  deps: ViewerDeps,
  actor: Actor,
  query: SessionQuery,
): Promise<SessionListReply> {
  const { app, ...page } = query
  const visible = visibleApps(actor)
  if (app !== undefined && visible !== 'all' && !visible.includes(app)) throw new ViewerError('not_a_member')
  const appIds = app !== undefined ? [app] : visible === 'all' ? await allApps(deps) : visible
  const { sessions, nextCursor, total } = await deps.replays.listSessions({ ...page, appIds })
  return { sessions: sessions.map(toSummary), nextCursor: nextCursor ?? null, total }
}

/** A session with its streams and segments. @throws ViewerError `not_found`, `not_a_member` */
export async function getSession(deps: ViewerDeps, actor: Actor, id: string): Promise<SessionReply> {
  const session = await deps.replays.getSession(id)
  if (session === undefined) throw new ViewerError('not_found')
  const visible = visibleApps(actor)
  if (visible !== 'all' && !visible.includes(session.appId)) throw new ViewerError('not_a_member')
  const found = await deps.replays.listStreams(id)
  const streams = await Promise.all(found.map((stream) => toStream(deps, stream)))
  return { ...toSummary(session), streams, purposes }
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
