import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeOf } from '../test/refusal.ts'
import { segments as anySegment, streamHeaders, uuid } from '../test/wire-arbitraries.ts'
import { batchPrefixBytes, encodeBatch, encodeBatchFrame, parseBatchFooter } from './batch.ts'
import { concatBytes } from './bytes.ts'
import { limits } from './limits.ts'
import { encodeSegmentHeader, parseSegment } from './segment.ts'
import { sha256 } from './sha256.ts'
import { encodeStreamHeader } from './stream-header.ts'

const batchId = '7d444840-9dc0-41d1-b245-5ffdce74fad2'
const stream = '7d444840-9dc0-41d1-b245-5ffdce74fad3'
const empty = { batchId, createdAtMs: 0, streams: [] }

function segmentAt(index: number): Uint8Array {
  const header = encodeSegmentHeader({
    stream,
    index,
    keyframe: false,
    final: false,
    prevLink: new Uint8Array(32),
    nonce: new Uint8Array(12),
    startMs: 0,
    endMs: 0,
  })
  return concatBytes(header, new Uint8Array(1024 + 16))
}

const contents = fc.record({
  batchId: uuid,
  createdAtMs: fc.nat(),
  streams: fc.uniqueArray(streamHeaders, { selector: ({ stream: id }) => id, maxLength: 3 }),
  segments: fc.uniqueArray(anySegment, {
    selector: (bytes) => parseSegment(bytes).header.stream,
    minLength: 1,
    maxLength: 5,
  }),
})

test('finds every segment where its footer says', () => {
  fc.assert(
    fc.property(contents, ({ streams, segments, ...rest }) => {
      const headers = streams.map((header) => ({ headerBytes: encodeStreamHeader(header) }))
      const { bytes, ...footer } = encodeBatch({ ...rest, streams: headers, segments })
      expect(parseBatchFooter(bytes)).toEqual(footer)
      for (const [i, { stream: id, index, offset, length, sha256: hash }] of footer.entries.entries()) {
        const found = bytes.subarray(offset, offset + length)
        expect(found).toEqual(segments[i])
        expect(sha256(found)).toEqual(hash)
        expect(parseSegment(found).header).toMatchObject({ stream: id, index })
      }
    }),
  )
})

test('takes the hashes that the caller has', () => {
  const segments = [segmentAt(0), segmentAt(1)]
  const computed = encodeBatch({ ...empty, segments })
  const given = encodeBatch({ ...empty, segments, segmentHashes: segments.map(sha256) })
  expect(given.bytes).toEqual(computed.bytes)
})

test.each([
  { name: 'nothing', code: 'bad_batch', content: { ...empty, segments: [] } },
  {
    name: 'a segment twice',
    code: 'bad_batch',
    content: { ...empty, segments: [segmentAt(1), segmentAt(1)] },
  },
  {
    name: 'segments of a stream descending',
    code: 'bad_batch',
    content: { ...empty, segments: [segmentAt(1), segmentAt(0)] },
  },
  {
    name: 'an id that is none',
    code: 'bad_batch',
    content: { ...empty, batchId: 'a', segments: [segmentAt(0)] },
  },
  {
    name: 'a negative time',
    code: 'bad_batch',
    content: { ...empty, createdAtMs: -1, segments: [segmentAt(0)] },
  },
  {
    name: 'bytes that are no segment',
    code: 'truncated',
    content: { ...empty, segments: [new Uint8Array(3)] },
  },
  {
    name: 'a header that is none',
    code: 'bad_json',
    content: { ...empty, streams: [{ headerBytes: new Uint8Array(0) }], segments: [segmentAt(0)] },
  },
  {
    name: 'a hash of 31 bytes',
    code: 'bad_batch',
    content: { ...empty, segments: [segmentAt(0)], segmentHashes: [new Uint8Array(31)] },
  },
  {
    name: 'fewer hashes than segments',
    code: 'bad_batch',
    content: { ...empty, segments: [segmentAt(0), segmentAt(1)], segmentHashes: [new Uint8Array(32)] },
  },
])('is not written with $name', ({ code, content }) => {
  expect(outcomeOf(() => encodeBatch(content))).toBe(code)
})

test('is refused beyond its limits, before anything is laid out', () => {
  const many = Array.from({ length: limits.maxBatchSegments + 1 }, (_, i) => segmentAt(i))
  expect(outcomeOf(() => encodeBatch({ ...empty, segments: many }))).toBe('too_large')
  const streams = Array.from({ length: limits.maxBatchStreams + 1 }, () => ({
    headerBytes: new Uint8Array(0),
  }))
  expect(outcomeOf(() => encodeBatch({ ...empty, streams, segments: [segmentAt(0)] }))).toBe('too_large')
  const nine = Array.from({ length: 9 }, (_, i) => {
    const large = new Uint8Array(limits.maxSegmentBytes)
    large.set(segmentAt(i).subarray(0, 86))
    return large
  })
  expect(outcomeOf(() => encodeBatch({ ...empty, segments: nine }))).toBe('too_large')
  expect(outcomeOf(() => parseBatchFooter(new Uint8Array(limits.maxBatchBytes + 1)))).toBe('too_large')
})

test('prefix, segments and tail of a frame are the batch', () => {
  const content = { ...empty, segments: [segmentAt(0), segmentAt(1)] }
  const { prefix, tail, ...footer } = encodeBatchFrame(content)
  const { bytes, ...encoded } = encodeBatch(content)
  expect(prefix).toHaveLength(batchPrefixBytes)
  expect(concatBytes(prefix, ...content.segments, tail)).toEqual(bytes)
  expect(footer).toEqual(encoded)
})

test('what the caller has read of its segments need not be read again', () => {
  const content = { ...empty, segments: [segmentAt(0), segmentAt(1)] }
  const positions = [0, 1].map((index) => ({ stream, index }))
  const segmentHashes = content.segments.map((bytes) => sha256(bytes))
  expect(encodeBatchFrame({ ...content, positions, segmentHashes })).toEqual(encodeBatchFrame(content))
  expect(outcomeOf(() => encodeBatchFrame({ ...content, positions: positions.slice(1) }))).toBe('bad_batch')
})
