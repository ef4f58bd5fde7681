// What the anchored logs, and a backup of the keys, say of streams that are rebuilt, put into their rows.
import { sql, type Transaction } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { arrayOf } from '../streams/commit-batch.ts'
import { eraseDerived } from '../withdrawals/erase-derived.ts'

/** That a leaf of the recordings log lists a batch. */
export interface ListClaim {
  readonly batch: string
  readonly leafIndex: number
}

/** What a batch's own leaf and its removal leaf say. */
export interface RemovedClaim {
  /** UUID. */
  readonly id: string
  readonly objectKey: string
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  readonly segmentCount: number
  readonly createdAtMs: number
  readonly leafIndex: number
  readonly removalIndex: number
  readonly removedAtMs: number
  /** UUID of the batch that holds what was alive in it. */
  readonly into?: string
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
  readonly reason: 'withdrawal' | 'redaction' | 'officer' | 'retention'
  /** There exactly where consent was withdrawn. */
  readonly token?: Uint8Array
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

/** Marks known batches as listed; returns how many were not. */
export async function markListed(db: Database, leaves: readonly ListClaim[]): Promise<number> {
  const column = arrayOf(leaves)
  const { numAffectedRows } = await sql`UPDATE batches SET leaf_index = listed.leaf_index
    FROM unnest(${column('uuid', (l) => l.batch)}, ${column('int8', (l) => l.leafIndex)}) AS listed (id, leaf_index)
    WHERE batches.id = listed.id AND batches.leaf_index IS NULL`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Gives removed batches their rows; one whose copy has none is left as it is, lest its object go. */
export async function markRemoved(db: Database, claims: readonly RemovedClaim[]): Promise<void> {
  const column = arrayOf(claims)
  await sql`INSERT INTO batches (id, object_key, sha256, size_bytes, segment_count, created_at, leaf_index,
      removal_index, removed_at, rewritten_as)
    SELECT claim.id, object_key_of, sha256_of, size_of, segments_of, to_timestamp(created_ms / 1000.0), leaf_of,
      removal_of, to_timestamp(removed_ms / 1000.0), anew.seq
    FROM unnest(${column('uuid', (c) => c.id)}, ${column('text', (c) => c.objectKey)}, ${column('bytea', (c) => c.sha256)},
      ${column('int4', (c) => c.sizeBytes)}, ${column('int4', (c) => c.segmentCount)},
      ${column('int8', (c) => c.createdAtMs)}, ${column('int8', (c) => c.leafIndex)},
      ${column('int8', (c) => c.removalIndex)}, ${column('int8', (c) => c.removedAtMs)},
      ${column('text', (c) => c.into ?? '')})
      AS claim (id, object_key_of, sha256_of, size_of, segments_of, created_ms, leaf_of, removal_of, removed_ms, into_id)
    LEFT JOIN batches AS anew ON anew.id::text = claim.into_id
    WHERE into_id = '' OR anew.seq IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET removal_index = EXCLUDED.removal_index, removed_at = EXCLUDED.removed_at,
      rewritten_as = EXCLUDED.rewritten_as
      WHERE batches.removal_index IS NULL AND batches.sha256 = EXCLUDED.sha256`.execute(db)
}

/** Marks streams as closed where the claim is news; returns how many were. */
export async function markClosed(db: Database, claims: readonly CloseClaim[]): Promise<number> {
  const column = arrayOf(claims)
  const { numAffectedRows } = await sql`UPDATE streams
    SET closed_count = claim.segments, open = streams.next_index > claim.segments
    FROM unnest(${column('uuid', (c) => c.stream)}, ${column('int4', (c) => c.segmentCount)}) AS claim (id, segments)
    WHERE streams.id = claim.id AND streams.next_index >= claim.segments
      AND (streams.closed_count IS NULL OR streams.closed_count < claim.segments)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Marks streams as tombstoned and destroys their keys; returns how many were not. */
export async function markTombstoned(
  transaction: Transaction<Tables>,
  claims: readonly TombstoneClaim[],
): Promise<number> {
  const column = arrayOf(claims)
  // A backup may be older than the shred: the key goes again, whatever the stream's row says.
  await sql`DELETE FROM stream_keys WHERE stream_id = ANY(${column('uuid', (c) => c.stream)})`.execute(
    transaction,
  )
  const { rows } = await sql<{ id: string }>`UPDATE streams
    SET tombstoned_at = to_timestamp(claim.time_ms / 1000.0), tombstone_reason = claim.reason
    FROM unnest(${column('uuid', (c) => c.stream)}, ${column('int8', (c) => c.timeMs)},
      ${column('text', (c) => c.reason)}) AS claim (id, time_ms, reason)
    WHERE streams.id = claim.id AND streams.tombstoned_at IS NULL RETURNING streams.id`.execute(transaction)
  const news = new Set(rows.map(({ id }) => id))
  // What the worker had made of them before the backup goes too; notes go by a trigger.
  await eraseDerived(transaction, [...news])
  // What the offline queue still brings of the session is to be shredded too, so the request itself comes back.
  const requests = new Map(
    claims
      .filter(({ stream }) => news.has(stream))
      .flatMap(({ token, ...claim }) => (token === undefined ? [] : { ...claim, token }))
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

/** Stores keys that fit their stream's header. */
export async function restoreKeys(db: Database, keys: readonly KeyClaim[]): Promise<RestoredKeys> {
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
