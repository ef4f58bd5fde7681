// Legal holds (design.md §3): what is held is neither redacted nor shredded.
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** Whether a session is under a hold. May run inside a transaction. */
export async function isHeld(transaction: Kysely<Tables>, session: string): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`SELECT EXISTS (
    SELECT FROM holds WHERE session_id = ${session} AND lifted_at IS NULL) AS held`.execute(transaction)
  return rows[0]?.held ?? false
}
