// Events that no recorder makes: wrong types, ids without end, circles, what is missing. A player that met them goes on.

/** One attempt; the events come between a good snapshot and a good change. Time is what lies behind the snapshot, ms. */
export interface MalformedEvents {
  readonly name: string
  readonly events: (timestamp: number) => readonly unknown[]
}

const mutation = (timestamp: number, changes: object): object => ({
  type: 3,
  timestamp,
  data: { source: 0, texts: [], attributes: [], removes: [], adds: [], ...changes },
})
const source = (timestamp: number, data: object): object => ({ type: 3, timestamp, data })
const add = (node: unknown, parentId: unknown = 3): object => ({ adds: [{ parentId, nextId: null, node }] })
const element = (id: unknown, tagName: unknown, more: object = {}): object => ({
  type: 2,
  tagName,
  attributes: {},
  childNodes: [],
  id,
  ...more,
})

const of = (name: string, events: MalformedEvents['events']): MalformedEvents => ({ name, events })

export const malformedEvents: readonly MalformedEvents[] = [
  of('an event without data', (at) => [{ type: 3, timestamp: at }]),
  of('a type that is none', (at) => [
    { type: 99, timestamp: at, data: {} },
    { type: '3', timestamp: at, data: {} },
  ]),
  of('data of another type', (at) => [
    { type: 3, timestamp: at, data: 'x' },
    { type: 2, timestamp: at, data: [] },
  ]),
  of('a snapshot without a node', (at) => [
    { type: 2, timestamp: at, data: { node: null, initialOffset: {} } },
  ]),
  of('a snapshot of a text', (at) => [
    { type: 2, timestamp: at, data: { node: { type: 3, id: 1, textContent: 'x' } } },
  ]),
  of('sizes without end', (at) => [
    { type: 4, timestamp: at, data: { href: 'x', width: 1e9, height: -5 } },
    source(at, { source: 4, width: Number.MAX_VALUE, height: 1 }),
  ]),
  of('a source that is none', (at) => [source(at, { source: 77 }), source(at, { source: '0' })]),
  of('a change of nodes that are not there', (at) => [
    mutation(at, {
      texts: [{ id: 9_999, value: 'x' }],
      attributes: [{ id: 9_999, attributes: { class: 'x' } }],
    }),
    mutation(at, { removes: [{ id: 9_999, parentId: 9_998 }] }),
    mutation(at, add(element(9_001, 'p'), 9_998)),
  ]),
  of('ids that are none', (at) => [
    mutation(at, add(element(-1, 'p'))),
    mutation(at, add(element('7', 'p'))),
    mutation(at, add(element(0.5, 'p'))),
    mutation(at, { removes: [{ id: null, parentId: {} }] }),
  ]),
  of('an id that is taken', (at) => [
    mutation(at, add(element(3, 'p'))),
    mutation(at, add(element(2, 'html'))),
  ]),
  of('a node within itself', (at) => [mutation(at, add(element(9_010, 'p'), 9_010))]),
  of('something removed from the document that is not in it', (at) => [
    mutation(at, { removes: [{ id: 9_998, parentId: 1 }] }),
  ]),
  of('names that are no elements', (at) => [
    mutation(at, add(element(9_020, '<img>'))),
    mutation(at, add(element(9_021, ''))),
    mutation(at, add(element(9_022, { toString: 'x' }))),
    mutation(at, add(element(9_023, 'p'.repeat(100_000)))),
  ]),
  of('names that are no attributes', (at) => [
    mutation(
      at,
      add(element(9_030, 'p', { attributes: { '"><img>': 'x', '': 'y', 'a b': 'z', __proto__: 'w' } })),
    ),
    mutation(at, add(element(9_031, 'p', { attributes: [['x', 'y']] }))),
    mutation(at, {
      attributes: [
        { id: 3, attributes: null },
        { id: 3, attributes: { class: {} } },
      ],
    }),
  ]),
  of('values of other types', (at) => [
    mutation(at, add(element(9_040, 'style', { attributes: { _cssText: { x: 1 } } }))),
    mutation(at, add(element(9_041, 'p', { attributes: { rr_width: {}, style: ['x'] } }))),
    mutation(at, add({ type: 3, id: 9_042, textContent: { x: 1 } })),
    mutation(at, add({ type: 42, id: 9_043 })),
  ]),
  of('lists that are none', (at) => [mutation(at, { texts: 'x', attributes: {}, removes: 5, adds: null })]),
  of('a pointer nowhere', (at) => [
    source(at, { source: 1, positions: 'x' }),
    source(at, { source: 1, positions: [{ x: null, y: 'z', id: 3, timeOffset: {} }] }),
    source(at, { source: 1, positions: [null] }),
    source(at, { source: 2, type: 'click', id: 3, x: {}, y: 1 }),
  ]),
  of('scrolling and typing nowhere', (at) => [
    source(at, { source: 3, id: 9_999, x: 1e308, y: -1e308 }),
    source(at, { source: 3, id: 3, x: 'x' }),
    source(at, { source: 5, id: 9_999, text: 'x', isChecked: false }),
    source(at, { source: 5, id: 3, text: { x: 1 }, isChecked: 'yes' }),
  ]),
  of('rules of no sheet', (at) => [
    source(at, { source: 8, id: 9_999, adds: [{ rule: 'p{}', index: 4 }] }),
    source(at, { source: 8, id: 3, adds: [{ rule: 'not a rule' }], removes: 'x' }),
    source(at, { source: 13, id: 9_999, index: [0], set: { property: 'x', value: 'y' } }),
    source(at, { source: 15, id: 9_999, styleIds: [1], styles: [{ styleId: 1, rules: [{ rule: 'p{' }] }] }),
  ]),
  of('a selection nowhere', (at) => [
    source(at, { source: 14, ranges: [{ start: 9_999, startOffset: 5, end: 9_998, endOffset: 7 }] }),
    source(at, { source: 14, ranges: [{ start: 3, startOffset: 1e9, end: 3, endOffset: -4 }] }),
  ]),
  of('canvas, media and fonts', (at) => [
    source(at, { source: 9, id: 3, type: 0, commands: [{ property: 'fillRect', args: [0, 0, 9, 9] }] }),
    source(at, { source: 7, id: 3, type: 0, currentTime: 5 }),
    source(at, { source: 10, family: 'f', fontSource: 'url(x)', buffer: false }),
  ]),
  of('signals of another shape', (at) => [
    { type: 6, timestamp: at, data: { plugin: 'reseal/console', payload: null } },
    { type: 6, timestamp: at, data: { plugin: 'reseal/network', payload: { status: {}, method: [] } } },
    { type: 6, timestamp: at, data: { plugin: 5, payload: 'x' } },
    { type: 5, timestamp: at, data: { tag: 'x', payload: null } },
  ]),
]
