// Verifies every stream: its chain from the header on, its close leaves, and the rows that list it (design.md §6, §7).
import { hashBytes, initialLink, nextLink, sha256 } from '@reseal/protocol'
import { hashAt, segmentFlags } from './inspect-batch.ts'
import type { ObjectFacts, SegmentFact } from './objects.ts'
import type { ProblemCollector } from './problem.ts'
import { type PackedSegmentRows, packedRowBytes } from './segment-rows.ts'
import type { DatabaseSource, StreamRow, VerifyProgress } from './sources.ts'
import { wrongClaim } from './stream-claims.ts'
import { verifyRows } from './stream-rows.ts'
import { type Tombstone, wrongTombstone } from './tombstones.ts'

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
  readonly facts: ObjectFacts
  /** Close leaves by stream, in the order of the log. */
  readonly closes: ReadonlyMap<string, readonly CloseLeaf[]>
  /** Tombstones by stream. */
  readonly tombstones: ReadonlyMap<string, Tombstone>
  /** Ids of batches by the number that segment rows name them by. */
  readonly batchIds: ReadonlyMap<number, string>
  readonly database: DatabaseSource
  readonly problems: ProblemCollector
  /** False where leaves are bad: then batches they listed are unknown, and rows that name such are no finding. */
  readonly leavesComplete: boolean
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
}

/** Verifies all streams. */
export async function verifyStreams(input: StreamsInput): Promise<StreamsReport> {
  const { facts, database } = input
  const streamRows = new Map<string, StreamRow>()
  for await (const row of database.streams()) streamRows.set(row.stream, row)
  const names = new Set([
    ...facts.segments.keys(),
    ...input.closes.keys(),
    ...input.tombstones.keys(),
    ...streamRows.keys(),
  ])
  const total = names.size
  const visit = (stream: string, pieces: readonly PackedSegmentRows[]): void => {
    verifyStream(input, stream, { pieces, row: streamRows.get(stream) })
    names.delete(stream)
    input.onProgress?.({ step: 'rows', done: total - names.size, total })
  }
  for await (const { stream, pieces } of byStream(database.segments())) visit(stream, pieces)
  for (const stream of [...names].sort()) visit(stream, [])
  return { streamCount: total }
}

async function* byStream(
  rows: AsyncIterable<PackedSegmentRows>,
): AsyncGenerator<{ stream: string; pieces: readonly PackedSegmentRows[] }> {
  let current: { stream: string; pieces: PackedSegmentRows[] } | undefined
  for await (const piece of rows) {
    if (current && current.stream !== piece.stream) yield current
    if (current?.stream === piece.stream) current.pieces.push(piece)
    else current = { stream: piece.stream, pieces: [piece] }
  }
  if (current) yield current
}

function verifyStream(
  input: StreamsInput,
  stream: string,
  { pieces, row }: { pieces: readonly PackedSegmentRows[]; row: StreamRow | undefined },
): void {
  const segments = [...(input.facts.segments.get(stream) ?? [])].sort((a, b) => a.index - b.index)
  const chain = verifyChain(input, stream, segments)
  for (const close of input.closes.get(stream) ?? []) verifyClose(input, { close, segments, chain })
  verifyTombstone(input, stream)
  verifyRows(input, stream, { segments, pieces, linkAt: (index) => linkAt(chain, index) })
  const rowCount = pieces.reduce((sum, { bytes }) => sum + bytes.length / packedRowBytes, 0)
  verifyStreamRow(input, stream, { row, chain, rowCount, last: segments.at(-1) })
}

function verifyChain(
  { facts, problems }: StreamsInput,
  stream: string,
  segments: readonly SegmentFact[],
): Chain {
  const count = (segments.at(-1)?.index ?? -1) + 1
  const links = new Uint8Array(count * hashBytes)
  const known = new Uint8Array(count)
  const header = facts.headers.get(stream)
  if (segments.length > 0 && !header) {
    problems.report('stream_header_missing', { stream }, 'no committed batch holds the header of this stream')
  }
  // link(n - 1), or undefined behind a gap or damage; then the chain starts again from what the next header says.
  let link: Uint8Array | undefined = header && initialLink(sha256(header))
  let expected = 0
  let lastStartMs = 0
  for (const { index, batch, columns, at, damaged } of segments) {
    const place = { stream, segmentIndex: index, batch: batch.id }
    if (index < expected) {
      problems.report('chain_broken', place, 'two committed batches hold the same index')
      continue
    }
    if (index > expected) {
      problems.report(
        'stream_gap',
        { stream, segmentIndex: expected },
        'a segment is missing from the stream',
      )
      link = undefined
    }
    expected = index + 1
    if (damaged) {
      link = undefined
      continue
    }
    const prevLink = hashAt(columns.prevLink, at)
    if (link && Buffer.compare(link, prevLink) !== 0) {
      problems.report('chain_broken', place, 'a segment does not continue the one before it')
    }
    const startMs = columns.startMs[at] ?? 0
    if (startMs < lastStartMs)
      problems.report('time_decreases', place, 'a segment begins before the one before it')
    lastStartMs = startMs
    link = nextLink(prevLink, hashAt(columns.sha256, at))
    links.set(link, index * hashBytes)
    known[index] = 1
  }
  return { links, known, count }
}

function linkAt({ links, known }: Chain, index: number): Uint8Array | undefined {
  return known[index] === 1 ? hashAt(links, index) : undefined
}

function verifyClose(
  { facts, problems }: StreamsInput,
  { close, segments, chain }: { close: CloseLeaf; segments: readonly SegmentFact[]; chain: Chain },
): void {
  const { stream, leafIndex, segmentCount } = close
  const report = (segmentIndex: number, detail: string): void => {
    problems.report('close_leaf_disagrees', { log: 'recordings', leafIndex, stream, segmentIndex }, detail)
  }
  const header = facts.headers.get(stream)
  if (header && Buffer.compare(sha256(header), close.headerHash) !== 0) {
    report(0, 'the close leaf names another stream header than the batches hold')
  }
  if (chain.count < segmentCount)
    report(chain.count, 'the close leaf counts more segments than the batches hold')
  const link = linkAt(chain, segmentCount - 1)
  if (link && Buffer.compare(link, close.lastLink) !== 0) {
    report(segmentCount - 1, "the close leaf's last link is not the chain's")
  }
  const omitted = segments.find(({ index, batch }) => {
    const isListedBefore = batch.leafIndex !== undefined && batch.leafIndex < leafIndex
    return index >= segmentCount && (isListedBefore || close.final)
  })
  if (omitted) report(omitted.index, 'the close leaf omits a segment of a batch that the log lists')
}

function verifyTombstone({ facts, tombstones, problems }: StreamsInput, stream: string): void {
  const [tombstone, header] = [tombstones.get(stream), facts.headers.get(stream)]
  const wrong = tombstone && header && wrongTombstone(tombstone, header)
  if (wrong === undefined) return
  problems.report(
    'tombstone_disagrees',
    { log: 'recordings', leafIndex: tombstone?.leafIndex ?? 0, stream },
    wrong,
  )
}

function verifyStreamRow(
  { facts, tombstones, problems }: StreamsInput,
  stream: string,
  {
    row,
    chain,
    rowCount,
    last,
  }: {
    row: StreamRow | undefined
    chain: Chain
    rowCount: number
    last: SegmentFact | undefined
  },
): void {
  if (!row) {
    problems.report('stream_row_missing', { stream }, 'the database no longer lists this stream')
    return
  }
  const header = facts.headers.get(stream)
  if (header && Buffer.compare(header, row.headerBytes) !== 0) {
    problems.report(
      'stream_row_altered',
      { stream },
      "the stream's header in the database is not the one committed",
    )
  }
  const claim = header && wrongClaim(row.claims, header, tombstones.has(stream))
  if (claim !== undefined) {
    const detail = `the stream's row contradicts the committed header: ${claim}`
    problems.report('stream_row_altered', { stream, segmentIndex: 0 }, detail)
  }
  if (row.segmentCount !== Math.max(chain.count, rowCount)) {
    const segmentIndex = Math.min(row.segmentCount, chain.count)
    problems.report('stream_row_altered', { stream, segmentIndex }, "the stream's row counts other segments")
    return
  }
  const link = linkAt(chain, row.segmentCount - 1)
  if (link && row.lastLink && Buffer.compare(link, row.lastLink) !== 0) {
    const place = { stream, segmentIndex: row.segmentCount - 1 }
    problems.report('stream_row_altered', place, "the stream's row states another last link")
  }
  const isFinal = last && ((last.columns.flags[last.at] ?? 0) & segmentFlags.final) !== 0
  if (last && !last.damaged && row.final !== isFinal) {
    const place = { stream, segmentIndex: last.index }
    problems.report('stream_row_altered', place, "the stream's row is wrong about its end")
  }
}
