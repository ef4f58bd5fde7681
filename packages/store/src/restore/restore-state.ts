// Whether a database is older than its logs (design.md §7): a row a log, from the moment somebody notices until everything
// that the anchored leaves say since is done. Until then the database itself refuses what services append.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'

/** From which leaf on each log is to be replayed; a log that is whole and replayed is absent. */
export type PendingRestore = Readonly<Partial<Record<LogName, number>>>

/** As any role. @throws StoreError restore_pending, of whoever is not the owner; database_unavailable */
export async function assertNotRestoring(db: Database): Promise<void> {
  await guardDatabase(() => sql`SELECT refuse_restoring()`.execute(db))
}

/** Whether services refuse. As any role. */
export async function isRestoring(db: Database): Promise<boolean> {
  const { rows } = await guardDatabase(() => sql<{ yes: boolean }>`SELECT is_restoring() AS yes`.execute(db))
  return rows[0]?.yes ?? true
}

/** Whether a log has fewer leaves than that. As any role. */
export async function isLogShorter(db: Database, log: LogName, size: number): Promise<boolean> {
  const { rows } = await guardDatabase(() =>
    sql<{ yes: boolean }>`SELECT is_log_shorter(${log}, ${size}::int8) AS yes`.execute(db),
  )
  return rows[0]?.yes ?? true
}

/** As viewer, worker or owner: the anchor holds more of this log than the database, which those learn who cannot read it. */
export async function noteLogBehind(db: Database, log: LogName): Promise<void> {
  await guardDatabase(() => sql`SELECT note_log_behind(${log})`.execute(db))
}

/** As the owner. */
export async function readPendingRestore(ownerDb: Database): Promise<PendingRestore> {
  const rows = await guardDatabase(() =>
    ownerDb.selectFrom('restores').select(['log', 'from_index']).execute(),
  )
  return Object.fromEntries(rows.map(({ log, from_index }) => [log, from_index]))
}

/** As the owner, who vouches that all was replayed. Services serve from now on. */
export async function endRestore(ownerDb: Database): Promise<void> {
  await guardDatabase(() => ownerDb.deleteFrom('restores').execute())
}
