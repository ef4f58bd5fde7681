// The audit log as services append to it. Life of an event: 1. encoded, personal fields committed to; 2. waits while
// another commit is under way; 3. one statement locks the head, allots indexes, inserts; 4. COMMIT returns; 5. only now
// a CommittedAuditEvent exists. A process that dies before 4 may leave an event nobody acted on, never the reverse.
import { type Kysely, sql } from 'kysely'
import type { Anchor } from '../anchor/anchor.ts'
import { createProof } from '../anchor/proof-before-append.ts'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { insertAuditLeaves, type LeafPlace } from './append-leaves.ts'
import type { AuditAction } from './audit-catalogue.ts'
import {
  type AuditEvent,
  type AuditEventInput,
  type EncodedAuditEvent,
  encodeAuditEvent,
} from './audit-event.ts'
import { type CommittedAuditEvent, markCommitted } from './committed-event.ts'
import { createGroupCommit } from './group-commit.ts'
import { createSaltSource } from './salt-source.ts'

/** The transaction that an event is appended in. */
export type AuditTransaction = Kysely<Tables>

/** Appends to the audit log. Every method may throw StoreError database_unavailable, database_refused,
 * log_lock_timeout, bad_audit_event, and before the first append unsafe_configuration, log_inconsistent,
 * log_behind_anchor, bad_anchor. */
export interface AuditLog {
  /** Proves ahead of the first append what that would prove. */
  ensureProven(): Promise<void>
  /** Appends one event; concurrent calls share commits. */
  append<A extends AuditAction>(event: AuditEventInput<A>): Promise<CommittedAuditEvent<A>>
  /**
   * Appends the event that `decide` returns, in one transaction with what it reads: the stream's row is held against
   * quarantine and shred until the event is committed (design.md §5.9). `found` is false when there is no such stream.
   */
  appendInReadTransaction<A extends AuditAction>(
    stream: string,
    decide: (transaction: AuditTransaction, found: boolean) => Promise<AuditEventInput<A>>,
  ): Promise<CommittedAuditEvent<A>>
  /** Appends the events that `work` returns, in one transaction with what it does. */
  appendInTransaction<A extends AuditAction>(
    work: (transaction: AuditTransaction) => Promise<readonly AuditEventInput<A>[]>,
  ): Promise<readonly CommittedAuditEvent<A>[]>
}

// Bounds one statement to about a hundred kilobytes. With more callers than this, some prepare their next events while those
// of others commit, which is worth more than fewer commits (measured).
const maxGroupedEvents = 128

/** Builds the log; before its first append it proves the database durable and consistent with the newest anchor. */
export function createAuditLog(db: Database, options: { readonly anchor: Anchor }): AuditLog {
  const { ensureProven, unprove, leastSize, saw } = createProof(db, options.anchor, 'audit')
  const takeSalt = createSaltSource()
  const grouped = createGroupCommit(async (events: readonly EncodedAuditEvent[]) => {
    await ensureProven()
    const place = await guardDatabase(() => insertAuditLeaves(db, events, leastSize())).catch(unprove)
    saw(place.first + events.length)
    return markAll(events, place)
  }, maxGroupedEvents)

  const appendInTransaction: AuditLog['appendInTransaction'] = async (work) => {
    await ensureProven()
    const { encoded, place } = await guardDatabase(() =>
      db.transaction().execute(async (transaction) => {
        const encoded = (await work(transaction)).map((event) => encodeAuditEvent(event, takeSalt))
        return { encoded, place: await insertAuditLeaves(transaction, encoded, leastSize()) }
      }),
    ).catch(unprove)
    if (encoded.length > 0) saw(place.first + encoded.length)
    return markAll(encoded, place)
  }

  return {
    ensureProven,
    append: async <A extends AuditAction>(input: AuditEventInput<A>) =>
      (await grouped(encodeAuditEvent(input, takeSalt))) as CommittedAuditEvent<A>,
    appendInTransaction,
    appendInReadTransaction: async (stream, decide) => {
      const [event] = await appendInTransaction(async (transaction) => {
        const { rows } = await sql<{ found: boolean }>`SELECT lock_stream(${stream}) AS found`.execute(
          transaction,
        )
        return [await decide(transaction, rows[0]?.found ?? false)]
      })
      return event as NonNullable<typeof event>
    },
  }
}

function markAll<A extends AuditAction>(
  encoded: readonly EncodedAuditEvent<A>[],
  { first, timeMs }: LeafPlace,
): CommittedAuditEvent<A>[] {
  return encoded.map(({ event, leaf }, position) =>
    markCommitted({ ...event, timeMs } as AuditEvent<A>, first + position, () =>
      Buffer.from(`${leaf.before}${timeMs}${leaf.after}`),
    ),
  )
}
