// Reads a batch object into the rows it stands for (docs/protocol.md §9): what does not hash or is out of place is left
// out and named.
import {
  type BatchFooter,
  initialLink,
  nextLink,
  type ProtocolError,
  parseBatchFooter,
  parseSegment,
  parseStreamHeader,
  type SegmentHeader,
  sha256,
} from '@reseal/protocol'
import type { ReindexedBatch, ReindexedStream } from '@reseal/store'
import type { ReindexProblems } from './problem.ts'

/** A stream header found in a footer; the app is known by its public key. */
export interface FoundStream extends Omit<ReindexedStream, 'appId'> {
  readonly appKey: string
  /** Link before the first segment. */
  readonly firstLink: Uint8Array
}

/** A segment found in a batch. */
export type FoundSegment = ReindexedBatch['segments'][number]

/** A batch as its object says. */
export interface FoundBatch {
  readonly batch: ReindexedBatch['batch']
  /** A row or a leaf names it: it counts even where some of its segments are refused. */
  readonly counts: boolean
  readonly hasRow: boolean
  /** It took what was alive in batches that are removed. */
  readonly isCopy: boolean
  readonly streams: ReadonlyMap<string, FoundStream>
  /** Ascending by index, by stream. */
  readonly segments: ReadonlyMap<string, readonly FoundSegment[]>
  /** Streams of which the batch holds a segment that cannot be used. */
  readonly damaged: ReadonlySet<string>
}

/** What is known of an object before it is read. */
export interface NamedBatch {
  readonly id: string
  readonly objectKey: string
  readonly leafIndex?: number
  /** Of the whole object, as its leaf or row says. */
  readonly sha256?: Uint8Array
  readonly hasRow?: boolean
  readonly isCopy?: boolean
}

/** Undefined where nothing of it can be used. */
export function readBatch(
  named: NamedBatch,
  bytes: Uint8Array,
  problems: ReindexProblems,
): FoundBatch | undefined {
  const object = named.objectKey
  const hash = sha256(bytes)
  if (named.sha256 && Buffer.compare(named.sha256, hash) !== 0) {
    problems.report('object_altered', { object })
    return undefined
  }
  const footer = readFooter(bytes)
  if (footer?.batchId !== named.id) {
    problems.report('object_unreadable', { object })
    return undefined
  }
  return {
    batch: {
      id: named.id,
      objectKey: object,
      sha256: hash,
      sizeBytes: bytes.length,
      createdAtMs: footer.createdAtMs,
      segmentCount: footer.entries.length,
      ...(named.leafIndex === undefined ? {} : { leafIndex: named.leafIndex }),
    },
    counts: named.sha256 !== undefined,
    hasRow: named.hasRow === true,
    isCopy: named.isCopy === true,
    streams: new Map(footer.streams.map(({ headerBytes }) => readStream(headerBytes))),
    ...readSegments(footer, { bytes, object, problems }),
  }
}

function readStream(headerBytes: Uint8Array): [string, FoundStream] {
  const { stream, session, app, keyId, encHash, appendKeyHash, startedAtMs } = parseStreamHeader(headerBytes)
  // A copy, because a view would keep the whole object in memory.
  const header = headerBytes.slice()
  const headerHash = sha256(header)
  const firstLink = initialLink(headerHash)
  const found = { stream, session, keyId, encHash, appendKeyHash, startedAtMs, headerHash, firstLink }
  return [stream, { ...found, appKey: app, headerBytes: header }]
}

function readSegments(
  { entries }: BatchFooter,
  { bytes, object, problems }: { bytes: Uint8Array; object: string; problems: ReindexProblems },
): Pick<FoundBatch, 'segments' | 'damaged'> {
  const segments = new Map<string, FoundSegment[]>()
  const damaged = new Set<string>()
  for (const { stream, index, offset, length, sha256: hash } of entries) {
    // What follows in this batch cannot be joined to what came before.
    if (damaged.has(stream)) continue
    const segment = bytes.subarray(offset, offset + length)
    const header = readHeader(segment)
    const isIntact = Buffer.compare(sha256(segment), hash) === 0
    const isInPlace = header?.stream === stream && header.index === index
    if (!isIntact || !isInPlace) {
      problems.report(isIntact ? 'segment_misplaced' : 'segment_altered', {
        object,
        stream,
        segmentIndex: index,
      })
      damaged.add(stream)
      continue
    }
    const { prevLink, keyframe, final, startMs, endMs } = header
    const previousLink = prevLink.slice()
    const link = nextLink(previousLink, hash)
    const place = { stream, index, offset, length, sha256: hash, previousLink, link }
    const found = { ...place, keyframe, final, startMs, endMs }
    const before = segments.get(stream)
    if (before) before.push(found)
    else segments.set(stream, [found])
  }
  return { segments, damaged }
}

function readFooter(bytes: Uint8Array): BatchFooter | undefined {
  return unlessMalformed(() => parseBatchFooter(bytes))
}

function readHeader(segment: Uint8Array): SegmentHeader | undefined {
  return unlessMalformed(() => parseSegment(segment).header)
}

function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if ((error as Partial<ProtocolError>).name === 'ProtocolError') return undefined
    throw error
  }
}
