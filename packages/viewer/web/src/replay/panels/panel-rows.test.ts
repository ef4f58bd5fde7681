import { describe, expect, it } from 'vitest'
import type { Signal } from '../signals.ts'
import { eventSort } from './panel-counts.ts'
import { countSorts, filterRows, makeRows, rowAt } from './panel-rows.ts'
import { rowAsJson, rowAsText } from './row-text.ts'

const line = (atMs: number, text: string, level = 'log'): Signal => ({ kind: 'console', atMs, level, text })
const form = {
  sortOf: ({ level }: Signal) => level,
  joinedBy: ({ level, text }: Signal) => `${level} ${text}`,
}

describe('makeRows', () => {
  it('joins what repeats in a row, and what repeats at all where rows are groups', () => {
    const lines = [line(1, 'a'), line(2, 'a'), line(3, 'b'), line(4, 'a')]
    expect(makeRows(lines, form).map(({ moments }) => moments)).toEqual([[1, 2], [3], [4]])
    expect(makeRows(lines, { ...form, isGrouped: true }).map(({ moments }) => moments)).toEqual([
      [1, 2, 4],
      [3],
    ])
  })

  it('gives rows ids that stay when more is loaded, and are theirs alone', () => {
    const { joinedBy: _, ...apart } = form
    const few = makeRows([line(1, 'a'), line(1, 'a')], apart)
    const more = makeRows([line(0, 'b'), line(1, 'a'), line(1, 'a')], apart)
    expect(new Set(more.map(({ id }) => id)).size).toBe(3)
    expect(more.slice(1).map(({ id }) => id)).toEqual(few.map(({ id }) => id))
  })
})

describe('filterRows', () => {
  const rows = makeRows([line(1, 'POST /api/drafts'), line(2, 'GET /api/plans', 'warn')], form)

  it('asks for each word, and for one of the sorts', () => {
    const found = (text: string, ...sorts: string[]) =>
      filterRows(rows, { text, sorts: new Set(sorts) }).map(({ signal }) => signal.atMs)
    expect(found('')).toEqual([1, 2])
    expect(found('API post')).toEqual([1])
    expect(found('', 'warn')).toEqual([2])
    expect(found('post', 'warn')).toEqual([])
  })

  it('offers the sorts that there are, and those that are chosen', () => {
    expect(countSorts(rows, ['error', 'warn', 'log'], new Set(['error']))).toEqual([
      { sort: 'error', count: 0 },
      { sort: 'warn', count: 1 },
      { sort: 'log', count: 1 },
    ])
  })
})

describe('rowAt', () => {
  it('is the row of what came last, also in a group', () => {
    const lines = [line(1, 'a'), line(5, 'b'), line(9, 'a')]
    const rows = makeRows(lines, { ...form, isGrouped: true })
    expect([0, 1, 6, 9].map((atMs) => rowAt(rows, atMs))).toEqual([-1, 0, 1, 0])
  })
})

describe('a copied row', () => {
  it('is a line of text, or JSON with what was recorded', () => {
    const recorded = { plugin: 'reseal/console', payload: { level: 'log', args: [] } } as const
    const [row] = makeRows(
      [{ ...line(61_000, 'xxxxx'), detail: 'at r1:1:2', recorded }, line(62_000, 'xxxxx')],
      form,
    )
    if (row === undefined) throw new Error('no row')
    expect(rowAsText(row, 1_000)).toBe('1:00  log  xxxxx  ×2\n      at r1:1:2')
    expect(JSON.parse(rowAsJson(row, 1_000))).toEqual({
      tMs: [60_000, 61_000],
      kind: 'console',
      level: 'log',
      recorded: recorded.payload,
    })
  })
})

describe('eventSort', () => {
  it('tells what the person did from what is of other panels', () => {
    const sort = (kind: Signal['kind'], level: string) => eventSort({ kind, level, atMs: 0, text: '' })
    expect(sort('action', 'input')).toBe('entries')
    expect(sort('action', 'click')).toBe('clicks')
    expect(sort('network', 'route')).toBe('routes')
    expect(sort('network', 'GET')).toBeUndefined()
    expect(sort('page', 'LCP')).toBeUndefined()
  })
})
