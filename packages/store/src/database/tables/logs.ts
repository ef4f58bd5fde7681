// Rows of the two logs, what lies beside them, and where they are anchored.
import type { ColumnType, GeneratedAlways } from 'kysely'
import type { Bytes, BytesColumn, WithDefault } from './columns.ts'

/** `leaves` */
export interface LeavesTable {
  index: number
  /** The exact RFC 8785 bytes that are hashed. */
  leaf: BytesColumn
  leaf_hash: GeneratedAlways<Bytes>
}

/** `audit_leaves` */
export interface AuditLeavesTable extends LeavesTable {
  action: GeneratedAlways<string | null>
  session_id: GeneratedAlways<string | null>
}

/** `audit_personal` */
export interface AuditPersonalTable {
  leaf_index: number
  field: string
  salt: BytesColumn
  value: string
}

/** What a leaf says, where pages of leaves are looked for by it. */
export interface AuditFacetsTable {
  leaf_index: number
  action: string | null
  outcome: string | null
  app: string | null
  purpose: string | null
}

/** `audit_sinks` */
export interface AuditSinksTable {
  name: string
  settings: ColumnType<unknown, string, string>
  next_index: number
  failures: WithDefault<number>
  failing: WithDefault<string | null>
  try_after: WithDefault<Date>
  delivered_at: WithDefault<Date | null>
}

/** `head` */
export interface HeadTable {
  size: number
  time_ms: number
}

/** `restores` */
export interface RestoresTable {
  log: string
  from_index: number
  noticed_at: WithDefault<Date>
}

/** `verifications` */
export interface VerificationsTable {
  id: GeneratedAlways<number>
  verified_at: WithDefault<Date>
  intact: boolean
  detail: ColumnType<unknown, string, string>
}

/** `anchor_places` */
export interface AnchorPlacesTable {
  place: string
  log: string
  size: number
  stored_at: WithDefault<Date>
}

/** `anchor_inspections` */
export interface AnchorInspectionsTable {
  place: string
  inspected_at: WithDefault<Date>
  deleted_count: number
  overwritten_count: number
}
