// Holds every committed batch object against the recordings log as its leaves go by, and passes on what its segments say.
import { parseStreamHeader, uuidToBytes } from '@reseal/protocol'
import { isSame } from './bytes.ts'
import { findDamage } from './damage.ts'
import type { Derivations } from './derivations.ts'
import {
  columnFlags,
  hashAt,
  type InspectedBatch,
  inspectBatch,
  type SegmentColumns,
} from './inspect-batch.ts'
import type { Partitions } from './partitions.ts'
import type { Platform } from './platform.ts'
import type { ProblemCollector } from './problem.ts'
import { createRemovals, type MissingBatch, type Removal, type Removals } from './removals.ts'
import { encodeSegmentFact, segmentFlags } from './segment-facts.ts'
import type { SegmentRow } from './segment-rows.ts'
import type { DatabaseSource, FileSource, VerifyProgress } from './sources.ts'
import { encodeHeaderRecord, streamRecords } from './stream-records.ts'

/** A committed batch: by its leaf, or, before it has one, by its row. */
export interface ListedBatch {
  readonly id: string
  /** Where it was written; a copy elsewhere does not stand in for it. */
  readonly objectKey: string
  readonly sha256: Uint8Array
  /** Its leaf in the recordings log; undefined while it has none. */
  readonly leafIndex: number | undefined
}

/** What was read. */
export interface BatchesReport {
  readonly batchCount: number
  readonly segmentCount: number
  readonly sizeBytes: number
  /** Objects that no committed batch names: left by an ingest that died before its rows; no receipt names them. */
  readonly unlistedCount: number
  /** Batches that were removed on purpose: every stream in them has a tombstone, or lies in a later batch. */
  readonly removedCount: number
}

/** What reading the objects needs. */
export interface BatchesInput {
  readonly platform: Platform
  /** Where sealed batches lie, below `batches/`. */
  readonly objects: FileSource
  /** Says which segments an unreadable object held. */
  readonly database: DatabaseSource | undefined
  readonly problems: ProblemCollector
  /** Takes what is known of each stream. */
  readonly streams: Partitions
  readonly derivations: Pick<Derivations, 'addHeader'>
  onProgress?(progress: VerifyProgress): void
}

/** Reads batches, a few at a time, and takes what they say in the order in which they were added. */
export interface BatchesCheck {
  add(batch: ListedBatch): Promise<void>
  /** A batch whose object may be gone. */
  addRemoval(removal: Removal): void
  end(): Promise<
    BatchesReport & { readonly newestRemovalLeaf: number; readonly copies: ReadonlyMap<string, string> }
  >
}

interface BatchesState extends BatchesInput {
  readonly removals: Removals
  /** The bytes of a UUID. */
  keyOf(id: string): Uint8Array
}

interface ReadBatch {
  readonly batch: ListedBatch
  /** Undefined when the object is not there. */
  readonly inspected: InspectedBatch | undefined
}

/** Lists the objects first, to know how much there is. */
export async function startBatchesCheck(options: BatchesInput): Promise<BatchesCheck> {
  const removals = createRemovals(options.platform)
  const input: BatchesState = { ...options, removals, keyOf: createKeyCache() }
  let listedCount = 0
  let total = 0
  for await (const { sizeBytes } of input.objects.list('batches/')) {
    listedCount += 1
    total += sizeBytes
  }
  const counts = { batchCount: 0, segmentCount: 0, sizeBytes: 0, foundCount: 0 }
  const running: Promise<ReadBatch>[] = []
  const takeOldest = async (): Promise<void> => {
    const read = await running.shift()
    if (!read) return
    const { batch, inspected } = read
    if (inspected) {
      counts.foundCount += 1
      counts.sizeBytes += inspected.sizeBytes
      counts.segmentCount += inspected.segments.index.length
      await takeBatch(input, batch, inspected)
    } else {
      removals.addMissing(batch)
    }
    input.onProgress?.({ step: 'objects', done: counts.sizeBytes, total })
  }
  return {
    add: async (batch) => {
      counts.batchCount += 1
      const reading = readBatch(input, batch)
      // A rejection is thrown where it is awaited; until then it must not count as unhandled.
      reading.catch(() => {})
      running.push(reading)
      if (running.length > input.platform.parallelObjects) await takeOldest()
    },
    addRemoval: removals.addRemoval,
    end: async () => {
      while (running.length > 0) await takeOldest()
      for await (const batch of removals.unexplained()) await takeMissing(input, batch)
      const { foundCount, ...report } = counts
      return {
        ...report,
        unlistedCount: Math.max(0, listedCount - foundCount),
        removedCount: removals.count(),
        newestRemovalLeaf: removals.newestLeaf(),
        copies: removals.copies,
      }
    },
  }
}

async function readBatch({ objects, platform }: BatchesInput, batch: ListedBatch): Promise<ReadBatch> {
  const bytes = await objects.get(batch.objectKey)
  return { batch, inspected: bytes && (await inspectBatch(bytes, platform)) }
}

async function takeBatch(input: BatchesState, batch: ListedBatch, inspected: InspectedBatch): Promise<void> {
  const isCommitted = isSame(inspected.sha256, batch.sha256) && inspected.batchId === batch.id
  for (const headerBytes of inspected.headers) {
    const header = parseStreamHeader(headerBytes)
    const { stream } = header
    if (isCommitted) input.derivations.addHeader(header)
    input.streams.add(uuidToBytes(stream), streamRecords.header, encodeHeaderRecord(headerBytes, isCommitted))
  }
  const { segments } = inspected
  if (isCommitted) {
    addSegments(input, batch, segments, (at) => isContradicted(input, batch, segments, at))
    return
  }
  const { damaged, rows } = await findDamage(input, { batch, inspected })
  addSegments(input, batch, segments, (at) => damaged.has(at))
  if (inspected.batchId === undefined) addRows(input, batch, rows)
}

/** A batch may have been committed wrong: then its own footer contradicts its segments. */
function isContradicted(
  { problems }: BatchesInput,
  batch: ListedBatch,
  { flags, streams, index }: SegmentColumns,
  at: number,
): boolean {
  const whole = columnFlags.matchesFooter | columnFlags.inPlace
  if (((flags[at] ?? 0) & whole) === whole) return false
  const detail = 'a batch was committed with another hash, stream or index than its segment has'
  const place = { batch: batch.id, stream: streams[at] ?? '', segmentIndex: index[at] ?? 0 }
  problems.report('segment_misplaced', place, detail)
  return true
}

async function takeMissing(input: BatchesState, batch: MissingBatch): Promise<void> {
  const rows = (await input.database?.segmentsOfBatch(batch.id)) ?? []
  const first = rows[0]
  const place = {
    batch: batch.id,
    ...(batch.leafIndex === undefined ? {} : { leafIndex: batch.leafIndex }),
    ...(first ? { stream: first.stream, segmentIndex: first.index } : {}),
  }
  input.problems.report('object_missing', place, 'a committed batch object is gone')
  addRows(input, batch, rows)
}

const maxCachedKeys = 10_000

/** Segments of a stream, and those of a batch, name it each: some thousand ids at a time. */
function createKeyCache(): (id: string) => Uint8Array {
  const keys = new Map<string, Uint8Array>()
  return (id) => {
    const known = keys.get(id)
    if (known) return known
    if (keys.size >= maxCachedKeys) keys.clear()
    const key = uuidToBytes(id)
    keys.set(id, key)
    return key
  }
}

const nothing = new Uint8Array(32)

const ownFlags = columnFlags.keyframe | columnFlags.final

function addSegments(
  { streams, keyOf }: BatchesState,
  { id, leafIndex }: ListedBatch,
  columns: SegmentColumns,
  isDamaged: (at: number) => boolean,
): void {
  const batch = keyOf(id)
  for (const [at, stream] of columns.streams.entries()) {
    const fact = {
      index: columns.index[at] ?? 0,
      leafIndex,
      offset: columns.ranges[2 * at] ?? 0,
      length: columns.ranges[2 * at + 1] ?? 0,
      flags: ((columns.flags[at] ?? 0) & ownFlags) | (isDamaged(at) ? segmentFlags.damaged : 0),
      startMs: columns.startMs[at] ?? 0,
      endMs: columns.endMs[at] ?? 0,
      sha256: hashAt(columns.sha256, at),
      prevLink: hashAt(columns.prevLink, at),
    }
    streams.add(keyOf(stream), streamRecords.segment, encodeSegmentFact(fact, batch))
  }
}

/** Where the object tells nothing, the rows say which segments are damaged with it. */
function addRows(
  { streams, keyOf }: BatchesState,
  { id, leafIndex }: Pick<ListedBatch, 'id' | 'leafIndex'>,
  rows: readonly (SegmentRow & { readonly stream: string })[],
): void {
  for (const { stream, index, offset, length } of rows) {
    const unknown = { startMs: 0, endMs: 0, sha256: nothing, prevLink: nothing, flags: segmentFlags.damaged }
    const fact = { ...unknown, index, leafIndex, offset, length }
    streams.add(keyOf(stream), streamRecords.segment, encodeSegmentFact(fact, keyOf(id)))
  }
}
