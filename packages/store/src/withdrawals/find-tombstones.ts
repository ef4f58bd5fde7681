// What was forgotten of a session, and what is left of it: each stream with its tombstone leaf, and counts of rows that a
// deletion takes along. As the viewer.
import { sha256 } from '@reseal/protocol'
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { firstIndexAt } from '../logs/find-close-leaf.ts'
import { parseRecordingsLeaf, type TombstoneLeaf } from '../logs/recordings-leaf.ts'
import { headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'

/** A stream that was forgotten. */
export interface ForgottenStream {
  readonly stream: string
  readonly app: string
  /** SHA-256 of the stream header, hex. */
  readonly headerHash: string
  readonly forgottenAt: Date
  /** Its leaf of the recordings log. */
  readonly tombstone?: {
    readonly index: number
    readonly bytes: Uint8Array<ArrayBuffer>
    readonly leaf: TombstoneLeaf & { readonly timeMs: number }
  }
}

/** Rows that are left of a session's forgotten streams, and of the session. */
export interface RemainingRows {
  /** `stream_keys` of the forgotten streams. */
  readonly keys: number
  /** Summaries and findings of the forgotten streams. */
  readonly summaries: number
  readonly findings: number
  readonly notes: number
  /** Streams of the session that can still be opened. */
  readonly openable: number
}

/** A tombstone of an order. */
export interface FoundTombstone {
  readonly index: number
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly leaf: TombstoneLeaf & { readonly timeMs: number }
}

/** Which tombstones are asked for. */
export interface OrderedTombstones {
  /** Of the audit log: the event that confirmed the order. */
  readonly decidedIndex: number
  readonly from: Date
  readonly to: Date
}

// Clocks of a database and of its processes differ a little.
const clockSlackMs = 60_000

/** Tombstones that name the confirmation of an order. */
export async function findTombstonesOfOrder(
  db: Database,
  { decidedIndex, from, to }: OrderedTombstones,
): Promise<FoundTombstone[]> {
  const first = await firstIndexAt(db, from.getTime() - clockSlackMs)
  const end = await firstIndexAt(db, to.getTime() + clockSlackMs)
  const { rows } = await guardDatabase(() =>
    sql<{ index: number; leaf: Uint8Array<ArrayBuffer> }>`
      SELECT index, leaf FROM recordings_leaves WHERE index >= ${first} AND index < ${end}
        AND position(convert_to('"type":"tombstone"', 'UTF8') IN leaf) > 0
        AND position(convert_to(${`"event":${decidedIndex},`}, 'UTF8') IN leaf) > 0
      ORDER BY index`.execute(db),
  )
  return rows.flatMap(({ index, leaf: bytes }) => {
    const leaf = parseRecordingsLeaf(bytes)
    const isMeant = leaf.type === 'tombstone' && leaf.reason === 'officer' && leaf.event === decidedIndex
    return isMeant ? [{ index, bytes, leaf }] : []
  })
}

/** Of the given streams those that still have a key. */
export async function findLiving(db: Database, streams: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await guardDatabase(() =>
    sql<{ id: string }>`SELECT stream_id AS id FROM stream_keys
      WHERE stream_id = ANY(${[...streams]}::uuid[])`.execute(db),
  )
  return new Set(rows.map(({ id }) => id))
}

/** The forgotten streams of a session, in the order in which they were. */
export async function findForgotten(db: Database, session: string): Promise<ForgottenStream[]> {
  const rows = await guardDatabase(() =>
    db
      .selectFrom('streams')
      .select(headerColumns)
      .select(['streams.app_id', 'streams.tombstoned_at'])
      .where('session_id', '=', session)
      .where('tombstoned_at', 'is not', null)
      .orderBy('tombstoned_at')
      .orderBy('streams.id')
      .execute(),
  )
  const forgotten: ForgottenStream[] = []
  for (const row of rows) {
    const forgottenAt = row.tombstoned_at ?? new Date(0)
    const tombstone = await findTombstone(db, row.id, forgottenAt)
    forgotten.push({
      stream: row.id,
      app: row.app_id,
      headerHash: Buffer.from(sha256(streamHeaderBytes(row))).toString('hex'),
      forgottenAt,
      ...(tombstone !== undefined && { tombstone }),
    })
  }
  return forgotten
}

/** What is left in the database. */
export async function countRemaining(db: Database, session: string): Promise<RemainingRows> {
  const { rows } = await guardDatabase(() =>
    sql<RemainingRows>`WITH gone AS (
      SELECT id FROM streams WHERE session_id = ${session} AND tombstoned_at IS NOT NULL)
    SELECT (SELECT count(*) FROM stream_keys WHERE stream_id IN (SELECT id FROM gone)) AS keys,
      (SELECT count(*) FROM summaries.streams WHERE stream_id IN (SELECT id FROM gone)) AS summaries,
      (SELECT count(*) FROM findings WHERE stream_id IN (SELECT id FROM gone)) AS findings,
      (SELECT count(*) FROM replay_notes WHERE stream_id IN (SELECT id FROM gone)) AS notes,
      (SELECT count(*) FROM streams JOIN stream_keys ON stream_id = id
        WHERE session_id = ${session} AND tombstoned_at IS NULL) AS openable`.execute(db),
  )
  return rows[0] ?? { keys: 0, summaries: 0, findings: 0, notes: 0, openable: 0 }
}

/** A withdrawal that was asked for, without its token. */
export interface AskedWithdrawal {
  readonly app: string
  readonly session: string
  readonly requestedAt: Date
  /** `waiting`: to be looked at, or for a first stream; `held` under a legal hold; `unproven`: the token is of no stream. */
  readonly state: 'waiting' | 'held' | 'unproven' | 'done'
  readonly shreddedCount: number
}

/** Requests that are kept, the newest first: a while after they were settled they are forgotten, their tombstones never. */
export async function listWithdrawals(
  db: Database,
  { app, limit }: { readonly app?: string; readonly limit: number },
): Promise<AskedWithdrawal[]> {
  const { rows } = await guardDatabase(() =>
    sql<{
      app: string
      session: string
      requested_at: Date
      due: boolean
      shredded: number
      unproven: boolean
      held: boolean
    }>`SELECT app_id AS app, session_id AS session, requested_at, due_at IS NOT NULL AS due,
        shredded_count AS shredded, unproven, is_held(session_id) AS held
      FROM (SELECT id, app_id, session_id, requested_at, due_at, shredded_count, unproven FROM withdrawals
        ${app === undefined ? sql`` : sql`WHERE app_id = ${app}`} ORDER BY id DESC LIMIT ${limit}) AS newest`.execute(
      db,
    ),
  )
  return rows.map((row) => ({
    app: row.app,
    session: row.session,
    requestedAt: row.requested_at,
    state: stateOf(row),
    shreddedCount: row.shredded,
  }))
}

function stateOf(row: {
  readonly held: boolean
  readonly due: boolean
  readonly unproven: boolean
  readonly shredded: number
}): AskedWithdrawal['state'] {
  if (row.shredded > 0) return 'done'
  if (row.unproven) return 'unproven'
  return row.held ? 'held' : 'waiting'
}

async function findTombstone(
  db: Database,
  stream: string,
  forgottenAt: Date,
): Promise<ForgottenStream['tombstone']> {
  const from = await firstIndexAt(db, forgottenAt.getTime())
  const { rows } = await guardDatabase(() =>
    sql<{ index: number; leaf: Uint8Array<ArrayBuffer> }>`
      SELECT index, leaf FROM recordings_leaves WHERE index >= ${from}
        AND position(convert_to(${`"stream":"${stream}"`}, 'UTF8') IN leaf) > 0
        AND position(convert_to('"type":"tombstone"', 'UTF8') IN leaf) > 0
      ORDER BY index LIMIT 1`.execute(db),
  )
  const [found] = rows
  if (found === undefined) return undefined
  const leaf = parseRecordingsLeaf(found.leaf)
  return leaf.type === 'tombstone' ? { index: found.index, bytes: found.leaf, leaf } : undefined
}
