// Rows of quarantined sessions and of what the sentinel found.
import type { GeneratedAlways } from 'kysely'
import type { BytesColumn, WithDefault } from './columns.ts'

/** `quarantines` */
export interface QuarantinesTable {
  session_id: string
  app_id: string
  /** `quarantined`, `released`, `redacted`, `shredded`. */
  state: string
  /** `finding`, `unknown-rule-set`, `unknown-manifest`. */
  cause: string
  began_at: WithDefault<Date>
  decided_at: WithDefault<Date | null>
}

/** `findings` */
export interface FindingsTable {
  seq: GeneratedAlways<number>
  session_id: string
  stream_id: string
  app_id: string
  segment_index: number
  event_index: number
  time_ms: number
  detector: string
  /** `high`, `low`. */
  confidence: string
  place: string
  path: string
  proposal: unknown
  rules_hash: BytesColumn
  release: string | null
  accepted: boolean
  found_at: WithDefault<Date>
}

/** `accepted_findings` */
export interface AcceptedFindingsTable {
  app_id: string
  detector: string
  place: string
  path: string
  rules_hash: BytesColumn
  accepted_at: WithDefault<Date>
}

/** `stream_scans` */
export interface StreamScansTable {
  stream_id: string
  detectors_hash: BytesColumn
  scanned_at: WithDefault<Date>
}
