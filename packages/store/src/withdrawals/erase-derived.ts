// Everything that is kept of what a stream said, and how it goes when the stream is forgotten (design.md §6). A test holds this
// list against the schema: a table that names streams or sessions is here, or is said not to hold any of it.
import type { AuditTransaction } from '../logs/audit-log.ts'
import { eraseFindings } from '../quarantine/commit-findings.ts'
import { eraseSummary } from '../search/erase-summary.ts'

/** Tables whose rows go with their stream, in the transaction that destroys its key. */
export const derivedTables: Readonly<Record<string, 'summary' | 'findings' | 'trigger'>> = {
  'reseal.findings': 'findings',
  'reseal.stream_scans': 'findings',
  'summaries.streams': 'summary',
  // With what other streams of the session added left in.
  'summaries.sessions': 'summary',
  'summaries.outgoing': 'trigger',
  'reseal.replay_notes': 'trigger',
}

/** Tables that name streams or sessions and hold nothing of what was recorded, each with the reason why it stays. */
export const lastingTables: Readonly<Record<string, string>> = {
  'reseal.stream_keys': 'the key itself: whoever forgets deletes it',
  'reseal.streams': 'the header, which names hashes and times; the chain and the tombstone verify by it',
  'reseal.segments': 'places of sealed bytes, which nothing opens any more',
  'reseal.stream_index': 'how many segments were looked at',
  'reseal.ingest_reports': 'that ingest refused something',
  'reseal.audit_leaves': 'the log of who did what, which outlives what it was done to',
  'reseal.withdrawals': 'the proof of who asked',
  'reseal.orders': 'who ordered what',
  'reseal.scope_orders': 'how far the worker has looked',
  'reseal.retention_runs': 'how far the worker has looked',
  'reseal.derivations': 'which stream took the place of which, and by which rules',
  'reseal.holds': 'what was held',
  'reseal.quarantines': 'that it was quarantined, and what was decided',
  'reseal.replays': 'who opened it, why, and when',
  'reseal.released_ranges': 'times that were released to a replay',
  'summaries.postings': 'bits at places; whose a place is says the row of summaries.sessions alone',
  'reseal.provider_sessions': 'sign-ins of people, not what was recorded',
}

/** Erases what is kept of streams. As the worker, in the transaction that destroys their keys. */
export async function eraseDerived(transaction: AuditTransaction, streams: readonly string[]): Promise<void> {
  await eraseFindings(transaction, streams)
  await eraseSummary(transaction, streams)
}
