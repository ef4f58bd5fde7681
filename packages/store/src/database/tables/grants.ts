// Rows of grants, of the reviews of accesses, and of what is still to be told.
import type { Generated, GeneratedAlways } from 'kysely'
import type { BytesColumn, WithDefault } from './columns.ts'

/** `grants` */
export interface GrantsTable {
  id: string
  kind: string
  user_id: string
  app_id: string
  scope: string
  scope_value: string | null
  reason: string
  duration_ms: number
  requested_at: Date
  due_at: Date
  decision: WithDefault<string | null>
  decided_by: WithDefault<string | null>
  decided_at: WithDefault<Date | null>
  from_at: WithDefault<Date | null>
  until_at: WithDefault<Date | null>
  revoked_by: WithDefault<string | null>
  revoked_at: WithDefault<Date | null>
  reviewed_by: WithDefault<string | null>
  reviewed_at: WithDefault<Date | null>
  verdict: WithDefault<string | null>
  reminded_at: WithDefault<Date | null>
}

/** `access_reviews` */
export interface AccessReviewsTable {
  /** Text, `2026-11-23`. */
  week: Date
  user_id: string
  from_index: number
  to_index: number
  root: BytesColumn
  signed_at: Date
}

/** `notifications` */
export interface NotificationsTable {
  id: GeneratedAlways<number>
  kind: string
  link: string
  channel: string
  user_id: string | null
  event_id: string
  created_at: WithDefault<Date>
  failures: Generated<number>
  failing: WithDefault<string | null>
  again_at: WithDefault<Date>
}
