import { describe, expect, it } from 'vitest'
import { nodeNames } from './node-names.ts'
import { contextOf, type Signal, signalsOf } from './signals.ts'

function plugin(name: string, payload: unknown) {
  return { type: 6, timestamp: 7_000, data: { plugin: name, payload } }
}

const bare = (signal: Signal): Signal =>
  Object.fromEntries(Object.entries(signal).filter(([name]) => name !== 'recorded')) as unknown as Signal

const one = (name: string, payload: unknown): Signal | undefined =>
  signalsOf([plugin(`reseal/${name}`, payload)]).map(bare)[0]

const page = {
  type: 2,
  timestamp: 1,
  data: {
    node: {
      type: 0,
      id: 1,
      childNodes: [
        {
          type: 2,
          id: 2,
          tagName: 'button',
          childNodes: [{ type: 3, id: 3, textContent: ' Save  intake ' }],
        },
        { type: 2, id: 4, tagName: 'img', childNodes: [] },
      ],
    },
  },
}

describe('signalsOf', () => {
  it('reads console calls, each argument by its kind', () => {
    const args = [
      { kind: 'string', text: 'xxxxx' },
      { kind: 'number' },
      { kind: 'error', name: 'TypeError', text: 'xxx' },
    ]
    expect(one('console', { level: 'warn', args })).toEqual({
      kind: 'console',
      atMs: 7_000,
      level: 'warn',
      text: 'xxxxx [number] TypeError: xxx',
      tone: 'warning',
    })
    expect(one('console', { level: 'error', args: [] })?.kind).toBe('error')
  })

  it('reads errors with their stack, and what is behind them', () => {
    const frames = [{ source: 'r1', line: 1, column: 2 }]
    const error = { kind: 'rejection', name: 'Error', message: 'xx', frames }
    expect(one('error', error)).toEqual({
      kind: 'error',
      atMs: 7_000,
      level: 'rejection',
      text: 'Error: xx',
      tone: 'bad',
      detail: 'at r1:1:2',
    })
    const causes = [
      { kind: 'cause', name: 'AggregateError', message: '', frames },
      { kind: 'member', name: 'TypeError', message: 'xxx', frames: [] },
    ]
    expect(one('error', { ...error, kind: 'handled', causes })).toMatchObject({
      level: 'caught',
      tone: 'warning',
      detail: 'at r1:1:2\ncaused by AggregateError\nat r1:1:2\none of them TypeError: xxx',
    })
  })

  it('reads what the app reports', () => {
    expect(one('event', { name: 'search', fields: { results: 12, kind: 'drug' } })?.text).toBe(
      'search results=12 kind=drug',
    )
    expect(one('tag', { key: 'plan', value: 'pro' })).toMatchObject({
      kind: 'app',
      level: 'tag',
      text: 'plan = pro',
    })
    expect(one('flag', { key: 'new-intake', value: true })).toMatchObject({ level: 'flag' })
    expect(one('identity', {})).toMatchObject({ level: 'identity', text: 'nobody (signed out)' })
    expect(one('identity', { id: 'abc' })).toMatchObject({ level: 'identity', text: 'abc' })
  })

  it('reads how the page did, at the moment it happened', () => {
    expect(
      one('vital', { name: 'LCP', value: 2_512, rating: 'needs-improvement', id: 9, parts: [100, 0] }),
    ).toEqual({
      kind: 'page',
      atMs: 7_000,
      level: 'LCP',
      text: '2.51 s needs improvement',
      tone: 'warning',
      key: 'LCP',
      node: 9,
      detail: 'due to node 9\nfirst byte 100 ms\nuntil loading 0 ms',
    })
    expect(one('vital', { name: 'CLS', value: 0.31, rating: 'poor', parts: [] })).toMatchObject({
      text: '0.31 poor',
      tone: 'bad',
    })
    const scripts = [{ durationMs: 300, source: 'r2', position: 7 }]
    expect(one('task', { durationMs: 400, blockingMs: 350, agoMs: 600, scripts })).toMatchObject({
      atMs: 6_400,
      text: '400 ms, no answer for 350 ms',
      tone: 'warning',
      detail: 'r2:7 300 ms',
    })
  })

  it('names the element that was clicked', () => {
    const click = (payload: object): Signal | undefined =>
      signalsOf([page, plugin('reseal/click', payload)]).map(bare)[0]
    expect(click({ kind: 'rage', id: 2, count: 4, agoMs: 1_000 })).toEqual({
      kind: 'click',
      atMs: 6_000,
      level: 'rage click',
      text: '4 clicks on <button> Save intake',
      tone: 'warning',
      node: 2,
    })
    expect(click({ kind: 'dead', id: 3 })?.text).toBe('nothing followed on <button> Save intake')
    expect(click({ kind: 'dead', id: 4 })?.text).toBe('nothing followed on <img>')
    expect(click({ kind: 'error', id: 99 })?.text).toBe('an error followed on node 99')
  })

  it('names an element that was added later, its text after it', () => {
    const adds = [
      { parentId: 1, nextId: null, node: { type: 2, id: 7, tagName: 'button', childNodes: [] } },
      { parentId: 7, nextId: null, node: { type: 3, id: 8, textContent: 'Print' } },
    ]
    const mutation = { type: 3, timestamp: 2, data: { source: 0, adds } }
    const [click] = signalsOf([page, mutation, plugin('reseal/click', { kind: 'dead', id: 8 })])
    expect(click?.text).toBe('nothing followed on <button> Print')
  })

  it('tells clicks and entries by their element, and names what came with an earlier range', () => {
    const click = { type: 3, timestamp: 5, data: { source: 2, type: 2, id: 2, x: 1, y: 1 } }
    const entry = { type: 3, timestamp: 6, data: { source: 5, id: 4, text: 'xxxxx' } }
    const focus = { type: 3, timestamp: 7, data: { source: 2, type: 5, id: 4 } }
    const names = nodeNames([click], nodeNames([page]))
    expect(signalsOf([click, entry, focus], names)).toEqual([
      { kind: 'action', atMs: 5, level: 'click', text: '<button> Save intake', node: 2 },
      { kind: 'action', atMs: 6, level: 'input', text: '<img>', node: 4 },
    ])
  })

  it('keeps what was recorded, for the panels', () => {
    const [signal] = signalsOf([plugin('reseal/console', { level: 'log', args: [] })])
    expect(signal?.recorded).toEqual({ plugin: 'reseal/console', payload: { level: 'log', args: [] } })
  })

  it('passes over everything else', () => {
    const others = [
      { type: 3, timestamp: 0, data: {} },
      plugin('other', {}),
      plugin('toString', {}),
      { type: 6, timestamp: 0, data: null },
    ]
    expect(signalsOf([...others, plugin('reseal/console', null)])).toEqual([])
  })
})

describe('contextOf', () => {
  it('is what was said last', () => {
    const events = [
      plugin('reseal/context', { release: '1' }),
      plugin('reseal/context', { release: '2' }),
      plugin('reseal/rules', {}),
    ]
    expect(contextOf(events)).toEqual({ release: '2' })
    expect(contextOf([])).toBeUndefined()
  })
})
