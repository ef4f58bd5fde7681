// The leaves themselves beside their tiles (docs/protocol.md §10): what the logs of a lost database are restored from.
// Full tiles have their entry bundle; what follows the last full tile lies in pieces, one a checkpoint, so that each
// leaf is written twice at most.
import { encodeEntries, entriesPath, parseEntries, tileWidth } from '@reseal/protocol/log'
import type { Database } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'
import { type LeafRange, readLeaves } from '../logs/log-reader.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import { StoreError } from '../store-error.ts'
import { putSame } from './put-same.ts'

/** A log's anchored entries. */
export interface EntriesPlace {
  readonly store: ObjectStore
  readonly log: LogName
}

/**
 * Stores the leaves `[from, to)`, where those before are stored already.
 * @throws StoreError bad_anchor, log_inconsistent, object_store_unavailable, database_unavailable
 */
export async function storeEntries(
  db: Database,
  { store, log }: EntriesPlace,
  { from, to }: LeafRange,
): Promise<void> {
  for (let index = tileOf(from); index < tileOf(to); index += 1) {
    const range = { from: index * tileWidth, to: (index + 1) * tileWidth }
    await putSame(store, bundleKey(log, index), encodeEntries(await leavesOf(db, log, range)))
  }
  const start = Math.max(from, tileOf(to) * tileWidth)
  if (start === to) return
  const leaves = await leavesOf(db, log, { from: start, to })
  await putSame(store, tailKey(log, { from: start, to }), encodeEntries(leaves))
}

/**
 * Stores what the anchor lacks of the first `size` leaves: it was written before entries were, or by a process that died.
 * @throws StoreError as `storeEntries`
 */
export async function completeEntries(db: Database, place: EntriesPlace, size: number): Promise<void> {
  const last = tileOf(size) - 1
  const hasBundles = last < 0 || (await isThere(place.store, bundleKey(place.log, last)))
  const boundary = tileOf(size) * tileWidth
  let covered = boundary
  for await (const { to } of listTail(place, boundary)) covered = Math.max(covered, to)
  if (hasBundles && covered >= size) return
  await storeEntries(db, place, { from: hasBundles ? boundary : 0, to: size })
}

/**
 * The stored leaves `[from, to)`, in order; nothing vouches for them but the caller's own hashing.
 * @throws StoreError leaves_not_anchored, bad_anchor, object_store_unavailable
 */
export async function* readEntries(place: EntriesPlace, { from, to }: LeafRange): AsyncGenerator<Uint8Array> {
  const { store, log } = place
  let next = from
  for (; tileOf(next) < tileOf(to); next = (tileOf(next) + 1) * tileWidth) {
    const index = tileOf(next)
    const leaves = parse(await get(store, bundleKey(log, index)), tileWidth)
    yield* leaves.slice(next - index * tileWidth)
  }
  if (next === to) return
  for await (const piece of listTail(place, tileOf(to) * tileWidth)) {
    if (piece.from > next || piece.to <= next) continue
    const leaves = parse(await get(store, piece.key), piece.to - piece.from)
    yield* leaves.slice(next - piece.from, to - piece.from)
    next = Math.min(piece.to, to)
    if (next === to) return
  }
  throw new StoreError('leaves_not_anchored')
}

function tileOf(leaf: number): number {
  return Math.floor(leaf / tileWidth)
}

function bundleKey(log: LogName, index: number): string {
  return `${log}/${entriesPath(index)}`
}

function tailPrefix(log: LogName): string {
  return `${log}/tail/`
}

function tailKey(log: LogName, { from, to }: LeafRange): string {
  return `${tailPrefix(log)}${padded(from)}-${padded(to)}`
}

function padded(size: number): string {
  return String(size).padStart(20, '0')
}

/** Pieces that begin at a leaf or after it and before the next full tile, ascending. */
async function* listTail(
  { store, log }: EntriesPlace,
  boundary: number,
): AsyncGenerator<LeafRange & { readonly key: string }> {
  const prefix = tailPrefix(log)
  for await (const { key } of store.list(prefix, { startAfter: prefix + padded(boundary) })) {
    const [from = Number.NaN, to = Number.NaN] = key.slice(prefix.length).split('-').map(Number)
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) throw new StoreError('bad_anchor')
    if (tileOf(from) !== tileOf(boundary)) return
    yield { key, from, to }
  }
}

async function leavesOf(db: Database, log: LogName, range: LeafRange): Promise<Uint8Array[]> {
  const leaves: Uint8Array[] = []
  for await (const { bytes } of readLeaves(db, log, range)) leaves.push(bytes)
  return leaves
}

async function isThere(store: ObjectStore, wanted: string): Promise<boolean> {
  for await (const { key } of store.list(wanted)) return key === wanted
  return false
}

async function get(store: ObjectStore, key: string): Promise<Uint8Array> {
  try {
    return await store.get(key)
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === 'object_not_found') {
      throw new StoreError('leaves_not_anchored', cause)
    }
    throw cause
  }
}

function parse(bytes: Uint8Array, width: number): Uint8Array[] {
  try {
    return parseEntries(bytes, width)
  } catch (cause) {
    throw new StoreError('bad_anchor', cause)
  }
}
