// Narrows the lines of one page; the server knows nothing to search by yet.
import type { SessionSummary } from '../../../src/api-types.ts'

/** Sessions whose id, app or state contains each word. */
export function filterSessions(sessions: readonly SessionSummary[], filter: string): SessionSummary[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return sessions.filter((session) => {
    const state = session.state === 'open' ? 'open recording' : session.state
    const text = `${session.id} ${session.app} ${state}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
