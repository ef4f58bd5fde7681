// findIdentifiers as a whole: spans, kinds, shapes of the rule set, confidence.
import { describe, expect, test } from 'vitest'
import { findIdentifiers } from './find-identifiers.ts'
import type { IdentifierType } from './finding.ts'
import { hasIdentifier } from './light.ts'

const found = (text: string, types?: readonly IdentifierType[]): [string, string][] =>
  findIdentifiers(text, types ? { types } : {}).map(({ type, start, end }) => [type, text.slice(start, end)])

const confidenceOf = (text: string, type: IdentifierType): string | undefined =>
  findIdentifiers(text, { types: [type] })[0]?.confidence

describe('spans', () => {
  test.each([
    ['wide digits', 'SSN ０７８-05-1123!', '０７８-05-1123'],
    ['digits of another script', 'SSN ٠٧٨-٠٥-١١٢٣!', '٠٧٨-٠٥-١١٢٣'],
    ['other dashes', 'SSN 078–05—1123!', '078–05—1123'],
    ['invisible signs within', 'SSN 078\u200b-05-\u00ad1123!', '078\u200b-05-\u00ad1123'],
    ['signs of two units before', '🍓🍑 SSN 078-05-1123!', '078-05-1123'],
    ['signs that fold to several before', 'ﬃ ½ № SSN 078-05-1123!', '078-05-1123'],
    ['mathematical digits', 'SSN 𝟎𝟕𝟖-𝟎𝟓-𝟏𝟏𝟐𝟑!', '𝟎𝟕𝟖-𝟎𝟓-𝟏𝟏𝟐𝟑'],
  ])('point into the text as it was: %s', (_, text, value) => {
    expect(found(text, ['ssn'])).toEqual([['ssn', value]])
    expect(hasIdentifier(text, [])).toBe(true)
  })

  test('are sorted, half-open, and of all kinds that fit', () => {
    const text = 'Call 555-978-4581 or mail jane@example.org by 1/2/2026'
    expect(findIdentifiers(text).map(({ start }) => start)).toEqual([5, 26, 46])
    expect(found(text)).toEqual([
      ['phone', '555-978-4581'],
      ['email', 'jane@example.org'],
      ['date', '1/2/2026'],
    ])
  })

  test('of several kinds may overlap', () => {
    const kinds = found('912803456').map(([type]) => type)
    expect(kinds).toContain('ssn')
    expect(kinds).toContain('passport')
  })

  test('a number is found as a number only where it is nothing else', () => {
    expect(found('SSN 078-05-1123').map(([type]) => type)).toEqual(['ssn'])
    expect(found('945456787654').map(([type]) => type)).toEqual(['number'])
  })
})

describe('shapes of the rule set', () => {
  test.each([
    ['MRN-99999999', 'see mrn-00123456 now', ['mrn-00123456']],
    ['AA999', 'xx123 yyy123 zz1234', ['xx123']],
    ['ZQ/9', 'zq/1 zq/2', ['zq/1', 'zq/2']],
    ['', 'anything', []],
  ])('%s in %s', (pattern, text, values) => {
    const findings = findIdentifiers(text, { types: ['pattern'], patterns: [{ id: 'ours', pattern }] })
    expect(findings.map(({ start, end }) => text.slice(start, end))).toEqual(values)
  })
})

describe('confidence', () => {
  test.each<[IdentifierType, string, 'high' | 'low']>([
    ['ssn', '078-05-1123', 'high'],
    ['ssn', '999-22-1962', 'low'],
    ['ssn', '078051123', 'low'],
    ['ssn', 'SSN 078051123', 'high'],
    ['npi', '1234567893', 'low'],
    ['npi', 'NPI 1234567893', 'high'],
    ['npi', 'NPI 1336155559', 'low'],
    ['card', '4012888888881881', 'high'],
    ['card', 'card 4012888888881882', 'low'],
    ['card', 'card 1748503543012', 'low'],
    ['vin', '1HGCM82633A004352', 'high'],
    ['vin', '1HGCM82633A004353', 'low'],
    ['dea', 'BB1388568', 'high'],
    ['dea', 'DEA BG8207031', 'low'],
    ['iban', 'GB29NWBK60161331926819', 'high'],
    ['iban', 'GB28NWBK60161331926819', 'low'],
    ['routing', '121000358', 'low'],
    ['routing', 'routing 121000358', 'high'],
    ['zip', '01940', 'low'],
    ['zip', 'Peabody, MA 01940', 'high'],
    ['ip', '300.168.1.1', 'low'],
    ['phone', '5559784581', 'low'],
    ['phone', '555-978-4581', 'high'],
    ['email', 'jane@clinic', 'low'],
  ])('of %s in %s is %s', (type, text, confidence) => {
    expect(confidenceOf(text, type)).toBe(confidence)
  })
})

describe('ZIP codes of three digits', () => {
  test.each([
    '036',
    '059',
    '063',
    '102',
    '203',
    '556',
    '692',
    '790',
    '821',
    '823',
    '830',
    '831',
    '878',
    '879',
    '884',
    '890',
    '893',
  ])('%s is found, since 20,000 people or fewer live there', (area) => {
    expect(found(`${area}**`, ['zip'])).toEqual([['zip', `${area}**`]])
  })
  test.each(['606', '021', '100'])('%s may stay', (area) => {
    expect(found(`${area}**`, ['zip'])).toEqual([])
  })
})
