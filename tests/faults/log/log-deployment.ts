// A log on a PostgreSQL of its own, with two processes that append and one that anchors, all of them to be killed.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  type Anchor,
  createAnchor,
  createCheckpointVerifier,
  createDatabase,
  createFolderObjectStore,
  type Database,
  generateCheckpointKeyFile,
  migrate,
} from '@reseal/store'
import { type FaultPostgres, startFaultPostgres } from '../ingest/fault-postgres.ts'
import { startPostgresWire } from '../ingest/postgres-wire.ts'
import type { Wire } from '../ingest/wire.ts'
import type { DyingPlan, LogProcessMessage, LogProcessPlan } from './log-plan.ts'

/** A process under test. */
export interface LogProcess {
  /** Between it and PostgreSQL. */
  readonly wire: Wire
  /** Nothing where it runs; one that was killed is waited for first. */
  start(dies?: DyingPlan): Promise<void>
  isRunning(): boolean
  /** kill -9. */
  kill(): void
  /** Lets it finish nothing: what it had not told is not acknowledged. */
  stop(): Promise<void>
}

/** What was acknowledged to anyone, ever: ids by index. */
export type Acknowledged = Map<number, string>

/** All of it. */
export interface LogDeployment {
  readonly postgres: FaultPostgres
  readonly worker: Database
  readonly anchor: Anchor
  readonly anchorFolder: string
  readonly appenders: readonly LogProcess[]
  readonly anchorer: LogProcess
  readonly acknowledged: Acknowledged
  /** Acknowledgements so far that name an index which another event had. */
  readonly twice: readonly number[]
  /** Largest checkpoint that the anchoring process told of. */
  anchoredSize(): number
  stop(): Promise<void>
}

/** Starts it; no process runs yet. */
export async function startLogDeployment(): Promise<LogDeployment> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-log-faults-'))
  const postgres = await startFaultPostgres(join(folder, 'database'))
  const owner = createDatabase({ connectionString: postgres.connectionString('owner'), maxConnections: 2 })
  await migrate(owner)
  await owner.destroy()
  const keyFile = join(folder, 'checkpoint.json')
  const publicKey = await generateCheckpointKeyFile(keyFile)
  const anchorFolder = join(folder, 'anchor')
  const verifier = (log: string) => createCheckpointVerifier(`reseal.test/${log}`, publicKey)
  const worker = createDatabase({ connectionString: postgres.connectionString('worker'), maxConnections: 2 })

  const acknowledged: Acknowledged = new Map()
  const twice: number[] = []
  let anchoredSize = 0
  const onMessage = (message: LogProcessMessage): void => {
    anchoredSize = Math.max(anchoredSize, message.anchored ?? 0)
    for (const { index, id } of message.acknowledged ?? []) {
      if (acknowledged.has(index)) twice.push(index)
      acknowledged.set(index, id)
    }
  }
  const createProcess = async (role: LogProcessPlan['role']): Promise<LogProcess> => {
    const wire = await startPostgresWire(postgres.port)
    const databaseUrl = postgres.connectionString(role === 'append' ? 'viewer' : 'worker', wire.port)
    return createLogProcess(wire, { role, databaseUrl, anchorFolder, keyFile }, onMessage)
  }
  const appenders = [await createProcess('append'), await createProcess('append')]
  const anchorer = await createProcess('anchor')
  return {
    postgres,
    worker,
    anchor: createAnchor({
      store: createFolderObjectStore({ root: anchorFolder }),
      verifiers: { audit: verifier('audit'), recordings: verifier('recordings') },
    }),
    anchorFolder,
    appenders,
    anchorer,
    acknowledged,
    twice,
    anchoredSize: () => anchoredSize,
    async stop() {
      for (const each of [...appenders, anchorer]) {
        await each.stop()
        await each.wire.stop()
      }
      await worker.destroy()
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function createLogProcess(
  wire: Wire,
  plan: LogProcessPlan,
  onMessage: (message: LogProcessMessage) => void,
): LogProcess {
  let child: ChildProcess | undefined
  let ended: Promise<unknown> | undefined
  const isRunning = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null
  const kill = (): void => {
    if (!isRunning() || child === undefined) return
    ended ??= once(child, 'exit')
    child.kill('SIGKILL')
  }
  return {
    wire,
    isRunning,
    kill,
    async start(dies) {
      await ended
      ended = undefined
      if (isRunning()) return
      child = fork(
        fileURLToPath(new URL('./log-process.ts', import.meta.url)),
        [JSON.stringify(dies === undefined ? plan : { ...plan, dies })],
        { execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'] },
      )
      child.on('message', onMessage)
    },
    async stop() {
      kill()
      await ended
    },
  }
}

/** Every checkpoint that lies there, by name. */
export async function readCheckpoints(anchorFolder: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(anchorFolder, 'audit/checkpoint')
  const names = await readdir(folder).catch(() => [])
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  )
}

const patienceMs = 120_000

/** Waits for a condition. @throws Error that says what did not come */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + patienceMs
  while (!(await holds())) {
    if (Date.now() > deadlineMs) throw new Error(`waited in vain: ${what}`)
    await delay(10)
  }
}
