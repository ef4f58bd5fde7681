// Rebuilds rows from batch objects and the recordings log (design.md §6): first the batches that a leaf names, in the
// log's order, then those that were committed after the last leaf, then what the log says of streams. Repeats change
// nothing.
import {
  type Database,
  type ObjectStore,
  parseRecordingsLeaf,
  type ReindexRepository,
  readLeaves,
  readLogSize,
  StoreError,
} from '@reseal/store'
import { readAhead } from '@reseal/verifier'
import { markRemoved, markStreams } from './mark-rows.ts'
import { type BatchPlacer, createBatchPlacer, type PlacedCounts } from './place-batches.ts'
import type { ReindexProblems } from './problem.ts'
import { type FoundBatch, type NamedBatch, readBatch } from './read-batch.ts'
import { type Removals, readRemovals, type StampedLeaf } from './read-removals.ts'
import { createBatchRewriter } from './rewrite-batch.ts'

/** What a reindex works on. */
export interface ReindexInput {
  /** As the owner. */
  readonly db: Database
  readonly repository: ReindexRepository
  readonly objects: ObjectStore
  readonly problems: ReindexProblems
  onProgress?(progress: ReindexProgress): void
}

/** How far it is. */
export interface ReindexProgress {
  readonly step: 'leaves' | 'objects' | 'streams'
  readonly done: number
  /** Unknown of objects, which are listed as they come. */
  readonly total?: number
}

/** What it did; all zero where nothing was missing. */
export interface ReindexedRows extends Readonly<PlacedCounts> {
  /** Batches that had a row and now have their leaf. */
  readonly listed: number
  readonly closed: number
  readonly tombstoned: number
}

const leavesPerPage = 1000
const keysPerPage = 1000
const batchKey = /^batches\/(?:\d{4}\/\d{2}\/\d{2}\/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
// The worker lists a batch within seconds. One that is older than this against the newest leaf, and has none, was never
// committed: nobody has a receipt for it.
const neverCommittedMs = 24 * 60 * 60_000

/** Adds the rows that are missing. Objects that contradict are named in `problems` and left out. */
export async function reindexDeployment(input: ReindexInput): Promise<ReindexedRows> {
  const { repository, objects, problems } = input
  const removals = await readRemovals(() => leafPages(input, 'leaves'))
  const placer = createBatchPlacer({
    repository: keepingObjects(repository),
    problems,
    isForgotten: removals.isForgotten,
    apps: await repository.appIds(),
    rewrite: createBatchRewriter({ objects, problems }),
  })
  // Known batches were committed whole, unless a run before this one refused a part of them.
  const isComplete = await repository.isComplete()
  const leaves = await placeListed(input, { placer, isComplete, removals })
  await placeUnlisted(input, { placer, isComplete, removals, ...leaves })
  await placer.finish()
  await markRemoved(repository, removals)
  const broken = placer.broken
  const marked = await markStreams(leafPages(input, 'streams'), { repository, problems, broken, removals })
  return { ...placer.counts, listed: leaves.listed, ...marked }
}

/** Before the first row is added: a database that lacked one is no judge of orphans. */
function keepingObjects(repository: ReindexRepository): ReindexRepository {
  let kept: Promise<void> | undefined
  return {
    ...repository,
    commit: async (batch) => {
      kept ??= repository.keepObjects()
      await kept
      return repository.commit(batch)
    },
  }
}

interface Placing {
  readonly placer: BatchPlacer
  readonly isComplete: boolean
  readonly removals: Removals
}

/** Batches that leaves name, in the order in which they were committed. */
async function placeListed(
  input: ReindexInput,
  { placer, isComplete, removals }: Placing,
): Promise<{ listed: number; unusable: ReadonlySet<string>; newestLeafMs: number | undefined }> {
  const unusable = new Set<string>()
  let listed = 0
  let newestLeafMs: number | undefined
  for await (const page of leafPages(input, 'leaves')) {
    const batches = page.flatMap((leaf) => (leaf.type === 'batch' ? [leaf] : []))
    newestLeafMs = batches.at(-1)?.timeMs ?? newestLeafMs
    // What was removed is read where it is now, in the place where it was: what continues it comes after.
    const present = batches.flatMap(removals.inPlaceOf)
    const known = await input.repository.knownBatches([...batches, ...present].map(({ batch }) => batch))
    listed += await input.repository.markListed(
      batches
        .filter(({ batch }) => known.has(batch))
        .map(({ batch, index }) => ({ batch, leafIndex: index })),
    )
    const wanted: NamedBatch[] = []
    for (const { batch: id, object: objectKey, sha256, index: leafIndex } of present) {
      const row = known.get(id)
      const hash = new Uint8Array(Buffer.from(sha256, 'hex'))
      if (row && Buffer.compare(row, hash) !== 0)
        input.problems.report('batch_disagrees', { object: objectKey })
      else if (!row || !isComplete)
        wanted.push({
          id,
          objectKey,
          leafIndex,
          sha256: hash,
          hasRow: row !== undefined,
          isCopy: removals.isCopy(id),
        })
    }
    for await (const [named, found] of readAhead(wanted, (one) => readNamed(input, one))) {
      if (found) await placer.place(found)
      else unusable.add(named.id)
    }
  }
  return { listed, unusable, newestLeafMs }
}

/** Objects that no leaf names: committed after the last one, or never. */
async function placeUnlisted(
  input: ReindexInput,
  {
    placer,
    isComplete,
    removals,
    unusable,
    newestLeafMs,
  }: Placing & { unusable: ReadonlySet<string>; newestLeafMs: number | undefined },
): Promise<void> {
  const horizonMs = newestLeafMs === undefined ? 0 : newestLeafMs - neverCommittedMs
  let done = 0
  for await (const page of objectPages(input.objects)) {
    const known = await input.repository.knownBatches(page.map(({ id }) => id))
    const wanted = page.filter(({ id }) => {
      if (unusable.has(id) || removals.isRemoved(id) || timeOfBatch(id) < horizonMs) return false
      return !known.has(id) || !isComplete
    })
    const named = wanted.map((batch) => {
      const sha256 = known.get(batch.id)
      return sha256 ? { ...batch, sha256, hasRow: true } : batch
    })
    for await (const [, found] of readAhead(named, (one) => readNamed(input, one))) {
      if (found) await placer.place(found)
    }
    done += page.length
    input.onProgress?.({ step: 'objects', done })
  }
}

async function readNamed(
  { objects, problems }: ReindexInput,
  named: NamedBatch,
): Promise<readonly [NamedBatch, FoundBatch | undefined]> {
  try {
    return [named, readBatch(named, await objects.get(named.objectKey), problems)]
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'object_not_found') throw error
    problems.report('object_missing', { object: named.objectKey })
    return [named, undefined]
  }
}

async function* objectPages(objects: ObjectStore): AsyncGenerator<readonly NamedBatch[]> {
  let page: NamedBatch[] = []
  for await (const { key } of objects.list('batches/')) {
    const id = batchKey.exec(key)?.[1]
    if (id === undefined) continue
    page.push({ id, objectKey: key })
    if (page.length === keysPerPage) {
      yield page
      page = []
    }
  }
  if (page.length > 0) yield page
}

/** Ids are UUIDv7; of any other kind the time is unknown, and late. */
function timeOfBatch(id: string): number {
  return id[14] === '7' ? Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) : Number.POSITIVE_INFINITY
}

async function* leafPages(
  { db, onProgress }: ReindexInput,
  step: ReindexProgress['step'],
): AsyncGenerator<readonly StampedLeaf[]> {
  const total = await readLogSize(db, 'recordings')
  for (let from = 0; from < total; from += leavesPerPage) {
    const range = { from, to: Math.min(total, from + leavesPerPage) }
    const page: StampedLeaf[] = []
    for await (const { index, bytes } of readLeaves(db, 'recordings', range)) {
      page.push({ ...parseRecordingsLeaf(bytes), index })
    }
    yield page
    onProgress?.({ step, done: range.to, total })
  }
}
