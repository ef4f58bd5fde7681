// The one transaction of the indexer: how far the stream is, findings and quarantine, summary, and whom to tell.
import {
  type AuditTransaction,
  addOutgoing,
  addToSummaries,
  advanceIndexed,
  beginQuarantine,
  type CommittedFindings,
  commitFindings,
  createQuarantineRepository,
  findUnknownRules,
  type IndexClaim,
  lockSession,
  markScanned,
  markShredded,
  notify,
} from '@reseal/store'
import { sql } from 'kysely'
import { sentinelVersion } from '../sentinel/sentinel-version.ts'
import type { ReadRun, StreamIndexerParts } from './index-stream.ts'

/** What is to be committed; nothing was read of a stream that is shredded. */
export interface Run {
  readonly ruleSetHash: Uint8Array
  readonly read: ReadRun | undefined
}

// What another worker does now, which is not to be committed twice.
class LostStream extends Error {}

/** Commits a run. False where the stream is another worker's by now, or shredded: then nothing is kept of it. */
export async function commitRun(
  { audit, holder, holdMs }: StreamIndexerParts,
  claim: IndexClaim,
  { ruleSetHash, read }: Run,
): Promise<boolean> {
  let isCommitted = false
  try {
    await audit.appendInTransaction(async (transaction) => {
      isCommitted = false
      const { stream, session, app, fromIndex } = claim
      if (read === undefined) {
        await markShredded(transaction, stream)
        return []
      }
      // Session, stream, index, summaries: everyone's order.
      if (fromIndex === 0 || read.findings.length > 0) await lockSession(transaction, session)
      await sql`SELECT lock_stream(${stream})`.execute(transaction)
      const { toIndex, summary } = read
      const run = { stream, session, app, holder, holdMs, fromIndex, toIndex, summary }
      const outcome = await advanceIndexed(transaction, run)
      if (outcome === 'lost') throw new LostStream()
      if (outcome === 'shredded') return []
      if (fromIndex === 0) await markScanned(transaction, stream, sentinelVersion)
      const scanned = { stream, session, app, ruleSetHash }
      const begun = [
        await commitFindings(transaction, scanned, read.findings),
        await quarantineUnknownRules(transaction, claim),
      ]
      const isQuarantined = await createQuarantineRepository(transaction).isQuarantined(session, transaction)
      const { newErrorGroups } = await addToSummaries(transaction, run, isQuarantined)
      if (!isQuarantined) await addOutgoing(transaction, { stream, session, app, signals: read.signals })
      await tell(transaction, app, newErrorGroups)
      isCommitted = true
      return begun.flatMap(({ events }) => events)
    })
  } catch (error) {
    if (!(error instanceof LostStream)) throw error
  }
  return isCommitted
}

const nothing: CommittedFindings = { events: [], quarantined: false }

/** Once a stream: nobody published what it was recorded under. */
async function quarantineUnknownRules(
  transaction: AuditTransaction,
  { stream, session, app, fromIndex }: IndexClaim,
): Promise<CommittedFindings> {
  if (fromIndex > 0) return nothing
  const unknown = await findUnknownRules(transaction, stream)
  if (unknown === undefined) return nothing
  const cause = unknown === 'manifest' ? 'unknown-manifest' : 'unknown-rule-set'
  return beginQuarantine(transaction, { session, app, stream }, { cause })
}

async function tell(
  transaction: AuditTransaction,
  app: string,
  newErrorGroups: readonly string[],
): Promise<void> {
  for (const fingerprint of newErrorGroups) {
    await notify(transaction, {
      kind: 'error-group',
      link: `/errors?app=${app}&error=${fingerprint}`,
      recipients: {},
    })
  }
}
