// What the audit log says since a backup was taken, done again (design.md §6, §7). Leaves name sessions, holds, keys and
// tokens, but no people: what cannot be known of those is closed. As the owner; each step may be repeated.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { type AuditEvent, decodeAuditEvent } from '../logs/audit-event.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'
import { readLeaves, readLogSize } from '../logs/log-reader.ts'
import { type ClosedAccess, closeAccess } from './close-access.ts'
import { affected, replayHold, replayLift, replayQuarantine } from './replay-hold.ts'

/** What was done again, and what somebody has to do again. */
export interface ReplayedAudit extends ClosedAccess {
  /** Events that were read. */
  readonly events: number
  readonly holds: number
  readonly liftedHolds: number
  /** Sessions that are quarantined again; of a release since the backup nothing is believed. */
  readonly quarantines: number
  readonly notesRemoved: number
  readonly keysRetired: number
  /** Acts whose content stands in no leaf, the first of them by index. */
  readonly toRepeat: readonly RepeatedAct[]
  readonly toRepeatCount: number
}

/** An act that the restored database does not know. */
export interface RepeatedAct {
  readonly index: number
  readonly action: AuditEvent['action']
  readonly timeMs: number
}

// What the leaf does not hold: new settings and rules, who was added or changed, what was decided or erased.
const actsToRepeat: ReadonlySet<string> = new Set([
  'audit.erase',
  'configuration.change',
  'grant.approve',
  'key.create',
  'key.retire_approve',
  'key.retire_request',
  'key.rotate',
  'note.add',
  'order.confirm',
  'order.propose',
  'passkey.add',
  'retention.change',
  'rules.decide',
  'token.create',
  'user.add',
  'user.change',
])

const actsListed = 1_000
const leavesPerPage = 1_000

/** Replays every leaf from `from` on, then closes access. */
export async function replayAudit(ownerDb: Database, from: number): Promise<ReplayedAudit> {
  const counts = { events: 0, holds: 0, liftedHolds: 0, quarantines: 0, notesRemoved: 0, keysRetired: 0 }
  const toRepeat: RepeatedAct[] = []
  let toRepeatCount = 0
  let rightsChanged = false
  const to = await readLogSize(ownerDb, 'audit')
  for (let start = Math.max(from, 1); start < to; start += leavesPerPage) {
    const page: Indexed[] = []
    for await (const { index, bytes } of readLeaves(ownerDb, 'audit', {
      from: start,
      to: Math.min(to, start + leavesPerPage),
    })) {
      const event = decodeAuditEvent(bytes, [])
      counts.events += 1
      if (event.outcome !== 'success') continue
      page.push({ index, event })
      rightsChanged ||= event.action === 'user.change' && event.cause !== 'enabled'
      if (!actsToRepeat.has(event.action)) continue
      toRepeatCount += 1
      if (toRepeat.length < actsListed) toRepeat.push({ index, action: event.action, timeMs: event.timeMs })
    }
    const done = await guardDatabase(() => ownerDb.transaction().execute((t) => replayPage(t, page)))
    for (const name of Object.keys(done) as (keyof typeof done)[]) counts[name] += done[name]
  }
  const closed = await guardDatabase(() =>
    ownerDb.transaction().execute((transaction) => closeAccess(transaction, { rightsChanged })),
  )
  return { ...counts, ...closed, toRepeat, toRepeatCount }
}

interface Indexed {
  readonly index: number
  readonly event: AuditEvent
}

type PageCounts = Record<'holds' | 'liftedHolds' | 'quarantines' | 'notesRemoved' | 'keysRetired', number>

async function replayPage(transaction: AuditTransaction, page: readonly Indexed[]): Promise<PageCounts> {
  const counts: PageCounts = { holds: 0, liftedHolds: 0, quarantines: 0, notesRemoved: 0, keysRetired: 0 }
  for (const { index, event } of page) {
    switch (event.action) {
      case 'hold.place':
        counts.holds += await replayHold(transaction, index, event)
        break
      case 'hold.lift':
        counts.liftedHolds += await replayLift(transaction, index, event)
        break
      case 'quarantine.begin':
        counts.quarantines += await replayQuarantine(transaction, event)
        break
      case 'note.remove':
        counts.notesRemoved += await affected(
          transaction,
          sql`DELETE FROM replay_notes WHERE id = ${event.target?.note ?? null}::uuid`,
        )
        break
      case 'key.retire':
        counts.keysRetired += await replayRetirement(transaction, event)
        break
      case 'passkey.remove':
        await sql`DELETE FROM passkeys WHERE id::text = ${event.target?.key ?? ''}`.execute(transaction)
        break
      default:
    }
  }
  return counts
}

/** For good, also where the backup still gives it to pages: ingest takes no new stream until the app has another. */
function replayRetirement(transaction: AuditTransaction, { target }: AuditEvent): Promise<number> {
  return affected(
    transaction,
    sql`UPDATE sealing_keys SET state = 'retired', closed_at = coalesce(closed_at, now()), retired_at = now()
      WHERE key_id = ${target?.key ?? ''} AND state <> 'retired'`,
  )
}
