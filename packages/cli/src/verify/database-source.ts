// One consistent view of a deployment's database for a verification: a read-only snapshot, as the worker's role.
import { sha256 } from '@reseal/protocol'
import { type Database, headerColumns, streamHeaderBytes } from '@reseal/store'
import {
  type BatchRow,
  type DatabaseSource,
  type LeafRow,
  type LogName,
  type PackedSegmentRows,
  type PersonalRow,
  packedRowBytes,
  type SegmentRow,
  type StreamRow,
  unpackRow,
} from '@reseal/verifier'
import { sql } from 'kysely'
import { foldedSegments, mergeByStream, readStreamsByBatch, type StreamsByBatch } from './folded-segments.ts'

// How the database packs a row: the columns of `segments`, as the verifier's packRow does.
const packedRowSql = `int8send(batch_seq) || int4send(index) || int4send(byte_offset) || int4send(byte_length)
  || int2send(flags) || int8send(start_ms) || int8send(end_ms) || sha256 || link`

const pageSize = 5000
const segmentPageSize = 20_000
const leafTables = { audit: 'audit_leaves', recordings: 'recordings_leaves' } as const
const headTables = { audit: 'audit_head', recordings: 'recordings_head' } as const

/**
 * Runs `work` on a snapshot: rows that services commit meanwhile are not seen.
 * @throws StoreError database_unavailable
 */
export async function withDatabaseSource<Result>(
  db: Database,
  work: (source: DatabaseSource) => Promise<Result>,
): Promise<Result> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      // Objects are read between queries, for as long as there are objects.
      await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(transaction)
      await sql`SET LOCAL statement_timeout = 0`.execute(transaction)
      // Before the snapshot: a partition that goes after it would take rows along that the snapshot still has unfolded.
      await sql`LOCK TABLE segments IN ACCESS SHARE MODE`.execute(transaction)
      return await work(createDatabaseSource(transaction))
    })
}

/** What a verification reads from a database, in whatever transaction `db` is. */
export function createDatabaseSource(db: Database): DatabaseSource {
  let streamsByBatch: Promise<StreamsByBatch> | undefined
  return {
    extent: async (log) => {
      const head = await db.selectFrom(headTables[log]).select('size').executeTakeFirst()
      const last = await db
        .selectFrom(leafTables[log])
        .select((eb) => eb.fn.max('index').as('index'))
        .executeTakeFirst()
      return { headSize: head?.size ?? 0, size: (last?.index ?? -1) + 1 }
    },
    leaves: (log, from, to) => leaves(db, log, { from, to }),
    personal: (from, to) => personal(db, from, to),
    batches: () => batches(db),
    segments: () => mergeByStream(foldedSegments(db), segments(db)),
    segmentsOfBatch: async (batch) => {
      // Only where an object is damaged, and then for all that are.
      streamsByBatch ??= readStreamsByBatch(db)
      return await segmentsOfBatch(db, batch, await streamsByBatch)
    },
    streams: () => streams(db),
  }
}

async function leaves(
  db: Database,
  log: LogName,
  { from, to }: { from: number; to: number },
): Promise<LeafRow[]> {
  return await db
    .selectFrom(leafTables[log])
    .select(['index', 'leaf'])
    .where('index', '>=', from)
    .where('index', '<', to)
    .orderBy('index')
    .execute()
}

async function personal(db: Database, from: number, to: number): Promise<PersonalRow[]> {
  const rows = await db
    .selectFrom('audit_personal')
    .selectAll()
    .where('leaf_index', '>=', from)
    .where('leaf_index', '<', to)
    .orderBy('leaf_index')
    .execute()
  return rows.map(({ leaf_index: leafIndex, field, salt, value }) => ({ leafIndex, field, salt, value }))
}

async function* batches(db: Database): AsyncGenerator<BatchRow> {
  let after = -1
  for (;;) {
    const rows = await db
      .selectFrom('batches')
      .select(['seq', 'id', 'object_key', 'sha256', 'leaf_index'])
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(pageSize)
      .execute()
    for (const { seq, id, object_key: objectKey, sha256, leaf_index: leafIndex } of rows) {
      yield { seq, id, objectKey, sha256, leafIndex: leafIndex ?? undefined }
    }
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.seq
  }
}

async function* segments(db: Database): AsyncGenerator<PackedSegmentRows> {
  let after = { stream: '00000000-0000-0000-0000-000000000000', index: -1 }
  for (;;) {
    const { rows } = await sql<{ stream: string; bytes: Uint8Array }>`
      SELECT stream_id AS stream, string_agg(${sql.raw(packedRowSql)}, ''::bytea ORDER BY index) AS bytes
      FROM (SELECT * FROM segments WHERE (stream_id, index) > (${after.stream}, ${after.index})
        ORDER BY stream_id, index LIMIT ${segmentPageSize}) AS page
      GROUP BY stream_id ORDER BY stream_id`.execute(db)
    for (const row of rows) yield { ...row, folded: false }
    const last = rows.at(-1)
    if (!last) return
    const count = rows.reduce((sum, { bytes }) => sum + bytes.length / packedRowBytes, 0)
    if (count < segmentPageSize) return
    after = {
      stream: last.stream,
      index: unpackRow(last.bytes, last.bytes.length / packedRowBytes - 1).index,
    }
  }
}

async function segmentsOfBatch(
  db: Database,
  batch: string,
  streamsByBatch: StreamsByBatch,
): Promise<(SegmentRow & { readonly stream: string })[]> {
  const known = await db.selectFrom('batches').select('seq').where('id', '=', batch).executeTakeFirst()
  if (!known) return []
  const { rows } = await sql<{ stream: string; bytes: Uint8Array }>`
    SELECT stream_id AS stream, ${sql.raw(packedRowSql)} AS bytes FROM segments
    WHERE batch_seq = ${known.seq}`.execute(db)
  const found = rows.map(({ stream, bytes }) => ({ stream, ...unpackRow(bytes, 0) }))
  for await (const { stream, bytes } of foldedSegments(db, streamsByBatch.get(known.seq) ?? [])) {
    for (let row = 0; row < bytes.length / packedRowBytes; row += 1) {
      const segment = unpackRow(bytes, row)
      if (segment.batchSeq === known.seq) found.push({ stream, ...segment })
    }
  }
  return found.sort((a, b) => a.offset - b.offset)
}

async function* streams(db: Database): AsyncGenerator<StreamRow> {
  let after: string | undefined
  for (;;) {
    let query = selectStreams(db)
    if (after !== undefined) query = query.where('streams.id', '>', after)
    const rows = await query.execute()
    for (const row of rows) yield toStream(row)
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.id
  }
}

const selectStreams = (db: Database) =>
  db
    .selectFrom('streams')
    .leftJoin('apps', 'apps.id', 'streams.app_id')
    .leftJoin('sessions', 'sessions.id', 'streams.session_id')
    .select(headerColumns)
    .select(['streams.next_index', 'streams.last_link', 'streams.final'])
    .select(['streams.app_id', 'streams.header_hash', 'streams.tombstoned_at'])
    .select(['apps.app_key', 'sessions.app_id as session_app_id'])
    .select(sql<Uint8Array | null>`key_digest(streams.id)`.as('key_hash'))
    .orderBy('streams.id')
    .limit(pageSize)

type StreamColumns = Awaited<ReturnType<ReturnType<typeof selectStreams>['execute']>>[number]

function toStream(row: StreamColumns): StreamRow {
  const headerBytes = streamHeaderBytes(row)
  return {
    stream: row.id,
    headerBytes,
    segmentCount: row.next_index,
    lastLink: row.last_link ?? undefined,
    final: row.final,
    claims: {
      session: row.session_id,
      appKey: row.app_key ?? undefined,
      sessionOfApp: row.session_app_id === row.app_id,
      keyId: row.key_id,
      headerHash: row.header_hash ?? sha256(headerBytes),
      encHash: row.enc_hash,
      appendKeyHash: row.append_key_hash,
      startedAtMs: row.started_at_ms,
      tombstoned: row.tombstoned_at !== null,
      keyHash: row.key_hash ?? undefined,
    },
  }
}
