// The whole recorder in a real browser against a real ingest on a socket, under `default-src 'self'; connect-src
// <ingest>`: the script-tag bundle, built from the sources.
import { startTestIngest, type TakenStream, type TestIngest } from '@reseal/testing/ingest'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type PageServer, startPageServer } from '../test/page-server.ts'

const appKey = `rsl_${'A'.repeat(22)}`
const waitUntil = (assertion: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(assertion, { timeout: 20_000, interval: 50 })

declare const window: {
  recorder: {
    stop(): Promise<void>
    grantConsent(grant?: object): void
    withdrawConsent(): Promise<void>
    sessionUrl(): string | undefined
  }
  start(options: object): void
  errors: string[]
  violations: string[]
}

describe('recorder', () => {
  let browser: Browser
  let context: BrowserContext
  let ingest: TestIngest
  let pages: PageServer
  let pageErrors: string[]

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    })
    // Any loopback port: the ingest of each test has its own.
    pages = await startPageServer('http://127.0.0.1:*')
  })
  afterAll(async () => {
    await pages?.stop()
    await browser?.close()
  })
  beforeEach(async () => {
    ingest = await startTestIngest()
    context = await browser.newContext()
    pageErrors = []
  })
  afterEach(async () => {
    await context.close()
    await ingest.stop()
  })

  const optionsOf = (extra: object = {}) => ({
    endpoint: ingest.url,
    appKey,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
    viewerUrl: 'https://viewer.example.org',
    consent: 'granted',
    ...extra,
  })

  async function openPage(extra?: object, path = '/'): Promise<Page> {
    const page = await context.newPage()
    page.on('pageerror', (error) => pageErrors.push(error.message))
    // Kept for reloads: the page starts the recorder itself when it finds options.
    await page.addInitScript(
      (options) => sessionStorage.setItem('options', options),
      JSON.stringify(optionsOf(extra)),
    )
    await page.goto(pages.url + path)
    return page
  }

  async function hide(page: Page): Promise<void> {
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
  }

  /** What a tab switch does: the page is hidden, then seen again. Ends the open segment. */
  async function seal(page: Page): Promise<void> {
    await hide(page)
    await page.evaluate(() => Reflect.deleteProperty(document, 'visibilityState'))
  }

  const stop = (page: Page): Promise<void> => page.evaluate(() => window.recorder.stop())
  const errorsOf = (page: Page): Promise<string[]> => page.evaluate(() => window.errors)
  const streamsTaken = (): TakenStream[] => Array.from(ingest.streams.values())
  const onlyStream = (): TakenStream => {
    const [stream, ...others] = streamsTaken()
    expect(others).toHaveLength(0)
    if (stream === undefined) throw new Error('no stream was taken')
    return stream
  }
  const segmentCount = (): number =>
    streamsTaken().reduce((count, { segments }) => count + segments.length, 0)

  /** Everything the recorder left in the browser: the queue's rows, local storage. */
  const traceOf = (page: Page) =>
    page.evaluate(async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name ?? '')
      let segments = 0
      let streams = 0
      for (const name of names) {
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name)
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
        const count = (store: string) =>
          new Promise<number>((resolve) => {
            const request = database.transaction(store).objectStore(store).count()
            request.onsuccess = () => resolve(request.result)
          })
        segments += await count('segments')
        streams += await count('streams')
        database.close()
      }
      return {
        databases: names.length,
        segments,
        streams,
        local: JSON.stringify(Object.fromEntries(Object.entries(localStorage))),
      }
    })

  it('seals a session that opens with the private key and holds nothing the page showed', async () => {
    const page = await openPage()
    await page.click('#add')
    await page.fill('#name', 'CANARY-TYPED')
    await stop(page)

    const { header, segments, tip } = onlyStream()
    expect(header).toMatchObject({ app: appKey, version: 1 })
    expect(segments[0]?.header).toMatchObject({ index: 0, keyframe: true })
    expect(tip.ended).toBe(true)
    const events = await ingest.eventsOf(header.stream)
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual([4, 2])
    expect(JSON.stringify(events)).not.toContain('CANARY')
    for (const { body } of ingest.requests) expect(Buffer.from(body).includes('CANARY')).toBe(false)
    expect(await traceOf(page)).toMatchObject({ segments: 0, streams: 0 })
    expect(await errorsOf(page)).toEqual([])
    expect(pageErrors).toEqual([])
  })

  it('works under a strict content security policy, with simple requests only', async () => {
    const page = await openPage()
    await stop(page)
    expect(await page.evaluate(() => window.violations)).toEqual([])
    expect(new Set(ingest.requests.map(({ method }) => method))).toEqual(new Set(['POST']))
    const [request] = ingest.requests
    expect(request?.url).toBe(`/v1/apps/${appKey}/parcels`)
    expect(request?.headers).toMatchObject({ origin: pages.url })
    for (const name of ['content-type', 'cookie', 'referer', 'authorization']) {
      expect(request?.headers).not.toHaveProperty(name)
    }
  })

  it('keeps one session across reloads and tabs, a stream each', async () => {
    const first = await openPage()
    await seal(first)
    await first.reload()
    await seal(first)
    const second = await openPage()
    await seal(second)
    await waitUntil(() => expect(ingest.streams.size).toBe(3))
    const urls = await Promise.all(
      [first, second].map((page) => page.evaluate(() => window.recorder.sessionUrl())),
    )
    await Promise.all([stop(first), stop(second)])
    expect(new Set(streamsTaken().map(({ header }) => header.session)).size).toBe(1)
    const { session } = (streamsTaken()[0] as TakenStream).header
    for (const url of urls) {
      expect(url).toMatch(new RegExp(`^https://viewer\\.example\\.org/sessions/${session}\\?t=\\d+$`))
    }
  })

  it('begins a new session when a person comes back after 30 idle minutes', async () => {
    await context.clock.install()
    const page = await openPage()
    await page.click('#add')
    await seal(page)
    await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
    const first = onlyStream()
    await context.clock.fastForward('31:00')
    // The page goes on by itself: nobody is there, nothing is recorded.
    await page.evaluate(() => document.body.append('by itself'))
    expect(await page.evaluate(() => window.recorder.sessionUrl())).toContain(first.header.session)
    await page.click('#add')
    await page.click('#name')
    await context.clock.runFor(2_000)
    await stop(page)
    const [, second] = streamsTaken()
    expect(second?.header.session).not.toBe(first.header.session)
    expect(second?.segments[0]?.header).toMatchObject({ index: 0, keyframe: true })
    expect(first.tip.ended).toBe(true)
  })

  it('takes a keyframe again after 1 MiB of increments', async () => {
    const page = await openPage()
    for (let round = 0; round < 10; round += 1) {
      await page.evaluate(() => {
        const list = document.createElement('div')
        for (let count = 0; count < 1_000; count += 1) {
          const row = document.createElement('p')
          row.textContent = 'CANARY-ROW of a long page'
          list.append(row)
        }
        document.body.replaceChildren(list)
      })
      await page.waitForTimeout(50)
    }
    await stop(page)
    const keyframes = onlyStream().segments.filter(({ header }) => header.keyframe)
    expect(keyframes.length).toBeGreaterThan(1)
    expect(await errorsOf(page)).toEqual([])
  })

  it('refuses to start on a bad configuration and says where', async () => {
    const page = await openPage({ consent: undefined })
    const messageOf = (change: object) =>
      page.evaluate((options) => {
        try {
          window.start(options)
          return 'did start'
        } catch (error) {
          return String(error)
        }
      }, optionsOf(change))
    const mask = [
      { id: 'note', selector: '.note' },
      { id: 'bad', selector: 'div[[SECRET' },
    ]
    expect(await messageOf({ rules: { mask } })).toMatch(/RecorderError: rules\.mask\[1\]\.selector: .*write/)
    expect(await messageOf({ rules: { mask } })).not.toContain('SECRET')
    expect(await messageOf({ endpoint: 'http://ingest.example.org' })).toMatch(/https/)
    expect(await messageOf({ sealingKey: undefined })).toMatch(/sealingKey must be/)
    expect(await traceOf(page)).toMatchObject({ databases: 0, local: '{}' })
    expect(ingest.requests).toEqual([])
  })

  describe('queue and sending', () => {
    it('keeps what it cannot send and brings it after recovery', async () => {
      ingest.misbehave = () => 'cut'
      const page = await openPage()
      await seal(page)
      await waitUntil(() => expect(ingest.requests.length).toBeGreaterThan(0))
      await context.setOffline(true)
      await page.click('#add')
      await seal(page)
      await waitUntil(async () => expect((await traceOf(page)).segments).toBeGreaterThan(1))
      const { segments } = await traceOf(page)
      ingest.misbehave = () => undefined
      await context.setOffline(false)
      await waitUntil(() => expect(segmentCount()).toBeGreaterThanOrEqual(segments))
      await waitUntil(async () => expect(await traceOf(page)).toMatchObject({ segments: 0, streams: 0 }))
      expect(pageErrors).toEqual([])
    })

    it('sends on the next page load what a reload left in the queue', async () => {
      ingest.misbehave = () => 'cut'
      const page = await openPage()
      await seal(page)
      await waitUntil(async () => expect((await traceOf(page)).segments).toBeGreaterThan(0))
      ingest.misbehave = () => undefined
      await page.reload()
      await waitUntil(() => expect(ingest.streams.size).toBeGreaterThan(0))
      await stop(page)
      expect(ingest.streams.size).toBe(2)
      expect(await traceOf(page)).toMatchObject({ segments: 0, streams: 0 })
    })

    it('sends a backlog in parcels of at most 64 segments', async () => {
      ingest.misbehave = () => 'cut'
      const page = await openPage()
      for (let count = 0; count < 70; count += 1) {
        await page.click('#add')
        await seal(page)
      }
      await waitUntil(async () => expect((await traceOf(page)).segments).toBeGreaterThanOrEqual(70))
      ingest.misbehave = () => undefined
      const requestCount = ingest.requests.length
      await page.reload()
      await waitUntil(() => expect(segmentCount()).toBeGreaterThanOrEqual(70))
      expect(ingest.requests.length - requestCount).toBeLessThanOrEqual(4)
    })

    it('is emptied by one tab at a time', async () => {
      const tabs = [await openPage(), await openPage(), await openPage()]
      ingest.misbehave = () => 'cut'
      for (const tab of tabs) {
        await tab.click('#add')
        await seal(tab)
      }
      await waitUntil(async () => expect((await traceOf(tabs[0] as Page)).streams).toBe(3))
      await context.setOffline(true)
      ingest.misbehave = () => undefined
      ingest.delayMs = 100
      ingest.mostAtOnce = 0
      await context.setOffline(false)
      await waitUntil(async () => expect(await traceOf(tabs[0] as Page)).toMatchObject({ segments: 0 }))
      expect(ingest.mostAtOnce).toBe(1)
      expect(ingest.streams.size).toBe(3)
    })

    it('does without IndexedDB, Web Locks, localStorage and CompressionStream', async () => {
      await context.addInitScript(() => {
        for (const name of ['indexedDB', 'localStorage', 'CompressionStream']) {
          Object.defineProperty(globalThis, name, { value: undefined })
        }
        Object.defineProperty(navigator, 'locks', { value: undefined })
      })
      const page = await openPage()
      await page.click('#add')
      await stop(page)
      expect(await errorsOf(page)).toEqual(['queue_unavailable'])
      expect(onlyStream().tip.ended).toBe(true)
      const events = await ingest.eventsOf(onlyStream().header.stream)
      expect(events.slice(0, 2).map(({ type }) => type)).toEqual([4, 2])
      expect(pageErrors).toEqual([])
    })

    it('keeps segments whose receipt does not verify', async () => {
      ingest.misbehave = () => ({
        alter: (answer) => {
          const receipt = answer['receipt'] as { signature: string }
          const signature = (receipt.signature.startsWith('A') ? 'B' : 'A') + receipt.signature.slice(1)
          return { receipt: { ...receipt, signature } }
        },
      })
      const page = await openPage()
      await seal(page)
      await waitUntil(async () => expect(await errorsOf(page)).toContain('bad_receipt'))
      expect((await traceOf(page)).segments).toBeGreaterThan(0)
      ingest.misbehave = () => undefined
      await stop(page)
      expect(await traceOf(page)).toMatchObject({ segments: 0 })
      expect(onlyStream().tip.ended).toBe(true)
    })

    it('keeps segments whose receipt names another link', async () => {
      ingest.misbehave = (parcel, { index }) =>
        index > 0
          ? undefined
          : { alter: ({ receipt }) => ({ receipt: { ...(receipt as object), link: 'A'.repeat(43) } }) }
      const page = await openPage()
      await seal(page)
      await waitUntil(async () => expect(await errorsOf(page)).toContain('bad_receipt'))
      expect((await traceOf(page)).segments).toBeGreaterThan(0)
    })

    it('goes on where ingest asks after a gap', async () => {
      const page = await openPage()
      // Ingest stores each segment and its receipts are lost.
      ingest.misbehave = () => ({ alter: () => ({}) })
      for (let count = 0; count < 3; count += 1) {
        await page.click('#add')
        await seal(page)
        await waitUntil(async () => expect((await traceOf(page)).segments).toBeGreaterThan(count))
      }
      // It answers the repeat by asking for what comes next instead.
      let gaps = 0
      ingest.misbehave = (_, { index }) => {
        if (index !== 0) return undefined
        gaps += 1
        return { status: 409, code: 'gap', headers: { 'Reseal-Wanted-Index': '2' } }
      }
      await stop(page)
      expect(gaps).toBeGreaterThan(0)
      expect(await traceOf(page)).toMatchObject({ segments: 0, streams: 0 })
      expect(onlyStream().tip.ended).toBe(true)
      expect(await errorsOf(page)).toEqual([])
    })

    it.each([
      ['conflict', 409],
      ['wrong_append_key', 403],
      ['stream_closed', 410],
    ])('abandons a stream on %s and goes on with another of the session', async (code, status) => {
      const page = await openPage()
      await seal(page)
      await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
      const abandoned = onlyStream().header
      ingest.misbehave = (_, { stream }) => (stream === abandoned.stream ? { status, code } : undefined)
      await page.click('#add')
      await seal(page)
      await waitUntil(async () => {
        await seal(page)
        expect(ingest.streams.size).toBe(2)
      })
      await stop(page)
      const [, continued] = streamsTaken()
      expect(continued?.header.session).toBe(abandoned.session)
      expect(continued?.segments[0]?.header).toMatchObject({ index: 0, keyframe: true })
      expect(await traceOf(page)).toMatchObject({ segments: 0, streams: 0 })
      expect(pageErrors).toEqual([])
    })

    it('gives up when ingest refuses one stream after another', async () => {
      ingest.misbehave = () => ({ status: 403, code: 'origin_not_allowed' })
      const page = await openPage()
      await waitUntil(async () => {
        await seal(page)
        expect(await errorsOf(page)).toContain('refused')
      })
      const requestCount = ingest.requests.length
      expect(requestCount).toBeLessThanOrEqual(5)
      await page.click('#add')
      await seal(page)
      expect(ingest.requests).toHaveLength(requestCount)
    })

    it.each([
      ['unknown_app', 401],
      ['bad_parcel', 400],
      ['too_large', 413],
    ])('stops on %s', async (code, status) => {
      ingest.misbehave = () => ({ status, code })
      const page = await openPage()
      await seal(page)
      await waitUntil(async () => expect(await errorsOf(page)).toEqual(['refused']))
      expect(pageErrors).toEqual([])
    })

    it('comes back after Retry-After, not before', async () => {
      await context.clock.install()
      ingest.misbehave = () => ({ status: 503, code: 'overloaded', headers: { 'Retry-After': '60' } })
      const page = await openPage()
      await seal(page)
      await waitUntil(() => expect(ingest.requests.length).toBeGreaterThan(0))
      // What was on its way at the same time arrives.
      await page.waitForTimeout(500)
      ingest.misbehave = () => undefined
      const requestCount = ingest.requests.length
      await context.clock.fastForward('00:50')
      await page.click('#add')
      await seal(page)
      expect(ingest.requests).toHaveLength(requestCount)
      await context.clock.fastForward('01:00')
      await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
    })

    it('is switched off by ingest for the page', async () => {
      ingest.misbehave = () => ({ alter: (answer) => ({ ...answer, command: 'off' }) })
      const page = await openPage()
      await seal(page)
      await waitUntil(async () => expect(await errorsOf(page)).toEqual(['switched_off']))
      const count = segmentCount()
      await page.click('#add')
      await seal(page)
      expect(segmentCount()).toBe(count)
    })

    it('ignores commands it does not know', async () => {
      ingest.misbehave = () => ({
        alter: (answer) => ({ ...answer, command: 'allow', selector: '*', rules: { allow: ['*'] } }),
      })
      const page = await openPage()
      await seal(page)
      await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
      await page.click('#add')
      await stop(page)
      expect(JSON.stringify(await ingest.eventsOf(onlyStream().header.stream))).not.toContain('CANARY')
      expect(await errorsOf(page)).toEqual([])
    })
  })

  it('sends with keepalive, once and within the budget, what is sealed when the page is left', async () => {
    await context.addInitScript(() => {
      const sent: object[] = []
      const { fetch } = globalThis
      globalThis.fetch = (input, init) => {
        sent.push({ keepalive: init?.keepalive, sizeBytes: (init?.body as Uint8Array | undefined)?.length })
        return fetch(input, init)
      }
      Object.assign(globalThis, { sent })
    })
    const page = await openPage()
    await page.waitForTimeout(1_500)
    await waitUntil(async () => expect(await traceOf(page)).toMatchObject({ segments: 0 }))
    const requestCount = ingest.requests.length
    await page.click('#add')
    await hide(page)
    await waitUntil(() => expect(ingest.requests.length).toBeGreaterThan(requestCount))
    await waitUntil(async () => expect(await traceOf(page)).toMatchObject({ segments: 0 }))
    expect(ingest.requests).toHaveLength(requestCount + 1)
    const sent = await page.evaluate(
      () => (globalThis as unknown as { sent: { keepalive: boolean; sizeBytes: number }[] }).sent,
    )
    expect(sent.map(({ keepalive }) => keepalive)).toEqual([...sent.slice(1).map(() => false), true])
    expect(sent.at(-1)?.sizeBytes).toBeLessThanOrEqual(32 * 1024)

    // The next page load finds nothing to send again.
    await page.goto(`${pages.url}/other`)
    expect(ingest.requests.filter(({ status }) => status !== 200)).toEqual([])
  })

  it('seals and sends what a short visit showed before the next page answers', async () => {
    const page = await openPage()
    await page.click('#add')
    await page.goto(`${pages.url}/slow`)
    await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
  })

  it('leaves the page as it was when it stops', async () => {
    const page = await openPage({ consent: 'required' })
    const globalsChanged = await page.evaluate(async () => {
      const paths: readonly (readonly [object, string])[] = [
        [window, 'fetch'],
        [window, 'onerror'],
        [window, 'onunhandledrejection'],
        [console, 'log'],
        [console, 'warn'],
        [console, 'error'],
        [XMLHttpRequest.prototype, 'open'],
        [history, 'pushState'],
        [Element.prototype, 'attachShadow'],
        [CSSStyleSheet.prototype, 'insertRule'],
        [CSSStyleDeclaration.prototype, 'setProperty'],
      ]
      const valueOf = ([owner, name]: readonly [object, string]): unknown => Reflect.get(owner, name)
      const descriptorOf = () => Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
      const before = [...paths.map(valueOf), descriptorOf()]
      window.recorder.grantConsent()
      await window.recorder.stop()
      const after = [...paths.map(valueOf), descriptorOf()]
      return before.filter((value, index) => value !== after[index]).length
    })
    expect(globalsChanged).toBe(0)
    const count = segmentCount()
    await page.click('#add')
    await seal(page)
    expect(segmentCount()).toBe(count)
  })
})
