// Holds every committed batch object against the recordings log, and collects what its segments say.
import { parseStreamHeader } from '@reseal/protocol'
import { findDamage } from './damage.ts'
import {
  emptyColumns,
  type InspectedBatch,
  inspectBatch,
  type SegmentColumns,
  segmentFlags,
} from './inspect-batch.ts'
import { createObjectHasher, type ObjectHasher, wantsThread } from './object-hasher.ts'
import type { ProblemCollector } from './problem.ts'
import { readAhead } from './read-ahead.ts'
import type { SegmentRow } from './segment-rows.ts'
import type { DatabaseSource, ObjectSource, VerifyProgress } from './sources.ts'

/** A committed batch: by its leaf, or, before it has one, by its row. */
export interface ListedBatch {
  readonly id: string
  /** Where it was written; a copy elsewhere does not stand in for it. */
  readonly objectKey: string
  readonly sha256: Uint8Array
  /** Its leaf in the recordings log; undefined while it has none. */
  readonly leafIndex: number | undefined
}

/** One segment after its object was read. */
export interface SegmentFact {
  readonly index: number
  readonly batch: ListedBatch
  readonly columns: SegmentColumns
  /** Its position in the columns. */
  readonly at: number
  /** Its bytes are not to be relied on, and a finding names them already. */
  readonly damaged: boolean
}

/** What the objects hold, by stream. */
export interface ObjectFacts {
  readonly segments: Map<string, SegmentFact[]>
  /** Header bytes of streams, from the batches that registered them. */
  readonly headers: Map<string, Uint8Array>
}

/** What was read. */
export interface ObjectsReport {
  readonly batchCount: number
  readonly segmentCount: number
  readonly sizeBytes: number
  /** Objects that no committed batch names: left by an ingest that died before its rows; no receipt names them. */
  readonly unlistedCount: number
}

/** What reading the objects needs. */
export interface ObjectsInput {
  readonly objects: ObjectSource
  readonly database: DatabaseSource
  readonly batches: readonly ListedBatch[]
  readonly problems: ProblemCollector
  /** As of `VerifyInput`. */
  readonly hashOnThread?: boolean
  onProgress?(progress: VerifyProgress): void
}

interface Listing {
  readonly keys: ReadonlySet<string>
  readonly totalBytes: number
}

async function listObjects(objects: ObjectSource): Promise<Listing> {
  const keys = new Set<string>()
  let totalBytes = 0
  for await (const { key, sizeBytes } of objects.list()) {
    keys.add(key)
    totalBytes += sizeBytes
  }
  return { keys, totalBytes }
}

/** Reads each committed batch once. */
export async function verifyObjects(
  input: ObjectsInput,
): Promise<{ facts: ObjectFacts; report: ObjectsReport }> {
  const { objects, batches } = input
  const facts: ObjectFacts = { segments: new Map(), headers: new Map() }
  const { keys, totalBytes } = await listObjects(objects)
  const hasher = createObjectHasher(input.hashOnThread ?? wantsThread(totalBytes))
  let sizeBytes = 0
  let segmentCount = 0
  try {
    for await (const { batch, read } of readAhead(batches, (one) =>
      readBatch(objects, hasher, { batch: one, keys }),
    )) {
      if (read) {
        sizeBytes += read.sizeBytes
        segmentCount += read.inspected.segments.index.length
        await takeBatch(input, facts, { batch, ...read })
      } else {
        await takeMissing(input, facts, batch)
      }
      input.onProgress?.({ step: 'objects', done: sizeBytes, total: totalBytes })
    }
  } finally {
    await hasher.stop()
  }
  const listed = new Set(batches.map(({ objectKey }) => objectKey))
  const unlistedCount = [...keys].filter((key) => !listed.has(key)).length
  return { facts, report: { batchCount: batches.length, segmentCount, sizeBytes, unlistedCount } }
}

interface ReadBatch {
  readonly key: string
  readonly inspected: InspectedBatch
  readonly sha256: Uint8Array
  readonly sizeBytes: number
}

/** Reads and inspects one object; `read` is undefined when it is not there. */
async function readBatch(
  objects: ObjectSource,
  hasher: ObjectHasher,
  { batch, keys }: { batch: ListedBatch; keys: ReadonlySet<string> },
): Promise<{ batch: ListedBatch; read: ReadBatch | undefined }> {
  const key = batch.objectKey
  const bytes = keys.has(key) ? await objects.get(key) : undefined
  if (!bytes) return { batch, read: undefined }
  const { length: sizeBytes } = bytes
  const inspected = inspectBatch(bytes)
  return { batch, read: { key, inspected, sizeBytes, sha256: await hasher.sha256(bytes) } }
}

async function takeBatch(
  input: ObjectsInput,
  facts: ObjectFacts,
  { batch, key, inspected, sha256 }: Omit<ReadBatch, 'sizeBytes'> & { readonly batch: ListedBatch },
): Promise<void> {
  const { segments, headers } = inspected
  for (const headerBytes of headers) facts.headers.set(parseStreamHeader(headerBytes).stream, headerBytes)
  const isCommitted = Buffer.compare(sha256, batch.sha256) === 0 && inspected.batchId === batch.id
  if (isCommitted) {
    addFacts(facts, batch, { columns: segments, isDamaged: reportContradictions(input, batch, segments) })
  } else {
    const { damaged, rows } = await findDamage(input, { batch, key, inspected })
    addFacts(facts, batch, { columns: segments, isDamaged: (at) => damaged.has(at) })
    if (inspected.batchId === undefined) addRows(facts, batch, rows)
  }
}

/** A batch may have been committed wrong: then its own footer contradicts its segments. */
function reportContradictions(
  { problems }: ObjectsInput,
  batch: ListedBatch,
  segments: SegmentColumns,
): (at: number) => boolean {
  const whole = segmentFlags.matchesFooter | segmentFlags.inPlace
  const isDamaged = (at: number): boolean => ((segments.flags[at] ?? 0) & whole) !== whole
  for (const [at, stream] of segments.streams.entries()) {
    if (!isDamaged(at)) continue
    const place = { batch: batch.id, stream, segmentIndex: segments.index[at] ?? 0 }
    const detail = 'a batch was committed with another hash, stream or index than its segment has'
    problems.report('segment_misplaced', place, detail)
  }
  return isDamaged
}

async function takeMissing(
  { database, problems }: ObjectsInput,
  facts: ObjectFacts,
  batch: ListedBatch,
): Promise<void> {
  const rows = await database.segmentsOfBatch(batch.id)
  const first = rows[0]
  const place = {
    batch: batch.id,
    ...(batch.leafIndex === undefined ? {} : { leafIndex: batch.leafIndex }),
    ...(first ? { stream: first.stream, segmentIndex: first.index } : {}),
  }
  problems.report('object_missing', place, 'a committed batch object is gone')
  addRows(facts, batch, rows)
}

function addFacts(
  facts: ObjectFacts,
  batch: ListedBatch,
  { columns, isDamaged }: { columns: SegmentColumns; isDamaged: (at: number) => boolean },
): void {
  for (const [at, stream] of columns.streams.entries()) {
    const fact = { index: columns.index[at] ?? 0, batch, columns, at, damaged: isDamaged(at) }
    const known = facts.segments.get(stream)
    if (known) known.push(fact)
    else facts.segments.set(stream, [fact])
  }
}

/** Where the object tells nothing, the rows say which segments are damaged with it. */
function addRows(
  facts: ObjectFacts,
  batch: ListedBatch,
  rows: readonly (SegmentRow & { readonly stream: string })[],
): void {
  const columns = emptyColumns(rows.map(({ stream }) => stream))
  for (const [at, { index, offset, length }] of rows.entries()) {
    columns.index[at] = index
    columns.offset[at] = offset
    columns.length[at] = length
  }
  addFacts(facts, batch, { columns, isDamaged: () => true })
}
