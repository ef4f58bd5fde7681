// Starts the whole product as a user would, `reseal demo` in a process of its own, and reads what it prints.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The command as a built checkout has it. */
export const resealBin = fileURLToPath(new URL('../../packages/cli/bin/reseal.mjs', import.meta.url))

export interface InitValues {
  readonly endpoint: string
  readonly appKey: string
  readonly sealingKey: string
  readonly receiptKey: string
  readonly viewerUrl: string
}

export interface Demo {
  readonly dataDir: string
  readonly clinicUrl: string
  readonly viewerUrl: string
  readonly init: InitValues
  /** One-time sign-in link of a demo user such as `eng-1`. */
  signInLink(user: string): string
  /** Everything the process has printed so far, both streams. */
  output(): string
  /** Interrupts it as Ctrl-C does; resolves with its exit code. */
  stop(): Promise<number | null>
}

export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Eight neighbouring ports that were free a moment ago: the demo and `init` want a base. Below those that systems hand out by
 * themselves: another test's connection does not take one meanwhile.
 */
export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = 20_000 + Math.floor(Math.random() * 12_000)
    const servers = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((offset) => listen(base + offset)))
    for (const server of servers) server?.close()
    if (servers.every((server) => server !== undefined)) return base
  }
  throw new Error('no eight neighbouring free ports')
}

function listen(port: number): Promise<ReturnType<typeof createServer> | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

/** Runs `reseal` with the given arguments to its end. */
export function runReseal(
  commandArguments: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [resealBin, ...commandArguments], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()))
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()))
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))
  })
}

async function untilReady(child: ChildProcess, output: () => string, urls: readonly string[]): Promise<void> {
  const deadline = Date.now() + 180_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the demo ended while starting:\n${output()}`)
    const answers = await Promise.all(
      urls.map((url) =>
        fetch(url)
          .then((answer) => answer.ok)
          .catch(() => false),
      ),
    )
    if (answers.every(Boolean) && /sign-in#/.test(output())) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`the demo did not answer:\n${output()}`)
}

/** Starts `reseal demo` on free ports; a given `dataDir` is reused and kept. */
export async function startDemo(options: { readonly dataDir?: string } = {}): Promise<Demo> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'reseal-demo-')))
  const base = await freePortBase()
  const child = spawn(
    process.execPath,
    [resealBin, 'demo', '--port', String(base), '--data', dataDir, '--no-open'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const pieces: string[] = []
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece.toString()))
  child.stderr.on('data', (piece: Buffer) => pieces.push(piece.toString()))
  const output = (): string => pieces.join('')
  const clinicUrl = `http://127.0.0.1:${base}`
  const viewerUrl = `http://127.0.0.1:${base + 2}`
  try {
    await untilReady(child, output, [clinicUrl, `${viewerUrl}/health`])
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  const init = JSON.parse(await readFile(join(dataDir, 'init.json'), 'utf8')) as InitValues
  return {
    dataDir,
    clinicUrl,
    viewerUrl,
    init,
    output,
    signInLink(user) {
      const line = output()
        .split('\n')
        .find((text) => text.includes(user) && text.includes('/sign-in#'))
      const link = line?.match(/http:\/\/\S+\/sign-in#\S+/)?.[0]
      if (!link) throw new Error(`the demo printed no sign-in link for ${user}`)
      return link
    },
    async stop() {
      // As Ctrl-C arrives: from the terminal, and again from npm, which passes it on.
      child.kill('SIGINT')
      setTimeout(() => child.kill('SIGINT'), 20)
      const [code] = (await once(child, 'exit')) as [number | null]
      if (code !== 0) throw new Error(`the demo ended with ${code} after Ctrl-C`)
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true })
      return code
    },
  }
}
