// What can be written next in the search field: keys, then their values, those that sessions have first.
import {
  type SearchKey,
  type SearchSort,
  type SyntaxTerm,
  searchKeyOf,
  searchKeys,
  searchRatings,
  searchSorts,
  searchStates,
  wordsOf,
  writeTerm,
} from '../../../src/search/search-syntax.ts'
import { facetLabel, termOfFacet } from './facet-terms.ts'

/** A value that sessions have. */
export interface KnownValue {
  readonly field: string
  readonly value: string
  readonly count: number
}

/** One thing to choose. */
export interface Completion {
  /** What takes the place of the word. */
  readonly text: string
  readonly label: string
  readonly detail: string
  /** A key wants a value after it; a whole term is searched by. */
  readonly isWhole: boolean
}

/** What may be chosen for the word at the caret, and where the word lies. */
export interface Completions {
  readonly from: number
  readonly to: number
  readonly choices: readonly Completion[]
}

const mostChoices = 9

const hints: Readonly<Record<string, readonly (readonly [value: string, means: string])[]>> = {
  error: [
    ['any', 'at least one'],
    ['>2', 'three or more'],
  ],
  last: [
    ['1h', 'hour'],
    ['24h', 'day'],
    ['7d', 'week'],
    ['30d', 'month'],
  ],
  duration: [
    ['<10s', 'under 10 s'],
    ['>1m', 'over a minute'],
    ['>5m', 'over 5 minutes'],
  ],
  lcp: [
    ['>2.5s', 'not good'],
    ['>4s', 'poor'],
  ],
  inp: [
    ['>200ms', 'not good'],
    ['>500ms', 'poor'],
  ],
  cls: [
    ['>0.1', 'not good'],
    ['>0.25', 'poor'],
  ],
  fcp: [['>1.8s', 'not good']],
  ttfb: [['>800ms', 'not good']],
}

const sortHints: Readonly<Record<SearchSort, string>> = {
  duration: 'longest first',
  error: 'most errors first',
  net: 'most failed requests first',
  rage: 'most rage clicks first',
  dead: 'most dead clicks first',
  slow: 'most slow requests first',
  lcp: 'slowest first',
  inp: 'slowest first',
}

/** What is known of what can be written. */
export interface Known {
  readonly values: readonly KnownValue[]
  readonly apps: readonly { readonly id: string; readonly name: string }[]
  /** Those of the sessions where they are left out. */
  readonly keys?: readonly SearchKey[]
}

/** Choices for the word that the caret is in, or after. */
export function completionsOf(text: string, caret: number, known: Known): Completions {
  const { keys = searchKeys } = known
  const word = wordsOf(text).find(({ from, to }) => from < caret && caret <= to)
  const { from, to } = word ?? { from: caret, to: caret }
  const isNot = text.slice(from, caret).startsWith('-')
  const typed = text.slice(from, caret).replace(/^-/u, '')
  const colon = typed.indexOf(':')
  const choices =
    colon < 0
      ? [...keysFor(typed, isNot, keys), ...(typed.length > 1 ? valuesLike(typed, known.values, isNot) : [])]
      : valuesFor(typed.slice(0, colon).toLowerCase(), typed.slice(colon + 1).replace(/^"/u, ''), {
          ...known,
          isNot,
        })
  return { from, to, choices: choices.slice(0, mostChoices) }
}

function keysFor(typed: string, isNot: boolean, keys: readonly SearchKey[]): Completion[] {
  const start = typed.toLowerCase()
  const fits = keys.filter(
    ({ key, meaning }) =>
      key.startsWith(start) || (start.length > 2 && meaning.toLowerCase().includes(start)),
  )
  return fits.map(({ key, meaning, example }) => ({
    text: `${isNot ? '-' : ''}${key}:`,
    label: `${key}:`,
    detail: `${meaning}, as in ${example}`,
    isWhole: false,
  }))
}

function valuesLike(typed: string, values: readonly KnownValue[], isNot: boolean): Completion[] {
  return values
    .filter(({ value }) => value.toLowerCase().includes(typed.toLowerCase()))
    .flatMap((value) => choiceOf(value, isNot))
}

function valuesFor(key: string, typed: string, known: Known & { readonly isNot: boolean }): Completion[] {
  const found = searchKeyOf(key, known.keys)
  if (found === undefined) return []
  const { isNot } = known
  const own = known.values.flatMap((value) => {
    const term = termOfFacet(value.field, value.value)
    return term?.key === key ? choiceOf(value, isNot) : []
  })
  const fixed: (readonly [string, string])[] = [...(hints[key] ?? [])]
  if (found.kind === 'count') fixed.push(['>0', 'at least one'], ['>2', 'three or more'], ['0', 'none'])
  if (found.kind === 'state') fixed.push(...searchStates.map((state) => [state, 'state'] as const))
  if (found.kind === 'sort') fixed.push(...searchSorts.map((sort) => [sort, sortHints[sort]] as const))
  if (found.kind === 'app') fixed.push(...known.apps.map(({ id, name }) => [id, name] as const))
  if (found.kind === 'score' || (found.kind === 'time' && key !== 'duration')) {
    fixed.push(...searchRatings.map((rating) => [rating, 'as web.dev rates it'] as const))
  }
  if (fixed.length === 0 && own.length === 0) fixed.push([found.example, 'for example'])
  const written = fixed.map(([value, detail]) => whole({ key, value, isNot }, detail))
  const seen = new Set<string>()
  return [...own, ...written].filter(({ text, label }) => {
    if (seen.has(text)) return false
    seen.add(text)
    return `${text} ${label}`.toLowerCase().includes(typed.toLowerCase())
  })
}

function choiceOf({ field, value, count }: KnownValue, isNot: boolean): Completion[] {
  const term = termOfFacet(field, value)
  if (term === undefined) return []
  const label = facetLabel(field, value)
  const sessions = `${count.toLocaleString('en')} ${count === 1 ? 'session' : 'sessions'}`
  const written = whole({ ...term, isNot }, sessions)
  return [label === value ? written : { ...written, detail: `${label} · ${sessions}` }]
}

function whole(term: SyntaxTerm, detail: string): Completion {
  return { text: writeTerm(term), label: writeTerm(term), detail, isWhole: true }
}

/** The text with a choice in the place of the word, and where the caret goes. */
export function complete(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
  choice: Completion,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(to).replace(/^\s+/u, '')
  const before = `${text.slice(0, from)}${choice.text}${choice.isWhole ? ' ' : ''}`
  return { text: choice.isWhole || rest === '' ? before + rest : `${before} ${rest}`, caret: before.length }
}
