// One consistent view of a deployment's database for a verification: a read-only snapshot, as the worker's role.
import type { Database } from '@reseal/store'
import { sql } from 'kysely'
import type { LogName } from './problem.ts'
import type { BatchRow, DatabaseSource, LeafRow, PersonalRow, SegmentRow, StreamRow } from './sources.ts'

const pageSize = 5000
const keyframeFlag = 1
const finalFlag = 2
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
      return await work(createSource(transaction))
    })
}

function createSource(db: Database): DatabaseSource {
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
    segments: () => segments(db),
    segmentsOfBatch: async (batch) => {
      const rows = await selectSegments(db).where('batches.id', '=', batch).orderBy('byte_offset').execute()
      return rows.map(toSegment)
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
    for (const { id, object_key: objectKey, sha256, leaf_index: leafIndex } of rows) {
      yield { id, objectKey, sha256, leafIndex: leafIndex ?? undefined }
    }
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.seq
  }
}

function selectSegments(db: Database) {
  return db
    .selectFrom('segments')
    .leftJoin('batches', 'batches.seq', 'segments.batch_seq')
    .select([
      'segments.stream_id',
      'segments.index',
      'batches.id as batch',
      'byte_offset',
      'byte_length',
      'flags',
      'start_ms',
      'end_ms',
      'segments.sha256',
      'link',
    ])
}

async function* segments(db: Database): AsyncGenerator<SegmentRow> {
  let after: { stream: string; index: number } | undefined
  for (;;) {
    let query = selectSegments(db).orderBy('segments.stream_id').orderBy('segments.index').limit(pageSize)
    if (after) {
      const { stream, index } = after
      query = query.where(sql<boolean>`(segments.stream_id, segments.index) > (${stream}, ${index})`)
    }
    const rows = await query.execute()
    for (const row of rows) yield toSegment(row)
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = { stream: last.stream_id, index: last.index }
  }
}

interface SelectedSegment {
  readonly stream_id: string
  readonly index: number
  readonly batch: string | null
  readonly byte_offset: number
  readonly byte_length: number
  readonly flags: number
  readonly start_ms: number
  readonly end_ms: number
  readonly sha256: Uint8Array
  readonly link: Uint8Array
}

function toSegment(row: SelectedSegment): SegmentRow {
  return {
    stream: row.stream_id,
    index: row.index,
    batch: row.batch ?? undefined,
    offset: row.byte_offset,
    length: row.byte_length,
    keyframe: (row.flags & keyframeFlag) !== 0,
    final: (row.flags & finalFlag) !== 0,
    startMs: row.start_ms,
    endMs: row.end_ms,
    sha256: row.sha256,
    link: row.link,
  }
}

async function* streams(db: Database): AsyncGenerator<StreamRow> {
  let after: string | undefined
  for (;;) {
    let query = db
      .selectFrom('streams')
      .select(['id', 'header', 'next_index', 'last_link'])
      .orderBy('id')
      .limit(pageSize)
    if (after !== undefined) query = query.where('id', '>', after)
    const rows = await query.execute()
    for (const row of rows) {
      yield { stream: row.id, headerBytes: row.header, segmentCount: row.next_index, lastLink: row.last_link }
    }
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.id
  }
}
