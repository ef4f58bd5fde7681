// What the measurements of this folder run against: a real PostgreSQL, ingest and the floor as processes of their own,
// and the client that drives them.
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateReceiptKeyFile, type ObjectsConfig } from '@reseal/ingest'
import {
  createAppRepository,
  createDatabase,
  type Database,
  migrate,
  startEmbeddedPostgres,
} from '@reseal/store'
import type { LoadOptions, LoadResult } from './load-client.ts'

/** One figure in the shape that `npm run bench` prints. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly floor?: number
  readonly ratio?: number
  readonly budget?: number
  readonly met: boolean
}

/** A server under measurement, a process of its own. */
export interface MeasuredServer {
  readonly pid: number
  readonly port: number
  /** base64url of the raw point; of ingest only. */
  readonly receiptKey?: string
}

/** Which of the measured servers. */
export type ServerName = 'ingest' | 'floor' | 'naive'

/** PostgreSQL with one app, and the servers that were asked for. */
export interface Deployment {
  readonly appKey: string
  readonly owner: Database
  start(name: ServerName): Promise<MeasuredServer>
  stop(): Promise<void>
}

/** What a deployment may be told. */
export interface DeploymentOptions {
  /** A folder of its own unless given. */
  readonly objects?: ObjectsConfig
  /** Environment of the servers, beside the one of this process. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Origin of the app's pages. */
export const origin = 'https://clinic.example'

const programs: Readonly<Record<ServerName, string>> = {
  ingest: 'ingest-server.ts',
  floor: 'floor-server.ts',
  naive: 'naive-server.ts',
}

/** Starts PostgreSQL in a folder of its own, which `stop` removes. */
export async function startDeployment(options: DeploymentOptions = {}): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-bench-'))
  // The database's own account must pass this folder; what is secret in it has its own mode.
  await chmod(folder, 0o711)
  const children: ChildProcess[] = []
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
  const owner = createDatabase({ connectionString: postgres.connectionString('owner') })
  async function stop(): Promise<void> {
    await Promise.all(children.map(stopChild))
    await owner.destroy()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await migrate(owner)
    const appKey = await registerApp(owner)
    const receiptKeyFile = join(folder, 'receipt.json')
    await generateReceiptKeyFile(receiptKeyFile)
    const objects = options.objects ?? { kind: 'folder', root: join(folder, 'objects') }
    const serverArguments = [postgres.connectionString('ingest'), JSON.stringify(objects), receiptKeyFile]
    return {
      appKey,
      owner,
      stop,
      async start(name) {
        const child = spawn(programs[name], serverArguments, options.environment)
        children.push(child)
        const [ready] = (await once(child, 'message')) as [{ port: number; receiptKey?: string }]
        return { pid: child.pid ?? 0, ...ready }
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Runs the client in a process of its own. */
export async function runClient(options: LoadOptions): Promise<LoadResult> {
  const client = spawn('load-client.ts', [])
  const answer = Promise.race([once(client, 'message'), once(client, 'exit').then(() => [undefined])])
  client.send(options)
  const [result] = (await answer) as [LoadResult | undefined]
  if (result === undefined) throw new Error('the client failed')
  client.disconnect()
  await once(client, 'exit')
  return result
}

/** Batches and segments in the database. */
export async function countBatches(owner: Database): Promise<{ batches: number; segments: number }> {
  const { batches, segments } = await owner
    .selectFrom('batches')
    .select(({ fn }) => [fn.countAll<number>().as('batches'), fn.sum<number>('segment_count').as('segments')])
    .executeTakeFirstOrThrow()
  return { batches: Number(batches), segments: Number(segments) }
}

// USER_HZ, which is 100 on every Linux that Node runs on.
const tickMs = 10

/** CPU time of a process and all its threads, milliseconds; Linux only. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return tickMs * (Number(fields[11]) + Number(fields[12]))
}

/** Memory a process holds, bytes: now, and the most it ever held; Linux only. */
export function residentBytes(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kibibytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1])
  return { now: 1024 * kibibytes('VmRSS'), most: 1024 * kibibytes('VmHWM') }
}

/** Acknowledged segments a second. */
export function rateOf({ segments, durationMs }: LoadResult): number {
  return (1000 * segments) / durationMs
}

/** The middle one of some values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function spawn(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const flags = process.env['RESEAL_BENCH_NODE_FLAGS']?.split(' ') ?? []
  const execArgv = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', ...flags]
  const env = { ...process.env, ...environment }
  return fork(path, [...args], { execArgv, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.disconnect()
  await exited
}

async function registerApp(owner: Database): Promise<string> {
  const appKey = `rsl_${randomBytes(16).toString('base64url')}`
  const app = {
    id: 'bench',
    appKey,
    name: 'Bench',
    allowedOrigins: [origin],
    sealingKeyId: '0123456789abcdef',
  }
  await createAppRepository(owner).create(app)
  return appKey
}
