// The rows of a panel: signals, repeated ones together, filtered by what of them can be read, and which of them is now.
import type { Signal } from '../signals.ts'

/** A row: a signal, and how often it came. Times are milliseconds since 1970. */
export interface PanelRow {
  /** The same for the same row while more is loaded. */
  readonly id: string
  readonly signal: Signal
  /** When it came, in order; the first is the signal's. */
  readonly moments: readonly number[]
  /** What it is filtered by beside its text: a level, a kind, a class of status. */
  readonly sort: string
  /** All that can be read of it, in small letters. */
  readonly words: string
}

/** What is looked for. Without sorts all are shown. */
export interface RowFilter {
  readonly text: string
  readonly sorts: ReadonlySet<string>
}

/** Finds everything. */
export const noFilter: RowFilter = { text: '', sorts: new Set() }

/** How rows are made of signals. */
export interface RowForm {
  readonly sortOf: (signal: Signal) => string
  /** Signals with one key in a row become one; undefined leaves a signal by itself. */
  readonly joinedBy?: (signal: Signal) => string | undefined
  /** Joined also when others stand between them. */
  readonly isGrouped?: boolean
}

/** The rows of signals that are in order of time. */
export function makeRows(signals: readonly Signal[], form: RowForm): PanelRow[] {
  const rows: (PanelRow & { readonly moments: number[] })[] = []
  const byKey = new Map<string, number>()
  const seen = new Map<string, number>()
  for (const signal of signals) {
    const key = form.joinedBy?.(signal)
    const at = key === undefined ? undefined : byKey.get(`${signal.stream} ${key}`)
    const joined =
      at !== undefined && (form.isGrouped === true || at === rows.length - 1) ? rows[at] : undefined
    if (joined !== undefined) {
      joined.moments.push(signal.atMs)
      continue
    }
    if (key !== undefined) byKey.set(`${signal.stream} ${key}`, rows.length)
    const base = `${signal.stream} ${signal.atMs} ${signal.kind} ${signal.level} ${signal.text}`
    const times = seen.get(base) ?? 0
    seen.set(base, times + 1)
    rows.push({
      id: times === 0 ? base : `${base} ${times}`,
      signal,
      moments: [signal.atMs],
      sort: form.sortOf(signal),
      words: `${signal.level} ${signal.text} ${signal.detail ?? ''}`.toLowerCase(),
    })
  }
  return rows
}

/** The rows that a filter lets through; each word of its text is in them. */
export function filterRows(rows: readonly PanelRow[], { text, sorts }: RowFilter): readonly PanelRow[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0 && sorts.size === 0) return rows
  return rows.filter(
    ({ sort, words }) =>
      (sorts.size === 0 || sorts.has(sort)) && wanted.every((word) => words.includes(word)),
  )
}

/** Sorts that the rows have, in the order given, with how many; one that is chosen is there with none, too. */
export function countSorts(
  rows: readonly PanelRow[],
  order: readonly string[],
  chosen: ReadonlySet<string>,
): { readonly sort: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const { sort } of rows) counts.set(sort, (counts.get(sort) ?? 0) + 1)
  const others = [...counts.keys()].filter((sort) => !order.includes(sort)).toSorted()
  return [...order, ...others]
    .filter((sort) => counts.has(sort) || chosen.has(sort))
    .map((sort) => ({ sort, count: counts.get(sort) ?? 0 }))
}

/** The row of what came last at a moment; -1 before all. */
export function rowAt(rows: readonly PanelRow[], atMs: number): number {
  let found = -1
  let foundMs = -Infinity
  for (const [index, { moments }] of rows.entries()) {
    const lastMs = moments.length === 1 ? moments[0] : moments.findLast((momentMs) => momentMs <= atMs)
    if (lastMs === undefined || lastMs > atMs || lastMs < foundMs) continue
    found = index
    foundMs = lastMs
  }
  return found
}
