// On-screen keys, by what they are labelled with and by how they stand together.
import { describe, expect, it } from 'vitest'
import { createRedactor } from './redactor.ts'
import { defaultRules } from './rule-set.ts'
import { shippedVocabulary } from './vocabulary/shipped.ts'

interface Raw {
  readonly id: number
  readonly [name: string]: unknown
}

/** Builds nodes with ids of their own. */
function build() {
  let id = 1
  const element = (tagName: string, attributes: object = {}, childNodes: readonly Raw[] = []): Raw => {
    id += 1
    return { type: 2, id, tagName, attributes, childNodes }
  }
  const text = (textContent: string): Raw => {
    id += 1
    return { type: 3, id, textContent }
  }
  return { element, text }
}

function record(...childNodes: readonly Raw[]) {
  const redactor = createRedactor({ vocabulary: shippedVocabulary, rules: defaultRules })
  const node = { type: 0, id: 1, childNodes }
  redactor.redact({ type: 2, timestamp: 1, data: { node, initialOffset: {} } })
  const incremental = (source: number, data: object) =>
    redactor.redact({ type: 3, timestamp: 2, data: { source, ...data } })
  const mutate = (data: object) =>
    incremental(0, { texts: [], removes: [], adds: [], attributes: [], ...data })
  return {
    mutate,
    shows: ({ id }: Raw): boolean =>
      [
        incremental(2, { id, type: 2, x: 1, y: 1 }),
        incremental(2, { id, type: 5 }),
        incremental(1, { positions: [{ id, x: 1, y: 1, timeOffset: 0 }] }),
        mutate({ attributes: [{ id, attributes: { class: 'pressed' } }] }),
      ].some((event) => event !== undefined),
  }
}

const { element, text } = build()

describe('a key with a digit', () => {
  it.each<readonly [string, Raw]>([
    ['full width', element('button', {}, [text('\uff15')])],
    ['of another script', element('button', {}, [text('\u0665')])],
    ['in a box', element('button', {}, [text('5\ufe0f\u20e3')])],
    ['in a ring', element('button', {}, [text('\u2464')])],
    ['with a dot', element('button', {}, [text('5.')])],
    ['with its letters', element('button', {}, [text('5 JKL')])],
    ['as value', element('input', { type: 'button', value: '5' })],
    ['as label', element('button', { 'aria-label': '5' })],
    ['as title', element('button', { title: '5' })],
    ['as picture', element('button', {}, [element('img', { alt: '5' })])],
  ])('does not show: %s (R-9.7)', (_name, key) => {
    expect(record(key).shows(key)).toBe(false)
  })

  it('does not show however deep its text lies (R-9.7)', () => {
    let inner = text('5')
    for (let depth = 0; depth < 6; depth++) inner = element('span', {}, [inner])
    const key = element('button', {}, [inner])
    expect(record(key).shows(key)).toBe(false)
  })
})

describe('nine controls of a few letters or none', () => {
  const nine = (make: (index: number) => Raw): readonly Raw[] =>
    Array.from('123456789', (_, index) => make(index))
  const rowsOf = (keys: readonly Raw[], tag: string): readonly Raw[] =>
    [0, 3, 6].map((at) => element(tag, {}, keys.slice(at, at + 3)))

  it.each<readonly [string, (index: number) => Raw]>([
    ['without text', () => element('button', { class: 'k' })],
    ['with a drawing', () => element('button', {}, [{ ...element('svg'), isSVG: true }])],
    ['with a letter', (index) => element('button', {}, [text('abcdefghi'.charAt(index))])],
    ['by role', () => element('div', { role: 'button' })],
    ['of inputs', (index) => element('input', { type: 'button', value: 'abcdefghi'.charAt(index) })],
    ['of links', () => element('a', {}, [element('b')])],
  ])('do not show, nor what is between them: %s (R-9.7)', (_name, make) => {
    const keys = nine(make)
    const pad = element('div', {}, keys)
    const { shows } = record(pad)
    for (const key of keys) expect(shows(key)).toBe(false)
    const others = nine(make)
    const rows = rowsOf(others, 'div')
    const rowed = record(element('div', {}, rows))
    for (const key of others) expect(rowed.shows(key)).toBe(false)
    const celled = nine(make)
    const table = rowsOf(
      celled.map((key) => element('td', {}, [key])),
      'tr',
    )
    const tabled = record(element('tbody', {}, table))
    for (const key of celled) expect(tabled.shows(key)).toBe(false)
  })

  it('are no pad where they stand one in each row of words, are fewer, or say more', () => {
    const edits = nine(() => element('button'))
    const list = edits.map((edit) => element('li', {}, [element('p', {}, [text('a name')]), edit]))
    const few = edits.slice(1).map(() => element('button'))
    const words = nine(() => element('button', {}, [text('Orders')]))
    for (const [keys, nodes] of [
      [edits, list],
      [few, few],
      [words, words],
    ] as const) {
      const { shows } = record(element('ul', {}, nodes))
      for (const key of keys) expect(shows(key)).toBe(true)
    }
  })

  it('are counted as they are now', () => {
    const keys = nine(() => element('button'))
    const pad = element('div', {}, keys)
    const [first, last] = [keys[0], keys[8]]
    if (first === undefined || last === undefined) throw new Error('no keys')
    const { mutate, shows } = record(pad)
    expect(shows(first)).toBe(false)
    mutate({ removes: [{ parentId: pad.id, id: last.id }] })
    expect(shows(first)).toBe(true)
    mutate({ adds: [{ parentId: pad.id, nextId: null, node: last }] })
    expect(shows(first)).toBe(false)
  })
})
