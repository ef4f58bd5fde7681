// The verifier's own reader of footers takes and refuses exactly what the services' does.
import { encodeBatch, parseBatchFooter } from '@reseal/protocol'
import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { createMemoryStream } from '../test/memory-deployment.ts'
import { readBatchFooter } from './batch-footer.ts'

function batchBytes(): Uint8Array {
  const [one, other] = [createMemoryStream(), createMemoryStream()]
  const segments = [one.next(), other.next(), one.next()]
  return encodeBatch({
    batchId: '0190b6f2-0000-7000-8000-000000000000',
    createdAtMs: 1_700_000_000_000,
    streams: [one, other].map(({ headerBytes }) => ({ headerBytes })),
    segments: segments.map(({ bytes }) => bytes),
  }).bytes
}

function byProtocol(bytes: Uint8Array): ReturnType<typeof readBatchFooter> {
  try {
    return parseBatchFooter(bytes)
  } catch {
    return undefined
  }
}

/** The batch with another footer text of the same meaning, or another. */
function withFooter(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const length = view.getUint32(bytes.length - 8)
  const start = bytes.length - 8 - length
  const footer = Buffer.from(change(Buffer.from(bytes.subarray(start, start + length)).toString('utf8')))
  const trailer = Buffer.from(bytes.subarray(bytes.length - 8))
  trailer.writeUInt32BE(footer.length, 0)
  return new Uint8Array(Buffer.concat([bytes.subarray(0, start), footer, trailer]))
}

describe('a footer', () => {
  it('is read as the services read it', () => {
    const bytes = batchBytes()
    expect(readBatchFooter(bytes)).toEqual(parseBatchFooter(bytes))
  })

  it.each<[string, (text: string) => string]>([
    ['a space', (text) => text.replace(':', ': ')],
    ['its members in another order', (text) => text.replace(/\{("index":\d+),("length":\d+)/, '{$2,$1')],
    ['a number in another form', (text) => text.replace('"version":1', '"version":1.0')],
    ['an escaped letter', (text) => text.replace('"batch"', '"b\\u0061tch"')],
    ['one member more', (text) => text.replace('"version":1', '"version":1,"x":1')],
    ['a repeated member', (text) => text.replace('"version":1', '"version":1,"version":1')],
    ['another version', (text) => text.replace('"version":1', '"version":2')],
    ['another offset', (text) => text.replace('"offset":5,', '"offset":6,')],
    ['padding in a hash', (text) => text.replace(/("sha256":"[^"]+)"/, '$1="')],
    ['no segments', (text) => text.replace(/"segments":\[.*?\]/, '"segments":[]')],
  ])('with %s is refused by both', (_, change) => {
    const bytes = withFooter(batchBytes(), change)
    expect(byProtocol(bytes)).toBeUndefined()
    expect(readBatchFooter(bytes)).toBeUndefined()
  })

  it('with any byte changed is taken by both or by neither', () => {
    const bytes = batchBytes()
    const tail = bytes.length - new DataView(bytes.buffer).getUint32(bytes.length - 8) - 8
    fc.assert(
      fc.property(
        fc.integer({ min: tail, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, flip) => {
          const changed = bytes.slice()
          changed[at] = (changed[at] ?? 0) ^ flip
          expect(readBatchFooter(changed)).toEqual(byProtocol(changed))
        },
      ),
      { numRuns: 200 * inject('propertyTimes') },
    )
  })
})
