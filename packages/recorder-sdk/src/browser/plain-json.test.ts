import { afterEach, describe, expect, it } from 'vitest'
import { plainJson } from './plain-json.ts'

const data = { a: [1, 'x"', null, true, undefined], b: { c: -0.5 }, d: undefined, ü: '\u2028' }

describe('plainJson', () => {
  afterEach(() => {
    Reflect.deleteProperty(Object.prototype, 'toJSON')
    Reflect.deleteProperty(Array.prototype, 'toJSON')
  })

  it('writes what JSON.stringify writes', () => {
    expect(plainJson(data)).toBe(JSON.stringify(data))
  })

  it.each([
    ['objects', Object.prototype],
    ['lists', Array.prototype],
  ])('does not ask what the page has put on %s', (_name, prototype) => {
    const expected = JSON.stringify(data)
    Object.defineProperty(prototype, 'toJSON', { value: () => 'Jane', configurable: true })
    expect(plainJson(data)).toBe(expected)
  })
})
