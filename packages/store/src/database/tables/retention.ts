// Rows of retention rules, of what officers said of them, and of runs.
import type { GeneratedAlways } from 'kysely'
import type { BytesColumn, WithDefault } from './columns.ts'

/** `retention_rules` */
export interface RetentionRulesTable {
  seq: GeneratedAlways<number>
  body: BytesColumn
  sha256: GeneratedAlways<Uint8Array<ArrayBuffer>>
  shortens: boolean
  set_by: string | null
  audit_index: number
  set_at: WithDefault<Date>
}

/** `retention_decisions` */
export interface RetentionDecisionsTable {
  seq: number
  approved: boolean
  audit_index: number
  decided_at: WithDefault<Date>
}

/** `retention_runs` */
export interface RetentionRunsTable {
  id: GeneratedAlways<number>
  /** `schedule`, `asked`. */
  cause: string
  asked_at: WithDefault<Date>
  started_at: WithDefault<Date | null>
  start_index: WithDefault<number | null>
  rules_seq: WithDefault<number | null>
  after_app: WithDefault<string>
  after_day: WithDefault<string>
  after_stream: WithDefault<string>
  looked_count: WithDefault<number>
  forgotten_count: WithDefault<number>
  held_count: WithDefault<number>
  busy_count: WithDefault<number>
  stream_count: WithDefault<number>
  ended_at: WithDefault<Date | null>
}
