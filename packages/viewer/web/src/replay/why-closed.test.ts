import { describe, expect, it } from 'vitest'
import type { ProbedThing } from '../../../replay-frame/src/frame-messages.ts'
import { reasonsOf } from './why-closed.ts'

const thing = (more: Partial<ProbedThing>): ProbedThing => ({
  kind: 'masked',
  attributes: [],
  box: { left: 0, top: 0, width: 1, height: 1 },
  inForce: { allow: ['interface-words'], mask: [], block: [] },
  ...more,
})

describe('reasonsOf', () => {
  it('names the default and the rules in force of a masked text, with a rule to file', () => {
    const reasons = reasonsOf(thing({ within: ['main', 'section', 'x-r12', 'h2'] }))
    expect(reasons?.sentences.join(' ')).toMatch(/by default.*none of them opens this: interface-words\./)
    expect(reasons?.snippet).toContain("selector: 'main > section > h2'")
  })

  it('tells a field, a picture and a box apart', () => {
    expect(reasonsOf(thing({ kind: 'field', element: 'select' }))?.snippet).toContain("['options']")
    expect(reasonsOf(thing({ kind: 'blocked', element: 'img' }))).not.toHaveProperty('snippet')
    expect(reasonsOf(thing({ kind: 'blocked', element: 'div' }))?.sentences[0]).toContain('its markup')
    const inForce = { allow: [], mask: [], block: ['chart', 'letter'] }
    expect(reasonsOf(thing({ kind: 'blocked', element: 'div', inForce }))?.sentences[0]).toContain(
      'does not say which: chart, letter.',
    )
  })

  it('has none for what can be read', () => {
    expect(reasonsOf(thing({ kind: 'static' }))).toBeUndefined()
    expect(reasonsOf(thing({ kind: 'field', origin: { kind: 'rule', rule: 'fields' } }))).toBeUndefined()
  })

  it('puts nothing of a recording into the rule but names of elements', () => {
    const reasons = reasonsOf(thing({ within: ["div'] }, { x", 'p'] }))
    expect(reasons?.snippet).toContain("selector: 'p'")
  })
})
