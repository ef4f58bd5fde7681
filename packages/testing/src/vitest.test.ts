import { describe, expect, it } from 'vitest'
import { createCanaryBook, expectNoCanaries } from './vitest.ts'

describe('expectNoCanaries', () => {
  it('passes for a value without canaries', () => {
    const book = createCanaryBook({ seed: 'a' })
    book.canary('email')
    expect(() => expectNoCanaries({ text: 'xxxx xx' }, book)).not.toThrow()
  })

  it('names canary, form and path of each that is there', () => {
    const book = createCanaryBook({ seed: 'a' })
    const email = book.canary('email').value
    const value = { rows: ['xx', { mail: encodeURIComponent(email) }] }
    expect(() => expectNoCanaries(value, book)).toThrow(/email \(.+, plain|url-encoded\) in rows\[1\]\.mail/)
    expect(() => expectNoCanaries(new TextEncoder().encode(`a ${email}`), book)).toThrow(/email/)
    expect(() => expectNoCanaries(email, book)).toThrow(/in the text/)
  })

  it('refuses to prove anything without a canary', () => {
    expect(() => expectNoCanaries('x', createCanaryBook({ seed: 'a' }))).toThrow(/no canary was planted/)
  })
})
