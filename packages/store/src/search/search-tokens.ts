// What a summary is found by: a hash of app, field and value each, so that any filters together are one question to one
// index, and the index names nothing.
import { createHash } from 'node:crypto'
import type { Summary } from './summary.ts'

/** What can be filtered by. */
export const searchFields = [
  'has',
  'error',
  'errorName',
  'request',
  'status',
  'page',
  'release',
  'environment',
  'browser',
  'tag',
  'vital',
  'duration',
] as const

/** One of them. */
export type SearchField = (typeof searchFields)[number]

/** A field and the value that it is to have. */
export interface SearchTerm {
  readonly field: SearchField
  readonly value: string
}

/** Values of `has`: what happened at least once, by the count that says so. */
export const happenings = {
  error: 'errors',
  'handled-error': 'handledErrors',
  'console-error': 'consoleErrors',
  'failed-request': 'failedRequests',
  'slow-request': 'slowRequests',
  'rage-click': 'rageClicks',
  'dead-click': 'deadClicks',
  'error-click': 'errorClicks',
  'long-task': 'longTasks',
} as const

/** One of them. */
export type Happening = keyof typeof happenings

/** Values of `duration`. */
export type DurationStep = 'under-10-s' | 'under-1-min' | 'under-5-min' | 'under-30-min' | 'longer'

/** Each is up to so many milliseconds, exclusive. */
export const durations: Readonly<Record<DurationStep, number>> = {
  'under-10-s': 10_000,
  'under-1-min': 60_000,
  'under-5-min': 300_000,
  'under-30-min': 1_800_000,
  longer: Number.POSITIVE_INFINITY,
}

/** The terms that a summary is found by, each once. */
export function searchTerms({ fromMs, toMs, counts, labels }: Summary): SearchTerm[] {
  const step = entries(durations).find(([, upToMs]) => toMs - fromMs < upToMs)?.[0] ?? 'longer'
  const terms: SearchTerm[] = [
    { field: 'duration', value: step },
    ...entries(happenings).flatMap(([value, count]) =>
      (counts[count] ?? 0) > 0 ? [{ field: 'has' as const, value }] : [],
    ),
    ...labels.errors.flatMap(({ fingerprint, name }) => [
      { field: 'error' as const, value: fingerprint },
      { field: 'errorName' as const, value: name },
    ]),
    ...labels.requests.flatMap(({ method, template, outcomes }) => [
      { field: 'request' as const, value: `${method} ${template}` },
      ...outcomes.map((value) => ({ field: 'status' as const, value })),
    ]),
    ...labels.pages.map((value) => ({ field: 'page' as const, value })),
    ...Object.entries(labels.tags).map(([key, value]) => ({
      field: 'tag' as const,
      value: `${key}:${value}`,
    })),
    ...Object.entries(labels.vitals).map(([name, { rating }]) => ({
      field: 'vital' as const,
      value: `${name}:${rating}`,
    })),
  ]
  for (const field of ['release', 'environment', 'browser'] as const) {
    const value = labels[field]
    if (value !== undefined) terms.push({ field, value })
  }
  return [...new Map(terms.map((term) => [`${term.field} ${term.value}`, term])).values()]
}

/** The token of a term in an app, a 64-bit integer in decimal. */
export function searchToken(app: string, { field, value }: SearchTerm): string {
  const digest = createHash('sha256').update(`${app}\0${field}\0${value}`).digest()
  return digest.readBigInt64BE(0).toString()
}

function entries<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][]
}
