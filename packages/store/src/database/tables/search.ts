// Rows of the indexer, of summaries and of saved searches. Tables of the schema `summaries` are named with it.
import type { ColumnType } from 'kysely'
import type { WithDefault } from './columns.ts'

/** Goes in as JSON text, comes back parsed. */
type JsonColumn = ColumnType<unknown, string, string>

/** `stream_index` */
export interface StreamIndexTable {
  stream_id: string
  session_id: string
  app_id: string
  known_count: number
  /** Segments that the sentinel has passed or quarantined. */
  indexed_count: WithDefault<number>
  /** `open`, `failed`, `shredded`. */
  state: WithDefault<string>
  failures: WithDefault<number>
  due_at: WithDefault<Date>
  waiting_since: WithDefault<Date | null>
  holder: WithDefault<string | null>
  held_until: WithDefault<Date | null>
}

/** `summaries.streams` */
export interface StreamSummariesTable {
  stream_id: string
  session_id: string
  app_id: string
  summary: JsonColumn
}

/** `summaries.sessions` */
export interface SessionSummariesTable {
  session_id: string
  app_id: string
  started_at_ms: number
  tokens: ColumnType<unknown, string[], string[]>
  summary: JsonColumn
  chunk: WithDefault<number | null>
  place: WithDefault<number | null>
  changed_at: WithDefault<Date>
}

/** `summaries.error_groups` */
export interface ErrorGroupsTable {
  app_id: string
  fingerprint: string
  name: string
  message: string
  frames: JsonColumn
  first_seen_ms: number
  last_seen_ms: number
  first_release: string | null
  last_release: string | null
  session_count: number
  event_count: number
}

/** `summaries.error_days` */
export interface ErrorDaysTable {
  app_id: string
  fingerprint: string
  day: Date
  session_count: number
  event_count: number
}

/** `saved_searches` */
export interface SavedSearchesTable {
  id: string
  user_id: string
  name: string
  query: string
  /** App within which everyone sees it. */
  shared_app: WithDefault<string | null>
  created_at: WithDefault<Date>
}
