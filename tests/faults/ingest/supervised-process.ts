// A `reseal serve …` process under a supervisor that starts it again whenever it ends, as an operator's would.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { resealBin } from '../../support/demo-process.ts'

/** A process that is kept running. */
export interface SupervisedProcess {
  /** Where it listens, changes with each start; undefined for one that does not listen. */
  url(): string | undefined
  /** Whether it says that it is ready. */
  isReady(): Promise<boolean>
  /** kill -9, at once. */
  kill(): void
  /** As an orchestrator ends it. */
  terminate(): void
  /** Starts so far. */
  startCount(): number
  /** The last lines it wrote. */
  output(): string
  stop(): Promise<void>
}

/** What to run. */
export interface ProcessOptions {
  readonly service: 'ingest' | 'worker'
  readonly data: string
  readonly env: NodeJS.ProcessEnv
}

const restartAfterMs = 150
const keptOutput = 4000
const readyWithinMs = 10_000

/** A port of the loopback address that was free a moment ago. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  server.close()
  await once(server, 'close')
  return port
}

/** Starts it, each time on free ports. */
export function superviseProcess({ service, data, env }: ProcessOptions): SupervisedProcess {
  let child: ChildProcess | undefined
  let url: string | undefined
  let operatorUrl: string | undefined
  let starts = 0
  let stopping = false
  let output = ''

  async function runOnce(): Promise<void> {
    const [port, operatorPort] = [await findFreePort(), await findFreePort()]
    if (stopping) return
    const own = {
      ...(service === 'ingest' && { RESEAL_INGEST_PORT: String(port) }),
      [`RESEAL_${service.toUpperCase()}_OPERATOR_PORT`]: String(operatorPort),
    }
    const started = spawn(process.execPath, [resealBin, 'serve', service, '--data', data], {
      env: { ...env, ...own },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (piece: Buffer) => {
        output = (output + piece.toString()).slice(-keptOutput)
      })
    }
    child = started
    url = service === 'ingest' ? `http://127.0.0.1:${port}` : undefined
    operatorUrl = `http://127.0.0.1:${operatorPort}`
    starts += 1
    await once(started, 'exit')
    child = undefined
  }

  async function keepRunning(): Promise<void> {
    while (!stopping) {
      await runOnce()
      if (!stopping) await delay(restartAfterMs)
    }
  }

  const running = keepRunning()
  return {
    url: () => url,
    async isReady() {
      if (child === undefined || operatorUrl === undefined) return false
      return fetch(`${operatorUrl}/readyz`, { signal: AbortSignal.timeout(readyWithinMs) }).then(
        (answer) => answer.ok,
        () => false,
      )
    },
    kill: () => void child?.kill('SIGKILL'),
    terminate: () => void child?.kill('SIGTERM'),
    startCount: () => starts,
    output: () => output,
    async stop() {
      stopping = true
      child?.kill('SIGKILL')
      await running
    },
  }
}
