// What a restore would stand on, as far as the database tells: its WAL archive, the keys that a file of them would give
// back, and the objects that rows name. As the owner; nothing is written and no key is given to anyone.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { KeyClaim } from '../reindex/stream-claims.ts'

/** What PostgreSQL says of continuous archiving. */
export interface WalArchive {
  readonly isOn: boolean
  /** Milliseconds since 1970. */
  readonly lastArchivedMs?: number
  /** The newest attempt failed. */
  readonly isFailing: boolean
}

/** @throws StoreError database_unavailable, from every function here */
export async function readWalArchive(ownerDb: Database): Promise<WalArchive> {
  const { rows } = await guardDatabase(() =>
    sql<{ mode: string; archived: number | null; failing: boolean | null }>`
      SELECT current_setting('archive_mode') AS mode,
        (extract(epoch FROM last_archived_time) * 1000)::int8 AS archived,
        last_failed_time > coalesce(last_archived_time, '-infinity') AS failing
      FROM pg_stat_archiver`.execute(ownerDb),
  )
  const { mode = 'off', archived = null, failing = null } = rows[0] ?? {}
  return {
    isOn: mode !== 'off',
    ...(archived !== null && { lastArchivedMs: archived }),
    isFailing: failing ?? false,
  }
}

/** Sealing keys under which something lives, with how many streams. */
export async function countLivingByKey(ownerDb: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await guardDatabase(() =>
    sql<{ key_id: string; count: number }>`SELECT key_id, count(*)::int8 AS count FROM streams
      WHERE tombstoned_at IS NULL GROUP BY key_id`.execute(ownerDb),
  )
  return new Map(rows.map(({ key_id, count }) => [key_id, count]))
}

/** Keys in the database now. */
export async function countStreamKeys(ownerDb: Database): Promise<number> {
  const { rows } = await guardDatabase(() =>
    sql<{ count: number }>`SELECT count(*)::int8 AS count FROM stream_keys`.execute(ownerDb),
  )
  return rows[0]?.count ?? 0
}

/** How a file of keys compares. */
export interface ComparedKeys {
  /** The database has the same. */
  readonly kept: number
  /** Of streams that were forgotten since: whoever has the file and the sealing key opens them. */
  readonly forgotten: number
  /** Other bytes than the database's. */
  readonly different: number
}

/** Of one page of a file, no stream twice. */
export async function compareKeys(ownerDb: Database, keys: readonly KeyClaim[]): Promise<ComparedKeys> {
  const { rows } = await guardDatabase(() =>
    sql<ComparedKeys>`SELECT count(*) FILTER (WHERE stored.enc = claim.enc) AS kept,
        count(*) FILTER (WHERE streams.tombstoned_at IS NOT NULL) AS forgotten,
        count(*) FILTER (WHERE stored.enc <> claim.enc) AS different
      FROM unnest(${keys.map(({ stream }) => stream)}::uuid[], ${keys.map(({ enc }) => Buffer.from(enc))}::bytea[])
        AS claim (id, enc)
      LEFT JOIN stream_keys AS stored ON stored.stream_id = claim.id
      LEFT JOIN streams ON streams.id = claim.id`.execute(ownerDb),
  )
  return rows[0] ?? { kept: 0, forgotten: 0, different: 0 }
}

/** An object that a row names. */
export interface NamedObject {
  readonly seq: number
  readonly objectKey: string
  readonly sizeBytes: number
}

/** Objects of living batches after a place, in the order in which they were committed. */
export async function listObjects(
  ownerDb: Database,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<NamedObject[]> {
  const { rows } = await guardDatabase(() =>
    sql<NamedObject>`SELECT seq, object_key AS "objectKey", size_bytes AS "sizeBytes" FROM batches
      WHERE seq > ${after} AND removal_index IS NULL ORDER BY seq LIMIT ${limit}`.execute(ownerDb),
  )
  return rows
}

/** Some of them at random over all of time, the newest among them; read by their places, however many there are. */
export async function sampleObjects(ownerDb: Database, count: number): Promise<NamedObject[]> {
  const { rows } = await guardDatabase(() =>
    sql<NamedObject>`WITH extent AS (SELECT min(seq) AS first, max(seq) AS last FROM batches),
      places AS (SELECT last AS place FROM extent
        UNION SELECT first + floor(random() * (last - first + 1))::int8 FROM extent, generate_series(2, ${count}::int4))
    SELECT DISTINCT found.seq, found.object_key AS "objectKey", found.size_bytes AS "sizeBytes"
    FROM places, LATERAL (SELECT seq, object_key, size_bytes FROM batches
      WHERE seq >= place AND removal_index IS NULL ORDER BY seq LIMIT 1) AS found
    ORDER BY found.seq`.execute(ownerDb),
  )
  return rows
}
