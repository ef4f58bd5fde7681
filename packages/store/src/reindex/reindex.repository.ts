// Rows of a lost database, rebuilt from batch objects (design.md §6: objects alone can be verified and reindexed). As the
// owner, one transaction a batch: a run that dies has done whole batches, and the next one goes on.
import { sha256 } from '@reseal/protocol'
import { sql, type Transaction } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { StoreError } from '../store-error.ts'
import {
  type Advance,
  advanceStreams,
  advancesOf,
  arrayOf,
  insertSegments,
  type NewBatch,
  type NewSegment,
  type NewStream,
  registerSessions,
  requireAdvance,
} from '../streams/commit-batch.ts'
import { headerColumns, packStreamHeader, streamHeaderBytes } from '../streams/packed-header.ts'
import { findSegmentHashes } from '../streams/segment-hashes.ts'

/** A stream as its header says; its encapsulated key is in no object. */
export type ReindexedStream = Omit<NewStream, 'enc'>

/** A batch, and those of its segments that continue their streams. */
export interface ReindexedBatch {
  readonly batch: NewBatch & {
    readonly createdAtMs: number
    /** As the footer counts. */
    readonly segmentCount: number
    /** Of its leaf in the recordings log, where it has one. */
    readonly leafIndex?: number
  }
  readonly streams: readonly ReindexedStream[]
  readonly segments: readonly NewSegment[]
}

/** How far the database knows a stream. */
export interface ReindexTip {
  readonly stream: string
  readonly nextIndex: number
  /** Undefined once a stream that ended is folded: nothing follows it. */
  readonly lastLink: Uint8Array | undefined
  readonly final: boolean
  readonly tombstoned: boolean
}

/** What a close leaf says of a stream. */
export interface CloseClaim {
  readonly stream: string
  readonly segmentCount: number
}

/** What a tombstone leaf says of a stream. */
export interface TombstoneClaim {
  readonly stream: string
  readonly session: string
  readonly appId: string
  readonly token: Uint8Array
  readonly timeMs: number
}

/** A stream's encapsulated key, from a backup of its own. */
export interface KeyClaim {
  readonly stream: string
  readonly enc: Uint8Array
}

/** Whether a key was stored, was there, or may not be stored. */
export interface RestoredKeys {
  readonly restored: number
  /** Streams whose key differs from the header's hash, or from the one that is stored. */
  readonly refused: readonly string[]
  /** Keys of tombstoned streams, and of streams that no batch holds. */
  readonly passedOver: number
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
  markListed(leaves: readonly { readonly batch: string; readonly leafIndex: number }[]): Promise<number>
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
          SELECT (SELECT coalesce(sum(segment_count), 0) FROM batches)
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
    commit: (batch) => guardDatabase(() => commit(ownerDb, batch)),
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

class RollbackSignal extends Error {}

async function commit(db: Database, batch: ReindexedBatch): Promise<readonly string[]> {
  let foreign: readonly string[] = []
  try {
    await db.transaction().execute(async (transaction) => {
      const advances = advancesOf(batch.segments)
      if (batch.streams.length > 0) {
        foreign = [...(await registerSessions(transaction, batch.streams))]
        if (foreign.length > 0) throw new RollbackSignal()
        await insertStreams(transaction, batch, advances)
      }
      const moved = await advanceStreams(transaction, batch.streams, advances)
      // Someone else writes to this database, which is to be reindexed while nothing else runs.
      if (moved.length > 0) throw new StoreError('database_refused')
      await setReceived(transaction, batch, [...advances.keys()])
      await insertSegments(transaction, await ensureBatch(transaction, batch), batch.segments)
    })
  } catch (error) {
    if (!(error instanceof RollbackSignal)) throw error
  }
  return foreign
}

async function insertStreams(
  transaction: Transaction<Tables>,
  { batch, streams }: ReindexedBatch,
  advances: ReadonlyMap<string, Advance>,
): Promise<void> {
  const column = arrayOf(streams)
  const tip = arrayOf(streams.map(({ stream }) => requireAdvance(advances, stream)))
  await sql`
    INSERT INTO streams (id, session_id, app_id, key_id, header, enc_hash, append_key_hash,
      last_link, started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at)
    SELECT *, least(now(), ${new Date(batch.createdAtMs)}::timestamptz)
    FROM unnest(${column('uuid', (s) => s.stream)}, ${column('uuid', (s) => s.session)},
      ${column('text', (s) => s.appId)}, ${column('text', (s) => s.keyId)},
      ${column('bytea', packStreamHeader)}, ${column('bytea', (s) => s.encHash)},
      ${column('bytea', (s) => s.appendKeyHash)},
      ${tip('bytea', (t) => t.to.link)}, ${column('int8', (s) => s.startedAtMs)},
      ${tip('int8', (t) => t.lastEndMs)}, ${tip('int8', (t) => t.sizeBytes)},
      ${tip('int4', (t) => t.to.index + 1)}, ${tip('bool', (t) => t.to.final)})`.execute(transaction)
}

/** A stream was last heard of when its batch was made, not now. */
async function setReceived(
  transaction: Transaction<Tables>,
  { batch }: ReindexedBatch,
  streams: readonly string[],
): Promise<void> {
  await sql`UPDATE streams SET last_received_at = least(now(), ${new Date(batch.createdAtMs)}::timestamptz)
    WHERE id = ANY(${streams}::uuid[])`.execute(transaction)
}

async function ensureBatch(transaction: Transaction<Tables>, { batch }: ReindexedBatch): Promise<number> {
  const known = await transaction
    .selectFrom('batches')
    .select('seq')
    .where('id', '=', batch.id)
    .executeTakeFirst()
  if (known) return known.seq
  const { seq } = await transaction
    .insertInto('batches')
    .values({
      id: batch.id,
      object_key: batch.objectKey,
      sha256: batch.sha256,
      size_bytes: batch.sizeBytes,
      segment_count: batch.segmentCount,
      created_at: sql<Date>`least(now(), ${new Date(batch.createdAtMs)}::timestamptz)`,
      leaf_index: batch.leafIndex ?? null,
    })
    .returning('seq')
    .executeTakeFirstOrThrow()
  return seq
}

async function markListed(
  db: Database,
  leaves: readonly { readonly batch: string; readonly leafIndex: number }[],
): Promise<number> {
  const column = arrayOf(leaves)
  const { numAffectedRows } = await sql`UPDATE batches SET leaf_index = listed.leaf_index
    FROM unnest(${column('uuid', (l) => l.batch)}, ${column('int8', (l) => l.leafIndex)}) AS listed (id, leaf_index)
    WHERE batches.id = listed.id AND batches.leaf_index IS NULL`.execute(db)
  return Number(numAffectedRows ?? 0)
}

async function markClosed(db: Database, claims: readonly CloseClaim[]): Promise<number> {
  const column = arrayOf(claims)
  const { numAffectedRows } = await sql`UPDATE streams
    SET closed_count = claim.segments, open = streams.next_index > claim.segments
    FROM unnest(${column('uuid', (c) => c.stream)}, ${column('int4', (c) => c.segmentCount)}) AS claim (id, segments)
    WHERE streams.id = claim.id AND streams.next_index >= claim.segments
      AND (streams.closed_count IS NULL OR streams.closed_count < claim.segments)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

async function markTombstoned(
  transaction: Transaction<Tables>,
  claims: readonly TombstoneClaim[],
): Promise<number> {
  const column = arrayOf(claims)
  // A backup may be older than the shred: the key goes again, whatever the stream's row says.
  await sql`DELETE FROM stream_keys WHERE stream_id = ANY(${column('uuid', (c) => c.stream)})`.execute(
    transaction,
  )
  const { rows } = await sql<{ id: string }>`UPDATE streams
    SET tombstoned_at = to_timestamp(claim.time_ms / 1000.0), tombstone_reason = 'withdrawal'
    FROM unnest(${column('uuid', (c) => c.stream)}, ${column('int8', (c) => c.timeMs)}) AS claim (id, time_ms)
    WHERE streams.id = claim.id AND streams.tombstoned_at IS NULL RETURNING streams.id`.execute(transaction)
  const news = new Set(rows.map(({ id }) => id))
  // What the offline queue still brings of the session is to be shredded too, so the request itself comes back.
  const requests = new Map(
    claims
      .filter(({ stream }) => news.has(stream))
      .map((claim) => [`${claim.session} ${Buffer.from(claim.token).toString('hex')}`, claim]),
  )
  const request = arrayOf([...requests.values()])
  await sql`INSERT INTO withdrawals (app_id, session_id, token)
    SELECT * FROM unnest(${request('text', (c) => c.appId)}, ${request('uuid', (c) => c.session)},
      ${request('bytea', (c) => c.token)}) AS claim (app_id, session_id, token)
    WHERE NOT EXISTS (SELECT FROM withdrawals AS known
      WHERE known.session_id = claim.session_id AND known.token = claim.token)`.execute(transaction)
  return news.size
}

async function restoreKeys(db: Database, keys: readonly KeyClaim[]): Promise<RestoredKeys> {
  const column = arrayOf(keys)
  const { rows } = await sql<{ stream: string; state: 'restored' | 'refused' | 'there' | null }>`
    WITH claim AS (SELECT * FROM unnest(${column('uuid', (k) => k.stream)}, ${column('bytea', (k) => k.enc)})
        AS claim (id, enc)),
    judged AS (SELECT claim.id, claim.enc, streams.enc_hash = sha256(claim.enc) AS fits, stored.enc AS stored
      FROM claim JOIN streams ON streams.id = claim.id AND streams.tombstoned_at IS NULL
      LEFT JOIN stream_keys AS stored ON stored.stream_id = claim.id),
    inserted AS (INSERT INTO stream_keys (stream_id, enc)
      SELECT DISTINCT id, enc FROM judged WHERE fits AND stored IS NULL RETURNING stream_id)
    SELECT claim.id AS stream, CASE WHEN judged.id IS NULL THEN NULL
      WHEN NOT judged.fits OR judged.stored <> judged.enc THEN 'refused'
      WHEN judged.stored IS NULL THEN 'restored' ELSE 'there' END AS state
    FROM claim LEFT JOIN judged ON judged.id = claim.id AND judged.enc = claim.enc`.execute(db)
  return {
    restored: rows.filter(({ state }) => state === 'restored').length,
    refused: rows.filter(({ state }) => state === 'refused').map(({ stream }) => stream),
    passedOver: rows.filter(({ state }) => state === null).length,
  }
}
