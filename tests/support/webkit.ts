// WebKitGTK through its own W3C WebDriver, on an X server without a screen. Playwright drives only a WebKit that it
// downloads itself.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BrowserPage } from './browser-page.ts'

const driverPath = process.env['RESEAL_WEBKIT_DRIVER'] ?? '/usr/bin/WebKitWebDriver'
const startsInMs = 60_000
// A member of WebDriver's JSON that names an element.
const elementKey = 'element-6066-11e4-a52e-4f735466cecf'
// No sandbox, as the tests may run as root; no graphics hardware.
const browserEnvironment = {
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  WEBKIT_DISABLE_DMABUF_RENDERER: '1',
  WEBKIT_DISABLE_COMPOSITING_MODE: '1',
  LIBGL_ALWAYS_SOFTWARE: '1',
  NO_AT_BRIDGE: '1',
}

/** A program with all that it starts. */
interface Program {
  readonly child: ChildProcess
  isRunning(): boolean
  end(): Promise<void>
}

// Ends the whole process group when the program ends, and when standard input does: also with a killed test.
// Asked first, for Xvfb to take its lock away.
const guarded = 'trap : TERM; { "$@"; kill 0; } & read -r end; kill 0; sleep 0.3; kill -9 0'

function start(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Program {
  const child = spawn('sh', ['-c', guarded, 'sh', command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let isOver = false
  const over = new Promise<void>((resolve) => {
    child.once('exit', () => {
      isOver = true
      resolve()
    })
  })
  return {
    child,
    isRunning: () => !isOver,
    async end() {
      child.stdin?.end()
      await over
    },
  }
}

/** The display that Xvfb chose, which it writes when it can be connected to. */
async function readDisplay(program: Program): Promise<string> {
  const written = program.child.stdio[3] as Readable
  let text = ''
  for await (const chunk of written) {
    text += String(chunk)
    if (text.includes('\n')) return `:${text.trim()}`
  }
  throw new Error('Xvfb ended before it had a display: is the package xvfb installed?')
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** MiniBrowser comes with the library, in the folder of its version. */
function findBrowser(): string {
  const found = readdirSync('/usr/lib')
    .flatMap((folder) =>
      ['4.1', '6.0', '4.0'].map((api) => `/usr/lib/${folder}/webkit2gtk-${api}/MiniBrowser`),
    )
    .find((path) => existsSync(path))
  const path = process.env['RESEAL_WEBKIT_BROWSER'] ?? found
  if (path === undefined) throw new Error('no MiniBrowser of WebKitGTK here: set RESEAL_WEBKIT_BROWSER to it')
  return path
}

type Send = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>

function createSend(port: number): Send {
  return async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const { value } = (await response.json()) as { value: unknown }
    if (response.ok) return value
    throw new Error(`WebDriver ${method} ${path}: ${JSON.stringify(value)}`)
  }
}

/** Starts the driver; again on another port when somebody took that one meanwhile. */
async function startDriver(display: string): Promise<{ readonly program: Program; readonly send: Send }> {
  const until = Date.now() + startsInMs
  while (Date.now() < until) {
    const port = await findFreePort()
    const args = ['--host=127.0.0.1', `--port=${port}`]
    const program = start(driverPath, args, { ...browserEnvironment, DISPLAY: display })
    const send = createSend(port)
    while (program.isRunning() && Date.now() < until) {
      await sleep(50)
      if (await send('GET', '/status').catch(() => undefined)) return { program, send }
    }
    await program.end()
  }
  throw new Error(`${driverPath} does not start`)
}

interface Session {
  readonly sessionId: string
  readonly capabilities: { readonly browserName: string; readonly browserVersion: string }
}

// Runs in the page, as the text of a function's body: the last argument answers.
const runInPage = `
  const answer = arguments[arguments.length - 1]
  Promise.resolve()
    .then(() => RUN)
    .then((value) => answer({ value }), (error) => answer({ error: String(error) }))`

function pageOf({ sessionId, capabilities }: Session, send: Send, close: () => Promise<void>): BrowserPage {
  const path = `/session/${sessionId}`
  const post = (command: string, body: object = {}): Promise<unknown> =>
    send('POST', `${path}${command}`, body)
  async function onElement(selector: string, command: string, body?: object): Promise<void> {
    const found = await post('/element', { using: 'css selector', value: selector })
    await post(`/element/${(found as Record<string, string>)[elementKey]}/${command}`, body)
  }
  return {
    version: `${capabilities.browserName} ${capabilities.browserVersion}`,
    goto: async (url) => void (await post('/url', { url })),
    reload: async () => void (await post('/refresh')),
    async evaluate<Args extends readonly unknown[], Result>(
      run: (...args: Args) => Result | Promise<Result>,
      ...args: Args
    ): Promise<Result> {
      const call = `(${String(run)})(...${JSON.stringify(args)})`
      const body = { script: runInPage.replace('RUN', () => call), args: [] }
      const { value, error } = (await post('/execute/async', body)) as { value: Result; error?: string }
      if (error !== undefined) throw new Error(error)
      return value
    },
    click: (selector) => onElement(selector, 'click'),
    type: (selector, text) => onElement(selector, 'value', { text }),
    close,
  }
}

/** Starts WebKitGTK's MiniBrowser (`RESEAL_WEBKIT_DRIVER` names another driver) with an empty profile. */
export async function openWebKitPage(): Promise<BrowserPage> {
  if (!existsSync(driverPath)) {
    throw new Error(`no ${driverPath}: install webkit2gtk-driver, or set RESEAL_WEBKIT_DRIVER to it`)
  }
  const binary = findBrowser()
  const programs: Program[] = []
  async function end(): Promise<void> {
    for (const program of programs.splice(0).reverse()) await program.end()
  }
  try {
    const screen = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {})
    programs.push(screen)
    const { program, send } = await startDriver(await readDisplay(screen))
    programs.push(program)
    const session = (await send('POST', '/session', {
      capabilities: {
        alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } },
      },
    })) as Session
    return pageOf(session, send, async () => {
      // Lets the browser end by itself first: what is killed leaves files behind.
      await send('DELETE', `/session/${session.sessionId}`).catch(() => undefined)
      await end()
    })
  } catch (error) {
    await end()
    throw error
  }
}
