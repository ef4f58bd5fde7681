// How a search is carried out: what the index of the summaries answers, what is looked at session by session, and when.
import {
  type AuditFilterName,
  durations,
  happenings,
  type SearchField,
  type SearchTerm,
  type SessionFilter,
  type SessionPredicate,
  type SummaryCount,
  type SummaryOrder,
  type VitalName,
} from '@reseal/store'
import {
  type Bounds,
  parseBounds,
  parseDay,
  parseSpan,
  readSyntax,
  type SearchSort,
  type SearchState,
  type SyntaxTerm,
  searchKeyOf,
  sortOf,
} from './search-syntax.ts'

/** What the store is asked for; apps follow from who asks. */
export type SearchPlan = Omit<SessionFilter, 'appIds'> & {
  /** The app that the text names. */
  readonly app?: string
  /** What they have most of comes first, among the newest; without it the newest do. */
  readonly order?: SummaryOrder
}

interface Parts {
  readonly terms: SearchTerm[]
  readonly predicates: SessionPredicate[]
}

/** The plan of a text at this moment; undefined where the text is no search. */
export function planOf(text: string, nowMs: number): SearchPlan | undefined {
  const { terms, problems } = readSyntax(text)
  if (problems.length > 0) return undefined
  const parts: Parts = { terms: [], predicates: [] }
  let times: Pick<SearchPlan, 'fromMs' | 'toMs'> = {}
  let named: Pick<SearchPlan, 'app' | 'id'> = {}
  for (const term of terms) {
    if (term.key === 'app') named = { ...named, app: term.value }
    else if (term.key === 'id') named = { ...named, id: term.value }
    else if (term.key === 'last') times = later(times, nowMs - (parseSpan(term.value) ?? 0))
    else if (term.key === 'after') times = later(times, parseDay(term.value) ?? 0)
    else if (term.key === 'before') {
      times = { ...times, toMs: Math.min(times.toMs ?? Number.MAX_SAFE_INTEGER, parseDay(term.value) ?? 0) }
    } else if (term.key !== 'sort') addTerm(parts, term)
  }
  const sort = sortOf(terms)
  return { ...parts, ...times, ...named, ...(sort !== undefined && { order: orders[sort] }) }
}

/** Fields of the terms as audit events name them: never what was searched for. */
export function planNamesOf(text: string): AuditFilterName[] {
  const filters = readSyntax(text).terms.filter(({ key }) => key !== 'sort')
  return [...new Set(filters.map(({ key }) => auditNames[key] ?? 'has'))]
}

const auditNames: Readonly<Record<string, AuditFilterName>> = {
  page: 'page',
  error: 'error',
  release: 'release',
  status: 'status',
  request: 'request',
  duration: 'duration',
  tag: 'tag',
  browser: 'browser',
  environment: 'environment',
  app: 'app',
  id: 'session',
  last: 'from',
  after: 'from',
  before: 'to',
  lcp: 'vital',
  inp: 'vital',
  cls: 'vital',
  fcp: 'vital',
  ttfb: 'vital',
}

const counts: Readonly<Record<string, SummaryCount>> = {
  error: 'errors',
  net: 'failedRequests',
  rage: 'rageClicks',
  dead: 'deadClicks',
  slow: 'slowRequests',
  console: 'consoleErrors',
  caught: 'handledErrors',
  errorclick: 'errorClicks',
  longtask: 'longTasks',
}

const orders: Readonly<Record<SearchSort, SummaryOrder>> = {
  duration: 'duration',
  error: 'errors',
  net: 'failedRequests',
  rage: 'rageClicks',
  dead: 'deadClicks',
  slow: 'slowRequests',
  lcp: 'LCP',
  inp: 'INP',
}

const later = (
  times: Pick<SearchPlan, 'fromMs' | 'toMs'>,
  fromMs: number,
): Pick<SearchPlan, 'fromMs' | 'toMs'> => ({ ...times, fromMs: Math.max(times.fromMs ?? 0, fromMs) })

function addTerm(parts: Parts, term: SyntaxTerm): void {
  const { key, value, isNot } = term
  const kind = searchKeyOf(key)?.kind
  if (kind === 'state') parts.predicates.push({ kind: 'state', state: value as SearchState, isNot })
  else if (kind === 'count' || (key === 'error' && /^(?:any$|[<>=])/u.test(value))) addCount(parts, term)
  else if (key === 'duration') addDuration(parts, term)
  else if (kind === 'time' || kind === 'score') addVital(parts, term)
  else if (key === 'tag') addTag(parts, term)
  else addText(parts, term, key === 'error' ? errorField(value) : (key as SearchField & 'page'))
}

function errorField(value: string): 'error' | 'errorName' {
  return /^[0-9a-f]{8,32}\*{0,2}$/u.test(value) ? 'error' : 'errorName'
}

function addCount({ terms, predicates }: Parts, { key, value, isNot }: SyntaxTerm): void {
  const count = counts[key]
  const bounds = parseBounds({ kind: 'count' }, value === 'any' ? '>0' : value)
  if (count === undefined || bounds === undefined) return
  const least = bounds.least
  const isAtLeastOne = least !== undefined && (least.isIn ? least.value >= 1 : least.value >= 0)
  const happening = Object.entries(happenings).find(([, name]) => name === count)?.[0]
  if (!isNot && isAtLeastOne && happening !== undefined) terms.push({ field: 'has', value: happening })
  const isAny = isAtLeastOne && bounds.most === undefined && least.value === (least.isIn ? 1 : 0)
  if (isNot || !isAny || happening === undefined) predicates.push({ kind: 'count', count, bounds, isNot })
}

function addDuration({ terms, predicates }: Parts, { value, isNot }: SyntaxTerm): void {
  const bounds = parseBounds({ kind: 'time' }, value)
  if (bounds === undefined) return
  const step = stepOf(bounds)
  if (step !== undefined && !isNot) terms.push({ field: 'duration', value: step })
  else predicates.push({ kind: 'duration', bounds, isNot })
}

/** The step of durations that these bounds are, if they are one. */
function stepOf({ least, most }: Bounds): string | undefined {
  let fromMs = 0
  for (const [step, toMs] of Object.entries(durations)) {
    const begins = fromMs === 0 ? least === undefined : least?.isIn === true && least.value === fromMs
    const ends =
      toMs === Number.POSITIVE_INFINITY ? most === undefined : most?.isIn === false && most.value === toMs
    if (begins && ends) return step
    fromMs = toMs
  }
  return undefined
}

function addVital({ terms, predicates }: Parts, { key, value, isNot }: SyntaxTerm): void {
  const vital = key.toUpperCase() as VitalName
  const kind = key === 'cls' ? 'score' : 'time'
  const bounds = parseBounds({ kind }, value)
  if (bounds !== undefined) predicates.push({ kind: 'vital', vital, bounds, isNot })
  else if (isNot) predicates.push({ kind: 'rating', vital, rating: value as 'good', isNot })
  else terms.push({ field: 'vital', value: `${vital}:${value}` })
}

function addTag({ terms, predicates }: Parts, { value, isNot }: SyntaxTerm): void {
  const sign = value.indexOf('=')
  const [name, pattern] = sign < 0 ? [value, '**'] : [value.slice(0, sign), value.slice(sign + 1)]
  if (!isNot && !pattern.includes('*')) terms.push({ field: 'tag', value: `${name}:${pattern}` })
  else predicates.push({ kind: 'pattern', field: 'tag', name, pattern, isNot })
}

function addText({ terms, predicates }: Parts, { value, isNot }: SyntaxTerm, field: TextField): void {
  const isWhole = field !== 'request' || value.includes(' ')
  if (!isNot && isWhole && !value.includes('*') && !(field === 'error' && value.length < 32)) {
    terms.push({ field, value })
    return
  }
  const pattern = field === 'error' && value.length < 32 && !value.endsWith('*') ? `${value}*` : value
  predicates.push({ kind: 'pattern', field, pattern, isNot })
}

type TextField = Extract<SessionPredicate, { kind: 'pattern' }>['field'] & SearchField
