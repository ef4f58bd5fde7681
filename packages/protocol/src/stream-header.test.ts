import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeOf } from '../test/refusal.ts'
import { streamHeader } from '../test/stream-fixture.ts'
import { streamHeaders } from '../test/wire-arbitraries.ts'
import { limits } from './limits.ts'
import { encodeStreamHeader, parseStreamHeader, type StreamHeader } from './stream-header.ts'

test('reads what was written', () => {
  fc.assert(
    fc.property(streamHeaders, (header) => {
      const bytes = encodeStreamHeader(header)
      expect(bytes.length).toBeLessThanOrEqual(limits.maxHeaderBytes)
      expect(parseStreamHeader(bytes)).toEqual(header)
    }),
  )
})

const valid: StreamHeader = { ...streamHeader(), encHash: new Uint8Array(32) }

test.each<{ name: string; change: Partial<StreamHeader> }>([
  { name: 'an app of no characters', change: { app: '' } },
  { name: 'a session that is no UUID', change: { session: 'a' } },
  { name: 'a hash of 31 bytes', change: { consentHash: new Uint8Array(31) } },
  { name: 'a start with a fraction', change: { startedAtMs: 0.1 } },
  { name: 'a key id with a colon', change: { keyId: 'a:b' } },
  { name: 'an SDK with a space', change: { sdk: 'a b' } },
])('is not written with $name', ({ change }) => {
  expect(outcomeOf(() => encodeStreamHeader({ ...valid, ...change }))).toBe('bad_header')
})

test('shares no bytes with what it was read from', () => {
  const bytes = encodeStreamHeader(valid)
  const header = parseStreamHeader(bytes)
  bytes.fill(0)
  expect(header).toEqual(valid)
})
