// Holds what the database lists of a stream's segments, in rows or in its manifest, against what the objects hold.
import type { BatchNames } from './batch-names.ts'
import { isSame } from './bytes.ts'
import type { Place, ProblemCollector } from './problem.ts'
import { isDamaged, type SegmentFact, segmentFlags } from './segment-facts.ts'
import { type PackedSegmentRows, packedRowBytes, type SegmentRow, unpackRow } from './segment-rows.ts'

/** What it needs of the verification. */
export interface RowsInput {
  /** Batches by the number that segment rows name them by. */
  readonly batchNames: BatchNames
  readonly problems: ProblemCollector
  /** False where leaves are bad: then rows that name unknown batches are no finding. */
  readonly leavesComplete: boolean
}

/** A stream's segments: by the objects, and by the database. */
export interface StreamSegments {
  /** It is forgotten, and batches were removed since: of what they held there are only rows. */
  readonly mayLack: boolean
  /** Ascending. */
  readonly segments: readonly SegmentFact[]
  readonly pieces: readonly PackedSegmentRows[]
  /** The chain's link at an index, where it is known. */
  linkAt(index: number): Uint8Array | undefined
}

/** Reports rows that are missing, of no segment, or differ from what the objects hold; folded ones included. */
export function verifyRows(
  input: RowsInput,
  stream: string,
  { segments, pieces, linkAt, mayLack }: StreamSegments,
): void {
  const { problems, batchNames, leavesComplete } = input
  reportUnreadable(input, stream, pieces)
  const rows = unpackAll(pieces)
  let row = rows.next()
  // Both ascend by index; rows before the next segment are of segments that no batch holds.
  const passUnknown = (index: number): void => {
    for (; !row.done && row.value.index < index; row = rows.next()) {
      const place = { stream, segmentIndex: row.value.index }
      if (leavesComplete && !mayLack) {
        problems.report(
          'segment_row_unknown',
          place,
          'the database lists a segment that no committed batch holds',
        )
      }
    }
  }
  let previous = -1
  for (const segment of segments) {
    const { index } = segment
    // A second segment of one index is a finding of the chain.
    if (index === previous) continue
    previous = index
    passUnknown(index)
    const placeOf = (): Place => ({ stream, segmentIndex: index, batch: segment.batch })
    if (row.done || row.value.index > index) {
      problems.report('segment_row_missing', placeOf(), 'the database no longer lists a committed segment')
      continue
    }
    // A folded segment's link follows from the hashes before it, and would repeat what is wrong with those.
    const link = row.value.folded ? undefined : linkAt(index)
    const wrong = wrongField(row.value, segment, { batchNames, link })
    if (wrong)
      problems.report('segment_row_altered', placeOf(), `the database's row of a segment is wrong: ${wrong}`)
    row = rows.next()
  }
  passUnknown(Number.POSITIVE_INFINITY)
}

function reportUnreadable(
  { problems }: RowsInput,
  stream: string,
  pieces: readonly PackedSegmentRows[],
): void {
  for (const { bytes, unreadable } of pieces) {
    const place = { stream, segmentIndex: bytes.length / packedRowBytes }
    if (unreadable)
      problems.report('manifest_unreadable', place, "a stream's manifest cannot be read on from here")
  }
}

function* unpackAll(
  pieces: readonly PackedSegmentRows[],
): Generator<SegmentRow & { readonly folded: boolean }, undefined> {
  for (const { bytes, folded } of pieces) {
    for (let row = 0; row < bytes.length / packedRowBytes; row += 1) {
      yield { ...unpackRow(bytes, row), folded }
    }
  }
}

const ownFlags = segmentFlags.keyframe | segmentFlags.final

/** The first field in which a row differs from its segment, or undefined. */
function wrongField(
  row: SegmentRow,
  segment: SegmentFact,
  { batchNames, link }: { batchNames: BatchNames; link: Uint8Array | undefined },
): string | undefined {
  if (!batchNames.has(row.batchSeq, segment.batchPrint)) return 'batch'
  if (row.offset !== segment.offset) return 'offset'
  if (row.length !== segment.length) return 'length'
  if (isDamaged(segment)) return undefined
  if (!isSame(row.sha256, segment.sha256)) return 'hash'
  if (row.startMs !== segment.startMs || row.endMs !== segment.endMs) return 'time'
  if (row.flags !== (segment.flags & ownFlags)) return 'flags'
  if (link && !isSame(row.link, link)) return 'link'
  return undefined
}
