// What a grant's scope is compared with: pages and labels of a session, as its summary has them.
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { Summary } from './summary.ts'

/** Pages and labels of a session. */
export interface SessionScope {
  /** Templates. */
  readonly pages: readonly string[]
  /** Tags, `key:value`. */
  readonly labels: readonly string[]
}

/** Empty where the session has no summary. As the viewer or the worker. */
export async function findSessionScope(transaction: Kysely<Tables>, session: string): Promise<SessionScope> {
  const { rows } = await sql<{ summary: Summary | null }>`
    SELECT summary FROM summaries.sessions WHERE session_id = ${session}`.execute(transaction)
  const labels = rows[0]?.summary?.labels
  return {
    pages: labels?.pages ?? [],
    labels: Object.entries(labels?.tags ?? {}).map(([key, value]) => `${key}:${value}`),
  }
}
