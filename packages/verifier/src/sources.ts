// What a verification reads from, as narrow contracts: anchors and objects are the evidence; an export and the database are
// what is held against them (design.md §7 "reseal verify").
import type { Tile } from '@reseal/protocol/log'
import type { Bytes } from './bytes.ts'
import type { LogName } from './problem.ts'
import type { PackedSegmentRows, SegmentRow } from './segment-rows.ts'
import type { StreamClaims } from './stream-claims.ts'

/** Files by key, in a folder, a bucket, or what somebody dropped on a page. */
export interface FileSource {
  /** A file's bytes, or undefined when it is not there. */
  get(key: string): Promise<Bytes | undefined>
  /** Files whose key begins with the prefix, ascending by key, after `startAfter` where that is given. */
  list(
    prefix: string,
    startAfter?: string,
  ): AsyncIterable<{ readonly key: string; readonly sizeBytes: number }>
}

/** A signed checkpoint as it was found, unchecked. */
export interface FoundCheckpoint {
  /** Where it lies; for findings only. */
  readonly name: string
  readonly note: string
}

/** Something that a store which keeps versions says was done to an anchored object. */
export interface AnchorChange {
  readonly key: string
  readonly kind: 'replaced' | 'deleted'
}

/** Where checkpoints, tiles and leaves were anchored, out of the database's reach. */
export interface AnchorSource {
  /** Every checkpoint of a log, ascending by name; up to and with the one named, where one is. */
  checkpoints(log: LogName, upTo?: string): AsyncIterable<FoundCheckpoint>
  /** The name of the newest checkpoint, unchecked. */
  newest(log: LogName): Promise<string | undefined>
  /** A tile's bytes, or undefined when it is not there. */
  tile(log: LogName, tile: Tile): Promise<Uint8Array | undefined>
  /** The leaves themselves, with `from` ≤ index < `to`, ascending, all of one tile; as they lie there. */
  leaves(log: LogName, from: number, to: number): Promise<readonly LeafRow[]>
  /** Whether any leaves lie there: anchors of before they did have tiles alone until the worker adds them. */
  hasLeaves(log: LogName): Promise<boolean>
  /** What versions tell of objects that were replaced or deleted, where the store keeps any. */
  changes?(log: LogName): AsyncIterable<AnchorChange>
}

/** A place where leaves of one log are kept. */
export interface LeafSource {
  readonly kind: 'database' | 'anchor' | 'export'
  /** One more than the highest index there is; undefined where that says nothing. */
  readonly size?: number
  /** What the database's head says. */
  readonly headSize?: number
  /** The lowest index there can be. */
  readonly first?: number
  /** True where leaves are left out on purpose, as a filtered export says of itself. */
  readonly isPartial?: boolean
  /** Reads to the end of what can only be read in order, and gives the size. */
  end?(): Promise<number>
  /** Leaves with `from` ≤ index < `to` that are there, ascending. */
  leaves(from: number, to: number): Promise<readonly LeafRow[]>
}

/** One leaf as it was found. */
export interface LeafRow {
  readonly index: number
  /** The exact bytes that the leaf hash covers. */
  readonly leaf: Uint8Array
}

/** A clear value beside the commitment to it in an audit leaf. */
export interface PersonalRow {
  readonly leafIndex: number
  readonly field: string
  readonly salt: Uint8Array
  readonly value: string
}

/** One committed batch as the database lists it. */
export interface BatchRow {
  /** What segment rows name it by. */
  readonly seq: number
  readonly id: string
  readonly objectKey: string
  readonly sha256: Uint8Array
  /** Its leaf in the recordings log, or undefined until the worker has appended it. */
  readonly leafIndex: number | undefined
}

/** One stream as the database lists it. */
export interface StreamRow {
  readonly stream: string
  readonly headerBytes: Uint8Array
  readonly segmentCount: number
  /** Undefined once a final stream is folded: then it follows from the manifest. */
  readonly lastLink: Uint8Array | undefined
  /** Whether the stream takes no more segments. */
  readonly final: boolean
  readonly claims: StreamClaims
}

/** One consistent view of the database. */
export interface DatabaseSource {
  /** What the log's head says, and one more than the highest index there is. */
  extent(log: LogName): Promise<{ readonly headSize: number; readonly size: number }>
  /** Leaves with `from` ≤ index < `to` that are there, ascending. */
  leaves(log: LogName, from: number, to: number): Promise<readonly LeafRow[]>
  personal(from: number, to: number): Promise<readonly PersonalRow[]>
  batches(): AsyncIterable<BatchRow>
  /** All segments, by stream and then index; the pieces of a stream follow one another. */
  segments(): AsyncIterable<PackedSegmentRows>
  /** The segments that should lie in one batch, by offset. */
  segmentsOfBatch(batch: string): Promise<readonly (SegmentRow & { readonly stream: string })[]>
  /** All streams, by id. */
  streams(): AsyncIterable<StreamRow>
}

/** How far a verification is. `total` is 0 while unknown. */
export interface VerifyProgress {
  readonly step: 'checkpoints' | 'tree' | 'log' | 'objects' | 'streams'
  readonly log?: LogName
  readonly done: number
  readonly total: number
}
