// Which segments of an altered batch object are bad: by the object's own footer and, where there is one, by the database.
import { sha256 } from '@reseal/protocol'
import type { BatchesInput, ListedBatch } from './batches.ts'
import { isSame } from './bytes.ts'
import { columnFlags, hashAt, type InspectedBatch } from './inspect-batch.ts'
import type { SegmentRow } from './segment-rows.ts'

type NamedRow = SegmentRow & { readonly stream: string }

/** The damage of one object. */
export interface Damage {
  /** Positions of bad segments in the object's columns. */
  readonly damaged: ReadonlySet<number>
  /** All rows that the database has of the batch. */
  readonly rows: readonly NamedRow[]
}

interface AlteredBatch {
  readonly batch: ListedBatch
  readonly inspected: InspectedBatch
}

interface BadSegment {
  readonly stream: string
  readonly index: number
  readonly offset: number
  /** What lies in its place, if that is another segment. */
  readonly held: { readonly stream: string; readonly index: number } | undefined
}

/** Finds and reports what is wrong with an object whose hash is not the committed one, the first bad index of each. */
export async function findDamage(input: BatchesInput, altered: AlteredBatch): Promise<Damage> {
  const rows = (await input.database?.segmentsOfBatch(altered.batch.id)) ?? []
  const damaged = badByFooter(altered.inspected, rows)
  const { segments, misplaced } = altered.inspected
  const bad: BadSegment[] = damaged.map((at) => ({
    stream: segments.streams[at] ?? '',
    index: segments.index[at] ?? 0,
    offset: segments.ranges[2 * at] ?? 0,
    held: misplaced.find((held) => held.at === at),
  }))
  bad.push(...(await badByRows(input, altered, rows)))
  bad.sort((a, b) => a.offset - b.offset)
  reportDamage(input, altered, bad)
  return { damaged: new Set(damaged), rows }
}

function badByFooter({ segments }: InspectedBatch, rows: readonly NamedRow[]): number[] {
  const rowHashes = new Map(rows.map((row) => [`${row.stream}/${row.index}`, row.sha256]))
  const whole = columnFlags.matchesFooter | columnFlags.inPlace
  return [...segments.streams.keys()].filter((at) => {
    const rowHash = rowHashes.get(`${segments.streams[at]}/${segments.index[at]}`)
    const isWhole = ((segments.flags[at] ?? 0) & whole) === whole
    return !isWhole || (rowHash !== undefined && !isSame(rowHash, hashAt(segments.sha256, at)))
  })
}

/** Without a footer, only the rows say where segments should lie and what they should hash to. */
async function badByRows(
  { objects }: BatchesInput,
  { batch, inspected }: AlteredBatch,
  rows: readonly NamedRow[],
): Promise<BadSegment[]> {
  if (inspected.batchId !== undefined || rows.length === 0) return []
  const bytes = (await objects.get(batch.objectKey)) ?? new Uint8Array(0)
  return rows
    .filter((row) => !isSame(sha256(bytes.subarray(row.offset, row.offset + row.length)), row.sha256))
    .map(({ stream, index, offset }) => ({ stream, index, offset, held: undefined }))
}

function reportDamage(
  { problems }: BatchesInput,
  { batch, inspected }: AlteredBatch,
  bad: readonly BadSegment[],
): void {
  for (const { stream, index, held } of bad) {
    const place = { batch: batch.id, stream, segmentIndex: index }
    if (held) {
      const detail = `another segment lies in its place: index ${held.index} of stream ${held.stream}`
      problems.report('segment_misplaced', place, detail)
    } else {
      problems.report('segment_altered', place, "a segment's bytes are not the ones that were committed")
    }
  }
  const [first] = bad
  const place = {
    batch: batch.id,
    ...(batch.leafIndex === undefined ? {} : { leafIndex: batch.leafIndex }),
    ...(first ? { stream: first.stream, segmentIndex: first.index } : {}),
  }
  problems.report('object_altered', place, describe(batch, inspected, bad.length))
}

function describe(batch: ListedBatch, { batchId }: InspectedBatch, badCount: number): string {
  if (batchId !== undefined && batchId !== batch.id)
    return 'another batch lies under the key of a committed one'
  if (badCount > 0) return 'a batch object is not the one that was committed'
  if (batchId === undefined)
    return 'a batch object is not the one that was committed; its footer cannot be read'
  return "a batch object is not the one that was committed; its segments' bytes are, so the footer was changed"
}
