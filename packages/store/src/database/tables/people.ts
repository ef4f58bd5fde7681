// Rows of people, how they sign in, and what they opened.
import type { BytesColumn, WithDefault } from './columns.ts'

/** `users` */
export interface UsersTable {
  id: string
  name: string
  roles: string[]
  created_at: WithDefault<Date>
  disabled_at: WithDefault<Date | null>
}

/** `memberships` */
export interface MembershipsTable {
  user_id: string
  app_id: string
}

/** `sign_in_links` */
export interface SignInLinksTable {
  token_hash: BytesColumn
  user_id: string
  expires_at: Date
  used_at: WithDefault<Date | null>
}

/** `web_sessions` */
export interface WebSessionsTable {
  token_hash: BytesColumn
  user_id: string
  created_at: WithDefault<Date>
  last_seen_at: WithDefault<Date>
  expires_at: Date
}

/** `replays` */
export interface ReplaysTable {
  id: string
  session_id: string
  app_id: string
  user_id: string
  purpose: string
  audit_index: number
  opened_at: WithDefault<Date>
  expires_at: Date
}
