// What a verification reads from, as narrow contracts: anchors and objects are the evidence, the database is what
// is held against them (design.md §7 "reseal verify").
import type { Tile } from '@reseal/protocol/log'
import type { LogName } from './problem.ts'
import type { PackedSegmentRows, SegmentRow } from './segment-rows.ts'
import type { StreamClaims } from './stream-claims.ts'

/** A signed checkpoint as it was found, unchecked. */
export interface FoundCheckpoint {
  /** Where it lies; for findings only. */
  readonly name: string
  readonly note: string
}

/** Where checkpoints and tiles were anchored, out of the database's reach. */
export interface AnchorSource {
  /** Every checkpoint of a log, in any order. */
  checkpoints(log: LogName): AsyncIterable<FoundCheckpoint>
  /** A tile's bytes, or undefined when it is not there. */
  tile(log: LogName, tile: Tile): Promise<Uint8Array | undefined>
}

/** One leaf as the database holds it. */
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

/** Where sealed batches lie. */
export interface ObjectSource {
  /** An object's bytes, or undefined when it is not there. */
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  list(): AsyncIterable<{ readonly key: string; readonly sizeBytes: number }>
}

/** How far a verification is. `total` is 0 while unknown. */
export interface VerifyProgress {
  readonly step: 'checkpoints' | 'log' | 'objects' | 'rows'
  readonly log?: LogName
  readonly done: number
  readonly total: number
}
