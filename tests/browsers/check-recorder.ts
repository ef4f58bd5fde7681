// What holds of the recorder in every browser, over as little of a browser as Playwright and WebDriver have in common.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { BrowserPage } from '../support/browser-page.ts'
import { type PageWindow, secret, startVisit, type Visit, type VisitOptions } from './recorded-page.ts'

declare const window: PageWindow

const patience = { timeout: 60_000, interval: 100 }
const until = (assertion: () => void | Promise<void>): Promise<void> => vi.waitFor(assertion, patience)

/** How many sealed segments wait in the page's queue. */
async function countQueued(): Promise<number> {
  const opened = indexedDB.open(`reseal:rsl_${'B'.repeat(22)}`)
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opened.onsuccess = () => resolve(opened.result)
    opened.onerror = () => reject(opened.error)
    opened.onupgradeneeded = () => opened.transaction?.abort()
  })
  const counted = database.transaction('segments').objectStore('segments').count()
  return new Promise((resolve) => {
    counted.onsuccess = () => {
      database.close()
      resolve(counted.result)
    }
  })
}

/** Defines the suite for one browser. */
export function checkRecorder(name: string, open: () => Promise<BrowserPage>): void {
  describe(`the recorder in ${name}`, () => {
    let page: BrowserPage
    let visit: Visit | undefined
    beforeAll(async () => {
      page = await open()
      process.stdout.write(`${name}: ${page.version}\n`)
    })
    afterAll(async () => page?.close())
    afterEach(async () => {
      await visit?.end()
      visit = undefined
    })

    async function begin(options?: VisitOptions): Promise<Visit> {
      visit = await startVisit(options)
      await page.goto(visit.url)
      return visit
    }
    const stop = (): Promise<void> => page.evaluate(() => window.recorder.stop())
    /** What a tab switch does: it ends the open segment. */
    const seal = (): Promise<void> =>
      page.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
        Reflect.deleteProperty(document, 'visibilityState')
      })
    const errors = (): Promise<string[]> => page.evaluate(() => window.errors)

    const untilStreams = (one: Visit, count: number): Promise<void> =>
      until(async () => {
        await seal()
        expect(one.streams()).toHaveLength(count)
      })
    const clicksAndChanges = async ({ events }: Visit): Promise<unknown[]> =>
      (await events()).filter(({ type }) => type === 3).map(({ data }) => data['source'])

    async function expectNothingReadable({ ingest, events }: Visit): Promise<void> {
      for (const { body } of ingest.requests) expect(Buffer.from(body).includes(secret)).toBe(false)
      expect(JSON.stringify(await events())).not.toContain(secret)
    }

    it('seals a visit that opens and holds nothing that was shown or typed, under the policy', async () => {
      const one = await begin()
      await page.type('#name', secret)
      await page.click('#add')
      await stop()
      const [stream, ...others] = one.streams()
      expect(others).toEqual([])
      expect(stream?.tip.ended).toBe(true)
      const events = await one.events()
      expect(events.slice(0, 2).map(({ type }) => type)).toEqual([4, 2])
      // What the click added, and the click.
      expect(await clicksAndChanges(one)).toEqual(expect.arrayContaining([0, 2]))
      await expectNothingReadable(one)
      // Simple requests: none is preceded by another.
      expect(one.ingest.requests.map(({ method }) => method)).not.toContain('OPTIONS')
      expect(await page.evaluate(() => window.violations)).toEqual([])
      expect(await errors()).toEqual([])
      expect(await page.evaluate(countQueued)).toBe(0)
      // Compressed by the browser.
      const sizes = (stream?.segments ?? []).reduce((sum, { bytes }) => sum + bytes.length, 0)
      expect(sizes).toBeLessThan(JSON.stringify(events).length)
    })

    it('loads what it watches late, and stops: nothing more is sent, the globals are as before', async () => {
      const one = await begin()
      const types = await page.evaluate(() => PerformanceObserver.supportedEntryTypes)
      const expected = ['TTFB', 'FCP', ...(types.includes('largest-contentful-paint') ? ['LCP'] : [])]
      await until(async () => {
        await seal()
        const vitals = (await one.signals('vital')).map((vital) => vital['name'])
        expect(vitals).toEqual(expect.arrayContaining(expected))
        expect(await one.signals('navigation')).toHaveLength(1)
        expect(await one.signals('resource')).not.toEqual([])
      })
      expect(await page.evaluate(() => window.changedGlobals())).not.toEqual([])
      await stop()
      expect(one.streams()[0]?.tip.ended).toBe(true)
      expect(await page.evaluate(() => window.recorder.status())).toBe('stopped')
      expect(await page.evaluate(() => window.changedGlobals())).toEqual([])
      const sent = one.ingest.requests.length
      await page.click('#add')
      await seal()
      expect(await page.evaluate(countQueued)).toBe(0)
      expect(one.ingest.requests).toHaveLength(sent)
      expect(await errors()).toEqual([])
      expect(await page.evaluate(() => window.violations)).toEqual([])
      await expectNothingReadable(one)
    })

    it('goes on with the session after a reload, and sends what was left in the queue', async () => {
      const one = await begin()
      await untilStreams(one, 1)
      one.ingest.misbehave = () => 'cut'
      await page.click('#add')
      await until(async () => {
        await seal()
        expect(await page.evaluate(countQueued)).toBeGreaterThan(0)
      })
      const before = one.streams()[0]?.segments.length ?? 0
      await page.reload()
      one.ingest.misbehave = () => undefined
      await untilStreams(one, 2)
      await until(() => {
        expect(one.streams()[0]?.segments.length).toBeGreaterThan(before)
      })
      const sessions = one.streams().map(({ header }) => header.session)
      expect(new Set(sessions).size).toBe(1)
      await stop()
      expect(await page.evaluate(countQueued)).toBe(0)
      await expectNothingReadable(one)
    })

    it('sends what it has when the page is left', async () => {
      const one = await begin()
      await untilStreams(one, 1)
      await page.click('#add')
      await page.goto(one.elsewhere)
      await until(async () => expect(await clicksAndChanges(one)).toEqual(expect.arrayContaining([0, 2])))
      await expectNothingReadable(one)
    })

    it('goes on where the page was to be left and stays', async () => {
      const one = await begin()
      await untilStreams(one, 1)
      await page.evaluate((url) => {
        location.href = `${url}/nothing`
      }, one.elsewhere)
      await page.click('#add')
      await until(async () => {
        await seal()
        expect(await clicksAndChanges(one)).toEqual(expect.arrayContaining([0, 2]))
      })
    })

    it('observes and keeps nothing before consent, and deletes when it is withdrawn', async () => {
      const one = await begin({ options: { consent: 'required' } })
      const changedGlobals = await page.evaluate(() => window.changedGlobals())
      const kept = await page.evaluate(async () => [
        localStorage.length,
        (await indexedDB.databases()).length,
      ])
      expect({ changedGlobals, kept }).toEqual({ changedGlobals: [], kept: [0, 0] })
      expect(await page.evaluate(() => window.recorder.status())).toBe('waiting-for-consent')
      expect(one.ingest.requests).toHaveLength(0)
      await page.evaluate(() => window.recorder.grantConsent())
      await untilStreams(one, 1)
      one.ingest.misbehave = () => 'cut'
      await page.click('#add')
      await until(async () => {
        await seal()
        expect(await page.evaluate(countQueued)).toBeGreaterThan(0)
      })
      await page.evaluate(() => window.recorder.withdrawConsent())
      expect(await page.evaluate(countQueued)).toBe(0)
      expect(await page.evaluate(() => window.recorder.status())).toBe('declined')
      await until(() => expect(one.ingest.withdrawals).toHaveLength(1))
      expect(one.ingest.withdrawals[0]?.session).toBe(one.streams()[0]?.header.session)
      expect(await page.evaluate(() => window.changedGlobals())).toEqual([])
    })

    it('records what is logged, thrown, requested and routed, redacted', async () => {
      const one = await begin()
      await page.evaluate((word) => window.misbehave(word), secret)
      await until(async () => {
        await seal()
        expect(await one.signals('console')).toEqual([
          expect.objectContaining({ level: 'warn', args: expect.arrayContaining([{ kind: 'number' }]) }),
        ])
        const thrown = await one.signals('error')
        expect(thrown.map(({ kind, name: type }) => [kind, type])).toEqual(
          expect.arrayContaining([
            ['error', 'TypeError'],
            ['rejection', 'RangeError'],
          ]),
        )
        expect(thrown[0]?.['frames']).not.toEqual([])
        expect(await one.signals('network')).toEqual([
          expect.objectContaining({ initiator: 'fetch', 'error.type': 'network', 'url.template': '/…' }),
        ])
        expect(await one.signals('route')).toContainEqual({ 'url.template': '/…', kind: 'push' })
      })
      await expectNothingReadable(one)
    })

    it('takes shadow roots and adopted style sheets into a snapshot', async () => {
      const one = await begin({
        before: `
          const root = document.querySelector('#host').attachShadow({ mode: 'open' })
          root.innerHTML = '<p class="in">${secret}</p>'
          const sheet = new CSSStyleSheet()
          sheet.replaceSync('.in { color: teal } .in::after { content: "${secret}" }')
          root.adoptedStyleSheets = [sheet]
          document.adoptedStyleSheets = [sheet]`,
      })
      await page.evaluate(() => {
        const [sheet] = document.adoptedStyleSheets
        sheet?.insertRule('h1 { margin: 7px }')
      })
      await stop()
      const text = JSON.stringify(await one.events())
      expect(text).toContain('"isShadow":true')
      expect(text).toContain('color:teal')
      expect(text).toContain('7px')
      await expectNothingReadable(one)
    })

    it('records where a browser has no compression, no locks, no database and no idle time', async () => {
      const one = await begin({
        before: `
          delete window.CompressionStream
          delete window.requestIdleCallback
          Object.defineProperty(navigator, 'locks', { value: undefined })
          Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('', 'SecurityError') } })`,
      })
      await page.click('#add')
      await stop()
      expect(one.streams()[0]?.tip.ended).toBe(true)
      expect(await errors()).toEqual(['queue_unavailable'])
      await expectNothingReadable(one)
    })
  })
}
