// Vectors of docs/protocol.md §5 and §6.
import { makeStream, type StreamMaterial, sealingKey } from './header-vectors.ts'
import {
  drawn,
  firstLink,
  flipped,
  hex,
  linkAfter,
  padded,
  patched,
  type SegmentParts,
  sealed,
  storedGzip,
  u32,
  u64,
  uuid,
  uuidBytes,
} from './vector-material.ts'

export interface SegmentMaterial extends SegmentParts {
  readonly name: string
  readonly events: Buffer
  readonly bytes: Buffer
  readonly link: Buffer
}

const startMs = 1_790_000_000_000n

/** Three segments: a keyframe, one of a larger bucket, a final one. */
export function makeSegments(stream: StreamMaterial): SegmentMaterial[] {
  const plans = [
    { name: 'keyframe', flags: 1, text: '[{"type":4,"data":{},"timestamp":1790000000000}]' },
    { name: 'larger bucket', flags: 0, text: `["${'m'.repeat(2400)}"]` },
    { name: 'final', flags: 2, text: '[]' },
  ]
  let prevLink = firstLink(stream.headerBytes)
  return plans.map(({ name, flags, text }, index) => {
    const events = Buffer.from(text)
    const parts: SegmentParts = {
      stream: stream.stream,
      index,
      flags,
      prevLink,
      nonce: drawn(`nonce ${stream.stream} ${index}`, 12),
      startMs: startMs + BigInt(5000 * index),
      endMs: startMs + BigInt(5000 * index + 4000),
    }
    const bytes = sealed(stream.dataKey, parts, padded(storedGzip(events)))
    prevLink = linkAfter(prevLink, bytes)
    return { ...parts, name, events, bytes, link: prevLink }
  })
}

export async function segmentVectors(
  stream: StreamMaterial,
  segments: readonly SegmentMaterial[],
): Promise<object> {
  const first = segments[0] as SegmentMaterial
  return {
    clause: 'docs/protocol.md §3 and §5',
    sealing_public_key: hex(sealingKey.publicKey),
    sealing_private_key: sealingKey.privateJwk,
    header: hex(stream.headerBytes),
    enc: hex(stream.enc),
    data_key: hex(stream.dataKey),
    accept: segments.map((segment) => ({
      name: segment.name,
      bytes: hex(segment.bytes),
      index: segment.index,
      keyframe: (segment.flags & 1) !== 0,
      final: (segment.flags & 2) !== 0,
      prev_link: hex(segment.prevLink),
      nonce: hex(segment.nonce),
      start_ms: Number(segment.startMs),
      end_ms: Number(segment.endMs),
      events: segment.events.toString(),
      link: hex(segment.link),
    })),
    reject: rejectedByParsing(first.bytes).map(([name, code, bytes]) => ({ name, code, bytes: hex(bytes) })),
    reject_open: await rejectedByOpening(stream, first),
  }
}

function rejectedByParsing(bytes: Buffer): [name: string, code: string, bytes: Buffer][] {
  return [
    ['empty', 'truncated', Buffer.alloc(0)],
    ['one byte short of a header', 'truncated', bytes.subarray(0, 85)],
    ['header without a tag', 'truncated', bytes.subarray(0, 86 + 15)],
    ['wrong magic', 'bad_magic', flipped(bytes, 0)],
    ['version 0', 'bad_version', patched(bytes, 4, Buffer.from([0]))],
    ['version 2', 'bad_version', patched(bytes, 4, Buffer.from([2]))],
    ['unknown flag', 'bad_flags', patched(bytes, 5, Buffer.from([4]))],
    ['highest flag', 'bad_flags', patched(bytes, 5, Buffer.from([0x81]))],
    ['stream the nil UUID', 'bad_id', patched(bytes, 6, Buffer.alloc(16))],
    ['index 2^20', 'bad_index', patched(bytes, 22, u32(2 ** 20))],
    ['index 2^32 - 1', 'bad_index', patched(bytes, 22, u32(2 ** 32 - 1))],
    ['end before start', 'bad_time', patched(bytes, 78, u64(startMs - 1n))],
    ['end after the last Date', 'bad_time', patched(bytes, 78, u64(8_640_000_000_000_001n))],
    ['end 2^64 - 1', 'bad_time', patched(bytes, 78, u64(2n ** 64n - 1n))],
    ['one byte short of a bucket', 'bad_length', bytes.subarray(0, -1)],
    ['one byte beyond a bucket', 'bad_length', Buffer.concat([bytes, Buffer.alloc(1)])],
    ['ciphertext below the smallest bucket', 'bad_length', bytes.subarray(0, 86 + 896 + 16)],
  ]
}

async function rejectedByOpening(stream: StreamMaterial, first: SegmentMaterial): Promise<object[]> {
  const { bytes, events } = first
  const other = await makeStream('other')
  const foreign = await makeStream('opened', uuid('another session'))
  const gzip = storedGzip(events)
  const resealed = (plaintext: Buffer): Buffer => sealed(stream.dataKey, first, plaintext)
  const ofStream: [name: string, bytes: Buffer][] = [
    ['flag turned over', patched(bytes, 5, Buffer.from([0]))],
    ['moved to another stream', patched(bytes, 6, uuidBytes(other.stream))],
    [
      'sealed as of another stream, under this data key',
      sealed(stream.dataKey, { ...first, stream: other.stream }, padded(gzip)),
    ],
    ['moved to another index', patched(bytes, 22, u32(1))],
    ['moved to another history', flipped(bytes, 26)],
    ['nonce changed', flipped(bytes, 58)],
    ['start changed', patched(bytes, 70, u64(startMs - 1n))],
    ['end changed', patched(bytes, 78, u64(startMs + 4001n))],
    ['first byte of ciphertext flipped', flipped(bytes, 86)],
    ['tag flipped', flipped(bytes, -1)],
    ['padding not zero', resealed(patched(padded(gzip), 1023, Buffer.from([1])))],
    ['bucket larger than needed', resealed(padded(gzip, 1280))],
    ['length beyond the bucket', resealed(patched(padded(gzip), 0, u32(1021)))],
    ['length 2^32 - 1', resealed(patched(padded(gzip), 0, u32(2 ** 32 - 1)))],
    ['nothing inside', resealed(padded(Buffer.alloc(0)))],
    ['not gzip', resealed(padded(Buffer.alloc(40, 1)))],
    ['gzip cut off', resealed(padded(gzip.subarray(0, -1)))],
    ['gzip checksum wrong', resealed(padded(flipped(gzip, -8)))],
    ['gzip size field wrong', resealed(padded(flipped(gzip, -4)))],
    ['gzip size field of 4 GiB', resealed(padded(patched(gzip, gzip.length - 4, Buffer.alloc(4, 0xff))))],
    ['bytes after the gzip member', resealed(padded(Buffer.concat([gzip, Buffer.alloc(8)])))],
    ['two gzip members', resealed(padded(Buffer.concat([gzip, gzip])))],
    ['not a segment', Buffer.alloc(0)],
  ]
  const entry = (
    name: string,
    segment: Buffer,
    { headerBytes, enc }: Pick<StreamMaterial, 'headerBytes' | 'enc'>,
  ) => ({
    name,
    code: 'open_failed',
    header: hex(headerBytes),
    enc: hex(enc),
    bytes: hex(segment),
  })
  return [
    ...ofStream.map(([name, segment]) => entry(name, segment, stream)),
    entry('enc of another stream', bytes, { headerBytes: stream.headerBytes, enc: other.enc }),
    entry('header of another session', bytes, { headerBytes: foreign.headerBytes, enc: foreign.enc }),
    entry('enc not on the curve', bytes, { headerBytes: stream.headerBytes, enc: flipped(stream.enc, -1) }),
    entry('enc compressed', bytes, { headerBytes: stream.headerBytes, enc: stream.enc.subarray(0, 33) }),
    entry('header not canonical', bytes, {
      headerBytes: Buffer.concat([stream.headerBytes, Buffer.from(' ')]),
      enc: stream.enc,
    }),
  ]
}

export async function linkVectors(
  stream: StreamMaterial,
  segments: readonly SegmentMaterial[],
): Promise<object> {
  const [first, second, last] = segments as [SegmentMaterial, SegmentMaterial, SegmentMaterial]
  const [foreign] = makeSegments(await makeStream('other')) as [SegmentMaterial]
  const forked = sealed(
    stream.dataKey,
    { ...first, nonce: drawn('fork', 12) },
    padded(storedGzip(first.events)),
  )
  const after = { ...last, index: 3, flags: 0, prevLink: last.link, nonce: drawn('after', 12) }
  const afterFinal = sealed(stream.dataKey, after, padded(storedGzip(last.events)))
  const chains: [name: string, code: string, chain: Buffer[]][] = [
    ['first segment missing', 'bad_index', [second.bytes]],
    ['segment left out', 'bad_index', [first.bytes, last.bytes]],
    ['segment repeated', 'bad_index', [first.bytes, first.bytes]],
    ['segment of another stream', 'bad_stream', [foreign.bytes]],
    ['earlier segment replaced', 'bad_link', [forked, second.bytes]],
    ['segment after the final one', 'stream_ended', [first.bytes, second.bytes, last.bytes, afterFinal]],
    ['segment of another history', 'bad_link', [flipped(first.bytes, 26)]],
  ]
  return {
    clause: 'docs/protocol.md §6',
    accept: [
      {
        name: 'three segments',
        header: hex(stream.headerBytes),
        initial_link: hex(firstLink(stream.headerBytes)),
        segments: segments.map(({ bytes }) => hex(bytes)),
        links: segments.map(({ link }) => hex(link)),
      },
    ],
    // The last segment of each is the one refused.
    reject: chains.map(([name, code, chain]) => ({
      name,
      code,
      header: hex(stream.headerBytes),
      segments: chain.map(hex),
    })),
  }
}
