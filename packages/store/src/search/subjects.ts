// Whose a session is, by the opaque id that the app said with `identify` (SPEC.md R-11.13). Only its hash is kept: it is found
// by whoever knows the id, and names nobody.
import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** A subject of an app. */
export interface AppSubject {
  readonly app: string
  /** `subjectHash` of the pseudonym. */
  readonly subject: string
}

/** SHA-256 of a pseudonym, lower-case hex. */
export function subjectHash(pseudonym: string): string {
  return createHash('sha256').update(pseudonym).digest('hex')
}

/** What says that the row of `summaries.streams` is of a subject. */
export function isOfSubject(subject: string): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`summary #> '{labels,subjects}' @> ${JSON.stringify(subject)}::jsonb`
}

/** Sessions of a subject, by their start, at most `limit`. As viewer or worker. */
export async function findSubjectSessions(
  db: Kysely<Tables>,
  { subject, app, limit }: { readonly subject: string; readonly app?: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM sessions
    WHERE id IN (SELECT session_id FROM summaries.streams WHERE ${isOfSubject(subject)})
      ${app === undefined ? sql`` : sql`AND app_id = ${app}`}
    ORDER BY started_at_ms, id LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Whose sessions are, before what says so is erased. */
export async function findSubjects(
  transaction: Kysely<Tables>,
  streams: readonly string[],
): Promise<AppSubject[]> {
  if (streams.length === 0) return []
  const { rows } = await sql<AppSubject>`SELECT DISTINCT app_id AS app, subject
    FROM summaries.streams, jsonb_array_elements_text(summary #> '{labels,subjects}') AS subject
    WHERE stream_id = ANY(${[...streams]}::uuid[])`.execute(transaction)
  return rows
}
