// Hand-made recordings: what stays readable when the rules have changed since (section 15).

import { describe, expect, it } from 'vitest'
import { ruleFingerprint } from '../canonical-rules.ts'
import type { JsonObject, RecordedEvent } from '../recorded-event.ts'
import { defineRules, type RuleSet, type RuleSetInput } from '../rule-set.ts'
import { createRetroactiveRedactor } from './retroactive-redactor.ts'

interface Made {
  readonly json: JsonObject
}

let lastId = 0

function element(tagName: string, ...children: readonly (JsonObject | string | Made)[]): JsonObject {
  return elementWith({}, tagName, ...children)
}

function elementWith(
  more: JsonObject,
  tagName: string,
  ...children: readonly (JsonObject | string | Made)[]
): JsonObject {
  const childNodes = children.map((child) =>
    typeof child === 'string' ? text(child, 0) : ((child as Made).json ?? (child as JsonObject)),
  )
  return { type: 2, tagName, attributes: {}, childNodes, id: ++lastId, ...more }
}

function text(textContent: string, rule?: number): JsonObject {
  return { type: 3, textContent, id: ++lastId, ...(rule === undefined ? {} : { rule }) }
}

function page(...children: readonly JsonObject[]): RecordedEvent {
  const root = element('html', element('head'), element('body', ...children))
  const node = { type: 0, childNodes: [{ type: 1, name: 'html', id: ++lastId }, root], id: ++lastId }
  return { type: 2, timestamp: 1, data: { node, initialOffset: { top: 0, left: 0 } } }
}

function rulesEvent(rules: RuleSet): RecordedEvent {
  const names = (list: readonly { id: string }[]) => list.map(ruleFingerprint)
  const { allow, trust, mask, block, attributes, urls, messages, detectors } = rules
  const payload = {
    allow: names(allow),
    trust: names(trust),
    mask: names(mask),
    block: names(block),
    attributes: names(attributes),
    urls: names(urls),
    messages: names(messages),
    patterns: names(detectors.patterns),
  }
  return { type: 6, timestamp: 1, data: { plugin: 'reseal/rules', payload } }
}

function mutation(data: JsonObject): RecordedEvent {
  return {
    type: 3,
    timestamp: 2,
    data: { source: 0, texts: [], attributes: [], removes: [], adds: [], ...data },
  }
}

/** All texts of text nodes and text changes, in order. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  const fields = value as Record<string, unknown>
  const own = ['textContent', 'value']
    .map((name) => fields[name])
    .filter((found): found is string => typeof found === 'string' && !('tagName' in fields))
  return [...own, ...Object.values(fields).flatMap(textsIn)]
}

const everything: RuleSetInput = { allow: [{ id: 'all', selector: 'body' }] }

function redactAll(captured: RuleSetInput, today: RuleSetInput, events: readonly RecordedEvent[]) {
  const redactor = createRetroactiveRedactor(defineRules(today))
  const given = [rulesEvent(defineRules(captured)), ...events]
  const once = given.flatMap((event) => redactor.redact(event) ?? [])
  const again = createRetroactiveRedactor(defineRules(today))
  const twice = once.flatMap((event) => again.redact(event) ?? [])
  //
  expect(twice).toEqual(once)
  return once.slice(1)
}

function readable(
  captured: RuleSetInput,
  today: RuleSetInput,
  ...events: readonly RecordedEvent[]
): string[] {
  return redactAll(captured, today, events)
    .flatMap(textsIn)
    .filter((found) => !/^[x\s]*$/.test(found))
}

const table = () => page(element('table', element('tr', element('td', 'Smith'), element('th', 'Name'))))

describe('what was let through', () => {
  it('stays while its rule stays', () => {
    expect(readable(everything, everything, table())).toEqual(['Smith', 'Name'])
  })

  //
  it.each<[string, RuleSetInput]>([
    ['is gone', {}],
    ['has another selector', { allow: [{ id: 'all', selector: 'main' }] }],
    ['opens something else', { allow: [{ id: 'all', selector: 'body', opens: ['titles'] }] }],
    ['knows fewer words', { allow: [{ id: 'all', selector: 'body', words: ['name'] }] }],
    ['has become a mask', { mask: [{ id: 'all', selector: 'body' }] }],
  ])('goes when its rule %s', (_, today) => {
    expect(readable(everything, today, table())).toEqual([])
  })

  it('goes when no event says which rules were in force', () => {
    const redacted = createRetroactiveRedactor(defineRules(everything)).redact(table())
    expect(textsIn(redacted).join('')).toMatch(/^[x ]+$/)
  })

  it('goes when it carries no mark, or one that names no rule', () => {
    const made = page(element('p', text('Smith'), element('b'), text('Jones', 7)))
    expect(readable(everything, everything, made)).toEqual([])
  })

  it('stays masked in style elements as CSS does', () => {
    const made = page(element('style', text('.r1{color:red}')))
    expect(readable({}, {}, made)).toEqual(['.r1{color:red}'])
  })

  it('goes when a detector finds an identifier in it, alone or with what stands beside it', () => {
    const made = page(element('p', 'jane@example.org'), element('p', 'jane', '@example.org', 'or so'))
    expect(readable(everything, everything, made)).toEqual([])
  })

  it('goes when it identifies around what is not shown', () => {
    for (const tag of ['noscript', 'style']) {
      const made = page(element('p', 'jane', element(tag, element('b', text(''))), '@example.org'))
      expect(readable(everything, everything, made)).toEqual([])
    }
  })

  it('goes when it may be one with what a mask hides and today opens', () => {
    const inLine: RuleSetInput = { allow: [{ id: 'bold', selector: 'b' }] }
    const both: RuleSetInput = { allow: [...(inLine.allow ?? []), { id: 'all', selector: 'body' }] }
    const made = () => page(element('p', text('xxxxx xx'), element('b', text('seen by nobody', 0))))
    expect(readable(inLine, inLine, made())).toEqual(['seen by nobody'])
    expect(readable(inLine, both, made())).toEqual([])
    // Where the new rule cannot reach, nothing changes.
    const elsewhere = { allow: [...(inLine.allow ?? []), { id: 'all', selector: 'section' }] }
    expect(readable(inLine, elsewhere, made())).toEqual(['seen by nobody'])
    // A mask that is gone opens what it closed.
    expect(readable({ ...inLine, mask: [{ id: 'm', selector: 'p' }] }, inLine, made())).toEqual([])
  })

  it('goes beside a box that today might open', () => {
    const made = () =>
      page(element('p', text('call', 0), elementWith({ attributes: { 'data-reseal': 'block' } }, 'span')))
    const more: RuleSetInput = { allow: [...(everything.allow ?? []), { id: 'new', selector: 'i' }] }
    expect(readable(everything, everything, made())).toEqual(['call'])
    expect(readable(everything, more, made())).toEqual([])
    expect(readable({ ...everything, block: [{ id: 'b', selector: 'i' }] }, everything, made())).toEqual([])
    const picture = elementWith({ attributes: { 'data-reseal': 'block' } }, 'img')
    expect(readable(everything, more, page(element('p', text('call', 0), picture)))).toEqual(['call'])
  })

  it('goes when a new shape might be in it and what is masked beside it', () => {
    const patterns = { ...everything, detectors: { patterns: [{ id: 'mrn', pattern: 'MRN-9' }] } }
    const made = page(element('p', 'MRN', text('xxxxx')), element('p', 'see below'))
    expect(readable(everything, patterns, made)).toEqual(['see below'])
  })
})

describe('a new mask rule', () => {
  //
  it.each<[string, string[]]>([
    ['td', ['Name']],
    ['td.name', ['Name']],
    ['TD', ['Name']],
    ['tr > td', ['Name']],
    ['div > td', ['Smith', 'Name']],
    ['thead td', ['Smith', 'Name']],
    ['tr', []],
    ['.patient *', []],
    ['.patient td', ['Name']],
    ['#x', []],
    ['[data-phi]', []],
    ['[hidden]', []],
    ['td:has(b)', ['Name']],
    ['td:empty', ['Name']],
    ['td:hover', ['Name']],
    ['patient-card', ['Smith', 'Name']],
    [':is(td, li)', ['Name']],
    [':is(td.a, li)', ['Name']],
    [':not(td, tr, table, body, html)', ['Smith']],
    [':not(.public)', []],
    ['td:first-child', ['Name']],
    ['th:first-child', ['Smith', 'Name']],
    ['td:last-child', ['Smith', 'Name']],
    ['th:nth-child(2)', ['Smith']],
    ['th:nth-child(1)', ['Smith', 'Name']],
    ['th:nth-child(odd)', ['Smith']],
    ['td:nth-of-type(2)', ['Smith', 'Name']],
    ['td:nth-of-type(odd)', ['Name']],
    ['td:nth-last-of-type(n)', ['Name']],
    ['td + th', ['Smith']],
    ['td ~ th', ['Smith']],
    ['th + td', ['Smith', 'Name']],
    ['script + td', ['Name']],
    ['.a ~ td', ['Name']],
    [':root', []],
    ['td:root', ['Smith', 'Name']],
    ['t\\64 ', []],
    ['td, .a', []],
    ['td:nth-child(1 of th)', ['Name']],
    ['tr >> td', []],
    ['svg|td', []],
    ['td::before', ['Name']],
    ['td:is(', []],
  ])('%s leaves %j', (selector, left) => {
    const today = { ...everything, mask: [{ id: 'new', selector }] }
    expect(readable(everything, today, table())).toEqual(left)
  })

  it('for a custom element closes every one, since none has its name', () => {
    const made = () => page(element('x-r1', 'Smith'), element('p', 'Name'))
    const closed = (selector: string) =>
      readable(everything, { ...everything, mask: [{ id: 'new', selector }] }, made())
    expect(closed('patient-card')).toEqual(['Name'])
    expect(closed('search')).toEqual(['Name'])
    expect(closed('td')).toEqual(['Smith', 'Name'])
    expect(closed('body > :not(patient-card)')).toEqual([])
  })

  it('that was in force at capture has had its say', () => {
    const rules = { ...everything, mask: [{ id: 'old', selector: '.patient *' }] }
    expect(readable(rules, rules, table())).toEqual(['Smith', 'Name'])
  })

  it('reaches into shadow trees and frames, and matches inside them only', () => {
    const inShadow = elementWith({ isShadow: true }, 'td', 'Smith')
    const inFrame = { type: 0, id: ++lastId, childNodes: [element('html', element('td', 'Jones'))] }
    const made = () =>
      page(elementWith({ isShadowHost: true }, 'section', inShadow), element('iframe', inFrame))
    const closed = (selector: string) =>
      readable(everything, { ...everything, mask: [{ id: 'new', selector }] }, made())
    expect(closed('section')).toEqual(['Jones'])
    expect(closed('section td')).toEqual(['Smith', 'Jones'])
    expect(closed('section > td')).toEqual(['Smith', 'Jones'])
    expect(closed('iframe')).toEqual(['Smith'])
    expect(closed('body td')).toEqual(['Smith', 'Jones'])
    expect(closed('html > td')).toEqual(['Smith'])
  })

  it('looks at the page as it is after the whole mutation', () => {
    const list = elementWith({ id: 900 }, 'ul')
    const added = elementWith({ id: 901 }, 'section', elementWith({ id: 902 }, 'p', 'Smith'))
    const move = mutation({
      removes: [{ parentId: 900, id: 900 }],
      adds: [{ parentId: 901, nextId: null, node: elementWith({ id: 903 }, 'p', 'Jones') }],
    })
    const today = { ...everything, mask: [{ id: 'new', selector: 'ul ~ section p' }] }
    const made = page(list, added)
    expect(readable(everything, today, made)).toEqual([])
    expect(
      readable(
        everything,
        today,
        page(elementWith({ id: 900 }, 'ul'), elementWith({ id: 901 }, 'section')),
        move,
      ),
    ).toEqual(['Jones'])
  })

  //
  it('keeps closed what moves out of it', () => {
    const cell = elementWith({ id: 910 }, 'td', { type: 3, textContent: 'Smith', id: 911, rule: 0 })
    const made = page(cell, elementWith({ id: 912 }, 'p'))
    const move = mutation({
      removes: [{ parentId: 910, id: 911 }],
      adds: [{ parentId: 912, nextId: null, node: { type: 3, textContent: 'Smith', id: 911, rule: 0 } }],
    })
    const today = { ...everything, mask: [{ id: 'new', selector: 'td' }] }
    expect(readable(everything, today, made, move)).toEqual([])
    expect(
      readable(everything, { ...everything, block: [{ id: 'new', selector: 'td' }] }, made, move),
    ).toEqual([])
    expect(readable(everything, everything, made, move)).toEqual(['Smith', 'Smith'])
  })
})

describe('a new block rule', () => {
  it('leaves a box and nothing of what is or comes below', () => {
    const cell = elementWith({ id: 920 }, 'td', elementWith({ id: 921 }, 'b', 'Smith'))
    const today = { ...everything, block: [{ id: 'new', selector: 'td' }] }
    const later = [
      mutation({ adds: [{ parentId: 921, nextId: null, node: element('i', 'Jones') }] }),
      mutation({ adds: [{ parentId: 920, nextId: null, node: element('i', 'Jones') }] }),
      mutation({ removes: [{ parentId: 920, id: 921 }] }),
      mutation({ attributes: [{ id: 921, attributes: { class: 'r1' } }] }),
      { type: 3, timestamp: 3, data: { source: 2, type: 2, id: 921, x: 1, y: 1 } },
      { type: 3, timestamp: 3, data: { source: 1, positions: [{ id: 921, x: 1, y: 1, timeOffset: 0 }] } },
    ]
    const out = redactAll(everything, today, [page(cell), ...later])
    expect(out).toHaveLength(1)
    expect(JSON.stringify(out)).toContain(
      '{"type":2,"tagName":"td","attributes":{"data-reseal":"block"},"childNodes":[],"id":920}',
    )
  })

  it('closes an element that comes to match', () => {
    const field = elementWith({ id: 930, attributes: { type: 'text' } }, 'input')
    const today = { ...everything, block: [{ id: 'new', selector: 'label:has(x), input[type=tel]' }] }
    const change = mutation({ attributes: [{ id: 930, attributes: { type: 'tel' } }] })
    const click: RecordedEvent = { type: 3, timestamp: 3, data: { source: 2, type: 2, id: 930, x: 1, y: 1 } }
    expect(JSON.stringify(redactAll(everything, today, [page(field)]))).not.toContain('block')
    const out = redactAll(everything, today, [page(field), change, change, click])
    expect(out).toHaveLength(3)
  })
})

describe('texts that change', () => {
  const made = () => page(elementWith({ id: 940 }, 'p', { type: 3, textContent: 'Smith', id: 941, rule: 0 }))
  const change = (value: string, rule?: number) =>
    mutation({ texts: [{ id: 941, value, ...(rule === undefined ? {} : { rule }) }] })

  it('stay with their rule and go without', () => {
    expect(readable(everything, everything, made(), change('Jones', 0))).toEqual(['Smith', 'Jones'])
    expect(readable(everything, everything, made(), change('Jones'))).toEqual(['Smith'])
    expect(readable(everything, {}, made(), change('Jones', 0))).toEqual([])
  })

  //
  it('do not repeat a mask', () => {
    expect(redactAll(everything, {}, [made(), change('Smiths', 0), change('Smith', 0)])).toHaveLength(1)
  })
})

describe('attributes', () => {
  const rules = {
    ...everything,
    attributes: [{ id: 'tips', selector: 'a', names: ['title', 'aria-label'] }],
  } satisfies RuleSetInput
  const made = () =>
    page(elementWith({ attributes: { title: 'Home', class: 'r1', href: '#' }, opened: { title: 0 } }, 'a'))

  it.each<[string, RuleSetInput, boolean]>([
    ['stays with its rule', rules, true],
    ['goes without', everything, false],
    [
      'goes when the rule names others',
      { ...rules, attributes: [{ id: 'tips', selector: 'a', names: ['aria-label'] }] },
      false,
    ],
    ['goes below a new mask', { ...rules, mask: [{ id: 'new', selector: 'body' }] }, false],
  ])('%s', (_, today, stays) => {
    const out = JSON.stringify(redactAll(rules, today, [made()]))
    expect(out.includes('"title":"Home"')).toBe(stays)
    expect(out).toContain('"class":"r1"')
  })

  it('goes when it identifies, or strict capture never records it', () => {
    const odd = elementWith(
      { attributes: { title: 'jane@example.org', srcdoc: 'Home', 'data-r1': 'r2' }, opened: { title: 0 } },
      'a',
    )
    const out = JSON.stringify(redactAll(rules, rules, [page(odd)]))
    expect(out).toContain('"attributes":{"data-r1":"r2"}')
  })

  it('values of fields stay only while what opened them does', () => {
    const open: RuleSetInput = { allow: [{ id: 'all', selector: 'form', opens: ['inputs'] }] }
    const field = elementWith({ attributes: { type: 'text', value: 'Smith' }, opened: { value: 0 } }, 'input')
    expect(JSON.stringify(redactAll(open, open, [page(field)]))).toContain('"value":"Smith"')
    expect(JSON.stringify(redactAll(open, {}, [page(field)]))).toContain('"value":"xxxxx xxxxx"')
  })
})

describe('what openings kept', () => {
  const open: RuleSetInput = {
    allow: [
      {
        id: 'all',
        selector: 'body',
        opens: ['geometry', 'range', 'options', 'checked', 'length', 'selection', 'text'],
      },
    ],
  }
  const textOnly = (input: RuleSetInput) => JSON.stringify(redactAll(open, input, [made()]))
  const made = () =>
    page(
      elementWith({ attributes: { style: 'width:37%;--r1:12px' }, opened: { style: 0 } }, 'i'),
      elementWith(
        { attributes: { type: 'range', value: '70123', max: '90000' }, opened: { value: 0, max: 0 } },
        'input',
      ),
      elementWith({ attributes: { type: 'checkbox', checked: true }, opened: { checked: 0 } }, 'input'),
      elementWith({ attributes: { value: 'r7' }, opened: { value: 0 } }, 'option'),
      elementWith({}, 'p', { type: 3, textContent: 'xxxxx xxxxxxx', id: 951, length: 0 }),
    )

  it('stays while the rule does', () => {
    for (const kept of ['width:37%', '70123', '90000', '"checked":true', '"r7"', '"length":0']) {
      expect(textOnly(open)).toContain(kept)
    }
  })

  it.each<[string, RuleSetInput]>([
    ['the rule is gone', {}],
    ['a new mask closes the place', { ...open, mask: [{ id: 'new', selector: 'body' }] }],
  ])('is as strict capture records it when %s', (_, today) => {
    const out = textOnly(today)
    for (const kept of ['37%', '70123', '90000', '"checked":true', '"r7"', '"length":0', 'opened']) {
      expect(out).not.toContain(kept)
    }
    expect(out).toContain('width:33.3333%;--r1:12px')
    expect(out).toContain('"value":"xxxxx xxxxx"')
  })

  it('goes with the pointer and the selection that it showed', () => {
    const target = () =>
      page(elementWith({ id: 960 }, 'p', { type: 3, textContent: 'save', id: 961, rule: 0 }))
    const range = { start: 961, startOffset: 0, end: 961, endOffset: 2, startRule: 0, endRule: 0 }
    const later: RecordedEvent[] = [
      { type: 3, timestamp: 3, data: { source: 2, type: 2, id: 960, x: 1, y: 1, rule: 0 } },
      {
        type: 3,
        timestamp: 3,
        data: { source: 1, positions: [{ id: 960, x: 1, y: 1, timeOffset: 0, rule: 0 }] },
      },
      { type: 3, timestamp: 3, data: { source: 5, id: 960, text: 'xxxxx', isChecked: false, rule: 0 } },
      { type: 3, timestamp: 3, data: { source: 14, ranges: [range] } },
      { type: 3, timestamp: 3, data: { source: 3, id: 960, x: 0, y: 9 } },
    ]
    expect(redactAll(open, open, [target(), ...later])).toEqual(
      [target(), ...later].map((event, index) => (index === 0 ? expect.anything() : event)),
    )
    expect(redactAll(open, {}, [target(), ...later])).toHaveLength(2)
  })
})

describe('addresses and messages', () => {
  const meta = (href: string): RecordedEvent => ({
    type: 4,
    timestamp: 1,
    data: { href, width: 1, height: 1 },
  })
  const shown = (rules: RuleSetInput, href: string): unknown =>
    createRetroactiveRedactor(defineRules(rules)).redact(meta(href))?.data['href']
  const one = { id: 'one', path: '/patients/:id', query: { tab: ['labs'], q: [] }, hash: ['top'] }

  it('show an address only as a rule of today would', () => {
    for (const href of ['/patients/:id', '/patients/:id?tab=labs&q#top', '/patients/:id?q']) {
      expect(shown({ urls: [one] }, href)).toBe(href)
    }
    for (const href of [
      '/patients/7',
      '/patients/:id?tab=x',
      '/patients/:id?a',
      '/patients/:id#a',
      '/',
      '',
    ]) {
      expect(shown({ urls: [one] }, href)).toBe('/…')
    }
    expect(shown({}, '/patients/:id')).toBe('/…')
    expect(shown({ urls: [{ id: 'all', path: '/:any/:other' }, one] }, '/patients/:id')).toBe('/…')
    expect(shown({ urls: [{ id: 'new', path: '/a/:b/c' }, one] }, '/patients/:id')).toBe('/patients/:id')
  })

  it('keep a message only while it is declared', () => {
    const rules = { messages: [{ id: 'm', text: 'Network down' }] }
    const call = (today: RuleSetInput, text: string) =>
      createRetroactiveRedactor(defineRules(today)).redact({
        type: 6,
        timestamp: 1,
        data: {
          plugin: 'reseal/console',
          payload: { level: 'log', args: [{ kind: 'string', text }, { kind: 'number' }] },
        },
      })?.data['payload']
    expect(call(rules, 'Network down')).toEqual({
      level: 'log',
      args: [{ kind: 'string', text: 'Network down' }, { kind: 'number' }],
    })
    expect(JSON.stringify(call(rules, 'Smith was here'))).not.toContain('Smith')
    expect(JSON.stringify(call({}, 'Network down'))).not.toContain('Network')
    const error = { kind: 'error', name: 'TypeError', message: 'Network down', frames: [] }
    const failed: RecordedEvent = { type: 6, timestamp: 1, data: { plugin: 'reseal/error', payload: error } }
    expect(createRetroactiveRedactor(defineRules(rules)).redact(failed)?.data['payload']).toEqual(error)
    expect(JSON.stringify(createRetroactiveRedactor(defineRules({})).redact(failed))).not.toContain('Network')
  })
})

describe('gaps', () => {
  it('R-16.1 keep a reason of the list and nothing else', () => {
    const kept = (payload: JsonObject) =>
      createRetroactiveRedactor(defineRules({})).redact({
        type: 6,
        timestamp: 1,
        data: { plugin: 'reseal/gap', payload },
      })?.data['payload']
    expect(kept({ reason: 'cpu', durationMs: 7, part: true, more: 'Smith' })).toEqual({
      reason: 'cpu',
      durationMs: 7,
      part: true,
    })
    expect(kept({ reason: 'Smith', durationMs: 'Smith' })).toEqual({})
  })
})

describe('what it does not know', () => {
  //
  it.each<[string, unknown]>([
    ['a custom event', { type: 5, timestamp: 1, data: { tag: 'Smith', payload: 'Smith' } }],
    ['another plugin', { type: 6, timestamp: 1, data: { plugin: 'Smith', payload: {} } }],
    ['another source', { type: 3, timestamp: 1, data: { source: 11, text: 'Smith' } }],
    ['input that no rule opened', { type: 3, timestamp: 1, data: { source: 5, id: 1, text: 'Smith' } }],
    ['an event without data', { type: 3, timestamp: 1 }],
    ['an event without time', { type: 3, data: { source: 4 } }],
    ['no event', null],
    ['a snapshot of nothing', { type: 2, timestamp: 1, data: { node: null } }],
    ['a change of an unknown node', mutation({ texts: [{ id: 99_999, value: 'Smith', rule: 0 }] })],
  ])('%s is dropped', (_, event) => {
    expect(createRetroactiveRedactor(defineRules(everything)).redact(event as RecordedEvent)).toBeUndefined()
  })
})
