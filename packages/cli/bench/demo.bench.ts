// The demo as a person starts it: seconds until clinic, viewer and health page answer, in an empty folder, and the
// memory of everything it runs at rest (design.md §12).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { measureTreeMemory } from './process-memory.ts'

/** One figure in the shape that `npm run bench` prints. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly budget: number
  readonly met: boolean
}

const bin = fileURLToPath(new URL('../bin/reseal.mjs', import.meta.url))
const startBudgetSeconds = 15
const memoryBudgetMegabytes = 500
const startDeadlineMs = 120_000
// The worker has anchored, pools have opened what they open, and nothing more is going on.
const restMs = 5000

/** Measures `demo.start` and `demo.memory`. */
export async function measureDemo(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-demo-bench-'))
  // The database's own account must pass this folder.
  await chmod(folder, 0o711)
  const port = await freePortBase()
  const startedMs = performance.now()
  const words = ['demo', '--no-open', '--port', String(port), '--data', folder]
  const child = spawn(process.execPath, [bin, ...words], { stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    const viewer = `http://127.0.0.1:${port + 2}`
    for (const url of [`http://127.0.0.1:${port}/`, `${viewer}/`, `${viewer}/health`]) {
      await untilAnswers(url, startedMs, () => child.exitCode !== null)
    }
    const startSeconds = (performance.now() - startedMs) / 1000
    await delay(restMs)
    const { pss, rss } = await measureTreeMemory(child.pid ?? 0, folder)
    const [pssMegabytes, rssMegabytes] = [pss / 1e6, rss / 1e6]
    process.stderr.write(
      `reseal: demo at rest: PSS ${pssMegabytes.toFixed(0)} MB, RSS summed ${rssMegabytes.toFixed(0)} MB\n`,
    )
    return [
      {
        id: 'demo.start',
        value: startSeconds,
        unit: 's',
        budget: startBudgetSeconds,
        met: startSeconds <= startBudgetSeconds,
      },
      {
        id: 'demo.memory',
        value: pssMegabytes,
        unit: 'MB',
        budget: memoryBudgetMegabytes,
        met: pssMegabytes <= memoryBudgetMegabytes,
      },
    ]
  } finally {
    child.kill('SIGINT')
    if (child.exitCode === null) await once(child, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
}

async function untilAnswers(url: string, startedMs: number, hasEnded: () => boolean): Promise<void> {
  for (;;) {
    const isUp = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isUp) return
    if (hasEnded() || performance.now() - startedMs > startDeadlineMs)
      throw new Error('the demo does not answer')
    await delay(50)
  }
}

/** Five neighbouring ports that were free a moment ago. */
async function freePortBase(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 30_000)
    const free = await Promise.all([0, 1, 2, 3, 4].map((offset) => isFree(base + offset)))
    if (free.every(Boolean)) return base
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
