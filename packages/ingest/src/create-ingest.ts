// Puts the service together from what it depends on; inert until a request comes.
import { createAddressKeyer, type Listener, type TakePlain } from '@reseal/listener'
import {
  announceRefusal,
  assertNotRestoring,
  createAppRepository,
  createAppUseRepository,
  createIngestRepository,
  type Database,
  type ObjectStore,
} from '@reseal/store'
import type { Hono } from 'hono'
import { createApp } from './app.ts'
import type { IngestEnv } from './app-env.ts'
import { createBatchStore, type StoreBatch } from './batches/batch-store.ts'
import { createBatchCommit } from './batches/commit-batch.ts'
import { createGroupCommitter } from './batches/group-committer.ts'
import type { IngestLimits } from './config.ts'
import { IngestError } from './errors.ts'
import { createReadinessReader, type ReadinessReader } from './health/health.routes.ts'
import { createAnnouncedBytes } from './limits/announced-bytes.ts'
import { createDailyUse } from './limits/daily-use.ts'
import type { Log } from './logging/log-line.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createCommitObserver } from './metrics/observe-commits.ts'
import { createAppDirectory } from './middleware/app-directory.ts'
import { createRefusals } from './middleware/error-response.ts'
import { createMemoryAdmission } from './middleware/memory-admission.ts'
import { createQuota } from './middleware/quota.ts'
import { createRefusalNotes } from './middleware/refusal-notes.ts'
import { createChains } from './parcels/chains.ts'
import { createParcelLane } from './parcels/parcel-lane.ts'
import { createParcelRepository } from './parcels/parcels.repository.ts'
import { createParcelService } from './parcels/parcels.service.ts'
import type { ReceiptSigner } from './receipts/receipt-key.ts'
import { createTracing } from './tracing/tracing.ts'

/** What ingest depends on. */
export interface IngestDeps {
  /** As the role `reseal_ingest`. */
  readonly db: Database
  readonly objects: ObjectStore
  /** Stores batches elsewhere than on this thread; without it they are stored here. */
  readonly storeBatch?: StoreBatch
  readonly signer: ReceiptSigner
  readonly limits: IngestLimits
  readonly trustedProxyHops: number
  /** What it listens with; its connections are shown in the metrics. */
  readonly listener?: Listener
  readonly log: Log
}

/** The service without a socket. */
export interface Ingest {
  readonly app: Hono<IngestEnv>
  /** Takes most parcels before the app sees them; never where requests are traced. */
  readonly takeParcel: TakePlain
  /** Counters in Prometheus' text format, for the operator: the app itself does not show them. */
  metrics(): Promise<string>
  /** Whether parcels can be taken. */
  readonly readiness: ReadinessReader
  /** Is not ready from now on, and still takes parcels: a balancer gets the time to notice. */
  announceStop(): void
  /** Tells the database what apps have used, and hears what they used elsewhere; call it every few seconds. */
  exchangeUse(): Promise<void>
  /** Refuses new parcels from now on and resolves when the last batch is committed. */
  stop(): Promise<void>
}

// How long a change of an app, its switch among them, takes to reach every process.
const appCacheMs = 1000
// Recorders wait 30 s for an answer: who comes when a batch has waited for most of that is better told to come again.
const stuckAfterMs = 20_000
// Long enough for a balancer to hear of it; then parcels show whether there is room again.
const refusalLastsMs = 5000

/** Creates the service. */
export function createIngest(deps: IngestDeps): Ingest {
  const { db, objects, signer, limits, log } = deps
  const apps = createAppRepository(db)
  const ingestRepository = createIngestRepository(db)
  const repository = createParcelRepository(ingestRepository)
  const storeBatch = deps.storeBatch ?? createBatchStore({ objects, repository: ingestRepository })
  const isStuck = (): boolean => observer.oldestWaitMs() > stuckAfterMs
  const admission = createMemoryAdmission(limits.maxInFlightBytes, isStuck)
  const metrics = createMetrics({
    in_flight_bytes: {
      help: 'bytes of requests that the process holds',
      read: () => admission.inFlightBytes(),
    },
    waiting_appends: {
      help: 'appends that wait for their commit: the queue',
      read: () => committer.itemCount(),
    },
    connections: { help: 'open connections', read: () => deps.listener?.connectionCount() ?? 0 },
    closed_connections: {
      help: 'connections closed because there were too many, since the start',
      read: () => deps.listener?.closedConnectionCount() ?? 0,
    },
    oldest_unacknowledged_seconds: {
      help: 'how long the append that waits longest has waited',
      read: () => observer.oldestWaitMs() / 1000,
    },
  })
  const tracing = createTracing()
  const observer = createCommitObserver(metrics, tracing)
  const dailyUse = createDailyUse({ add: createAppUseRepository(db).add })
  const { commitWindowMs: windowMs, maxBatchBytes } = limits
  const committer = createGroupCommitter({
    ...observer.observeCommits(
      createBatchCommit({ storeBatch: observer.observeStoring(storeBatch), metrics, maxBatchBytes }),
    ),
    windowMs,
    maxInFlight: limits.maxCommitsInFlight,
  })
  const chains = createChains(repository.findChain, limits.maxChains)
  let stopping = false
  let isAnnounced = false
  const readiness = createReadinessReader({
    async database() {
      await apps.findById('readiness')
      await assertNotRestoring(db)
    },
    async objects() {
      // One that is full still answers what asks whether it is there.
      if (isStuck() || observer.hasRefused(refusalLastsMs)) throw new IngestError('unavailable')
      await objects.check()
    },
    isStopping: () => isAnnounced || stopping,
  })

  const access = {
    apps: createAppDirectory({
      ttlMs: appCacheMs,
      async lookUp(appKey) {
        const found = await apps.findByAppKey(appKey)
        return found && { ...found, origins: found.allowedOrigins }
      },
    }),
    appQuota: createQuota('app', limits.appQuota),
    clientQuota: createQuota('client', limits.clientQuota),
    keyOfAddress: createAddressKeyer(),
    trustedProxyHops: deps.trustedProxyHops,
    metrics,
  }

  const describeRefusal = createRefusals(log, metrics)
  const parcels = {
    ...access,
    admission,
    announced: createAnnouncedBytes(limits.maxAnnouncedBytes),
    dailyUse,
    isStopping: () => stopping,
    service: createParcelService({
      chains,
      committer,
      repository,
      signer,
      streamQuota: createQuota('stream', limits.streamQuota),
      sessionQuota: createQuota('session', limits.sessionQuota),
      metrics,
    }),
  }

  return {
    app: createApp({
      describeRefusal,
      noteRefusal: createRefusalNotes((contact) => announceRefusal(db, contact)),
      tracing,
      withdrawals: { ...access, repository: ingestRepository },
      parcels,
      readiness,
    }),
    takeParcel: tracing === undefined ? createParcelLane({ ...parcels, describeRefusal }) : () => undefined,
    metrics: metrics.text,
    readiness,
    announceStop() {
      isAnnounced = true
    },
    exchangeUse: dailyUse.flush,
    async stop() {
      stopping = true
      await committer.drain()
      await dailyUse.flush()
    },
  }
}
