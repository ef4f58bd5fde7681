// The built command as a person runs it: start, three pages, Ctrl-C, a second start with the same data.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePortBase, listenOn } from '../../test/free-ports.ts'

const bin = fileURLToPath(new URL('../../bin/reseal.mjs', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-demo-test-'))
  // The database's account has to pass, or the database lies elsewhere.
  await chmod(folder, 0o711)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

interface Facts {
  readonly clinicUrl: string
  readonly viewerUrl: string
  readonly ingestUrl: string
  readonly people: readonly { readonly name: string; readonly link: string }[]
}

interface Run {
  readonly child: ChildProcess
  output(): string
  /** Waits until it has printed this. */
  until(text: string): Promise<void>
  facts(): Promise<Facts>
  /** Its status, also where it has ended already. */
  ended(): Promise<number | null>
}

function run(...words: string[]): Run {
  const child = spawn(process.execPath, [bin, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  const pieces: string[] = []
  let stdout = ''
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece.toString()
    pieces.push(piece.toString())
  })
  child.stderr.on('data', (piece: Buffer) => pieces.push(piece.toString()))
  const exit = once(child, 'exit') as Promise<[number | null]>
  const output = (): string => pieces.join('')
  async function waitFor(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`the demo ended:\n${output()}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  return {
    child,
    output,
    until: (text) => waitFor(() => output().includes(text)),
    async facts() {
      await waitFor(() => stdout.endsWith('}\n'))
      return JSON.parse(stdout) as Facts
    },
    ended: async () => (await exit)[0],
  }
}

function demo(port: number): Run {
  return run('demo', '--json', '--no-open', '--port', String(port), '--data', join(folder, 'demo'))
}

async function stop(running: Run, signal: NodeJS.Signals): Promise<number | null> {
  running.child.kill(signal)
  return await running.ended()
}

describe('reseal demo', () => {
  test('serves its pages, stops cleanly on Ctrl-C and on SIGTERM, and continues with its data', async () => {
    const first = demo(await freePortBase())
    const facts = await first.facts()
    for (const url of [
      facts.clinicUrl,
      facts.viewerUrl,
      `${facts.viewerUrl}/health`,
      `${facts.ingestUrl}/readyz`,
    ]) {
      const answer = await fetch(url)
      expect(`${url} ${answer.status}`).toBe(`${url} 200`)
    }
    expect(facts.people.map(({ name }) => name)).toEqual([
      'eng-1',
      'auditor-1',
      'privacy-1',
      'privacy-2',
      'admin-1',
    ])
    const init = JSON.parse(await readFile(join(folder, 'demo', 'init.json'), 'utf8')) as { appKey: string }
    expect(init.appKey).toMatch(/^rsl_/)
    const other = demo(await freePortBase())
    expect(await other.ended()).toBe(1)
    expect(other.output()).toContain('in use by another process')
    expect(await stop(first, 'SIGINT')).toBe(0)
    await expect(fetch(facts.clinicUrl)).rejects.toThrow()

    const second = demo(await freePortBase())
    const again = await second.facts()
    const links = new Set([...facts.people, ...again.people].map(({ link }) => link.split('#')[1]))
    expect(links.size).toBe(10)
    expect(JSON.parse(await readFile(join(folder, 'demo', 'init.json'), 'utf8'))).toMatchObject({
      appKey: init.appKey,
    })
    expect(await stop(second, 'SIGTERM')).toBe(0)
  }, 120_000)

  test('keeps its keys to the owner', async () => {
    for (const name of ['sealing.json', 'receipt.json', 'checkpoint.json']) {
      const { mode } = await stat(join(folder, 'demo', 'keys', name))
      expect(mode & 0o777).toBe(0o600)
    }
  })

  test('says which port is taken and what to do', async () => {
    const base = await freePortBase()
    const stopListening = await listenOn(base + 2)
    try {
      const refused = demo(base)
      expect(await refused.ended()).toBe(1)
      expect(refused.output()).toContain(`port ${base + 2} (for the viewer)`)
      expect(refused.output()).toContain('reseal demo --port')
    } finally {
      stopListening?.()
    }
  })

  test.each([
    ['at once', 'starting the database', 0],
    ['while the database is being made', 'making the embedded database', 100],
    ['while the database starts', 'making the embedded database', 1_200],
    ['while the services start', 'starting ingest', 0],
  ])('ends with status 0 and leaves no server when it is stopped %s', async (_when, text, laterMs) => {
    const data = join(folder, randomUUID())
    const early = run('demo', '--no-open', '--port', String(await freePortBase()), '--data', data)
    await early.until(text)
    await new Promise((resolve) => setTimeout(resolve, laterMs))
    expect(await stop(early, 'SIGINT')).toBe(0)
    expect(existsSync(join(data, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false)
  })
})
