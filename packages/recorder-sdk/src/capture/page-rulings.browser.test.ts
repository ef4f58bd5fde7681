// Rulings in a real page: levels, trust, shadow roots, frames, and pages that interfere.
import { defineRules, type Level, type RuleSet, type RuleSetInput } from '@reseal/redaction-rules'
import fc from 'fast-check'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { createPageRulings } from './page-rulings.ts'

const cleanups: (() => void)[] = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

function addHtml(html: string): HTMLElement {
  const host = document.createElement('div')
  host.innerHTML = html
  document.body.append(host)
  cleanups.push(() => host.remove())
  return host
}

function find(root: ParentNode, selector: string): Element {
  const element = root.querySelector(selector)
  if (element === null) throw new Error('the test page lacks this element')
  return element
}

async function addFrame(parent: Element, html: string): Promise<Document> {
  const frame = document.createElement('iframe')
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  frame.srcdoc = html
  parent.append(frame)
  await loaded
  if (frame.contentDocument === null) throw new Error('the frame has no document')
  return frame.contentDocument
}

/** `allow 0 2` */
function rulingAt(rules: RuleSetInput, element: Element): string | undefined {
  const ruling = createPageRulings(defineRules(rules)).rulingOf(element)
  return ruling && [ruling.level, ...ruling.rules].join(' ')
}

const list = (...selectors: string[]) =>
  selectors.map((selector) => ({
    id: `r${selector.replaceAll(/\W/g, '')}${cleanups.length}.${Math.random()}`.toLowerCase(),
    selector,
  }))

describe('[R-12.1] rulingOf', () => {
  it('lets block beat mask beat allow, whichever is the inner one', () => {
    const page = addHtml('<div class="a"><div class="b"><div class="c"><i></i></div></div></div>')
    for (const [a, b, c] of [
      ['allow', 'mask', 'block'],
      ['block', 'mask', 'allow'],
      ['mask', 'block', 'allow'],
    ] as const) {
      const rules = { [a]: list('.a'), [b]: list('.b'), [c]: list('.c') }
      expect(rulingAt(rules, find(page, 'i'))).toBe('block 0')
    }
    expect(rulingAt({ allow: list('.c'), mask: list('.a') }, find(page, 'i'))).toBe('mask 0')
    expect(rulingAt({ allow: list('.a'), mask: list('.c') }, find(page, '.b'))).toBe('allow 0')
    expect(rulingAt({ allow: list('.b') }, find(page, '.a'))).toBeUndefined()
    expect(rulingAt({}, find(page, 'i'))).toBeUndefined()
  })

  it('names the rules of the level that match, outermost first, each once', () => {
    const page = addHtml('<div class="a"><div class="b"><div class="a b c"><i></i></div></div></div>')
    expect(rulingAt({ allow: list('.c', '.b', '.a', 'p') }, find(page, 'i'))).toBe('allow 2 1 0')
    expect(rulingAt({ allow: list('.a'), mask: list('.c', 'i', '.b') }, find(page, 'i'))).toBe('mask 2 0 1')
  })

  it('looks through shadow roots and frames of this origin', async () => {
    const page = addHtml('<section><div></div></section>')
    const shadow = find(page, 'div').attachShadow({ mode: 'open' })
    shadow.innerHTML = '<p></p>'
    const inner = await addFrame(find(shadow, 'p'), '<main><b></b></main>')
    expect(rulingAt({ block: list('section') }, find(inner, 'b'))).toBe('block 0')
    expect(rulingAt({ allow: list('main', 'section') }, find(inner, 'b'))).toBe('allow 1 0')
    expect(rulingAt({ allow: list('section main') }, find(inner, 'b'))).toBeUndefined()
  })

  it('closes what is shown in a slot that is closed, and opens nothing by a slot', () => {
    const page = addHtml('<div id="host"><p><i></i></p><b slot="open"></b></div>')
    const shadow = find(page, '#host').attachShadow({ mode: 'open' })
    shadow.innerHTML = '<div class="card"><slot></slot></div><slot name="open"></slot>'
    const rules = { allow: list('div', '.card'), mask: list('.card') }
    expect(rulingAt(rules, find(page, 'i'))).toBe('mask 0')
    expect(rulingAt(rules, find(page, 'b'))).toBe('allow 0')
    expect(rulingAt({ ...rules, block: list('.card') }, find(page, 'p'))).toBe('block 0')
    expect(rulingAt({ allow: list('.card') }, find(page, 'i'))).toBeUndefined()
    expect(rulingAt(rules, find(page, '#host'))).toBe('allow 0')
    find(page, '#host').append('text of its own')
    expect(rulingAt(rules, find(page, '#host'))).toBe('mask 0')
    expect(rulingAt(rules, find(page, 'b'))).toBe('allow 0')
  })

  it('hears the markup around a slot', () => {
    const page = addHtml('<div id="host"><i></i></div>')
    const shadow = find(page, '#host').attachShadow({ mode: 'open' })
    shadow.innerHTML = '<div data-reseal="mask"><slot></slot></div>'
    expect(rulingAt({ allow: list('div') }, find(page, 'i'))).toBe('mask')
    find(shadow, 'div').setAttribute('data-reseal', 'block')
    expect(rulingAt({ allow: list('div'), mask: list('.x') }, find(page, 'i'))).toBe('block')
  })

  it('closes through slots that are handed on', () => {
    const page = addHtml('<div id="outer"><i></i></div>')
    const outer = find(page, '#outer').attachShadow({ mode: 'open' })
    outer.innerHTML = '<div id="inner"><slot></slot></div>'
    const inner = find(outer, '#inner').attachShadow({ mode: 'open' })
    inner.innerHTML = '<div class="card"><slot></slot></div>'
    expect(rulingAt({ allow: list('div'), block: list('.card') }, find(page, 'i'))).toBe('block 0')
  })

  it('opens nothing in a document that is edited, but what opens editables', async () => {
    const inner = await addFrame(addHtml(''), '<p></p>')
    inner.designMode = 'on'
    const allow = [
      { id: 'a', selector: 'p' },
      { id: 'b', selector: 'body', opens: ['text', 'editables'] as const },
    ]
    expect(rulingAt({ allow }, find(inner, 'p'))).toBe('allow 1')
    expect(rulingAt({ allow: allow.slice(0, 1) }, find(inner, 'p'))).toBeUndefined()
    expect(rulingAt({ allow, mask: list('body') }, find(inner, 'p'))).toBe('mask 0')
  })

  it('remembers until it is told that the page may have changed', () => {
    const page = addHtml('<div><i></i></div>')
    const rulings = createPageRulings(defineRules({ block: list('.card') }))
    expect(rulings.rulingOf(find(page, 'i'))).toBeUndefined()
    find(page, 'div').className = 'card'
    rulings.reset()
    expect(rulings.rulingOf(find(page, 'i'))).toEqual({ level: 'block', rules: [0] })
  })

  it('answers for elements that are in no document', () => {
    const template = document.createElement('template')
    template.innerHTML = '<p><i></i></p>'
    expect(rulingAt({ mask: list('p') }, find(template.content, 'i'))).toBe('mask 0')
  })
})

describe('[R-12.2] trust', () => {
  const trusted = { allow: list('.x', '.y'), trust: list('.other', '.app') }

  it('hears an allow in markup inside a container that a rule trusts, and nowhere else', () => {
    const page = addHtml(
      '<div class="app" data-reseal="allow"><p data-reseal="allow"><i></i></p><p><b></b></p></div><p id="out" data-reseal="allow"></p>',
    )
    expect(rulingAt(trusted, find(page, 'i'))).toBe('allow 3')
    expect(rulingAt(trusted, find(page, 'b'))).toBeUndefined()
    // The container's own attribute is outside.
    expect(rulingAt(trusted, find(page, '.app'))).toBeUndefined()
    expect(rulingAt(trusted, find(page, '#out'))).toBeUndefined()
    expect(rulingAt({ trust: [] }, find(page, 'i'))).toBeUndefined()
  })

  it('names each container around, after the rules that match', () => {
    const page = addHtml(
      '<div class="app"><div class="other x"><p class="y" data-reseal="allow"><i></i></p></div></div>',
    )
    expect(rulingAt(trusted, find(page, 'i'))).toBe('allow 0 1 3 2')
  })

  it('is weaker than any mask or block', () => {
    const page = addHtml('<div class="app"><p data-reseal="allow"><i></i></p></div>')
    expect(rulingAt({ ...trusted, mask: list('div') }, find(page, 'i'))).toBe('mask 0')
    expect(rulingAt({ ...trusted, block: list('i') }, find(page, 'i'))).toBe('block 0')
  })

  it.each(['Allow', ' allow', 'allow ', '', 'block', 'mask', 'true'])('does not hear %j', (value) => {
    const page = addHtml('<div class="app"><p></p></div>')
    find(page, 'p').setAttribute('data-reseal', value)
    expect(rulingAt(trusted, find(page, 'p'))).toBeUndefined()
  })

  it('reaches into shadow roots but not into frames, whose documents may be anybody’s', async () => {
    const page = addHtml('<div class="app"><div id="host"></div></div>')
    const shadow = find(page, '#host').attachShadow({ mode: 'open' })
    shadow.innerHTML = '<p data-reseal="allow"></p>'
    expect(rulingAt(trusted, find(shadow, 'p'))).toBe('allow 3')
    const inner = await addFrame(
      find(page, '.app'),
      '<p data-reseal="allow"></p><div class="app"><b data-reseal="allow"></b></div>',
    )
    expect(rulingAt(trusted, find(inner, 'p'))).toBeUndefined()
    expect(rulingAt(trusted, find(inner, 'b'))).toBe('allow 3')
  })
})

describe('attributeRuleOf', () => {
  it('gives the first rule that matches the element itself and names the attribute', () => {
    const page = addHtml('<div class="a"><button class="b"></button></div>')
    const rulings = createPageRulings(
      defineRules({
        attributes: [
          { id: 'a', selector: '.a', names: ['title'] },
          { id: 'b', selector: '.b', names: ['alt'] },
          { id: 'c', selector: 'button', names: ['title', 'aria-label'] },
          { id: 'd', selector: '.b', names: ['title'] },
        ],
      }),
    )
    const button = find(page, 'button')
    expect(rulings.attributeRuleOf(button, 'title')).toBe(2)
    expect(rulings.attributeRuleOf(button, 'alt')).toBe(1)
    expect(rulings.attributeRuleOf(button, 'placeholder')).toBeUndefined()
    expect(rulings.attributeRuleOf(find(page, '.a'), 'title')).toBe(0)
    expect(rulings.attributeRuleOf(find(page, '.a'), 'aria-label')).toBeUndefined()
  })
})

describe('[R-12.8] a page that interferes', () => {
  function override(owner: object, name: string, descriptor: PropertyDescriptor): void {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    Object.defineProperty(owner, name, { configurable: true, ...descriptor })
    cleanups.push(() => {
      if (before === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, before)
    })
  }

  it.each(['before', 'after'])('changes nothing by overriding what rules ask, %s the start', async (when) => {
    const page = addHtml('<section><div id="host"></div></section>')
    const shadow = find(page, '#host').attachShadow({ mode: 'open' })
    const inner = await addFrame(shadow as unknown as Element, '<main><b data-reseal="allow"></b></main>')
    const bold = find(inner, 'b')
    const rules = defineRules({ block: list('section'), trust: list('main') })
    const started = when === 'after' ? createPageRulings(rules) : undefined
    for (const view of [window, inner.defaultView as Window & typeof globalThis]) {
      override(view.Element.prototype, 'matches', { value: () => false })
      override(view.Element.prototype, 'closest', { value: () => null })
      override(view.Element.prototype, 'getAttribute', { value: () => 'allow' })
      override(view.Node.prototype, 'parentNode', { get: () => null })
      override(view.Node.prototype, 'nodeType', { get: () => 3 })
      override(view.Node.prototype, 'ownerDocument', { get: () => null })
      override(view.Document.prototype, 'defaultView', { get: () => null })
      override(view.ShadowRoot.prototype, 'host', { get: () => null })
      override(view, 'frameElement', { get: () => null })
    }
    const rulings = started ?? createPageRulings(rules)
    expect(rulings.rulingOf(bold)).toEqual({ level: 'block', rules: [0] })
  })

  it('changes nothing by fields that are named like the properties of their form', () => {
    const names = ['parentNode', 'nodeType', 'ownerDocument', 'matches', 'getAttribute', 'host']
    const page = addHtml(
      `<section><form>${names.map((name) => `<input name="${name}">`).join('')}</form></section>`,
    )
    expect(rulingAt({ block: list('section') }, find(page, 'form'))).toBe('block 0')
    expect(rulingAt({ block: list('section') }, find(page, 'input'))).toBe('block 0')
  })

  it('leaves no frame behind', () => {
    const before = document.querySelectorAll('iframe').length
    createPageRulings(defineRules({ mask: list('p') }))
    expect(document.querySelectorAll('iframe')).toHaveLength(before)
  })
})

// A tree in data, parents before children: classes stand for rules, `shadow` has a root of its own, `allows` says
// so in markup.
interface Shape {
  readonly classes: readonly string[]
  readonly allows: boolean
  /** The class of the wrapper around the slot of its shadow root, if it has one. */
  readonly shadow: string | undefined
  /** Whether it hangs in its parent's shadow root, if there is one. */
  readonly inShadow: boolean
  readonly parent: number
}

const tree = fc.array(
  fc.record({
    classes: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 2 }),
    allows: fc.boolean(),
    shadow: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: undefined }),
    inShadow: fc.boolean(),
    parent: fc.nat(),
  }),
  { minLength: 1, maxLength: 20 },
)

/** An element of a tree, and the class around the slot in which it is shown. */
interface Placed {
  readonly shape: Shape
  readonly slotIn: string | undefined
}

/** The ruling by the letter of the specification: all ancestors, no cache, no sharing. */
function expectedRuling(rules: RuleSet, chain: readonly Placed[]): string | undefined {
  const found: Record<Level, number[]> = { block: [], mask: [], allow: [] }
  const note = (level: Level, classes: readonly (string | undefined)[]): void => {
    for (const [index, { selector }] of rules[level].entries()) {
      if (classes.includes(selector.slice(1))) found[level].push(index)
    }
  }
  for (const [depth, { shape, slotIn }] of chain.entries()) {
    for (const level of ['block', 'mask', 'allow'] as const) note(level, shape.classes)
    for (const level of ['block', 'mask'] as const) note(level, [slotIn])
    if (!shape.allows) continue
    for (const outer of chain.slice(0, depth)) {
      for (const [index, { selector }] of rules.trust.entries()) {
        if (outer.shape.classes.includes(selector.slice(1))) found.allow.push(rules.allow.length + index)
      }
    }
  }
  for (const level of ['block', 'mask', 'allow'] as const) {
    if (found[level].length > 0) return [level, ...new Set(found[level])].join(' ')
  }
  return undefined
}

describe('a tree of any shape', () => {
  it('[R-12.1] [R-12.2] is ruled as the specification says, in whatever order it is asked', () => {
    const rule = fc.record({
      list: fc.constantFrom('allow', 'mask', 'block', 'trust'),
      selector: fc.constantFrom('.a', '.b', '.c', '.d', '.e'),
    })
    fc.assert(
      fc.property(
        tree,
        fc.array(rule, { maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (shapes, drawn, order) => {
          const of = (name: string) =>
            drawn.flatMap((one, at) => (one.list === name ? [{ id: `r${at}`, selector: one.selector }] : []))
          const rules = defineRules({
            allow: of('allow'),
            mask: of('mask'),
            block: of('block'),
            trust: of('trust'),
          })
          const built: { element: Element; chain: readonly Placed[] }[] = []
          for (const [at, shape] of shapes.entries()) {
            const element = document.createElement('div')
            element.className = shape.classes.join(' ')
            if (shape.allows) element.setAttribute('data-reseal', 'allow')
            const parent = at === 0 ? undefined : built[shape.parent % at]
            const root = parent?.element.shadowRoot ?? undefined
            if (root !== undefined && shape.inShadow) root.append(element)
            else parent?.element.append(element)
            if (shape.shadow !== undefined) {
              element.attachShadow({
                mode: 'open',
              }).innerHTML = `<div class="${shape.shadow}"><slot></slot></div>`
            }
            const slotIn = shape.inShadow ? undefined : parent?.chain.at(-1)?.shape.shadow
            built.push({ element, chain: [...(parent?.chain ?? []), { shape, slotIn }] })
          }
          const rulings = createPageRulings(rules)
          const asked = built.map((entry) => ({ entry, rank: order.next().value as number }))
          asked.sort((a, b) => a.rank - b.rank)
          for (const { entry } of asked) {
            const ruling = rulings.rulingOf(entry.element)
            expect(ruling && [ruling.level, ...ruling.rules].join(' ')).toBe(
              expectedRuling(rules, entry.chain),
            )
          }
        },
      ),
      { numRuns: 300 * inject('propertyTimes') },
    )
  })
})
