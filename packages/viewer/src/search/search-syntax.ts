// What people write to find sessions: `page:/intake/** error:any rage:>0 lcp:>2.5s -tag:ward=north`. Read and written by one
// module, in the browser and on the server, so that an address means the same to both.

/** One thing that sessions are to have, or with `isNot` are not to have. */
export interface SyntaxTerm {
  readonly key: string
  readonly value: string
  readonly isNot: boolean
}

/** Where in the text something is that is no term, and what to write instead. */
export interface SyntaxProblem {
  readonly from: number
  readonly to: number
  readonly message: string
}

/** A term with its place in the text. */
export interface PlacedTerm extends SyntaxTerm {
  readonly from: number
  readonly to: number
}

/** What a text says. */
export interface ReadSyntax {
  readonly terms: readonly PlacedTerm[]
  readonly problems: readonly SyntaxProblem[]
}

/** How a key's values are written. */
export type KeyKind = 'text' | 'count' | 'time' | 'score' | 'span' | 'day' | 'state' | 'id' | 'app' | 'sort'

/** A key, what it means, and one value of it. */
export interface SearchKey {
  readonly key: string
  readonly kind: KeyKind
  readonly meaning: string
  readonly example: string
}

/** Every key, in the order in which they are offered. */
export const searchKeys: readonly SearchKey[] = [
  { key: 'page', kind: 'text', meaning: 'Page visited', example: '/intake/**' },
  { key: 'error', kind: 'text', meaning: 'Error: any, a name, a group, or how many', example: 'any' },
  { key: 'release', kind: 'text', meaning: 'Release of the app', example: '1.4.*' },
  { key: 'net', kind: 'count', meaning: 'Failed requests', example: '>0' },
  { key: 'status', kind: 'text', meaning: 'A request failed with', example: '500' },
  { key: 'request', kind: 'text', meaning: 'A request that failed or was slow', example: '/api/**' },
  { key: 'rage', kind: 'count', meaning: 'Rage clicks', example: '>0' },
  { key: 'dead', kind: 'count', meaning: 'Dead clicks', example: '>0' },
  { key: 'lcp', kind: 'time', meaning: 'Largest contentful paint', example: '>2.5s' },
  { key: 'inp', kind: 'time', meaning: 'Interaction to next paint', example: '>200ms' },
  { key: 'cls', kind: 'score', meaning: 'Cumulative layout shift', example: '>0.1' },
  { key: 'fcp', kind: 'time', meaning: 'First contentful paint', example: '>1.8s' },
  { key: 'ttfb', kind: 'time', meaning: 'Time to first byte', example: '>800ms' },
  { key: 'duration', kind: 'time', meaning: 'Length of the session', example: '>1m' },
  { key: 'last', kind: 'span', meaning: 'Began within the last', example: '7d' },
  { key: 'after', kind: 'day', meaning: 'Began on this day or later (UTC)', example: '2026-11-01' },
  { key: 'before', kind: 'day', meaning: 'Began before this day (UTC)', example: '2026-11-22' },
  { key: 'tag', kind: 'text', meaning: 'Tag of the app', example: 'ward=north' },
  { key: 'app', kind: 'app', meaning: 'App', example: 'clinic-intake' },
  { key: 'browser', kind: 'text', meaning: 'Browser', example: 'Chrome*' },
  { key: 'environment', kind: 'text', meaning: 'Environment', example: 'production' },
  { key: 'state', kind: 'state', meaning: 'State of the recording', example: 'recording' },
  { key: 'slow', kind: 'count', meaning: 'Slow requests', example: '>0' },
  { key: 'console', kind: 'count', meaning: 'Console errors', example: '>0' },
  { key: 'caught', kind: 'count', meaning: 'Caught errors', example: '>0' },
  { key: 'errorclick', kind: 'count', meaning: 'Clicks followed by an error', example: '>0' },
  { key: 'longtask', kind: 'count', meaning: 'Long tasks', example: '>0' },
  { key: 'sort', kind: 'sort', meaning: 'Most of it first', example: 'duration' },
  { key: 'id', kind: 'id', meaning: 'Id of the session', example: '01930000-0000-7000-8000-000000000000' },
]

/** Keys of the groups of errors. */
export const errorKeys: readonly SearchKey[] = [
  { key: 'error', kind: 'text', meaning: 'Name, or begin of the group', example: 'Type*' },
  { key: 'release', kind: 'text', meaning: 'First or last release it was seen in', example: '1.4.*' },
  { key: 'sessions', kind: 'count', meaning: 'Sessions that it is in', example: '>10' },
  { key: 'events', kind: 'count', meaning: 'How often it happened', example: '>100' },
  { key: 'last', kind: 'span', meaning: 'Seen within the last', example: '24h' },
  { key: 'new', kind: 'span', meaning: 'Seen first within the last', example: '7d' },
  { key: 'app', kind: 'app', meaning: 'App', example: 'clinic-intake' },
]

/** The key of this name. */
export function searchKeyOf(name: string, keys: readonly SearchKey[] = searchKeys): SearchKey | undefined {
  return keys.find(({ key }) => key === name)
}

/** Values of `state`. */
export const searchStates = [
  'recording',
  'closed',
  'unchecked',
  'quarantined',
  'shredded',
  'withdrawn',
] as const

/** One of them. */
export type SearchState = (typeof searchStates)[number]

/** Values of `sort`: keys whose numbers sessions can be put in order by, the highest first. */
export const searchSorts = ['duration', 'error', 'net', 'rage', 'dead', 'slow', 'lcp', 'inp'] as const

/** One of them. */
export type SearchSort = (typeof searchSorts)[number]

/** What a search is sorted by; undefined where it is newest first. */
export function sortOf(terms: readonly SyntaxTerm[]): SearchSort | undefined {
  const term = terms.findLast(({ key }) => key === 'sort')
  return searchSorts.find((sort) => sort === term?.value)
}

/** Ratings of web vitals, as values of their keys. */
export const searchRatings = ['good', 'needs-improvement', 'poor'] as const

/** More at once than anybody reads. */
export const maxSyntaxTerms = 16
/** Characters of a whole search. */
export const maxSyntaxLength = 2_000
const maxValueLength = 300

/** A comparison: `>2.5s` and the like, `10s..1m` with its end left out. Numbers are milliseconds, counts or scores. */
export interface Bounds {
  readonly least?: { readonly value: number; readonly isIn: boolean }
  readonly most?: { readonly value: number; readonly isIn: boolean }
}

/** Reads a text; what is no term comes back as a problem with its place. */
export function readSyntax(text: string, keys: readonly SearchKey[] = searchKeys): ReadSyntax {
  const terms: PlacedTerm[] = []
  const problems: SyntaxProblem[] = []
  for (const { from, to } of wordsOf(text)) {
    const read = readWord(text.slice(from, to), keys)
    if (typeof read === 'string') problems.push({ from, to, message: read })
    else if (terms.length >= maxSyntaxTerms) {
      problems.push({ from, to, message: `More than ${maxSyntaxTerms} filters at once. Take one away.` })
    } else if (!terms.some((term) => sameTerm(term, read))) terms.push({ ...read, from, to })
  }
  return { terms, problems }
}

/** The text of terms; {@link readSyntax} reads them back. */
export function writeSyntax(terms: readonly SyntaxTerm[]): string {
  return terms.map(writeTerm).join(' ')
}

/** One term as it is written. */
export function writeTerm({ key, value, isNot }: SyntaxTerm): string {
  return `${isNot ? '-' : ''}${key}:${quote(value)}`
}

/** Whether two say the same. */
export function sameTerm(one: SyntaxTerm, other: SyntaxTerm): boolean {
  return one.key === other.key && one.value === other.value && one.isNot === other.isNot
}

/** The words of a text with their places; a quoted part holds blanks. */
export function wordsOf(text: string): readonly { readonly from: number; readonly to: number }[] {
  return [...text.matchAll(/(?:"(?:[^"\\]|\\.)*"?|[^\s"])+/gu)].map(({ 0: word, index }) => ({
    from: index,
    to: index + word.length,
  }))
}

/** Whether the value is good for the key: undefined, or what to write instead. */
function problemOf(key: SearchKey, value: string): string | undefined {
  if (value === '') return `Write a value after it, as in ${key.key}:${key.example}`
  if (value.length > maxValueLength) return `Write at most ${maxValueLength} characters.`
  const { kind } = key
  const like = `write it as in ${key.key}:${key.example}`
  if (kind === 'count') return isCount(value) ? undefined : `${value} is no count: ${like}, :3 or :2..5`
  if (kind === 'time' || kind === 'score') {
    if (key.key !== 'duration' && searchRatings.some((rating) => rating === value)) return undefined
    const what = kind === 'time' ? 'time' : 'number'
    return parseBounds(key, value) === undefined ? `${value} is no ${what}: ${like}` : undefined
  }
  if (kind === 'span')
    return parseSpan(value) === undefined ? `${value} is no time: ${like}, 24h or 30m` : undefined
  if (kind === 'day') return parseDay(value) === undefined ? `${value} is no day: ${like}` : undefined
  if (kind === 'state') {
    return searchStates.some((state) => state === value)
      ? undefined
      : `There is no such state: write one of ${searchStates.join(', ')}.`
  }
  if (kind === 'sort') {
    return searchSorts.some((sort) => sort === value)
      ? undefined
      : `Nothing is sorted by ${value}: write one of ${searchSorts.join(', ')}.`
  }
  if (kind === 'id') return uuid.test(value) ? undefined : `This is no id: ${like}`
  if (kind === 'app') return /^[a-z0-9-]{1,64}$/u.test(value) ? undefined : `This is no id of an app: ${like}`
  if (key.key === 'error' && /^[<>=]/u.test(value)) {
    return isCount(value) ? undefined : `${value} is no count: write it as in error:>2`
  }
  return undefined
}

function isCount(value: string): boolean {
  const bounds = parseBounds({ kind: 'count' }, value)
  return (
    [bounds?.least, bounds?.most].every((end) => end === undefined || Number.isInteger(end.value)) &&
    bounds !== undefined
  )
}

/** Reads `>2.5s`, `>=3`, `<1m`, `4`, `10s..1m`; undefined for anything else. */
export function parseBounds({ kind }: Pick<SearchKey, 'kind'>, value: string): Bounds | undefined {
  const parse = kind === 'time' ? parseTime : parseNumber
  const between = value.split('..')
  if (between.length === 2) {
    const [least, most] = between.map(parse)
    if (least === undefined || most === undefined || least >= most) return undefined
    return { least: { value: least, isIn: true }, most: { value: most, isIn: false } }
  }
  const match = /^(>=|<=|>|<|=)?(.*)$/su.exec(value)
  const number = parse(match?.[2] ?? '')
  if (number === undefined) return undefined
  const [sign] = match?.[1] ?? '='
  const end = { value: number, isIn: match?.[1]?.length !== 1 || sign === '=' }
  if (sign === '>') return { least: end }
  if (sign === '<') return { most: end }
  return { least: end, most: end }
}

const timeUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}
const spanUnits: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** `2.5s`, `800ms`, `1m30s` in milliseconds; a bare number is seconds. */
function parseTime(text: string): number | undefined {
  if (/^\d{1,7}(?:\.\d{1,3})?$/u.test(text)) return Math.round(Number(text) * 1_000)
  if (!/^(?:\d{1,7}(?:\.\d{1,3})?(?:ms|s|m|h))+$/u.test(text)) return undefined
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h)/gu)]
  return parts.reduce(
    (sum, [, number, unit = '']) => sum + Math.round(Number(number) * (timeUnits[unit] ?? 0)),
    0,
  )
}

function parseNumber(text: string): number | undefined {
  return /^\d{1,9}(?:\.\d{1,4})?$/u.test(text) ? Number(text) : undefined
}

/** `7d`, `24h`, `30m`, `2w` in milliseconds. */
export function parseSpan(text: string): number | undefined {
  const match = /^([1-9]\d{0,4})([mhdw])$/u.exec(text)
  return match === null ? undefined : Number(match[1]) * (spanUnits[match[2] ?? ''] ?? 0)
}

/** A day as the moment at which it begins in UTC, ms since 1970. */
export function parseDay(text: string): number | undefined {
  const atMs = /^\d{4}-\d\d-\d\d$/u.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(atMs) || atMs < 0 ? undefined : atMs
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u
const unnegatable: readonly KeyKind[] = ['span', 'day', 'app', 'id', 'sort']

function readWord(word: string, keys: readonly SearchKey[]): SyntaxTerm | string {
  if (keys === searchKeys && uuid.test(word)) return { key: 'id', value: word, isNot: false }
  const isNot = word.startsWith('-')
  const bare = isNot ? word.slice(1) : word
  const colon = bare.indexOf(':')
  if (colon < 1) return sayWhat(bare, keys)
  const name = bare.slice(0, colon)
  const key = keys.find((known) => known.key === name.toLowerCase())
  if (key === undefined) return noSuchKey(name, keys)
  if (isNot && unnegatable.includes(key.kind))
    return `${key.key}: cannot be turned around. Write it without the minus.`
  const value = unquote(bare.slice(colon + 1))
  if (value === undefined) return 'A quotation mark is missing at the end.'
  return problemOf(key, value) ?? { key: key.key, value, isNot }
}

function sayWhat(word: string, keys: readonly SearchKey[]): string {
  const path = word.startsWith('/') ? word : `/${word || 'intake'}/**`
  const examples = keys
    .filter(({ kind }) => kind === 'text')
    .slice(0, 3)
    .map(({ key, example }) => `${key}:${key === 'page' ? path : word || example}`)
  return `Say what it is: ${examples.join(', ')} …`
}

function noSuchKey(name: string, keys: readonly SearchKey[]): string {
  const near = keys.find(({ key }) => key.startsWith(name.slice(0, 3).toLowerCase()))
  const instead =
    near === undefined ? keys.slice(0, 4).map(({ key }) => `${key}:`) : [`${near.key}:${near.example}`]
  return `There is no ${name}: to search by. Write ${instead.join(', ')}`
}

function quote(value: string): string {
  return /^[^\s"\\]+$/u.test(value) ? value : `"${value.replaceAll(/["\\]/gu, '\\$&')}"`
}

/** Without its quotation marks; undefined where one is missing. */
function unquote(text: string): string | undefined {
  if (!text.includes('"')) return text
  let value = ''
  let isOpen = false
  for (let place = 0; place < text.length; place += 1) {
    const character = text[place] ?? ''
    if (character === '"') isOpen = !isOpen
    else if (character === '\\' && isOpen) value += text[(place += 1)] ?? ''
    else value += character
  }
  return isOpen ? undefined : value
}
