// Row types of every table, as SQL spells them; they stay inside the repositories (house style, kysely model).
import type { ColumnType, GeneratedAlways } from 'kysely'

type WithDefault<T> = ColumnType<T, T | undefined, T>
type Bytes = Uint8Array<ArrayBuffer>
/** Bytes come back on a buffer of their own kind; any view may go in. */
type BytesColumn = ColumnType<Bytes, Uint8Array, Uint8Array>
type NullableBytesColumn = ColumnType<Bytes | null, Uint8Array | null | undefined, Uint8Array | null>

interface AppsTable {
  id: string
  app_key: string
  name: string
  allowed_origins: string[]
  sealing_key_id: string
  command: string | null
  daily_quota_bytes: WithDefault<number | null>
  /** True while ingest refuses its parcels. */
  parcels_refused: WithDefault<boolean>
  created_at: WithDefault<Date>
}

/** What an app has sent in a day (UTC), over all ingest processes. */
interface AppUseTable {
  app_id: string
  day: Date
  parcels: number
  bytes: number
}

interface SessionsTable {
  id: string
  app_id: string
  started_at_ms: number
}

interface StreamsTable {
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
  /** Why, once tombstoned: `withdrawal`. */
  tombstone_reason: WithDefault<string | null>
  /** Segments `[0, folded_count)`, as `encodeManifest` has them; their rows are gone. */
  manifest: NullableBytesColumn
  folded_count: WithDefault<number>
}

/** Segments that are not folded yet, in partitions of a day. */
interface SegmentsTable {
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

interface BatchesTable {
  seq: GeneratedAlways<number>
  id: string
  object_key: string
  sha256: BytesColumn
  size_bytes: number
  segment_count: number
  created_at: WithDefault<Date>
  /** Index of its leaf in the recordings log, once it has one. */
  leaf_index: WithDefault<number | null>
}

interface StreamKeysTable {
  stream_id: string
  enc: BytesColumn
}

interface IngestReportsTable {
  id: GeneratedAlways<number>
  reported_at: WithDefault<Date>
  kind: string
  app_id: string
  stream_id: string | null
  segment_index: number | null
}

interface WithdrawalsTable {
  id: GeneratedAlways<number>
  app_id: string
  session_id: string
  token: BytesColumn
  requested_at: WithDefault<Date>
  due_at: WithDefault<Date | null>
  shredded_count: WithDefault<number>
  unproven: WithDefault<boolean>
}

interface UsersTable {
  id: string
  name: string
  roles: string[]
  created_at: WithDefault<Date>
  disabled_at: WithDefault<Date | null>
}

interface MembershipsTable {
  user_id: string
  app_id: string
}

interface SignInLinksTable {
  token_hash: BytesColumn
  user_id: string
  expires_at: Date
  used_at: WithDefault<Date | null>
}

interface WebSessionsTable {
  token_hash: BytesColumn
  user_id: string
  created_at: WithDefault<Date>
  last_seen_at: WithDefault<Date>
  expires_at: Date
}

interface ReplaysTable {
  id: string
  session_id: string
  app_id: string
  user_id: string
  purpose: string
  audit_index: number
  opened_at: WithDefault<Date>
  expires_at: Date
}

interface LeavesTable {
  index: number
  /** The exact RFC 8785 bytes that are hashed. */
  leaf: BytesColumn
  leaf_hash: GeneratedAlways<Bytes>
}

interface AuditLeavesTable extends LeavesTable {
  action: GeneratedAlways<string | null>
  session_id: GeneratedAlways<string | null>
}

interface AuditPersonalTable {
  leaf_index: number
  field: string
  salt: BytesColumn
  value: string
}

/** What a leaf says, where pages of leaves are looked for by it. */
interface AuditFacetsTable {
  leaf_index: number
  action: string | null
  outcome: string | null
  app: string | null
  purpose: string | null
}

interface AuditSinksTable {
  name: string
  settings: ColumnType<unknown, string, string>
  next_index: number
  failures: WithDefault<number>
  failing: WithDefault<string | null>
  try_after: WithDefault<Date>
  delivered_at: WithDefault<Date | null>
}

interface HeadTable {
  size: number
  time_ms: number
}

interface VerificationsTable {
  id: GeneratedAlways<number>
  verified_at: WithDefault<Date>
  intact: boolean
  detail: ColumnType<unknown, string, string>
}

interface RuleSetsTable {
  seq: GeneratedAlways<number>
  app_id: string
  version: string
  body: BytesColumn
  sha256: GeneratedAlways<Bytes>
  audit_index: number
  published_at: WithDefault<Date>
}

/** One row. */
interface SweepTable {
  /** Object keys up to it were looked at. */
  after_key: string
  pass_began_at: Date
  /** What was stored before is never removed. */
  not_before: Date
}

interface AnchorPlacesTable {
  place: string
  log: string
  size: number
  stored_at: WithDefault<Date>
}

interface AnchorInspectionsTable {
  place: string
  inspected_at: WithDefault<Date>
  deleted_count: number
  overwritten_count: number
}

/** One row a service. */
interface SeenSettingsTable {
  service: string
  /** Lower-case hex. */
  sha256: string
  seen_at: WithDefault<Date>
}

interface MigrationsTable {
  name: string
  applied_at: WithDefault<Date>
}

/** All tables of the schema `reseal`. */
export interface Tables {
  apps: AppsTable
  app_use: AppUseTable
  sessions: SessionsTable
  streams: StreamsTable
  segments: SegmentsTable
  batches: BatchesTable
  stream_keys: StreamKeysTable
  ingest_reports: IngestReportsTable
  withdrawals: WithdrawalsTable
  users: UsersTable
  memberships: MembershipsTable
  sign_in_links: SignInLinksTable
  web_sessions: WebSessionsTable
  replays: ReplaysTable
  audit_leaves: AuditLeavesTable
  audit_personal: AuditPersonalTable
  audit_facets: AuditFacetsTable
  audit_sinks: AuditSinksTable
  audit_head: HeadTable
  recordings_leaves: LeavesTable
  recordings_head: HeadTable
  verifications: VerificationsTable
  rule_sets: RuleSetsTable
  sweep: SweepTable
  anchor_places: AnchorPlacesTable
  anchor_inspections: AnchorInspectionsTable
  seen_settings: SeenSettingsTable
  migrations: MigrationsTable
}
