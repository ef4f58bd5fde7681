// floors of precision and recall on the corpora of others (test-data/README.md); docs/detectors.md has the figures.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { measureDetectors } from '../../scripts/measurement.mjs'
import { detectors, findIdentifiers } from './find-identifiers.ts'
import { hasIdentifier } from './light.ts'

const { rows, clean, interfaceTexts } = measureDetectors(findIdentifiers, hasIdentifier)

// Names, places, street addresses and coordinates have no form of their own: what they come to is a floor, no aim.
const floors: Readonly<Record<string, number>> = { name: 0.78, place: 0.38, 'street-address': 0.8, geo: 0.9 }

test.each(rows.filter(({ total }) => total > 0))('$kind is masked in $corpus', ({ kind, covered, total }) => {
  expect(covered / total).toBeGreaterThanOrEqual(floors[kind] ?? 0.95)
})

const structured = [
  'card',
  'date',
  'email',
  'iban',
  'ip',
  'itin',
  'mac',
  'mbi',
  'npi',
  'dea',
  'phone',
  'routing',
  'ssn',
  'url',
  'uuid',
  'zip',
] as const

test.each(structured)('%s is found as what it is', (kind) => {
  const own = rows.filter((row) => row.kind === kind)
  const total = own.reduce((sum, row) => sum + row.total, 0)
  expect(total).toBeGreaterThan(3)
  expect(own.reduce((sum, row) => sum + row.typed, 0) / total).toBeGreaterThanOrEqual(0.95)
})

test.each(structured)('%s is hit by the light detectors', (kind) => {
  const own = rows.filter((row) => row.kind === kind)
  const total = own.reduce((sum, row) => sum + row.total, 0)
  expect(own.reduce((sum, row) => sum + row.light, 0) / total).toBeGreaterThanOrEqual(
    // Of the codes of other countries, those of three digits and of two groups look like counts.
    kind === 'zip' ? 0.94 : 0.95,
  )
})

test('every kind but those without a corpus is measured', () => {
  const measured = new Set(rows.map(({ kind }) => kind))
  const unmeasured = detectors.map(({ id }) => id as string).filter((id) => !measured.has(id))
  expect(unmeasured.toSorted()).toEqual([
    'age',
    'device',
    'fax',
    'health-plan-id',
    'mrn',
    'number',
    'plate',
    'vin',
  ])
})

test.each([
  'routing',
  'dea',
  'mbi',
  'npi',
  'ssn',
  'itin',
  'mac',
  'crypto',
  'iban',
  'card',
  'account',
  'licence',
])('no text of Presidio without %s has a sure one', (kind) => {
  const row = rows.find((candidate) => candidate.kind === kind && candidate.corpus === 'Presidio cases')
  expect(row?.highHits).toBe(0)
})

test('texts without an identifier stay as they are', () => {
  expect(clean.total).toBe(113)
  expect(clean.hits / clean.total).toBeLessThanOrEqual(0.02)
  expect(interfaceTexts.total).toBeGreaterThan(180)
  expect(interfaceTexts.hits / interfaceTexts.total).toBeLessThanOrEqual(0.02)
})

const formats = Array.from(
  readFileSync(
    new URL('../../test-data/corpora/us_driver_license_format.yaml', import.meta.url),
    'utf8',
  ).matchAll(/- "([^"]+)"/g),
  (match) => match[1] ?? '',
)

test('licences in the formats of every state are found beside the word', () => {
  expect(formats.length).toBeGreaterThan(100)
  let next = 0
  const sign = (signs: string): string => {
    next += 7
    return signs[next % signs.length] ?? ''
  }
  for (const format of formats) {
    const value = format
      .replace(/#/g, () => sign('0123456789'))
      .replace(/\?/g, () => sign('ABCDEFGHJKLMNP'))
      .replace('*', '9')
    for (const text of [
      `Driver's license: ${value}`,
      `DL# ${value} expires`,
      `driver license number is ${value}`,
    ]) {
      const isFound = findIdentifiers(text, { types: ['licence'] }).some(({ start, end }) =>
        text.slice(start, end).includes(value),
      )
      expect(isFound, `${format}: ${text}`).toBe(true)
    }
  }
})
