// Batches whose object was deleted on purpose (docs/protocol.md §10): each has a removal leaf, and only streams with a tombstone
// were in it, or what was alive was copied into the batch that the leaf names. Those whose object is not there are held
// against the leaves once all are read.
import { bytesToUuid, uuidToBytes } from '@reseal/protocol'
import { isSame } from './bytes.ts'
import { createPartitions } from './partitions.ts'
import type { Platform } from './platform.ts'

/** What a removal leaf says. */
export interface Removal {
  /** Of the batch. */
  readonly id: string
  readonly sha256: Uint8Array
  readonly leafIndex: number
  /** The batch that holds what was alive in it. */
  readonly into?: string
}

/** A listed batch whose object is not there. */
export interface MissingBatch {
  readonly id: string
  readonly sha256: Uint8Array
  readonly leafIndex: number | undefined
}

/** Takes both in the order of the log. */
export interface Removals {
  addRemoval(removal: Removal): void
  addMissing(batch: MissingBatch): void
  readonly count: () => number
  /** Leaf of the newest removal; -1 where there is none. */
  readonly newestLeaf: () => number
  /** Missing batches that no leaf removed. */
  unexplained(): AsyncGenerator<MissingBatch>
  /**
   * Of batches whose object is there still, the batch that holds what was alive in each; known once `unexplained` has ended.
   * As many as are written anew within the grace period.
   */
  readonly copies: ReadonlyMap<string, string>
}

const kinds = { missing: 1, removal: 2, copy: 3 } as const

/** Empty. */
export function createRemovals(platform: Platform): Removals {
  const partitions = createPartitions(platform)
  let count = 0
  let newestLeaf = -1
  let [missingCount, copiedCount] = [0, 0]
  const copies = new Map<string, string>()
  return {
    copies,
    addRemoval: ({ id, sha256, leafIndex, into }) => {
      count += 1
      newestLeaf = leafIndex
      partitions.add(uuidToBytes(id), kinds.removal, encode(sha256, leafIndex))
      if (into === undefined) return
      copiedCount += 1
      partitions.add(uuidToBytes(id), kinds.copy, uuidToBytes(into))
    },
    addMissing: ({ id, sha256, leafIndex }) => {
      missingCount += 1
      partitions.add(uuidToBytes(id), kinds.missing, encode(sha256, leafIndex))
    },
    count: () => count,
    newestLeaf: () => newestLeaf,
    async *unexplained() {
      if (missingCount + copiedCount === 0) return
      for await (const { key, records } of partitions.groups()) {
        const missing = records.find(({ kind }) => kind === kinds.missing)
        if (missing === undefined) {
          const copy = records.find(({ kind }) => kind === kinds.copy)
          if (copy) copies.set(bytesToUuid(key), bytesToUuid(copy.payload))
          continue
        }
        const batch = decode(missing.payload)
        const isRemoved = records.some(
          ({ kind, payload }) => kind === kinds.removal && isSame(decode(payload).sha256, batch.sha256),
        )
        if (!isRemoved) yield { id: bytesToUuid(key), ...batch }
      }
    },
  }
}

function encode(sha256: Uint8Array, leafIndex: number | undefined): Uint8Array {
  const bytes = new Uint8Array(40)
  new DataView(bytes.buffer).setFloat64(0, leafIndex ?? Number.NaN)
  bytes.set(sha256, 8)
  return bytes
}

function decode(payload: Uint8Array): Omit<MissingBatch, 'id'> {
  const leafIndex = new DataView(payload.buffer, payload.byteOffset).getFloat64(0)
  // A view of a part that is about to go.
  return { sha256: payload.slice(8, 40), leafIndex: Number.isNaN(leafIndex) ? undefined : leafIndex }
}
