// Rows of the registry of rule sets, of holds, and of privacy officers' orders.
import type { GeneratedAlways } from 'kysely'
import type { BytesColumn, NullableBytesColumn, WithDefault } from './columns.ts'

/** `rule_set_decisions` */
export interface RuleSetDecisionsTable {
  /** Of `rule_sets`. */
  seq: number
  approved: boolean
  audit_index: number
  decided_at: WithDefault<Date>
}

/** `rule_acceptances` */
export interface RuleAcceptancesTable {
  app_id: string
  /** `registered`, `any`. */
  accepts: string
  audit_index: number
  decided_at: WithDefault<Date>
}

/** `release_manifests` */
export interface ReleaseManifestsTable {
  seq: GeneratedAlways<number>
  app_id: string
  release: string
  body: BytesColumn
  sha256: BytesColumn
  text_count: number
  audit_index: number
  published_at: WithDefault<Date>
}

/** `holds` */
export interface HoldsTable {
  id: string
  /** Null of a hold by app. */
  session_id: string | null
  app_id: WithDefault<string | null>
  from_ms: WithDefault<number | null>
  to_ms: WithDefault<number | null>
  /** SHA-256 of a pseudonym. */
  subject: NullableBytesColumn
  audit_index: number
  placed_at: WithDefault<Date>
  lifted_at: WithDefault<Date | null>
  lift_index: WithDefault<number | null>
}

/** `orders` */
export interface OrdersTable {
  id: string
  /** `redact`, `shred`. */
  kind: string
  app_id: string
  session_id: string
  /** `proposed`, `confirmed`, `done`, `refused`, `failed`. */
  state: string
  rules: NullableBytesColumn
  proposed_by: string
  proposed_index: number
  proposed_at: WithDefault<Date>
  decided_by: WithDefault<string | null>
  decided_index: WithDefault<number | null>
  decided_at: WithDefault<Date | null>
  ended_at: WithDefault<Date | null>
  failure: WithDefault<string | null>
  attempts: WithDefault<number>
  try_after: WithDefault<Date>
}

/** `derivations` */
export interface DerivationsTable {
  source_id: string
  derived_id: string
  order_id: string
  event_index: number
  rules: BytesColumn
  derived_at: WithDefault<Date>
}

/** `scope_orders` */
export interface ScopeOrdersTable {
  id: string
  app_id: string
  /** SHA-256 of a pseudonym. */
  subject: NullableBytesColumn
  from_ms: WithDefault<number>
  to_ms: number
  /** `proposed`, `confirmed`, `done`, `refused`. */
  state: WithDefault<string>
  proposed_by: string | null
  proposed_index: number
  proposed_at: WithDefault<Date>
  decided_by: WithDefault<string | null>
  decided_index: WithDefault<number | null>
  decided_at: WithDefault<Date | null>
  ended_at: WithDefault<Date | null>
  after_ms: WithDefault<number>
  after_session: WithDefault<string>
  looked_count: WithDefault<number>
  forgotten_count: WithDefault<number>
  held_count: WithDefault<number>
  stream_count: WithDefault<number>
  try_after: WithDefault<Date>
}
