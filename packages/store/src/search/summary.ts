// What a session is searched by: a closed list of typed fields, without free text (design.md §5.8). One shape for what a
// few segments add, for a stream and for a session, so that sums are all there is to it.
import { addActivities, type SummaryActivity } from './activity.ts'

/** What is counted. A quarantined segment adds nothing else. */
export const summaryCounts = [
  'segments',
  'errors',
  'handledErrors',
  'consoleErrors',
  'requests',
  'failedRequests',
  'slowRequests',
  'rageClicks',
  'deadClicks',
  'errorClicks',
  'longTasks',
  'pageViews',
] as const

/** One of them. */
export type SummaryCount = (typeof summaryCounts)[number]

/** Web vitals. */
export const vitalNames = ['LCP', 'CLS', 'INP', 'TTFB', 'FCP'] as const

/** One of them. */
export type VitalName = (typeof vitalNames)[number]

/** How a vital is rated (web.dev). */
export const vitalRatings = ['good', 'needs-improvement', 'poor'] as const

/** One of them. */
export type VitalRating = (typeof vitalRatings)[number]

/** A place in a script; `source` counts the scripts of the stack in their order. */
export interface SummaryFrame {
  readonly source: number
  readonly line: number
  readonly column: number
  /** Which script of the build, as capture numbers them; absent where no bundler named it. */
  readonly script?: number
}

/** Errors of one fingerprint. */
export interface SummaryError {
  /** 32 hex digits, of name, masked message and top frames. */
  readonly fingerprint: string
  readonly name: string
  /** A mask, or a text that a rule declares. */
  readonly message: string
  readonly frames: readonly SummaryFrame[]
  readonly count: number
  readonly firstMs: number
  readonly lastMs: number
  /** Where the first is seen. */
  readonly stream: string
}

/** Requests of one method and template that failed or were slow. */
export interface SummaryRequest {
  readonly method: string
  readonly template: string
  /** Status codes, `network` and `timeout`, in the order in which they came first. */
  readonly outcomes: readonly string[]
  readonly failed: number
  readonly slow: number
}

/** The worst of a vital. */
export interface SummaryVital {
  readonly value: number
  readonly rating: VitalRating
}

/** To what whoever was recorded consented; its hash is in the stream's header. */
export interface SummaryConsent {
  readonly grantedAtMs: number
  readonly how?: string
  readonly noticeVersion?: string
}

/** Strings and what goes with them. */
export interface SummaryLabels {
  readonly release?: string
  readonly environment?: string
  readonly browser?: string
  /** What the sealed consent receipt says. */
  readonly consent?: SummaryConsent
  /** Who was there, by the hash of the opaque id that the app gave (`subjectHash`). */
  readonly subjects?: readonly string[]
  /** Templates of pages. */
  readonly pages: readonly string[]
  /** Tags that a rule set declares. */
  readonly tags: Readonly<Record<string, string>>
  readonly errors: readonly SummaryError[]
  readonly requests: readonly SummaryRequest[]
  readonly vitals: Readonly<Partial<Record<VitalName, SummaryVital>>>
}

/** What some segments add up to. */
export interface Summary {
  readonly fromMs: number
  readonly toMs: number
  /** Those that are not zero. */
  readonly counts: Readonly<Partial<Record<SummaryCount, number>>>
  readonly labels: SummaryLabels
  /** Absent in what was indexed before it was measured. */
  readonly activity?: SummaryActivity
}

/** No label at all. */
export const noLabels: SummaryLabels = { pages: [], tags: {}, errors: [], requests: [], vitals: {} }

// Bounds of a row: whoever has the public keys can make names without end.
const maxPages = 50
const maxTags = 32
const maxErrors = 50
const maxRequests = 50
const maxOutcomes = 8
const maxSubjects = 8

/** The two together; of what there can be only one of, the later holds. */
export function addSummaries(earlier: Summary, later: Summary): Summary {
  const activity = addActivities(earlier.activity, later.activity)
  return {
    fromMs: Math.min(earlier.fromMs, later.fromMs),
    toMs: Math.max(earlier.toMs, later.toMs),
    counts: addCounts(earlier.counts, later.counts),
    labels: addLabels(earlier.labels, later.labels),
    ...(activity !== undefined && { activity }),
  }
}

/** The same without a string. */
export function countersOnly(summary: Summary): Summary {
  // Whose it is has to be known for as long as it is there: a hash of something random.
  return { ...summary, labels: { ...noLabels, ...subjectsOf(summary.labels, noLabels) } }
}

function addCounts(one: Summary['counts'], other: Summary['counts']): Summary['counts'] {
  const sums: Partial<Record<SummaryCount, number>> = {}
  for (const name of summaryCounts) {
    const sum = (one[name] ?? 0) + (other[name] ?? 0)
    if (sum > 0) sums[name] = sum
  }
  return sums
}

function addLabels(earlier: SummaryLabels, later: SummaryLabels): SummaryLabels {
  const tags = Object.entries({ ...earlier.tags, ...later.tags })
  return {
    ...newest('release', earlier, later),
    ...newest('environment', earlier, later),
    ...newest('browser', earlier, later),
    ...consentOf(later.consent ?? earlier.consent),
    ...subjectsOf(earlier, later),
    pages: [...new Set([...earlier.pages, ...later.pages])].slice(0, maxPages),
    tags: Object.fromEntries(tags.slice(0, maxTags)),
    errors: addErrors(earlier.errors, later.errors),
    requests: addRequests(earlier.requests, later.requests),
    vitals: addVitals(earlier.vitals, later.vitals),
  }
}

function newest<K extends 'release' | 'environment' | 'browser'>(
  name: K,
  earlier: SummaryLabels,
  later: SummaryLabels,
): { readonly [name in K]?: string } {
  const value = later[name] ?? earlier[name]
  return (value === undefined ? {} : { [name]: value }) as { readonly [name in K]?: string }
}

function consentOf(consent: SummaryConsent | undefined): Pick<SummaryLabels, 'consent'> {
  return consent === undefined ? {} : { consent }
}

function subjectsOf(earlier: SummaryLabels, later: SummaryLabels): Pick<SummaryLabels, 'subjects'> {
  const subjects = [...new Set([...(earlier.subjects ?? []), ...(later.subjects ?? [])])].slice(
    0,
    maxSubjects,
  )
  return subjects.length === 0 ? {} : { subjects }
}

function addErrors(earlier: readonly SummaryError[], later: readonly SummaryError[]): SummaryError[] {
  const sums = new Map(earlier.map((error) => [error.fingerprint, error]))
  for (const error of later) {
    const known = sums.get(error.fingerprint)
    const first = known !== undefined && known.firstMs <= error.firstMs ? known : error
    if (known === undefined && sums.size >= maxErrors) continue
    sums.set(error.fingerprint, {
      ...first,
      count: error.count + (known?.count ?? 0),
      lastMs: Math.max(error.lastMs, known?.lastMs ?? 0),
    })
  }
  return [...sums.values()]
}

function addRequests(earlier: readonly SummaryRequest[], later: readonly SummaryRequest[]): SummaryRequest[] {
  const keyOf = ({ method, template }: SummaryRequest): string => `${method} ${template}`
  const sums = new Map(earlier.map((request) => [keyOf(request), request]))
  for (const request of later) {
    const known = sums.get(keyOf(request))
    if (known === undefined && sums.size >= maxRequests) continue
    sums.set(keyOf(request), {
      ...request,
      outcomes: [...new Set([...(known?.outcomes ?? []), ...request.outcomes])].slice(0, maxOutcomes),
      failed: request.failed + (known?.failed ?? 0),
      slow: request.slow + (known?.slow ?? 0),
    })
  }
  return [...sums.values()]
}

function addVitals(
  earlier: SummaryLabels['vitals'],
  later: SummaryLabels['vitals'],
): SummaryLabels['vitals'] {
  const worst: Partial<Record<VitalName, SummaryVital>> = { ...earlier }
  for (const name of vitalNames) {
    const vital = later[name]
    if (vital !== undefined && vital.value >= (worst[name]?.value ?? 0)) worst[name] = vital
  }
  return worst
}
