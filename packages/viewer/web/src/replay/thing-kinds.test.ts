import { describe, expect, it } from 'vitest'
import type { ProbedThing } from '../../../replay-frame/src/frame-messages.ts'
import { attributeSentences, thingSentence } from './thing-kinds.ts'

function thing(more: Partial<ProbedThing>): ProbedThing {
  return { kind: 'masked', attributes: [], box: { left: 0, top: 0, width: 1, height: 1 }, ...more }
}

describe('what is said of a thing', () => {
  it('names the rule that let it through, where the recording names one', () => {
    const origin = { kind: 'rule', rule: 'interface-words' } as const
    expect(thingSentence(thing({ kind: 'rule', origin }))).toBe('Let through by the rule interface-words.')
    expect(thingSentence(thing({ kind: 'rule', origin: { kind: 'rule' } }))).toBe(
      'Let through by a rule that the recording does not name.',
    )
    expect(thingSentence(thing({ kind: 'field', origin }))).toContain(
      'let through by the rule interface-words',
    )
  })

  it('tells an image from what else is blocked', () => {
    expect(thingSentence(thing({ kind: 'blocked', element: 'img' }))).toMatch(/^Image: /)
    expect(thingSentence(thing({ kind: 'blocked', element: 'div' }))).toMatch(/^Blocked: /)
    expect(thingSentence(thing({ kind: 'blocked', element: 'constructor' }))).toMatch(/^Blocked: /)
  })

  it('says why each attribute can be read', () => {
    const attributes = [
      { name: 'title', kind: 'static' },
      { name: 'alt', kind: 'rule', rule: 'pictures' },
    ] as const
    expect(attributeSentences(thing({ attributes }))).toEqual([
      'title: static text',
      'alt: let through by the rule pictures',
    ])
  })
})
