// What beside roles and grants decides who may watch a session, in one question to the database (design.md §5.9, §8).
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** Facts about a session and its app. */
export interface SessionStanding {
  /** Whether membership of the app does not suffice. */
  readonly grantsRequired: boolean
  readonly quarantined: boolean
  readonly held: boolean
  /** A looser rule set of its app waits for an officer, who may look at what it would open. */
  readonly rulesWaiting: boolean
}

/** Reads them; of a session that is not there nothing holds. May run inside a read's transaction. */
export async function findSessionStanding(
  transaction: Kysely<Tables>,
  { app, session }: { readonly app: string; readonly session: string },
): Promise<SessionStanding> {
  const { rows } = await sql<SessionStanding>`SELECT
    EXISTS (SELECT FROM apps WHERE id = ${app} AND grants_required) AS "grantsRequired",
    EXISTS (SELECT FROM quarantines WHERE session_id = ${session} AND state = 'quarantined') AS quarantined,
    is_held(${session}) AS held,
    EXISTS (SELECT FROM rule_sets LEFT JOIN rule_set_decisions USING (seq)
      WHERE app_id = ${app} AND looser AND approved IS NULL AND seq > coalesce((
        SELECT max(rule_sets.seq) FROM rule_sets LEFT JOIN rule_set_decisions AS past ON past.seq = rule_sets.seq
        WHERE rule_sets.app_id = ${app} AND (NOT rule_sets.looser OR past.approved)), 0)) AS "rulesWaiting"`.execute(
    transaction,
  )
  const [standing] = rows
  if (standing === undefined) throw new RangeError('a question has one answer')
  return standing
}
