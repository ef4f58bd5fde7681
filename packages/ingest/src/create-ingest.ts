// Puts the service together from what it depends on; inert until a request comes.
import { createAppRepository, createIngestRepository, type Database, type ObjectStore } from '@reseal/store'
import type { Hono } from 'hono'
import { createApp } from './app.ts'
import type { IngestEnv } from './app-env.ts'
import { createBatchStore, type StoreBatch } from './batches/batch-store.ts'
import { createBatchCommit } from './batches/commit-batch.ts'
import { createGroupCommitter } from './batches/group-committer.ts'
import type { IngestLimits } from './config.ts'
import type { Log } from './logging/log-line.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createCommitObserver } from './metrics/observe-commits.ts'
import { createAppDirectory } from './middleware/app-directory.ts'
import { createMemoryAdmission } from './middleware/memory-admission.ts'
import { createAddressKeyer, createQuota } from './middleware/quota.ts'
import { createChains } from './parcels/chains.ts'
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
  readonly log: Log
}

/** The service without a socket. */
export interface Ingest {
  readonly app: Hono<IngestEnv>
  /** Counters in Prometheus' text format, for the operator: the app itself does not show them. */
  metrics(): Promise<string>
  /** Forgets what quotas need no longer; call it each minute. */
  sweep(): void
  /** Refuses new parcels from now on and resolves when the last batch is committed. */
  stop(): Promise<void>
}

// How long a change of an app's origins takes to reach every process.
const appCacheMs = 5000

/** Creates the service. */
export function createIngest(deps: IngestDeps): Ingest {
  const { db, objects, signer, limits, log } = deps
  const apps = createAppRepository(db)
  const ingestRepository = createIngestRepository(db)
  const repository = createParcelRepository(ingestRepository)
  const storeBatch = deps.storeBatch ?? createBatchStore({ objects, repository: ingestRepository })
  const admission = createMemoryAdmission(limits.maxInFlightBytes)
  const metrics = createMetrics({
    in_flight_bytes: {
      help: 'bytes of requests that the process holds',
      read: () => admission.inFlightBytes(),
    },
    waiting_appends: {
      help: 'appends that wait for their commit: the queue',
      read: () => committer.itemCount(),
    },
    oldest_unacknowledged_seconds: {
      help: 'how long the append that waits longest has waited',
      read: () => observer.oldestWaitMs() / 1000,
    },
  })
  const tracing = createTracing()
  const observer = createCommitObserver(metrics, tracing)
  const appQuota = createQuota(limits.appQuota)
  const clientQuota = createQuota(limits.clientQuota)
  const { commitWindowMs: windowMs, maxBatchBytes } = limits
  const committer = createGroupCommitter({
    ...observer.observeCommits(
      createBatchCommit({ storeBatch: observer.observeStoring(storeBatch), metrics, maxBatchBytes }),
    ),
    windowMs,
  })
  const chains = createChains(repository.findChain, limits.maxChains)
  let stopping = false

  const access = {
    apps: createAppDirectory({
      ttlMs: appCacheMs,
      async lookUp(appKey) {
        const found = await apps.findByAppKey(appKey)
        return found && { ...found, origins: found.allowedOrigins }
      },
    }),
    appQuota,
    clientQuota,
    keyOfAddress: createAddressKeyer(),
    trustedProxyHops: deps.trustedProxyHops,
    metrics,
  }

  const app = createApp({
    log,
    metrics,
    tracing,
    withdrawals: { ...access, repository: ingestRepository },
    parcels: {
      ...access,
      admission,
      isStopping: () => stopping,
      service: createParcelService({ chains, committer, repository, signer }),
    },
    health: {
      async database() {
        await apps.findById('readiness')
      },
      objects: () => objects.check(),
      isStopping: () => stopping,
    },
  })

  return {
    app,
    metrics: metrics.text,
    sweep() {
      appQuota.sweep()
      clientQuota.sweep()
    },
    async stop() {
      stopping = true
      await committer.drain()
    },
  }
}
