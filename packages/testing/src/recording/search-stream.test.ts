import { describe, expect, it } from 'vitest'
import { createCanaryBook } from '../canaries/canary-book.ts'
import type { RecordedLike } from '../ingest/test-ingest.ts'
import { createCanaryFinder } from '../search/find-canaries.ts'
import { type Survivor, searchStream } from './search-stream.ts'

const book = createCanaryBook({ seed: 'search-stream' })
const name = book.canary('lastName').value
const finder = createCanaryFinder(book.canaries)

const element = (id: number, tagName: string, childNodes: object[] = [], more: object = {}): object => ({
  type: 2,
  id,
  tagName,
  attributes: {},
  childNodes,
  ...more,
})
const text = (id: number, textContent: string, more: object = {}): object => ({
  type: 3,
  id,
  textContent,
  ...more,
})

const event = (type: number, data: Record<string, unknown>): RecordedLike => ({ type, timestamp: 1, data })
const snapshot = (...body: object[]): RecordedLike =>
  event(2, {
    node: {
      type: 0,
      id: 1,
      childNodes: [element(2, 'html', [element(3, 'head'), element(4, 'body', body)])],
    },
  })
const mutation = (data: Record<string, unknown>): RecordedLike =>
  event(3, { source: 0, texts: [], attributes: [], removes: [], adds: [], ...data })
const rules = (payload: object): RecordedLike => event(6, { plugin: 'reseal/rules', payload })

const search = (...events: RecordedLike[]): readonly Survivor[] =>
  searchStream({ stream: 's', events }, finder).survivors

describe('searchStream', () => {
  it('names event, path and element of a text in a snapshot', () => {
    const [survivor, ...others] = search(snapshot(element(5, 'main', [element(6, 'p', [text(7, name)])])))
    expect(others).toEqual([])
    expect(survivor).toMatchObject({
      place: 'text',
      event: 'full snapshot',
      eventIndex: 0,
      path: 'data.node.childNodes[0].childNodes[1].childNodes[0].childNodes[0].childNodes[0].textContent',
      structure: '0/1/0/0',
      recordedPath: 'html > body > main > p',
    })
  })

  it.each<[string, string, RecordedLike]>([
    ['text', 'a text that changed', mutation({ texts: [{ id: 7, value: name }] })],
    ['text', 'an added node', mutation({ adds: [{ parentId: 4, nextId: null, node: text(9, name) }] })],
    ['attribute', 'an attribute', mutation({ attributes: [{ id: 6, attributes: { title: name } }] })],
    [
      'attribute',
      'the name of an attribute',
      mutation({ attributes: [{ id: 6, attributes: { [name]: '' } }] }),
    ],
    ['field', 'a value', mutation({ attributes: [{ id: 6, attributes: { value: name } }] })],
    [
      'style',
      'a style object',
      mutation({ attributes: [{ id: 6, attributes: { style: { '--x': name } } }] }),
    ],
    ['field', 'an input', event(3, { source: 5, id: 6, text: name, isChecked: false })],
    [
      'style',
      'an inserted rule',
      event(3, { source: 8, id: 6, adds: [{ rule: `.a::after{content:"${name}"}` }] }),
    ],
    ['address', 'the address', event(4, { href: `https://a.example/${name}`, width: 1, height: 1 })],
    ['console', 'the console', event(6, { plugin: 'reseal/console', payload: { args: [{ text: name }] } })],
    ['error', 'an error', event(6, { plugin: 'reseal/error', payload: { message: name } })],
    ['other', 'an event of no known kind', event(9, { text: name })],
    ['other', 'codes of characters', event(9, { list: Array.from(name, (c) => c.codePointAt(0)) })],
  ])('finds %s: %s', (place, _, second) => {
    const found = search(snapshot(element(6, 'p', [text(7, 'x')])), second)
    expect(found.map((survivor) => survivor.place)).toEqual([place])
    expect(found[0]?.eventIndex).toBe(1)
  })

  it('finds what is cut across neighbouring nodes, and names the first of them', () => {
    const half = Math.ceil(name.length / 2)
    const pieces = [
      element(6, 'b', [text(7, name.slice(0, half))]),
      element(8, 'i', [text(9, name.slice(half))]),
    ]
    expect(search(snapshot(element(5, 'p', pieces)))).toMatchObject([
      { form: 'split', place: 'text', recordedPath: 'html > body > p > b' },
    ])
  })

  it('finds what a mutation completes, after the removal of what stood between', () => {
    const half = Math.ceil(name.length / 2)
    const found = search(
      snapshot(element(6, 'b', [text(7, name.slice(0, half)), text(10, 'xx'), text(8, name.slice(half))])),
      mutation({ removes: [{ parentId: 6, id: 10 }] }),
    )
    expect(found).toMatchObject([{ form: 'split', eventIndex: 1 }])
  })

  it('finds what was typed letter by letter', () => {
    const typed = Array.from(name, (letter) => mutation({ texts: [{ id: 7, value: letter }] }))
    expect(search(snapshot(element(6, 'p', [text(7, 'x')])), ...typed)).toMatchObject([
      { form: 'split', place: 'field' },
    ])
  })

  it('names the rule that a mark tells, by the rules event after the keyframe', () => {
    const marked = snapshot(
      element(5, 'p', [text(6, name, { rule: 1 })]),
      element(7, 'p', [text(8, name, { rule: 2 })]),
      element(9, 'p', [], { attributes: { title: name }, opened: { title: 0 } }),
    )
    const inForce = rules({
      allow: ['labels:11111111', 'all:22222222'],
      trust: ['notes:33333333'],
      attributes: ['tips:44444444'],
    })
    expect(search(marked, inForce).map(({ rule }) => rule)).toEqual([
      { list: 'allow', id: 'all' },
      { list: 'trust', id: 'notes' },
      { list: 'attributes', id: 'tips' },
    ])
  })

  it('does not take a mark of an element around for that of a text', () => {
    const survivors = search(
      snapshot(element(5, 'p', [text(6, name)], { rule: 0 })),
      rules({ allow: ['all:22222222'], trust: [], attributes: [] }),
    )
    expect(survivors[0]?.rule).toBeUndefined()
  })

  it('tells places apart in shadow roots and frames', () => {
    const inside = {
      type: 0,
      id: 20,
      childNodes: [element(21, 'html', [element(22, 'body', [text(23, name)])])],
    }
    const found = search(
      snapshot(
        element(5, 'x-a', [element(6, 'p', [text(7, name)], { isShadow: true })], { isShadowHost: true }),
        element(8, 'iframe'),
      ),
      mutation({ adds: [{ parentId: 8, nextId: null, node: inside }], isAttachIframe: true }),
    )
    expect(found.map(({ structure }) => structure)).toEqual(['0/1/0/s0', '0/1/1/d/0/0'])
  })

  it('finds nothing in masks', () => {
    expect(search(snapshot(element(5, 'p', [text(6, 'xxxx xxxxxx')])))).toEqual([])
  })

  it('tells which elements the recording shows or hides, and which it lacks', () => {
    const events = [
      snapshot(element(5, 'main', [element(6, 'p', [text(7, 'xx')])]), element(8, 'section')),
      mutation({ adds: [{ parentId: 5, nextId: null, node: element(9, 'p') }] }),
    ]
    const { showed } = searchStream({ stream: 's', events }, finder)
    expect(showed('0/1/0/0')).toBe(true)
    expect(showed('0/1/0/1')).toBe(true)
    // A blocked section is a box: what is inside is hidden by it.
    expect(showed('0/1/1/0/3')).toBe(true)
    expect(showed('0/1/0/2')).toBe(false)
    expect(showed('0/1/2')).toBe(false)
  })
})
