import { defineRules, type RuleSetInput } from '@reseal/redaction-rules'
import { diffRules } from '@reseal/redaction-rules/rules-diff'
import { expect, it } from 'vitest'
import { changeWords } from './change-words.ts'

function said(before: RuleSetInput, after: RuleSetInput): string[] {
  const { readable, masked } = diffRules(defineRules(before), defineRules(after))
  return [
    ...readable.map((change) => changeWords(change, 'opens').sentence),
    ...masked.map((change) => changeWords(change, 'closes').sentence),
  ]
}

const summary = { id: 'summary', selector: '.summary' }

it('says in a sentence what becomes readable and what becomes masked', () => {
  expect(said({}, { allow: [summary] })).toEqual(['texts under `.summary` would become readable'])
  expect(said({ allow: [summary] }, {})).toEqual(['texts under `.summary` would be masked'])
  expect(said({}, { urls: [{ id: 'p', path: '/patients/:id' }] })).toEqual([
    'addresses `/patients/:id` would no longer be masked',
  ])
  const [ends] = said({ block: [{ id: 'b', selector: 'img' }] }, {})
  expect(ends).toMatch(/^blocking would end: .*`img` would be recorded$/)
})

it('names the rule, and what became of it', () => {
  expect(changeWords({ list: 'allow', id: 'a', reason: 'added: text of `b`' }, 'opens').rule).toBe(
    'rule a, added',
  )
})
