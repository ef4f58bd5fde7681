// Starts the embedded PostgreSQL of a data folder and makes its roles and database (design.md §11). For laptops,
// demos and tests: the package bundles an old OpenSSL and is not meant for production.
import { access, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { DatabaseRole } from '../database/roles.ts'
import { writePrivateFile } from '../keys/private-file.ts'
import { StoreError } from '../store-error.ts'
import { prepareCluster } from './cluster-folder.ts'
import { createRolesAndDatabase, databaseName } from './first-database.ts'
import { type EmbeddedSecrets, loadOrCreateSecrets } from './secrets.ts'
import type { ServerAccount } from './server-account.ts'
import {
  type Cluster,
  initialiseCluster,
  isRunning,
  runningPort,
  startServer,
  stopServer,
} from './server-process.ts'

/** How to start. */
export interface EmbeddedPostgresOptions {
  /** Holds cluster, passwords and notes; made when missing. */
  readonly dataDir: string
  /** Loopback port; 0 takes a free one. */
  readonly port: number
  /** Told, in a sentence, what takes time or lands elsewhere than expected. */
  readonly onProgress?: (message: string) => void
  /** Ends a start that is no longer wanted: it rejects, and leaves no server and no half-made cluster. */
  readonly stopSignal?: AbortSignal
}

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  readonly port: number
  /** True when another living process owns the server: then `stop` leaves it running. */
  readonly shared: boolean
  /** Where one role logs in; `superuser` bypasses every trigger and is for tests and repair. */
  connectionString(role: DatabaseRole | 'superuser', database?: string): string
  /** Stops in fast mode. */
  stop(): Promise<void>
}

/**
 * Starts the cluster of a data folder, or takes over the one that a killed process left behind.
 * @throws StoreError postgres_missing, postgres_failed, port_busy
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, onProgress = () => {}, stopSignal } = options
  const cluster = await prepareCluster(dataDir, onProgress)
  stopSignal?.throwIfAborted()
  const initialised = await exists(join(cluster.folder, 'PG_VERSION'))
  const secrets = await loadOrCreateSecrets(join(dataDir, 'secrets.json'))
  if (!initialised) {
    onProgress('making the embedded database')
    await initialise(cluster, secrets.superuser, stopSignal)
  }
  const { port, shared, connect } = await joinOrStartWanted(cluster, options, secrets)
  return {
    port,
    shared,
    connectionString: connect,
    stop: async () => {
      if (shared) return
      await stopServer(cluster)
      await rm(ownerFile(dataDir), { force: true })
    },
  }
}

/** Beside its place first: an initdb that was killed leaves nothing that looks like a cluster. */
async function initialise(cluster: Cluster, password: string, stopSignal?: AbortSignal): Promise<void> {
  const partial = { ...cluster, folder: `${cluster.folder}.new` }
  const passwordFile = `${cluster.folder}.password`
  await rm(partial.folder, { recursive: true, force: true })
  await rm(passwordFile, { force: true })
  await mkdir(partial.folder, { recursive: true, mode: 0o700 })
  await writePrivateFile(passwordFile, password)
  try {
    await giveTo(cluster.account, [partial.folder, passwordFile])
    await initialiseCluster(partial, passwordFile, stopSignal)
    await rename(partial.folder, cluster.folder)
  } finally {
    await rm(passwordFile, { force: true })
  }
}

async function giveTo(account: ServerAccount | undefined, paths: readonly string[]): Promise<void> {
  if (account) await Promise.all(paths.map((path) => chown(path, account.uid, account.gid)))
}

interface Ready {
  readonly port: number
  readonly shared: boolean
  readonly connect: EmbeddedPostgres['connectionString']
}

/** A Ctrl-C reaches pg_ctl as well: the server that it was starting may live on without it. */
async function joinOrStartWanted(
  cluster: Cluster,
  options: EmbeddedPostgresOptions,
  secrets: EmbeddedSecrets,
): Promise<Ready> {
  const { dataDir, stopSignal } = options
  try {
    const ready = await joinOrStartReady(cluster, options, secrets)
    stopSignal?.throwIfAborted()
    return ready
  } catch (error) {
    if (stopSignal?.aborted === true && !(await ownerLives(dataDir))) {
      await stopServer(cluster)
      await rm(ownerFile(dataDir), { force: true })
    }
    throw error
  }
}

const readyAttempts = 3

/** Tries again where a server that was taken over turns out to be dying. */
async function joinOrStartReady(
  cluster: Cluster,
  options: EmbeddedPostgresOptions,
  secrets: EmbeddedSecrets,
): Promise<Ready> {
  for (let attempt = 1; ; attempt += 1) {
    const { port, shared } = await joinOrStart(cluster, options)
    const connect = connectionStrings(port, secrets)
    try {
      // Repeats are harmless, and a first start may have died between initdb and here.
      if (!shared) await createRolesAndDatabase(connect('superuser', 'postgres'), secrets)
      return { port, shared, connect }
    } catch (error) {
      if (attempt === readyAttempts || options.stopSignal?.aborted === true) throw error
      await delay(retryDelayMs)
    }
  }
}

async function joinOrStart(
  cluster: Cluster,
  { dataDir, port, onProgress = () => {}, stopSignal }: EmbeddedPostgresOptions,
): Promise<{ port: number; shared: boolean }> {
  stopSignal?.throwIfAborted()
  const living = await answeringPort(cluster)
  if (living !== undefined && (await ownerLives(dataDir))) return { port: living, shared: true }
  if (living !== undefined && (port === 0 || port === living)) {
    await writeFile(ownerFile(dataDir), String(process.pid))
    return { port: living, shared: false }
  }
  if (living !== undefined) {
    onProgress('stopping the database that an earlier run left behind')
    await stopServer(cluster)
  }
  const chosen = await freePort(port)
  await writeFile(ownerFile(dataDir), String(process.pid))
  await startWithRetry(cluster, chosen, stopSignal)
  return { port: chosen, shared: false }
}

const answerAttempts = 20
const answerDelayMs = 100

/** The port of the server that lives on the cluster; one that is starting or dying is waited for. */
async function answeringPort(cluster: Cluster): Promise<number | undefined> {
  for (let attempt = 0; attempt < answerAttempts; attempt += 1) {
    if (!(await isRunning(cluster))) return undefined
    const port = await runningPort(cluster)
    if (port !== undefined && (await accepts(port))) return port
    await delay(answerDelayMs)
  }
  return undefined
}

async function accepts(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ port, host: '127.0.0.1' })
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}

// After a kill, postmaster.pid and the shared memory it names linger for up to 2 s; so may the dying backends.
const startAttempts = 4
const retryDelayMs = 800

async function startWithRetry(cluster: Cluster, port: number, stopSignal?: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startServer(cluster, port)
    } catch (error) {
      if (attempt === startAttempts || stopSignal?.aborted === true) throw error
      await delay(retryDelayMs)
    }
  }
}

/** @throws StoreError port_busy */
async function freePort(wanted: number): Promise<number> {
  const probe = createServer()
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  probe.once('error', (cause) => reject(new StoreError('port_busy', cause)))
  probe.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
    const address = probe.address()
    const port = address && typeof address === 'object' ? address.port : wanted
    probe.close(() => resolve(port))
  })
  return promise
}

function ownerFile(dataDir: string): string {
  return join(dataDir, 'owner.pid')
}

async function ownerLives(dataDir: string): Promise<boolean> {
  const pid = Number(await readFile(ownerFile(dataDir), 'utf8').catch(() => '0'))
  // In a container every run has the same process id: what we left behind ourselves is ours.
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function connectionStrings(port: number, secrets: EmbeddedSecrets): EmbeddedPostgres['connectionString'] {
  return (role, database = databaseName) => {
    const user = role === 'superuser' ? 'postgres' : `reseal_${role}`
    return `postgresql://${user}:${secrets[role]}@127.0.0.1:${port}/${database}`
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
