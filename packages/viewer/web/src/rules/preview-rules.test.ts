import { expect, it } from 'vitest'
import { previewRules, relaxSelector } from './preview-rules.ts'

it.each([
  ['main > p', 'main > p', true],
  ['td:nth-of-type(2)', 'td:nth-of-type(2)', true],
  ['.summary', '*', false],
  ['main .summary p, h1', 'main * p, h1', false],
  ['section#a.b > [data-x="1 2"] dd', 'section > * dd', false],
  ['p:not(.x):hover', 'p', false],
  ['.a+.b', '*+*', false],
])('%s is asked as %s', (selector, relaxed, exact) => {
  expect(relaxSelector(selector)).toEqual({ selector: relaxed, exact })
})

it('tells what opens from what closes, and what is sure', () => {
  const allow = { list: 'allow', id: 'a', selector: 'h2' } as const
  const mask = { list: 'mask', id: 'm', selector: '.ssn' } as const
  expect(previewRules({ added: [allow], removed: [mask] })).toEqual({
    opens: [
      { ...allow, sure: true },
      { ...mask, selector: '*', sure: false },
    ],
    closes: [],
  })
  expect(previewRules({ added: [{ ...mask, selector: 'dd' }], removed: [allow] }).closes).toEqual([
    { ...allow, sure: true },
    { ...mask, selector: 'dd', sure: true },
  ])
})
