import { describe, expect, it } from 'vitest'
import type { SessionSummary } from '../../../src/api-types.ts'
import { filterSessions } from './filter-sessions.ts'

const times = { startedAtMs: 0, endedAtMs: 0, durationMs: 0, streamCount: 1, segmentCount: 1, sizeBytes: 1 }
const sessions: readonly SessionSummary[] = [
  { ...times, id: 'aaaa-1', app: 'clinic', state: 'open' },
  { ...times, id: 'bbbb-2', app: 'clinic', state: 'closed' },
]

describe('filterSessions', () => {
  it('keeps all without a word', () => {
    expect(filterSessions(sessions, '  ')).toHaveLength(2)
  })

  it('wants every word, in any case', () => {
    expect(filterSessions(sessions, 'CLINIC bbbb').map(({ id }) => id)).toEqual(['bbbb-2'])
    expect(filterSessions(sessions, 'aaaa closed')).toEqual([])
  })

  it('finds an open session by the word that is shown', () => {
    expect(filterSessions(sessions, 'recording').map(({ id }) => id)).toEqual(['aaaa-1'])
  })
})
