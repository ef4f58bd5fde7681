// Starts the services of a deployment in this process, each under its own database role (design.md §2, §7).
import { createLog as createIngestLog, type IngestConfig, startIngest } from '@reseal/ingest'
import {
  type AnchoredGate,
  createAnchoredGate,
  createRefusedContacts,
  type FollowedKeys,
  isRestoring,
  loadCheckpointSigner,
  type ServiceRole,
  StoreError,
  type StoreErrorCode,
  serviceSilenceMs,
} from '@reseal/store'
import { createLog as createViewerLog, startViewer, type ViewerConfigInput } from '@reseal/viewer'
import {
  createLog as createWorkerLog,
  type FurtherPlaces,
  type OtlpOptions,
  startWorker,
  type Log as WorkerLog,
} from '@reseal/worker'
import { auditSite } from '../audit/site.ts'
import { explainError } from '../command-line/explain-error.ts'
import { assertNotBehind } from './assert-not-behind.ts'
import { type DeploymentConfig, originOf } from './config.ts'
import type { StorageConfig } from './config-file.ts'
import { findReceiptKey } from './create-deployment.ts'
import type { DatabaseAccess } from './database-access.ts'
import { openAnchor, openAnchorCopies, openAuditLog } from './logs.ts'
import { type OperatorView, startOperatorListener } from './operator-listener.ts'
import { openFollowedKeys, sealingKeyIds } from './sealing-keys.ts'
import { openStorage, probedStorage } from './storage.ts'
import { describeLacks, type TraitWatch, watchTraits } from './store-traits.ts'
import { watchSettings } from './watch-settings.ts'

/** What `reseal serve` can run; each is also the name of its database role. */
export const serviceNames: readonly ServiceRole[] = ['ingest', 'viewer', 'worker']

/** A running service. */
export interface RunningService {
  readonly name: ServiceRole
  /** What a person opens or a recorder sends to. */
  readonly url?: string
  /** Health and metrics, where the operator asked for them. */
  readonly operatorUrl?: string
  /** Is not ready from now on, and still serves. */
  announceStop(): void
  stop(): Promise<void>
}

interface Started {
  readonly url?: string
  readonly view: OperatorView
  announceStop(): void
  stop(): Promise<void>
}

/** Where the services' log lines go. */
export type LogSink = (text: string) => void

/** What starting needs. */
export interface ServiceParts {
  readonly config: DeploymentConfig
  readonly access: DatabaseAccess
  readonly log: LogSink
  /** Told what a provider lacks, in a sentence. */
  readonly warn?: (text: string) => void
}

/** Starts one service, and what its operator asks. */
export async function startService(name: ServiceRole, parts: ServiceParts): Promise<RunningService> {
  const { view, ...service } = await startByName(name, parts)
  const { host = '127.0.0.1', [name]: port } = parts.config.operator ?? {}
  if (port === undefined) return { name, ...service }
  try {
    const operator = await startOperatorListener({ host, port }, view)
    return {
      name,
      ...service,
      operatorUrl: operator.url,
      async stop() {
        await service.stop()
        // Last: a stop can be watched to its end.
        await operator.stop()
      },
    }
  } catch (error) {
    await service.stop()
    throw error
  }
}

function startByName(name: ServiceRole, parts: ServiceParts): Promise<Started> {
  switch (name) {
    case 'ingest':
      return startIngestService(parts)
    case 'viewer':
      return startViewerService(parts)
    case 'worker':
      return startWorkerService(parts)
  }
}

async function startIngestService(parts: ServiceParts): Promise<Started> {
  const { config, access, log } = parts
  const { host, paths, objects } = config
  await assertNotBehind(config, access)
  const ingestConfig: IngestConfig = {
    host,
    port: config.ingest.port,
    databaseUrl: access.connectionString('ingest'),
    objects: objects.kind === 'folder' ? { kind: 'folder', root: paths.objects } : objects,
    receiptKeyFile: paths.receiptKey,
    trustedProxyHops: config.trustedProxies,
    tls: config.tls,
    limits: config.limits,
  }
  const ingest = await startIngest(ingestConfig, createIngestLog(log))
  const traits = watchStore('objects', 'ingest', parts)
  return {
    url: originOf(config, 'ingest'),
    view: {
      async readiness() {
        const detail = await ingest.readiness()
        return { isReady: detail.status === 'ok', detail: { ...detail, objectStore: traits.known() } }
      },
      metrics: ingest.metrics,
    },
    announceStop: ingest.announceStop,
    async stop() {
      traits.stop()
      await ingest.stop()
    },
  }
}

async function startViewerService(parts: ServiceParts): Promise<Started> {
  const { config, access, log } = parts
  const { host, paths, replay, anchoring } = config
  const audit = openAuditLog(config, access, 'viewer')
  // It would refuse with the first request; whoever starts it is to know before.
  audit.ensureProven().catch((error: unknown) => warnOfLog('viewer', error, parts))
  const keys = await openFollowedKeys(config, access.open('viewer', serviceSilenceMs))
  warnOfKeys('viewer', keys, parts)
  const receiptKey = await findReceiptKey(config)
  const refusedContacts = createRefusedContacts({ connectionString: access.connectionString('viewer') })
  const viewer = await startViewer(
    {
      host,
      port: config.viewer.port,
      replayPort: replay.port,
      publicOrigin: originOf(config, 'viewer'),
      ...(replay.publicOrigin === undefined ? {} : { replayOrigin: replay.publicOrigin }),
      trustedProxies: config.trustedProxies,
      tls: config.tls,
      ...identityInput(config),
      ...(config.backupMaxAgeDays === undefined ? {} : { backupMaxAgeDays: config.backupMaxAgeDays }),
      ...(config.shredOfficers === undefined ? {} : { shredOfficers: config.shredOfficers }),
      ...(config.reviewTimeZone === undefined ? {} : { reviewTimeZone: config.reviewTimeZone }),
      ...(anchoring?.maxAgeMs === undefined ? {} : { anchorMaxAgeMs: anchoring.maxAgeMs }),
      ...(anchoring?.strict === true ? { strictAnchors: 'yes' } : {}),
      ...(anchoring?.strictWaitMs === undefined ? {} : { strictWaitMs: anchoring.strictWaitMs }),
    },
    {
      db: access.open('viewer', serviceSilenceMs),
      objects: openStorage(config.objects, paths.objects),
      keys,
      audit,
      anchor: openAnchor(config),
      recorders: {
        endpoint: originOf(config, 'ingest'),
        sealingKeyIds: await sealingKeyIds(config),
        ...(receiptKey === undefined ? {} : { receiptKey }),
      },
      refusedContacts,
      peers: [{ name: 'Ingest', readyUrl: `${originOf(config, 'ingest')}/readyz` }],
      log: createViewerLog({ write: log }),
    },
  )
  const settings = watchSettings('viewer', config, audit)
  return {
    url: viewer.url,
    view: {
      async readiness() {
        const { ok: isReady, failing } = await viewer.readiness()
        const status = isReady ? 'ok' : 'failing'
        // It is ready all the same: the audit log is wanted most where keys are lost.
        const sealingKeys = keys.problem() ?? 'ok'
        return { isReady, detail: { status, ...(failing && { failing }), sealingKeys } }
      },
      metrics: viewer.metrics,
    },
    announceStop: viewer.announceStop,
    async stop() {
      await settings.stop()
      await viewer.stop()
      await refusedContacts.stop()
      await keys.close()
    },
  }
}

const indexingWaitMs = 10_000

/** Strict mode counts for the indexer too: no key is touched before its event is anchored. */
function openIndexingGate(config: DeploymentConfig, access: DatabaseAccess): AnchoredGate {
  const db = access.open('worker', serviceSilenceMs)
  return createAnchoredGate({ db, anchor: openAnchor(config), waitMs: indexingWaitMs }, 'audit')
}

/** What the viewer is told of how people sign in. */
function identityInput({ identity, oidcClientSecret: clientSecret }: DeploymentConfig): ViewerConfigInput {
  const { links, idleMs, sessionMs, oidc } = identity ?? {}
  return {
    ...(links === false && { signInLinks: 'no' }),
    ...(idleMs !== undefined && { idleMs }),
    ...(sessionMs !== undefined && { sessionMs }),
    ...(oidc && clientSecret !== undefined && { oidc: { ...oidc, clientSecret } }),
  }
}

function otlpOptions({ endpoint, authorizationFile }: NonNullable<DeploymentConfig['otlp']>): OtlpOptions {
  return { endpoint, ...(authorizationFile !== undefined && { authorizationFile }) }
}

async function startWorkerService(parts: ServiceParts): Promise<Started> {
  const { config, access, log } = parts
  const { paths, logs } = config
  const { checkpointPassphrase } = config.keySecrets
  const keys = await openFollowedKeys(config, access.open('worker', serviceSilenceMs))
  warnOfKeys('worker', keys, parts)
  const worker = startWorker({
    db: access.open('worker', serviceSilenceMs),
    anchor: openAnchor(config),
    signers: {
      audit: await loadCheckpointSigner(paths.checkpointKey, logs.audit.origin, checkpointPassphrase),
      recordings: await loadCheckpointSigner(
        paths.checkpointKey,
        logs.recordings.origin,
        checkpointPassphrase,
      ),
    },
    sinks: { secretFolder: paths.sinkSecrets, site: auditSite(config) },
    notifications: { settingsFile: paths.notifications, publicOrigin: originOf(config, 'viewer') },
    ...(config.otlp && { otlp: otlpOptions(config.otlp) }),
    indexing: {
      keys,
      objects: openStorage(config.objects, paths.objects),
      ...(config.anchoring?.strict === true && { anchored: openIndexingGate(config, access) }),
    },
    sweep: {
      objects: openStorage(config.objects, paths.objects),
      graceMs: config.sweepGraceHours * 60 * 60_000,
    },
    removeBatches: {
      objects: openStorage(config.objects, paths.objects),
      graceMs: config.sweepGraceHours * 60 * 60_000,
    },
    rewriteBatches: {
      objects: openStorage(config.objects, paths.objects),
      graceMs: config.sweepGraceHours * 60 * 60_000,
      ...(config.rewriteDeadPercent !== undefined && { deadShare: config.rewriteDeadPercent / 100 }),
    },
    orders: {
      objects: openStorage(config.objects, paths.objects),
      keys,
    },
    ...(config.workerRoundMs === undefined ? {} : { roundEveryMs: config.workerRoundMs }),
    places: furtherPlaces(config),
    log: withAdvice(createWorkerLog(log), parts),
  })
  const settings = watchSettings('worker', config, openAuditLog(config, access, 'worker'))
  const traits = watchStore('anchor', 'worker', parts)
  const copyTraits = config.anchoring?.s3 && watchStore('anchor copy', 'worker', parts)
  let isLeaving = false
  return {
    view: {
      async readiness() {
        const { isStarted, failing: failingSteps, leading } = worker.state()
        const failing = (await isRestoring(access.open('worker')))
          ? { ...failingSteps, database: 'restore_pending' }
          : failingSteps
        const isReady =
          isStarted && Object.keys(failing).length === 0 && !isLeaving && keys.problem() === undefined
        const status = isLeaving ? 'stopping' : isReady ? 'ok' : 'failing'
        return {
          isReady,
          detail: {
            status,
            failing,
            leading,
            sealingKeys: keys.problem() ?? 'ok',
            anchorStore: traits.known(),
            ...(copyTraits && { anchorCopyStore: copyTraits.known() }),
          },
        }
      },
      metrics: worker.metrics,
    },
    announceStop() {
      isLeaving = true
    },
    async stop() {
      traits.stop()
      copyTraits?.stop()
      await settings.stop()
      await worker.stop()
      await keys.close()
    },
  }
}

// What a person has to settle before anything is appended again.
const codesToSettle: readonly string[] = [
  'log_behind_anchor',
  'restore_pending',
  'log_inconsistent',
  'bad_anchor',
]

function warnOfLog(service: ServiceRole, error: unknown, { warn }: ServiceParts): void {
  const isToSettle = error instanceof StoreError && codesToSettle.includes(error.code)
  if (isToSettle) warn?.(`${service}: ${explainError(error, false)}`)
}

/** Says that nothing opens until the key file is there again. */
function warnOfKeys(service: ServiceRole, keys: FollowedKeys, { warn }: ServiceParts): void {
  const problem = keys.problem()
  if (problem !== undefined) warn?.(`${service}: ${explainError(new StoreError(problem), false)}`)
}

/** Says what to run, beside the line that has the code alone. */
function withAdvice(log: WorkerLog, parts: ServiceParts): WorkerLog {
  return (line) => {
    log(line)
    const code = line.event === 'failing' ? codesToSettle.find((known) => known === line.code) : undefined
    if (code !== undefined) warnOfLog('worker', new StoreError(code as StoreErrorCode), parts)
  }
}

/** Where the worker stores checkpoints beside the first place. */
function furtherPlaces(config: DeploymentConfig): FurtherPlaces {
  const { anchor, anchoring, anchorSinkSecret } = config
  const { sink, printFolder, s3 } = anchoring ?? {}
  return {
    ...openAnchorCopies(config),
    ...(sink &&
      anchorSinkSecret !== undefined && {
        sink: { url: sink.url, secret: anchorSinkSecret, auth: sink.auth ?? 'hmac' },
      }),
    ...(printFolder === undefined ? {} : { printFolder }),
    inspected: {
      ...(anchor.kind === 's3' && { first: probedStorage(anchor) }),
      ...(s3 && { s3: probedStorage({ kind: 's3', ...s3 }) }),
    },
  }
}

type WatchedStore = 'objects' | 'anchor' | 'anchor copy'

function watchStore(store: WatchedStore, service: ServiceRole, parts: ServiceParts): TraitWatch {
  const { config, log, warn } = parts
  const watched = storageOf(config, store)
  return watchTraits({
    ...watched,
    isAnchor: store !== 'objects',
    onKnown(traits) {
      const line = { time: new Date().toISOString(), service, event: 'object-store', store, ...traits }
      log(`${JSON.stringify(line)}\n`)
      if (watched.config.kind === 'folder') return
      for (const lack of describeLacks(traits)) warn?.(`warning: the bucket for ${store} ${lack}`)
    },
  })
}

function storageOf(
  { objects, anchor, anchoring, paths }: DeploymentConfig,
  store: WatchedStore,
): { config: StorageConfig; folder: string } {
  if (store === 'objects') return { config: objects, folder: paths.objects }
  const copy = store === 'anchor copy' ? anchoring?.s3 : undefined
  return copy ? { config: { kind: 's3', ...copy }, folder: '' } : { config: anchor, folder: paths.anchor }
}
