// The built command as a person runs it: start, three pages, Ctrl-C, a second start with the same data.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/reseal.mjs', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-demo-test-'))
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
  facts(): Promise<Facts>
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
  return {
    child,
    output: () => pieces.join(''),
    async facts() {
      while (!stdout.endsWith('}\n')) {
        if (child.exitCode !== null) throw new Error(`the demo ended:\n${pieces.join('')}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return JSON.parse(stdout) as Facts
    },
  }
}

async function listenOnFreePort(): Promise<{ server: Server; port: number }> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 30_000)
    const server = createServer()
    const listening = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (listening) return { server, port }
  }
}

async function freePort(): Promise<number> {
  const { server, port } = await listenOnFreePort()
  await new Promise((resolve) => server.close(resolve))
  return port
}

function demo(port: number): Run {
  return run('demo', '--json', '--no-open', '--port', String(port), '--data', join(folder, 'demo'))
}

async function stop({ child }: Run, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal)
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

describe('reseal demo', () => {
  test('serves its pages, stops cleanly on Ctrl-C and on SIGTERM, and continues with its data', async () => {
    const first = demo(await freePort())
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
    expect(facts.people.map(({ name }) => name)).toEqual(['eng-1', 'auditor-1', 'privacy-1', 'admin-1'])
    const init = JSON.parse(await readFile(join(folder, 'demo', 'init.json'), 'utf8')) as { appKey: string }
    expect(init.appKey).toMatch(/^rsl_/)
    const other = demo(await freePort())
    expect(await once(other.child, 'exit')).toEqual([1, null])
    expect(other.output()).toContain('in use by another process')
    expect(await stop(first, 'SIGINT')).toBe(0)
    await expect(fetch(facts.clinicUrl)).rejects.toThrow()

    const second = demo(await freePort())
    const again = await second.facts()
    const links = new Set([...facts.people, ...again.people].map(({ link }) => link.split('#')[1]))
    expect(links.size).toBe(8)
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
    const { server, port } = await listenOnFreePort()
    try {
      const refused = demo(port - 2)
      const [code] = (await once(refused.child, 'exit')) as [number | null]
      expect(code).toBe(1)
      expect(refused.output()).toContain(`port ${port} (for the viewer)`)
      expect(refused.output()).toContain('reseal demo --port')
    } finally {
      server.close()
    }
  })

  test('ends with status 0 when it is stopped while starting', async () => {
    const early = run(
      'demo',
      '--no-open',
      '--port',
      String(await freePort()),
      '--data',
      join(folder, 'early'),
    )
    while (!early.output().includes('database')) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await stop(early, 'SIGINT')).toBe(0)
  }, 60_000)
})
