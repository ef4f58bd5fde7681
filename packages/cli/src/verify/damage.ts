// Which segments of an altered batch object are bad: by the object's own footer and by the database's rows.
import {
  hashAt,
  type InspectedBatch,
  type MisplacedSegment,
  segmentFlags,
  sha256Of,
} from './inspect-batch.ts'
import type { ListedBatch, ObjectsInput } from './objects.ts'
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
  readonly key: string
  readonly inspected: InspectedBatch
}

interface BadSegment {
  readonly stream: string
  readonly index: number
  readonly offset: number
  /** What lies in its place, if that is another segment. */
  readonly held: MisplacedSegment | undefined
}

/** Finds and reports what is wrong with an object whose hash is not the committed one, the first bad index of each. */
export async function findDamage(input: ObjectsInput, altered: AlteredBatch): Promise<Damage> {
  const rows = await input.database.segmentsOfBatch(altered.batch.id)
  const damaged = new Set<number>()
  const bad = [...badByFooter(altered.inspected, rows, damaged), ...(await badByRows(input, altered, rows))]
  bad.sort((a, b) => a.offset - b.offset)
  reportDamage(input, altered, bad)
  return { damaged, rows }
}

function badByFooter(
  { segments, misplaced }: InspectedBatch,
  rows: readonly NamedRow[],
  damaged: Set<number>,
): BadSegment[] {
  const rowHashes = new Map(rows.map(({ stream, index, sha256 }) => [`${stream}/${index}`, sha256]))
  const bad: BadSegment[] = []
  for (const [at, stream] of segments.streams.entries()) {
    const index = segments.index[at] ?? 0
    const rowHash = rowHashes.get(`${stream}/${index}`)
    const matchesFooter = ((segments.flags[at] ?? 0) & segmentFlags.matchesFooter) !== 0
    const matchesRow = !rowHash || Buffer.compare(rowHash, hashAt(segments.sha256, at)) === 0
    if (matchesFooter && matchesRow) continue
    damaged.add(at)
    bad.push({
      stream,
      index,
      offset: segments.offset[at] ?? 0,
      held: misplaced.find((held) => held.at === at),
    })
  }
  return bad
}

/** Without a footer, only the rows say where segments should lie and what they should hash to. */
async function badByRows(
  { objects }: ObjectsInput,
  { key, inspected }: AlteredBatch,
  rows: readonly NamedRow[],
): Promise<BadSegment[]> {
  if (inspected.batchId !== undefined) return []
  const bytes = (await objects.get(key)) ?? new Uint8Array(0)
  return rows
    .filter(({ offset, length, sha256 }) => {
      return Buffer.compare(sha256Of(bytes.subarray(offset, offset + length)), sha256) !== 0
    })
    .map(({ stream, index, offset }) => ({ stream, index, offset, held: undefined }))
}

function reportDamage(
  { problems }: ObjectsInput,
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
  return "a batch object is not the one that was committed; its segments' bytes are, so the footer was changed"
}
