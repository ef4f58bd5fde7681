// Rows of people, how they sign in, and what they opened.
import type { BytesColumn, NullableBytesColumn, WithDefault } from './columns.ts'

/** `users` */
export interface UsersTable {
  id: string
  name: string
  roles: string[]
  created_at: WithDefault<Date>
  disabled_at: WithDefault<Date | null>
  /** Where notifications go. */
  email: WithDefault<string | null>
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
  id: WithDefault<string>
  method: WithDefault<string>
  issuer: WithDefault<string>
  amr: WithDefault<string[]>
  acr: string | null
  authenticated_at: WithDefault<Date>
  roles: string[] | null
  rotated_at: WithDefault<Date>
  next_token_hash: NullableBytesColumn
  offered_at: Date | null
  previous_token_hash: NullableBytesColumn
  previous_until: Date | null
  client_ip: string | null
  user_agent: string | null
}

/** `identities` */
export interface IdentitiesTable {
  issuer: string
  subject: string
  user_id: string
  created_at: WithDefault<Date>
}

/** `former_names` */
export interface FormerNamesTable {
  name: string
  user_id: string
}

/** `provider_sessions` */
export interface ProviderSessionsTable {
  session_id: string
  issuer: string
  subject: string
  sid: string | null
  sealed_tokens: BytesColumn
  checked_at: Date
  checking_until: Date
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
