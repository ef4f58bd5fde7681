// Puts batches where they belong: each segment at the end of its stream's chain, or nowhere. Batches that a leaf of the
// recordings log names come in the log's order, which is that of the chains; others come in the order of their ids, and
// one that is early waits for what it continues.
import { type ReindexedStream, type ReindexRepository, type ReindexTip, StoreError } from '@reseal/store'
import type { ReindexPlace, ReindexProblemKind, ReindexProblems } from './problem.ts'
import type { FoundBatch, FoundSegment } from './read-batch.ts'

/** What placing did. */
export interface PlacedCounts {
  batches: number
  streams: number
  segments: number
  /** Objects without a row or leaf of which nothing was needed. */
  leftOver: number
  /** Objects of which only a part was needed, written anew. */
  rewritten: number
}

/** Places batches. */
export interface BatchPlacer {
  place(found: FoundBatch): Promise<void>
  /** What still waits continues nothing: names it, and places the rest of those batches. */
  finish(): Promise<void>
  /** Streams that were refused from some segment on. */
  readonly broken: ReadonlySet<string>
  readonly counts: Readonly<PlacedCounts>
}

/** What it works with. */
export interface BatchPlacerParts {
  readonly repository: ReindexRepository
  /** App ids by app key. */
  readonly apps: ReadonlyMap<string, string>
  readonly problems: ReindexProblems
  /** Whether a stream may lack what was in batches that were removed since it was forgotten. */
  readonly isForgotten: (stream: string) => boolean
  /** Stores these segments of an object as a batch of their own. */
  rewrite(found: FoundBatch, segments: readonly FoundSegment[]): Promise<FoundBatch>
}

/** What a batch is good for, at this moment. */
interface Judgement {
  /** Streams that begin in it. */
  readonly streams: readonly ReindexedStream[]
  /** Segments that continue their streams. */
  readonly next: readonly FoundSegment[]
  /** Segments that are known, of a batch that was copied from others. */
  readonly copied: readonly FoundSegment[]
  /** Streams whose segments here continue what is not there yet. */
  readonly early: readonly { readonly stream: string; readonly wantedIndex: number }[]
  /** Every segment of the batch is in `next`. */
  readonly isWhole: boolean
}

/** Where a stream goes on; without a last link it does not. */
interface Tip {
  nextIndex: number
  lastLink: Uint8Array | undefined
  final: boolean
}

// Some 300 bytes each.
const maxWaitingSegments = 300_000

/** Creates a placer; nothing else may write to the database meanwhile. */
export function createBatchPlacer(parts: BatchPlacerParts): BatchPlacer {
  const { repository, apps, problems, rewrite, isForgotten } = parts
  const counts: PlacedCounts = { batches: 0, streams: 0, segments: 0, leftOver: 0, rewritten: 0 }
  const broken = new Set<string>()
  const waiting = new Set<FoundBatch>()
  const waitingFor = new Map<string, Set<FoundBatch>>()
  const committed = new WeakSet<FoundBatch>()
  let waitingSegments = 0

  function refuse(kind: ReindexProblemKind, place: ReindexPlace & { readonly stream: string }): void {
    broken.add(place.stream)
    if (!isForgotten(place.stream)) problems.report(kind, place)
  }

  async function judge(found: FoundBatch): Promise<Judgement> {
    const tips = await repository.tips([...found.segments.keys()])
    const headers = await repository.headerHashes([...found.streams.keys()].filter((id) => tips.has(id)))
    const streams: ReindexedStream[] = []
    const next: FoundSegment[] = []
    const early: { stream: string; wantedIndex: number }[] = []
    const copied: FoundSegment[] = []
    let usable = 0
    for (const [stream, segments] of found.segments) {
      const known = tips.get(stream)
      const held = segments.filter(({ index }) => index < (known?.nextIndex ?? 0))
      if (!committed.has(found)) await compareHeld(found, held, known)
      if (found.isCopy) copied.push(...held)
      const news = segments.slice(held.length)
      const [first] = news
      if (first === undefined || broken.has(stream)) continue
      const begun = known ?? beginning(found, stream, first)
      if (begun === undefined) continue
      if (begun === 'early' || begun.nextIndex < first.index) {
        early.push({ stream, wantedIndex: begun === 'early' ? 0 : begun.nextIndex })
        continue
      }
      if (!isSameHash(found.streams.get(stream)?.headerHash, headers.get(stream))) {
        refuse('stream_header_disagrees', { object: found.batch.objectKey, stream, segmentIndex: 0 })
        continue
      }
      const continued = continuation(found, begun, { news, isTombstoned: known?.tombstoned === true })
      if (continued.length > 0 && 'registration' in begun) streams.push(begun.registration)
      next.push(...continued)
      usable += continued.length
    }
    return { streams, next, copied, early, isWhole: usable === found.batch.segmentCount }
  }

  /** The same index twice is one segment sent twice, or two that disagree; of batches that count no two have it. */
  async function compareHeld(
    { batch, counts: isNamed, hasRow, isCopy }: FoundBatch,
    held: readonly FoundSegment[],
    known: ReindexTip | undefined,
  ): Promise<void> {
    for (const { stream, index, sha256 } of known?.tombstoned ? [] : held) {
      const stored = await repository.segmentHash(stream, index)
      const isSame = stored === undefined || Buffer.compare(stored, sha256) === 0
      if (isSame && (hasRow || isCopy || !isNamed)) continue
      problems.report('segments_disagree', { object: batch.objectKey, stream, segmentIndex: index })
      return
    }
  }

  /** Where a stream that the database does not know begins. */
  function beginning(
    { batch, streams }: FoundBatch,
    stream: string,
    first: FoundSegment,
  ): (Tip & { readonly registration: ReindexedStream }) | 'early' | undefined {
    const header = streams.get(stream)
    if (header === undefined) return 'early'
    const appId = apps.get(header.appKey)
    if (appId === undefined) {
      const { appKey } = header
      refuse('unknown_app', { object: batch.objectKey, stream, segmentIndex: first.index, appKey })
      return undefined
    }
    const { appKey: _, firstLink, ...registration } = header
    return { nextIndex: 0, lastLink: firstLink, final: false, registration: { ...registration, appId } }
  }

  /** The segments up to the first that does not continue its stream. */
  function continuation(
    { batch }: FoundBatch,
    begun: Tip,
    { news, isTombstoned }: { news: readonly FoundSegment[]; isTombstoned: boolean },
  ): readonly FoundSegment[] {
    // Nothing is added to what was forgotten on purpose.
    if (isTombstoned) return []
    let { nextIndex, lastLink, final } = begun
    for (const [position, segment] of news.entries()) {
      const { stream, index } = segment
      const wrong = final
        ? 'stream_ended'
        : index !== nextIndex
          ? 'stream_gap'
          : lastLink && Buffer.compare(segment.previousLink, lastLink) === 0
            ? undefined
            : 'chain_broken'
      if (wrong !== undefined) {
        const segmentIndex = wrong === 'stream_gap' ? nextIndex : index
        refuse(wrong, { object: batch.objectKey, stream, segmentIndex })
        return news.slice(0, position)
      }
      ;({ link: lastLink, final } = segment)
      nextIndex = index + 1
    }
    return news
  }

  async function place(found: FoundBatch): Promise<void> {
    const queue = [found]
    for (let current = queue.shift(); current; current = queue.shift())
      queue.push(...(await placeOne(current)))
    while (waitingSegments > maxWaitingSegments) {
      const [first] = waiting
      if (first) await giveUp(first)
    }
  }

  /** Returns the batches that waited for what was placed. */
  async function placeOne(found: FoundBatch): Promise<readonly FoundBatch[]> {
    const judged = await judge(found)
    if (judged.early.length > 0) wait(found, judged.early)
    // What a leaf or a row names has its row, whatever becomes of its segments.
    if (found.counts || judged.isWhole) return commit(found, judged)
    if (judged.early.length > 0) return []
    if (judged.next.length > 0) return placePart(found, judged)
    counts.leftOver += 1
    return []
  }

  /** A segment that does not count must not lie in a batch that does, so the others get an object of their own. */
  async function placePart(found: FoundBatch, { next }: Judgement): Promise<readonly FoundBatch[]> {
    const rewritten = await rewrite(found, next)
    counts.rewritten += 1
    return commit(rewritten, await judge(rewritten))
  }

  async function commit(
    found: FoundBatch,
    { streams, next, copied }: Judgement,
  ): Promise<readonly FoundBatch[]> {
    const { batch } = found
    const foreign = await repository
      .commit({ batch, streams, segments: next, copied })
      .catch((error: unknown) => {
        if (error instanceof StoreError && error.code === 'database_refused') return undefined
        throw error
      })
    if (foreign === undefined) {
      for (const { stream } of next) broken.add(stream)
      problems.report('row_refused', { object: batch.objectKey })
      return []
    }
    for (const stream of foreign) {
      refuse('session_of_other_app', { object: batch.objectKey, stream, segmentIndex: 0 })
    }
    if (foreign.length > 0) return placeOne(found)
    if (!found.hasRow && !committed.has(found)) counts.batches += 1
    committed.add(found)
    counts.streams += streams.length
    counts.segments += next.length
    return wake(new Set(next.map(({ stream }) => stream)))
  }

  function wait(found: FoundBatch, early: Judgement['early']): void {
    if (!waiting.has(found)) waitingSegments += found.batch.segmentCount
    waiting.add(found)
    for (const { stream } of early) waitingFor.set(stream, (waitingFor.get(stream) ?? new Set()).add(found))
  }

  function wake(streams: ReadonlySet<string>): readonly FoundBatch[] {
    const woken = new Set<FoundBatch>()
    for (const stream of streams) {
      for (const found of waitingFor.get(stream) ?? []) if (waiting.has(found)) woken.add(found)
      waitingFor.delete(stream)
    }
    for (const found of woken) settle(found)
    return [...woken]
  }

  function settle(found: FoundBatch): void {
    if (waiting.delete(found)) waitingSegments -= found.batch.segmentCount
  }

  /** What the batch still wants did not come. */
  async function giveUp(found: FoundBatch): Promise<void> {
    settle(found)
    for (const { stream, wantedIndex } of (await judge(found)).early) {
      const kind = wantedIndex === 0 ? 'stream_header_missing' : 'stream_gap'
      refuse(kind, { object: found.batch.objectKey, stream, segmentIndex: wantedIndex })
    }
    await place(found)
  }

  /** Places what can be placed of batches that wait, which others may be waiting for. */
  async function placeWaitingParts(): Promise<boolean> {
    let hasPlaced = false
    for (const found of waiting) {
      const judged = await judge(found)
      if (judged.next.length === 0) continue
      hasPlaced = true
      const woken = await (found.counts ? placeOne(found) : placePart(found, judged))
      for (const one of woken) await place(one)
    }
    return hasPlaced
  }

  return {
    place,
    async finish() {
      while (await placeWaitingParts());
      for (const found of waiting) await giveUp(found)
    },
    broken,
    counts,
  }
}

function isSameHash(found: Uint8Array | undefined, known: Uint8Array | undefined): boolean {
  return found === undefined || known === undefined || Buffer.compare(found, known) === 0
}
