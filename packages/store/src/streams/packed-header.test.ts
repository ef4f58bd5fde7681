// Headers come back byte for byte, and take a quarter of their size.
import { encodeStreamHeader, sha256 } from '@reseal/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type HeaderColumns,
  packStreamHeader,
  streamHeaderBytes,
  withdrawalTokenHashOf,
} from './packed-header.ts'

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const id = (more: string) =>
  fc
    .array(fc.constantFrom(...`ABCXYZabcxyz0189_-${more}`.split('')), { minLength: 1, maxLength: 64 })
    .map((characters) => characters.join(''))

const header = fc
  .record(
    {
      app: fc.oneof(
        id(''),
        fc
          .uint8Array({ minLength: 16, maxLength: 16 })
          .map((bytes) => `rsl_${Buffer.from(bytes).toString('base64url')}`),
      ),
      session: fc.uuid({ version: 4 }),
      stream: fc.uuid({ version: 4 }),
      keyId: id('.'),
      encHash: hash,
      ruleSetHash: hash,
      appendKeyHash: hash,
      withdrawalTokenHash: hash,
      manifestHash: hash,
      consentHash: hash,
      sdk: id('@/.+'),
      startedAtMs: fc.nat(2 ** 42),
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        'app',
        'session',
        'stream',
        'keyId',
        'encHash',
        'ruleSetHash',
        'appendKeyHash',
        'withdrawalTokenHash',
        'sdk',
        'startedAtMs',
      ],
    },
  )
  .map((fields) => ({ version: 1 as const, ...fields }))

type Header = Parameters<typeof encodeStreamHeader>[0]

function rowOf(
  { stream, session, keyId, encHash, appendKeyHash, startedAtMs }: Header,
  headerBytes: Uint8Array,
): HeaderColumns {
  const packed = packStreamHeader({
    stream,
    session,
    keyId,
    encHash,
    appendKeyHash,
    startedAtMs,
    headerBytes,
  })
  return {
    id: stream,
    session_id: session,
    key_id: keyId,
    enc_hash: encHash,
    append_key_hash: appendKeyHash,
    started_at_ms: startedAtMs,
    header: packed,
  }
}

test('any header comes back byte for byte, packed, and says whose token withdraws it', () => {
  fc.assert(
    fc.property(header, (fields) => {
      const bytes = encodeStreamHeader(fields)
      const row = rowOf(fields, bytes)
      expect(row.header.length).toBeLessThan(bytes.length - 200)
      expect(streamHeaderBytes(row)).toEqual(bytes)
      expect(withdrawalTokenHashOf(row.header)).toEqual(Buffer.from(fields.withdrawalTokenHash))
    }),
  )
})

test('bytes that are not the header of the other columns are kept as they are', () => {
  fc.assert(
    fc.property(header, fc.uint8Array({ minLength: 1, maxLength: 300 }), (fields, bytes) => {
      expect(streamHeaderBytes(rowOf(fields, bytes))).toEqual(bytes)
      const other = encodeStreamHeader({ ...fields, startedAtMs: fields.startedAtMs + 1 })
      expect(streamHeaderBytes(rowOf(fields, other))).toEqual(other)
    }),
  )
})

test('where a column was changed since, the bytes are of another header or none', () => {
  fc.assert(
    fc.property(header, (fields) => {
      const bytes = encodeStreamHeader(fields)
      const row = { ...rowOf(fields, bytes), append_key_hash: sha256(fields.appendKeyHash) }
      expect(streamHeaderBytes(row)).not.toEqual(bytes)
      expect(streamHeaderBytes({ ...row, header: row.header.subarray(0, -1) })).toEqual(new Uint8Array(0))
    }),
  )
})
