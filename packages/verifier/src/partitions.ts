// Records by key in bounded memory: what belongs to one stream or batch arrives from all over the logs and objects, and
// is looked at together. Records are spread by a hash of their key; a part that is too large is spread again.
import type { Bytes } from './bytes.ts'
import type { Platform, Spill } from './platform.ts'

/** One record. */
export interface KeyedRecord {
  readonly kind: number
  readonly payload: Uint8Array
}

/** Takes records, then gives them back key by key. */
export interface Partitions {
  /** `key`: 16 bytes, which is what a UUID has. */
  add(key: Uint8Array, kind: number, payload: Uint8Array): void
  /** Every key once, with its records in the order in which they were added. */
  groups(): AsyncGenerator<{ readonly key: Uint8Array; readonly records: readonly KeyedRecord[] }>
}

/** How it is divided. */
export interface PartitionOptions {
  /** Bytes that a part may have in memory when it is read. */
  readonly partBytes?: number
  /** Bytes of a part that gather in memory before they are put aside. */
  readonly bufferBytes?: number
}

const keyBytes = 16
const headBytes = 5 + keyBytes
const bitsPerLevel = 6
const maxLevel = 4

/** Empty partitions over a platform's room. */
export function createPartitions(platform: Platform, options: PartitionOptions = {}): Partitions {
  // Unpredictable, so that nobody who chooses ids can gather them all in one part.
  return createLevel(platform, options, {
    seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    level: 0,
  })
}

interface Part {
  buffer: Bytes
  used: number
  spill: Spill | undefined
  spilled: number
}

interface Level {
  readonly seed: number
  readonly level: number
}

function createLevel(platform: Platform, options: PartitionOptions, { seed, level }: Level): Partitions {
  const { partBytes = 16 * 1024 * 1024, bufferBytes = 64 * 1024 } = options
  const parts = new Map<number, Part>()
  const add: Partitions['add'] = (key, kind, payload) => {
    const number = (hashOf(key, seed) >>> (bitsPerLevel * level)) & (2 ** bitsPerLevel - 1)
    const part = parts.get(number) ?? { buffer: new Uint8Array(1024), used: 0, spill: undefined, spilled: 0 }
    parts.set(number, part)
    makeRoom(platform, part, { needed: headBytes + payload.length, bufferBytes })
    writeRecord(part, key, { kind, payload })
  }
  return {
    add,
    async *groups() {
      for (const [number, part] of parts) {
        const bytes = await readPart(part)
        parts.delete(number)
        if (bytes.length <= partBytes || level === maxLevel) {
          yield* groupsOf(bytes)
        } else {
          const finer = createLevel(platform, options, { seed, level: level + 1 })
          for (const { key, kind, payload } of readRecords(bytes)) finer.add(key, kind, payload)
          yield* finer.groups()
        }
      }
    },
  }
}

async function readPart({ spill, buffer, used, spilled }: Part): Promise<Bytes> {
  const bytes = new Uint8Array(spilled + used)
  let at = 0
  for await (const piece of spill?.pieces() ?? []) {
    bytes.set(piece, at)
    at += piece.length
  }
  bytes.set(buffer.subarray(0, used), at)
  return bytes
}

function makeRoom(
  platform: Platform,
  part: Part,
  { needed, bufferBytes }: { needed: number; bufferBytes: number },
): void {
  if (part.used + needed <= part.buffer.length) return
  if (part.used + needed > bufferBytes && part.used > 0) {
    part.spill ??= platform.openSpill()
    part.spill.append(part.buffer.slice(0, part.used))
    part.spilled += part.used
    part.used = 0
  }
  if (part.used + needed > part.buffer.length) {
    const grown = new Uint8Array(Math.max(part.used + needed, Math.min(bufferBytes, 2 * part.buffer.length)))
    grown.set(part.buffer.subarray(0, part.used))
    part.buffer = grown
  }
}

function writeRecord(part: Part, key: Uint8Array, { kind, payload }: KeyedRecord): void {
  const { buffer, used } = part
  buffer[used] = kind
  new DataView(buffer.buffer).setUint32(used + 1, payload.length)
  buffer.set(key, used + 5)
  buffer.set(payload, used + headBytes)
  part.used = used + headBytes + payload.length
}

function* readRecords(bytes: Uint8Array): Generator<KeyedRecord & { readonly key: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length; ) {
    const end = at + headBytes + view.getUint32(at + 1)
    const key = bytes.subarray(at + 5, at + headBytes)
    yield { kind: bytes[at] ?? 0, key, payload: bytes.subarray(at + headBytes, end) }
    at = end
  }
}

function* groupsOf(bytes: Uint8Array): Generator<{ key: Uint8Array; records: readonly KeyedRecord[] }> {
  const groups = new Map<string, { key: Uint8Array; records: KeyedRecord[] }>()
  for (const { key, kind, payload } of readRecords(bytes)) {
    const name = String.fromCharCode(...key)
    const known = groups.get(name)
    if (known) known.records.push({ kind, payload })
    else groups.set(name, { key, records: [{ kind, payload }] })
  }
  yield* groups.values()
}

// FNV-1a, finished as MurmurHash3 finishes.
function hashOf(key: Uint8Array, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
