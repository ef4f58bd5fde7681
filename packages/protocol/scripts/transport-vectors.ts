// Vectors of docs/protocol.md §7 to §9.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { appendKey, makeStream, type StreamMaterial } from './header-vectors.ts'
import { makeSegments, type SegmentMaterial } from './segment-vectors.ts'
import {
  ascii,
  base64url,
  flipped,
  hex,
  keyPair,
  patched,
  sha256,
  u16,
  u32,
  uuid,
  uuidBytes,
} from './vector-material.ts'

export function parcelVectors(stream: StreamMaterial, segments: readonly SegmentMaterial[]): object {
  const [first, ...later] = segments.map(({ bytes }) => bytes) as [Buffer, ...Buffer[]]
  const streamBlock = Buffer.concat([u16(stream.headerBytes.length), stream.headerBytes, stream.enc])
  const parcel = (flags: number, block: Buffer, ...parts: Buffer[]): Buffer =>
    Buffer.concat([ascii('RSLP'), Buffer.from([1, flags]), appendKey, block, ...parts])
  const counted = (...list: Buffer[]): Buffer =>
    Buffer.concat([Buffer.from([list.length]), ...list.flatMap((bytes) => [u32(bytes.length), bytes])])
  const none = Buffer.alloc(0)
  const opening = parcel(1, streamBlock, counted(first))
  const rejected: [name: string, code: string, bytes: Buffer][] = [
    ['empty', 'truncated', none],
    ['cut in the append key', 'truncated', opening.subarray(0, 37)],
    ['cut before the header', 'truncated', opening.subarray(0, 39)],
    ['cut in the header', 'truncated', opening.subarray(0, 60)],
    ['cut in enc', 'truncated', opening.subarray(0, 40 + streamBlock.length - 10)],
    ['cut before the count', 'truncated', parcel(0, none)],
    ['cut in a segment', 'truncated', opening.subarray(0, -1)],
    [
      'one segment fewer than counted',
      'truncated',
      patched(opening, 38 + streamBlock.length, Buffer.from([2])),
    ],
    ['trailing byte', 'trailing_bytes', Buffer.concat([opening, Buffer.alloc(1)])],
    ['one segment more than counted', 'trailing_bytes', Buffer.concat([opening, u32(first.length), first])],
    ['wrong magic', 'bad_magic', flipped(opening, 3)],
    ['version 2', 'bad_version', patched(opening, 4, Buffer.from([2]))],
    ['unknown flag', 'bad_flags', patched(opening, 5, Buffer.from([3]))],
    ['no segment', 'bad_parcel', parcel(0, none, Buffer.from([0]))],
    ['65 segments', 'too_large', parcel(0, none, Buffer.from([65]))],
    ['header of 2049 bytes', 'too_large', parcel(1, u16(2049), Buffer.alloc(3000))],
    ['segment length 2^32 - 1', 'too_large', parcel(0, none, Buffer.from([1]), u32(2 ** 32 - 1))],
    ['segment one byte beyond the largest', 'too_large', parcel(0, none, Buffer.from([1]), u32(8_388_711))],
    ['segment length 0', 'bad_length', parcel(0, none, Buffer.from([1]), u32(0))],
    ['segment one byte below the smallest', 'bad_length', parcel(0, none, counted(Buffer.alloc(1125)))],
  ]
  return {
    clause: 'docs/protocol.md §7',
    append_key: hex(appendKey),
    accept: [
      {
        name: 'the first of a stream',
        bytes: hex(opening),
        header: hex(stream.headerBytes),
        enc: hex(stream.enc),
        segments: [hex(first)],
      },
      { name: 'a later one', bytes: hex(parcel(0, none, counted(...later))), segments: later.map(hex) },
    ],
    reject: rejected.map(([name, code, bytes]) => ({ name, code, bytes: hex(bytes) })),
  }
}

/** `known` is a signature of an earlier run: ECDSA here is randomised, and runs shall agree. */
export function receiptVectors(segments: readonly SegmentMaterial[], known: string | undefined): object {
  const { stream, index, link } = segments[1] as SegmentMaterial
  const { publicKey, privateJwk } = keyPair('receipt')
  const message = Buffer.concat([ascii('reseal/1 receipt'), uuidBytes(stream), u32(index), link])
  const signature = knownOrNew(message, privateJwk, known)
  const receipt = { stream, index, link: base64url(link), signature: base64url(signature) }
  const { signature: _, ...unsigned } = receipt
  const malformed: [name: string, code: string, receipt: unknown][] = [
    ['null', 'bad_receipt', null],
    ['an array', 'bad_receipt', [receipt]],
    ['text', 'bad_receipt', JSON.stringify(receipt)],
    ['no signature', 'bad_receipt', unsigned],
    ['unknown member', 'bad_receipt', { ...receipt, time: 0 }],
    ['stream in upper case', 'bad_receipt', { ...receipt, stream: stream.toUpperCase() }],
    ['index negative', 'bad_receipt', { ...receipt, index: -1 }],
    ['index fractional', 'bad_receipt', { ...receipt, index: 0.5 }],
    ['index as text', 'bad_receipt', { ...receipt, index: '1' }],
    ['index 2^20', 'bad_receipt', { ...receipt, index: 2 ** 20 }],
    ['link of 31 bytes', 'bad_receipt', { ...receipt, link: base64url(link.subarray(1)) }],
    ['link a number', 'bad_receipt', { ...receipt, link: 1 }],
    ['link with trailing bits', 'bad_base64', { ...receipt, link: `${'A'.repeat(42)}B` }],
    ['signature with padding', 'bad_receipt', { ...receipt, signature: `${receipt.signature}==` }],
    ['signature in base64', 'bad_base64', { ...receipt, signature: `${'+'.repeat(85)}A` }],
  ]
  const unsignedOnes: [name: string, receipt: unknown][] = [
    ['another stream', { ...receipt, stream: uuid('another') }],
    ['another index', { ...receipt, index: index + 1 }],
    ['another link', { ...receipt, link: base64url(flipped(link, 0)) }],
    ['signature flipped', { ...receipt, signature: base64url(flipped(signature, 40)) }],
    ['signature of zeros', { ...receipt, signature: base64url(Buffer.alloc(64)) }],
  ]
  return {
    clause: 'docs/protocol.md §8',
    receipt_public_key: hex(publicKey),
    accept: [{ name: 'a receipt', receipt, message: hex(message) }],
    reject: malformed.map(([name, code, value]) => ({ name, code, receipt: value })),
    reject_verify: unsignedOnes.map(([name, value]) => ({ name, receipt: value })),
  }
}

function knownOrNew(message: Buffer, jwk: Record<string, string>, known: string | undefined): Buffer {
  const key = { key: createPrivateKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const
  const publicKey = { key: createPublicKey(key.key), dsaEncoding: 'ieee-p1363' } as const
  const earlier = Buffer.from(known ?? '', 'base64url')
  return verify('sha256', message, publicKey, earlier) ? earlier : sign('sha256', message, key)
}

interface Entry {
  readonly index: number
  readonly length: number
  readonly offset: number
  readonly sha256: string
  readonly stream: string
}

interface Footer {
  readonly batch: string
  readonly created_at_ms: number
  readonly segments: readonly Entry[]
  readonly streams: readonly string[]
  readonly version: number
}

export async function batchVectors(
  stream: StreamMaterial,
  segments: readonly SegmentMaterial[],
): Promise<object> {
  const other = await makeStream('other')
  const [foreign] = makeSegments(other) as [SegmentMaterial]
  const mixed = [segments[0] as SegmentMaterial, foreign, segments[1] as SegmentMaterial]
  const footer = footerOf([stream.headerBytes, other.headerBytes], mixed)
  const valid = batch(mixed, JSON.stringify(footer))
  const [first, second, third] = footer.segments as [Entry, Entry, Entry]
  const withEntries = (...entries: Entry[]): Footer => ({ ...footer, segments: entries })
  const footers: [name: string, code: string, footer: unknown][] = [
    ['footer an array', 'bad_batch', []],
    ['footer version 2', 'bad_version', { ...footer, version: 2 }],
    ['member unknown', 'bad_batch', { ...footer, z: 1 }],
    ['member missing', 'bad_batch', { ...footer, batch: undefined }],
    ['batch not a UUID', 'bad_batch', { ...footer, batch: 'a' }],
    ['time negative', 'bad_batch', { ...footer, created_at_ms: -1 }],
    ['streams not a list', 'bad_batch', { ...footer, streams: {} }],
    ['stream header not text', 'bad_batch', { ...footer, streams: [1] }],
    ['stream header with padding', 'bad_base64', { ...footer, streams: ['e30='] }],
    ['stream header not a header', 'bad_version', { ...footer, streams: [base64url(ascii('{}'))] }],
    ['stream header twice', 'bad_batch', { ...footer, streams: [footer.streams[0], footer.streams[0]] }],
    ['no segments', 'bad_batch', withEntries()],
    ['entry not an object', 'bad_batch', { ...footer, segments: [null] }],
    ['entry with an unknown member', 'bad_batch', withEntries({ ...first, z: 1 } as Entry, second, third)],
    [
      'entry with a hash of 31 bytes',
      'bad_batch',
      withEntries({ ...first, sha256: 'A'.repeat(42) }, second, third),
    ],
    ['entry with an index of 2^20', 'bad_batch', withEntries(first, second, { ...third, index: 2 ** 20 })],
    ['first entry not at the start', 'bad_batch', withEntries({ ...first, offset: 6 }, second, third)],
    ['entries overlap', 'bad_batch', withEntries(first, { ...second, offset: second.offset - 1 }, third)],
    ['gap between entries', 'bad_batch', withEntries(first, third)],
    ['bytes after the last entry', 'bad_batch', withEntries(first, second)],
    [
      'entry beyond the segments',
      'bad_batch',
      withEntries(first, second, { ...third, length: third.length + 256 }),
    ],
    ['entry smaller than a segment', 'bad_batch', withEntries(first, second, { ...third, length: 1125 })],
    ['segment twice', 'bad_batch', withEntries(first, second, { ...third, index: 0 })],
    ['segments of a stream descending', 'bad_batch', withEntries({ ...first, index: 2 }, second, third)],
  ]
  const texts: [name: string, code: string, text: string][] = [
    ['footer empty', 'bad_json', ''],
    ['footer not JSON', 'bad_json', '{'],
    ['footer with white space', 'not_canonical', `${JSON.stringify(footer)}\n`],
    ['footer with a member twice', 'not_canonical', JSON.stringify(footer).replace('{', '{"batch":"a",')],
  ]
  const layouts: [name: string, code: string, bytes: Buffer][] = [
    ['empty', 'truncated', Buffer.alloc(0)],
    ['cut to less than its frame', 'truncated', valid.subarray(0, 12)],
    ['wrong magic', 'bad_magic', flipped(valid, 0)],
    ['wrong end magic', 'bad_magic', flipped(valid, -1)],
    ['last byte cut off', 'bad_magic', valid.subarray(0, -1)],
    ['version 2', 'bad_version', patched(valid, 4, Buffer.from([2]))],
    ['footer longer than the batch', 'bad_length', patched(valid, valid.length - 8, u32(valid.length))],
    ['footer of 2^32 - 1 bytes', 'too_large', patched(valid, valid.length - 8, u32(2 ** 32 - 1))],
  ]
  return {
    clause: 'docs/protocol.md §9',
    accept: [
      accepted('two streams, both new', valid, footer),
      accepted(
        'one known stream',
        batch(segments, JSON.stringify(footerOf([], segments))),
        footerOf([], segments),
      ),
    ],
    reject: layouts.map(([name, code, bytes]) => ({ name, code, bytes: hex(bytes) })),
    // Each stands for: body, footer, footer length, end magic.
    reject_footer: {
      body: hex(body(mixed)),
      cases: [
        ...texts.map(([name, code, text]) => ({ name, code, footer: text })),
        ...footers.map(([name, code, value]) => ({ name, code, footer: JSON.stringify(value) })),
      ],
    },
  }
}

const accepted = (name: string, bytes: Buffer, footer: Footer): object => ({
  name,
  bytes: hex(bytes),
  footer,
})

function footerOf(headers: readonly Buffer[], segments: readonly SegmentMaterial[]): Footer {
  let offset = 5
  const entries = segments.map(({ stream, index, bytes }): Entry => {
    const entry = { index, length: bytes.length, offset, sha256: base64url(sha256(bytes)), stream }
    offset += bytes.length
    return entry
  })
  return {
    batch: uuid('batch'),
    created_at_ms: 1_790_000_010_000,
    segments: entries,
    streams: headers.map(base64url),
    version: 1,
  }
}

function body(segments: readonly SegmentMaterial[]): Buffer {
  return Buffer.concat([ascii('RSLB'), Buffer.from([1]), ...segments.map(({ bytes }) => bytes)])
}

function batch(segments: readonly SegmentMaterial[], footer: string): Buffer {
  return Buffer.concat([body(segments), ascii(footer), u32(footer.length), ascii('BLSR')])
}
