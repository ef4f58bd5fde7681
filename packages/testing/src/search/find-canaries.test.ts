import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCanaryBook, parseCanaries } from '../canaries/canary-book.ts'
import { canaryKinds } from '../canaries/make-canary.ts'
import { createCanaryFinder } from './find-canaries.ts'

const book = createCanaryBook({
  seed: 'find-canaries',
  own: parseCanaries('s', [{ id: 'seeded', value: 'Amara Okafor' }]),
})
for (const kind of canaryKinds) book.canary(kind)
const finder = createCanaryFinder(book.canaries)

const idsIn = (text: string): string[] => finder.inText(text).map(({ canary }) => canary.id)
const value = (name: string): string => book.canary(name).value

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const reversed = (text: string): string => Array.from(text).reverse().join('')

describe('createCanaryFinder', () => {
  it.each<[string, (text: string) => string]>([
    ['as it is', (text) => `patient ${text}, today`],
    ['in capitals', (text) => text.toUpperCase()],
    ['percent-encoded', encodeURIComponent],
    ['percent-encoded, every byte', (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&')],
    ['percent-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
    ['in a query with plus signs', (text) => new URLSearchParams({ q: text }).toString()],
    ['as HTML references', (text) => Array.from(text, (c) => `&#x${c.charCodeAt(0).toString(16)};`).join('')],
    ['as decimal references', (text) => Array.from(text, (c) => `&#${c.charCodeAt(0)};`).join('')],
    [
      'as JavaScript escapes',
      (text) => Array.from(text, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    ],
    ['as CSS escapes', (text) => Array.from(text, (c) => `\\${c.charCodeAt(0).toString(16)} `).join('')],
    ['in base64', base64],
    ['in base64 at the second byte', (text) => base64(`x${text}`)],
    ['in base64 at the third byte', (text) => base64(`xy${text}`)],
    ['in base64url', (text) => Buffer.from(text).toString('base64url')],
    [
      'inside other base64',
      (text) => `data:text/plain;base64,AAAA${base64(`some text and ${text} and more`)}`,
    ],
    ['in base64 of JSON', (text) => base64(JSON.stringify({ name: text }))],
    ['in base64 of UTF-16', (text) => Buffer.from(text, 'utf16le').toString('base64')],
    ['in hex', (text) => Buffer.from(text).toString('hex')],
    ['in hex with spaces', (text) => Buffer.from(text).toString('hex').replace(/../g, '$& ')],
    ['reversed', reversed],
    ['letter by letter', (text) => Array.from(text.replace(/\W/g, '')).join(' ')],
    ['with soft hyphens', (text) => Array.from(text.replace(/\W/g, '')).join('\u00ad')],
    [
      'in full-width letters',
      (text) => text.replace(/[a-z0-9]/gi, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
    ],
  ])('finds every kind %s', (_, disguise) => {
    for (const canary of book.canaries) expect(idsIn(disguise(canary.value))).toContain(canary.id)
  })

  it('finds a part of a name and other spellings of a date and a number', () => {
    const surname = value('fullName').split(' ')[1] ?? ''
    expect(idsIn(`Dear Mr ${surname}`)).toEqual(['full-name'])
    const [year = '', month = '', day = ''] = value('birthDate').split('-')
    const name = new Intl.DateTimeFormat('en', { month: 'long' }).format(new Date(`2000-${month}-15`))
    for (const written of [
      `${month}/${day}/${year}`,
      `${Number(month)}/${day}/${year}`,
      `${day}.${month}.${year}`,
      `${name} ${day}, ${year}`,
      `${day} ${name.slice(0, 3)} ${year}`,
      `${year}${month}${day}`,
    ]) {
      expect(idsIn(`born ${written}.`), written).toEqual(['birth-date'])
    }
    expect(idsIn(value('ssn').replaceAll('-', ''))).toEqual(['ssn'])
    expect(idsIn(value('phone').replace(/\D/g, '.'))).toEqual(['phone'])
  })

  it('finds nothing in masks, style sheets, scripts and random bytes', () => {
    const library = readFileSync(new URL(import.meta.resolve('playwright')), 'utf8')
    const texts = [
      'xxxx xxxxxxxx xx',
      library,
      readFileSync(new URL('./find-canaries.ts', import.meta.url), 'utf8'),
      base64(
        Array.from({ length: 50_000 }, (_, index) => String.fromCharCode((index * 7_919) % 251)).join(''),
      ),
      Array.from({ length: 20_000 }, (_, index) => (index * 7_919) % 997).join(' '),
    ]
    for (const text of texts) expect(idsIn(text)).toEqual([])
  })

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.webUrl()), (text) => {
        expect(idsIn(`${text}\\u{110000}%ff&#x110000;${text}`)).toEqual([])
      }),
    )
  })

  it('finds a canary anywhere in other text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...book.canaries),
        fc.string().filter((text) => !/\d/.test(text)),
        fc.constantFrom((text: string) => text, base64, encodeURIComponent),
        (canary, around, disguise) => {
          expect(idsIn(disguise(`${around} ${canary.value} ${around}`))).toContain(canary.id)
        },
      ),
    )
  })

  it('takes time in proportion to the text', () => {
    // A pattern that backtracks would not come back from these.
    for (const text of [
      '7'.repeat(200_000),
      '7 '.repeat(100_000),
      '%25'.repeat(50_000),
      '&#x'.repeat(50_000),
      '\\'.repeat(100_000),
    ]) {
      expect(idsIn(text)).toEqual([])
    }
  })
})
