// SPEC.md, rule by rule, as far as no other test is about the rule: what goes in, and all that may come out.
import { describe, expect, it } from 'vitest'
import { lateSignals } from '../test/late-signals.ts'
import type { RedactorOptions } from './redaction-options.ts'
import { createRedactor } from './redactor.ts'
import { defaultRules, defineRules } from './rule-set.ts'
import { shippedVocabulary } from './vocabulary/shipped.ts'

type Raw = Record<string, unknown>

const timestamp = 1_700_000_000_000
const secret = 'Okonkwo'
const mask = /^[x\s\u00a0]*$/
const token = /^r\d+$/

/** Builds nodes with ids of their own, starts a stream with them, and finds them in what was recorded. */
function stream(options: Partial<RedactorOptions> = {}) {
  const redactor = createRedactor({
    vocabulary: shippedVocabulary,
    rules: defaultRules,
    lateSignals,
    ...options,
  })
  const recorded = new Map<number, Raw>()
  let nextId = 10

  function remember(node: Raw): void {
    recorded.set(node['id'] as number, node)
    for (const child of (node['childNodes'] ?? []) as Raw[]) remember(child)
  }
  const redact = (event: unknown): Raw | undefined => redactor.redact(event)?.data as Raw | undefined
  return {
    redact,
    incremental: (source: number, data: Raw) => redact({ type: 3, timestamp, data: { source, ...data } }),
    mutate: (data: Raw) =>
      redact({
        type: 3,
        timestamp,
        data: { source: 0, texts: [], attributes: [], removes: [], adds: [], ...data },
      }),
    element(tagName: string, attributes: Raw = {}, childNodes: Raw[] = [], more: Raw = {}) {
      nextId += 1
      return { type: 2, id: nextId, tagName, attributes, childNodes, ...more }
    },
    text(textContent: string, type = 3) {
      nextId += 1
      return { type, id: nextId, textContent }
    },
    snapshot(...body: Raw[]) {
      const data = {
        node: {
          type: 0,
          id: 1,
          childNodes: [
            { type: 1, id: 2, name: secret, publicId: secret, systemId: secret },
            {
              type: 2,
              id: 3,
              tagName: 'html',
              attributes: {},
              childNodes: [{ type: 2, id: 4, tagName: 'body', attributes: {}, childNodes: body }],
            },
          ],
        },
        initialOffset: { top: 1.4, left: 2 },
      }
      const out = redact({ type: 2, timestamp, data })
      remember(out?.['node'] as Raw)
      return out
    },
    recorded: (node: { id: number }) => recorded.get(node.id),
    attributes: (node: { id: number }) => recorded.get(node.id)?.['attributes'] as Raw,
    css(text: string) {
      const node = this.element('style', { _cssText: text })
      this.snapshot(node)
      return this.attributes(node)['_cssText'] as string
    },
  }
}

function attributesOf(tagName: string, attributes: Raw, more: Raw = {}): Raw {
  const page = stream()
  const node = page.element(tagName, attributes, [], more)
  page.snapshot(node)
  return page.attributes(node)
}

describe('events as a whole', () => {
  it('R-1.1 shares nothing with the input and reads own keys only', () => {
    const page = stream()
    const inherited = Object.create({ textContent: secret }) as Raw
    Object.assign(inherited, { type: 3, id: 900 })
    const known = page.text('x')
    const out = page.snapshot(page.element('p', {}, [inherited, known]), {
      ...page.element('p'),
      foo: secret,
    })
    expect(JSON.stringify(out)).not.toContain(secret)
    expect(page.recorded({ id: 900 })).toMatchObject({ textContent: '' })
    expect(page.recorded(known)).not.toBe(known)
  })

  it('R-1.2 R-14.3 wants a time and data, and bounds numbers; malformed events do not throw', () => {
    const page = stream()
    page.snapshot()
    for (const event of [
      null,
      7,
      { type: 4 },
      { type: 4, data: {} },
      { type: 4, timestamp: 'x', data: {} },
    ]) {
      expect(page.redact(event)).toBeUndefined()
    }
    const out = page.incremental(2, { id: 3, type: 2, x: 41_234_567, y: 1.6 })
    expect(out).toMatchObject({ x: 99_999, y: 2 })
    expect(() =>
      page.mutate({ adds: [null, 1, { parentId: 'x' }], texts: 'x', attributes: {} }),
    ).not.toThrow()
  })

  it('R-1.3 R-2.5 R-3.8 drops types, sources and plugins that are not named', () => {
    const page = stream()
    page.snapshot()
    for (const type of [5, 7, 8, 9, 99]) {
      expect(page.redact({ type, timestamp, data: { tag: secret, payload: secret } })).toBeUndefined()
    }
    for (const source of [7, 9, 10, 11, 16, 17, 99]) {
      expect(page.incremental(source, { id: 3, text: secret, family: secret })).toBeUndefined()
    }
    const data = { plugin: 'rrweb/console@1', payload: { payload: [secret] } }
    expect(page.redact({ type: 6, timestamp, data })).toBeUndefined()
  })

  it('R-1.4 gives equal names equal tokens, in the order of first use', () => {
    const page = stream()
    const [a, b] = [
      page.element('p', { class: `${secret} b` }),
      page.element('p', { id: 'b', class: secret }),
    ]
    page.snapshot(a, b)
    expect(page.attributes(a)['class']).toBe('r1 r2')
    expect(page.attributes(b)).toEqual({ id: 'r2', class: 'r1' })
    const long = stream()
    const node = long.element('p', { id: 'x'.repeat(513) })
    long.snapshot(node)
    expect(long.attributes(node)['id']).toBe('r0')
  })

  it('R-1.5 drops what happens at nodes it has not seen', () => {
    const page = stream()
    page.snapshot()
    expect(page.incremental(2, { id: 777, type: 2, x: 1, y: 1 })).toBeUndefined()
    expect(page.mutate({ texts: [{ id: 777, value: secret }] })).toBeUndefined()
  })

  it('R-1.6 drops what nests too deep', () => {
    const page = stream()
    let node = page.element('b', {}, [page.text(secret)])
    for (let depth = 0; depth < 1_100; depth++) node = page.element('i', {}, [node])
    expect(JSON.stringify(page.snapshot(node))).not.toContain('"b"')
  })
})

describe('event types', () => {
  it('R-2.1 R-2.2 R-2.3 R-2.6 keeps load events, snapshots, increments and two signals', () => {
    const page = stream()
    expect(page.redact({ type: 0, timestamp, data: { x: secret } })).toEqual({})
    expect(page.redact({ type: 1, timestamp, data: { x: secret } })).toEqual({})
    expect(page.snapshot()).toMatchObject({ node: { type: 0 }, initialOffset: { top: 1, left: 2 } })
    expect(page.incremental(4, { width: 10.2, height: 5, x: secret })).toEqual({
      source: 4,
      width: 10,
      height: 5,
    })
    const payload = { level: 'info', args: [] }
    expect(page.redact({ type: 6, timestamp, data: { plugin: 'reseal/console', payload } })).toMatchObject({
      payload,
    })
    const forgotten = page.element('p')
    page.snapshot(forgotten)
    page.snapshot()
    expect(page.incremental(2, { id: forgotten.id, type: 2 })).toBeUndefined()
  })

  it('R-2.4 R-6.1 R-6.2 shows of the address nothing but its place', () => {
    for (const href of [`https://h/p/${secret}?q=${secret}#${secret}`, '/p?x=%E0%A4%A&mrn=1', secret, 7]) {
      const out = stream().redact({ type: 4, timestamp, data: { href, width: 5, height: 4, x: secret } })
      expect(out).toEqual({ href: '/…', width: 5, height: 4 })
    }
  })
})

describe('incremental sources', () => {
  it('R-3.1 R-4.11 drops a mutation of which nothing is left, and the same mask again', () => {
    const page = stream()
    const text = page.text('Jane Roe')
    page.snapshot(page.element('p', {}, [text]))
    expect(page.mutate({})).toBeUndefined()
    expect(page.mutate({ texts: [{ id: text.id, value: 'Anna Roe' }] })).toBeUndefined()
    expect(page.mutate({ texts: [{ id: text.id, value: 'a much longer remark about her' }] })).toBeDefined()
  })

  it('R-3.2 R-3.3 keeps the pointer, not over options', () => {
    const page = stream()
    const option = page.element('option', {}, [page.text('PPO')])
    const paragraph = page.element('p')
    page.snapshot(paragraph, page.element('select', {}, [option]))
    const at = (id: number): Raw => ({ x: 1, y: 2, id, timeOffset: -5, more: secret })
    expect(page.incremental(1, { positions: [at(paragraph.id), at(option.id)] })).toEqual({
      source: 1,
      positions: [{ x: 1, y: 2, id: paragraph.id, timeOffset: -5 }],
    })
    const click = { type: 2, x: 1, y: 2, pointerType: 0, more: secret }
    expect(page.incremental(2, { id: paragraph.id, ...click })).toEqual({
      source: 2,
      id: paragraph.id,
      type: 2,
      x: 1,
      y: 2,
      pointerType: 0,
    })
    expect(page.incremental(2, { id: option.id, ...click })).toBeUndefined()
    expect(page.incremental(2, { id: paragraph.id, ...click, type: 11 })).toBeUndefined()
  })

  it('R-3.4 R-9.11 keeps scrolling, not that of a field', () => {
    const page = stream()
    const [region, area] = [page.element('div'), page.element('textarea')]
    page.snapshot(region, area)
    expect(page.incremental(3, { id: region.id, x: 0, y: 40 })).toMatchObject({ y: 40 })
    expect(page.incremental(3, { id: area.id, x: 0, y: 40 })).toBeUndefined()
  })

  it('R-3.5 keeps the size of the viewport', () => {
    expect(stream().incremental(4, { width: 320, height: 480 })).toEqual({
      source: 4,
      width: 320,
      height: 480,
    })
  })

  it('R-3.6 R-3.9 drops input and selection', () => {
    const page = stream()
    const field = page.element('input')
    page.snapshot(field)
    expect(page.incremental(5, { id: field.id, text: secret, isChecked: true })).toBeUndefined()
    const range = { start: field.id, startOffset: 1, end: field.id, endOffset: 4 }
    expect(page.incremental(14, { ranges: [range] })).toBeUndefined()
  })

  it('R-3.7 R-7.9 rewrites rules that come later, at their index', () => {
    const page = stream()
    const sheet = page.element('style', { _cssText: '' })
    page.snapshot(sheet)
    const out = page.incremental(8, {
      id: sheet.id,
      adds: [{ rule: `.${secret}::after{content:"${secret}";color:red}`, index: 3 }],
    })
    expect(JSON.stringify(out)).not.toContain(secret)
    expect(out).toMatchObject({ adds: [{ index: 3 }] })
    expect(
      page.incremental(13, { id: sheet.id, index: [0], set: { property: 'color', value: 'red' } }),
    ).toMatchObject({ set: { property: 'color', value: 'red' } })
    const adopted = { id: 1, styleIds: [1], styles: [{ styleId: 1, rules: [{ rule: `.${secret}{}` }] }] }
    expect(JSON.stringify(page.incremental(15, adopted))).not.toContain(secret)
  })
})

describe('nodes', () => {
  it('R-4.1 keeps neither name nor ids of a document type', () => {
    const page = stream()
    const out = page.snapshot()
    expect(JSON.stringify(out)).not.toContain(secret)
    expect(page.recorded({ id: 2 })).toMatchObject({ name: 'html', publicId: '', systemId: '' })
  })

  it('R-4.2 knows the elements of HTML and SVG; others become tokens, and so in selectors', () => {
    const page = stream()
    const [known, own] = [page.element('section'), page.element(`my-${secret.toLowerCase()}`)]
    page.snapshot(known, own)
    expect(page.recorded(known)?.['tagName']).toBe('section')
    const name = page.recorded(own)?.['tagName'] as string
    expect(name).toMatch(/^x-r\d+$/)
    expect(page.css(`my-${secret.toLowerCase()} > p{color:red}`)).toContain(name)
  })

  it('R-4.4 drops text of scripts, templates, comments, CDATA and frames', () => {
    const page = stream()
    const tags = ['script', 'noscript', 'template', 'textarea', 'metadata', 'iframe']
    const nodes = tags.map((tag) => page.element(tag, {}, [page.text(secret)]))
    const out = page.snapshot(...nodes, page.text(secret, 4), page.text(secret, 5), page.text(secret, 7))
    expect(JSON.stringify(out)).not.toContain(secret)
    for (const node of nodes) expect(page.recorded(node)?.['childNodes']).toMatchObject([{ textContent: '' }])
  })

  it('R-4.6 rewrites text of a style element as CSS', () => {
    const page = stream()
    const text = page.text(`.${secret}{color:red;content:"${secret}"}`)
    page.snapshot(page.element('style', {}, [text]))
    expect(page.recorded(text)?.['textContent']).toMatch(/^\.r\d+\{color:red;content:"[x ]+";\}$/)
  })

  it('R-4.7 keeps of a blocked element its place and size', () => {
    const page = stream({ boxOf: () => ({ width: 30, height: 20, isInline: false }) })
    const inner = page.text(secret)
    const box = page.element('div', { 'data-reseal': 'block', title: secret }, [
      page.element('p', {}, [inner]),
    ])
    page.snapshot(box)
    expect(page.recorded(box)).toMatchObject({
      childNodes: [],
      attributes: { rr_width: '24px', rr_height: '20px' },
    })
    const add = { parentId: box.id, nextId: null, node: page.element('p', {}, [page.text(secret)]) }
    expect(page.mutate({ adds: [add], texts: [{ id: inner.id, value: secret }] })).toBeUndefined()
    expect(page.mutate({ attributes: [{ id: box.id, attributes: { class: secret } }] })).toBeUndefined()
  })

  it('R-4.8 makes boxes of images, media and the like', () => {
    for (const tag of ['img', 'video', 'audio', 'canvas', 'object', 'embed']) {
      const page = stream({ boxOf: () => ({ width: 30, height: 20, isInline: true }) })
      const node = page.element(tag, { src: secret, data: secret, alt: secret, rr_dataURL: secret })
      expect(JSON.stringify(page.snapshot(node))).not.toContain(secret)
      expect(page.attributes(node)).toMatchObject({ rr_width: tag === 'object' ? '24px' : '30px' })
    }
  })

  it('R-4.9 holds a frame and a shadow root to the same rules', () => {
    const page = stream()
    const shadow = { ...page.element('p', { title: secret }, [page.text(secret)]), isShadow: true }
    const host = page.element('div', {}, [shadow], { isShadowHost: true })
    const frame = page.element('iframe', { srcdoc: secret, rr_src: `https://x/${secret}` })
    page.snapshot(host, frame)
    const inside = { type: 0, id: 500, childNodes: [page.element('p', { alt: secret }, [page.text(secret)])] }
    const out = page.mutate({
      adds: [{ parentId: frame.id, nextId: null, node: inside }],
      isAttachIframe: true,
    })
    for (const part of [page.recorded(host), page.recorded(frame), out]) {
      expect(JSON.stringify(part)).not.toContain(secret)
    }
    expect(page.recorded(shadow)).toMatchObject({ isShadow: true })
    expect(out).toMatchObject({ isAttachIframe: true })
  })
})

describe('attributes', () => {
  it('R-5.1 R-6.3 drops what is in no row: values, handlers, addresses, unknown names', () => {
    const names =
      'onclick srcdoc action formaction content datetime cite pattern src srcset poster data ping nonce integrity ' +
      'patient-name ng-reflect-value xml:base download'
    const given = Object.fromEntries(names.split(' ').map((name) => [name, secret]))
    expect(attributesOf('div', given)).toEqual({})
    expect(attributesOf('input', { type: 'hidden', value: secret })).toEqual({ type: 'hidden' })
    expect(attributesOf('a', { href: `/p/${secret}` })).toEqual({ href: '#' })
    expect(attributesOf('link', { rel: secret, href: secret })).toEqual({})
  })

  it('R-5.2 R-5.3 R-5.4 keeps flags, counts, lengths and words of HTML', () => {
    expect(
      attributesOf('td', { hidden: secret, colspan: '2', rowspan: secret, tabindex: '48123', width: '50px' }),
    ).toEqual({ hidden: '', colspan: '2', tabindex: '0', width: '50px' })
    expect(attributesOf('td', { colspan: '4812', align: 'LEFT', lang: 'en-US', dir: secret })).toEqual({
      align: 'left',
      lang: 'en-us',
    })
    expect(attributesOf('p', { lang: 'en-okonkwo' })).toEqual({})
  })

  it('R-5.5 keeps plain states; a value of the page becomes a token, a state of an answer goes', () => {
    expect(attributesOf('div', { role: secret, 'aria-expanded': 'true', 'aria-current': 'page' })).toEqual({
      role: expect.stringMatching(token) as unknown,
      'aria-expanded': 'true',
      'aria-current': expect.stringMatching(token) as unknown,
    })
    expect(
      attributesOf('div', { role: 'radio', 'aria-selected': 'true', 'data-state': 'on' }),
    ).not.toHaveProperty('aria-selected')
  })

  it('R-5.6 R-5.7 makes tokens of names, references and data attributes', () => {
    const out = attributesOf('label', {
      id: secret,
      for: secret,
      class: `${secret} ${secret}-b`,
      'aria-labelledby': secret,
      'data-patient': secret,
    })
    expect(out).toMatchObject({ id: 'r1', for: 'r1', class: 'r1 r2', 'aria-labelledby': 'r1' })
    expect(Object.keys(out).filter((name) => name.startsWith('data-'))).toEqual([
      expect.stringMatching(/^data-r\d+$/),
    ])
    const answer = attributesOf('input', { type: 'radio', 'data-hiv': 'true', checked: true })
    expect(answer).toEqual({ type: 'radio' })
  })

  it('R-5.9 rewrites style attributes, colours and queries', () => {
    const out = attributesOf('td', {
      style: `color:red;--p:${secret};background:url(/${secret}.png)`,
      bgcolor: '#12ab34',
    })
    expect(out['style']).toMatch(/^color:red;--r\d+:r\d+;background:none;$/)
    expect(out['bgcolor']).toBe('#1a3')
  })

  it('R-5.10 R-8.2 takes rrweb’s own attributes where they belong, and gives fields one mask', () => {
    expect(
      attributesOf('p', {
        _cssText: `.${secret}{}`,
        rr_dataURL: secret,
        rr_src: secret,
        rr_mediaState: secret,
      }),
    ).toEqual({})
    expect(attributesOf('div', { rr_scrollTop: 12.4 })).toEqual({ rr_scrollTop: 12 })
    const [empty, filled] = [
      attributesOf('input', {}),
      attributesOf('input', { value: secret, rr_scrollLeft: 40 }),
    ]
    expect(empty['value']).toMatch(mask)
    expect(filled).toEqual(empty)
  })

  it('R-5.11 treats what is set or removed later in the same way, in any case', () => {
    const page = stream()
    const node = page.element('p')
    page.snapshot(node)
    const later = { TITLE: secret, Class: secret, 'DATA-x': secret, onclick: null, title: null, id: null }
    const out = page.mutate({ attributes: [{ id: node.id, attributes: later }] })
    expect(JSON.stringify(out)).not.toContain(secret)
    const [mutation] = (out?.['attributes'] ?? []) as { attributes: Raw }[]
    expect(mutation?.attributes).toHaveProperty('id', null)
    expect(mutation?.attributes).not.toHaveProperty('title')
    expect(mutation?.attributes).not.toHaveProperty('onclick')
  })
})

describe('CSS', () => {
  it('R-7.2 R-7.3 masks strings, tokenises variables and drops comments', () => {
    const out = stream().css(
      `/* ${secret} */ .a{--${secret}:1px;content:"${secret}";font-family:"${secret}",Arial}`,
    )
    expect(out).toMatch(/^\.r\d+\{--r\d+:1px;content:"[x ]+";font-family:"?r\d+"?,arial;\}$/i)
  })

  it('R-7.4 R-6.4 makes none of addresses, and keeps references into the page as tokens', () => {
    const out = stream().css(
      `.a{background:url(/${secret}.png);mask:url("#${secret}");content:attr(data-${secret})}`,
    )
    expect(out).not.toContain(secret)
    expect(out).toMatch(/background:none;/)
    expect(out).toMatch(/url\(#r\d+\)/)
  })

  it('R-7.5 rewrites selectors by the same map as attributes', () => {
    const page = stream()
    const node = page.element('p', { class: 'alert', id: 'top' })
    page.snapshot(node)
    const { class: name, id } = page.attributes(node)
    const out = page.css(`#top > p.alert:hover::before, [title="${secret}"]{color:red}`)
    expect(out).toContain(`#${String(id)}`)
    expect(out).toContain(`p.${String(name)}:hover::before`)
    expect(out).not.toContain(secret)
  })

  it('R-7.6 keeps the structure of conditional rules; others leave an empty one in their place', () => {
    const out = stream().css(
      `@import url(/${secret}.css);@font-face{font-family:${secret}}@media (min-width:600px){.a{color:red}}@x-${secret}{a:b}`,
    )
    expect(out).not.toContain(secret)
    expect(out).toMatch(
      /^@media not all\{\}@font-face\{\}@media \(min-width: ?600px\)\{\.r\d+\{color:red;\}\}@media not all\{\}$/,
    )
  })

  it('R-7.7 bounds numbers, units and colours', () => {
    const out = stream().css(
      '.a{width:71234567px;--a:4812345;counter-reset:hr 128;height:5okonkwo;color:#712345}',
    )
    expect(out).not.toMatch(/71234567|4812345|128|okonkwo|712345/)
    expect(out).toContain('width:99999px')
  })
})

describe('masks', () => {
  it('R-8.1 gives texts of one bucket one mask, of x and spaces', () => {
    const page = stream()
    const texts = ['Anna Roe', 'Jane Doe'].map((name) => page.text(name))
    page.snapshot(...texts.map((text) => page.element('p', {}, [text])))
    const [first, second] = texts.map((text) => page.recorded(text)?.['textContent'])
    expect(first).toMatch(mask)
    expect(first).toBe(second)
  })
})

describe('drawings', () => {
  const svg = { isSVG: true }

  it('R-10.1 keeps the outline of an icon, to three decimals', () => {
    const page = stream()
    const path = page.element('path', { d: 'M0.123456 0H5V5Z' }, [], svg)
    page.snapshot(page.element('svg', { width: '24', height: '24' }, [path], svg))
    expect(page.attributes(path)['d']).toBe('M0.123 0H5V5Z')
  })

  it('R-10.2 makes a rectangle of any other outline', () => {
    const page = stream({ shapeOf: () => ({ x: 1, y: 2, width: 10, height: 5 }) })
    const path = page.element('path', { d: 'M0 0L37 12L41 8' }, [], svg)
    page.snapshot(page.element('svg', { width: '300', height: '120' }, [path], svg))
    expect(page.attributes(path)['d']).toBe('M1 2H11V7H1Z')
  })

  it('R-10.3 keeps no geometry of a drawing with many shapes, from its first one on', () => {
    const page = stream({ countOf: () => 97 })
    const bar = page.element('rect', { x: '37', width: '3' }, [], svg)
    page.snapshot(page.element('svg', { width: '300' }, [bar], svg))
    expect(page.attributes(bar)).toEqual({})
  })
})

describe('signals', () => {
  const signal = (plugin: string, payload: Raw): Raw | undefined =>
    stream().redact({ type: 6, timestamp, data: { plugin, payload } })?.['payload'] as Raw | undefined

  it('R-11.1 keeps of a console call its level and the kinds of what was logged', () => {
    const args = [
      { kind: 'string', text: secret },
      { kind: 'object', text: secret, more: secret },
      { kind: secret },
    ]
    const out = signal('reseal/console', { level: 'warn', args, more: secret })
    expect(JSON.stringify(out)).not.toContain(secret)
    expect(out).toMatchObject({
      level: 'warn',
      args: [{ kind: 'string' }, { kind: 'object' }, { kind: 'other' }],
    })
    expect(signal('reseal/console', { level: secret, args })).toBeUndefined()
    const many = Array.from({ length: 20 }, () => ({ kind: 'number' }))
    expect(signal('reseal/console', { level: 'log', args: many })?.['args']).toHaveLength(8)
  })

  it('R-11.2 R-11.4 R-6.5 keeps of an error a name of the language, a mask and places', () => {
    const frames = [{ source: `https://h/${secret}.js`, line: 3, column: 4_123_456, more: secret }]
    const out = signal('reseal/error', { kind: 'rejection', name: secret, message: secret, frames })
    expect(JSON.stringify(out)).not.toContain(secret)
    expect(out).toMatchObject({
      kind: 'rejection',
      name: 'Error',
      frames: [{ source: expect.stringMatching(token) as unknown, line: 3, column: 999_999 }],
    })
    expect(out?.['message']).toMatch(mask)
  })

  it('R-11.5 R-6.5 takes nothing of a request that section 18 does not name', () => {
    for (const plugin of ['reseal/network', 'reseal/socket', 'reseal/resource']) {
      const href = `https://h.example/${secret}?${secret}#${secret}`
      const more = { statusText: secret, protocol: secret, nextHopProtocol: secret, serverTiming: [secret] }
      const out = JSON.stringify(
        signal(plugin, { href, url: secret, name: secret, [secret]: secret, ...more }),
      )
      expect(out).toContain('/…')
      expect(out).not.toContain(secret)
    }
    for (const plugin of ['rrweb/network@1', secret]) expect(signal(plugin, { url: secret })).toBeUndefined()
  })

  it('R-16.1 keeps of a gap a reason of the list, how long it was, and whether it was a part', () => {
    expect(signal('reseal/gap', { reason: 'flood', more: secret, part: secret })).toEqual({ reason: 'flood' })
    expect(signal('reseal/gap', { reason: 'route', durationMs: 1e12, part: true })).toEqual({
      reason: 'route',
      durationMs: 43_200_000,
      part: true,
    })
    expect(signal('reseal/gap', { reason: secret, durationMs: 5 })).toBeUndefined()
    expect(signal('reseal/gap', { reason: `flood ${secret}` })).toBeUndefined()
  })
})

describe('failure', () => {
  it('R-14.1 throws, so that whoever records stops, when the page cannot be asked', () => {
    const page = stream({
      boxOf: () => {
        throw new Error('broken')
      },
    })
    expect(() => page.snapshot(page.element('img'))).toThrow('broken')
  })

  it('R-14.4 refuses rules that nobody can apply', () => {
    expect(() => createRedactor({ rules: defineRules({ mask: [{ id: 'a', selector: 'p' }] }) })).toThrow(
      expect.objectContaining({ code: 'no_page' }) as Error,
    )
  })
})

describe('answers', () => {
  const svg = { isSVG: true }

  it('R-5.13 shows neither by class nor by a drawn tick which answer is chosen', () => {
    const look = (isChosen: boolean): string => {
      const page = stream()
      const state = isChosen ? ' ant-radio-checked is-on' : ''
      const dot = page.element('path', { d: isChosen ? 'M0 0H5V5Z' : 'M0 0H1V1Z' }, [], svg)
      const icon = page.element('svg', { width: '16', height: '16' }, [dot], svg)
      const input = page.element('input', { type: 'radio', class: 'ant-radio-input' })
      const circle = page.element('span', { class: `ant-radio${state}` }, [input, icon])
      const label = page.element('label', { class: `ant-radio-wrapper${state}` }, [
        circle,
        page.text('Nearly every day'),
      ])
      return JSON.stringify(page.snapshot(label))
    }
    expect(look(true)).toBe(look(false))
  })

  it('R-5.13 records no change of class around an answer, in a box that was added too', () => {
    const page = stream()
    const list = page.element('div', { class: 'list' })
    page.snapshot(list)
    const wrapper = page.element('span', { class: 'box' })
    const input = page.element('input', { type: 'checkbox' })
    page.mutate({
      adds: [
        { parentId: list.id, nextId: null, node: wrapper },
        { parentId: wrapper.id, nextId: null, node: input },
      ],
    })
    const change = (id: number): Raw => ({ attributes: [{ id, attributes: { class: 'box blue' } }] })
    for (const node of [wrapper, input]) expect(page.mutate(change(node.id))).toBeUndefined()
    expect(page.mutate(change(list.id))).toBeDefined()
  })
})
