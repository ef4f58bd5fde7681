// Rows of passkeys, of the ceremonies that make and use them, and of service tokens.
import type { BytesColumn, NullableBytesColumn, WithDefault } from './columns.ts'

/** `passkeys` */
export interface PasskeysTable {
  id: string
  credential_id: BytesColumn
  user_id: string
  name: string
  public_key: BytesColumn
  counter: number
  backup_eligible: boolean
  backed_up: boolean
  transports: string[]
  created_at: Date
  last_used_at: WithDefault<Date | null>
}

/** `passkey_invitations` */
export interface PasskeyInvitationsTable {
  token_hash: BytesColumn
  user_id: string
  created_at: Date
  expires_at: Date
  used_at: WithDefault<Date | null>
}

/** `passkey_ceremonies` */
export interface PasskeyCeremoniesTable {
  challenge_hash: BytesColumn
  kind: 'sign-in' | 'invitation' | 'add' | 'confirm'
  bound_to: NullableBytesColumn
  user_id: string | null
  expires_at: Date
}

/** `service_tokens` */
export interface ServiceTokensTable {
  id: string
  token_hash: BytesColumn
  name: string
  app_ids: string[]
  purposes: string[]
  created_by: string
  created_at: Date
  expires_at: Date
  revoked_at: WithDefault<Date | null>
  last_used_at: WithDefault<Date | null>
}
