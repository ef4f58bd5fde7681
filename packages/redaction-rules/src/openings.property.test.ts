// Under any rules, a secret in a place that no rule opens does not come out.

import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import type { Ruling } from './redaction-options.ts'
import { createRedactor } from './redactor.ts'
import { defineRules, type Opening, type RuleSet } from './rule-set.ts'
import { fieldMarks } from './signals/field.ts'
import { shippedVocabulary } from './vocabulary/shipped.ts'

const secret = 'zqsecretjane'
const plain = 'readable words'
const openings: readonly Opening[] = [
  'text',
  'titles',
  'inputs',
  'options',
  'editables',
  'checked',
  'range',
  'typing',
  'length',
  'keys',
  'selection',
  'geometry',
  ...fieldMarks,
]
const textAttributes = ['title', 'alt', 'placeholder', 'aria-label', 'label'] as const
const otherAttributes = [
  'class',
  'id',
  'src',
  'onclick',
  'data-x',
  'style',
  'href',
  'min',
  'aria-valuenow',
  'd',
  'srcdoc',
]

interface Shape {
  readonly tag: string
  readonly type: string
  readonly role: string
  readonly isEditable: boolean
  readonly own: 'none' | 'mask' | 'block' | 'allow'
  readonly rules: readonly number[]
  readonly attributeRule: number
  readonly children: readonly Shape[]
}

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.record({
    tag: fc.constantFrom(
      'p',
      'b',
      'div',
      'title',
      'select',
      'option',
      'input',
      'input',
      'textarea',
      'output',
      'meter',
      'svg',
      'script',
      'x-y',
    ),
    type: fc.constantFrom('', 'text', 'password', 'hidden', 'submit', 'checkbox', 'range'),
    role: fc.constantFrom('', '', '', 'option', 'textbox', 'slider', 'button'),
    isEditable: fc.constantFrom(false, false, false, true),
    own: fc.constantFrom('none', 'none', 'allow', 'allow', 'allow', 'mask', 'block'),
    rules: fc.uniqueArray(fc.nat({ max: 2 }), { minLength: 1 }),
    attributeRule: fc.nat({ max: 2 }),
    children: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'shape' },
      fc.constant([]),
      fc.array(tie('shape'), { maxLength: 3 }),
    ),
  }),
}))
const opensList = fc.array(fc.uniqueArray(fc.constantFrom(...openings), { minLength: 1, maxLength: 8 }), {
  minLength: 3,
  maxLength: 3,
})
const namesList = fc.array(fc.uniqueArray(fc.constantFrom(...textAttributes), { minLength: 1 }), {
  minLength: 2,
  maxLength: 2,
})

interface Standing {
  readonly ruling: Ruling | undefined
  readonly needed: ReadonlySet<Opening>
}
type Raw = Record<string, unknown>
interface Place {
  readonly id: number
  readonly isText: boolean
  /** What stands there: the secret, or what a rule opens. */
  readonly content: string
  readonly attributes: Raw
}

const strictness = ['allow', 'mask', 'block']

// The specification read on its own, without the redactor: what each shape needs, and whether a rule opens it.
function build(root: Shape, rules: RuleSet) {
  const rulings = new Map<number, Ruling | undefined>()
  const attributeRules = new Map<number, number>()
  const places: Place[] = []
  let lastId = 1

  function standingBelow(
    { ruling, needed }: Standing,
    { own, rules: matching, tag, role, isEditable }: Shape,
  ): Standing {
    const isStricter =
      own !== 'none' && (ruling === undefined || strictness.indexOf(own) > strictness.indexOf(ruling.level))
    const isSame = own !== 'none' && ruling?.level === own
    const merged = isSame ? [...new Set([...ruling.rules, ...(own === 'allow' ? matching : [0])])] : undefined
    const now = isStricter
      ? { level: own, rules: own === 'allow' ? matching : [0] }
      : merged && ruling
        ? { level: ruling.level, rules: merged }
        : ruling
    const more = new Set(needed)
    if (tag === 'title') more.add('titles')
    if (tag === 'select' || tag === 'option' || role === 'option') more.add('options')
    if (tag === 'output' || tag === 'meter' || role === 'slider') more.add('range')
    if (isEditable || role === 'textbox') more.add('editables')
    return { ruling: now as Ruling | undefined, needed: more }
  }

  const isOpen = (ruling: Ruling | undefined, needed: Iterable<Opening>): boolean =>
    ruling?.level === 'allow' &&
    ruling.rules.some((rule) => [...needed].every((opening) => rules.allow[rule]?.opens?.includes(opening)))

  function node(one: Shape, outer: Standing): Raw {
    const id = ++lastId
    const { ruling, needed } = standingBelow(outer, one)
    rulings.set(id, ruling)
    attributeRules.set(id, one.attributeRule)
    const attributes: Raw = {}
    for (const name of otherAttributes) attributes[name] = secret
    const isLoose = ruling === undefined || ruling.level === 'allow'
    const isSecretInput = one.tag === 'input' && (one.type === 'password' || one.type === 'hidden')
    for (const name of textAttributes) {
      const isNamed = rules.attributes[one.attributeRule]?.names.includes(name) === true
      attributes[name] = isNamed && isLoose && !isSecretInput ? plain : secret
    }
    const opensValue = one.type === 'submit' && one.tag === 'input' ? 'text' : 'inputs'
    attributes['value'] = isOpen(ruling, [opensValue]) && !isSecretInput ? plain : secret
    if (one.type !== '') attributes['type'] = one.type
    if (one.role !== '') attributes['role'] = one.role
    if (one.isEditable) attributes['contenteditable'] = 'true'
    const content = isOpen(ruling, needed.size > 0 ? needed : ['text']) ? plain : secret
    places.push({ id, isText: false, content: String(attributes['value']), attributes })
    const textId = ++lastId
    places.push({ id: textId, isText: true, content, attributes: {} })
    const children = one.children.map((child) => node(child, { ruling, needed }))
    const text = { type: 3, id: textId, textContent: content }
    return { type: 2, id, tagName: one.tag, attributes, childNodes: [text, ...children] }
  }

  const tree = node(root, { ruling: undefined, needed: new Set() })
  return { tree, rulings, attributeRules, places }
}

describe('rules', () => {
  it('open what they name, and never what they do not', () => {
    let readable = 0
    fc.assert(
      fc.property(shape, opensList, namesList, (root, opens, names) => {
        const rules = defineRules({
          allow: opens.map((list, index) => ({ id: `a${index}`, selector: 'a', opens: list })),
          mask: [{ id: 'm', selector: 'm' }],
          block: [{ id: 'b', selector: 'b' }],
          attributes: names.map((list, index) => ({ id: `n${index}`, selector: 'a', names: list })),
        })
        const { tree, rulings, attributeRules, places } = build(root, rules)
        const redactor = createRedactor({
          rules,
          vocabulary: shippedVocabulary,
          rulingOf: (id) => rulings.get(id),
          attributeRuleOf: (id, name) => {
            const rule = attributeRules.get(id) ?? 7
            return rules.attributes[rule]?.names.some((known) => known === name) ? rule : undefined
          },
          boxOf: () => ({ width: 1, height: 1, isInline: true }),
          shapeOf: () => ({ x: 0, y: 0, width: 1, height: 1 }),
          centreOf: () => ({ x: 0, y: 0 }),
        })
        const event = (type: number, data: object): object => ({ type, timestamp: 1, data })
        const changes = places.flatMap(({ id, isText, content, attributes }): Raw[] =>
          isText
            ? [
                { source: 0, texts: [{ id, value: `${content} again` }] },
                { source: 14, ranges: [{ start: id, startOffset: 1, end: id, endOffset: 2 }] },
              ]
            : [
                { source: 0, attributes: [{ id, attributes }] },
                { source: 5, id, text: content, isChecked: true },
                { source: 2, id, type: 2, x: 1, y: 1 },
              ],
        )
        const node = { type: 0, id: 1, childNodes: [tree] }
        const events = [event(2, { node, initialOffset: {} }), ...changes.map((data) => event(3, data))]
        for (const one of [...events, ...events]) {
          const out = JSON.stringify(redactor.redact(one)) ?? ''
          expect(out).not.toContain(secret)
          readable += out.includes(plain) ? 1 : 0
        }
      }),
      { numRuns: 1_500 * inject('propertyTimes') },
    )
    expect(readable).toBeGreaterThan(1_000)
  })
})
