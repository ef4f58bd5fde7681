// Arbitrary valid parts of the wire format, and ways to damage valid bytes.
import fc from 'fast-check'
import { concatBytes } from '../src/bytes.ts'
import { limits } from '../src/limits.ts'
import { bucketSize } from '../src/padding.ts'
import { encodeSegmentHeader, type SegmentHeader } from '../src/segment.ts'
import type { StreamHeader } from '../src/stream-header.ts'

export const uuid: fc.Arbitrary<string> = fc.oneof(fc.uuid({ version: 4 }), fc.uuid({ version: 7 }))
export const bytes = (sizeBytes: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: sizeBytes, maxLength: sizeBytes })
const timeMs = fc.integer({ min: 0, max: limits.maxTimeMs })

export const streamHeaders: fc.Arbitrary<StreamHeader> = fc.record(
  {
    version: fc.constant(1),
    app: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
    session: uuid,
    stream: uuid,
    keyId: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
    encHash: bytes(32),
    ruleSetHash: bytes(32),
    manifestHash: bytes(32),
    consentHash: bytes(32),
    appendKeyHash: bytes(32),
    withdrawalTokenHash: bytes(32),
    sdk: fc.stringMatching(/^[A-Za-z0-9@/._+-]{1,64}$/),
    startedAtMs: timeMs,
  },
  {
    requiredKeys: [
      'version',
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

export const segmentHeaders: fc.Arbitrary<SegmentHeader> = fc
  .record({
    stream: uuid,
    index: fc.nat(limits.maxSegmentsPerStream - 1),
    keyframe: fc.boolean(),
    final: fc.boolean(),
    prevLink: bytes(32),
    nonce: bytes(12),
    times: fc.tuple(timeMs, timeMs),
  })
  .map(({ times, ...header }) => ({ ...header, startMs: Math.min(...times), endMs: Math.max(...times) }))

export const segments: fc.Arbitrary<Uint8Array> = fc
  .tuple(segmentHeaders, fc.nat(4000), fc.nat(255))
  .map(([header, sizeBytes, fill]) =>
    concatBytes(encodeSegmentHeader(header), new Uint8Array(bucketSize(sizeBytes) + 16).fill(fill)),
  )

/** Valid bytes with some replaced, cut off, left out, repeated or put in. */
export function damaged(valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const position = fc.double({ min: 0, max: 1, noNaN: true })
  const damage = fc.record({
    kind: fc.constantFrom('replace', 'cut', 'remove', 'insert', 'flip'),
    from: position,
    to: position,
    content: fc.uint8Array({ maxLength: 8 }),
  })
  return fc.tuple(valid, fc.array(damage, { minLength: 1, maxLength: 3 })).map(([whole, damages]) => {
    let current = whole
    for (const { kind, from, to, content } of damages) {
      const start = Math.floor(from * current.length)
      // Most of what the parsers decide lies near the beginning and the end.
      const end = Math.min(current.length, start + Math.ceil(to * to * to * 64))
      if (kind === 'cut') current = current.subarray(0, start)
      else if (kind === 'remove') current = concatBytes(current.subarray(0, start), current.subarray(end))
      else if (kind === 'insert')
        current = concatBytes(current.subarray(0, start), content, current.subarray(start))
      else if (kind === 'replace') {
        const after = Math.min(current.length, start + content.length)
        current = concatBytes(current.subarray(0, start), content, current.subarray(after))
      } else {
        const bit = 1 << ((content[0] ?? 0) % 8)
        current = current.map((byte, i) => (i === start ? byte ^ bit : byte))
      }
    }
    return current
  })
}
