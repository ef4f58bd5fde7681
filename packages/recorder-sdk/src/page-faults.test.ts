// Whatever fails around the recorder, the page is as without it: no error of ours at its handlers, nothing in its console, its
// own script does what it does, and stack traces through what we wrap stay as they are.
import { startTestIngest, type TestIngest } from '@reseal/testing/ingest'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PageServer, startPageServer } from '../test/page-server.ts'
import { appKey, launchChromium } from '../test/recorder-pages.ts'

declare const window: {
  recorder: { stop(): Promise<void> }
  errors: string[]
  failures: string[]
}

const fail = `() => { throw new TypeError('broken by the test') }`
const reject = `() => Promise.reject(new TypeError('broken by the test'))`

// What breaks, and the script that breaks it before any other of the page.
const faults: readonly (readonly [string, string])[] = [
  ['IndexedDB throws', `IDBFactory.prototype.open = ${fail}`],
  ['IndexedDB never answers', `IDBFactory.prototype.open = () => new EventTarget()`],
  ['IndexedDB is not there', `Object.defineProperty(window, 'indexedDB', { value: undefined })`],
  ['transactions throw', `IDBDatabase.prototype.transaction = ${fail}`],
  ['keys cannot be made', `SubtleCrypto.prototype.generateKey = ${reject}`],
  ['nothing can be encrypted', `SubtleCrypto.prototype.encrypt = ${reject}`],
  ['hashes are garbage', `SubtleCrypto.prototype.digest = async () => 'garbage'`],
  ['receipts cannot be verified', `SubtleCrypto.prototype.verify = ${reject}`],
  ['compression throws', `window.CompressionStream = function () { throw new TypeError('broken') }`],
  ['compression is not there', `delete window.CompressionStream`],
  ['locks throw', `LockManager.prototype.request = ${fail}`],
  ['locks are refused', `LockManager.prototype.request = ${reject}`],
  ['local storage throws', `Object.defineProperty(window, 'localStorage', { get: ${fail} })`],
  ['local storage is garbage', `Storage.prototype.getItem = () => '{"garbage'`],
  ['requests throw', `window.fetch = ${fail}`],
  ['requests fail', `window.fetch = ${reject}`],
  ['answers are garbage', `window.fetch = async () => ({ status: 200, ok: true })`],
  ['structured clone throws', `window.structuredClone = ${fail}`],
  ['the clock of the page is garbage', `Performance.prototype.now = () => Number.NaN`],
  [
    'random values throw',
    `Crypto.prototype.getRandomValues = ${fail}; Crypto.prototype.randomUUID = ${fail}`,
  ],
  ['styles cannot be asked for', `window.getComputedStyle = ${fail}`],
  [
    'boxes cannot be measured',
    `Element.prototype.getBoundingClientRect = ${fail}; Range.prototype.getClientRects = ${fail}`,
  ],
  ['nodes cannot be told apart', `Object.defineProperty(Node.prototype, 'isConnected', { get: ${fail} })`],
  ['observers throw', `window.PerformanceObserver = function () { throw new TypeError('broken') }`],
  ['mutations cannot be observed', `MutationObserver.prototype.observe = ${fail}`],
  ['texts cannot be encoded', `TextEncoder.prototype.encode = ${fail}`],
  ['there is no text encoder', `delete window.TextEncoder`],
  ['listeners cannot be added', `Window.prototype.addEventListener = document.addEventListener = ${fail}`],
  ['the error handler of the app throws', `window.badHandler = true`],
]

describe('a page in which something fails', () => {
  let browser: Browser
  let pages: PageServer
  let ingest: TestIngest

  beforeAll(async () => {
    browser = await launchChromium()
    const body = `<!doctype html><html><body><button id="add">Add</button><ul id="list"></ul>
      <script src="/handlers.js"></script><script src="/reseal.iife.js"></script><script src="/app.js"></script></body></html>`
    pages = await startPageServer('http://127.0.0.1:*', {
      pages: { '/faulty': body, '/handlers.js': handlers, '/app.js': app },
    })
    ingest = await startTestIngest()
  })
  afterAll(async () => {
    await pages?.stop()
    await ingest?.stop()
    await browser?.close()
  })

  // Those of the page, or of another tool on it.
  const handlers = `window.failures = []; window.errors = []
    addEventListener('error', (event) => failures.push('error ' + event.message))
    addEventListener('unhandledrejection', (event) => failures.push('rejection ' + event.reason))`
  const app = `document.getElementById('add').addEventListener('click', () => {
      const item = document.createElement('li')
      item.textContent = 'added'
      document.getElementById('list').append(item)
    })
    try {
      window.recorder = Reseal.init({
        ...JSON.parse(sessionStorage.options ?? '{}'),
        onError: (error) => { errors.push(error.code); if (window.badHandler) throw new Error('of the app') },
      })
    } catch (error) { errors.push('thrown ' + error.code) }`

  async function visit(script: string) {
    const context = await browser.newContext()
    try {
      const page = await context.newPage()
      const printed: string[] = []
      page.on('console', (message) => {
        // What the browser itself says of a request is not printed by any script.
        if (!message.text().startsWith('Failed to load resource')) printed.push(message.text())
      })
      await page.addInitScript(
        (options) => sessionStorage.setItem('options', options),
        JSON.stringify({
          endpoint: ingest.url,
          appKey,
          sealingKey: ingest.sealingKey,
          receiptKey: ingest.receiptKey,
          consent: 'granted',
        }),
      )
      await page.addInitScript(script)
      await page.goto(`${pages.url}/faulty`)
      for (let times = 0; times < 3; times += 1)
        await page.evaluate(() => document.getElementById('add')?.click())
      // Long enough for the first segment: it is sealed after a second.
      await page.waitForTimeout(1_500)
      await page.evaluate(() => {
        document.dispatchEvent(new Event('visibilitychange'))
        dispatchEvent(new Event('pagehide'))
      })
      await page.waitForTimeout(300)
      return {
        items: await page.evaluate(() => document.querySelectorAll('li').length),
        failures: await page.evaluate(() => window.failures),
        codes: await page.evaluate(() => window.errors),
        printed,
      }
    } finally {
      await context.close()
    }
  }

  it('does what it does without the recorder, and hears of nothing', { timeout: 240_000 }, async () => {
    const results = new Map<string, Awaited<ReturnType<typeof visit>>>()
    const waiting = [...faults]
    const work = async (): Promise<void> => {
      for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift())
        results.set(fault[0], await visit(fault[1]))
    }
    await Promise.all([work(), work(), work(), work(), work(), work()])
    for (const [fault, result] of results) {
      expect({ fault, ...result }).toEqual({
        fault,
        items: 3,
        failures: [],
        printed: [],
        codes: result.codes,
      })
      for (const code of result.codes) expect(`${fault}: ${code}`).toMatch(/^[^:]+: (?:thrown )?[a-z_]+$/)
    }
    expect(results.size).toBe(faults.length)
  })

  it('has the stack traces that it has without the recorder', async () => {
    const page = await browser.newPage()
    await page.goto(`${pages.url}/faulty`)
    const traceOf = () =>
      page.evaluate(() => {
        const found: string[] = []
        const attempt = (action: () => void): void => {
          try {
            action()
          } catch (error) {
            found.push(String((error as Error).stack).replace(/:\d+:\d+/g, ''))
          }
        }
        function inTheApp(): void {
          attempt(() => document.styleSheets[0]?.insertRule('no rule'))
          attempt(() => (document.body as Element).attachShadow({ mode: 'wrong' as never }))
          attempt(() => {
            throw new RangeError('of the app')
          })
        }
        document.head.append(document.createElement('style'))
        inTheApp()
        return found
      })
    const before = await traceOf()
    await page.evaluate(
      (options) => {
        const sdk = (globalThis as unknown as { Reseal: { init(options: object): unknown } }).Reseal
        sdk.init(options)
      },
      {
        endpoint: ingest.url,
        appKey,
        sealingKey: ingest.sealingKey,
        receiptKey: ingest.receiptKey,
        consent: 'granted',
      },
    )
    const after = await traceOf()
    // Messages and the app's own places are the same; where the browser calls through a wrapper there is a line more.
    const linesOf = (stack: string): string[] =>
      stack.split('\n').filter((line) => !line.includes('reseal.iife.js'))
    expect(after.map(linesOf)).toEqual(before.map(linesOf))
    await page.close()
  })
})
