// Rows of sealing keys by app, and of their retirements.
import type { GeneratedAlways } from 'kysely'

/** `sealing_keys`: written by functions and the owner alone. */
export interface SealingKeysTable {
  app_id: string
  key_id: string
  /** `current`, `accepted`, `retired`. */
  state: string
  since: GeneratedAlways<Date>
  replaced_at: Date | null
  /** Ingest takes no new stream under it. */
  closed_at: Date | null
  retired_at: Date | null
  audit_index: number | null
}

/** `key_retirements`: written by functions alone. */
export interface KeyRetirementsTable {
  id: string
  key_id: string
  with_shred: boolean
  /** `asked`, `approved`, `done`, `refused`. */
  state: string
  asked_by: string | null
  asked_index: number
  asked_at: GeneratedAlways<Date>
  decided_by: string | null
  decided_index: number | null
  decided_at: Date | null
  ended_at: Date | null
}
