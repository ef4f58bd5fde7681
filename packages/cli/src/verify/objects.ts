// Holds every committed batch object against the recordings log, and collects what its segments say.
import { parseStreamHeader } from '@reseal/protocol'
import { type InspectedBatch, type InspectedSegment, inspectBatch, sha256Of } from './inspect-batch.ts'
import type { ProblemCollector } from './problem.ts'
import { readAhead } from './read-ahead.ts'
import type { DatabaseSource, ObjectSource, SegmentRow, VerifyProgress } from './sources.ts'

/** A committed batch: by its leaf, or, before it has one, by its row. */
export interface ListedBatch {
  readonly id: string
  readonly sha256: Uint8Array
  /** Its leaf in the recordings log; undefined while it has none. */
  readonly leafIndex: number | undefined
}

/** What is known of one segment after its object was read. */
export interface SegmentFact {
  readonly index: number
  readonly batch: string
  readonly leafIndex: number | undefined
  readonly offset: number
  readonly length: number
  readonly sha256: Uint8Array
  /** Its own header's fields; undefined when the bytes are damaged and a finding names them. */
  readonly says: SegmentStatement | undefined
}

/** What a segment's own header states. */
export interface SegmentStatement {
  readonly prevLink: Uint8Array
  readonly startMs: number
  readonly endMs: number
  readonly keyframe: boolean
  readonly final: boolean
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
  onProgress?(progress: VerifyProgress): void
}

interface Listing {
  /** Object key and size by batch id, the last part of the key. */
  readonly keys: ReadonlyMap<string, string>
  readonly totalBytes: number
}

async function listObjects(objects: ObjectSource): Promise<Listing> {
  const keys = new Map<string, string>()
  let totalBytes = 0
  for await (const { key, sizeBytes } of objects.list()) {
    keys.set(key.slice(key.lastIndexOf('/') + 1), key)
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
  let sizeBytes = 0
  let segmentCount = 0
  const read = async (batch: ListedBatch): Promise<{ batch: ListedBatch; bytes: Uint8Array | undefined }> => {
    const key = keys.get(batch.id)
    return { batch, bytes: key === undefined ? undefined : await objects.get(key) }
  }
  for await (const { batch, bytes } of readAhead(batches, read)) {
    if (bytes) {
      sizeBytes += bytes.length
      segmentCount += await takeBatch(input, facts, { batch, bytes })
    } else {
      await reportMissing(input, facts, batch)
    }
    input.onProgress?.({ step: 'objects', done: sizeBytes, total: totalBytes })
  }
  const listed = new Set(batches.map(({ id }) => id))
  const unlistedCount = [...keys.keys()].filter((id) => !listed.has(id)).length
  return { facts, report: { batchCount: batches.length, segmentCount, sizeBytes, unlistedCount } }
}

async function takeBatch(
  input: ObjectsInput,
  facts: ObjectFacts,
  { batch, bytes }: { batch: ListedBatch; bytes: Uint8Array },
): Promise<number> {
  const inspected = inspectBatch(bytes)
  const isIntact =
    Buffer.compare(inspected.sha256, batch.sha256) === 0 && inspected.footer?.batchId === batch.id
  const damage = isIntact ? undefined : await findDamage(input, { batch, bytes, inspected })
  for (const { headerBytes } of inspected.footer?.streams ?? []) {
    // A copy, because a view would keep the whole object in memory.
    const copy = headerBytes.slice()
    facts.headers.set(parseStreamHeader(copy).stream, copy)
  }
  for (const segment of inspected.segments) {
    const place = { batch: batch.id, stream: segment.stream, segmentIndex: segment.index }
    const isMisplaced = segment.header?.stream !== segment.stream || segment.header.index !== segment.index
    if (isIntact && (!segment.matchesFooter || isMisplaced)) {
      const detail = 'a committed batch states another hash, stream or index than its segment has'
      input.problems.report('segment_misplaced', place, detail)
    }
    const isDamaged = isMisplaced || !segment.matchesFooter || damage?.has(placeKey(segment)) === true
    addFact(facts, segment.stream, toFact(batch, segment, isDamaged))
  }
  if (!inspected.footer)
    for (const row of damage?.values() ?? []) addFact(facts, row.stream, factOfRow(batch, row))
  return inspected.segments.length
}

function placeKey({ stream, index }: { stream: string; index: number }): string {
  return `${stream}/${index}`
}

function addFact(facts: ObjectFacts, stream: string, fact: SegmentFact): void {
  const known = facts.segments.get(stream)
  if (known) known.push(fact)
  else facts.segments.set(stream, [fact])
}

function toFact(batch: ListedBatch, segment: InspectedSegment, isDamaged: boolean): SegmentFact {
  const { index, offset, length, sha256, header } = segment
  const says = header && {
    prevLink: header.prevLink.slice(),
    startMs: header.startMs,
    endMs: header.endMs,
    keyframe: header.keyframe,
    final: header.final,
  }
  const place = { index, offset, length, sha256, batch: batch.id, leafIndex: batch.leafIndex }
  return { ...place, says: isDamaged ? undefined : says }
}

function factOfRow(batch: ListedBatch, { index, offset, length, sha256 }: SegmentRow): SegmentFact {
  return { index, offset, length, sha256, batch: batch.id, leafIndex: batch.leafIndex, says: undefined }
}

async function reportMissing(
  { database, problems }: ObjectsInput,
  facts: ObjectFacts,
  batch: ListedBatch,
): Promise<void> {
  const rows = await database.segmentsOfBatch(batch.id)
  const first = rows[0]
  const place = first ? { stream: first.stream, segmentIndex: first.index } : {}
  problems.report(
    'object_missing',
    { batch: batch.id, ...leafPlace(batch), ...place },
    'a committed batch object is gone',
  )
  for (const row of rows) addFact(facts, row.stream, factOfRow(batch, row))
}

function leafPlace({ leafIndex }: ListedBatch): { leafIndex?: number } {
  return leafIndex === undefined ? {} : { leafIndex }
}

/**
 * Finds which segments of an altered object are bad, by the rows and by the object's own footer, and reports the
 * first of each kind; gives the bad ones' rows by place.
 */
async function findDamage(
  { database, problems }: ObjectsInput,
  { batch, bytes, inspected }: { batch: ListedBatch; bytes: Uint8Array; inspected: InspectedBatch },
): Promise<ReadonlyMap<string, SegmentRow>> {
  const rows = await database.segmentsOfBatch(batch.id)
  const badRows = rows.filter(({ offset, length, sha256 }) => {
    return Buffer.compare(sha256Of(bytes.subarray(offset, offset + length)), sha256) !== 0
  })
  const bad = new Map<string, { stream: string; index: number; offset: number; length: number }>()
  for (const segment of inspected.segments) if (!segment.matchesFooter) bad.set(placeKey(segment), segment)
  for (const row of badRows) bad.set(placeKey(row), row)
  const ordered = [...bad.values()].sort((a, b) => a.offset - b.offset)
  for (const { stream, index, offset, length } of ordered) {
    const place = { batch: batch.id, stream, segmentIndex: index }
    const held = inspectedHeader(inspected, bytes.subarray(offset, offset + length), offset)
    if (held && (held.stream !== stream || held.index !== index)) {
      problems.report(
        'segment_misplaced',
        place,
        `another segment lies in its place: index ${held.index} of stream ${held.stream}`,
      )
    } else {
      problems.report('segment_altered', place, "a segment's bytes are not the ones that were committed")
    }
  }
  const first = ordered[0]
  const place = first ? { stream: first.stream, segmentIndex: first.index } : {}
  problems.report(
    'object_altered',
    { batch: batch.id, ...leafPlace(batch), ...place },
    describeDamage(batch, inspected, ordered.length),
  )
  return new Map((inspected.footer ? badRows : rows).map((row) => [placeKey(row), row]))
}

function inspectedHeader(
  inspected: InspectedBatch,
  segment: Uint8Array,
  offset: number,
): { stream: string; index: number } | undefined {
  return inspected.segments.find(
    (candidate) => candidate.offset === offset && candidate.length === segment.length,
  )?.header
}

function describeDamage(batch: ListedBatch, { footer }: InspectedBatch, badCount: number): string {
  if (footer && footer.batchId !== batch.id) return 'another batch lies under the key of a committed one'
  if (badCount > 0) return 'a batch object is not the one that was committed'
  return "a batch object is not the one that was committed; its segments' bytes are, so the footer was changed"
}
