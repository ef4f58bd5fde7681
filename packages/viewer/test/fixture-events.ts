// A made-up recording for the fixture viewer: a small masked page on which somebody works.
import { createHash } from 'node:crypto'

interface FixtureEvent {
  readonly type: number
  readonly timestamp: number
  readonly data: object
}

/** Segment length and keyframe interval of the recorder. */
export const segmentMs = 5_000
export const keyframeEvery = 12

/** What the fixture's recordings say of consent. */
const consent = { granted_at_ms: 1_767_225_600_000, how: 'banner', notice_version: '2026-01' }
const receipt = '{"granted_at_ms":1767225600000,"how":"banner","notice_version":"2026-01","version":1}'

/** SHA-256 (hex) of the receipt of that consent. */
export const consentHash: string = createHash('sha256').update(receipt).digest('hex')

/** The events of one segment, a keyframe each {@link keyframeEvery}. */
export function segmentEvents(startedAtMs: number, index: number): FixtureEvent[] {
  const atMs = startedAtMs + index * segmentMs
  const keyframe = index % keyframeEvery === 0 ? snapshot(atMs) : []
  const moves = Array.from({ length: 20 }, (_, step) => {
    const timestamp = atMs + 200 + step * 200
    const x = 200 + 150 * Math.sin((index * 20 + step) / 9)
    const y = 240 + 90 * Math.cos((index * 20 + step) / 7)
    return { type: 3, timestamp, data: { source: 1, positions: [{ x, y, id: 5, timeOffset: 0 }] } }
  })
  const text = {
    source: 0,
    texts: [{ id: 21, value: 'xxxxx '.repeat(1 + (index % 6)).trim() }],
    attributes: [],
    removes: [],
    adds: [],
  }
  return [
    ...keyframe,
    ...moves.slice(0, 4),
    { type: 3, timestamp: atMs + 1_000, data: text },
    ...moves.slice(4),
    ...signals(atMs, index),
  ]
}

function signals(atMs: number, index: number): FixtureEvent[] {
  if (index % 7 !== 3) return []
  const args = [{ kind: 'string', text: 'xxxxx xxxxx' }, { kind: 'number' }]
  const frames = [
    { source: 'q7d', line: 1, column: 48_213 },
    { source: 'q7d', line: 1, column: 9_120 },
  ]
  return [
    {
      type: 6,
      timestamp: atMs + 4_200,
      data: { plugin: 'reseal/console', payload: { level: 'warn', args } },
    },
    {
      type: 6,
      timestamp: atMs + 4_400,
      data: {
        plugin: 'reseal/error',
        payload: { kind: 'error', name: 'TypeError', message: 'xxxxx xxxxx xxx', frames },
      },
    },
  ]
}

function snapshot(timestamp: number): FixtureEvent[] {
  let id = 4
  const text = (value: string) => ({ type: 3, textContent: value, id: (id += 1) })
  const element = (tagName: string, style: string, ...childNodes: object[]) => {
    id += 1
    return { type: 2, tagName, attributes: { style }, childNodes, id }
  }
  const card =
    'margin:24px;padding:16px;border:1px solid #ccd;border-radius:8px;background:#fff;font:16px/24px sans-serif'
  const image = {
    type: 2,
    tagName: 'img',
    attributes: { 'data-reseal': 'block', rr_width: '96px', rr_height: '96px' },
    childNodes: [],
    id: 20,
  }
  const field = {
    type: 2,
    tagName: 'input',
    attributes: { value: 'xxxxx xxxxx', style: 'height:32px;width:280px' },
    childNodes: [],
    id: 22,
  }
  const note = {
    type: 2,
    tagName: 'p',
    attributes: {},
    childNodes: [{ type: 3, textContent: 'xxxxx xxxxx', id: 21 }],
    id: 23,
  }
  const body = {
    ...element(
      'body',
      'margin:0;background:#eef1f4',
      element(
        'div',
        card,
        element('h1', 'margin:0 0 12px', text('Patient')),
        element('p', '', text('xxxxx xxxxx xxx')),
        note,
        field,
      ),
      element('div', card, image),
    ),
    id: 3,
  }
  const html = {
    type: 2,
    tagName: 'html',
    attributes: {},
    childNodes: [{ type: 2, tagName: 'head', attributes: {}, childNodes: [], id: 4 }, body],
    id: 2,
  }
  return [
    { type: 4, timestamp, data: { href: '/…', width: 1280, height: 720 } },
    {
      type: 2,
      timestamp: timestamp + 1,
      data: { node: { type: 0, childNodes: [html], id: 1 }, initialOffset: { left: 0, top: 0 } },
    },
    { type: 6, timestamp: timestamp + 1, data: { plugin: 'reseal/context', payload: { consent } } },
  ]
}

const marksChangeAtMs = 20_000

/**
 * A page on which every kind of thing stands once, with the marks of what let it through. After 20 s the static text is
 * masked, the masked one static, and a field found invalid.
 */
export function markedEvents(startedAtMs: number, index: number): FixtureEvent[] {
  const atMs = startedAtMs + index * segmentMs
  if (atMs - startedAtMs === marksChangeAtMs) {
    const texts = [
      { id: 11, value: 'xxxxx xxx' },
      { id: 15, value: 'Draft saved', static: true },
    ]
    const payload = {
      id: 18,
      invalid: true,
      times: 3,
      why: 'missing',
      filled: false,
      opened: { invalid: 0, filled: 0 },
    }
    return [
      { type: 3, timestamp: atMs, data: { source: 0, texts, attributes: [], removes: [], adds: [] } },
      { type: 6, timestamp: atMs + 1_000, data: { plugin: 'reseal/field', payload } },
    ]
  }
  const move = { source: 1, positions: [{ x: 900, y: 600, id: 3, timeOffset: 0 }] }
  if (index % keyframeEvery !== 0) return [{ type: 3, timestamp: atMs, data: move }]
  const line = (id: number, tagName: string, text: object) => ({
    type: 2,
    tagName,
    attributes: {},
    childNodes: [{ type: 3, id: id + 1, ...text }],
    id,
  })
  const leaf = (id: number, tagName: string, more: object) => ({
    type: 2,
    tagName,
    childNodes: [],
    id,
    ...more,
  })
  const body = {
    type: 2,
    tagName: 'body',
    attributes: { style: 'margin:24px;font:20px/32px sans-serif;color:#1d2b3a' },
    childNodes: [
      line(10, 'h1', { textContent: 'Save draft', static: true }),
      line(12, 'h2', { textContent: 'Medication', rule: 1 }),
      line(14, 'p', { textContent: 'xxxxx xxxxx xxx' }),
      line(16, 'h3', { textContent: 'Nobody says why' }),
      leaf(18, 'input', {
        attributes: { value: 'xxxxx xxxxx', placeholder: 'Given name', title: 'Family' },
        static: ['placeholder'],
        opened: { title: 0 },
      }),
      leaf(19, 'input', { attributes: { value: 'Tyrol' }, opened: { value: 0 } }),
      {
        type: 2,
        tagName: 'section',
        attributes: {},
        isShadowHost: true,
        childNodes: [
          { ...line(22, 'p', { textContent: 'In a shadow', static: true }), isShadow: true },
          leaf(24, 'input', { attributes: { value: 'xxxxx xxxxx' }, isShadow: true }),
        ],
        id: 21,
      },
      leaf(20, 'img', { attributes: { 'data-reseal': 'block', rr_width: '96px', rr_height: '96px' } }),
    ],
    id: 3,
  }
  const html = {
    type: 2,
    tagName: 'html',
    attributes: {},
    childNodes: [leaf(4, 'head', { attributes: {} }), body],
    id: 2,
  }
  const rules = {
    allow: ['fields:0badc0de', 'interface-words:00c0ffee'],
    attributes: ['titles:12345678'],
  }
  return [
    { type: 4, timestamp: atMs, data: { href: '/…', width: 1280, height: 720 } },
    {
      type: 2,
      timestamp: atMs + 1,
      data: {
        node: { type: 0, childNodes: [html], id: 1 },
        initialOffset: { left: 0, top: 0 },
        rules,
      },
    },
  ]
}

/** A list that grows by an item each 250 ms, numbered in order, in the colour of the last one. */
export function countingEvents(startedAtMs: number, index: number): FixtureEvent[] {
  const perSegment = segmentMs / 250
  const atMs = startedAtMs + index * segmentMs
  const item = (number: number) => ({
    type: 2,
    tagName: 'li',
    attributes: {},
    childNodes: [{ type: 3, id: 1_001 + 2 * number, textContent: String(number), static: true }],
    id: 1_000 + 2 * number,
  })
  const grow = (step: number): FixtureEvent => {
    const { childNodes, ...added } = item(index * perSegment + step)
    // rrweb lists what is in an added node as additions of their own.
    const adds = [
      { parentId: 11, nextId: null, node: { ...added, childNodes: [] } },
      ...childNodes.map((node) => ({ parentId: added.id, nextId: null, node })),
    ]
    const attributes = [
      { id: 11, attributes: { style: `color:hsl(${(index * perSegment + step) % 360} 50% 30%)` } },
    ]
    const data = { source: 0, texts: [], removes: [], adds, attributes }
    return { type: 3, timestamp: atMs + 10 + step * 250, data }
  }
  const changes = Array.from({ length: perSegment }, (_, step) => grow(step))
  if (index % keyframeEvery !== 0) return changes
  const node = (id: number, tagName: string, childNodes: readonly object[]) => ({
    type: 2,
    tagName,
    attributes: {},
    childNodes,
    id,
  })
  const before = Array.from({ length: index * perSegment }, (_, number) => item(number))
  const heading = node(12, 'h1', [{ type: 3, id: 13, textContent: 'Counted', static: true }])
  const html = node(2, 'html', [node(4, 'head', []), node(3, 'body', [heading, node(11, 'ol', before)])])
  const data = { node: { type: 0, childNodes: [html], id: 1 }, initialOffset: { left: 0, top: 0 } }
  return [
    { type: 4, timestamp: atMs, data: { href: '/…', width: 1280, height: 720 } },
    { type: 2, timestamp: atMs + 1, data },
    ...changes,
  ]
}
