// Notes on replays: at a moment of a stream, by whom, and gone with the stream's key (design.md §6).
import type { AuditTransaction } from '../logs/audit-log.ts'

/** A note as it is written. */
export interface NewNote {
  readonly id: string
  readonly session: string
  readonly stream: string
  /** Milliseconds since 1970, by the page's clock. */
  readonly atMs: number
  readonly text: string
  readonly userId: string
}

/** A note as it is read. */
export interface Note extends NewNote {
  /** Undefined where the person is no longer known. */
  readonly author: string | undefined
  readonly writtenAtMs: number
}

/** Adds a note. */
export async function insertNote(transaction: AuditTransaction, note: NewNote): Promise<void> {
  const { id, session, stream, atMs, text, userId } = note
  await transaction
    .insertInto('replay_notes')
    .values({ id, session_id: session, stream_id: stream, at_ms: atMs, body: text, user_id: userId })
    .execute()
}

/** The notes on a session, by moment. */
export async function listNotes(transaction: AuditTransaction, session: string): Promise<Note[]> {
  const rows = await transaction
    .selectFrom('replay_notes')
    .leftJoin('users', 'users.id', 'replay_notes.user_id')
    .select(['replay_notes.id', 'session_id', 'stream_id', 'at_ms', 'body', 'user_id', 'written_at'])
    .select('users.name as author')
    .where('session_id', '=', session)
    .orderBy('at_ms')
    .orderBy('replay_notes.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    session: row.session_id,
    stream: row.stream_id,
    atMs: row.at_ms,
    text: row.body,
    userId: row.user_id,
    author: row.author ?? undefined,
    writtenAtMs: row.written_at.getTime(),
  }))
}

/** How many notes a session has. */
export async function countNotes(transaction: AuditTransaction, session: string): Promise<number> {
  const row = await transaction
    .selectFrom('replay_notes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('session_id', '=', session)
    .executeTakeFirst()
  return row?.count ?? 0
}

/** Removes a note of a session. False where there was none. */
export async function removeNote(
  transaction: AuditTransaction,
  {
    session,
    note,
    writtenBy,
  }: { readonly session: string; readonly note: string; readonly writtenBy?: string },
): Promise<boolean> {
  let query = transaction.deleteFrom('replay_notes').where('id', '=', note).where('session_id', '=', session)
  if (writtenBy !== undefined) query = query.where('user_id', '=', writtenBy)
  const { numDeletedRows } = await query.executeTakeFirst()
  return numDeletedRows > 0n
}
