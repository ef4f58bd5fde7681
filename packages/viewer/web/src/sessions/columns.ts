// The columns of the list: which there are, and which the person has chosen.

import type { SearchSort } from '../../../src/search/search-syntax.ts'

/** A column. */
export type ColumnName =
  | 'when'
  | 'activity'
  | 'path'
  | 'errors'
  | 'net'
  | 'rage'
  | 'dead'
  | 'lcp'
  | 'inp'
  | 'length'
  | 'release'
  | 'app'
  | 'session'
  | 'size'
  | 'state'

/** What the list is sorted by where a column's name is pressed; without it the newest come first. */
export const columnSorts: Readonly<Partial<Record<ColumnName, SearchSort>>> = {
  errors: 'error',
  net: 'net',
  rage: 'rage',
  dead: 'dead',
  lcp: 'lcp',
  inp: 'inp',
  length: 'duration',
}

/** What stands above it, how wide it is in pixels, and what it means. */
export interface Column {
  readonly name: ColumnName
  readonly label: string
  readonly width: number | undefined
  readonly isNumber: boolean
  readonly meaning: string
}

const column = (name: ColumnName, label: string, width: number | undefined, meaning: string): Column => ({
  name,
  label,
  width,
  meaning,
  isNumber: numbers.has(name),
})
const numbers = new Set<ColumnName>(['errors', 'net', 'rage', 'dead', 'lcp', 'inp', 'length', 'size'])

/** All, in their order. The first cannot be left out: it leads to the replay. */
export const columns: readonly Column[] = [
  column('when', 'When', 136, 'When it began, in your time zone'),
  column('activity', 'Activity', 116, 'How much happened when, from its begin to its end'),
  column('path', 'Path', undefined, 'The pages that were visited, in their order'),
  column('errors', 'Err', 48, 'Errors that nobody caught'),
  column('net', 'Net', 48, 'Requests that failed'),
  column('rage', 'Rage', 52, 'Bursts of clicks at one place'),
  column('dead', 'Dead', 52, 'Clicks that nothing answered'),
  column('lcp', 'LCP', 64, 'Largest contentful paint, the worst of the session'),
  column('inp', 'INP', 72, 'Interaction to next paint, the worst of the session'),
  column('length', 'Length', 68, 'From the first recorded moment to the last'),
  column('release', 'Release', 112, 'Release of the app'),
  column('app', 'App', 112, 'App that it was recorded in'),
  column('session', 'Session', 124, 'Id, copied by a click'),
  column('size', 'Size', 76, 'Sealed and padded, as stored'),
  column('state', 'State', 140, 'Whether it still grows, and who may watch it'),
]

const first: ReadonlySet<ColumnName> = new Set<ColumnName>([
  'when',
  'activity',
  'path',
  'errors',
  'net',
  'rage',
  'lcp',
  'length',
  'session',
  'state',
])
const key = 'reseal.sessions.columns'

/** The chosen ones, as the person left them. */
export function readColumns(): ReadonlySet<ColumnName> {
  const kept = window.localStorage.getItem(key)?.split(',')
  const known = columns.filter(({ name }) => kept?.includes(name)).map(({ name }) => name)
  return known.length === 0 ? first : new Set<ColumnName>(['when', ...known])
}

/** Keeps them on this device. */
export function keepColumns(chosen: ReadonlySet<ColumnName>): void {
  window.localStorage.setItem(key, [...chosen].join(','))
}
