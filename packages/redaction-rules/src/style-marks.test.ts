// What styles of frameworks hang on: attributes without a value and parts of class names.
import { describe, expect, it } from 'vitest'
import { createRedactor } from './redactor.ts'
import { defaultRules } from './rule-set.ts'
import { shippedVocabulary } from './vocabulary/shipped.ts'

type Raw = Record<string, unknown>

/** Records a style sheet and elements after it; gives the sheet, the attributes, and a way to change the first. */
function record(css: string, ...attributes: Raw[]) {
  const redactor = createRedactor({ vocabulary: shippedVocabulary, rules: defaultRules })
  const style = {
    type: 2,
    id: 2,
    tagName: 'style',
    attributes: {},
    childNodes: [{ type: 3, id: 3, textContent: css }],
  }
  const elements = attributes.map((own, index) => ({
    type: 2,
    id: 10 + index,
    tagName: 'div',
    attributes: own,
    childNodes: [],
  }))
  const node = { type: 0, id: 1, childNodes: [style, ...elements] }
  const snapshot = () => redactor.redact({ type: 2, timestamp: 1, data: { node, initialOffset: {} } })
  const event = snapshot()
  if (event === undefined) throw new Error('nothing was recorded')
  const [sheet, ...rest] = (event.data as { node: { childNodes: Raw[] } }).node.childNodes
  const [rules] = (sheet?.['childNodes'] ?? []) as Raw[]
  return {
    text: JSON.stringify(event),
    css: rules?.['textContent'] as string,
    attributes: rest.map((element) => element['attributes'] as Raw),
    again() {
      const data = snapshot()?.data as { node: { childNodes: Raw[] } } | undefined
      return data?.node.childNodes.slice(1).map((element) => element['attributes'] as Raw)
    },
    add(own: Raw) {
      const adds = [{ parentId: 1, nextId: null, node: own }]
      const data = { source: 0, texts: [], removes: [], adds, attributes: [] }
      const added = redactor.redact({ type: 3, timestamp: 2, data })?.data as { adds: { node: Raw }[] }
      return added.adds[0]?.node['attributes']
    },
    change(own: Raw) {
      const data = { source: 0, texts: [], removes: [], adds: [], attributes: [{ id: 10, attributes: own }] }
      return redactor.redact({ type: 3, timestamp: 2, data })?.data as Raw | undefined
    },
  }
}

describe('attributes without a value (R-5.12)', () => {
  it('match the selectors that look for them, under a token', () => {
    const { css, attributes, text } = record(
      '[_ngcontent-jane-c1]{color:red}div[b-4711]{top:0}',
      { '_ngcontent-jane-c1': '' },
      { 'b-4711': '', '_nghost-x': '' },
    )
    expect(css).toBe('[data-r1]{color:red;}div[data-r2]{top:0;}')
    expect(attributes).toEqual([{ 'data-r1': '' }, { 'data-r2': '', 'data-r3': '' }])
    expect(text).not.toMatch(/jane|4711|ng/)
  })

  it('are dropped with a value, and match no selector that looks for one', () => {
    const { css, attributes } = record('[ward=""]{top:0}[ward=jane]{top:1px}[ward|=jane]{top:2px}', {
      ward: 'jane',
    })
    expect(css).toBe('[data-r1]{top:0;}:not(*){top:1px;}:not(*){top:2px;}')
    expect(attributes).toEqual([{}])
  })

  it('say nothing once they come or go, then or in any later snapshot', () => {
    const { change, again } = record('[late]{top:0}', { born: '', late: '' })
    for (const value of ['', 'jane', null]) expect(change({ late: value })).toBeUndefined()
    expect(again()).toEqual([{ 'data-r2': '' }])
  })

  it('say nothing on an element of the page, but for those of frameworks', () => {
    const own = {
      type: 2,
      id: 20,
      tagName: 'sl-checkbox',
      attributes: { active: '', _nghost: '' },
      childNodes: [],
    }
    expect(record('').add(own)).toEqual({ 'data-r2': '' })
  })

  it('say nothing on a control whose state is an answer', () => {
    const { attributes } = record('', { role: 'radio', chosen: '' }, { checked: '', 'aria-checked': '' })
    expect(attributes).toEqual([{ role: expect.stringMatching(/^r\d+$/) }, {}])
  })
})

describe('parts of class names (R-7.10)', () => {
  it('become a class that the lists bear which the selector matches', () => {
    const { css, attributes, text } = record(
      '[class*="ant-"]{top:0}[class^=jane]{top:1px}.a[class$=doe]{top:2px}[class="b"]{top:3px}',
      { class: 'ant-btn b' },
      { class: 'jane ant-doe' },
      { class: 'b' },
    )
    expect(css).toBe('.r1{top:0;}.r2{top:1px;}.r3.r4{top:2px;}[class="r5"]{top:3px;}')
    expect(attributes).toEqual([{ class: 'r6 r5 r1' }, { class: 'r7 r8 r1 r2 r4' }, { class: 'r5' }])
    expect(text).not.toMatch(/ant|jane|doe/)
  })

  it('are at most 64, and then match nothing', () => {
    const css = Array.from({ length: 70 }, (_, index) => `[class*=part${index}]{top:0}`).join('')
    expect(record(css).css.match(/:not\(\*\)/g)).toHaveLength(6)
  })
})
