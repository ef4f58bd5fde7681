// Verifies every stream: its chain from the header on, its close leaves, and the rows that list it (design.md §6, §7).
import { initialLink, nextLink, sha256 } from '@reseal/protocol'
import type { ObjectFacts, SegmentFact } from './objects.ts'
import type { ProblemCollector } from './problem.ts'
import type { DatabaseSource, SegmentRow, StreamRow, VerifyProgress } from './sources.ts'

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
  readonly database: DatabaseSource
  readonly problems: ProblemCollector
  /** Batches that a damaged or missing leaf may have listed are unknown; then rows that name them are no finding. */
  readonly leavesComplete: boolean
  onProgress?(progress: VerifyProgress): void
}

/** What was verified. */
export interface StreamsReport {
  readonly streamCount: number
}

interface ChainEnd {
  /** link(n) by index, where it is known. */
  readonly links: ReadonlyMap<number, Uint8Array>
  readonly count: number
}

/** Verifies all streams, by id. */
export async function verifyStreams(input: StreamsInput): Promise<StreamsReport> {
  const { facts, database } = input
  const streamRows = new Map<string, StreamRow>()
  for await (const row of database.streams()) streamRows.set(row.stream, row)
  const names = new Set([...facts.segments.keys(), ...input.closes.keys(), ...streamRows.keys()])
  const total = names.size
  const visit = (stream: string, rows: readonly SegmentRow[]): void => {
    verifyStream(input, stream, { rows, row: streamRows.get(stream) })
    names.delete(stream)
    input.onProgress?.({ step: 'rows', done: total - names.size, total })
  }
  for await (const rows of byStream(database.segments())) {
    const stream = rows[0]?.stream
    if (stream !== undefined) visit(stream, rows)
  }
  for (const stream of [...names].sort()) visit(stream, [])
  return { streamCount: total }
}

async function* byStream(rows: AsyncIterable<SegmentRow>): AsyncGenerator<readonly SegmentRow[]> {
  let group: SegmentRow[] = []
  for await (const row of rows) {
    if (group[0] && group[0].stream !== row.stream) {
      yield group
      group = []
    }
    group.push(row)
  }
  if (group.length > 0) yield group
}

function verifyStream(
  input: StreamsInput,
  stream: string,
  { rows, row }: { rows: readonly SegmentRow[]; row: StreamRow | undefined },
): void {
  const segments = [...(input.facts.segments.get(stream) ?? [])].sort((a, b) => a.index - b.index)
  const end = verifyChain(input, stream, segments)
  for (const close of input.closes.get(stream) ?? []) verifyClose(input, { close, segments, end })
  verifyRows(input, stream, { segments, rows, end })
  verifyStreamRow(input, stream, { row, end, rowCount: rows.length })
}

function verifyChain(
  { facts, problems }: StreamsInput,
  stream: string,
  segments: readonly SegmentFact[],
): ChainEnd {
  const links = new Map<number, Uint8Array>()
  const header = facts.headers.get(stream)
  if (segments.length > 0 && !header) {
    problems.report('stream_header_missing', { stream }, 'no committed batch holds the header of this stream')
  }
  // link(n - 1), or undefined behind a gap or damage; then the chain starts again from what the next header says.
  let link = header && initialLink(sha256(header))
  let expected = 0
  let lastStartMs = 0
  for (const segment of segments) {
    const place = { stream, segmentIndex: segment.index, batch: segment.batch }
    if (segment.index < expected) {
      problems.report('chain_broken', place, 'two committed batches hold the same index')
      continue
    }
    if (segment.index > expected) {
      problems.report(
        'stream_gap',
        { stream, segmentIndex: expected },
        'a segment is missing from the stream',
      )
      link = undefined
    }
    expected = segment.index + 1
    if (!segment.says) {
      link = undefined
      continue
    }
    const { prevLink, startMs } = segment.says
    if (link && Buffer.compare(link, prevLink) !== 0) {
      problems.report('chain_broken', place, 'a segment does not continue the one before it')
    }
    if (startMs < lastStartMs)
      problems.report('time_decreases', place, 'a segment begins before the one before it')
    lastStartMs = startMs
    link = nextLink(prevLink, segment.sha256)
    links.set(segment.index, link)
  }
  return { links, count: expected }
}

function verifyClose(
  { facts, problems }: StreamsInput,
  { close, segments, end }: { close: CloseLeaf; segments: readonly SegmentFact[]; end: ChainEnd },
): void {
  const { stream, leafIndex, segmentCount } = close
  const report = (segmentIndex: number, detail: string): void => {
    problems.report('close_leaf_disagrees', { log: 'recordings', leafIndex, stream, segmentIndex }, detail)
  }
  const header = facts.headers.get(stream)
  if (header && Buffer.compare(sha256(header), close.headerHash) !== 0) {
    report(0, 'the close leaf names another stream header than the batches hold')
  }
  if (end.count < segmentCount) report(end.count, 'the close leaf counts more segments than the batches hold')
  const link = end.links.get(segmentCount - 1)
  if (link && Buffer.compare(link, close.lastLink) !== 0) {
    report(segmentCount - 1, "the close leaf's last link is not the chain's")
  }
  const omitted = segments.find((segment) => {
    const isEarlier = segment.leafIndex !== undefined && segment.leafIndex < leafIndex
    return segment.index >= segmentCount && (isEarlier || close.final)
  })
  if (omitted) report(omitted.index, 'the close leaf omits a segment of a batch that the log lists')
}

function verifyRows(
  { problems, leavesComplete }: StreamsInput,
  stream: string,
  { segments, rows, end }: { segments: readonly SegmentFact[]; rows: readonly SegmentRow[]; end: ChainEnd },
): void {
  const byIndex = new Map(rows.map((row) => [row.index, row]))
  for (const segment of segments) {
    const row = byIndex.get(segment.index)
    byIndex.delete(segment.index)
    const place = { stream, segmentIndex: segment.index, batch: segment.batch }
    if (!row) {
      problems.report('segment_row_missing', place, 'the database no longer lists a committed segment')
      continue
    }
    const wrong = wrongField(row, segment, end.links.get(segment.index))
    if (wrong)
      problems.report('segment_row_altered', place, `the database's row of a segment is wrong: ${wrong}`)
  }
  if (!leavesComplete) return
  for (const row of byIndex.values()) {
    const place = {
      stream,
      segmentIndex: row.index,
      ...(row.batch === undefined ? {} : { batch: row.batch }),
    }
    problems.report(
      'segment_row_unknown',
      place,
      'the database lists a segment that no committed batch holds',
    )
  }
}

/** The first field in which a row differs from its segment, or undefined. */
function wrongField(row: SegmentRow, segment: SegmentFact, link: Uint8Array | undefined): string | undefined {
  if (row.batch !== segment.batch) return 'batch'
  if (row.offset !== segment.offset) return 'offset'
  if (row.length !== segment.length) return 'length'
  const { says } = segment
  if (!says) return undefined
  if (Buffer.compare(row.sha256, segment.sha256) !== 0) return 'hash'
  if (row.startMs !== says.startMs || row.endMs !== says.endMs) return 'time'
  if (row.keyframe !== says.keyframe || row.final !== says.final) return 'flags'
  if (link && Buffer.compare(row.link, link) !== 0) return 'link'
  return undefined
}

function verifyStreamRow(
  { facts, problems }: StreamsInput,
  stream: string,
  { row, end, rowCount }: { row: StreamRow | undefined; end: ChainEnd; rowCount: number },
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
  if (row.segmentCount !== Math.max(end.count, rowCount)) {
    const segmentIndex = Math.min(row.segmentCount, end.count)
    problems.report('stream_row_altered', { stream, segmentIndex }, "the stream's row counts other segments")
    return
  }
  const link = end.links.get(row.segmentCount - 1)
  if (link && Buffer.compare(link, row.lastLink) !== 0) {
    const place = { stream, segmentIndex: row.segmentCount - 1 }
    problems.report('stream_row_altered', place, "the stream's row states another last link")
  }
}
