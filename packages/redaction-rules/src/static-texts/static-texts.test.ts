// the set, its form, and what may stand in it.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStaticTexts, encodeStaticTexts, normaliseStaticText } from './index.ts'
import { createSha256 } from './sha256.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const sha256 = createSha256()

describe('SHA-256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('hashes the example %j of FIPS 180-4', (text, digest) => {
    expect(hex(sha256(Buffer.from(text)))).toBe(digest)
  })

  it("equals Node's for every length around the blocks' edges, and for any bytes", () => {
    for (let length = 0; length < 200; length++) {
      const bytes = new Uint8Array(length).fill(length)
      expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
      }),
    )
  })

  it('has no constant that a cube root off by the last bit would change', () => {
    const isPrime = (n: number): boolean => Array.from({ length: n - 2 }, (_, i) => i + 2).every((d) => n % d)
    const primes = Array.from({ length: 310 }, (_, i) => i + 2).filter(isPrime)
    expect(primes).toHaveLength(64)
    for (const prime of primes) {
      const fraction = (Math.cbrt(prime) * 2 ** 32) % 1
      // The last of 53 bits of a root below 8 is worth less than 2 ** -17 here.
      expect(Math.min(fraction, 1 - fraction)).toBeGreaterThan(2 ** -14)
    }
  })
})

describe('a static-text set', () => {
  it('has what it was made of, however its white space and its composition are written (R-19.1, R-19.2)', () => {
    const { has } = createStaticTexts(encodeStaticTexts(['Save draft', 'Prénom', '  Next\n  step ']))
    expect(['Save draft', '\n  Save\t draft\u00a0', 'Pre\u0301nom', 'Next step'].every(has)).toBe(true)
    expect(['save draft', 'Save draft.', 'Save', 'Save draft Ann', 'Savedraft', ''].some(has)).toBe(false)
    // Again, from the cache.
    expect([has('Save draft'), has('Save')]).toEqual([true, false])
  })

  it('is the same text for the same texts in any order (R-19.1)', () => {
    expect(encodeStaticTexts(['Save draft', 'Close', 'Close '])).toBe(
      encodeStaticTexts(['Close', 'Save draft']),
    )
    expect(encodeStaticTexts([])).toBe('AQ')
    expect(encodeStaticTexts(['Save draft'])).toBe(
      Buffer.concat([
        Uint8Array.of(1),
        createHash('sha256').update('reseal/1 static textSave draft').digest().subarray(0, 6),
      ]).toString('base64url'),
    )
  })

  it('is named by the SHA-256 of its bytes (R-19.1)', () => {
    const encoded = encodeStaticTexts(['Save draft', 'Close'])
    const digest = createHash('sha256').update(Buffer.from(encoded, 'base64url')).digest('hex')
    expect(hex(createStaticTexts(encoded).hash)).toBe(digest)
  })

  it.each([
    ['nothing', ''],
    ['another version', Buffer.of(2).toString('base64url')],
    ['half an entry', Buffer.of(1, 1, 2, 3).toString('base64url')],
    ['entries out of order', Buffer.from([1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1]).toString('base64url')],
    ['an entry twice', Buffer.from([1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2]).toString('base64url')],
    ['padding', 'AQ=='],
    ['bits that say nothing', 'AR'],
    ['white space', 'AQ\n'],
    [
      'base64 of another alphabet',
      `${Buffer.from([1, 255, 255, 255, 255, 255, 255]).toString('base64').replace(/=/g, '')}`,
    ],
    ['a page of an error', '<!doctype html><title>404</title>'],
    ['no text', undefined as unknown as string],
  ])('is refused when it is %s (R-19.1)', (_, encoded) => {
    expect(() => createStaticTexts(encoded)).toThrow(expect.objectContaining({ code: 'bad_static_texts' }))
  })

  it('is read or refused, whatever it is given (R-19.1)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const encoded = Buffer.from([1, ...bytes]).toString('base64url')
        try {
          expect(hex(createStaticTexts(encoded).hash)).toHaveLength(64)
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad_static_texts' })
        }
      }),
    )
  })

  it('has nothing but its texts (R-19.2)', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (texts, other) => {
        const { has } = createStaticTexts(encodeStaticTexts(texts))
        const forms = texts.map(normaliseStaticText)
        for (const [i, text] of texts.entries()) expect(has(text)).toBe(forms[i] !== undefined)
        if (!forms.includes(normaliseStaticText(other))) expect(has(other)).toBe(false)
      }),
    )
  })

  it('knows no text of more than 512 characters, nor 4,096 with white space (R-19.3)', () => {
    const { has } = createStaticTexts(encodeStaticTexts(['Save draft']))
    expect(has(`${' '.repeat(4_000)}Save draft`)).toBe(true)
    expect(has(`${' '.repeat(5_000)}Save draft`)).toBe(false)
    expect(has('a'.repeat(1_000_000))).toBe(false)
  })
})

describe('normaliseStaticText', () => {
  it.each([
    ['a single letter', 'A'],
    ['a number', '42'],
    ['a letter and digits', 'B12'],
    ['signs', '→ ✓'],
    ['nothing', ' \n '],
    ['more than 512', 'word '.repeat(120)],
    ['a bidirectional override', 'Save \u202edraft'],
    ['a zero-width space', 'Sa\u200bve'],
    ['a control', 'Save\u0007'],
    ['a private character', 'Save \ue000'],
    ['a date', 'Since March 3rd'],
    ['an address', 'Write to help@clinic.example'],
    ['many digits', 'Call 555 0100 now'],
    ['a name', 'Dear Mr. Smith'],
  ])('refuses %s (R-19.3)', (_, text) => {
    expect(normaliseStaticText(text)).toBeUndefined()
    expect(encodeStaticTexts([text])).toBe('AQ')
  })

  it.each([
    ['Save draft', 'Save draft'],
    ['  Step 2 of 5 ', 'Step 2 of 5'],
    ['No', 'No'],
    ['保存', '保存'],
    ['E\u0301tape', 'Étape'],
  ])('keeps %j as %j (R-19.2)', (text, form) => {
    expect(normaliseStaticText(text)).toBe(form)
  })
})
