// Verifies every stream: its chain from the header on, its close leaves, receipts that somebody kept, and the rows that list
// it (design.md §6, §7).
import { bytesToUuid, hashBytes, initialLink, nextLink, sha256 } from '@reseal/protocol'
import type { BatchNames } from './batch-names.ts'
import { isSame } from './bytes.ts'
import type { Derivations } from './derivations.ts'
import type { Partitions } from './partitions.ts'
import type { Place, ProblemCollector } from './problem.ts'
import { isDamaged, type SegmentFact, segmentFlags } from './segment-facts.ts'
import { packedRowBytes } from './segment-rows.ts'
import type { VerifyProgress } from './sources.ts'
import { wrongClaim } from './stream-claims.ts'
import { readStreamRecords, type StreamRecords } from './stream-records.ts'
import { verifyRows } from './stream-rows.ts'
import { wrongTombstone } from './tombstones.ts'

/** A close leaf of the recordings log. */
export interface CloseLeaf {
  readonly leafIndex: number
  readonly stream: string
  readonly segmentCount: number
  readonly lastLink: Uint8Array
  readonly headerHash: Uint8Array
  /** False while further segments may still come. */
  readonly final: boolean
}

/** What the streams' verification needs. */
export interface StreamsInput {
  /** Everything that is known of them. */
  readonly streams: Partitions
  /** Whether there is a database whose rows are held against the rest. */
  readonly withRows: boolean
  readonly batchNames: BatchNames
  readonly problems: ProblemCollector
  /** False where leaves are bad: then batches they listed are unknown, and rows that name such are no finding. */
  readonly leavesComplete: boolean
  /** Leaf of the newest removal of a batch; -1 where there is none. */
  readonly newestRemovalLeaf: number
  /** Of batches that are there still: the batch that what was alive in each was copied into. */
  readonly copies: ReadonlyMap<string, string>
  readonly derivations: Pick<Derivations, 'addStream'>
  onProgress?(progress: VerifyProgress): void
}

/** What was verified. */
export interface StreamsReport {
  readonly streamCount: number
}

/** A stream's chain as its segments give it. */
interface Chain {
  /** By index; valid where `known`. */
  readonly links: Uint8Array
  readonly known: Uint8Array
  /** One more than the highest index. */
  readonly count: number
  /** With its header, and without a gap below that. */
  readonly isWhole: boolean
}

/** Verifies all streams. */
export async function verifyStreams(input: StreamsInput): Promise<StreamsReport> {
  let streamCount = 0
  for await (const { key, records } of input.streams.groups()) {
    const stream = bytesToUuid(key)
    verifyStream(input, stream, readStreamRecords(stream, records))
    streamCount += 1
    input.onProgress?.({ step: 'streams', done: streamCount, total: 0 })
  }
  return { streamCount }
}

function verifyStream(input: StreamsInput, stream: string, read: StreamRecords): void {
  const mayLack = read.tombstone !== undefined && read.tombstone.leafIndex < input.newestRemovalLeaf
  const kept = mayLack ? withKeptHeader(read) : read
  const records = { ...kept, segments: withoutOriginals(input, stream, kept.segments) }
  const { segments, closes, pieces } = records
  const chain = verifyChain(input, stream, { records, mayLack })
  for (const close of closes) verifyClose(input, close, { records, chain, mayLack })
  if (!mayLack || chain.isWhole) verifyReceipts(input, stream, { records, chain })
  verifyTombstone(input, stream, records)
  const { header, tombstone } = records
  const lastLink = linkAt(chain, chain.count - 1)
  input.derivations.addStream({
    stream,
    header,
    closes,
    tombstone,
    segmentCount: chain.count,
    lastLink,
    isWhole: !mayLack || (chain.isWhole && closes.every(({ segmentCount }) => segmentCount <= chain.count)),
  })
  if (!input.withRows) return
  // A database that was rebuilt from the objects cannot know a stream that they held no longer.
  if (mayLack && !chain.isWhole && records.row === undefined && records.pieces.length === 0) return
  verifyRows(input, stream, { mayLack, segments, pieces, linkAt: (index) => linkAt(chain, index) })
  const rowCount = pieces.reduce((sum, { bytes }) => sum + bytes.length / packedRowBytes, 0)
  verifyStreamRow(input, stream, { records, chain, rowCount })
}

/** Where no object holds the header any more, the row's stands in for it, if it is the one that the leaves name. */
function withKeptHeader(records: StreamRecords): StreamRecords {
  const { header, row, tombstone } = records
  const isKept = !header && row && tombstone && isSame(sha256(row.headerBytes), tombstone.headerHash)
  return isKept ? { ...records, header: row.headerBytes } : records
}

/** Of a segment that was copied the copy counts, as it will alone once the batch that it was copied from is deleted. */
function withoutOriginals(
  { problems, copies }: StreamsInput,
  stream: string,
  segments: readonly SegmentFact[],
): readonly SegmentFact[] {
  const isTwice = segments.some(({ index }, at) => index === segments[at + 1]?.index)
  if (copies.size === 0 || !isTwice) return segments
  return [...Map.groupBy(segments, ({ index }) => index).values()].flatMap((same) =>
    same.filter((segment) => {
      const copy = same.find(({ batch }) => isCopyOf(copies, segment.batch, batch))
      if (copy === undefined) return true
      if (!isDamaged(copy) && !isDamaged(segment) && !isSame(copy.sha256, segment.sha256)) {
        const place = { stream, segmentIndex: copy.index, batch: copy.batch }
        problems.report(
          'segment_misplaced',
          place,
          'a batch holds other bytes than the one that it was copied from',
        )
      }
      return false
    }),
  )
}

/** Whether the one batch was copied into the other, at once or by way of further ones. */
function isCopyOf(copies: ReadonlyMap<string, string>, original: string, copy: string): boolean {
  const seen = new Set<string>()
  for (let into = copies.get(original); into !== undefined && !seen.has(into); into = copies.get(into)) {
    if (into === copy) return true
    seen.add(into)
  }
  return false
}

/** `mayLack`: the stream is forgotten, and batches were removed since; what they held cannot be there. */
function verifyChain(
  { problems }: StreamsInput,
  stream: string,
  { records: { segments, header }, mayLack }: { records: StreamRecords; mayLack: boolean },
): Chain {
  const count = (segments.at(-1)?.index ?? -1) + 1
  const links = new Uint8Array(count * hashBytes)
  const known = new Uint8Array(count)
  let isWhole = header !== undefined && segments.length > 0
  if (segments.length > 0 && !header && !mayLack) {
    problems.report('stream_header_missing', { stream }, 'no committed batch holds the header of this stream')
  }
  // link(n - 1), or undefined behind a gap or damage; then the chain starts again from what the next header says.
  let link: Uint8Array | undefined = header && initialLink(sha256(header))
  let expected = 0
  let lastStartMs = 0
  for (const segment of segments) {
    const { index, prevLink, startMs } = segment
    const placeOf = (): Place => ({ stream, segmentIndex: index, batch: segment.batch })
    if (index < expected) {
      problems.report('chain_broken', placeOf(), 'two committed batches hold the same index')
      continue
    }
    if (index > expected) {
      isWhole = false
      link = undefined
      if (!mayLack) {
        const detail = 'a segment is missing from the stream'
        problems.report('stream_gap', { stream, segmentIndex: expected }, detail)
      }
    }
    expected = index + 1
    if (isDamaged(segment)) {
      link = undefined
      continue
    }
    if (link && !isSame(link, prevLink)) {
      problems.report('chain_broken', placeOf(), 'a segment does not continue the one before it')
    }
    if (startMs < lastStartMs)
      problems.report('time_decreases', placeOf(), 'a segment begins before the one before it')
    lastStartMs = startMs
    link = nextLink(prevLink, segment.sha256)
    links.set(link, index * hashBytes)
    known[index] = 1
  }
  return { links, known, count, isWhole }
}

function linkAt({ links, known }: Chain, index: number): Uint8Array | undefined {
  return known[index] === 1 ? links.subarray(index * hashBytes, (index + 1) * hashBytes) : undefined
}

function verifyClose(
  { problems }: StreamsInput,
  close: CloseLeaf,
  { records, chain, mayLack }: { records: StreamRecords; chain: Chain; mayLack: boolean },
): void {
  const { stream, leafIndex, segmentCount } = close
  const { header, segments } = records
  const report = (segmentIndex: number, detail: string): void => {
    problems.report('close_leaf_disagrees', { log: 'recordings', leafIndex, stream, segmentIndex }, detail)
  }
  if (header && !isSame(sha256(header), close.headerHash)) {
    report(0, 'the close leaf names another stream header than the batches hold')
  }
  if (chain.count < segmentCount && !mayLack)
    report(chain.count, 'the close leaf counts more segments than the batches hold')
  const link = linkAt(chain, segmentCount - 1)
  if (link && !isSame(link, close.lastLink)) {
    report(segmentCount - 1, "the close leaf's last link is not the chain's")
  }
  const omitted = segments.find(({ index, leafIndex: listed }) => {
    const isListedBefore = listed !== undefined && listed < leafIndex
    return index >= segmentCount && (isListedBefore || close.final)
  })
  if (omitted) report(omitted.index, 'the close leaf omits a segment of a batch that the log lists')
}

/** What was acknowledged with a signature must be there, with that link. */
function verifyReceipts(
  { problems }: StreamsInput,
  stream: string,
  { records: { receipts, segments }, chain }: { records: StreamRecords; chain: Chain },
): void {
  for (const { index, link } of receipts) {
    const place = { stream, segmentIndex: index }
    const found = linkAt(chain, index)
    if (found && !isSame(found, link)) {
      problems.report(
        'receipt_unfulfilled',
        place,
        'the stored segments are not the ones that a receipt was given for',
      )
    } else if (!found && !segments.some((segment) => segment.index === index && isDamaged(segment))) {
      problems.report(
        'receipt_unfulfilled',
        place,
        'a segment that a receipt was given for is in no committed batch',
      )
    }
  }
}

function verifyTombstone(
  { problems }: StreamsInput,
  stream: string,
  { tombstone, header }: StreamRecords,
): void {
  const wrong = tombstone && header && wrongTombstone(tombstone, header)
  if (wrong === undefined) return
  const place = { log: 'recordings', leafIndex: tombstone?.leafIndex ?? 0, stream } as const
  problems.report('tombstone_disagrees', place, wrong)
}

function verifyStreamRow(
  { problems }: StreamsInput,
  stream: string,
  { records, chain, rowCount }: { records: StreamRecords; chain: Chain; rowCount: number },
): void {
  const { row, header, tombstone, segments } = records
  const report = (segmentIndex: number | undefined, detail: string): void => {
    const place = { stream, ...(segmentIndex === undefined ? {} : { segmentIndex }) }
    problems.report('stream_row_altered', place, detail)
  }
  if (!row) {
    problems.report('stream_row_missing', { stream }, 'the database no longer lists this stream')
    return
  }
  if (header && !isSame(header, row.headerBytes)) {
    report(undefined, "the stream's header in the database is not the one committed")
  }
  const claim = header && wrongClaim(row.claims, header, tombstone !== undefined)
  if (claim !== undefined) report(0, `the stream's row contradicts the committed header: ${claim}`)
  if (row.segmentCount !== Math.max(chain.count, rowCount)) {
    report(Math.min(row.segmentCount, chain.count), "the stream's row counts other segments")
    return
  }
  const link = linkAt(chain, row.segmentCount - 1)
  if (link && row.lastLink && !isSame(link, row.lastLink)) {
    report(row.segmentCount - 1, "the stream's row states another last link")
  }
  // Its end may be in a batch that was removed.
  const last = segments.find(({ index }) => index === row.segmentCount - 1)
  if (last && !isDamaged(last) && row.final !== ((last.flags & segmentFlags.final) !== 0)) {
    report(last.index, "the stream's row is wrong about its end")
  }
}
