// The verifier as a library: reads anchors and objects, and says what does not agree (design.md §7). It trusts the pinned keys
// and what they signed; objects, an export and a database, where there are any, are what it checks. In bounded memory.
import { uuidToBytes } from '@reseal/protocol'
import { type Authorities, createAuthorities } from './authorities.ts'
import { createBatchNames } from './batch-names.ts'
import { createBatchRowsCheck } from './batch-rows.ts'
import { type BatchesReport, type ListedBatch, startBatchesCheck } from './batches.ts'
import type { PinnedLog } from './checkpoints.ts'
import { createDerivations, type Derivations, type KnownAudit } from './derivations.ts'
import { createExportSource, type ExportSource } from './export-source.ts'
import { createLeafCheck } from './leaf-check.ts'
import { createPartitions, type Partitions } from './partitions.ts'
import { createPersonalCheck } from './personal-fields.ts'
import { findPinned } from './pinned-keys.ts'
import type { Platform } from './platform.ts'
import {
  createProblemCollector,
  type LogName,
  logNames,
  type Problem,
  type ProblemCollector,
  type ProblemKind,
} from './problem.ts'
import { addReceipts, type KeptReceipts } from './receipts.ts'
import { parseRecordingsLeaf } from './recordings-leaf.ts'
import type { Removal } from './removals.ts'
import type { AnchorSource, DatabaseSource, FileSource, LeafSource, VerifyProgress } from './sources.ts'
import { encodeJsonRecord, encodeRowsRecord, streamRecords } from './stream-records.ts'
import { verifyStreams } from './streams.ts'
import type { Tombstone } from './tombstones.ts'
import { type LogReport, type VisitedLeaf, verifyLog } from './verify-log.ts'

/** What a verification needs. */
export interface VerifyInput {
  readonly platform: Platform
  /** Where sealed batches lie, below `batches/`. */
  readonly objects: FileSource
  readonly anchor: AnchorSource
  /** Runs the work on one consistent snapshot of the database; without it anchors and objects are verified by themselves. */
  withDatabase?<Result>(work: (database: DatabaseSource) => Promise<Result>): Promise<Result>
  /** The bytes of an export of the audit log, from their beginning. */
  readonly auditExport?: () => AsyncIterable<Uint8Array>
  /** Origins and keys as pinned outside of the database. A log without one is verified by what its leaf 0 says, and unproven. */
  readonly pinned: Readonly<Partial<Record<LogName, PinnedLog>>>
  /** Signed checkpoints that the person who verifies kept; each belongs to the log whose origin it names. */
  readonly kept?: Readonly<Partial<Record<LogName, string>>>
  readonly receipts?: KeptReceipts
  onProgress?(progress: VerifyProgress): void
}

/** `unproven`: no finding, but something vouches for too little: no anchored checkpoint, or no key that was kept. */
export type Verdict = 'intact' | 'broken' | 'unproven'

/** What was verified and found. Counts, never content. docs/verify.md describes each member. */
export interface VerifyReport {
  readonly version: 1
  readonly verdict: Verdict
  /** ISO 8601, UTC. */
  readonly verifiedAt: string
  readonly durationMs: number
  /** What the anchors were held against. */
  readonly evidence: {
    readonly database: boolean
    /** Lines of the audit log's export, where one was given. */
    readonly exportLines?: number
    /** True for an export that says of itself that it is filtered: what it leaves out is not looked for. */
    readonly exportFiltered?: boolean
    /** Receipts that somebody kept, where any were given. */
    readonly receipts?: number
    /** Where the key of each log comes from. */
    readonly keys: Readonly<Record<LogName, 'given' | 'leaf 0'>>
  }
  readonly logs: Readonly<Record<LogName, LogReport>>
  readonly recordings: BatchesReport & {
    readonly streamCount: number
    /** Committed batches without a leaf yet: checked against the database alone. */
    readonly unprovenBatchCount: number
    /** Streams that were forgotten on purpose. */
    readonly tombstoneCount: number
    /** The newest of them, in the order of the log. */
    readonly tombstones: readonly TombstoneReport[]
  }
  readonly problems: readonly Problem[]
}

/** A stream whose key was destroyed, and why. */
export interface TombstoneReport extends Pick<Tombstone, 'leafIndex' | 'stream' | 'session' | 'reason'> {
  /** ISO 8601, UTC. */
  readonly at: string
}

const maxTombstones = 1000

/**
 * Verifies a deployment.
 * @throws what its sources throw when a part cannot be read at all; what is wrong with what was read is in the report
 */
export async function verifyDeployment(input: VerifyInput): Promise<VerifyReport> {
  const startedMs = performance.now()
  const problems = createProblemCollector()
  const { pinned, keys } = await findPinned(input, problems)
  // Before the snapshot: otherwise a checkpoint signed meanwhile would be ahead of it.
  const newest = {
    audit: await input.anchor.newest('audit'),
    recordings: await input.anchor.newest('recordings'),
  }
  const streams = createPartitions(input.platform)
  const verify = (database: DatabaseSource | undefined): Promise<Parts> =>
    verifyParts({ ...input, pinned, problems, newest, database, streams })
  const parts = input.withDatabase ? await input.withDatabase(verify) : await verify(undefined)
  const list = problems.list()
  const isUnproven = logNames.some((log) => parts.logs[log].unanchored || keys[log] !== 'given')
  const { exportLines, exportFiltered, receipts, ...rest } = parts
  return {
    version: 1,
    verdict: list.length > 0 ? 'broken' : isUnproven ? 'unproven' : 'intact',
    verifiedAt: new Date().toISOString(),
    durationMs: Math.round(performance.now() - startedMs),
    evidence: {
      database: input.withDatabase !== undefined,
      ...(exportLines === undefined ? {} : { exportLines }),
      ...(exportFiltered && { exportFiltered }),
      ...(receipts === undefined ? {} : { receipts }),
      keys,
    },
    ...rest,
    problems: list,
  }
}

interface PartsInput extends Omit<VerifyInput, 'withDatabase'> {
  readonly pinned: Readonly<Record<LogName, PinnedLog>>
  readonly problems: ProblemCollector
  readonly newest: Readonly<Record<LogName, string | undefined>>
  readonly database: DatabaseSource | undefined
  readonly streams: Partitions
}

interface Parts extends Pick<VerifyReport, 'logs' | 'recordings'> {
  readonly exportLines: number | undefined
  readonly exportFiltered: boolean
  readonly receipts: number | undefined
}

async function verifyParts(input: PartsInput): Promise<Parts> {
  for (const log of logNames) await reportChanges(input, log)
  const auditExport = input.auditExport && createExportSource(input.auditExport, input.problems)
  const authorities = createAuthorities()
  const audit = await verifyAuditLog(input, { auditExport, authorities })
  const receipts = input.receipts && (await addReceipts(input.receipts, input))
  const { log: recordings, ...rest } = await verifyRecordings(input, {
    authorities,
    extent: { size: audit.size, isWhole: input.database !== undefined },
  })
  return {
    logs: { audit, recordings },
    recordings: rest,
    exportLines: auditExport?.count(),
    exportFiltered: auditExport?.isPartial ?? false,
    receipts,
  }
}

async function reportChanges({ anchor, problems }: PartsInput, log: LogName): Promise<void> {
  for await (const { key, kind } of anchor.changes?.(log) ?? []) {
    const place = { log, object: key }
    if (kind === 'deleted') problems.report('anchor_deleted', place, 'an anchored object was deleted')
    else problems.report('anchor_replaced', place, 'an anchored object was written a second time')
  }
}

async function verifyAuditLog(
  input: PartsInput,
  {
    auditExport,
    authorities,
  }: { readonly auditExport: ExportSource | undefined; readonly authorities: Authorities },
): Promise<LogReport> {
  const { database, problems } = input
  const checkLeaves = createLeafCheck('audit', input.pinned.audit, problems)
  const checkPersonal = createPersonalCheck(
    async (from, to) => [
      ...((await database?.personal(from, to)) ?? []),
      ...((await auditExport?.personal(from, to)) ?? []),
    ],
    problems,
  )
  const visit = async (leaves: readonly VisitedLeaf[]): Promise<void> => {
    checkLeaves(leaves)
    authorities.visit(leaves)
    await checkPersonal(leaves)
  }
  return verifyLog(await logInput(input, 'audit', { visit, further: auditExport ? [auditExport] : [] }))
}

async function verifyRecordings(
  input: PartsInput,
  audit: KnownAudit,
): Promise<VerifyReport['recordings'] & { log: LogReport }> {
  const { problems, database, streams } = input
  const batchNames = createBatchNames()
  const rows = database && createBatchRowsCheck({ ...input, batchNames })
  const derivations = createDerivations()
  const batches = await startBatchesCheck({ ...input, derivations })
  const tombstones = createTombstoneList()
  const checkLeaves = createLeafCheck('recordings', input.pinned.recordings, problems)
  const takeBatch = async (batch: ListedBatch): Promise<void> => {
    rows?.add(batch)
    await batches.add(batch)
  }
  const visit = async (leaves: readonly VisitedLeaf[]): Promise<void> => {
    checkLeaves(leaves)
    for (const leaf of leaves) {
      await takeLeaf(input, leaf, { takeBatch, addRemoval: batches.addRemoval, tombstones, derivations })
    }
  }
  const log = await verifyLog(await logInput(input, 'recordings', { visit, further: [] }))
  let unprovenBatchCount = 0
  for await (const batch of rows && database ? rows.compare(database, log.size) : []) {
    unprovenBatchCount += 1
    await batches.add(batch)
  }
  const { newestRemovalLeaf, copies, ...report } = await batches.end()
  if (database) await addRows(database, streams)
  const leavesComplete = !problems
    .list()
    .some((problem) => problem.log === 'recordings' && hidesBatches.has(problem.kind))
  const withRows = database !== undefined
  const { streamCount } = await verifyStreams({
    ...input,
    withRows,
    batchNames,
    leavesComplete,
    newestRemovalLeaf,
    copies,
    derivations,
  })
  derivations.report(problems, audit)
  const { count: tombstoneCount, list } = tombstones
  return { log, ...report, streamCount, unprovenBatchCount, tombstoneCount, tombstones: list }
}

/** Findings after which some committed batches may be unknown. */
const hidesBatches: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  'leaf_altered',
  'leaf_missing',
  'log_cut_off',
  'leaf_unreadable',
  'entries_altered',
  'entries_missing',
])

interface TombstoneList {
  count: number
  /** The newest. */
  readonly list: TombstoneReport[]
}

function createTombstoneList(): TombstoneList {
  return { count: 0, list: [] }
}

interface LeafTakers {
  readonly takeBatch: (batch: ListedBatch) => Promise<void>
  readonly addRemoval: (removal: Removal) => void
  readonly tombstones: TombstoneList
  readonly derivations: Pick<Derivations, 'addTombstone'>
}

async function takeLeaf(
  { problems, streams }: PartsInput,
  { index: leafIndex, leaf }: VisitedLeaf,
  { takeBatch, addRemoval, tombstones, derivations }: LeafTakers,
): Promise<void> {
  const parsed = parseRecordingsLeaf(leaf, leafIndex)
  switch (parsed?.type) {
    case 'batch':
      await takeBatch(parsed)
      return
    case 'close':
      streams.add(uuidToBytes(parsed.stream), streamRecords.close, encodeJsonRecord(parsed))
      return
    case 'tombstone': {
      streams.add(uuidToBytes(parsed.stream), streamRecords.tombstone, encodeJsonRecord(parsed))
      const { stream, session, reason, timeMs } = parsed
      derivations.addTombstone(parsed)
      tombstones.count += 1
      tombstones.list.push({ leafIndex, stream, session, reason, at: new Date(timeMs).toISOString() })
      if (tombstones.list.length > maxTombstones) tombstones.list.shift()
      return
    }
    case 'removal':
      addRemoval(parsed)
      return
    case 'origin':
      if (leafIndex === 0) return
      break
    case undefined:
  }
  problems.report('leaf_unreadable', { log: 'recordings', leafIndex }, 'a leaf is of no known form')
}

async function addRows(database: DatabaseSource, streams: Partitions): Promise<void> {
  for await (const row of database.streams()) {
    streams.add(uuidToBytes(row.stream), streamRecords.row, encodeJsonRecord(row))
  }
  for await (const piece of database.segments()) {
    streams.add(uuidToBytes(piece.stream), streamRecords.segmentRows, encodeRowsRecord(piece))
  }
}

async function logInput(
  input: PartsInput,
  log: LogName,
  { visit, further }: Pick<Parameters<typeof verifyLog>[0], 'visit'> & { further: readonly LeafSource[] },
): Promise<Parameters<typeof verifyLog>[0]> {
  const { platform, anchor, database, problems, pinned, kept, newest, onProgress } = input
  const leaves: LeafSource[] = []
  if (database) {
    const { size, headSize } = await database.extent(log)
    leaves.push({ kind: 'database', size, headSize, leaves: (from, to) => database.leaves(log, from, to) })
  }
  // Where the database has them, an anchor that never had any lacks nothing.
  if (!database || (await anchor.hasLeaves(log))) {
    leaves.push({ kind: 'anchor', leaves: (from, to) => anchor.leaves(log, from, to) })
  }
  leaves.push(...further)
  return {
    log,
    platform,
    anchor,
    leaves,
    problems,
    pinned: pinned[log],
    found: anchor.checkpoints(log, newest[log] ?? ''),
    visit,
    ...(kept?.[log] === undefined ? {} : { kept: kept[log] }),
    ...(onProgress ? { onProgress } : {}),
  }
}
