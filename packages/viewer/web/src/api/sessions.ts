// Sessions: the list, and one session's streams. Metadata only; nothing recorded is opened.
import type { SessionListReply, SessionNewsReply, SessionReply } from '../../../src/api-types.ts'
import { getJson, withParameters } from './request.ts'

export function listSessions(
  page: {
    readonly app?: string | undefined
    readonly q?: string | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
  signal?: AbortSignal,
): Promise<SessionListReply> {
  return getJson(withParameters('/api/sessions', page), signal)
}

/** Without the places of its segments: as many bytes for eight hours as for a minute. */
export function getSession(session: string, signal?: AbortSignal): Promise<SessionReply> {
  return getJson(`/api/sessions/${session}?segments=none`, signal)
}

/** How many sessions began after the one of this id; nothing of any of them. */
export function countNewSessions(
  query: { readonly app?: string | undefined; readonly since?: string | undefined },
  signal?: AbortSignal,
): Promise<SessionNewsReply> {
  return getJson(withParameters('/api/sessions/news', query), signal)
}
