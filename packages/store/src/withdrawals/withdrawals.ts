// Judges withdrawals of consent and destroys the keys of the streams they prove (design.md §6; docs/protocol.md §7.1).
//
// One transaction does all of it: keys deleted, streams marked, tombstone leaves and audit events appended, requests
// settled. A worker that dies before COMMIT has done nothing, after it everything.
import { timingSafeEqual } from 'node:crypto'
import { encodeBase64url, ProtocolError, parseStreamHeader, sha256 } from '@reseal/protocol'
import { sql } from 'kysely'
import type { Anchor } from '../anchor/anchor.ts'
import { createProof } from '../anchor/proof-before-append.ts'
import { type Database, guardDatabase } from '../database/database.ts'
import { HeldMeanwhile, heldOf, refuseHeldMeanwhile } from '../holds/holds.ts'
import { insertRecordingsLeaves, lockRecordingsHead } from '../logs/append-leaves.ts'
import type { AuditEventInput } from '../logs/audit-event.ts'
import type { AuditLog, AuditTransaction } from '../logs/audit-log.ts'
import { encodeRecordingsLeaf, type TombstoneLeaf } from '../logs/recordings-leaf.ts'
import { type AppSubject, findSubjects } from '../search/subjects.ts'
import { headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'
import { eraseDerived } from './erase-derived.ts'

/** What a round did. */
export interface SettledWithdrawals {
  /** Requests judged; those put off because someone holds a stream of theirs are not. */
  readonly judgedCount: number
  /** Streams whose key was destroyed. */
  readonly shreddedCount: number
  /** Requests whose token is that of no stream of their session. */
  readonly unprovenCount: number
}

/** The worker's half of withdrawals; errors as of `AuditLog`. */
export interface Withdrawals {
  /** Judges requests that are due, at most `limit`. */
  settleDue(limit: number): Promise<SettledWithdrawals>
  /** Deletes settled requests made before a time; the tombstones stay. Returns how many. */
  forgetBefore(before: Date): Promise<number>
}

/** What they work on. */
export interface WithdrawalsOptions {
  readonly anchor: Anchor
  readonly audit: AuditLog
}

interface DueRequest {
  readonly id: number
  readonly app_id: string
  readonly session_id: string
  readonly token: Uint8Array
  /** Looked at before. */
  readonly unproven: boolean
}

interface ProvenStream {
  readonly id: string
  readonly leaf: TombstoneLeaf
  readonly request: number
}

const nothing: SettledWithdrawals = { judgedCount: 0, shreddedCount: 0, unprovenCount: 0 }

/** Builds them; `db` logs in as the worker. Before the first append the database is proven as for the logs. */
export function createWithdrawals(db: Database, { anchor, audit }: WithdrawalsOptions): Withdrawals {
  const { ensureProven, unprove, leastSize } = createProof(db, anchor, 'recordings')
  return {
    async settleDue(limit) {
      if (!(await hasDue(db).catch(unprove))) return nothing
      await ensureProven()
      let settled = nothing
      await audit
        .appendInTransaction(async (transaction) => {
          const { events, ...counts } = await settle(transaction, { limit, leastSize: leastSize() })
          settled = counts
          return events
        })
        .catch((error: unknown) => {
          if (!(error instanceof HeldMeanwhile)) return unprove(error)
          // The next round sees the hold.
          settled = nothing
        })
      return settled
    },
    forgetBefore: (before) =>
      guardDatabase(async () => {
        const { numDeletedRows } = await db
          .deleteFrom('withdrawals')
          .where('due_at', 'is', null)
          .where('requested_at', '<', before)
          .executeTakeFirstOrThrow()
        return Number(numDeletedRows)
      }),
  }
}

/** Most rounds have nothing to do and take no lock. */
async function hasDue(db: Database): Promise<boolean> {
  const { rows } = await guardDatabase(() =>
    sql<{ due: boolean }>`SELECT EXISTS (SELECT FROM withdrawals WHERE due_at <= now()) AS due`.execute(db),
  )
  return rows[0]?.due ?? false
}

async function settle(
  transaction: AuditTransaction,
  { limit, leastSize }: { readonly limit: number; readonly leastSize: number },
): Promise<SettledWithdrawals & { readonly events: readonly AuditEventInput<'stream.shred'>[] }> {
  // From here on nothing waits for a row: whoever has ingest's login can hold requests and streams for as long as it
  // likes, and with them would hold up the log.
  await lockRecordingsHead(transaction, leastSize)
  const due = await lockDue(transaction, limit)
  const { proven, unproven, held } = await findProven(transaction, due)
  const { shredded, putOff, subjects } = await shred(transaction, proven)
  await markLookedAt(transaction, due, { shredded, putOff, unproven, held })
  const sessions = [...new Set(shredded.map(({ leaf }) => leaf.session))]
  await refuseHeldMeanwhile(transaction, sessions, subjects)
  const known = new Set(due.filter((request) => request.unproven).map(({ id }) => id))
  const newlyUnproven = unproven.filter((id) => !known.has(id)).length
  return {
    judgedCount: due.length - putOff.size - held.length,
    shreddedCount: shredded.length,
    unprovenCount: unproven.length,
    events: [
      ...shredded.map(({ leaf }) => shredEvent(leaf)),
      ...(newlyUnproven > 0 ? [unprovenEvent(newlyUnproven)] : []),
    ],
  }
}

// One that ingest is waking at this moment is skipped: it is still due in the next round.
function lockDue(transaction: AuditTransaction, limit: number): Promise<DueRequest[]> {
  return transaction
    .selectFrom('withdrawals')
    .select(['id', 'app_id', 'session_id', 'token', 'unproven'])
    .where('due_at', '<=', sql<Date>`now()`)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
}

async function findProven(
  transaction: AuditTransaction,
  due: readonly DueRequest[],
): Promise<Pick<LookedAt, 'unproven' | 'held'> & { readonly proven: readonly ProvenStream[] }> {
  const sessions = [...new Set(due.map((request) => request.session_id))]
  const heldSessions = await heldOf(transaction, sessions)
  const streams = await transaction
    .selectFrom('streams')
    .select(headerColumns)
    .select(['app_id', 'tombstoned_at'])
    .where(sql<boolean>`session_id = ANY(${sessions}::uuid[])`)
    .execute()
  const unpacked = streams.map((stream) => ({ ...stream, headerBytes: streamHeaderBytes(stream) }))
  const bySession = Map.groupBy(unpacked, (stream) => stream.session_id)
  const proven = new Map<string, ProvenStream>()
  const unproven: number[] = []
  const held: number[] = []
  for (const request of due) {
    const own = (bySession.get(request.session_id) ?? []).filter(({ app_id }) => app_id === request.app_id)
    const matching = own.filter(({ headerBytes }) => isTokenOf(headerBytes, request.token))
    if (own.length > 0 && matching.length === 0) unproven.push(request.id)
    const isHeld = heldSessions.has(request.session_id)
    if (isHeld && matching.some(({ tombstoned_at }) => tombstoned_at === null)) held.push(request.id)
    for (const { id, headerBytes, tombstoned_at } of isHeld ? [] : matching) {
      if (tombstoned_at !== null || proven.has(id)) continue
      const leaf: TombstoneLeaf = {
        type: 'tombstone',
        stream: id,
        session: request.session_id,
        app: request.app_id,
        headerHash: Buffer.from(sha256(headerBytes)).toString('hex'),
        reason: 'withdrawal',
        token: encodeBase64url(request.token),
      }
      proven.set(id, { id, leaf, request: request.id })
    }
  }
  return { proven: [...proven.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), unproven, held }
}

function isTokenOf(headerBytes: Uint8Array, token: Uint8Array): boolean {
  try {
    return timingSafeEqual(parseStreamHeader(headerBytes).withdrawalTokenHash, sha256(token))
  } catch (error) {
    if (error instanceof ProtocolError) return false
    throw error
  }
}

interface Shredded {
  readonly shredded: readonly ProvenStream[]
  readonly putOff: ReadonlySet<number>
  /** Whose they were. */
  readonly subjects: readonly AppSubject[]
}

/**
 * Destroys the keys of streams that nobody holds; of the others returns the requests. A replay holds its stream for a
 * moment: what was committed to be read before this may still be read, nothing after it.
 */
async function shred(transaction: AuditTransaction, proven: readonly ProvenStream[]): Promise<Shredded> {
  if (proven.length === 0) return { shredded: [], putOff: new Set(), subjects: [] }
  const { rows } = await sql<{ id: string }>`SELECT id FROM streams
    WHERE id = ANY(${proven.map(({ id }) => id)}::uuid[]) ORDER BY id FOR UPDATE SKIP LOCKED`.execute(
    transaction,
  )
  const free = new Set(rows.map(({ id }) => id))
  const shredded = proven.filter(({ id }) => free.has(id))
  const ids = shredded.map(({ id }) => id)
  await sql`DELETE FROM stream_keys WHERE stream_id = ANY(${ids}::uuid[])`.execute(transaction)
  await sql`UPDATE streams SET tombstoned_at = now(), tombstone_reason = 'withdrawal'
    WHERE id = ANY(${ids}::uuid[])`.execute(transaction)
  await insertRecordingsLeaves(
    transaction,
    shredded.map(({ leaf }) => encodeRecordingsLeaf(leaf)),
  )
  const subjects = await findSubjects(transaction, ids)
  await eraseDerived(transaction, ids)
  const putOff = new Set(proven.flatMap(({ id, request }) => (free.has(id) ? [] : request)))
  return { shredded, putOff, subjects }
}

// A stream whose transaction began before the request's, and commits after this one, is seen by neither the trigger nor
// this round: hence a second look once no such transaction can be left (statements end after 30 s).
const secondLookAfter = '10 minutes'

// A withdrawal of what is held is carried through once the hold is lifted, however long that takes.
const heldLookAfter = '10 seconds'

interface LookedAt {
  readonly shredded: readonly ProvenStream[]
  readonly putOff: ReadonlySet<number>
  readonly unproven: readonly number[]
  /** Requests about sessions under a hold. */
  readonly held: readonly number[]
}

async function markLookedAt(
  transaction: AuditTransaction,
  due: readonly DueRequest[],
  found: LookedAt,
): Promise<void> {
  const { shredded, putOff, unproven, held } = found
  const counts = due.map(({ id }) => shredded.filter(({ request }) => request === id).length)
  // Put off: behind the others that are due, so that held streams do not keep the round from free ones.
  await sql`UPDATE withdrawals SET shredded_count = withdrawals.shredded_count + judged.shredded,
      unproven = withdrawals.id = ANY(${unproven}::int8[]),
      due_at = CASE WHEN withdrawals.id = ANY(${[...putOff]}::int8[]) THEN now() + interval '1 second'
        WHEN withdrawals.id = ANY(${[...held]}::int8[]) THEN now() + ${sql.lit(heldLookAfter)}::interval
        WHEN due_at < requested_at + ${sql.lit(secondLookAfter)}::interval
        THEN requested_at + ${sql.lit(secondLookAfter)}::interval END
    FROM unnest(${due.map(({ id }) => id)}::int8[], ${counts}::int4[]) AS judged (id, shredded)
    WHERE withdrawals.id = judged.id`.execute(transaction)
}

/** One for all: anyone who has the public key of an app can ask, and the log is for ever. */
function unprovenEvent(requests: number): AuditEventInput<'stream.shred'> {
  return {
    action: 'stream.shred',
    outcome: 'denied',
    denyReason: 'unproven',
    actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
    purpose: 'withdrawal',
    extent: { requests },
  }
}

function shredEvent({ app, session, stream }: TombstoneLeaf): AuditEventInput<'stream.shred'> {
  return {
    action: 'stream.shred',
    outcome: 'success',
    actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
    purpose: 'withdrawal',
    target: { app, session, stream },
  }
}
