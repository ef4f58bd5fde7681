// Holds every committed batch object against the recordings log as its leaves go by, and passes on what its segments say.
import { parseStreamHeader, uuidToBytes } from '@reseal/protocol'
import { isSame } from './bytes.ts'
import { findDamage } from './damage.ts'
import { type InspectedBatch, type InspectedSegment, inspectBatch } from './inspect-batch.ts'
import type { Partitions } from './partitions.ts'
import type { Platform } from './platform.ts'
import type { ProblemCollector } from './problem.ts'
import { encodeSegmentFact, type SegmentFact, segmentFlags } from './segment-facts.ts'
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
  onProgress?(progress: VerifyProgress): void
}

/** Reads batches, a few at a time, and takes what they say in the order in which they were added. */
export interface BatchesCheck {
  add(batch: ListedBatch): Promise<void>
  end(): Promise<BatchesReport>
}

interface ReadBatch {
  readonly batch: ListedBatch
  /** Undefined when the object is not there. */
  readonly inspected: InspectedBatch | undefined
}

/** Lists the objects first, to know how much there is. */
export async function startBatchesCheck(input: BatchesInput): Promise<BatchesCheck> {
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
      counts.segmentCount += inspected.segments.length
      await takeBatch(input, batch, inspected)
    } else {
      await takeMissing(input, batch)
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
      if (running.length > input.platform.parallelObjects + 1) await takeOldest()
    },
    end: async () => {
      while (running.length > 0) await takeOldest()
      const { foundCount, ...report } = counts
      return { ...report, unlistedCount: Math.max(0, listedCount - foundCount) }
    },
  }
}

async function readBatch({ objects, platform }: BatchesInput, batch: ListedBatch): Promise<ReadBatch> {
  const bytes = await objects.get(batch.objectKey)
  return { batch, inspected: bytes && (await inspectBatch(bytes, platform)) }
}

async function takeBatch(input: BatchesInput, batch: ListedBatch, inspected: InspectedBatch): Promise<void> {
  const isCommitted = isSame(inspected.sha256, batch.sha256) && inspected.batchId === batch.id
  for (const headerBytes of inspected.headers) {
    const { stream } = parseStreamHeader(headerBytes)
    input.streams.add(uuidToBytes(stream), streamRecords.header, encodeHeaderRecord(headerBytes, isCommitted))
  }
  if (isCommitted) {
    for (const segment of inspected.segments)
      addSegment(input, batch, segment, isContradicted(input, batch, segment))
    return
  }
  const { damaged, rows } = await findDamage(input, { batch, inspected })
  for (const segment of inspected.segments) addSegment(input, batch, segment, damaged.has(segment))
  if (inspected.batchId === undefined) addRows(input, batch, rows)
}

/** A batch may have been committed wrong: then its own footer contradicts its segments. */
function isContradicted(
  { problems }: BatchesInput,
  batch: ListedBatch,
  { stream, index, matchesFooter, inPlace }: InspectedSegment,
): boolean {
  if (matchesFooter && inPlace) return false
  const detail = 'a batch was committed with another hash, stream or index than its segment has'
  problems.report('segment_misplaced', { batch: batch.id, stream, segmentIndex: index }, detail)
  return true
}

async function takeMissing(input: BatchesInput, batch: ListedBatch): Promise<void> {
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

const nothing = new Uint8Array(32)

function addSegment(
  { streams }: BatchesInput,
  { id: batch, leafIndex }: ListedBatch,
  { stream, index, offset, length, header, sha256 }: InspectedSegment,
  damaged: boolean,
): void {
  const fact: SegmentFact = {
    index,
    batch,
    leafIndex,
    offset,
    length,
    flags:
      (header?.keyframe ? segmentFlags.keyframe : 0) |
      (header?.final ? segmentFlags.final : 0) |
      (damaged ? segmentFlags.damaged : 0),
    startMs: header?.startMs ?? 0,
    endMs: header?.endMs ?? 0,
    sha256,
    prevLink: header?.prevLink ?? nothing,
  }
  streams.add(uuidToBytes(stream), streamRecords.segment, encodeSegmentFact(fact))
}

/** Where the object tells nothing, the rows say which segments are damaged with it. */
function addRows(
  { streams }: BatchesInput,
  { id: batch, leafIndex }: ListedBatch,
  rows: readonly (SegmentRow & { readonly stream: string })[],
): void {
  for (const { stream, index, offset, length } of rows) {
    const unknown = { startMs: 0, endMs: 0, sha256: nothing, prevLink: nothing, flags: segmentFlags.damaged }
    const fact = { ...unknown, index, batch, leafIndex, offset, length }
    streams.add(uuidToBytes(stream), streamRecords.segment, encodeSegmentFact(fact))
  }
}
