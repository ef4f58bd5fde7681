// Rules of the light detectors: what of an allowed text is masked after all, and which interface text stays.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePattern, hasIdentifier } from './light.ts'

describe('hits', () => {
  test.each([
    'SSN 078-05-1120',
    '999-22-1962',
    '078 05 1120',
    '555-978-4581',
    '(617) 555-0132',
    '555-0132',
    '+44 20 7946 0018',
    'jane@example.org',
    'Follow @janeroe',
    'jane%40example.org',
    'https://example.org/patients',
    'portal.example.org',
    '10.1.22.3',
    'fe80::1ff:fe23:4567:890a',
    '00:1B:44:11:3A:B7',
    '1EG4-TE5-MK73',
    '1EG4TE5MK73',
    'e925b0f3-8006-43f6-aa31-94bd215e55e7',
    'MRN12345',
    'AB123',
    'GL0285191',
    '1956-08-03',
    '8/3/1956',
    '03.08.56',
    '12/31',
    'August 3',
    'Aug. 3, 1956',
    '3 August 1956',
    '3rd of May',
    'March 2026',
    '05-JAN-1984',
    '18 ноября 2033',
    '3. März 1984',
    '5 de enero de 1984',
    '2022年3月12日',
    '2026-03',
    '03/2026',
    'Aged 93',
    '91 years',
    '104-year-old',
    '313 Lockman Row',
    '6750 Market St',
    'Suite 4',
    '236 Collier Bay',
    '404 Not Found',
    'Form 1040',
    'Score 8/10',
    'SW1A 1AA',
    'B0J 2H0',
    'AA-BB-CC-DD-EE-FF',
    'P.O. Box 12',
    '01940',
    '01940-1234',
    'ending in 1234',
    '4111 1111 1111 1111',
    'Mr. Koepp',
    'Dr Smith',
    'Welcome back, Jane',
    '42.534202',
    '０７８-05-1120',
    '٠٧٨-٠٥-١١٢٠',
    '078\u201305\u20131120',
    '078\u00ad-05-\u200b1120',
    // what stands between, and what stands for digits.
    'Dear   Ana',
    'PIN 4\ufe0f\u20e38\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e3',
    'No. four eight one two three',
    'No. four 8 one 2',
    'March the eighth, nineteen eighty-four',
    'eighth of March',
    'aged ninety-four',
    'a\u{e0034}\u{e0038}',
    '\u202e543-2',
    '4\u3164\u31648',
    '⠼⠙⠓',
    '🕓🕗🕐',
    '08/Mar/1984',
    '1984/Mar/08',
    'Mar/08',
    '3 / 8 / 84',
    'jane @ example . org',
  ])('%s', (text) => {
    expect(hasIdentifier(text, [])).toBe(true)
  })
})

describe('stays', () => {
  test.each([
    '',
    'Step 2 of 5',
    'Step 1/5',
    '24 hours',
    '24/7 support',
    '2026',
    '© 2019–2026',
    '2024, 2025',
    'Page 1 of 12',
    'Ages 18 to 24',
    'Aged 65 and over',
    'COVID-19',
    'HbA1c',
    'Vitamin B12',
    'ICD-10',
    'H1N1 vaccine',
    'SARS-CoV-2',
    'Last 90 days',
    '95 %',
    '98.6 °F',
    'Take 500mg twice a day',
    '120/80 mmHg',
    'Version 2.1',
    'v1.2.3',
    'Open 9:00-17:00',
    '10:30 AM',
    'Up to 10,000 characters',
    '1 may be chosen',
    'March',
    'Monday',
    'e.g. the U.S.',
    'Next appointment',
    'Welcome back',
    'Drive safely',
    'Room 204',
    '100 - 200',
    '3D view',
    'W-2 form',
    'Marks 5',
    'One or two tablets',
    'Step two of five',
    'Co\u00adoperation',
    'Saved ✓',
    'The dot marks a required field',
  ])('%s', (text) => {
    expect(hasIdentifier(text, [])).toBe(false)
  })
})

describe('shapes of the rule set', () => {
  test.each([
    ['ZQ-999', 'case zq-12 and ZQ-123', true],
    ['ZQ-9', 'zq-12', false],
    ['ZQ-99', 'zq-12', true],
    ['ZQ\u201399', 'zq\u201212', true],
    ['A9', 'B7', true],
    ['A9', 'AB7', false],
    ['X.X', 'a.b', true],
    ['X.X', 'a+b', false],
    ['(9)', '(7)', true],
    ['[9\\^$]', '[7\\^$]', true],
  ])('%s in %s', (pattern, text, found) => {
    expect(hasIdentifier(text, [compilePattern(pattern)])).toBe(found)
  })

  test('any shape is found in a text that is written as the shape is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (some, other) => {
        for (const shape of [some, other]) expect(hasIdentifier(shape, [compilePattern(shape)])).toBe(true)
      }),
    )
  })
})
