import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../redactor.ts'
import { createRetroactiveRedactor } from '../retroactive/index.ts'
import { defaultRules } from '../rule-set.ts'
import { isOpaqueId } from './identity.ts'

const digest = (algorithm: string, encoding: 'hex'): string =>
  createHash(algorithm).update('jane.doe@example.org').digest(encoding)
const padded = (text: string): string => text.padStart(24, '0')

describe('an identity', () => {
  it('R-11.13 is a random UUID', () => {
    for (let count = 0; count < 500; count += 1) {
      expect(isOpaqueId(randomUUID())).toBe(true)
      expect(isOpaqueId(randomUUID().toUpperCase())).toBe(true)
    }
  })

  // The few that are refused look like words; the bounds are ten times what is expected.
  it.each([
    [16, 40],
    [24, 8],
    [32, 5],
  ])('R-11.13 is %i random bytes in base64url', (sizeBytes, mostRefused) => {
    let refused = 0
    for (let count = 0; count < 3_000; count += 1) {
      if (!isOpaqueId(randomBytes(sizeBytes).toString('base64url'))) refused += 1
    }
    expect(refused).toBeLessThanOrEqual(mostRefused)
  })

  it.each([
    ['nothing', ''],
    ['an email address', 'jane.doe@example.org'],
    ['an email address, percent-encoded', 'jane.doe%40hospital.example.org'],
    ['an email address in base64url', Buffer.from('jane.doe@example.org').toString('base64url')],
    ['a name in base64url', Buffer.from('Jane Elizabeth Doe, 1980').toString('base64url')],
    ['a telephone number', '+1 (555) 010-7788'],
    ['digits alone', '90210441127788'],
    ['many digits', '9021044112778890210441127788'],
    ['a social security number', '078-05-1120'],
    ['a social security number, padded', padded('078-05-1120')],
    ['a record number', 'MRN-00123456'],
    ['a record number, padded', padded('MRN-A0B123456')],
    ['a record number with a prefix', 'Northfield-Clinic-MRN-0012-3456'],
    ['a name', 'Jane Doe'],
    ['a name in one word', 'JaneElizabethMariaDoeSmith'],
    ['a name with dashes', 'jane-elizabeth-maria-doe-smith'],
    ['a name with a number', 'Jane-Smith-of-Springfield1'],
    ['a birthday', 'Jane_Doe_b1980-04-12_Xq7Zk'],
    ['an MD5', digest('md5', 'hex')],
    ['a SHA-1', digest('sha1', 'hex')],
    ['a SHA-256', digest('sha256', 'hex')],
    ['a SHA-256 in capitals', digest('sha256', 'hex').toUpperCase()],
    ['a UUID of version 1', '2c1d43b8-e6ed-11ee-9b51-0242ac120002'],
    ['a UUID of version 5', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    ['a padded UUID', '00000000-0000-4000-8000-000012345678'],
    ['no UUID', '00000000-0000-0000-0000-000000000000'],
    ['a token of web standards', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.abc'],
    ['an address', 'https://clinic.example.org/patients/7'],
    ['too long a text', randomBytes(49).toString('base64url')],
    ['the same sign', 'aB'.repeat(14)],
  ])('R-11.13 is not %s', (_name, id) => {
    expect(isOpaqueId(id)).toBe(false)
    const event = { type: 6, timestamp: 1, data: { plugin: 'reseal/identity', payload: { id } } }
    expect(createRedactor({ rules: defaultRules }).redact(event)).toBeUndefined()
    expect(createRetroactiveRedactor(defaultRules).redact(event)).toBeUndefined()
  })

  it('R-11.13 is left out when nobody is known any more; what is no id does not say so', () => {
    for (const [payload, recorded] of [
      [{}, {}],
      [{ id: undefined, name: 'Jane Doe' }, {}],
      [{ id: null }, undefined],
      [undefined, undefined],
    ]) {
      const event = { type: 6, timestamp: 1, data: { plugin: 'reseal/identity', payload } }
      const captured = createRedactor({ rules: defaultRules }).redact(event)
      expect(captured?.data).toEqual(recorded && { plugin: 'reseal/identity', payload: recorded })
      if (captured !== undefined) {
        expect(createRetroactiveRedactor(defaultRules).redact(captured)).toEqual(captured)
      }
    }
  })

  it('R-11.13 passes as it is, and nothing beside it', () => {
    const id = randomUUID()
    const payload = { id, email: 'jane.doe@example.org', name: 'Jane Doe' }
    const event = { type: 6, timestamp: 1, data: { plugin: 'reseal/identity', payload } }
    const captured = createRedactor({ rules: defaultRules }).redact(event)
    expect(captured?.data).toEqual({ plugin: 'reseal/identity', payload: { id } })
    expect(createRetroactiveRedactor(defaultRules).redact(captured)).toEqual(captured)
  })
})
