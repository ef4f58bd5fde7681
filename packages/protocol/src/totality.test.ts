// Every parser is total: any bytes give a value or a ProtocolError, and a value is written back to the same bytes.
import fc from 'fast-check'
import { describe, expect, inject, test } from 'vitest'
import { fromHex } from '../test/hex.ts'
import { outcomeOf } from '../test/refusal.ts'
import { damaged, segments, streamHeaders } from '../test/wire-arbitraries.ts'
import batches from '../vectors/batch.json' with { type: 'json' }
import parcels from '../vectors/parcel.json' with { type: 'json' }
import withdrawals from '../vectors/withdrawal.json' with { type: 'json' }
import { encodeBatch, parseBatchFooter } from './batch.ts'
import { concatBytes, equalBytes, u32, utf8 } from './bytes.ts'
import { encodeParcel, parseParcel } from './parcel.ts'
import { encodeReceipt, parseReceipt } from './receipt.ts'
import { encodeSegmentHeader, parseSegment } from './segment.ts'
import { encodeStreamHeader, parseStreamHeader } from './stream-header.ts'
import { encodeWithdrawal, parseWithdrawal } from './withdrawal.ts'

const parsers = [
  {
    name: 'parseStreamHeader',
    valid: streamHeaders.map((header): Uint8Array => encodeStreamHeader(header)),
    rewrite: (bytes: Uint8Array): Uint8Array => encodeStreamHeader(parseStreamHeader(bytes)),
  },
  {
    name: 'parseSegment',
    valid: segments,
    rewrite: (bytes: Uint8Array): Uint8Array => {
      const { header, ciphertext } = parseSegment(bytes)
      return concatBytes(encodeSegmentHeader(header), ciphertext)
    },
  },
  {
    name: 'parseParcel',
    valid: fc.constantFrom(...parcels.accept.map(({ bytes }): Uint8Array => fromHex(bytes))),
    rewrite: (bytes: Uint8Array): Uint8Array => encodeParcel(parseParcel(bytes)),
  },
  {
    name: 'parseWithdrawal',
    valid: fc.constantFrom(...withdrawals.accept.map(({ bytes }): Uint8Array => fromHex(bytes))),
    rewrite: (bytes: Uint8Array): Uint8Array => encodeWithdrawal(parseWithdrawal(bytes)),
  },
  {
    name: 'parseBatchFooter',
    valid: fc.constantFrom(...batches.accept.map(({ bytes }): Uint8Array => fromHex(bytes))),
    rewrite: (bytes: Uint8Array): Uint8Array => {
      const { batchId, createdAtMs, streams, entries } = parseBatchFooter(bytes)
      const contents = entries.map(({ offset, length }) => bytes.subarray(offset, offset + length))
      // Damage to a segment inside is not the footer's to notice: what is there is what is indexed.
      if (outcomeOf(() => contents.map(parseSegment)) !== 'accepted') return bytes
      const headers = contents.map((content) => parseSegment(content).header)
      const moved = entries.some(
        ({ stream, index }, i) => headers[i]?.stream !== stream || headers[i]?.index !== index,
      )
      if (moved) return bytes
      const segmentHashes = entries.map((entry) => entry.sha256)
      return encodeBatch({ batchId, createdAtMs, streams, segments: contents, segmentHashes }).bytes
    },
  },
]

describe.each(parsers)('$name', ({ valid, rewrite }) => {
  const writesTheSameOrRefuses = (bytes: Uint8Array): void => {
    let rewritten = bytes
    outcomeOf(() => {
      rewritten = rewrite(bytes)
    })
    expect(equalBytes(rewritten, bytes)).toBe(true)
  }

  test('writes back what it read', () => {
    fc.assert(
      fc.property(valid, (bytes) => {
        expect(equalBytes(rewrite(bytes), bytes)).toBe(true)
      }),
    )
  })

  test('is total on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), writesTheSameOrRefuses), {
      numRuns: 500 * inject('propertyTimes'),
    })
  })

  test('is total on damaged bytes', () => {
    fc.assert(fc.property(damaged(valid), writesTheSameOrRefuses), { numRuns: 500 * inject('propertyTimes') })
  })

  test('refuses every beginning of valid bytes', () => {
    const cuts = fc.tuple(valid, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
    fc.assert(
      fc.property(cuts, ([bytes, share]) => {
        const cut = bytes.subarray(0, Math.floor(share * bytes.length))
        expect(outcomeOf(() => rewrite(cut))).not.toBe('accepted')
      }),
    )
  })
})

// Bytes that begin rightly reach further into a parser than random ones.
test.each([
  { name: 'parseParcel', start: 'RSLP\u0001', parse: parseParcel },
  { name: 'parseSegment', start: 'RSLS\u0001', parse: parseSegment },
])('$name is total on any bytes after its magic', ({ start, parse }) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (rest) => {
      outcomeOf(() => parse(concatBytes(utf8(start), rest)))
    }),
    { numRuns: 500 * inject('propertyTimes') },
  )
})

test('parseBatchFooter is total on any JSON in the footer', () => {
  fc.assert(
    fc.property(fc.json(), (footer) => {
      const json = utf8(footer)
      const bytes = concatBytes(utf8('RSLB\u0001'), json, u32(json.length), utf8('BLSR'))
      expect(outcomeOf(() => parseBatchFooter(bytes))).not.toBe('accepted')
    }),
  )
})

test('parseStreamHeader is total on any JSON', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(outcomeOf(() => parseStreamHeader(utf8(text)))).not.toBe('accepted')
    }),
  )
})

test('parseReceipt is total on any value', () => {
  const member = fc.oneof(fc.anything(), fc.constantFrom('stream', 'index', 'link', 'signature'))
  const value = fc.oneof(
    fc.anything({ withNullPrototype: true }),
    fc.dictionary(fc.constantFrom('stream', 'index', 'link', 'signature'), member),
  )
  fc.assert(
    fc.property(value, (input) => {
      expect(outcomeOf(() => encodeReceipt(parseReceipt(input)))).not.toBe('accepted')
    }),
    { numRuns: 500 * inject('propertyTimes') },
  )
})
