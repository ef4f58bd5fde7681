// Runs named steps one after another, says what it is doing and how long it took, and stops at the first failure.
import { spawn } from 'node:child_process'
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

/** Runs `steps` ([name, () => Promise<status>]) in order; resolves with the first status that is not 0, or 0. */
export async function runSteps(steps) {
  for (const [name, step] of steps) {
    const startedAt = performance.now()
    process.stderr.write(`reseal: ${name} …\n`)
    const status = await step()
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    process.stderr.write(`reseal: ${name} ${status === 0 ? 'ok' : 'FAILED'} (${seconds} s)\n`)
    if (status !== 0) return status
  }
  return 0
}
