// Rows of sessions, streams, segments and what becomes of them.
import type { GeneratedAlways } from 'kysely'
import type { BytesColumn, NullableBytesColumn, WithDefault } from './columns.ts'

/** `sessions` */
export interface SessionsTable {
  id: string
  app_id: string
  started_at_ms: number
}

/** `streams` */
export interface StreamsTable {
  id: string
  session_id: string
  app_id: string
  key_id: string
  /** As `packStreamHeader` has it. */
  header: BytesColumn
  /** Of streams registered before headers were packed. */
  header_hash: NullableBytesColumn
  enc_hash: BytesColumn
  append_key_hash: BytesColumn
  /** Null once a final stream is folded: then it follows from the manifest. */
  last_link: NullableBytesColumn
  started_at_ms: number
  last_end_ms: number
  size_bytes: number
  next_index: number
  closed_count: WithDefault<number | null>
  final: boolean
  /** True while the close leaf does not cover `next_index` segments. */
  open: WithDefault<boolean>
  last_received_at: Date
  tombstoned_at: WithDefault<Date | null>
  /** Why, once tombstoned: `withdrawal`, `redaction`, `officer`. */
  tombstone_reason: WithDefault<string | null>
  /** Segments `[0, folded_count)`, as `encodeManifest` has them; their rows are gone. */
  manifest: NullableBytesColumn
  folded_count: WithDefault<number>
  /** UTC day on which it was first heard of. */
  registered_on: WithDefault<string>
  /** Forgotten, and counted among what is dead in its batches. */
  accounted: WithDefault<boolean>
}

/** Segments that are not folded yet, in partitions of a day. */
export interface SegmentsTable {
  stream_id: string
  batch_seq: number
  start_ms: number
  end_ms: number
  index: number
  byte_offset: number
  byte_length: number
  /** Bit 0 keyframe, bit 1 final. */
  flags: number
  sha256: BytesColumn
  link: BytesColumn
  /** UTC; the partition it lies in. */
  received_on: WithDefault<Date>
}

/** `batches` */
export interface BatchesTable {
  seq: GeneratedAlways<number>
  id: string
  object_key: string
  sha256: BytesColumn
  size_bytes: number
  segment_count: number
  created_at: WithDefault<Date>
  /** Index of its leaf in the recordings log, once it has one. */
  leaf_index: WithDefault<number | null>
  /** Segments of forgotten streams, and their bytes. */
  dead_count: WithDefault<number>
  dead_bytes: WithDefault<number>
  /** Leaf that says that it is removed, and when its object was deleted after that. */
  removal_index: WithDefault<number | null>
  removed_at: WithDefault<Date | null>
  deleted_at: WithDefault<Date | null>
  /** Number of the batch that took what was alive in it. */
  rewritten_as: WithDefault<number | null>
}

/** `batch_rewrites`: objects that are about to be stored. */
export interface BatchRewritesTable {
  id: string
  begun_at: WithDefault<Date>
}

/** `stream_keys` */
export interface StreamKeysTable {
  stream_id: string
  enc: BytesColumn
}

/** `ingest_reports` */
export interface IngestReportsTable {
  id: GeneratedAlways<number>
  reported_at: WithDefault<Date>
  kind: string
  app_id: string
  stream_id: string | null
  segment_index: number | null
}

/** `withdrawals` */
export interface WithdrawalsTable {
  id: GeneratedAlways<number>
  app_id: string
  session_id: string
  token: BytesColumn
  requested_at: WithDefault<Date>
  due_at: WithDefault<Date | null>
  shredded_count: WithDefault<number>
  unproven: WithDefault<boolean>
}

/** One row. */
export interface SweepTable {
  /** Object keys up to it were looked at. */
  after_key: string
  pass_began_at: Date
  /** What was stored before is never removed. */
  not_before: Date
}
