// Round trip, one encoding for one list, and nothing else accepted.
import { initialLink, nextLink } from '@reseal/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  blockSegments,
  decodeBlock,
  decodeManifest,
  encodeManifest,
  extendManifest,
  type ManifestSegment,
  parseManifestHead,
} from './packed-manifest.ts'

const firstLink = initialLink(new Uint8Array(32))
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const buckets = [1024, 1280, 1536, 1792, 2048, 12_288, 16_384, 7 * 2 ** 20, 8 * 2 ** 20]

const segment = fc.record({
  batchStep: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -(2 ** 30), max: 2 ** 40 })),
  offset: fc.integer({ min: 0, max: 2 ** 26 }),
  length: fc.oneof(fc.constantFrom(...buckets.map((bucket) => bucket + 102)), fc.nat(2 ** 23)),
  keyframe: fc.boolean(),
  gapMs: fc.oneof(fc.integer({ min: -50, max: 400 }), fc.integer({ min: -(2 ** 41), max: 2 ** 41 })),
  durationMs: fc.oneof(fc.integer({ min: 4_900, max: 5_100 }), fc.nat(2 ** 40)),
  sha256: hash,
})

const stream = fc
  .record({
    parts: fc.array(segment, { minLength: 1, maxLength: 3 * blockSegments }),
    isFinal: fc.boolean(),
    isPlain: fc.boolean(),
  })
  .map(({ parts, isFinal, isPlain }) => {
    const segments: ManifestSegment[] = []
    let batchSeq = 2 ** 31
    let endMs = 2 ** 42
    for (const [index, { batchStep, gapMs, durationMs, length, ...rest }] of parts.entries()) {
      batchSeq += batchStep
      const startMs = Math.max(0, endMs + gapMs)
      endMs = startMs + durationMs
      segments.push({
        ...rest,
        index,
        batchSeq: Math.max(0, batchSeq),
        length: isPlain ? (buckets[index % buckets.length] ?? 0) + 102 : length,
        startMs,
        endMs,
        final: isFinal && index === parts.length - 1,
      })
    }
    return segments
  })
  .filter((segments) => segments.every(({ endMs }) => endMs < 2 ** 52))

function withLinks(segments: readonly ManifestSegment[]): unknown[] {
  let link: Uint8Array = firstLink
  return segments.map((one) => {
    link = nextLink(link, one.sha256)
    return { ...one, link }
  })
}

function tryDecode(bytes: Uint8Array): ManifestSegment[] | undefined {
  try {
    return [...decodeManifest(firstLink, bytes)]
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad_manifest' })
    return undefined
  }
}

test('gives back what was packed, with the links that follow from it', () => {
  fc.assert(
    fc.property(stream, (segments) => {
      expect([...decodeManifest(firstLink, encodeManifest(firstLink, segments))]).toEqual(withLinks(segments))
    }),
  )
})

test('is extended to what packing all at once gives', () => {
  fc.assert(
    fc.property(stream, fc.nat(), (segments, cut) => {
      const count = cut % segments.length
      const before = segments.slice(0, count)
      const manifest = count === 0 ? undefined : encodeManifest(firstLink, before)
      expect(extendManifest(firstLink, manifest, segments.slice(count))).toEqual(
        encodeManifest(firstLink, segments),
      )
    }),
  )
})

test('is read block by block as well as whole', () => {
  fc.assert(
    fc.property(stream, fc.nat(), (segments, cut) => {
      const bytes = encodeManifest(firstLink, segments)
      const head = parseManifestHead(bytes, bytes.length)
      const early = parseManifestHead(bytes.subarray(0, cut % bytes.length), bytes.length)
      if (early) expect(early).toEqual(head)
      const linked = withLinks(segments) as { link: Uint8Array }[]
      const found = head?.blocks.flatMap((block) => {
        const at = head.hashesStart + block.firstIndex * 32
        const hashes = bytes.subarray(at, at + block.segmentCount * 32)
        if (block.linkBefore) expect(block.linkBefore).toEqual(linked[block.firstIndex - 1]?.link)
        return decodeBlock(block, bytes.subarray(block.start, block.end), hashes)
      })
      expect(found).toEqual(segments)
    }),
  )
})

test('has one encoding: whatever else can be read is what encoding gives', () => {
  fc.assert(
    fc.property(stream, fc.nat(), fc.integer({ min: 1, max: 255 }), (segments, position, change) => {
      const bytes = encodeManifest(firstLink, segments)
      const at = position % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ change
      const found = tryDecode(bytes)
      if (found) expect(encodeManifest(firstLink, found)).toEqual(bytes)
    }),
  )
})

test('refuses bytes that were cut off or added, and gives the segments before the cut', () => {
  fc.assert(
    fc.property(stream, fc.nat(), (segments, cut) => {
      const bytes = encodeManifest(firstLink, segments)
      const kept = bytes.subarray(0, cut % bytes.length)
      const found: ManifestSegment[] = []
      expect(() => {
        for (const one of decodeManifest(firstLink, kept)) found.push(one)
      }).toThrow(expect.objectContaining({ code: 'bad_manifest' }))
      expect(found).toEqual(withLinks(segments).slice(0, found.length))
      const missing = Math.ceil((bytes.length - kept.length) / 32)
      if (kept.length >= bytes.length - segments.length * 32) {
        expect(found).toHaveLength(segments.length - missing)
      }
      expect(tryDecode(Uint8Array.of(...bytes, 0))).toBeUndefined()
    }),
  )
})

test('refuses bytes that are none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isVersioned) => {
      if (isVersioned && bytes.length > 0) bytes[0] = 1
      const found = tryDecode(bytes)
      if (found) expect(encodeManifest(firstLink, found)).toEqual(bytes)
    }),
  )
})

test.each([
  ['no segments', []],
  ['a gap', [{ index: 1 }]],
  ['a final segment before another', [{ final: true }, { index: 1 }]],
  ['an end before its start', [{ endMs: 0 }]],
  ['a time that no date has', [{ endMs: 2 ** 52 }]],
  ['a place outside of any object', [{ offset: -1 }]],
  ['a hash that is none', [{ sha256: new Uint8Array(31) }]],
])('does not pack %s', (_, parts) => {
  const segments = parts.map((part) => ({
    index: 0,
    batchSeq: 1,
    offset: 5,
    length: 1126,
    keyframe: true,
    final: false,
    startMs: 1,
    endMs: 2,
    sha256: new Uint8Array(32),
    ...part,
  }))
  expect(() => encodeManifest(firstLink, segments)).toThrow(expect.objectContaining({ code: 'bad_manifest' }))
})

test('takes at most 40 bytes a segment for a stream of five minutes', () => {
  const segments = Array.from(
    { length: 60 },
    (_, index): ManifestSegment => ({
      index,
      batchSeq: 1_000_000 + index * 25 + (index % 7),
      offset: (index * 7_654_321) % 2 ** 22,
      length: (buckets[4 + (index % 3)] ?? 0) + 102,
      keyframe: index % 12 === 0,
      final: index === 59,
      startMs: 1_790_000_000_000 + index * 5_050 + ((index * 37) % 90),
      endMs: 1_790_000_000_000 + index * 5_050 + 4_950 + ((index * 31) % 100),
      sha256: new Uint8Array(32),
    }),
  )
  expect(encodeManifest(firstLink, segments).length).toBeLessThanOrEqual(60 * 40)
})
