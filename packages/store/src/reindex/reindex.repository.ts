// Rows of a lost database, rebuilt from batch objects (design.md §6: objects alone can be verified and reindexed). As the
// owner, one transaction a batch: a run that dies has done whole batches, and the next one goes on.
import { sha256 } from '@reseal/protocol'
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'
import { findSegmentHashes } from '../streams/segment-hashes.ts'
import { commitReindexed, type ReindexedBatch } from './commit-reindexed.ts'
import {
  type CloseClaim,
  type KeyClaim,
  type ListClaim,
  markClosed,
  markListed,
  markRemoved,
  markTombstoned,
  type RemovedClaim,
  type RestoredKeys,
  restoreKeys,
  type TombstoneClaim,
} from './stream-claims.ts'

/** How far the database knows a stream. */
export interface ReindexTip {
  readonly stream: string
  readonly nextIndex: number
  /** Undefined once a stream that ended is folded: nothing follows it. */
  readonly lastLink: Uint8Array | undefined
  readonly final: boolean
  readonly tombstoned: boolean
}

/** What reindexing reads and writes. Every method may throw StoreError database_unavailable, database_refused. */
export interface ReindexRepository {
  /** From now on the sweeper leaves alone what lies in the object store at this moment. */
  keepObjects(): Promise<void>
  /** Ids of registered apps by app key. */
  appIds(): Promise<ReadonlyMap<string, string>>
  /** Whether each segment that the known batches hold has its place in a stream. */
  isComplete(): Promise<boolean>
  /** Of these batches those that are known, with the SHA-256 of their objects. */
  knownBatches(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  tips(streams: readonly string[]): Promise<ReadonlyMap<string, ReindexTip>>
  /** SHA-256 of the headers of those streams that are known. */
  headerHashes(streams: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  /** SHA-256 of a stored segment; undefined where neither row nor manifest says. */
  segmentHash(stream: string, index: number): Promise<Uint8Array | undefined>
  /** All or nothing. Returns streams whose session belongs to another app, and then nothing was written. */
  commit(batch: ReindexedBatch): Promise<readonly string[]>
  /** Marks known batches as listed; returns how many were not. */
  markListed(leaves: readonly ListClaim[]): Promise<number>
  /** Gives removed batches their rows, and those that have one the mark. */
  markRemoved(claims: readonly RemovedClaim[]): Promise<void>
  /** Marks streams as closed where the claim is news; returns how many were. */
  markClosed(claims: readonly CloseClaim[]): Promise<number>
  /** Marks streams as tombstoned and destroys their keys; returns how many were not. */
  markTombstoned(claims: readonly TombstoneClaim[]): Promise<number>
  /** Stores keys that fit their stream's header. */
  restoreKeys(keys: readonly KeyClaim[]): Promise<RestoredKeys>
  /** Streams that are not tombstoned and have no key. */
  countWithoutKey(): Promise<number>
}

/** `ownerDb` logs in as the owner of the database. */
export function createReindexRepository(ownerDb: Database): ReindexRepository {
  return {
    keepObjects: () =>
      guardDatabase(async () => {
        await sql`UPDATE sweep SET not_before = now()`.execute(ownerDb)
      }),
    appIds: () =>
      guardDatabase(async () => {
        const apps = await ownerDb.selectFrom('apps').select(['id', 'app_key']).execute()
        return new Map(apps.map((app) => [app.app_key, app.id]))
      }),
    isComplete: () =>
      guardDatabase(async () => {
        const { rows } = await sql<{ complete: boolean }>`
          SELECT (SELECT coalesce(sum(CASE WHEN removal_index IS NULL THEN segment_count ELSE dead_count END), 0)
              FROM batches)
            = (SELECT coalesce(sum(next_index), 0) FROM streams) AS complete`.execute(ownerDb)
        return rows[0]?.complete ?? false
      }),
    knownBatches: (ids) =>
      guardDatabase(async () => {
        const { rows } = await sql<{ id: string; sha256: Uint8Array }>`
          SELECT id, sha256 FROM batches WHERE id = ANY(${ids}::uuid[])`.execute(ownerDb)
        return new Map(rows.map((row) => [row.id, row.sha256]))
      }),
    tips: (streams) => guardDatabase(() => readTips(ownerDb, streams)),
    headerHashes: (streams) => guardDatabase(() => readHeaderHashes(ownerDb, streams)),
    segmentHash: (stream, index) =>
      guardDatabase(async () => {
        const [found] = await findSegmentHashes(ownerDb, stream, index, index + 1)
        return found?.sha256
      }),
    commit: (batch) => guardDatabase(() => commitReindexed(ownerDb, batch)),
    markRemoved: (claims) => guardDatabase(() => markRemoved(ownerDb, claims)),
    markListed: (leaves) => guardDatabase(() => markListed(ownerDb, leaves)),
    markClosed: (claims) => guardDatabase(() => markClosed(ownerDb, claims)),
    markTombstoned: (claims) =>
      guardDatabase(() =>
        ownerDb.transaction().execute((transaction) => markTombstoned(transaction, claims)),
      ),
    restoreKeys: (keys) => guardDatabase(() => restoreKeys(ownerDb, keys)),
    countWithoutKey: () =>
      guardDatabase(async () => {
        const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM streams
          WHERE tombstoned_at IS NULL
            AND NOT EXISTS (SELECT FROM stream_keys WHERE stream_id = streams.id)`.execute(ownerDb)
        return rows[0]?.count ?? 0
      }),
  }
}

async function readTips(db: Database, streams: readonly string[]): Promise<Map<string, ReindexTip>> {
  const { rows } = await sql<Omit<ReindexTip, 'lastLink'> & { lastLink: Uint8Array | null }>`
    SELECT id AS stream, next_index AS "nextIndex", last_link AS "lastLink", final,
      tombstoned_at IS NOT NULL AS tombstoned
    FROM streams WHERE id = ANY(${streams}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.stream, { ...row, lastLink: row.lastLink ?? undefined }]))
}

async function readHeaderHashes(db: Database, streams: readonly string[]): Promise<Map<string, Uint8Array>> {
  if (streams.length === 0) return new Map()
  const rows = await db
    .selectFrom('streams')
    .select(headerColumns)
    .where(sql<boolean>`id = ANY(${streams}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, sha256(streamHeaderBytes(row))]))
}
