// Web vitals and long tasks of a real page: what is recorded of them, and what typing and on-screen keys leave out.
import type { JsonObject } from '@reseal/redaction-rules'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { bundleScript, type PageServer, startPageServer } from '../support/page-server.ts'

const secret = 'zqsignaljxv'
const patience = { timeout: 30_000, interval: 100 }
// Longer than anything that a page of these does by itself on a slow machine.
const busyMs = 400

const keys = Array.from({ length: 10 }, (_, digit) => `<button class="key">${digit}</button>`).join('')
const testPage = `<!doctype html><meta charset="utf-8"><title>${secret}</title>
<style>#big{font-size:80px;margin:0}</style>
<p id="big" class="${secret}">${secret} and more words that are large</p>
<div id="${secret}"><input id="field"><button id="slow">Save the form</button></div><div id="pad">${keys}</div>
<script src="/page.js"></script>
<script>
  for (const [selector, type] of [['#slow', 'click'], ['#pad', 'click'], ['#field', 'input']])
    document.querySelector(selector).addEventListener(type, () => beBusy(${busyMs}))
</script>`

let browser: Browser
let server: PageServer
let pages: Page[] = []

beforeAll(async () => {
  const script = await bundleScript(new URL('./signals-page.ts', import.meta.url).pathname)
  server = await startPageServer((path) => {
    if (path === '/page.js') return { type: 'text/javascript', body: script }
    return path === '/' ? { type: 'text/html', body: testPage } : undefined
  })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})
afterEach(async () => {
  for (const page of pages) await page.close()
  pages = []
})

interface Visit {
  readonly page: Page
  of(plugin: string): Promise<JsonObject[]>
  all(): Promise<string>
}

async function visit(): Promise<Visit> {
  const page = await browser.newPage()
  pages.push(page)
  await page.goto(server.origin)
  await page.evaluate(() => window.startSignals())
  return {
    page,
    of: (plugin) =>
      page.evaluate(
        (name) =>
          window.recordedEvents
            .filter(({ type, data }) => type === 6 && data['plugin'] === name)
            .map(({ data }) => data['payload'] as JsonObject),
        `reseal/${plugin}`,
      ),
    all: () => page.evaluate(() => JSON.stringify(window.recordedEvents)),
  }
}

const longTasks = async ({ of }: Visit): Promise<JsonObject[]> =>
  (await of('task')).filter(({ durationMs }) => (durationMs as number) >= busyMs)

// What a tab switch does.
const hide = ({ page }: Visit): Promise<void> =>
  page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  })

describe('long tasks', () => {
  it('R-11.15 say how long, and which script, without a word of the page', async () => {
    const one = await visit()
    await one.page.evaluate((milliseconds) => void setTimeout(() => window.beBusy(milliseconds)), busyMs)
    await vi.waitFor(async () => expect(await longTasks(one)).toHaveLength(1), patience)
    const [task] = await longTasks(one)
    expect(task?.['blockingMs']).toBeGreaterThan(0)
    for (const { source, position } of (task?.['scripts'] ?? []) as JsonObject[]) {
      expect(source).toMatch(/^r\d+$/)
      expect(position ?? 0).toEqual(expect.any(Number))
    }
    const all = await one.all()
    expect(all).not.toMatch(/zqsignaljxv|:\/\/|page\.js/)
  })

  it('R-11.15 R-9.2 R-9.7 do not count keys: of a field and a keypad none shows, of a button it does', async () => {
    const one = await visit()
    // A second after the listeners are there nothing is unknown any more.
    await one.page.waitForTimeout(1_100)
    await one.page.click('.key:nth-child(5)')
    await one.page.waitForTimeout(1_100)
    await one.page.focus('#field')
    await one.page.keyboard.type('ab')
    await one.page.waitForTimeout(1_100)
    await one.page.click('#slow')
    await vi.waitFor(async () => expect(await longTasks(one)).not.toEqual([]), patience)
    expect(await longTasks(one)).toHaveLength(1)
  })
})

describe('web vitals', () => {
  it('R-11.14 have a value, a rating and an element, and no selector', async () => {
    const one = await visit()
    const last = async (name: string): Promise<JsonObject | undefined> =>
      (await one.of('vital')).findLast((vital) => vital['name'] === name)
    const idOf = (selector: string): Promise<number> =>
      one.page.evaluate((wanted) => window.nodeIdOf(wanted), selector)
    for (const name of ['TTFB', 'FCP', 'LCP']) {
      await vi.waitFor(async () => expect(await last(name)).toBeDefined(), patience)
    }
    expect(await last('LCP')).toMatchObject({ id: await idOf('#big'), rating: expect.stringMatching(/./) })
    expect((await last('TTFB'))?.['parts']).toHaveLength(5)
    await one.page.evaluate(() => {
      const push = document.createElement('div')
      push.style.height = '300px'
      document.body.prepend(push)
    })
    await vi.waitFor(async () => expect((await last('CLS'))?.['value']).toBeGreaterThan(0.05), patience)
    expect((await last('CLS'))?.['id']).toBe(await idOf('#big'))
    const slowed = one.page.evaluate(
      (milliseconds) =>
        new Promise<void>((resolve) => {
          new PerformanceObserver((list) => {
            if (list.getEntries().some(({ duration }) => duration >= milliseconds)) resolve()
          }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
        }),
      busyMs,
    )
    await one.page.click('#slow')
    await slowed
    // When it was would show when something was pressed.
    expect(await last('INP')).toBeUndefined()
    await hide(one)
    await vi.waitFor(async () => expect(await last('INP')).toBeDefined(), patience)
    expect(await last('INP')).toMatchObject({ id: await idOf('#slow') })
    expect(((await last('INP'))?.['parts'] as number[] | undefined)?.[1]).toBeGreaterThanOrEqual(busyMs - 50)
    expect(await one.all()).not.toContain(secret)
  })

  it('R-11.14 R-9.2 of an interaction by keys name no element', async () => {
    const one = await visit()
    await one.page.focus('#field')
    await one.page.keyboard.type('a')
    await one.page.waitForTimeout(500)
    await vi.waitFor(async () => {
      await hide(one)
      expect((await one.of('vital')).some(({ name }) => name === 'INP')).toBe(true)
    }, patience)
    for (const vital of await one.of('vital')) {
      if (vital['name'] === 'INP') expect(vital).not.toHaveProperty('id')
    }
  })
})
