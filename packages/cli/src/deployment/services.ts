// Starts the services of a deployment in this process, each under its own database role (design.md §2, §7).
import { createLog as createIngestLog, type IngestConfig, startIngest } from '@reseal/ingest'
import { createFileKeyProvider, loadCheckpointSigner, type ServiceRole } from '@reseal/store'
import { createLog as createViewerLog, startViewer } from '@reseal/viewer'
import { createLog as createWorkerLog, startWorker } from '@reseal/worker'
import { type DeploymentConfig, originOf } from './config.ts'
import type { DatabaseAccess } from './database-access.ts'
import { openAnchor, openAuditLog } from './logs.ts'
import { openStorage } from './storage.ts'

/** What `reseal serve` can run; each is also the name of its database role. */
export const serviceNames: readonly ServiceRole[] = ['ingest', 'viewer', 'worker']

/** A running service. */
export interface RunningService {
  readonly name: ServiceRole
  /** What a person opens or a recorder sends to. */
  readonly url?: string
  stop(): Promise<void>
}

/** Where the services' log lines go. */
export type LogSink = (text: string) => void

/** What starting needs. */
export interface ServiceParts {
  readonly config: DeploymentConfig
  readonly access: DatabaseAccess
  readonly log: LogSink
}

/** Starts one service. */
export function startService(name: ServiceRole, parts: ServiceParts): Promise<RunningService> {
  switch (name) {
    case 'ingest':
      return startIngestService(parts)
    case 'viewer':
      return startViewerService(parts)
    case 'worker':
      return startWorkerService(parts)
  }
}

async function startIngestService({ config, access, log }: ServiceParts): Promise<RunningService> {
  const { host, paths, objects } = config
  const ingestConfig: IngestConfig = {
    host,
    port: config.ingest.port,
    databaseUrl: access.connectionString('ingest'),
    objects: objects.kind === 'folder' ? { kind: 'folder', root: paths.objects } : objects,
    receiptKeyFile: paths.receiptKey,
    trustedProxyHops: config.trustedProxies,
    limits: config.limits,
  }
  const { stop } = await startIngest(ingestConfig, createIngestLog(log))
  return { name: 'ingest', url: originOf(config, 'ingest'), stop }
}

async function startViewerService({ config, access, log }: ServiceParts): Promise<RunningService> {
  const { host, paths, replay } = config
  const { url, stop } = await startViewer(
    {
      host,
      port: config.viewer.port,
      replayPort: replay.port,
      publicOrigin: originOf(config, 'viewer'),
      ...(replay.publicOrigin === undefined ? {} : { replayOrigin: replay.publicOrigin }),
      trustedProxies: config.trustedProxies,
    },
    {
      db: access.open('viewer'),
      objects: openStorage(config.objects, paths.objects),
      keys: await createFileKeyProvider({ path: paths.sealingKey }),
      audit: openAuditLog(config, access, 'viewer'),
      anchor: openAnchor(config),
      peers: [{ name: 'Ingest', readyUrl: `${originOf(config, 'ingest')}/readyz` }],
      log: createViewerLog({ write: log }),
    },
  )
  return { name: 'viewer', url, stop }
}

async function startWorkerService({ config, access, log }: ServiceParts): Promise<RunningService> {
  const { paths, logs } = config
  const { stop } = startWorker({
    db: access.open('worker'),
    anchor: openAnchor(config),
    signers: {
      audit: await loadCheckpointSigner(paths.checkpointKey, logs.audit.origin),
      recordings: await loadCheckpointSigner(paths.checkpointKey, logs.recordings.origin),
    },
    log: createWorkerLog(log),
  })
  return { name: 'worker', stop }
}
