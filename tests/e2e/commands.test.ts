// The operator's four commands, from the command line to the page, with no deploy in between: the real ingest, the real
// recorder, a deployment as `reseal init` makes it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { runReseal as runCommand } from '@reseal/cli'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { builtRecorder } from '../../packages/recorder-sdk/test/built-recorder.ts'
import { queuedSegments, seal } from '../../packages/recorder-sdk/test/recorder-pages.ts'
import { launchChromium } from '../support/browser.ts'
import { freePortBase, type InitValues, resealBin } from '../support/demo-process.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'

const page = (
  init: InitValues,
): string => `<!doctype html><title>App</title><main>shell</main><button>Next</button>
<script src="/reseal.iife.js"></script><script>
  window.errors = []
  const { endpoint, appKey, sealingKey, receiptKey } = ${JSON.stringify(init)}
  window.recorder = Reseal.init({ endpoint, appKey, sealingKey, receiptKey, consent: 'granted', signals: false,
    rules: { allow: [{ id: 'all', selector: 'body' }] }, onError: ({ code }) => errors.push(code) })
  let step = 0
  document.querySelector('button').onclick = () => { document.querySelector('main').textContent = (window.says ?? 'step') + ' ' + ++step }
</script>`

/** One command line in this process: a process of its own would only take longer to start. */
async function runReseal(
  words: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = ''
  let stderr = ''
  const code = await runCommand([...words], {
    env: process.env,
    cwd: folder,
    stdout: { isTerminal: false, write: async (text) => void (stdout += text) },
    stderr: { isTerminal: false, write: async (text) => void (stderr += text) },
    stdin: new PassThrough(),
    stopSignal: new AbortController().signal,
  })
  return { code, stdout, stderr }
}

let folder: string
let ingest: ChildProcess
let browser: Browser
let context: BrowserContext
let pages: PageServer
let init: InitValues

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-commands-'))
  // The database's account has to pass, or the database lies elsewhere.
  await chmod(folder, 0o711)
  const base = await freePortBase()
  const [made, files] = await Promise.all([
    runReseal([
      'init',
      '--data',
      folder,
      '--port',
      String(base),
      '--origin',
      'http://localhost:*',
      '--app',
      'portal',
    ]),
    builtRecorder(),
  ])
  expect(made).toMatchObject({ code: 0 })
  init = JSON.parse(await readFile(join(folder, 'init.json'), 'utf8')) as InitValues
  ingest = spawn(process.execPath, [resealBin, 'serve', 'ingest', '--data', folder], { stdio: 'ignore' })
  await vi.waitFor(async () => expect((await fetch(`${init.endpoint}/readyz`)).ok).toBe(true), {
    timeout: 60_000,
    interval: 100,
  })
  pages = await startPageServer((path) => {
    const script = files.get(path.slice(1))
    return script === undefined
      ? { type: 'text/html', body: page(init) }
      : { type: 'text/javascript', body: script }
  })
  browser = await launchChromium()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await pages?.stop()
  ingest?.kill('SIGTERM')
  if (ingest?.exitCode === null) await once(ingest, 'exit')
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  context = await browser.newContext()
})
afterEach(async () => {
  await context.close()
  await tell('none')
})

async function tell(command: string): Promise<void> {
  const { code, stderr } = await runReseal(['app', 'command', '--data', folder, '--id', 'portal', command])
  expect(stderr).not.toMatch(/error/i)
  expect(code).toBe(0)
}

/** A page that records: ingest may still pass on what the test before told, for as long as it holds an app in memory. */
async function visit(): Promise<Page> {
  const opened = await context.newPage()
  await vi.waitFor(
    async () => {
      const answered = opened.waitForResponse((response) => response.url().startsWith(init.endpoint))
      await opened.goto(pages.origin)
      await use(opened)
      // Past the first receipt, which brings the command. A page that is switched off waits for none.
      if ((await opened.evaluate('recorder.status()')) === 'recording') {
        await answered
        await expect.poll(() => queuedSegments(opened)).toBe(0)
      } else answered.catch(() => {})
      // What the test before told is remembered.
      await opened.evaluate("recorder.status() === 'switched-off' && localStorage.clear()")
      expect(await opened.evaluate('recorder.status()')).toBe('recording')
      expect(await kept(opened)).not.toContain('command')
    },
    { timeout: 60_000, interval: 500 },
  )
  return opened
}

const kept = (opened: Page): Promise<string> => opened.evaluate(() => JSON.stringify(localStorage))
/** Something happens, and is sent at once. */
async function use(opened: Page): Promise<void> {
  await opened.click('button')
  await seal(opened)
}

/** Uses the page until it is as expected, for a minute at most: that is how long a command may take. */
const useUntil = (opened: Page, assertion: () => Promise<void>): Promise<void> =>
  vi.waitFor(
    async () => {
      await use(opened)
      await assertion()
    },
    { timeout: 60_000, interval: 250 },
  )

it('off ends a recording that is under way', async () => {
  const opened = await visit()
  await tell('off')
  await useUntil(opened, async () => expect(await opened.evaluate('recorder.status()')).toBe('switched-off'))
  expect(await opened.evaluate('errors')).toEqual(['switched_off'])
  const { stdout } = await runReseal(['app', 'list', '--data', folder])
  expect(stdout).toMatch(/^portal .* told: off$/m)
})

it('block leaves no content of the page in the recording, and lets it back in when it is taken back', async () => {
  const opened = await visit()
  await tell('block')
  await useUntil(opened, async () => expect(await kept(opened)).toContain('"command\\":\\"block'))
  await opened.evaluate("says = 'hidden'")
  await use(opened)
  await opened.reload()
  await opened.evaluate("says = 'hidden'")
  await use(opened)
  // What the page still shows when block is taken back may be seen.
  await opened.evaluate("says = 'step'")
  await use(opened)
  await tell('none')
  await useUntil(opened, async () => expect(await kept(opened)).not.toContain('"command\\":\\"block'))
  await opened.evaluate("says = 'shown'")
  await use(opened)
  const session = /\\"id\\":\\"([0-9a-f-]{36})/.exec(await kept(opened))?.[1] ?? ''
  await opened.evaluate('recorder.stop()')
  const words = `export --session ${session} --purpose debugging --format rrweb`.split(' ')
  const exported = await runReseal([...words, '--data', folder])
  expect(exported.code).toBe(0)
  expect(exported.stdout).toContain('step 1')
  expect(exported.stdout).toContain('shown')
  expect(exported.stdout).not.toContain('hidden')
})

it('later keeps what is sealed in the browser', async () => {
  const opened = await visit()
  await tell('later')
  await useUntil(opened, async () => expect(await kept(opened)).toContain('later'))
  const requests: string[] = []
  opened.on('request', (request) => {
    if (request.url().startsWith(init.endpoint)) requests.push(request.url())
  })
  await useUntil(opened, async () => expect(await queuedSegments(opened)).toBeGreaterThan(1))
  expect(requests).toEqual([])
})

it('takes the four words and no other, each under an audit event', async () => {
  for (const word of ['allow', 'OFF', '']) {
    const { code } = await runReseal(['app', 'command', '--data', folder, '--id', 'portal', word])
    expect(code).toBe(2)
  }
  expect((await runReseal(['app', 'command', '--data', folder, '--id', 'nobody', 'off'])).code).toBe(2)
  const audit = await runReseal(['audit', 'export', '--format', 'jsonl', '--data', folder])
  for (const word of ['off', 'block', 'later', 'none'])
    expect(audit.stdout).toMatch(
      new RegExp(`"change":\\{("from":"[a-z-]+",)?"setting":"app.command","to":"${word}"`),
    )
})
