// Whatever an event holds and wherever a secret stands in it, the secret does not come out (promise 1).

import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { lateSignals } from '../test/late-signals.ts'
import { createRedactor } from './redactor.ts'
import { defineRules } from './rule-set.ts'
import { fieldMarks } from './signals/field.ts'
import { signalPlugin } from './signals/redact-signal.ts'
import { shippedVocabulary } from './vocabulary/shipped.ts'

const secret = 'zqsecretjane'

const carrier = fc.constantFrom(
  secret,
  ` ${secret} `,
  `<b title="${secret}">`,
  `https://h/${secret}?a=${secret}#${secret}`,
  `data:text/plain;base64,${btoa(secret)}`,
  `.${secret}{--${secret}:${secret};content:"${secret}"}`,
  `color:${secret};background:url("${secret}")`,
  `M 0 0 ${secret}`,
  `10px ${secret}`,
  `\\${secret}`,
  `${secret}px`,
  `#${secret}`,
  `[${secret}`,
)
const harmless = fc.constantFrom('', 'red', '10px', 'a b', '0 0 24 24', 'true', 'M0 0h1v1z', '.a{color:red}')
const anyText = fc.oneof({ weight: 4, arbitrary: carrier }, { weight: 1, arbitrary: harmless })

const names = (
  'class id style href src srcset value type role title data-x name for list d points viewBox fill transform width x ' +
  'color media lang dir _cssText rr_src rr_dataURL rr_width rr_scrollTop checked selected content srcdoc onclick ' +
  'aria-label aria-expanded aria-controls slot part tabindex colspan contenteditable data-reseal __proto__ constructor'
).split(' ')
const attributeName = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.constantFrom(secret, `data-${secret}`, `--${secret}`, `on${secret}`) },
)
const styleObject = fc.dictionary(
  fc.constantFrom('color', 'background-image', `--${secret}`, secret, '__proto__'),
  fc.oneof(anyText, fc.constant(false), fc.tuple(anyText, anyText)),
)
const attributes = fc.dictionary(
  attributeName,
  fc.oneof(anyText, fc.constant(null), fc.constant(true), fc.integer(), styleObject),
  { maxKeys: 6 },
)
const tags =
  'div p span input textarea select option style script title svg path g use text img iframe a table meter x-y'
const tagName = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...tags.split(' ')) },
  { weight: 1, arbitrary: fc.constantFrom(secret, `x-${secret}`) },
)
const id = fc.integer({ min: 1, max: 40 })

const { node } = fc.letrec<{ node: Record<string, unknown> }>((tie) => ({
  node: fc.record(
    {
      type: fc.constantFrom(0, 1, 2, 2, 2, 2, 3, 3, 4, 5, 6),
      id,
      tagName,
      attributes,
      childNodes: fc.array(tie('node'), { maxLength: 3, depthIdentifier: 'node' }),
      textContent: anyText,
      name: anyText,
      publicId: anyText,
      systemId: anyText,
      isSVG: fc.boolean(),
      isShadow: fc.boolean(),
      isShadowHost: fc.boolean(),
      isCustom: fc.boolean(),
      compatMode: anyText,
      [secret]: anyText,
    },
    { requiredKeys: ['type', 'id'] },
  ),
}))

const rule = fc.record({ rule: anyText, index: fc.oneof(fc.integer(), fc.array(fc.integer()), anyText) })
const incremental = fc.record(
  {
    source: fc.integer({ min: 0, max: 17 }),
    id,
    styleId: id,
    type: fc.integer({ min: 0, max: 11 }),
    x: fc.oneof(fc.double(), anyText),
    y: fc.integer(),
    text: anyText,
    texts: fc.array(fc.record({ id, value: anyText }), { maxLength: 3 }),
    attributes: fc.array(fc.record({ id, attributes }), { maxLength: 3 }),
    removes: fc.array(fc.record({ id, parentId: id }), { maxLength: 1 }),
    adds: fc.oneof(
      fc.array(fc.record({ parentId: id, nextId: fc.option(id), node }), { maxLength: 3 }),
      fc.array(rule, { maxLength: 2 }),
    ),
    positions: fc.array(fc.record({ id, x: fc.integer(), y: fc.integer(), timeOffset: anyText })),
    replace: anyText,
    replaceSync: anyText,
    index: fc.array(fc.integer()),
    set: fc.record({ property: anyText, value: anyText, priority: anyText }),
    styles: fc.array(fc.record({ styleId: id, rules: fc.array(rule, { maxLength: 2 }) }), { maxLength: 2 }),
    styleIds: fc.array(fc.oneof(id, anyText)),
    ranges: fc.array(anyText),
    define: fc.record({ name: anyText }),
    family: anyText,
    commands: fc.array(fc.record({ property: anyText, args: fc.array(anyText) })),
  },
  { requiredKeys: ['source'] },
)
// Declared and undeclared, in and out of its list; what stands anywhere in a payload may be the secret.
const declaring = defineRules({
  events: [{ id: 'e', name: 'search', fields: { kind: ['drug'], results: 'count', ok: 'boolean' } }],
  tags: [{ id: 't', key: 'plan', values: ['pro'] }],
  allow: [{ id: 'm', selector: 'form', opens: fieldMarks }],
})
const told = fc.oneof(anyText, fc.constantFrom('search', 'plan', 'pro', 'drug', 7, true, 1e12))
const tag = fc.record({ key: told, value: told }, { requiredKeys: [] })
const reported = fc.record(
  {
    name: told,
    key: told,
    value: told,
    id: fc.oneof(id, told),
    kind: told,
    fields: fc.oneof(fc.dictionary(fc.constantFrom('kind', 'results', 'ok', secret), told), anyText),
    tags: fc.array(fc.oneof(tag, anyText)),
    flags: fc.array(tag),
    identity: told,
    // What the app's code says of itself passes as it is.
    release: fc.constant('1.4.0'),
    parts: fc.array(told),
    rating: told,
    target: anyText,
    source: anyText,
    url: anyText,
    durationMs: told,
    pressedIds: fc.array(fc.oneof(id, told)),
    scripts: fc.array(fc.record({ source: anyText, position: told, durationMs: told, name: anyText })),
    causes: fc.array(fc.record({ kind: told, name: anyText, message: anyText, frames: anyText })),
    count: told,
    invalid: told,
    changed: told,
    filled: told,
    same: told,
    times: told,
    why: told,
    opened: anyText,
  },
  { requiredKeys: [] },
)
const known = Object.values(signalPlugin)
const report = fc.record({ plugin: fc.constantFrom(...known), payload: reported })
const signal = fc.record({
  plugin: fc.constantFrom('reseal/console', 'reseal/error', 'reseal/gap', secret),
  payload: fc.record(
    {
      level: fc.constantFrom('log', 'error', secret),
      kind: anyText,
      name: anyText,
      message: anyText,
      args: fc.array(
        fc.record({ kind: fc.constantFrom('string', 'error', secret), name: anyText, text: anyText }),
      ),
      frames: fc.array(fc.record({ source: anyText, line: fc.oneof(fc.nat(), anyText), column: fc.nat() })),
    },
    { requiredKeys: [] },
  ),
})
const pageEvent = fc.record({ node, initialOffset: fc.record({ top: anyText, left: fc.nat() }) })
const other = fc.record({
  href: anyText,
  width: anyText,
  height: fc.nat(),
  tag: anyText,
  payload: anyText,
  url: anyText,
})
const event = fc.record({
  type: fc.constantFrom(0, 1, 2, 3, 3, 3, 3, 3, 4, 5, 6, 7, 8, 9),
  timestamp: fc.oneof({ weight: 9, arbitrary: fc.nat() }, { weight: 1, arbitrary: anyText }),
  data: fc.oneof(
    { weight: 4, arbitrary: incremental },
    { weight: 4, arbitrary: signal },
    { weight: 2, arbitrary: report },
    { weight: 4, arbitrary: pageEvent },
    { weight: 4, arbitrary: other },
  ),
  [secret]: anyText,
})

describe('the redactor', () => {
  it('never lets a secret out, wherever it stands in a run of events', () => {
    let emitted = 0
    fc.assert(
      fc.property(node, fc.array(event, { minLength: 1, maxLength: 8 }), (root, events) => {
        const redactor = createRedactor({
          vocabulary: shippedVocabulary,
          rules: declaring,
          lateSignals,
          rulingOf: () => ({ level: 'allow', rules: [0] }),
          boxOf: () => ({ width: 1, height: 1, isInline: true }),
          shapeOf: () => ({ x: 0, y: 0, width: 1, height: 1 }),
        })
        const snapshot = { type: 2, timestamp: 1, data: { node: { ...root, type: 2, tagName: 'div' } } }
        for (const one of [snapshot, ...events]) {
          const out = JSON.stringify(redactor.redact(one)) ?? ''
          emitted += out.length > 0 ? 1 : 0
          expect(out.toLowerCase()).not.toContain(secret)
          expect(out).not.toContain(btoa(secret).slice(0, 8))
        }
      }),
      { numRuns: 3_000 * inject('propertyTimes') },
    )
    expect(emitted).toBeGreaterThan(3_000)
  })
})
