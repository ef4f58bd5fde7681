// The lines of a list as pages come in: in the order of the server, each session once, whatever comes twice or late.
import type { SessionListReply, SessionSummary } from '../../../src/api-types.ts'

/** What is loaded of a list. */
export interface LoadedSessions {
  readonly rows: readonly SessionSummary[]
  /** Where the next page begins; null at the end. */
  readonly cursor: string | null
  readonly total: number | null
  /** How far back was looked, where that is not to the end. */
  readonly lookedBackToMs?: number
  /** Of a list that is not in the order of time. */
  readonly sorted?: NonNullable<SessionListReply['sorted']>
}

/** Nothing yet. */
export const nothingLoaded: LoadedSessions = { rows: [], cursor: null, total: null }

// Older pages begin behind a cursor: what was at its other side can come again only where its start has moved.
const comparedRows = 1_000

/** With the next page behind. */
export function withOlder(loaded: LoadedSessions, page: SessionListReply): LoadedSessions {
  return {
    rows: [...loaded.rows, ...unknownOf(loaded.rows.slice(-comparedRows), page)],
    cursor: page.nextCursor,
    total: page.total ?? loaded.total,
    ...(page.lookedBackToMs !== undefined && { lookedBackToMs: page.lookedBackToMs }),
    ...(page.sorted !== undefined && { sorted: page.sorted }),
  }
}

/** With the new ones of the first page in front; those that are known are as they are now. */
export function withNewer(loaded: LoadedSessions, page: SessionListReply): LoadedSessions {
  const now = new Map(page.sessions.map((session) => [session.id, session]))
  const added = unknownOf(loaded.rows, page).filter(
    ({ startedAtMs }) => startedAtMs >= (loaded.rows[0]?.startedAtMs ?? 0),
  )
  return {
    ...loaded,
    rows: [...added, ...loaded.rows.map((session) => now.get(session.id) ?? session)],
    total: page.total ?? loaded.total,
  }
}

function unknownOf(rows: readonly SessionSummary[], { sessions }: SessionListReply): SessionSummary[] {
  const known = new Set(rows.map(({ id }) => id))
  return sessions.filter(({ id }) => !known.has(id) && known.add(id))
}
