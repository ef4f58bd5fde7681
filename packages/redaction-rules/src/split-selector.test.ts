import { describe, expect, it } from 'vitest'
import { splitSelector } from './split-selector.ts'

describe('splitSelector', () => {
  it.each([
    ['a', ['a']],
    [' a ,b  >\n c', ['a', 'b > c']],
    [':is(a, b), c:not([title="x, )"])', [':is(a, b)', 'c:not([title="x, )"])']],
    ["[a='],'], b", ["[a='],']", 'b']],
    ['[a="\\", b"], c', ['[a="\\", b"]', 'c']],
    ['.a\\,b, c', ['.a\\,b', 'c']],
    ['[a="x  y"]', ['[a="x  y"]']],
  ])('splits %j', (selector, parts) => {
    expect(splitSelector(selector)).toEqual(parts)
  })
})
