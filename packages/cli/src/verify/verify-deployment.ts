// The verifier as a library: reads anchors, objects and a snapshot of the database, and says what does not agree
// (design.md §7). It trusts the anchors and the pinned key; the database and the objects are what it checks.

import type { PinnedLog } from './checkpoints.ts'
import { type ListedBatch, type ObjectsReport, verifyObjects } from './objects.ts'
import { createPersonalCheck } from './personal-fields.ts'
import {
  createProblemCollector,
  type LogName,
  type Problem,
  type ProblemCollector,
  type ProblemKind,
} from './problem.ts'
import { collectLeaves, createLeafCheck, type RecordingsContent } from './recordings-content.ts'
import type {
  AnchorSource,
  DatabaseSource,
  FoundCheckpoint,
  ObjectSource,
  VerifyProgress,
} from './sources.ts'
import { verifyStreams } from './streams.ts'
import type { Tombstone } from './tombstones.ts'
import { type LogReport, type VisitedLeaf, verifyLog } from './verify-log.ts'

/** What a verification needs. */
export interface VerifyInput {
  readonly objects: ObjectSource
  readonly anchor: AnchorSource
  /** Runs the work on one consistent snapshot of the database. */
  withDatabase<Result>(work: (database: DatabaseSource) => Promise<Result>): Promise<Result>
  /** Origins and keys as pinned outside of the database. */
  readonly pinned: Readonly<Record<LogName, PinnedLog>>
  /** Signed checkpoints that the person who verifies kept; each belongs to the log whose origin it names. */
  readonly kept?: Readonly<Partial<Record<LogName, string>>>
  /** Whether whole objects are hashed on a thread of their own; by default where there is enough to hash. */
  readonly hashOnThread?: boolean
  onProgress?(progress: VerifyProgress): void
}

/** `unproven`: no finding, but leaves exist without any anchored checkpoint that would prove them. */
export type Verdict = 'intact' | 'broken' | 'unproven'

/** What was verified and found. Counts, never content. */
export interface VerifyReport {
  readonly verdict: Verdict
  /** ISO 8601, UTC. */
  readonly verifiedAt: string
  readonly durationMs: number
  readonly logs: Readonly<Record<LogName, LogReport>>
  readonly recordings: ObjectsReport & {
    readonly streamCount: number
    /** Committed batches without a leaf yet: checked against the database alone. */
    readonly unprovenBatchCount: number
    /** Streams that were forgotten on purpose, in the order of the log. */
    readonly tombstones: readonly TombstoneReport[]
  }
  readonly problems: readonly Problem[]
}

/** A stream whose key was destroyed, and why. */
export interface TombstoneReport extends Pick<Tombstone, 'leafIndex' | 'stream' | 'session' | 'reason'> {
  /** ISO 8601, UTC. */
  readonly at: string
}

/**
 * Verifies a deployment from its anchors, objects and database.
 * @throws StoreError when a part cannot be read at all; what is wrong with what was read is in the report
 */
export async function verifyDeployment(input: VerifyInput): Promise<VerifyReport> {
  const startedMs = performance.now()
  const problems = createProblemCollector()
  // Before the snapshot: otherwise a checkpoint signed meanwhile would be ahead of it.
  const found = { audit: await readAll(input, 'audit'), recordings: await readAll(input, 'recordings') }
  const parts = await input.withDatabase((database) => verifyParts({ ...input, database, problems, found }))
  const list = problems.list()
  const isUnproven = parts.logs.audit.unanchored || parts.logs.recordings.unanchored
  return {
    verdict: list.length > 0 ? 'broken' : isUnproven ? 'unproven' : 'intact',
    verifiedAt: new Date().toISOString(),
    durationMs: Math.round(performance.now() - startedMs),
    ...parts,
    problems: list,
  }
}

interface PartsInput extends VerifyInput {
  readonly database: DatabaseSource
  readonly problems: ProblemCollector
  readonly found: Readonly<Record<LogName, readonly FoundCheckpoint[]>>
}

async function readAll({ anchor }: VerifyInput, log: LogName): Promise<readonly FoundCheckpoint[]> {
  const found: FoundCheckpoint[] = []
  for await (const checkpoint of anchor.checkpoints(log)) found.push(checkpoint)
  return found
}

async function verifyParts(input: PartsInput): Promise<Pick<VerifyReport, 'logs' | 'recordings'>> {
  const audit = await verifyAuditLog(input)
  const content: RecordingsContent = { batches: [], closes: new Map(), tombstones: new Map() }
  const recordings = await verifyRecordingsLog(input, content)
  return { logs: { audit, recordings }, recordings: await verifyRecordings(input, content, recordings.size) }
}

function verifyAuditLog(input: PartsInput): Promise<LogReport> {
  const { database, problems, pinned } = input
  const checkLeaves = createLeafCheck('audit', pinned.audit, problems)
  const checkPersonal = createPersonalCheck(database, problems)
  const visit = async (leaves: readonly VisitedLeaf[]): Promise<void> => {
    checkLeaves(leaves)
    await checkPersonal(leaves)
  }
  return verifyLog({ ...logInput(input, 'audit'), visit })
}

function verifyRecordingsLog(input: PartsInput, content: RecordingsContent): Promise<LogReport> {
  const { problems, pinned } = input
  const checkLeaves = createLeafCheck('recordings', pinned.recordings, problems)
  const visit = async (leaves: readonly VisitedLeaf[]): Promise<void> => {
    checkLeaves(leaves)
    collectLeaves(leaves, content, problems)
  }
  return verifyLog({ ...logInput(input, 'recordings'), visit })
}

async function verifyRecordings(
  input: PartsInput,
  { batches: logged, closes, tombstones }: RecordingsContent,
  logSize: number,
): Promise<VerifyReport['recordings']> {
  const { problems } = input
  const { unproven, batchIds } = await compareBatchRows(input, logged, logSize)
  const { facts, report } = await verifyObjects({ ...input, batches: [...logged, ...unproven] })
  // Decided here: what the objects bring to light says nothing about the leaves.
  const leavesComplete = !problems
    .list()
    .some(({ kind, log }) => log === 'recordings' && hidesBatches.has(kind))
  const streams = await verifyStreams({
    ...input,
    facts,
    closes,
    tombstones,
    batchIds,
    leavesComplete,
  })
  return {
    ...report,
    ...streams,
    unprovenBatchCount: unproven.length,
    tombstones: Array.from(tombstones.values(), toReport),
  }
}

function toReport({ leafIndex, stream, session, reason, timeMs }: Tombstone): TombstoneReport {
  return { leafIndex, stream, session, reason, at: new Date(timeMs).toISOString() }
}

/** Findings after which some committed batches may be unknown. */
const hidesBatches: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  'leaf_altered',
  'leaf_missing',
  'log_cut_off',
  'leaf_unreadable',
])

function logInput(input: PartsInput, log: LogName): Omit<Parameters<typeof verifyLog>[0], 'visit'> {
  const { anchor, database, problems, pinned, kept, found, onProgress } = input
  return {
    log,
    anchor,
    database,
    problems,
    pinned: pinned[log],
    found: found[log],
    ...(kept?.[log] === undefined ? {} : { kept: kept[log] }),
    ...(onProgress ? { onProgress } : {}),
  }
}

interface BatchRows {
  /** Committed batches whose leaf the worker has not appended yet. */
  readonly unproven: readonly ListedBatch[]
  readonly batchIds: ReadonlyMap<number, string>
}

/** Holds the database's list of batches against the log's. */
async function compareBatchRows(
  { database, problems }: PartsInput,
  listed: readonly ListedBatch[],
  logSize: number,
): Promise<BatchRows> {
  const byId = new Map(listed.map((batch) => [batch.id, batch]))
  const unproven: ListedBatch[] = []
  const batchIds = new Map<number, string>()
  for await (const row of database.batches()) {
    const batch = byId.get(row.id)
    byId.delete(row.id)
    batchIds.set(row.seq, row.id)
    if (!batch) {
      unproven.push({ id: row.id, objectKey: row.objectKey, sha256: row.sha256, leafIndex: undefined })
      if (row.leafIndex !== undefined && row.leafIndex < logSize) {
        const place = { batch: row.id, log: 'recordings' as const, leafIndex: row.leafIndex }
        problems.report('batch_row_altered', place, 'a batch claims a leaf that does not name it')
      }
    } else if (Buffer.compare(batch.sha256, row.sha256) !== 0) {
      const detail = "a batch's hash in the database is not the one in its leaf"
      problems.report('batch_row_altered', { batch: row.id }, detail)
    } else if (batch.objectKey !== row.objectKey || batch.leafIndex !== row.leafIndex) {
      const detail = 'a batch names another object or leaf in the database than the log does'
      problems.report('batch_row_altered', { batch: row.id }, detail)
    }
  }
  for (const { id, leafIndex } of byId.values()) {
    const place = { batch: id, ...(leafIndex === undefined ? {} : { leafIndex }) }
    problems.report('batch_row_missing', place, 'the database no longer lists a batch that the log names')
  }
  return { unproven, batchIds }
}
