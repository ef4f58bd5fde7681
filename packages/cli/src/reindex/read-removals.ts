// What the recordings log says of batches whose objects are gone, or are to go: whether another batch holds what was alive in
// them (docs/protocol.md §10). Held in memory: some hundred bytes a removed batch, and a number a forgotten stream.
import type { BatchLeaf, RecordingsLeaf } from '@reseal/store'

/** A leaf with its place in the log. */
export type StampedLeaf = RecordingsLeaf & { readonly timeMs: number; readonly index: number }

/** A batch's leaf with its place in the log. */
export type StampedBatch = BatchLeaf & { readonly timeMs: number; readonly index: number }

/** That a batch was removed. */
export interface Removed {
  readonly batch: StampedBatch
  readonly removalIndex: number
  readonly timeMs: number
  /** UUID of the batch that holds what was alive in it, which is there. */
  readonly into?: string
}

/** What is known of them. */
export interface Removals {
  isRemoved(batch: string): boolean
  /** Whether it took what was alive in others. */
  isCopy(batch: string): boolean
  /** What is to be read at the place of a batch in the log: itself, or at its first place what took over from it, or nothing. */
  inPlaceOf(leaf: StampedBatch): readonly StampedBatch[]
  /** Whether its tombstone comes before a removal: then objects may lack what it had. */
  isForgotten(stream: string): boolean
  list(): Iterable<Removed>
}

type LeafPages = () => AsyncIterable<readonly StampedLeaf[]>

/** Reads the log once, and where there is a removal once more. */
export async function readRemovals(pages: LeafPages): Promise<Removals> {
  const removals = new Map<
    string,
    { readonly into?: string; readonly index: number; readonly timeMs: number }
  >()
  const forgotten = new Set<number>()
  for await (const page of pages()) {
    for (const leaf of page) {
      if (leaf.type !== 'removal') continue
      const { index, timeMs, into } = leaf
      removals.set(leaf.batch, { index, timeMs, ...(into !== undefined && { into }) })
    }
  }
  const newest = [...removals.values()].reduce((last, { index }) => Math.max(last, index), -1)
  const copies = new Set([...removals.values()].flatMap(({ into }) => into ?? []))
  const leaves = new Map<string, StampedBatch>()
  if (removals.size > 0) {
    for await (const page of pages()) {
      for (const leaf of page) {
        if (leaf.type === 'tombstone' && leaf.index < newest) forgotten.add(printOf(leaf.stream))
        if (leaf.type === 'batch' && (removals.has(leaf.batch) || copies.has(leaf.batch)))
          leaves.set(leaf.batch, leaf)
      }
    }
  }
  const lastCopy = (batch: string): StampedBatch | undefined => {
    const seen = new Set([batch])
    let into = removals.get(batch)?.into
    while (into !== undefined && removals.has(into) && !seen.has(into)) {
      seen.add(into)
      into = removals.get(into)?.into
    }
    return into === undefined || seen.has(into) ? undefined : leaves.get(into)
  }
  const taken = new Set<string>()
  return {
    isRemoved: (batch) => removals.has(batch),
    isCopy: (batch) => copies.has(batch),
    inPlaceOf(leaf) {
      const wanted = removals.has(leaf.batch) ? lastCopy(leaf.batch) : leaf
      if (wanted === undefined || taken.has(wanted.batch)) return []
      if (copies.has(wanted.batch)) taken.add(wanted.batch)
      return [wanted]
    },
    isForgotten: (stream) => forgotten.has(printOf(stream)),
    *list() {
      for (const [id, { index, timeMs }] of removals) {
        const batch = leaves.get(id)
        const into = lastCopy(id)?.batch
        if (batch) yield { batch, removalIndex: index, timeMs, ...(into !== undefined && { into }) }
      }
    },
  }
}

/** 52 bits of an id, most of which are random. */
function printOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(-13), 16)
}
