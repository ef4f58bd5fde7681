// Summaries of made-up sessions, as many as are asked for: values are as unevenly spread as an app's are, a release has its
// weeks, errors belong to pages, and some values exclude each other. They go in by COPY.
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Database, SearchTerm, Summary } from '@reseal/store'
import { sql } from 'kysely'
import { durations, searchTerms, searchToken } from '../src/search/search-tokens.ts'

/** Apps and their shares of the sessions. */
export const generatedApps: readonly (readonly [id: string, share: number])[] = [
  ['clinic', 0.6],
  ['lab', 0.3],
  ['portal', 0.1],
]

/** A stream of numbers from 0 to 1, the same in each run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

// Nothing has changed since.
const longAgo = '2025-01-01'
const spanMs = 90 * 24 * 60 * 60_000
/** The first session's start. */
export const generatedFromMs = 1_750_000_000_000
const releaseCount = 30
const browsers = [
  'Chrome 141',
  'Safari 26',
  'Chrome 140',
  'Edge 141',
  'Firefox 144',
  'Safari 18',
  'Edge 140',
  'Firefox 143',
]
const wards = ['north', 'south', 'east', 'west', 'day', 'night']
const plans = ['basic', 'plus', 'trial', 'none']
const errorNames = ['TypeError', 'RangeError', 'Error', 'SyntaxError', 'AbortError', 'NetworkError']
const statuses = ['500', '404', '403', '502', 'network', 'timeout']
const ratings = ['good', 'needs-improvement', 'poor'] as const

/** The summary of the session at `position`, from 0 to 1 of the time. */
export function generateSummary(position: number, random: () => number): Summary {
  const fromMs = generatedFromMs + Math.floor(position * spanMs)
  /** Of so many, the first most often. */
  const skewed = (count: number): number => Math.floor(count * random() ** 2.5)
  const chance = (share: number): boolean => random() < share
  const steps = Object.values(durations)
  const step = Math.min(skewed(5) + (chance(0.4) ? 1 : 0), 4)
  const toMs =
    fromMs +
    Math.floor((steps[step] ?? 0) === Number.POSITIVE_INFINITY ? 3_000_000 : (steps[step] ?? 0) * 0.9)
  const pages = [...new Set(Array.from({ length: 1 + skewed(6) }, () => `/page-${skewed(60)}/:id`))]
  const error = chance(0.1) ? skewed(500) : undefined
  const failed = chance(error === undefined ? 0.06 : 0.4)
  const slow = chance(0.12)
  // A release is rolled out over days; few stay on an old one.
  const rolledOut = Math.max(
    0,
    Math.floor(position * releaseCount - random() * 1.5 - (chance(0.02) ? random() * 8 : 0)),
  )
  const rating = ratings[skewed(3)] ?? 'good'
  return {
    fromMs,
    toMs,
    counts: {
      segments: 1 + Math.floor((toMs - fromMs) / 5_000),
      ...(error !== undefined && { errors: 1 + skewed(5) }),
      ...(chance(0.2) && { consoleErrors: 1 }),
      requests: 20,
      ...(failed && { failedRequests: 1 }),
      ...(slow && { slowRequests: 1 }),
      ...(chance(0.03) && { rageClicks: 1 }),
      ...(chance(0.06) && { deadClicks: 1 }),
      ...(error !== undefined && chance(0.2) && { errorClicks: 1 }),
      ...(chance(0.4) && { longTasks: 3 }),
      pageViews: pages.length,
    },
    labels: {
      release: `web@2.${rolledOut}.0`,
      // Nobody tests in production's browsers only.
      environment: chance(0.05) ? 'staging' : 'production',
      browser: browsers[skewed(browsers.length)] ?? '',
      pages,
      tags: {
        ward: wards[skewed(wards.length)] ?? '',
        ...(chance(0.5) && { plan: plans[skewed(plans.length)] ?? '' }),
      },
      errors:
        error === undefined
          ? []
          : [
              {
                fingerprint: error.toString(16).padStart(32, '0'),
                name: errorNames[error % errorNames.length] ?? '',
                message: 'x'.repeat(16),
                frames: [{ source: 0, line: error, column: 4 }],
                count: 1,
                firstMs: fromMs + 100,
                lastMs: fromMs + 100,
                stream: '00000000-0000-4000-8000-000000000000',
              },
            ],
      requests:
        failed || slow
          ? [
              {
                method: chance(0.8) ? 'GET' : 'POST',
                template: `/api/resource-${skewed(40)}/:id`,
                outcomes: failed ? [statuses[skewed(statuses.length)] ?? '500'] : [],
                failed: failed ? 1 : 0,
                slow: slow ? 1 : 0,
              },
            ]
          : [],
      vitals: {
        LCP: { value: 1_200, rating },
        ...(chance(0.7) && { INP: { value: 90, rating: ratings[skewed(3)] ?? 'good' } }),
      },
    },
  }
}

/** A generated session. */
export interface GeneratedSession {
  readonly app: string
  readonly session: string
  readonly summary: Summary
}

/** The session of this number of so many; the same in each run. */
export function generateSession(number: number, count: number): GeneratedSession {
  const random = createRandom(number * 7919 + 1)
  const share = random()
  let sum = 0
  const app = generatedApps.find(([, part]) => {
    sum += part
    return share < sum
  })
  const hex = number.toString(16).padStart(12, '0')
  return {
    app: app?.[0] ?? 'clinic',
    session: `00000000-0000-4000-8000-${hex}`,
    summary: generateSummary(number / count, random),
  }
}

/** Writes `summaries.sessions` of so many sessions, by way of a file that the server can read. As the superuser. */
export async function loadSummaries(superuser: Database, count: number, file: string): Promise<void> {
  const tokens = new Map<string, string>()
  const tokenOf = (app: string, term: SearchTerm): string => {
    const key = `${app} ${term.field} ${term.value}`
    const token = tokens.get(key) ?? searchToken(app, term)
    tokens.set(key, token)
    return token
  }
  const writer = createWriteStream(file)
  for (let number = 0; number < count; number += 1) {
    const { app, session, summary } = generateSession(number, count)
    const list = searchTerms(summary).map((term) => tokenOf(app, term))
    const tokenArray = `{${list.join(',')}}`
    const row = [session, app, summary.fromMs, tokenArray, JSON.stringify(summary), longAgo].join('\t')
    if (!writer.write(`${row}\n`)) await new Promise<void>((resolve) => writer.once('drain', () => resolve()))
  }
  writer.end()
  await finished(writer)
  await sql`SET statement_timeout = 0`.execute(superuser)
  await sql`COPY summaries.sessions (session_id, app_id, started_at_ms, tokens, summary, changed_at)
    FROM ${sql.lit(file)}`.execute(superuser)
}
