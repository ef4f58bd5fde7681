import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeOf } from '../test/refusal.ts'
import { bytesToUuid, uuidToBytes } from './uuid.ts'

test('text and bytes stand for each other', () => {
  const uuid = fc.oneof(fc.uuid({ version: 4 }), fc.uuid({ version: 7 }))
  fc.assert(
    fc.property(uuid, (text) => {
      expect(bytesToUuid(uuidToBytes(text))).toBe(text)
    }),
  )
})

test('any 16 bytes give a UUID of version 4 or 7, or are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 17 }), (bytes) => {
      const outcome = outcomeOf(() => expect(uuidToBytes(bytesToUuid(bytes))).toEqual(bytes))
      expect(['accepted', 'bad_id']).toContain(outcome)
    }),
  )
})

test.each([
  '',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '7d444840-9dc0-11d1-b245-5ffdce74fad2',
  '7D444840-9DC0-41D1-B245-5FFDCE74FAD2',
  '7d4448409dc041d1b2455ffdce74fad2',
  '{7d444840-9dc0-41d1-b245-5ffdce74fad2}',
  '7d444840-9dc0-41d1-7245-5ffdce74fad2',
  '7d444840-9dc0-41d1-b245-5ffdce74fad2\n',
])('%j is refused', (text) => {
  expect(outcomeOf(() => uuidToBytes(text))).toBe('bad_id')
})
