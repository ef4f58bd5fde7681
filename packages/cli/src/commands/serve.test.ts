// reseal serve with the embedded database: what each process answers, and a clean stop.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePortBase } from '../../test/free-ports.ts'

const bin = fileURLToPath(new URL('../../bin/reseal.mjs', import.meta.url))
let base: number
let folder: string

beforeAll(async () => {
  base = await freePortBase()
  folder = await mkdtemp(join(tmpdir(), 'reseal-serve-test-'))
  // The database's account has to pass, or the database lies elsewhere.
  await chmod(folder, 0o711)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

interface Run {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
}

function run(...words: string[]): Run {
  const child = spawn(process.execPath, [bin, ...words, '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()))
  return { child, stdout: () => stdout, stderr: () => stderr }
}

async function until({ child, stderr }: Run, text: string): Promise<void> {
  while (!stderr().includes(text)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(stderr())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('all three services answer, and stop on SIGTERM with status 0', async () => {
  const made = run('init', '--port', String(base), '--origin', 'http://localhost:1')
  expect(await once(made.child, 'exit')).toEqual([0, null])
  const served = run('serve', 'all')
  await until(served, 'ingest answers')
  expect((await fetch(`http://127.0.0.1:${base + 1}/readyz`)).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${base + 2}/health`)).status).toBe(200)
  // Log lines go to standard output, all of them JSON.
  for (const line of served.stdout().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('service')
  const verified = run('verify')
  expect(await once(verified.child, 'exit')).toEqual([0, null])
  served.child.kill('SIGTERM')
  expect(await once(served.child, 'exit')).toEqual([0, null])
}, 120_000)

test('a service whose port is taken says so', async () => {
  const first = run('serve', 'ingest')
  await until(first, 'ingest answers')
  const second = run('serve', 'ingest')
  expect(await once(second.child, 'exit')).toEqual([1, null])
  expect(second.stderr()).toContain(`port ${base + 1} (for ingest)`)
  first.child.kill('SIGINT')
  expect(await once(first.child, 'exit')).toEqual([0, null])
}, 120_000)
