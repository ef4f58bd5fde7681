// The scope of a sealing key, from the recordings log alone (docs/protocol.md §9, §10): which streams are sealed to it by
// their headers in the batches that the log names, and which of those a tombstone says were forgotten. No row of streams is asked.
import {
  type BatchLeaf,
  type Database,
  type ObjectStore,
  parseRecordingsLeaf,
  readLeaves,
  readLogSize,
  StoreError,
  type TombstoneLeaf,
} from '@reseal/store'
import { readAhead } from '@reseal/verifier'
import { createReindexProblems } from '../reindex/problem.ts'
import { type FoundBatch, readBatch } from '../reindex/read-batch.ts'

/** Which key, and when. */
export interface KeyQuestion {
  readonly keyId: string
  /** Milliseconds since 1970, both included. */
  readonly fromMs: number
  readonly toMs: number
}

/** A stream that the key opens, or opened until it was forgotten. */
export interface SealedStream {
  /** The id, where the app is registered; else its public key. */
  readonly app: string
  readonly session: string
  readonly stream: string
  /** By the recorder's clock. */
  readonly fromMs: number
  readonly toMs: number
  readonly segments: number
}

/** The answer. */
export interface KeyScope {
  /** Whoever has the key, their encapsulated keys and their objects opens them. */
  readonly openable: readonly SealedStream[]
  /** Their encapsulated keys are destroyed: nothing opens them, once every backup that held those has expired. */
  readonly shredded: readonly (SealedStream & {
    readonly reason: TombstoneLeaf['reason']
    readonly shreddedAtMs: number
  })[]
  /** Tombstones of streams whose batches were removed: which key they were sealed to is known no more. */
  readonly removedStreams: number
  /** Batches that the log names and that cannot be read as it says. */
  readonly unreadBatches: number
}

/** What it is found in. */
export interface KeyScopeSources {
  /** Logs in as the viewer. */
  readonly db: Database
  readonly objects: Pick<ObjectStore, 'get'>
  /** Ids of apps by public key. */
  readonly apps: ReadonlyMap<string, string>
}

interface Found {
  appKey: string
  session: string
  fromMs: number
  toMs: number
  segments: number
}

/** Reads every batch that the log names. */
export async function findKeyScope(
  { db, objects, apps }: KeyScopeSources,
  { keyId, fromMs, toMs }: KeyQuestion,
): Promise<KeyScope> {
  const { batches, tombstones, removed } = await readLog(db)
  const found = new Map<string, Found>()
  const others = new Set<string>()
  const problems = createReindexProblems()
  let unreadBatches = 0
  const wanted = batches.filter(({ batch }) => !removed.has(batch))
  for await (const batch of readAhead(wanted, (leaf) => readLeaf(objects, leaf, problems))) {
    if (batch === undefined) unreadBatches += 1
    else addBatch(batch, keyId, { found, others })
  }
  const streams = [...found]
    .filter(([, of]) => of.fromMs <= toMs && of.toMs >= fromMs)
    .map(([stream, { appKey, session, ...of }]): SealedStream => {
      return { app: apps.get(appKey) ?? appKey, session, stream, ...of }
    })
  return {
    openable: streams.filter(({ stream }) => !tombstones.has(stream)),
    shredded: streams.flatMap((stream) => {
      const leaf = tombstones.get(stream.stream)
      return leaf === undefined ? [] : [{ ...stream, reason: leaf.reason, shreddedAtMs: leaf.timeMs }]
    }),
    removedStreams: [...tombstones.keys()].filter((stream) => !found.has(stream) && !others.has(stream))
      .length,
    unreadBatches,
  }
}

interface ReadLog {
  readonly batches: readonly BatchLeaf[]
  readonly tombstones: ReadonlyMap<string, TombstoneLeaf & { readonly timeMs: number }>
  /** Ids of batches whose objects are gone on purpose. */
  readonly removed: ReadonlySet<string>
}

async function readLog(db: Database): Promise<ReadLog> {
  const batches: BatchLeaf[] = []
  const tombstones = new Map<string, TombstoneLeaf & { readonly timeMs: number }>()
  const removed = new Set<string>()
  const to = await readLogSize(db, 'recordings')
  for await (const { bytes } of readLeaves(db, 'recordings', { from: 0, to })) {
    const leaf = parseRecordingsLeaf(bytes)
    if (leaf.type === 'batch') batches.push(leaf)
    if (leaf.type === 'tombstone') tombstones.set(leaf.stream, leaf)
    if (leaf.type === 'removal') removed.add(leaf.batch)
  }
  return { batches, tombstones, removed }
}

/** Undefined where the object is not there, or is not what the leaf says. */
async function readLeaf(
  objects: Pick<ObjectStore, 'get'>,
  { batch: id, object: objectKey, sha256 }: BatchLeaf,
  problems: ReturnType<typeof createReindexProblems>,
): Promise<FoundBatch | undefined> {
  try {
    const bytes = await objects.get(objectKey)
    return readBatch({ id, objectKey, sha256: new Uint8Array(Buffer.from(sha256, 'hex')) }, bytes, problems)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'object_not_found') return undefined
    throw error
  }
}

function addBatch(
  { streams, segments }: FoundBatch,
  keyId: string,
  { found, others }: { readonly found: Map<string, Found>; readonly others: Set<string> },
): void {
  for (const [stream, { appKey, session, keyId: sealedTo, startedAtMs }] of streams) {
    if (sealedTo !== keyId) others.add(stream)
    else if (!found.has(stream))
      found.set(stream, { appKey, session, fromMs: startedAtMs, toMs: startedAtMs, segments: 0 })
  }
  for (const [stream, held] of segments) {
    const known = found.get(stream)
    if (known === undefined) continue
    known.segments += held.length
    known.toMs = Math.max(known.toMs, ...held.map(({ endMs }) => endMs))
  }
}
