// Makes of a valid parcel one that is none, in ways that follow its structure (docs/protocol.md §5, §7). What is spoiled
// never reaches an opaque part: there every byte is as good as another, and ingest rightly takes it.
import { encodeParcel, parseParcel } from '@reseal/protocol'
import type { Random } from '../support/fuzz/random.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A valid parcel of a stream, and what is needed to make others of it. */
export interface ValidParcel {
  readonly bytes: Bytes
  /** Ingest has it: what is a repeat of it is none to refuse. */
  readonly isStored: boolean
  /** Valid parcel of another such stream. */
  readonly other: Bytes
}

/** A body that has to be refused, and how it was made. */
export interface SpoiledParcel {
  readonly how: string
  readonly bytes: Bytes
}

type Spoil = (parcel: ValidParcel, random: Random, canary: string) => Uint8Array

const prefix = { version: 4, flags: 5, appendKey: 6, headerLength: 38, header: 40 }
const encBytes = 65
const segmentOffsets = {
  magic: 0,
  version: 4,
  flags: 5,
  stream: 6,
  index: 22,
  prevLink: 26,
  start: 70,
  end: 78,
}

function headerLength(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint16(prefix.headerLength)
}

/** Where the count of segments lies; the first segment begins five bytes later. */
const countOffset = (bytes: Uint8Array): number => prefix.header + headerLength(bytes) + encBytes
const firstSegment = (bytes: Uint8Array): number => countOffset(bytes) + 5

function edited(bytes: Uint8Array, edit: (copy: Bytes, view: DataView) => void): Bytes {
  const copy = new Uint8Array(bytes)
  edit(copy, new DataView(copy.buffer))
  return copy
}

function spliced(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Bytes {
  return new Uint8Array([...bytes.subarray(0, at), ...inserted, ...bytes.subarray(at + removed)])
}

function randomBytes(random: Random, length: number): Bytes {
  return Uint8Array.from({ length }, () => random.below(256))
}

const text = (value: string): Bytes => new TextEncoder().encode(value)
const oddNumbers = [0, 1, 2, 63, 64, 65, 255, 256, 1125, 1126, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff]

/** JSON that begins as a stream header does and goes wrong. */
function wrongHeader(header: Record<string, unknown>, random: Random, canary: string): string {
  const name = random.pick(Object.keys(header))
  const values: unknown[] = [
    canary,
    null,
    true,
    -1,
    1e308,
    [],
    {},
    [[[[canary]]]],
    { [canary]: canary },
    '\u0000',
  ]
  switch (random.below(6)) {
    case 0:
      return JSON.stringify({ ...header, [name]: random.pick(values) })
    case 1:
      return JSON.stringify({ ...header, [canary]: canary })
    case 2:
      return JSON.stringify(header).replace('{', `{"__proto__":{"${canary}":1},`)
    case 3:
      return `${'['.repeat(1 + random.below(900))}"${canary}"`
    case 4:
      return JSON.stringify(header).replace('{', `{ "${name}":"${canary}",`)
    default:
      return ` ${JSON.stringify(header, undefined, 1)}`
  }
}

const spoils: Readonly<Record<string, Spoil>> = {
  'a byte of the frame': ({ bytes }, random) => {
    const frameBytes = firstSegment(bytes)
    return edited(bytes, (copy) => {
      const at = random.below(frameBytes)
      copy[at] = (copy[at] ?? 0) ^ (1 + random.below(255))
    })
  },
  'a byte of a segment’s place': ({ bytes }, random) => {
    const { magic, version, stream, index, prevLink } = segmentOffsets
    const at = random.pick([
      magic,
      magic + 3,
      version,
      stream + random.below(16),
      index + random.below(4),
      prevLink + random.below(32),
    ])
    return edited(bytes, (copy) => {
      const offset = firstSegment(bytes) + at
      copy[offset] = (copy[offset] ?? 0) ^ (1 + random.below(255))
    })
  },
  'unknown flags': ({ bytes }, random) =>
    edited(bytes, (copy) => {
      const at = random.pick([prefix.flags, firstSegment(bytes) + segmentOffsets.flags])
      copy[at] = (copy[at] ?? 0) | (4 << random.below(6))
    }),
  'times that are none': ({ bytes }, random) =>
    edited(bytes, (copy, view) => {
      const start = firstSegment(bytes) + segmentOffsets.start
      const values = [0xffffffffffffffffn, 8_640_000_000_000_001n, 2n ** 63n, 2n ** 53n]
      if (random.oneIn(2)) view.setBigUint64(start + 8 * random.below(2), random.pick(values))
      else view.setBigUint64(start + 8, view.getBigUint64(start) - 1n - BigInt(random.below(1000)))
    }),
  'a time far ahead': ({ bytes }) =>
    edited(bytes, (_, view) => {
      const end = firstSegment(bytes) + segmentOffsets.end
      view.setBigUint64(end, BigInt(Date.now() + 500 * 24 * 60 * 60_000))
    }),
  'a length': ({ bytes }, random) =>
    edited(bytes, (copy, view) => {
      const number = random.pick(oddNumbers)
      const count = countOffset(bytes)
      switch (random.below(3)) {
        case 0:
          view.setUint16(prefix.headerLength, headerLength(bytes) === number ? 3 : number & 0xffff)
          return
        case 1:
          copy[count] = copy[count] === (number & 0xff) ? 7 : number & 0xff
          return
        default:
          view.setUint32(count + 1, view.getUint32(count + 1) + 1 + (number & 0xffff))
      }
    }),
  'an end that is missing': ({ bytes }, random) => bytes.subarray(0, random.below(bytes.length)),
  'an end that goes on': ({ bytes }, random, canary) =>
    spliced(
      bytes,
      bytes.length,
      0,
      random.oneIn(2) ? text(canary) : randomBytes(random, 1 + random.below(500)),
    ),
  'a piece removed or put in': ({ bytes }, random, canary) => {
    const at = random.below(bytes.length)
    return random.oneIn(2)
      ? spliced(bytes, at, 1 + random.below(bytes.length - at), new Uint8Array())
      : spliced(bytes, at, 0, text(canary))
  },
  'a header of another kind': ({ bytes }, random, canary) => {
    const { appendKey, stream, segments } = parseParcel(bytes)
    if (stream === undefined) throw new Error('a parcel without its header')
    const header = JSON.parse(new TextDecoder().decode(stream.headerBytes)) as Record<string, unknown>
    const headerBytes = text(wrongHeader(header, random, canary)).subarray(0, 2048)
    return encodeParcel({ appendKey, stream: { headerBytes, enc: stream.enc }, segments })
  },
  'a header, key or segment of another stream': ({ bytes, other, isStored }, random) => {
    const [own, foreign] = [parseParcel(bytes), parseParcel(other)]
    const mixed = [
      { ...own, appendKey: foreign.appendKey },
      { ...own, ...(foreign.stream && { stream: foreign.stream }) },
      { ...own, segments: foreign.segments },
      { ...own, segments: [...own.segments, ...foreign.segments] },
      { ...own, segments: [...own.segments, ...own.segments] },
      { appendKey: isStored ? foreign.appendKey : own.appendKey, segments: own.segments },
    ]
    return encodeParcel(random.pick(mixed))
  },
  'an enc that is not its own': ({ bytes }, random) => {
    const { appendKey, stream, segments } = parseParcel(bytes)
    if (stream === undefined) throw new Error('a parcel without its header')
    return encodeParcel({ appendKey, stream: { ...stream, enc: randomBytes(random, encBytes) }, segments })
  },
  'bytes of chance': (_, random) => randomBytes(random, random.below(3000)),
  'bytes of chance behind a beginning': ({ bytes }, random) => {
    const begun = bytes.subarray(0, random.pick([4, 5, 6, 38, 40, countOffset(bytes), firstSegment(bytes)]))
    return new Uint8Array([...begun, ...randomBytes(random, random.below(2000))])
  },
  words: (_, random, canary) => text(random.pick([canary, `{"parcel":"${canary}"}`, '', `<x>${canary}</x>`])),
}

/** Spoils a parcel in one of the ways above. */
export function spoilParcel(parcel: ValidParcel, random: Random, canary: string): SpoiledParcel {
  const [how, spoil] = random.pick(Object.entries(spoils) as [string, Spoil][])
  return { how, bytes: new Uint8Array(spoil(parcel, random, canary)) }
}
