// The inspector in a real page: what it counts, what it says of an element, and that it leaves nothing behind.
import { defineRules, type RuleSetInput } from '@reseal/redaction-rules'
import { afterEach, describe, expect, it } from 'vitest'
import { createPageRulings } from '../capture/page-rulings.ts'
import { type Explanation, explainElement } from './explain-element.ts'
import { type Inspector, startInspector } from './start-inspector.ts'
import { suggestRule, suggestSelector } from './suggest-rule.ts'

const cleanups: (() => void)[] = []

function addHtml(html: string): HTMLElement {
  const host = document.createElement('main')
  host.innerHTML = html
  document.body.append(host)
  cleanups.push(() => host.remove())
  return host
}

function open(rules: RuleSetInput): Inspector {
  const inspector = startInspector(defineRules(rules))
  cleanups.push(() => inspector.close())
  return inspector
}

function explain(rules: RuleSetInput, selector: string): Explanation {
  const set = defineRules(rules)
  const element = document.querySelector(selector) as Element
  const { rulingOf } = createPageRulings(set)
  return explainElement({ rules: set, rulingOf }, element, element.textContent ?? '')
}

const frame = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
const panel = (): ShadowRoot | null => document.querySelector('[data-reseal-inspector]')?.shadowRoot ?? null
const counts = (): Record<string, number> =>
  Object.fromEntries(
    Array.from(panel()?.querySelectorAll('label') ?? [], (label) => [
      label.childNodes[2]?.textContent ?? '',
      Number(label.querySelector('.count')?.textContent),
    ]),
  )

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

describe('startInspector', () => {
  it('counts what is masked, blocked and allowed, and what comes later', async () => {
    const host = addHtml(
      '<h1 class="label">Birth date</h1><p>1931-07-19</p><input><img width="20" height="20">',
    )
    open({ allow: [{ id: 'labels', selector: '.label' }] })
    await frame()
    expect(counts()).toMatchObject({ masked: 2, blocked: 1, allowed: 1 })
    host.insertAdjacentHTML('beforeend', '<p class="label">Phone</p>')
    await frame()
    expect(counts()).toMatchObject({ allowed: 2 })
  })

  it('says why, for what is under the pointer', async () => {
    const host = addHtml('<h1 class="label">Birth date</h1><p>Jane</p>')
    open({ allow: [{ id: 'labels', selector: '.label' }] })
    await frame()
    const point = (element: Element | null): void => {
      const range = document.createRange()
      range.selectNodeContents(element as Node)
      const { x, y, width, height } = range.getBoundingClientRect()
      window.dispatchEvent(
        new PointerEvent('pointermove', { clientX: x + width / 2, clientY: y + height / 2 }),
      )
    }
    point(host.querySelector('h1'))
    expect(panel()?.querySelector('.reason')?.textContent).toContain("Allow 'labels' (.label)")
    point(host.querySelector('p'))
    expect(panel()?.querySelector('.reason')?.textContent).toContain('masked by default')
  })

  it('closes by Escape and leaves the page as it was', async () => {
    addHtml('<p>Jane</p>')
    const before = document.documentElement.outerHTML
    open({})
    await frame()
    expect(panel()).not.toBeNull()
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    expect(document.documentElement.outerHTML).toBe(before)
  })
})

describe('explainElement', () => {
  it('names the rule that blocks, masks or allows', () => {
    addHtml(
      '<div class="b"><p id="x">a</p></div><div class="m"><p id="y">a</p></div><p id="z" class="a">Save</p>',
    )
    const rules = {
      allow: [{ id: 'a', selector: 'main' }],
      mask: [{ id: 'm', selector: '.m' }],
      block: [{ id: 'b', selector: '.b' }],
    }
    expect(explain(rules, '#x')).toMatchObject({ treatment: 'blocked', ruleId: 'b' })
    expect(explain(rules, '#y')).toMatchObject({ treatment: 'masked', ruleId: 'm' })
    expect(explain(rules, '#z')).toMatchObject({ treatment: 'allowed', ruleId: 'a' })
  })

  it('says what an allow does not open, and what its words leave out', () => {
    addHtml('<input id="f"><p id="n">Okonkwo</p><p id="i">415-837-2916</p>')
    const rules = { allow: [{ id: 'all', selector: 'main' }] }
    expect(explain(rules, '#f')).toMatchObject({ treatment: 'masked', ruleId: 'all' })
    expect(explain(rules, '#f').reason).toContain("'inputs'")
    expect(explain(rules, '#i').reason).toContain('identifier')
    const words = { allow: [{ id: 'words', selector: 'main', words: ['save'] }] }
    expect(explain(words, '#n').reason).toContain('word')
  })
})

describe('suggestSelector', () => {
  it('takes names that stay, never generated ones or text', () => {
    const host = addHtml(
      '<section class="visit-summary css-1x9kq2"><p class="css-99aa">Jane</p></section><p data-testid="save">x</p>',
    )
    const text = host.querySelector('section p') as Element
    expect(suggestSelector(text)).toBe('section.visit-summary > p')
    expect(suggestSelector(host.querySelector('[data-testid]') as Element)).toBe('[data-testid="save"]')
    const rule = JSON.parse(suggestRule(text)) as { id: string; selector: string }
    expect(host.querySelector(rule.selector)).toBe(text)
    expect(rule.id).toMatch(/^[a-z0-9-]+$/)
  })
})
