import { describe, expect, it } from 'vitest'
import { inspectLimits } from '../../../../replay-frame/src/inspect-messages.ts'
import { parseInspected } from './parse-inspected.ts'

const row = {
  node: 3,
  depth: 1,
  form: 'element',
  name: 'p',
  attributes: [],
  text: '',
  hasChildren: false,
  isOpen: false,
}

describe('parseInspected', () => {
  it('takes an answer as it is meant', () => {
    const report = { type: 'inspected-tree', ask: 1, rows: [{ ...row, kind: 'masked' }], isCut: false }
    expect(parseInspected(report)).toEqual(report)
  })

  it('drops rows that are none and holds all else to its bounds', () => {
    const long = 'a'.repeat(10_000)
    const attributes = Array.from({ length: 100 }, () => ({
      name: long,
      value: { toString: () => 'x' },
      origin: { kind: 'rule', rule: '<b>' },
    }))
    const rows = [
      null,
      { ...row, node: -1 },
      { ...row, form: 'script' },
      { ...row, depth: 1e9, text: long, attributes, kind: 'html' },
    ]
    const parsed = parseInspected({ type: 'inspected-tree', ask: 1, rows, isCut: 'yes' })
    if (parsed?.type !== 'inspected-tree') throw new Error('no tree')
    const [only, ...others] = parsed.rows
    expect(others).toEqual([])
    expect(parsed.isCut).toBe(false)
    expect(only?.depth).toBe(inspectLimits.depth)
    expect(only?.text.length).toBe(inspectLimits.text)
    expect(only?.kind).toBeUndefined()
    expect(only?.attributes.length).toBe(inspectLimits.rowAttributes)
    expect(only?.attributes[0]).toEqual({
      name: 'a'.repeat(inspectLimits.text),
      value: '',
      origin: { kind: 'rule' },
    })
  })

  it('takes nothing else', () => {
    expect(parseInspected({ type: 'inspected-tree', ask: 'x', rows: [] })).toBeUndefined()
    expect(parseInspected({ type: 'probed', ask: 1 })).toBeUndefined()
    expect(parseInspected(undefined)).toBeUndefined()
    expect(parseInspected({ type: 'inspected-node', ask: 2, told: { node: 'x' } })).toEqual({
      type: 'inspected-node',
      ask: 2,
    })
    const paths = [[1, 2], 'x', [], [0]]
    expect(parseInspected({ type: 'inspected-search', ask: 3, paths, isCut: true })).toEqual({
      type: 'inspected-search',
      ask: 3,
      paths: [[1, 2]],
      isCut: true,
    })
  })
})
