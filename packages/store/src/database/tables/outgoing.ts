// Rows of signals on their way to a collector.
import type { ColumnType } from 'kysely'
import type { OutgoingSignal } from '../../outgoing/outgoing-signal.ts'
import type { WithDefault } from './columns.ts'

/** `summaries.outgoing` */
export interface OutgoingTable {
  id: ColumnType<number, never, never>
  stream_id: string
  session_id: string
  app_id: string
  signals: ColumnType<readonly OutgoingSignal[], string, never>
  added_at: WithDefault<Date>
}
