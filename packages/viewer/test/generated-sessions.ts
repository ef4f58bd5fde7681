// Lines of a sessions list, as many as are asked for, newest first: what a list is scrolled with. A test helper, never shipped.
import type { SessionSummary } from '../src/api-types.ts'

const pages = [
  '/intake',
  '/intake/insurance',
  '/intake/consent',
  '/chart/:patientId',
  '/appointments',
  '/messages',
]
const releases = ['1.4.2', '1.4.1', '1.3.9']

/** Number 0 is the newest, which began at `newestMs`; each one before it a while earlier. */
export function generateSessions(count: number, newestMs: number): SessionSummary[] {
  return Array.from({ length: count }, (_, number) => generateLine(number, newestMs - number * 97_000))
}

/** The line of this number. */
export function generateLine(number: number, startedAtMs: number): SessionSummary {
  const dice = (sides: number, salt: number) =>
    (((number + 1) * 2_654_435_761 + salt * 40_503) % 4_294_967_291) % sides
  const durationMs = 8_000 + dice(900, 1) * 1_000
  const errors = dice(7, 2) === 0 ? 1 + dice(3, 3) : 0
  const hex = number.toString(16).padStart(12, '0')
  const isUnchecked = number > 0 && dice(41, 4) === 0
  const from = dice(pages.length, 5)
  const shown = pages.slice(from, from + 1 + dice(4, 6))
  const lcp = 900 + dice(4_200, 7)
  return {
    id: `0193f0a1-7c3e-7b52-8d7e-${hex}`,
    app: dice(6, 8) === 0 ? 'portal' : 'clinic-intake',
    startedAtMs,
    endedAtMs: startedAtMs + durationMs,
    durationMs,
    streamCount: 1 + dice(3, 9),
    segmentCount: Math.ceil(durationMs / 5_000),
    sizeBytes: durationMs * 3,
    state:
      number === 0 ? 'open' : dice(53, 10) === 0 ? 'shredded' : dice(97, 11) === 0 ? 'withdrawn' : 'closed',
    ...(dice(37, 12) === 0 && { quarantined: true as const }),
    ...(!isUnchecked && {
      counts: {
        ...(errors > 0 && { errors, failedRequests: 1 + dice(3, 13) }),
        ...(dice(9, 14) === 0 && { rageClicks: 1 + dice(2, 15) }),
      },
      release: releases[dice(releases.length, 16)] ?? '1.4.2',
      pages: shown,
      pageCount: shown.length,
      vitals: {
        LCP: { value: lcp, rating: lcp > 4_000 ? 'poor' : lcp > 2_500 ? 'needs-improvement' : 'good' },
      },
      activity: Array.from({ length: 12 + dice(13, 17) }, (_, part) => {
        const level = dice(140, 18 + part) - 40
        return Math.max(0, Math.min(99, level))
      }),
      ...(errors > 0 && {
        errors: [
          { fingerprint: 'ab'.repeat(16), name: 'TypeError', count: errors, firstMs: startedAtMs + 6_000 },
        ],
      }),
    }),
  }
}
