// Whoever knows the public key can seal anything: whatever the events are, none throws, nothing unmarked is readable, and
// what is left fits together.

import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { ruleFingerprint } from '../canonical-rules.ts'
import { defineRules } from '../rule-set.ts'
import { signalPlugin } from '../signals/redact-signal.ts'
import { createRetroactiveRedactor } from './retroactive-redactor.ts'

const secret = 'zqsecretjane'
const rules = defineRules({
  allow: [{ id: 'all', selector: 'html' }],
  mask: [{ id: 'masks', selector: 'td > p, .x b' }],
  block: [{ id: 'blocks', selector: 'section ~ div' }],
  events: [{ id: 'events', name: 'search', fields: { kind: ['drug'] } }],
  tags: [{ id: 'tags', key: 'plan', values: ['pro'] }],
})
const inForce = { allow: rules.allow.map(ruleFingerprint), mask: [], block: [], trust: [], attributes: [] }

const odd = fc.oneof(
  fc.constantFrom(null, undefined, '', secret, -1, 0.5, Number.NaN, true, [], {}, '__proto__'),
  fc.anything({ maxDepth: 1, maxKeys: 2 }),
)
const or = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: odd })

const id = fc.integer({ min: 1, max: 14 })
const names = [
  'class',
  'title',
  'value',
  'style',
  'href',
  'checked',
  'srcdoc',
  'data-r1',
  'data-reseal',
  'type',
]
// A secret never stands in what capture rewrites and this redaction takes as it is: structure and style.
const attributes = fc.dictionary(
  fc.constantFrom(...names, '__proto__'),
  or(fc.constantFrom('r1', 'block', 'xx')),
)
const { node } = fc.letrec<{ node: unknown }>((tie) => ({
  node: or(
    fc.record(
      {
        type: fc.constantFrom(0, 1, 2, 2, 2, 3, 3, 4, 5, 9),
        id: or(id),
        tagName: or(fc.constantFrom('div', 'section', 'td', 'p', 'b', 'input', 'x-r1')),
        attributes: or(attributes),
        opened: or(fc.constant({ title: 0, value: 3 })),
        textContent: or(fc.constant(secret)),
        childNodes: or(fc.array(tie('node'), { maxLength: 3, depthIdentifier: 'node' })),
        isShadow: or(fc.boolean()),
        rootId: or(id),
      },
      { requiredKeys: ['type', 'id'] },
    ),
  ),
}))
const told = or(fc.constantFrom(secret, 'search', 'plan', 'pro', 'drug', 'LCP', 'rage', 7, true))
const list = (entry: fc.Arbitrary<unknown>) => or(fc.array(or(entry), { maxLength: 3 }))
const data = fc.oneof(
  fc.record({ node, initialOffset: or(fc.constant({ top: 0, left: 0 })), rules: or(fc.constant(inForce)) }),
  fc.record(
    {
      source: or(fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4, 5, 8, 13, 14, 15)),
      adds: list(fc.record({ parentId: or(id), nextId: or(fc.option(id)), node })),
      removes: list(fc.record({ parentId: or(id), id: or(id) })),
      texts: list(fc.record({ id: or(id), value: or(fc.constant(secret)) })),
      attributes: list(fc.record({ id: or(id), attributes: or(attributes) })),
      positions: list(fc.record({ id: or(id), rule: or(fc.nat(2)) })),
      ranges: list(fc.record({ start: or(id), end: or(id), startRule: or(fc.nat(1)) })),
      id: or(id),
      rule: or(fc.nat(2)),
    },
    { requiredKeys: ['source'] },
  ),
  fc.record({
    plugin: fc.constantFrom(...Object.values(signalPlugin), secret),
    payload: or(
      fc.record({
        allow: or(fc.constant(inForce.allow)),
        args: list(fc.record({ text: or(fc.constant(secret)) })),
        message: or(fc.constant(secret)),
        causes: list(fc.record({ kind: told, name: told, message: told, frames: list(told) })),
        name: told,
        key: told,
        value: told,
        id: or(id),
        kind: told,
        fields: or(fc.dictionary(fc.constantFrom('kind', secret), told)),
        tags: list(fc.record({ key: told, value: told })),
        flags: list(fc.record({ key: told, value: told })),
        identity: told,
        release: fc.constant('1.4.0'),
        scripts: list(fc.record({ source: told, position: told })),
        parts: list(told),
        rating: told,
        durationMs: told,
        count: told,
      }),
    ),
  }),
  fc.record({ href: or(fc.constant(secret)) }),
)
const event = or(
  fc.record({
    type: or(fc.constantFrom(0, 1, 2, 2, 3, 3, 3, 3, 4, 6, 6)),
    timestamp: or(fc.nat()),
    data: or(data),
  }),
)

/** Ids that a replayer knows after an event; throws where the event names one that it does not. */
function follow(known: Set<unknown>, out: Record<string, unknown>): void {
  function learn(given: unknown): void {
    const fields = given as { id: unknown; childNodes?: unknown[] }
    expect(known.has(fields.id), 'an id twice').toBe(false)
    known.add(fields.id)
    for (const child of fields.childNodes ?? []) learn(child)
  }
  const inner = out['data'] as Record<string, unknown>
  if (out['type'] === 2) {
    known.clear()
    learn(inner['node'])
  }
  if (out['type'] !== 3 || inner['source'] !== 0) return
  for (const { id: removed } of inner['removes'] as { id: unknown }[]) {
    expect(known.has(removed), 'removes what is known').toBe(true)
  }
  for (const { parentId } of inner['adds'] as { parentId: unknown }[]) {
    const added = JSON.stringify(inner['adds']).includes(`"id":${String(parentId)}`)
    expect(known.has(parentId) || added, 'adds below what is known').toBe(true)
  }
}

describe('redaction afterwards of anything', () => {
  it('throws at nothing, shows nothing unmarked, and repeats itself', () => {
    let left = 0
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const redactor = createRetroactiveRedactor(rules)
        const again = createRetroactiveRedactor(rules)
        const known = new Set<unknown>()
        let hasSnapshot = false
        for (const one of events) {
          const out = redactor.redact(one)
          if (out === undefined) continue
          left += 1
          const fields = out as unknown as Record<string, unknown>
          const texts = JSON.stringify(out).matchAll(/"(?:textContent|message)":"([^"]*)"/g)
          for (const [, text] of texts) expect(text).not.toContain(secret)
          if (out.type === 4 || out.type === 6) expect(JSON.stringify(out)).not.toContain(secret)
          expect(again.redact(out)).toEqual(out)
          if (out.type === 2 || hasSnapshot) follow(known, fields)
          hasSnapshot ||= out.type === 2
        }
      }),
      { numRuns: 3_000 * inject('propertyTimes') },
    )
    expect(left).toBeGreaterThan(1_000)
  })
})
