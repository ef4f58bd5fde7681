// Runs named steps, one after another or side by side, says what it is doing and how long it took, and stops at the
// first failure.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Path of a program that a dependency brought. */
export const program = (name) => join(root, 'node_modules', '.bin', name)

/** Runs a program with inherited output; resolves with its exit status. */
export function run(command, commandArguments, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArguments, { cwd: root, stdio: 'inherit', ...options })
    child.on('error', () => resolve(127))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** Runs a program and collects its output; it is shown only when the program fails. */
export function runQuietly(command, commandArguments, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArguments, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    })
    const output = []
    child.stdout.on('data', (piece) => output.push(piece))
    child.stderr.on('data', (piece) => output.push(piece))
    child.on('error', () => resolve(127))
    child.on('exit', (code) => {
      if (code !== 0) process.stdout.write(Buffer.concat(output))
      resolve(code ?? 1)
    })
  })
}

/** Maps as many at once as there are processors; resolves with the highest status. */
export async function highestStatus(items, statusOf) {
  const waiting = [...items]
  let highest = 0
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
      highest = Math.max(highest, await statusOf(item))
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work))
  return highest
}

async function runStep([name, step]) {
  const startedAt = performance.now()
  process.stderr.write(`reseal: ${name} …\n`)
  const status = await step()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stderr.write(`reseal: ${name} ${status === 0 ? 'ok' : 'FAILED'} (${seconds} s)\n`)
  return status
}

/** A step that runs steps side by side; each should keep its output to itself until it fails. */
export const together = (name, steps) => [name, () => highestStatus(steps, runStep)]

/** Runs `steps` ([name, () => Promise<status>]) in order; resolves with the first status that is not 0, or 0. */
export async function runSteps(steps) {
  for (const step of steps) {
    const status = await runStep(step)
    if (status !== 0) return status
  }
  return 0
}
