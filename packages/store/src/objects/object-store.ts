// The contract of every object store (design.md §11): small, write-once, without directories or metadata.
import { StoreError } from '../store-error.ts'

/** Bytes from `start` up to, not including, `endExclusive`. */
export interface ByteRange {
  readonly start: number
  readonly endExclusive: number
}

/** What a caller of `put` knows already. */
export interface PutHints {
  /** SHA-256 of the bytes, where the store would compute it again. */
  readonly sha256?: Uint8Array
}

/** One object in a listing. */
export interface ObjectEntry {
  readonly key: string
  readonly sizeBytes: number
  /** When it was stored, by the store's own clock. */
  readonly storedAtMs: number
}

/** Where batches, checkpoints and tiles lie. Every method may throw StoreError object_store_unavailable. */
export interface ObjectStore {
  /**
   * Stores bytes under a key that was never used; durable when this returns. Of racing writers one wins.
   * @throws StoreError object_exists, unsafe_object_key
   */
  put(key: string, bytes: Uint8Array, hints?: PutHints): Promise<void>
  /**
   * Reads an object, or exactly one range of it.
   * @throws StoreError object_not_found, object_too_short, unsafe_object_key
   */
  get(key: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer>>
  /** Objects whose key begins with the prefix, ascending by key, after `startAfter` where that is given. */
  list(prefix: string, options?: { readonly startAfter?: string }): AsyncIterable<ObjectEntry>
  /**
   * Removes an object; one that is not there is no error. Where a bucket keeps versions (Object Lock needs it), the
   * object is no longer found or listed, and its bytes stay for as long as the bucket keeps them.
   * @throws StoreError unsafe_object_key
   */
  delete(key: string): Promise<void>
  /** Resolves when the store answers and can be used. */
  check(): Promise<void>
  /** Removes what writes left that were cut off before then; returns how many. Absent where a write leaves nothing. */
  removeUnfinished?(before: Date): Promise<number>
}

const safeKey = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/
const safePrefix = /^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)*([A-Za-z0-9_-][A-Za-z0-9._-]*)?$/
const maxKeyLength = 512

/**
 * Refuses what could leave a folder or mean something to a shell, a URL or a file system.
 * @throws StoreError unsafe_object_key
 */
export function assertSafeKey(key: string): void {
  if (key.length > maxKeyLength || !safeKey.test(key)) throw new StoreError('unsafe_object_key')
}

/**
 * As `assertSafeKey`, for the beginning of keys; empty means all.
 * @throws StoreError unsafe_object_key
 */
export function assertSafePrefix(prefix: string): void {
  if (prefix.length > maxKeyLength || !safePrefix.test(prefix)) throw new StoreError('unsafe_object_key')
}

/**
 * The same store seen from inside a prefix: batches and anchors may share one bucket or folder.
 * `prefix` ends with a slash.
 */
export function withPrefix(store: ObjectStore, prefix: string): ObjectStore {
  assertSafePrefix(prefix)
  return {
    put: (key, bytes, hints) => store.put(prefix + key, bytes, hints),
    get: (key, range) => store.get(prefix + key, range),
    async *list(inner, { startAfter } = {}) {
      const options = startAfter === undefined ? {} : { startAfter: prefix + startAfter }
      for await (const entry of store.list(prefix + inner, options)) {
        yield { ...entry, key: entry.key.slice(prefix.length) }
      }
    },
    delete: (key) => store.delete(prefix + key),
    check: () => store.check(),
    // What is unfinished has no key yet, and so no prefix.
    ...(store.removeUnfinished && { removeUnfinished: store.removeUnfinished }),
  }
}
