// Leaf 0: pins a log's origin and key before anything else is in it (design.md §7).
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { StoreError } from '../store-error.ts'
import { type LogName, logTables } from './log-name.ts'
import { encodeRecordingsLeaf, type OriginLeaf, parseRecordingsLeaf } from './recordings-leaf.ts'

/**
 * Makes leaf 0 of an empty log; on a started one it checks that leaf 0 says the same. As owner or worker.
 * @throws StoreError log_inconsistent when leaf 0 pins another origin or key; database_unavailable
 */
export async function startLog(db: Database, log: LogName, pinned: Omit<OriginLeaf, 'type'>): Promise<void> {
  const { head, leaves } = logTables[log]
  const leaf = encodeRecordingsLeaf({ type: 'origin', origin: pinned.origin, key: pinned.key })
  const found = await guardDatabase(async () => {
    await sql`
      WITH started AS (
        UPDATE ${sql.table(head)} SET size = 1, time_ms = (extract(epoch FROM clock_timestamp()) * 1000)::int8
        WHERE size = 0 RETURNING time_ms)
      INSERT INTO ${sql.table(leaves)} (index, leaf)
      SELECT 0, convert_to(${leaf.before} || time_ms || ${leaf.after}, 'UTF8') FROM started`.execute(db)
    return db.selectFrom(leaves).select('leaf').where('index', '=', 0).executeTakeFirst()
  })
  const first = found && parseRecordingsLeaf(found.leaf)
  const same = first?.type === 'origin' && first.origin === pinned.origin && first.key === pinned.key
  if (!same) throw new StoreError('log_inconsistent')
}
