// Destroys the keys of a session's streams by order of an officer, or because a redacted stream has taken a stream's place
// (design.md §6). One transaction does all of it, as for withdrawals: a worker that dies before COMMIT has done nothing,
// after it everything.
import { sha256 } from '@reseal/protocol'
import { sql } from 'kysely'
import type { Anchor } from '../anchor/anchor.ts'
import { createProof } from '../anchor/proof-before-append.ts'
import type { Database } from '../database/database.ts'
import { HeldMeanwhile, isHeld, refuseHeldMeanwhile } from '../holds/holds.ts'
import { insertRecordingsLeaves, lockRecordingsHead } from '../logs/append-leaves.ts'
import type { AuditEventInput } from '../logs/audit-event.ts'
import type { AuditLog, AuditTransaction } from '../logs/audit-log.ts'
import { encodeRecordingsLeaf, type TombstoneLeaf } from '../logs/recordings-leaf.ts'
import { lockSession, settleQuarantine } from '../quarantine/commit-findings.ts'
import { findSubjects } from '../search/subjects.ts'
import { headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'
import { endOrder, type Order } from './order.repository.ts'

/** `held`: nothing was done. `busy`: a stream of it is being read, or grew; another time. */
export type ShredOutcome = 'done' | 'held' | 'busy'

/** What is erased beside the keys: `eraseDerived`, unless a test stops in it. */
export type EraseDerivedData = (transaction: AuditTransaction, streams: readonly string[]) => Promise<void>

/** The worker's half of orders; errors as of `AuditLog`. */
export interface SessionShredder {
  /** Carries out a shred: every stream of the session, also those redacted before. */
  shred(order: Order): Promise<ShredOutcome>
  /**
   * Forgets the sources of a redaction, each with the stream that was derived from it, all or none. Whoever calls it has
   * seen that a close leaf of each derived one is anchored.
   */
  replace(order: Order): Promise<ShredOutcome>
  /** Forgets what was derived of sources that have grown since: they are to be derived from again. */
  redo(order: Order): Promise<ShredOutcome>
  /** Ends a redaction that cannot be carried out: what was derived is forgotten, every source stays. */
  abandon(order: Order, failure: string): Promise<ShredOutcome>
}

/** What they work on. */
export interface SessionShredderOptions {
  readonly anchor: Anchor
  readonly audit: AuditLog
  readonly erase: EraseDerivedData
}

/** Builds it; `db` logs in as the worker. Before the first append the database is proven as for the logs. */
export function createSessionShredder(
  db: Database,
  { anchor, audit, erase }: SessionShredderOptions,
): SessionShredder {
  const { ensureProven, unprove, leastSize } = createProof(db, anchor, 'recordings')

  async function carryOut(order: Order, work: Work): Promise<ShredOutcome> {
    await ensureProven()
    let outcome: ShredOutcome = 'busy'
    await audit
      .appendInTransaction(async (transaction) => {
        const done = await settle(transaction, { order, work, erase, leastSize: leastSize() })
        outcome = done.outcome
        return done.events
      })
      .catch((error: unknown) => {
        if (!(error instanceof HeldMeanwhile)) return unprove(error)
        outcome = 'held'
      })
    return outcome
  }

  return {
    shred: (order) => carryOut(order, { kind: 'shred' }),
    replace: (order) => carryOut(order, { kind: 'replace' }),
    redo: (order) => carryOut(order, { kind: 'redo' }),
    abandon: (order, failure) => carryOut(order, { kind: 'abandon', failure }),
  }
}

type Work =
  | { readonly kind: 'shred' | 'replace' | 'redo' }
  | { readonly kind: 'abandon'; readonly failure: string }

interface Settlement {
  readonly order: Order
  readonly work: Work
  readonly erase: EraseDerivedData
  readonly leastSize: number
}

interface Settled {
  readonly outcome: ShredOutcome
  readonly events: readonly AuditEventInput<'stream.shred'>[]
}

async function settle(transaction: AuditTransaction, settlement: Settlement): Promise<Settled> {
  const { order, work, erase, leastSize } = settlement
  const { id, session } = order
  await lockSession(transaction, session)
  // What was derived in vain was never in the place of anything.
  const isInVain = work.kind === 'abandon' || work.kind === 'redo'
  if (!isInVain && (await isHeld(transaction, session))) return { outcome: 'held', events: [] }
  await lockRecordingsHead(transaction, leastSize)
  // From here on nothing waits for a row: see withdrawals.
  const leaves = await tombstonesOf(transaction, order, work.kind)
  if (leaves === undefined) return { outcome: 'busy', events: [] }
  const ids = leaves.map(({ stream }) => stream)
  const { rows } = await sql<{ id: string }>`SELECT id FROM streams
    WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE SKIP LOCKED`.execute(transaction)
  if (rows.length < ids.length) return { outcome: 'busy', events: [] }
  await sql`DELETE FROM stream_keys WHERE stream_id = ANY(${ids}::uuid[])`.execute(transaction)
  await sql`UPDATE streams SET tombstoned_at = now(), tombstone_reason = ${work.kind === 'replace' ? 'redaction' : 'officer'}
    WHERE id = ANY(${ids}::uuid[])`.execute(transaction)
  await insertRecordingsLeaves(transaction, leaves.map(encodeRecordingsLeaf))
  const subjects = await findSubjects(transaction, ids)
  await erase(transaction, ids)
  if (work.kind === 'abandon') await endOrder(transaction, id, { state: 'failed', failure: work.failure })
  else if (!isInVain) {
    await settleQuarantine(transaction, session, work.kind === 'shred' ? 'shredded' : 'redacted')
    await endOrder(transaction, id, { state: 'done' })
    await refuseHeldMeanwhile(transaction, [session], subjects)
  }
  return { outcome: 'done', events: leaves.map(shredEvent) }
}

/** Undefined where a redaction has not derived from every stream of the session, as they are now. */
async function tombstonesOf(
  transaction: AuditTransaction,
  order: Order,
  kind: Work['kind'],
): Promise<readonly TombstoneLeaf[] | undefined> {
  const streams = await transaction
    .selectFrom('streams')
    // What counts of this order's: what was derived in vain is forgotten.
    .leftJoin(
      (of) =>
        of
          .selectFrom('derivations')
          .innerJoin('streams as kept', 'kept.id', 'derivations.derived_id')
          .select(['source_id', 'derived_id', 'event_index', 'kept.next_index as derived_count'])
          .where('order_id', '=', order.id)
          .where('kept.tombstoned_at', 'is', null)
          .as('made'),
      (join) => join.onRef('made.source_id', '=', 'streams.id'),
    )
    .leftJoin('derivations as from', (join) =>
      join.onRef('from.derived_id', '=', 'streams.id').on('from.order_id', '=', order.id),
    )
    .leftJoin('streams as source', 'source.id', 'from.source_id')
    .select(headerColumns)
    .select([
      'streams.app_id',
      'streams.next_index',
      'made.derived_id',
      'made.event_index',
      'made.derived_count',
      'from.source_id',
      'source.next_index as source_count',
    ])
    .where('streams.session_id', '=', order.session)
    .where('streams.tombstoned_at', 'is', null)
    .orderBy('streams.id')
    .execute()
  const sources = streams.filter(({ source_id, source_count, next_index }) => {
    if (kind === 'shred') return true
    if (kind === 'redo') return source_id !== null && source_count !== next_index
    return (source_id !== null) === (kind === 'abandon')
  })
  const leaves: TombstoneLeaf[] = []
  for (const row of sources) {
    const place = {
      type: 'tombstone',
      stream: row.id,
      session: row.session_id,
      app: row.app_id,
      headerHash: Buffer.from(sha256(streamHeaderBytes(row))).toString('hex'),
    } as const
    if (kind !== 'replace') {
      leaves.push({ ...place, reason: 'officer', event: order.decidedIndex ?? 0 })
    } else if (row.derived_id !== null && row.derived_count === row.next_index) {
      leaves.push({ ...place, reason: 'redaction', event: row.event_index ?? 0, derived: row.derived_id })
    } else return undefined
  }
  return leaves
}

function shredEvent({ app, session, stream, reason }: TombstoneLeaf): AuditEventInput<'stream.shred'> {
  return {
    action: 'stream.shred',
    outcome: 'success',
    actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
    purpose: reason,
    target: { app, session, stream },
  }
}
