// Rows of what was released to replays, and of notes on them.
import type { WithDefault } from './columns.ts'

/** `released_ranges` */
export interface ReleasedRangesTable {
  replay_id: string
  stream_id: string
  /** A multirange, as PostgreSQL writes one. */
  released: string
}

/** `replay_notes` */
export interface ReplayNotesTable {
  id: string
  session_id: string
  stream_id: string
  at_ms: number
  body: string
  user_id: string
  written_at: WithDefault<Date>
}
