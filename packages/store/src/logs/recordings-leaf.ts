// Leaves of the recordings log (design.md §5.7): the log's origin, each batch object, each stream's end, and each
// stream that was forgotten on purpose.
import type { JsonValue } from '@reseal/protocol'
import { StoreError } from '../store-error.ts'
import { type UnstampedLeaf, unstampedLeaf } from './unstamped-leaf.ts'

/** Leaf 0 of either log: pins where it belongs and whose checkpoints count. */
export interface OriginLeaf {
  readonly type: 'origin'
  readonly origin: string
  /** Verifier key of C2SP signed-note, as text. */
  readonly key: string
}

/** A batch object exists, with exactly these bytes. */
export interface BatchLeaf {
  readonly type: 'batch'
  /** UUID. */
  readonly batch: string
  readonly object: string
  /** Lower-case hex, of the whole object. */
  readonly sha256: string
  readonly sizeBytes: number
  readonly segments: number
}

/** A stream ended, or paused for long: `final` false is provisional and may be extended by a further leaf. */
export interface CloseLeaf {
  readonly type: 'close'
  /** UUIDs. */
  readonly stream: string
  readonly session: string
  readonly app: string
  readonly segments: number
  /** Lower-case hex. */
  readonly lastLink: string
  readonly headerHash: string
  readonly final: boolean
}

/** The stream's encapsulated key was destroyed, for ever; docs/protocol.md §10. */
export type TombstoneLeaf = {
  readonly type: 'tombstone'
  /** UUIDs. */
  readonly stream: string
  readonly session: string
  readonly app: string
  /** Lower-case hex. */
  readonly headerHash: string
} & TombstoneReason

/** Why, and what proves it. */
export type TombstoneReason =
  /** Whoever was recorded withdrew consent: base64url; its hash is the header's withdrawal-token hash. */
  | { readonly reason: 'withdrawal'; readonly token: string }
  /** A stream without what had to go took its place, made under the audit event of this index. */
  | { readonly reason: 'redaction'; readonly event: number; readonly derived: string }
  /** Privacy officers ordered it: the audit event of this index confirms it. */
  | { readonly reason: 'officer'; readonly event: number }
  /** It was kept for as long as the rules say: the audit event of this index began the run. */
  | { readonly reason: 'retention'; readonly event: number }

/**
 * A batch's object is deleted after this: each stream in it has a tombstone, or its segments lie in the batch `into`, whose
 * leaf comes before this one.
 */
export interface RemovalLeaf {
  readonly type: 'removal'
  /** UUID. */
  readonly batch: string
  readonly object: string
  /** As in the batch's own leaf. */
  readonly sha256: string
  /** UUID of the batch that holds what was alive in it. */
  readonly into?: string
}

/** Any leaf of the recordings log. */
export type RecordingsLeaf = OriginLeaf | BatchLeaf | CloseLeaf | TombstoneLeaf | RemovalLeaf

/** The leaf's canonical text, open for its time. */
export function encodeRecordingsLeaf(leaf: RecordingsLeaf): UnstampedLeaf {
  return unstampedLeaf(toWire(leaf))
}

function toWire(leaf: RecordingsLeaf): Readonly<Record<string, JsonValue>> {
  switch (leaf.type) {
    case 'origin':
    case 'removal':
      return { ...leaf }
    case 'batch': {
      const { sizeBytes, ...rest } = leaf
      return { ...rest, size_bytes: sizeBytes }
    }
    case 'close': {
      const { lastLink, headerHash, ...rest } = leaf
      return { ...rest, last_link: lastLink, header_hash: headerHash }
    }
    case 'tombstone': {
      const { headerHash, ...rest } = leaf
      return { ...rest, header_hash: headerHash }
    }
  }
}

/**
 * Reads a leaf of the recordings log, or leaf 0 of either.
 * @throws StoreError bad_leaf
 */
export function parseRecordingsLeaf(bytes: Uint8Array): RecordingsLeaf & { readonly timeMs: number } {
  const wire = parseObject(bytes)
  const text = (name: string): string => requireType(wire[name], 'string')
  const count = (name: string): number => requireCount(wire[name])
  const timeMs = count('time_ms')
  switch (wire['type']) {
    case 'origin':
      return { type: 'origin', origin: text('origin'), key: text('key'), timeMs }
    case 'batch':
      return {
        type: 'batch',
        batch: text('batch'),
        object: text('object'),
        sha256: text('sha256'),
        sizeBytes: count('size_bytes'),
        segments: count('segments'),
        timeMs,
      }
    case 'close':
      return {
        type: 'close',
        stream: text('stream'),
        session: text('session'),
        app: text('app'),
        segments: count('segments'),
        lastLink: text('last_link'),
        headerHash: text('header_hash'),
        final: requireType(wire['final'], 'boolean'),
        timeMs,
      }
    case 'tombstone':
      return {
        type: 'tombstone',
        stream: text('stream'),
        session: text('session'),
        app: text('app'),
        headerHash: text('header_hash'),
        ...reasonOf(text, count),
        timeMs,
      }
    case 'removal':
      return {
        type: 'removal',
        batch: text('batch'),
        object: text('object'),
        sha256: text('sha256'),
        ...(wire['into'] !== undefined && { into: text('into') }),
        timeMs,
      }
    default:
      throw new StoreError('bad_leaf')
  }
}

function reasonOf(text: (name: string) => string, count: (name: string) => number): TombstoneReason {
  const reason = text('reason')
  switch (reason) {
    case 'withdrawal':
      return { reason, token: text('token') }
    case 'redaction':
      return { reason, event: count('event'), derived: text('derived') }
    case 'officer':
    case 'retention':
      return { reason, event: count('event') }
    default:
      throw new StoreError('bad_leaf')
  }
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch (cause) {
    throw new StoreError('bad_leaf', cause)
  }
  throw new StoreError('bad_leaf')
}

interface TypeNames {
  string: string
  boolean: boolean
}

function requireType<N extends keyof TypeNames>(value: unknown, type: N): TypeNames[N] {
  if (typeof value !== type) throw new StoreError('bad_leaf')
  return value as TypeNames[N]
}

function requireCount(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new StoreError('bad_leaf')
  return value
}
