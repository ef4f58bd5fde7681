// A whole deployment on real parts: PostgreSQL, a folder or S3, ingest processes and a worker as `reseal serve` runs
// them, each ingest behind wires of its own to both.
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createNodePlatform, createStoredFiles, withDatabaseSource } from '@reseal/cli'
import {
  createDatabase,
  createFileKeyProvider,
  createFolderObjectStore,
  createReplayRepository,
  createS3ObjectStore,
  createSegmentFolding,
  type Database,
  type KeyProvider,
  type ObjectStore,
  type ReplayRepository,
  type SegmentFolding,
} from '@reseal/store'
import { createAnchorSource, type PinnedLog, type VerifyReport, verifyDeployment } from '@reseal/verifier'
import { runReseal } from '../../support/demo-process.ts'
import { type FaultPostgres, startFaultPostgres } from './fault-postgres.ts'
import { startPostgresWire } from './postgres-wire.ts'
import { type S3Wire, startS3Wire } from './s3-wire.ts'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'
import { type SupervisedProcess, superviseProcess } from './supervised-process.ts'
import type { Wire } from './wire.ts'

/** A bucket of a running S3 server. */
export interface FaultBucket {
  readonly endpoint: string
  readonly bucket: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** What to start. */
export interface DeploymentOptions {
  readonly processes: number
  /** Without one, batches go to a folder. */
  readonly bucket?: FaultBucket
  /** Puts database and folder on file systems that can be filled. */
  readonly smallDisks: boolean
}

/** An ingest process and its wires. */
export interface WiredIngest extends SupervisedProcess {
  readonly postgresWire: Wire
  readonly s3Wire: S3Wire | undefined
}

/** A deployment under test. */
export interface FaultDeployment {
  readonly ingests: readonly WiredIngest[]
  readonly worker: SupervisedProcess
  readonly postgres: FaultPostgres
  readonly disks: Readonly<Partial<Record<'postgres' | 'objects', SmallDisk>>>
  /** The folder of batches; undefined where they are in S3. */
  readonly objectsFolder: string | undefined
  readonly objects: ObjectStore
  readonly replays: ReplayRepository
  /** Beside the worker's, which waits a minute before it folds a stream. */
  readonly folding: SegmentFolding
  readonly sealingKeys: KeyProvider
  readonly init: { readonly appKey: string; readonly sealingKey: string; readonly receiptKey: string }
  readonly origin: string
  /** Addresses of the ingest processes that have one. */
  urls(): readonly string[]
  /** Resolves once every ingest process is ready. */
  untilReady(): Promise<void>
  /** Verifies in this process. */
  verify(): Promise<VerifyReport>
  /** What `reseal verify` exits with, and prints where that is not 0. */
  runVerify(): Promise<{ readonly code: number; readonly output: string }>
  stop(): Promise<void>
}

const origin = 'https://clinic.example'
const patienceMs = 120_000

/** Starts it. */
export async function startFaultDeployment(options: DeploymentOptions): Promise<FaultDeployment> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-faults-'))
  const data = join(folder, 'data')
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const stop = async (): Promise<void> => {
    for (const end of stops.toReversed()) await end()
  }
  try {
    const disks: Partial<Record<'postgres' | 'objects', SmallDisk>> = {}
    const addDisk = async (name: 'postgres' | 'objects', at: string, sizeMiB: number): Promise<void> => {
      const disk = options.smallDisks ? await mountSmallDisk(at, sizeMiB) : undefined
      if (disk === undefined) return
      disks[name] = disk
      stops.push(() => disk.unmount())
    }
    // The database server's account has to pass it.
    await chmod(folder, 0o711)
    await addDisk('postgres', join(folder, 'postgres'), 512)
    const postgres = await startFaultPostgres(join(folder, 'postgres'))
    stops.push(() => postgres.stop())
    const env = environmentOf(postgres, options.bucket)
    const made = await runReseal(['init', '--app', 'clinic', '--origin', origin, '--data', data], env)
    if (made.code !== 0) throw new Error(made.stderr)
    if (options.bucket === undefined) await addDisk('objects', join(data, 'objects'), 256)
    const ingests: WiredIngest[] = []
    while (ingests.length < options.processes) {
      const ingest = await startWiredIngest(data, env, { postgres, bucket: options.bucket })
      ingests.push(ingest)
      stops.push(() => stopWired(ingest))
    }
    const worker = superviseProcess({ service: 'worker', data, env })
    stops.push(() => worker.stop())
    const viewer = createDatabase({ connectionString: postgres.connectionString('viewer') })
    stops.push(() => viewer.destroy())
    const workerDatabase = createDatabase({ connectionString: postgres.connectionString('worker') })
    stops.push(() => workerDatabase.destroy())
    const parts = await openStored(data, { viewer, worker: workerDatabase }, options.bucket)
    const urls = (): readonly string[] => ingests.flatMap((ingest) => ingest.url() ?? [])
    return {
      ...parts,
      ingests,
      worker,
      postgres,
      disks,
      objectsFolder: options.bucket === undefined ? join(data, 'objects') : undefined,
      origin,
      urls,
      untilReady: () => untilReady(ingests),
      async runVerify() {
        const { code, stdout, stderr } = await runReseal(['verify', '--data', data], env)
        return { code, output: stdout + stderr }
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function environmentOf(postgres: FaultPostgres, bucket: FaultBucket | undefined): NodeJS.ProcessEnv {
  return {
    ...process.env,
    RESEAL_DATABASE_URL: postgres.connectionString('owner'),
    RESEAL_INGEST_DATABASE_URL: postgres.connectionString('ingest'),
    RESEAL_VIEWER_DATABASE_URL: postgres.connectionString('viewer'),
    RESEAL_WORKER_DATABASE_URL: postgres.connectionString('worker'),
    ...(bucket === undefined ? {} : bucketEnvironment(bucket, bucket.endpoint)),
  }
}

function bucketEnvironment({ bucket, credentials }: FaultBucket, endpoint: string): NodeJS.ProcessEnv {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    RESEAL_S3_BUCKET: bucket,
    RESEAL_S3_REGION: 'us-east-1',
    RESEAL_S3_ENDPOINT: endpoint,
    RESEAL_S3_FORCE_PATH_STYLE: 'true',
  }
}

interface Servers {
  readonly postgres: FaultPostgres
  readonly bucket: FaultBucket | undefined
}

async function startWiredIngest(
  data: string,
  env: NodeJS.ProcessEnv,
  servers: Servers,
): Promise<WiredIngest> {
  const { postgres, bucket } = servers
  const postgresWire = await startPostgresWire(postgres.port)
  const s3Wire = bucket === undefined ? undefined : await startS3Wire(new URL(bucket.endpoint))
  const own = {
    RESEAL_INGEST_DATABASE_URL: postgres.connectionString('ingest', postgresWire.port),
    ...(bucket === undefined || s3Wire === undefined
      ? {}
      : bucketEnvironment(bucket, `http://127.0.0.1:${s3Wire.port}`)),
  }
  const supervised = superviseProcess({ service: 'ingest', data, env: { ...env, ...own } })
  return { ...supervised, postgresWire, s3Wire }
}

async function stopWired(ingest: WiredIngest): Promise<void> {
  await ingest.stop()
  await ingest.postgresWire.stop()
  await ingest.s3Wire?.stop()
}

async function openStored(
  data: string,
  databases: { readonly viewer: Database; readonly worker: Database },
  bucket: FaultBucket | undefined,
): Promise<Pick<FaultDeployment, 'objects' | 'replays' | 'folding' | 'sealingKeys' | 'init' | 'verify'>> {
  const objects =
    bucket === undefined
      ? createFolderObjectStore({ root: join(data, 'objects') })
      : createS3ObjectStore({ ...bucket, region: 'us-east-1', forcePathStyle: true })
  const { logs } = await readJson<{ logs: Record<'audit' | 'recordings', PinnedLog> }>(data, 'config.json')
  return {
    objects,
    replays: createReplayRepository(databases.viewer),
    folding: createSegmentFolding(databases.worker),
    sealingKeys: await createFileKeyProvider({ path: join(data, 'keys', 'sealing.json') }),
    init: await readJson<FaultDeployment['init']>(data, 'init.json'),
    verify: async () => {
      const platform = createNodePlatform()
      try {
        return await verifyDeployment({
          platform,
          objects: createStoredFiles(objects),
          anchor: createAnchorSource(
            createStoredFiles(createFolderObjectStore({ root: join(data, 'anchor') })),
          ),
          withDatabase: (work) => withDatabaseSource(databases.worker, work),
          pinned: logs,
        })
      } finally {
        await platform.stop()
      }
    },
  }
}

async function readJson<Content>(folder: string, name: string): Promise<Content> {
  return JSON.parse(await readFile(join(folder, name), 'utf8')) as Content
}

async function untilReady(ingests: readonly WiredIngest[]): Promise<void> {
  const deadlineMs = Date.now() + patienceMs
  for (const ingest of ingests) {
    while (!(await ingest.isReady())) {
      if (Date.now() > deadlineMs) throw new Error(`ingest is not ready: ${ingest.output()}`)
      await delay(50)
    }
  }
}
