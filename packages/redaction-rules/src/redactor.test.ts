import { EventType, IncrementalSource } from '@rrweb/types'
import { describe, expect, it } from 'vitest'
import type { Level } from './level.ts'
import type { RedactorOptions } from './redaction-options.ts'
import { createRedactor, maskedHref } from './redactor.ts'
import { defaultRules, defineRules } from './rule-set.ts'
import { RulesError } from './rules-error.ts'
import { shippedVocabulary } from './vocabulary/shipped.ts'

const timestamp = 1_700_000_000_000
const mask = /^[x \n]*$/

type Raw = Record<string, unknown>

let nextId = 1
const element = (tagName: string, attributes: Raw = {}, childNodes: Raw[] = [], more: Raw = {}): Raw => {
  nextId += 1
  return { type: 2, id: nextId, tagName, attributes, childNodes, ...more }
}
const text = (textContent: string): Raw => {
  nextId += 1
  return { type: 3, id: nextId, textContent }
}
const idOf = (node: Raw): number => node['id'] as number

const childrenOf = (node: Raw | undefined): Raw[] => (node?.['childNodes'] ?? []) as Raw[]
const listOf = (event: { data: object } | undefined, name: string): Raw[] =>
  ((event?.data as Raw | undefined)?.[name] ?? []) as Raw[]

function snapshot(...children: Raw[]): Raw {
  const html = element('html', {}, [element('body', {}, children)])
  return {
    type: 2,
    timestamp,
    data: { node: { type: 0, id: 1, childNodes: [html] }, initialOffset: { top: 3, left: 0.4 } },
  }
}
const incremental = (source: number, data: Raw): Raw => ({ type: 3, timestamp, data: { source, ...data } })
const mutation = (data: Raw): Raw =>
  incremental(0, { texts: [], attributes: [], removes: [], adds: [], ...data })

function startStream(options: Partial<RedactorOptions> = {}, ...children: Raw[]) {
  const redactor = createRedactor({ vocabulary: shippedVocabulary, rules: defaultRules, ...options })
  const first = redactor.redact(snapshot(...children))
  const [html] = childrenOf((first?.data as Raw | undefined)?.['node'] as Raw | undefined)
  const body = childrenOf(childrenOf(html)[0])
  return { redactor, first, body, redact: (event: unknown) => redactor.redact(event) }
}

function attributesOf(node: Raw): Raw {
  return startStream({}, node).body[0]?.['attributes'] as Raw
}

describe('rrweb', () => {
  const numbersOf = (values: object): number[] =>
    Object.values(values)
      .filter((value): value is number => typeof value === 'number')
      .sort((a, b) => a - b)

  it('has no event type and no source that was not decided upon', () => {
    const types = { kept: [0, 1, 2, 3, 4, 6], dropped: [5, 7, 8] }
    const sources = { kept: [0, 1, 2, 3, 4, 6, 8, 12, 13, 15], dropped: [5, 7, 9, 10, 11, 14, 16] }
    expect(numbersOf(EventType)).toEqual(numbersOf([...types.kept, ...types.dropped]))
    expect(numbersOf(IncrementalSource)).toEqual(numbersOf([...sources.kept, ...sources.dropped]))
  })
})

describe('event types', () => {
  it('drops custom, asset, annotation and unknown events, and what is no event', () => {
    const { redact } = startStream()
    for (const type of [5, 7, 8, 9, 99, -1, '3', null, undefined]) {
      expect(
        redact({ type, timestamp, data: { tag: 'x', payload: 'secret', text: 'secret' } }),
      ).toBeUndefined()
    }
    for (const event of [
      null,
      undefined,
      7,
      'secret',
      [],
      {},
      { type: 3 },
      { type: 3, data: null, timestamp },
    ]) {
      expect(redact(event)).toBeUndefined()
    }
  })

  it('keeps load events without their data', () => {
    const { redact } = startStream()
    expect(redact({ type: 0, timestamp, data: { a: 'secret' } })).toEqual({ type: 0, timestamp, data: {} })
    expect(redact({ type: 1, timestamp, data: {} })).toEqual({ type: 1, timestamp, data: {} })
  })

  it('keeps of the meta event the size only', () => {
    const { redact } = startStream()
    const data = { href: 'https://h/patients/4711?n=Jane#x', width: 800.4, height: 600, title: 'Jane' }
    expect(redact({ type: 4, timestamp, data, delay: 3, foo: 'secret' })).toEqual({
      type: 4,
      timestamp,
      data: { href: maskedHref, width: 800, height: 600 },
    })
  })

  it('ignores what the prototype holds', () => {
    const event = Object.create({ type: 4, timestamp, data: { width: 1 } }) as unknown
    expect(startStream().redact(event)).toBeUndefined()
    const data = JSON.parse('{"source":2,"id":1,"type":2,"__proto__":{"x":"secret"},"y":"secret"}') as unknown
    expect(startStream().redact({ type: 3, timestamp, data })?.data).toEqual({
      source: 2,
      type: 2,
      id: 1,
      y: 0,
    })
  })

  it('shares no object with the event', () => {
    const event = snapshot(element('p', { style: 'color:red' }, [text('Jane')]))
    const { redactor } = startStream()
    const seen = new Set<unknown>()
    const walk = (value: unknown, visit: (object: object) => void): void => {
      if (typeof value !== 'object' || value === null) return
      visit(value)
      for (const child of Object.values(value)) walk(child, visit)
    }
    walk(event, (object) => seen.add(object))
    walk(redactor.redact(event), (object) => expect(seen.has(object)).toBe(false))
  })
})

describe('nodes of a snapshot', () => {
  it('become a document with a plain doctype', () => {
    const redactor = createRedactor({ vocabulary: shippedVocabulary, rules: defaultRules })
    const node = {
      type: 0,
      id: 1,
      compatMode: 'BackCompat',
      childNodes: [
        { type: 1, id: 2, name: 'Jane', publicId: 'Jane', systemId: 'Jane', rootId: 1 },
        { type: 5, id: 3, textContent: 'Jane' },
        { type: 4, id: 4, textContent: 'Jane' },
        { type: 6, id: 5, textContent: 'Jane' },
        { type: 3, textContent: 'no id' },
        'Jane',
      ],
    }
    const event = redactor.redact({ type: 2, timestamp, data: { node, initialOffset: { top: 1, left: 2 } } })
    expect(event?.data).toEqual({
      node: {
        type: 0,
        id: 1,
        compatMode: 'BackCompat',
        childNodes: [
          { type: 1, id: 2, name: 'html', publicId: '', systemId: '', rootId: 1 },
          { type: 5, id: 3, textContent: '' },
          { type: 4, id: 4, textContent: '' },
        ],
      },
      initialOffset: { top: 1, left: 2 },
      rules: { allow: [], trust: [], mask: [], block: [], attributes: [], patterns: [] },
    })
  })

  it('keep the names of HTML and SVG and no others', () => {
    const { body } = startStream({}, element('P'), element('jane-doe'), element('jane'), element('jane-doe'))
    expect(body.map((node) => node['tagName'])).toEqual(['p', 'x-r1', 'x-r2', 'x-r1'])
  })

  it.each([
    ['p', true],
    ['title', true],
    ['option', true],
    ['caption', true],
    ['script', false],
    ['noscript', false],
    ['template', false],
    ['textarea', false],
    ['canvas', false],
    ['object', false],
  ])('hold masked text in %s: %s', (tag, isShown) => {
    const { body } = startStream({}, element(tag, {}, [text('Jane Doe')]))
    const [child] = childrenOf(body[0])
    expect(child?.['textContent'] ?? '').toBe(isShown ? 'xxxxx xxxx' : '')
  })

  it('keep shadow and frame flags, and drop unknown fields', () => {
    const node = element('div', {}, [{ ...text('a'), isShadow: true, foo: 'Jane' }], {
      isShadowHost: true,
      isCustom: true,
      needBlock: 'Jane',
      bar: 'Jane',
    })
    const { body } = startStream({}, node)
    expect(Object.keys(body[0] ?? {}).sort()).toEqual(
      ['attributes', 'childNodes', 'id', 'isShadowHost', 'tagName', 'type'].sort(),
    )
    expect(childrenOf(body[0])[0]).toMatchObject({ isShadow: true })
  })
})

describe('attributes', () => {
  it('keeps structure and drops the rest', () => {
    const out = attributesOf(
      element('td', {
        colspan: '2',
        rowspan: '4711',
        width: '50%',
        height: '48291133',
        align: 'LEFT',
        dir: 'rtl',
        lang: 'en-US',
        hidden: 'Jane',
        tabindex: '4711',
        title: 'Jane',
        alt: 'Jane',
        onclick: 'Jane()',
        'aria-label': 'Jane',
        'ng-reflect-value': 'Jane',
        headers: 'a b',
        'aria-expanded': 'true',
        role: 'gridcell',
        'data-size': 'sm',
        class: 'cell cell--jane',
        id: 'cell',
        style: 'width:10px;--jane:Jane',
      }),
    )
    expect(out).toEqual({
      colspan: '2',
      width: '50%',
      align: 'left',
      dir: 'rtl',
      lang: 'en-us',
      hidden: '',
      tabindex: '0',
      headers: 'r1 r2',
      'aria-expanded': 'true',
      role: 'r3',
      'data-r4': 'r5',
      class: 'r6 r7',
      id: 'r6',
      style: 'width:10px;--r8:r9;',
    })
  })

  it.each([
    ['a', { href: 'https://h/p/Jane?x=Jane' }, { href: '#' }],
    ['area', { href: '/Jane', coords: '1', shape: 'Jane' }, { href: '#' }],
    ['link', { href: '/Jane', rel: 'stylesheet' }, {}],
    ['form', { action: '/Jane', method: 'post', target: 'Jane' }, {}],
    ['meta', { name: 'Jane', content: 'Jane' }, { name: 'r1' }],
    ['iframe', { src: '/Jane', srcdoc: 'Jane', rr_src: 'Jane', width: '300' }, { width: '300' }],
    ['meter', { value: '48291133', min: '0', max: '99999999' }, { value: '0.5' }],
    ['option', { value: 'Jane', selected: true, label: 'Jane', 'data-x': 'Jane' }, {}],
    ['li', { value: '48291133' }, {}],
    ['button', { value: 'Jane', type: 'submit' }, { type: 'submit' }],
    ['dialog', { open: '', rr_open_mode: 'modal' }, { open: '', rr_open_mode: 'modal' }],
    ['div', { rr_width: 'Jane', rr_dataURL: 'Jane', _cssText: 'Jane', checked: 'Jane' }, {}],
    ['div', { rr_scrollTop: 12.7, rr_scrollLeft: 'Jane' }, { rr_scrollTop: 13 }],
    ['div', { role: 'checkbox', 'aria-checked': 'true', 'data-state': 'checked' }, { role: 'r1' }],
    ['div', { role: 'tab', 'aria-selected': 'true' }, { role: 'r1', 'aria-selected': 'true' }],
    ['div', { role: 'option', 'aria-selected': 'true' }, { role: 'r1' }],
  ])('of %s %o', (tag, from, to) => {
    expect(attributesOf(element(tag, from))).toEqual(to)
  })

  it('puts the same mask in every field, filled or not', () => {
    for (const node of [
      element('input'),
      element('input', { value: 'Jane' }),
      element('input', { type: 'password', value: 'a very long passphrase indeed' }),
      element('textarea', { value: 'Jane' }),
      element('textarea'),
    ]) {
      expect(attributesOf(node)['value']).toBe('xxxxx xxxxx')
    }
  })

  it.each(['checkbox', 'radio', 'hidden', 'file', 'range', 'color'])(
    'gives an input of type %s no value',
    (type) => {
      expect(attributesOf(element('input', { type, value: '7', checked: true }))).toEqual({ type })
    },
  )

  it('masks the label of an input that is a button', () => {
    expect(attributesOf(element('input', { type: 'submit', value: 'Call Jane' }))['value']).toBe('xxxxx xxxx')
  })
})

describe('drawings', () => {
  const svg = (attributes: Raw, children: Raw[]): Raw => element('svg', attributes, children, { isSVG: true })
  const shape = (tag: string, attributes: Raw): Raw => element(tag, attributes, [], { isSVG: true })

  it('keep the outline of an icon', () => {
    const { body } = startStream({}, svg({ viewBox: '0 0 24 24' }, [shape('path', { d: 'M3 3h18v.5z' })]))
    expect(childrenOf(body[0])[0]?.['attributes']).toEqual({ d: 'M3 3h18v.5z' })
    expect(body[0]?.['attributes']).toEqual({ viewBox: '0 0 24 24' })
  })

  //
  it.each([
    [{ width: '60', height: '20' }, false],
    [{ width: '20', height: '60', viewBox: '0 0 24 24' }, false],
    [{ viewBox: '0 0 60 20' }, false],
    [{ width: '24', viewBox: '0 0 60 20' }, false],
    [{ width: '1em', height: '1em', viewBox: '0 0 320 512' }, true],
    [{ width: '30', height: '20' }, true],
    [{ height: '16' }, true],
    [{}, false],
  ])('are icons only where they are about as wide as high: %j', (size, isOne) => {
    const { body } = startStream({}, svg(size, [shape('path', { d: 'M0 12L10 8L20 15' })]))
    expect('d' in ((childrenOf(body[0])[0]?.['attributes'] ?? {}) as Raw)).toBe(isOne)
  })

  //
  it('show no outline that a script changes, be it as small as an icon', () => {
    const path = shape('path', { d: 'M3 3h18v.5z' })
    const { redact } = startStream(
      { shapeOf: () => ({ x: 1, y: 2, width: 30, height: 10 }) },
      svg({ viewBox: '0 0 24 24' }, [path]),
    )
    const change = { id: idOf(path), attributes: { d: 'M0 12L10 8L20 15' } }
    expect(listOf(redact(mutation({ attributes: [change] })), 'attributes')).toEqual([
      { id: idOf(path), attributes: { d: 'M1 2H31V12H1Z' } },
    ])
  })

  it('keep gradients and the way they are fitted', () => {
    const attributes = {
      gradientUnits: 'userSpaceOnUse',
      gradientTransform: 'rotate(45) translate(1 2)',
      preserveAspectRatio: 'xMidYMid meet',
      spreadMethod: 'Jane',
      'stop-color': '#06c',
      transform: 'translate(10 20)',
    }
    const { body } = startStream({}, shape('lineargradient', attributes))
    const { spreadMethod, ...kept } = attributes
    expect(spreadMethod).toBe('Jane')
    expect(body[0]?.['attributes']).toEqual(kept)
  })

  it('keep of a chart the rectangle that a line fills', () => {
    const { body } = startStream(
      { shapeOf: () => ({ x: 1, y: 2, width: 30, height: 10 }) },
      svg({ width: '300', height: '120' }, [
        shape('path', { d: 'M0 71L10 93' }),
        shape('polyline', { points: '0,71 10,93', stroke: '#06c', fill: 'none' }),
        shape('use', { 'xlink:href': 'sprite.svg#jane' }),
      ]),
    )
    expect(childrenOf(body[0]).map((node) => node['attributes'])).toEqual([
      { d: 'M1 2H31V12H1Z' },
      { points: '1,2 31,2 31,12 1,12', stroke: '#06c', fill: 'none' },
      { 'xlink:href': '#r1' },
    ])
  })

  it('lose the geometry of more shapes than a chart has', () => {
    const cells = Array.from({ length: 441 }, (_, n) =>
      shape('rect', { x: String(n % 21), y: '1', width: '1' }),
    )
    const { body } = startStream({}, svg({ viewBox: '0 0 21 21' }, cells))
    const shown = childrenOf(body[0]).filter((node) => 'x' in (node['attributes'] as Raw))
    expect(shown.length).toBeLessThan(100)
  })

  it('lose the geometry of their first shapes too where the page says how many there are', () => {
    const bars = Array.from({ length: 30 }, (_, n) => shape('rect', { x: String(n * 4), width: '2' }))
    const drawing = svg({ width: '200', height: '80' }, [])
    const { redact } = startStream({ countOf: (id) => (id === idOf(drawing) ? bars.length : 0) }, drawing)
    const adds = bars.map((node) => ({ parentId: idOf(drawing), nextId: null, node }))
    const added = listOf(redact(mutation({ adds })), 'adds')
    expect(added).toHaveLength(30)
    for (const { node } of added) expect((node as Raw)['attributes']).toEqual({})
  })

  it('lose the places of drawings inside them, but keep their own size', () => {
    const tiles = Array.from({ length: 120 }, (_, n) =>
      svg({ x: String(n), width: '1' }, [shape('rect', { width: '1' })]),
    )
    const { body } = startStream({}, svg({ width: '200', height: '200' }, tiles))
    expect(body[0]?.['attributes']).toEqual({ width: '200', height: '200' })
    const shown = childrenOf(body[0]).filter((node) => 'x' in (node['attributes'] as Raw))
    expect(shown.length).toBeLessThan(30)
  })

  it('that are a code are none, however small', () => {
    const row = 'm1 0h1m1 0h2m3 0h1m2 0h1'
    const one = startStream(
      {},
      svg({ viewBox: '0 0 29 29' }, [shape('path', { d: `M4 4.5h7${row.repeat(9)}` })]),
    )
    expect(childrenOf(one.body[0])[0]?.['attributes']).toEqual({})
    const rows = Array.from({ length: 21 }, (_, n) => shape('path', { d: `M4 ${n}.5h7${row}` }))
    const many = startStream({}, svg({ viewBox: '0 0 29 29' }, rows))
    const shown = childrenOf(many.body[0]).filter((node) => 'd' in (node['attributes'] as Raw))
    expect(shown.length).toBeLessThan(8)
  })

  it('keep no number that is long enough to be a record', () => {
    const attributes = { d: 'M0.48291133 0h.48291133', x: '0.48291133', cx: '48291133', width: '37%' }
    const { body } = startStream({}, svg({ viewBox: '0 0 24 24' }, [shape('path', attributes)]))
    expect(childrenOf(body[0])[0]?.['attributes']).toEqual({
      d: 'M0.482 0h.482',
      x: '0.483',
      cx: '99999',
      width: '33.333%',
    })
  })
})

describe('answers', () => {
  it('have no data attributes, nor has what marks them', () => {
    const mark = element('span', { 'data-state': 'checked', class: 'mark' })
    const radio = element('button', { role: 'radio', 'data-state': 'checked', 'aria-checked': 'true' }, [
      mark,
    ])
    const { body, redact } = startStream({}, radio)
    expect(body[0]?.['attributes']).toEqual({ role: 'r1' })
    expect(childrenOf(body[0])[0]?.['attributes']).toEqual({ class: 'r2' })
    for (const node of [radio, mark]) {
      const attributes = [
        { id: idOf(node), attributes: { 'data-state': 'unchecked', 'aria-checked': 'false' } },
      ]
      expect(redact(mutation({ attributes }))).toBeUndefined()
    }
  })

  it('are not told by a data attribute that is true or false', () => {
    expect(attributesOf(element('div', { 'data-smokes': 'true' }))).toEqual({ 'data-r1': 'r2' })
    expect(attributesOf(element('div', { 'data-smokes': 'false' }))).toEqual({ 'data-r1': 'r2' })
  })

  it('are not told by when a meter changes', () => {
    const meter = element('meter', { value: '0.3' })
    const { redact } = startStream({}, meter)
    expect(
      redact(mutation({ attributes: [{ id: idOf(meter), attributes: { value: '0.9' } }] })),
    ).toBeUndefined()
  })
})

describe('boxes', () => {
  const boxOf = () => ({ width: 120.256, height: 40, isInline: true })

  it('stand for images and the like, with their size and nothing in them', () => {
    for (const tag of ['img', 'video', 'audio', 'canvas', 'object', 'embed']) {
      const { body } = startStream({ boxOf }, element(tag, { src: '/Jane', class: 'a' }, [text('Jane')]))
      // A missing object shows text: the bucket of its mask.
      const size =
        tag === 'object'
          ? { rr_width: '112px', rr_height: '48px' }
          : { rr_width: '120.26px', rr_height: '40px' }
      expect(body[0]).toMatchObject({
        childNodes: [],
        attributes: { 'data-reseal': 'block', class: 'r1', ...size },
      })
    }
  })

  it('silence what comes later inside them', () => {
    const child = element('b', {}, [text('a')])
    const blocked = element('div', { 'data-reseal': 'block' }, [child])
    const { redact } = startStream({ boxOf }, blocked)
    const events = [
      mutation({ adds: [{ parentId: idOf(blocked), nextId: null, node: element('p', {}, [text('Jane')]) }] }),
      mutation({ texts: [{ id: idOf(child) + 1, value: 'Jane' }] }),
      mutation({ attributes: [{ id: idOf(child), attributes: { class: 'Jane' } }] }),
      mutation({ attributes: [{ id: idOf(blocked), attributes: { class: 'Jane' } }] }),
      mutation({ removes: [{ id: idOf(child), parentId: idOf(blocked) }] }),
      incremental(2, { id: idOf(child), type: 2, x: 1, y: 1 }),
      incremental(1, { positions: [{ id: idOf(child), x: 1, y: 1, timeOffset: 0 }] }),
      incremental(3, { id: idOf(child), x: 1, y: 1 }),
    ]
    for (const event of events) expect(redact(event)).toBeUndefined()
  })

  it('close around a region that becomes one later', () => {
    const child = element('b', {}, [text('a')])
    const region = element('div', {}, [child])
    const { redact } = startStream({ boxOf }, region)
    redact(mutation({ attributes: [{ id: idOf(region), attributes: { 'data-reseal': 'block' } }] }))
    expect(redact(mutation({ texts: [{ id: idOf(child) - 1, value: 'Jane' }] }))).toBeUndefined()
    expect(
      redact(mutation({ attributes: [{ id: idOf(child), attributes: { class: 'a' } }] })),
    ).toBeUndefined()
    expect(
      redact(mutation({ adds: [{ parentId: idOf(child), nextId: null, node: text('Jane') }] })),
    ).toBeUndefined()
  })
})

describe('lines', () => {
  it('are asked of texts that can wrap, and shape their masks (R-8.5)', () => {
    const asked: number[] = []
    const [one, two] = [text('Jane Doe'), text('Interpretation')]
    const { body } = startStream(
      {
        linesOf: (id) => {
          asked.push(id)
          return [60]
        },
      },
      element('p', {}, [one]),
      element('p', {}, [two]),
    )
    expect(body.map((node) => childrenOf(node)[0]?.['textContent'])).toEqual([
      'xxxxx\u00a0xxxx',
      'xxxxx\u00a0xxxx',
    ])
    expect(asked).toEqual([idOf(one)])
  })
})

describe('mutations', () => {
  it('mask added and changed text', () => {
    const paragraph = element('p', {}, [text('a')])
    const { redact } = startStream({}, paragraph)
    const added = element('b', { title: 'Jane' }, [text('Jane Doe')])
    const event = redact(
      mutation({
        adds: [{ parentId: idOf(paragraph), nextId: null, previousId: 'Jane', node: added }],
        texts: [{ id: idOf(paragraph) - 1, value: 'Jane Doe' }],
        foo: 'Jane',
      }),
    )
    expect(event?.data).toEqual({
      source: 0,
      texts: [{ id: idOf(paragraph) - 1, value: 'xxxxx xxxx' }],
      attributes: [],
      removes: [],
      adds: [
        {
          parentId: idOf(paragraph),
          nextId: null,
          node: {
            type: 2,
            id: idOf(added),
            tagName: 'b',
            attributes: {},
            childNodes: [{ type: 3, id: idOf(added) - 1, textContent: 'xxxxx xxxx' }],
          },
        },
      ],
    })
  })

  it('enter additions whose parent is listed after them, and drop those that have none', () => {
    const { redact } = startStream({}, element('p'))
    const [outer, inner, orphan] = [element('div'), element('b'), element('i')]
    const event = redact(
      mutation({
        adds: [
          { parentId: idOf(outer), nextId: null, node: inner },
          { parentId: 90_000, nextId: null, node: orphan },
          { parentId: 1, nextId: null, node: outer },
        ],
      }),
    )
    expect(listOf(event, 'adds').map((add) => (add['node'] as Raw)['tagName'])).toEqual(['div', 'b'])
  })

  it('redact attributes, style objects and removals', () => {
    const node = element('div', { class: 'a' })
    const { redact } = startStream({}, node)
    const event = redact(
      mutation({
        attributes: [
          {
            id: idOf(node),
            attributes: {
              class: 'a jane',
              title: 'Jane',
              value: 'Jane',
              placeholder: null,
              id: null,
              checked: true,
              style: {
                'background-image': 'url(/Jane)',
                '--jane': 'Jane',
                jane: 'x',
                width: ['7px', 'important'],
                color: false,
              },
            },
          },
        ],
      }),
    )
    expect(listOf(event, 'attributes')[0]).toEqual({
      id: idOf(node),
      attributes: {
        class: 'r1 r2',
        id: null,
        style: { 'background-image': 'none', '--r3': 'r4', width: ['7px', 'important'], color: false },
      },
    })
  })

  it('say nothing of keys: the same mask again is no event', () => {
    const [field, editable] = [
      element('input', { value: 'J' }),
      element('p', { contenteditable: '' }, [text('Jane')]),
    ]
    const { redact } = startStream({}, field, editable)
    const typed = mutation({
      attributes: [{ id: idOf(field), attributes: { value: 'Ja' } }],
      texts: [{ id: idOf(editable) - 1, value: 'Janet' }],
    })
    expect(redact(typed)).toBeUndefined()
  })

  it('mask the value of a field that becomes a button', () => {
    const node = element('input', { type: 'hidden', value: 'Jane' })
    const { redact } = startStream({}, node)
    const id = idOf(node)
    redact(mutation({ attributes: [{ id, attributes: { type: 'submit' } }] }))
    const event = redact(mutation({ attributes: [{ id, attributes: { value: 'Jane' } }] }))
    expect(JSON.stringify(event)).not.toContain('Jane')
  })

  it('are dropped for nodes that are not known', () => {
    const { redact } = startStream()
    expect(redact(mutation({ texts: [{ id: 77_777, value: 'Jane' }] }))).toBeUndefined()
    expect(redact(mutation({ attributes: [{ id: 77_777, attributes: { class: 'x' } }] }))).toBeUndefined()
    expect(redact(mutation({ removes: [{ id: 77_777, parentId: 1 }] }))).toBeUndefined()
  })

  it('go through the style sheet redactor below a style element', () => {
    const style = element('style', { _cssText: '.jane{--jane:Jane}' }, [text('')])
    const { redact, body } = startStream({}, style)
    expect(body[0]?.['attributes']).toEqual({ _cssText: '.r1{--r2:r3;}' })
    const event = redact(
      mutation({ adds: [{ parentId: idOf(style), nextId: null, node: text('.b::after{content:"Jane"}') }] }),
    )
    expect(JSON.stringify(event)).toContain('.r4::after{content:\\"xxxxxx\\";}')
  })
})

describe('incremental sources', () => {
  it('keeps of pointer events ids and numbers', () => {
    const button = element('button')
    const { redact } = startStream({}, button)
    const id = idOf(button)
    expect(redact(incremental(2, { id, type: 2, x: 1.6, y: 2, pointerType: 0, text: 'Jane' }))?.data).toEqual(
      {
        source: 2,
        id,
        type: 2,
        x: 2,
        y: 2,
        pointerType: 0,
      },
    )
    for (const source of [1, 6, 12]) {
      const positions = [
        { x: 1, y: 2, id, timeOffset: -20, debugData: 'Jane' },
        'Jane',
        { id: 99_999, x: 1, y: 1 },
      ]
      expect(redact(incremental(source, { positions }))?.data).toEqual({
        source,
        positions: [{ x: 1, y: 2, id, timeOffset: -20 }],
      })
    }
    const far = redact(incremental(2, { id, type: 2, x: 48_291_133, y: -48_291_133 }))
    expect(far?.data).toMatchObject({ x: 99_999, y: -99_999 })
    expect(redact(incremental(2, { id, type: 77, x: 1, y: 1 }))).toBeUndefined()
    expect(redact(incremental(2, { id, type: 'Jane' }))).toBeUndefined()
  })

  it('keeps nothing of what happens on a keypad', () => {
    const keys = Array.from('123456789', (digit) =>
      element('button', {}, [element('span', {}, [text(digit)]), text('ABC')]),
    )
    const ok = element('button', {}, [text('Enter')])
    const pad = element('div', {}, [...keys, ok])
    const { redact } = startStream({}, pad, element('p', {}, [text('Room '), text('3')]))
    const clickOn = (node: Raw): unknown => redact(incremental(2, { id: idOf(node), type: 2, x: 1, y: 1 }))
    for (const key of keys) {
      expect(clickOn(key)).toBeUndefined()
      expect(clickOn(childrenOf(key)[0] as Raw)).toBeUndefined()
      const move = { id: idOf(key), x: 1, y: 1, timeOffset: 0 }
      expect(redact(incremental(1, { positions: [move] }))).toBeUndefined()
      const attributes = [{ id: idOf(key), attributes: { class: 'pressed' } }]
      expect(redact(mutation({ attributes }))).toBeUndefined()
    }
    // Between the keys, too, but not beside them.
    expect(clickOn(pad)).toBeUndefined()
    expect(clickOn(ok)).toBeDefined()
  })

  it('keeps clicks on things that a digit is only part of', () => {
    const room = element('button', {}, [text('Room '), text('3')])
    const inbox = element('button', {}, [text('Inbox'), element('b', {}, [text('3')])])
    const { redact } = startStream({}, room, inbox)
    for (const button of [room, inbox]) {
      expect(redact(incremental(2, { id: idOf(button), type: 2, x: 1, y: 1 }))).toBeDefined()
    }
  })

  it('keeps of a slider that it was touched, not where', () => {
    const range = element('input', { type: 'range' })
    const { redact } = startStream({ centreOf: () => ({ x: 50.2, y: 8 }) }, range)
    const id = idOf(range)
    expect(redact(incremental(2, { id, type: 2, x: 71, y: 3 }))?.data).toEqual({
      source: 2,
      id,
      type: 2,
      x: 50,
      y: 8,
    })
    expect(redact(incremental(1, { positions: [{ id, x: 71, y: 3, timeOffset: 0 }] }))).toBeUndefined()
    const gone = startStream({}, range)
    expect(gone.redact(incremental(2, { id, type: 2, x: 71, y: 3 }))).toBeUndefined()
  })

  it('keeps of an answer neither the option nor what the keyboard does', () => {
    const option = element('option', {}, [text('Yes')])
    const radio = element('input', { type: 'radio' })
    const { redact } = startStream({}, element('select', { size: '3' }, [option]), radio)
    expect(redact(incremental(2, { id: idOf(option), type: 2, x: 1, y: 1 }))).toBeUndefined()
    for (const type of [2, 5, 6]) expect(redact(incremental(2, { id: idOf(radio), type }))).toBeUndefined()
    // rrweb gives the keyboard's click the pointer of an earlier one: only a press makes a click of it.
    const click = { id: idOf(radio), type: 2, x: 1, y: 1, pointerType: 0 }
    expect(redact(incremental(2, click))).toBeUndefined()
    expect(redact(incremental(2, { ...click, type: 1 }))).toBeDefined()
    expect(redact(incremental(2, click))).toBeDefined()
    expect(redact(incremental(2, click))).toBeUndefined()
  })

  it('keeps scrolling, but not that of a field', () => {
    const [list, field] = [element('div'), element('textarea')]
    const { redact } = startStream({}, list, field)
    expect(redact(incremental(3, { id: idOf(list), x: 0, y: 40 }))?.data).toMatchObject({ y: 40 })
    expect(redact(incremental(3, { id: idOf(field), x: 0, y: 40 }))).toBeUndefined()
  })

  it('keeps the size of the viewport', () => {
    expect(startStream().redact(incremental(4, { width: 9, height: 8, x: 'Jane' }))?.data).toEqual({
      source: 4,
      width: 9,
      height: 8,
    })
  })

  it.each([5, 7, 9, 10, 11, 14, 16, 17, 99, '0', null])('drops source %s', (source) => {
    const input = element('input')
    const { redact } = startStream({}, input)
    const data = {
      source,
      id: idOf(input),
      text: 'Jane',
      isChecked: true,
      ranges: [],
      family: 'Jane',
      define: { name: 'j' },
    }
    expect(redact({ type: 3, timestamp, data })).toBeUndefined()
  })

  it('redacts style sheet rules', () => {
    const style = element('style')
    const { redact } = startStream({}, style)
    const id = idOf(style)
    const event = redact(
      incremental(8, {
        id,
        adds: [{ rule: '.jane{content:"Jane"}', index: [1, 0, 'Jane'] }, { rule: 7 }],
        removes: [{ index: 2, rule: 'Jane' }],
        replaceSync: '#jane{color:red}',
      }),
    )
    expect(event?.data).toEqual({
      source: 8,
      id,
      adds: [{ rule: '.r1{content:"xxxxxx";}', index: [1, 0] }],
      removes: [{ index: 2 }],
      replaceSync: '#r1{color:red;}',
    })
    expect(redact(incremental(8, { id: 90_001, adds: [{ rule: 'a{}' }] }))).toBeUndefined()
    expect(redact(incremental(8, { adds: [{ rule: 'a{}' }] }))).toBeUndefined()
  })

  it('redacts style declarations', () => {
    const { redact } = startStream()
    const set = { property: '--jane', value: 'Jane 4711', priority: 'Jane' }
    expect(redact(incremental(13, { styleId: 3, index: [0], set }))?.data).toEqual({
      source: 13,
      styleId: 3,
      index: [0],
      set: { property: '--r1', value: 'r2 1000' },
    })
    expect(
      redact(incremental(13, { styleId: 3, index: [0], remove: { property: 'color' } }))?.data,
    ).toMatchObject({
      remove: { property: 'color' },
    })
    expect(
      redact(incremental(13, { styleId: 3, index: [0], set: { property: 'jane', value: '1' } })),
    ).toBeUndefined()
  })

  it('redacts adopted style sheets', () => {
    const { redact } = startStream()
    const styles = [{ styleId: 4, rules: [{ rule: '.jane{}', index: 0 }], href: 'Jane' }, 'Jane']
    expect(redact(incremental(15, { id: 1, styleIds: [4, 'Jane'], styles }))?.data).toEqual({
      source: 15,
      id: 1,
      styleIds: [4],
      styles: [{ styleId: 4, rules: [{ rule: '.r1{}', index: 0 }] }],
    })
    expect(redact(incremental(15, { id: 90_002, styleIds: [4] }))).toBeUndefined()
  })
})

describe('console and errors', () => {
  const plugin = (name: string, payload: unknown): Raw => ({
    type: 6,
    timestamp,
    data: { plugin: name, payload },
  })

  it('keep kinds and masks', () => {
    const args = [
      { kind: 'string', text: 'Jane Doe' },
      { kind: 'error', name: 'TypeError', text: 'Jane Doe' },
      { kind: 'error', name: 'JaneError', text: 'Jane Doe' },
      { kind: 'object', text: 'Jane' },
      { kind: 'Jane' },
      'Jane',
    ]
    expect(
      startStream().redact(plugin('reseal/console', { level: 'warn', args, trace: 'Jane' }))?.data,
    ).toEqual({
      plugin: 'reseal/console',
      payload: {
        level: 'warn',
        args: [
          { kind: 'string', text: 'xxxxx xxxx' },
          { kind: 'error', name: 'TypeError', text: 'xxxxx xxxx' },
          { kind: 'error', name: 'Error', text: 'xxxxx xxxx' },
          { kind: 'object' },
          { kind: 'other' },
          { kind: 'other' },
        ],
      },
    })
  })

  it('keep of a place no number that is long enough to be a record', () => {
    const frames = [{ source: 'a', line: 48_291_133, column: 48_291_133 }]
    const data = startStream().redact(plugin('reseal/error', { frames }))?.data as Raw
    expect(data['payload']).toMatchObject({ frames: [{ line: 99_999, column: 999_999 }] })
  })

  it('keep of a stack places, not names', () => {
    const frames = [{ source: 'https://h/jane.js', line: 3, column: 4, name: 'jane' }, 'Jane']
    const payload = { kind: 'rejection', name: 'Jane', message: 'Jane Doe', frames, stack: 'Jane' }
    expect(startStream().redact(plugin('reseal/error', payload))?.data).toEqual({
      plugin: 'reseal/error',
      payload: {
        kind: 'rejection',
        name: 'Error',
        message: 'xxxxx xxxx',
        frames: [{ source: 'r1', line: 3, column: 4 }],
      },
    })
  })

  it('are ours only', () => {
    const { redact } = startStream()
    expect(redact(plugin('rrweb/console@1', { level: 'log', payload: ['Jane'] }))).toBeUndefined()
    expect(redact(plugin('reseal/console', 'Jane'))).toBeUndefined()
    expect(redact(plugin('reseal/console', { level: 'Jane', args: [] }))).toBeUndefined()
  })
})

describe('rules', () => {
  const rules = defineRules({ allow: [{ id: 'a', selector: '.a' }] })
  const levels = (level: Level) => ({ rules, rulingOf: () => ({ level, rules: [0] }) })

  it('let text through where they say so, and nothing else', () => {
    const node = element('p', { title: 'Jane', class: 'a' }, [text('Save')])
    const [shown] = startStream(levels('allow'), node).body
    expect(shown).toMatchObject({ attributes: { class: 'r1' }, childNodes: [{ textContent: 'Save' }] })
    const [masked] = startStream(levels('mask'), node).body
    expect(childrenOf(masked)[0]?.['textContent']).toMatch(mask)
    const blocks = {
      rules,
      rulingOf: (id: number) => (id === idOf(node) ? { level: 'block' as const, rules: [0] } : undefined),
    }
    expect(startStream(blocks, node).body[0]).toMatchObject({ childNodes: [] })
  })

  it('never open titles, options, fields and editable regions', () => {
    const editable = element('div', { contenteditable: '' }, [element('b', {}, [text('Jane')])])
    for (const node of [
      element('title', {}, [text('Jane')]),
      element('option', {}, [text('Jane')]),
      editable,
    ]) {
      expect(JSON.stringify(startStream(levels('allow'), node).body)).not.toContain('Jane')
    }
    expect(attributesOf(element('input', { value: 'Jane' }))['value']).toBe('xxxxx xxxxx')
  })

  it('give way to markup that tightens, whenever it comes', () => {
    const inner = element('b', {}, [text('a')])
    const node = element('p', {}, [inner])
    const { redact } = startStream(levels('allow'), node)
    const change = mutation({ texts: [{ id: idOf(inner) - 1, value: 'Jane' }] })
    expect(JSON.stringify(redact(change))).toContain('Jane')
    redact(mutation({ attributes: [{ id: idOf(node), attributes: { 'data-reseal': 'mask' } }] }))
    expect(JSON.stringify(redact(change))).not.toContain('Jane')
    const markup = element('p', { 'data-reseal': 'allow' }, [text('Jane')])
    expect(JSON.stringify(startStream({}, markup).body)).not.toContain('Jane')
  })

  it('are refused where nobody can say what they match', () => {
    expect(() => createRedactor({ rules })).toThrow(RulesError)
  })
})
