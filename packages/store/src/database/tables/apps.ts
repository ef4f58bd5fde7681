// Rows of registered apps, their use, their rule sets, and the settings that services were seen with.
import type { GeneratedAlways } from 'kysely'
import type { Bytes, BytesColumn, NullableBytesColumn, WithDefault } from './columns.ts'

/** `apps` */
export interface AppsTable {
  id: string
  app_key: string
  name: string
  allowed_origins: string[]
  sealing_key_id: string
  command: string | null
  daily_quota_bytes: WithDefault<number | null>
  /** True while ingest refuses its parcels. */
  parcels_refused: WithDefault<boolean>
  /** Whether membership does not suffice to watch. */
  grants_required: WithDefault<boolean>
  created_at: WithDefault<Date>
}

/** What an app has sent in a day (UTC), over all ingest processes. */
export interface AppUseTable {
  app_id: string
  day: Date
  parcels: number
  bytes: number
}

/** `rule_sets` */
export interface RuleSetsTable {
  seq: GeneratedAlways<number>
  app_id: string
  version: string
  body: BytesColumn
  sha256: GeneratedAlways<Bytes>
  audit_index: number
  published_at: WithDefault<Date>
  looser: WithDefault<boolean>
  compared_to: NullableBytesColumn
}

/** One row a service. */
export interface SeenSettingsTable {
  service: string
  /** Lower-case hex. */
  sha256: string
  seen_at: WithDefault<Date>
}
