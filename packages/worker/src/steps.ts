// What the worker does (design.md §5.7, §7), each step led by one worker of all. Every step is safe to repeat, and safe
// beside another worker, should two lead for a moment: marking and appending are one transaction in the store, tiles and
// checkpoints are written once and deterministic.
//
// If the process dies between steps, the next round of any worker does what is left: batches without a leaf, streams
// that are open though they ended, reports still in their table, withdrawals that are due, leaves beyond the newest
// checkpoint.
import { encodeVerifierKey, type NoteSigner } from '@reseal/protocol/log'
import {
  type Anchor,
  type AnchorWriter,
  type AuditLog,
  addAuditFacets,
  assertConsistentWithAnchor,
  createAnchorWriter,
  createAuditLog,
  createRecordingsLog,
  createWithdrawals,
  type Database,
  type LogName,
  logNames,
  type RecordingsLog,
  startLog,
  takeReports,
  type Withdrawals,
} from '@reseal/store'
import { createPlaceSteps, type FurtherPlaces } from './anchoring/place-steps.ts'
import { createFoldSteps, type FoldOptions } from './folding/fold-step.ts'
import { createIndexStep, type IndexingOptions } from './indexing/index-step.ts'
import { createPackStep } from './indexing/pack-step.ts'
import type { Log } from './logging/log-line.ts'
import { createNotificationStep, type NotificationOptions } from './notifications/notification-step.ts'
import { createReviewRemindersStep } from './notifications/review-reminders-step.ts'
import { createOrderStep, type OrderOptions } from './orders/order-step.ts'
import { createScopeOrderStep } from './orders/scope-order-step.ts'
import { createOtlpStep, type OtlpOptions } from './otlp/otlp-step.ts'
import { reportEvent } from './reports/report-event.ts'
import { createRemoveBatchesStep, type RemoveBatchesOptions } from './retention/remove-batches-step.ts'
import { createRetentionStep, type RetentionOptions } from './retention/retention-step.ts'
import { createRewriteBatchesStep, type RewriteBatchesOptions } from './retention/rewrite-batches-step.ts'
import { createRetireKeysStep, type RetireKeysOptions } from './sealing-keys/retire-keys-step.ts'
import { createRescanStep } from './sentinel/rescan-step.ts'
import { createSinkStep, type SinkOptions } from './sinks/sink-step.ts'
import { createSweepStep, type SweepOptions } from './sweep/sweep-step.ts'

/** The steps by name, in their order. */
export type StepName =
  | 'start-logs'
  | 'withdrawals'
  | 'recordings'
  | 'reports'
  | 'anchor-audit'
  | 'anchor-recordings'
  | 'anchor-folder'
  | 'anchor-s3'
  | 'anchor-sink'
  | 'anchor-print'
  | 'anchor-versions'
  | 'audit-facets'
  | 'audit-sinks'
  | 'notifications'
  | 'review-reminders'
  | 'otlp'
  | 'index'
  | 'pack-summaries'
  | 'sentinel-rescan'
  | 'sweep'
  | 'fold'
  | 'segment-days'
  | 'orders'
  | 'scope-orders'
  | 'retention'
  | 'remove-batches'
  | 'rewrite-batches'
  | 'retire-keys'

/** What a step is told each time it runs. */
export interface StepTurn {
  /** Aborts when the worker no longer leads the step, and for a step with `everyMs` also when the worker stops. */
  readonly signal: AbortSignal
}

/** One step, which one worker leads at a time; resolves to whether it did anything. */
export interface Step {
  readonly name: StepName
  /**
   * From the end of a run to the start of the next, beside the rounds: for work that may take minutes. It ends early when
   * its turn's signal aborts. Without it the step is part of each round, in order, and short.
   */
  readonly everyMs?: number
  /** After failures it waits longer and longer, beyond `everyMs`: what it asks belongs to someone else. */
  readonly backsOff?: true
  /** Each worker runs it, with `everyMs`: what it works on is shared out by itself. */
  readonly isEverywhere?: true
  run(turn: StepTurn): Promise<boolean>
  /** After the last run of a worker that stops. */
  stop?(): Promise<void>
}

/** What the steps work on. */
export interface StepParts extends FoldOptions {
  /** As the role `reseal_worker`. */
  readonly db: Database
  readonly anchor: Anchor
  /** Signs each log's checkpoints; the signer's name is the log's origin. */
  readonly signers: Readonly<Record<LogName, NoteSigner>>
  /** A stream that received nothing for this long is closed provisionally. */
  readonly idleAfterMs: number
  readonly log: Log
  /** How audit events are pushed; without it none are. */
  readonly sinks?: SinkOptions
  /** Where notifications go; they wait without it. */
  readonly notifications?: NotificationOptions
  /** The collector that redacted signals are sent to; none are without it. */
  readonly otlp?: OtlpOptions
  /** What the indexer opens segments with; without it nothing is indexed. */
  readonly indexing?: IndexingOptions
  /** Which objects are looked at for orphans; none without it. */
  readonly sweep?: SweepOptions
  /** What carrying out officers' orders takes; they wait without it. */
  readonly orders?: OrderOptions
  /** How often retention runs. */
  readonly retention?: RetentionOptions
  /** Where batches lie of which nothing is alive; they stay without it. */
  readonly removeBatches?: RemoveBatchesOptions
  /** Where batches lie of which most is dead; they stay as they are without it. */
  readonly rewriteBatches?: RewriteBatchesOptions
  /** How often approved retirements of sealing keys are looked for. */
  readonly retireKeys?: RetireKeysOptions
  /** Where checkpoints go beside `anchor`; nowhere without it. */
  readonly places?: FurtherPlaces
}

// Bounds a transaction; what is left goes in the same round's next one.
const leavesPerAppend = 1000
const reportsPerAppend = 200
const facetsPerInsert = 5000
const withdrawalsPerAppend = 100
// Bounds a round: who has ingest's login may insert faster than this appends, and the anchor steps come after.
const appendsPerRound = 10
// Long after the last segment that a browser's queue may still bring (three days), and whoever asks why has asked.
const withdrawalsKeptMs = 30 * 24 * 60 * 60_000
const forgetEveryMs = 60 * 60_000

/** Creates the steps of a round. */
export function createSteps(parts: StepParts): readonly Step[] {
  const { db, anchor, signers, idleAfterMs, log } = parts
  const recordings = createRecordingsLog(db, { anchor })
  const audit = createAuditLog(db, { anchor })
  const writer = createAnchorWriter({ db, anchor, signers })
  return [
    createStartStep(parts),
    // First: what is to be forgotten is not to be held up by anything else.
    createWithdrawalStep(createWithdrawals(db, { anchor, audit }), log),
    { name: 'recordings', run: () => appendRecordings(recordings, idleAfterMs) },
    { name: 'reports', run: () => auditReports(audit) },
    { name: 'audit-facets', run: () => addFacets(db) },
    ...logNames.map((name) => createAnchorStep(writer, name)),
    ...createPlaceSteps(parts),
    ...createFoldSteps(db, parts, log),
    ...(parts.sinks ? [createSinkStep(db, parts.sinks, log)] : []),
    ...(parts.notifications
      ? [createNotificationStep(db, parts.notifications, log), createReviewRemindersStep(db)]
      : []),
    ...(parts.otlp ? [createOtlpStep(db, parts.otlp, log)] : []),
    ...(parts.orders ? [createOrderStep({ db, audit, anchor, log }, parts.orders)] : []),
    createScopeOrderStep({ db, audit, anchor, log }),
    createRetentionStep({ db, audit, anchor, log }, parts.retention),
    createRetireKeysStep({ db, audit, anchor }, parts.retireKeys),
    ...(parts.removeBatches
      ? [createRemoveBatchesStep({ db, audit, anchor, log }, parts.removeBatches)]
      : []),
    ...(parts.rewriteBatches
      ? [createRewriteBatchesStep({ db, audit, anchor, log }, parts.rewriteBatches)]
      : []),
    ...(parts.indexing
      ? [
          createIndexStep({ db, audit, log, sendsSignals: parts.otlp !== undefined }, parts.indexing),
          createRescanStep({ db, audit }, parts.indexing),
          createPackStep(db),
        ]
      : []),
    ...(parts.sweep ? [createSweepStep({ db, audit, log }, parts.sweep)] : []),
  ]
}

/** Makes leaf 0 of empty logs and checks it on started ones, once. */
function createStartStep({ db, anchor, signers }: StepParts): Step {
  let started = false
  return {
    name: 'start-logs',
    async run() {
      if (started) return false
      for (const log of logNames) {
        // An empty database below an anchored history is a lost one; a new leaf 0 would begin a fork.
        await assertConsistentWithAnchor(db, anchor, log)
        const signer = signers[log]
        await startLog(db, log, { origin: signer.name, key: encodeVerifierKey(signer) })
      }
      started = true
      return true
    },
  }
}

function createWithdrawalStep(withdrawals: Withdrawals, log: Log): Step {
  let forgotAtMs = 0
  return {
    name: 'withdrawals',
    async run() {
      let hasWorked = false
      for (let times = 0; times < appendsPerRound; times += 1) {
        const { judgedCount, shreddedCount, unprovenCount } =
          await withdrawals.settleDue(withdrawalsPerAppend)
        if (shreddedCount + unprovenCount > 0) log({ event: 'withdrawals', shreddedCount, unprovenCount })
        hasWorked ||= judgedCount > 0
        if (judgedCount < withdrawalsPerAppend) break
      }
      if (Date.now() - forgotAtMs > forgetEveryMs) {
        await withdrawals.forgetBefore(new Date(Date.now() - withdrawalsKeptMs))
        forgotAtMs = Date.now()
      }
      return hasWorked
    },
  }
}

async function appendRecordings(log: RecordingsLog, idleAfterMs: number): Promise<boolean> {
  let appended = 0
  for (let times = 0; times < appendsPerRound; times += 1) {
    const idleBefore = new Date(Date.now() - idleAfterMs)
    const { batches, closes } = await log.appendPending({ idleBefore, limit: leavesPerAppend })
    appended += batches + closes
    if (batches < leavesPerAppend && closes < leavesPerAppend) break
  }
  return appended > 0
}

// Once a round: reports are rare, and each is in the audit log for ever.
async function auditReports(log: AuditLog): Promise<boolean> {
  const events = await log.appendInTransaction(async (transaction) =>
    (await takeReports(transaction, reportsPerAppend)).map(reportEvent),
  )
  return events.length > 0
}

async function addFacets(db: Database): Promise<boolean> {
  let added = 0
  for (let times = 0; times < appendsPerRound; times += 1) {
    const count = await addAuditFacets(db, facetsPerInsert)
    added += count
    if (count < facetsPerInsert) break
  }
  return added > 0
}

function createAnchorStep(writer: AnchorWriter, log: LogName): Step {
  return { name: `anchor-${log}`, run: async () => (await writer.anchorLog(log)) !== undefined }
}
