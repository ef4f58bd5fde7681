// What officers order on top of a recording's rules: closing rules alone, and never a rule that opens more.
import { expect, test } from 'vitest'
import { defineRules } from '../rule-set.ts'
import { diffRules } from '../rules-diff.ts'
import { applyRedaction, parseRedaction, redactionText } from './redaction.ts'

const recorded = defineRules({
  version: 'page-1',
  allow: [
    { id: 'titles', selector: 'h1' },
    { id: 'notice', selector: 'p' },
  ],
  mask: [{ id: 'names', selector: '.name' }],
  urls: [{ id: 'start', path: '/' }],
})

test('masks and blocks are added under ids of their own, and rules are left out by list and id', () => {
  const redaction = parseRedaction({
    mask: [{ id: 'names', selector: 'dd' }],
    block: [{ id: 'photo', selector: 'figure' }],
    without: [{ list: 'allow', id: 'notice' }, { list: 'urls' }],
  })
  const rules = applyRedaction(recorded, redaction)
  expect(rules.mask).toEqual([
    { id: 'names', selector: '.name' },
    { id: 'names-2', selector: 'dd' },
  ])
  expect(rules.block).toEqual([{ id: 'photo', selector: 'figure' }])
  expect(rules.allow.map(({ id }) => id)).toEqual(['titles'])
  expect(rules.urls).toEqual([])
  expect(diffRules(recorded, rules).readable).toEqual([])
})

test('the text of a redaction reads back, the same for the same', () => {
  const text = redactionText(
    parseRedaction({ mask: [{ selector: 'p', id: 'a' }], without: [{ list: 'tags' }] }),
  )
  expect(text).toBe('{"block":[],"mask":[{"id":"a","selector":"p"}],"without":[{"list":"tags"}]}')
  expect(redactionText(parseRedaction(JSON.parse(text)))).toBe(text)
})

test.each([
  ['no object', 'mask'],
  ['a list', []],
  ['a rule without a selector', { mask: [{ id: 'a' }] }],
  ['a list that closes', { without: [{ list: 'mask', id: 'names' }] }],
  ['an unknown list', { without: [{ list: '__proto__' }] }],
  ['an id that is none', { without: [{ list: 'allow', id: 7 }] }],
  ['too many', { without: Array.from({ length: 201 }, () => ({ list: 'allow' })) }],
])('refuses %s', (_, value) => {
  expect(() => parseRedaction(value)).toThrow()
})
