// The whole recorder in a real browser against a real ingest on a socket, under `default-src 'self'; connect-src
// <ingest>`: the script-tag bundle, built from the sources.
import type { TakenStream } from '@reseal/testing/ingest'
import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import {
  appKey,
  countQueued,
  errorsOf,
  seal,
  stop,
  useRecorderPages,
  waitUntil,
} from '../test/recorder-pages.ts'

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
  // As it is shipped.
  const site = useRecorderPages()
  const segmentCount = (): number =>
    site.streamsTaken().reduce((count, { segments }) => count + segments.length, 0)

  /** Everything the recorder left in the browser: the queue's rows, local storage. */
  const traceOf = async (page: Page) => ({
    ...(await countQueued(page)),
    local: await page.evaluate(() => JSON.stringify(Object.fromEntries(Object.entries(localStorage)))),
  })

  it('seals a session that opens with the private key and holds nothing the page showed', async () => {
    const page = await site.open()
    await page.click('#add')
    await page.fill('#name', 'CANARY-TYPED')
    await stop(page)

    const { header, segments, tip } = site.onlyStream()
    expect(header).toMatchObject({ app: appKey, version: 1 })
    expect(segments[0]?.header).toMatchObject({ index: 0, keyframe: true })
    expect(tip.ended).toBe(true)
    const events = await site.ingest.eventsOf(header.stream)
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual([4, 2])
    expect(JSON.stringify(events)).not.toContain('CANARY')
    for (const { body } of site.ingest.requests) expect(Buffer.from(body).includes('CANARY')).toBe(false)
    expect(await traceOf(page)).toMatchObject({ segments: 0, streams: 0 })
    expect(await errorsOf(page)).toEqual([])
    expect(site.pageErrors).toEqual([])
  })

  it('R-2.6 R-20.1 has late signals redacted by the chunk that watches for them', async () => {
    const rules = { allow: [{ id: 'form-states', selector: 'form', opens: ['invalid', 'changed'] }] }
    const page = await site.open({ rules })
    await page.evaluate(() => {
      document.querySelector('input')?.setAttribute('pattern', 'none')
    })
    const payloads = new Map<unknown, unknown>()
    await waitUntil(async () => {
      await page.fill('#name', `CANARY-${Date.now()}`)
      await page.locator('#name').blur()
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
      await seal(page)
      const events = await site.ingest.eventsOf(site.onlyStream().header.stream)
      expect(JSON.stringify(events)).not.toContain('CANARY')
      for (const { data } of events) payloads.set(data['plugin'], data['payload'])
      expect([...payloads.keys()]).toEqual(
        expect.arrayContaining(['reseal/vital', 'reseal/navigation', 'reseal/resource', 'reseal/field']),
      )
    })
    expect(payloads.get('reseal/field')).toEqual({
      id: expect.any(Number) as number,
      invalid: true,
      times: expect.any(Number) as number,
      changed: true,
      opened: { invalid: 0, changed: 0 },
    })
    expect(payloads.get('reseal/vital')).toHaveProperty('name')
    expect(payloads.get('reseal/navigation')).toHaveProperty('type', 'navigate')
    expect(payloads.get('reseal/resource')).toHaveProperty(['url.template'], '/…')
  })

  it('works under a strict content security policy, with simple requests only', async () => {
    const page = await site.open()
    await stop(page)
    expect(await page.evaluate(() => window.violations)).toEqual([])
    expect(new Set(site.ingest.requests.map(({ method }) => method))).toEqual(new Set(['POST']))
    const [request] = site.ingest.requests
    expect(request?.url).toBe(`/v1/apps/${appKey}/parcels`)
    expect(request?.headers).toMatchObject({ origin: site.url })
    for (const name of ['content-type', 'cookie', 'referer', 'authorization']) {
      expect(request?.headers).not.toHaveProperty(name)
    }
  })

  it('keeps one session across reloads and tabs, a stream each', async () => {
    const first = await site.open()
    await seal(first)
    await waitUntil(() => expect(site.ingest.streams.size).toBe(1))
    await first.reload()
    await seal(first)
    const second = await site.open()
    await seal(second)
    await waitUntil(() => expect(site.ingest.streams.size).toBe(3))
    const urls = await Promise.all(
      [first, second].map((page) => page.evaluate(() => window.recorder.sessionUrl())),
    )
    await Promise.all([stop(first), stop(second)])
    expect(new Set(site.streamsTaken().map(({ header }) => header.session)).size).toBe(1)
    const { session } = (site.streamsTaken()[0] as TakenStream).header
    for (const url of urls) {
      expect(url).toMatch(new RegExp(`^https://viewer\\.example\\.org/sessions/${session}\\?t=\\d+$`))
    }
  })

  it('begins a new session when a person comes back after 30 idle minutes', async () => {
    await site.context.clock.install()
    const page = await site.open()
    await page.click('#add')
    await seal(page)
    await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
    const first = site.onlyStream()
    await site.context.clock.fastForward('31:00')
    // The page goes on by itself: nobody is there, nothing is recorded.
    await page.evaluate(() => document.body.append('by itself'))
    expect(await page.evaluate(() => window.recorder.sessionUrl())).toContain(first.header.session)
    await page.click('#add')
    await page.click('#name')
    await site.context.clock.runFor(2_000)
    await stop(page)
    const [, second] = site.streamsTaken()
    expect(second?.header.session).not.toBe(first.header.session)
    expect(second?.segments[0]?.header).toMatchObject({ index: 0, keyframe: true })
    expect(first.tip.ended).toBe(true)
  })

  it('takes a keyframe again after 1 MiB of increments', async () => {
    const page = await site.open()
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
    const keyframes = site.onlyStream().segments.filter(({ header }) => header.keyframe)
    expect(keyframes.length).toBeGreaterThan(1)
    expect(await errorsOf(page)).toEqual([])
  })

  it('refuses to start on a bad configuration and says where', async () => {
    const page = await site.open({ consent: undefined })
    const messageOf = (change: object) =>
      page.evaluate((options) => {
        try {
          window.start(options)
          return 'did start'
        } catch (error) {
          return String(error)
        }
      }, site.optionsOf(change))
    const mask = [
      { id: 'note', selector: '.note' },
      { id: 'bad', selector: 'div[[SECRET' },
    ]
    expect(await messageOf({ rules: { mask } })).toMatch(/RecorderError: rules\.mask\[1\]\.selector: .*write/)
    expect(await messageOf({ rules: { mask } })).not.toContain('SECRET')
    expect(await messageOf({ endpoint: 'http://site.ingest.example.org' })).toMatch(/https/)
    expect(await messageOf({ sealingKey: undefined })).toMatch(/sealingKey must be/)
    expect(await traceOf(page)).toMatchObject({ databases: 0, local: '{}' })
    expect(site.ingest.requests).toEqual([])
  })

  describe('queue and sending', () => {
    it('keeps what it cannot send and brings it after recovery', async () => {
      site.ingest.misbehave = () => 'cut'
      const page = await site.open()
      await seal(page)
      await waitUntil(() => expect(site.ingest.requests.length).toBeGreaterThan(0))
      await site.context.setOffline(true)
      await page.click('#add')
      await seal(page)
      await waitUntil(async () => expect((await traceOf(page)).segments).toBeGreaterThan(1))
      const { segments } = await traceOf(page)
      site.ingest.misbehave = () => undefined
      await site.context.setOffline(false)
      await waitUntil(() => expect(segmentCount()).toBeGreaterThanOrEqual(segments))
      await waitUntil(async () => expect(await traceOf(page)).toMatchObject({ segments: 0, streams: 0 }))
      expect(site.pageErrors).toEqual([])
    })

    it('sends on the next page load what a reload left in the queue', async () => {
      site.ingest.misbehave = () => 'cut'
      const page = await site.open()
      await seal(page)
      await waitUntil(async () => expect((await traceOf(page)).segments).toBeGreaterThan(0))
      site.ingest.misbehave = () => undefined
      await page.reload()
      await waitUntil(() => expect(site.ingest.streams.size).toBeGreaterThan(0))
      await stop(page)
      expect(site.ingest.streams.size).toBe(2)
      expect(await traceOf(page)).toMatchObject({ segments: 0, streams: 0 })
    })

    it('sends a backlog in parcels of at most 64 segments', async () => {
      site.ingest.misbehave = () => 'cut'
      const page = await site.open()
      for (let count = 0; count < 70; count += 1) {
        await page.click('#add')
        await seal(page)
      }
      await waitUntil(async () => expect((await traceOf(page)).segments).toBeGreaterThanOrEqual(70))
      const parcelSizes: number[] = []
      site.ingest.misbehave = ({ segments }) => void parcelSizes.push(segments.length)
      await page.reload()
      await waitUntil(() => expect(segmentCount()).toBeGreaterThanOrEqual(70))
      expect(Math.max(...parcelSizes)).toBe(64)
    })

    it('is emptied by one tab at a time', async () => {
      const tabs = [await site.open(), await site.open(), await site.open()]
      site.ingest.misbehave = () => 'cut'
      for (const tab of tabs) {
        await tab.click('#add')
        await seal(tab)
      }
      await waitUntil(async () => expect((await traceOf(tabs[0] as Page)).streams).toBe(3))
      await site.context.setOffline(true)
      site.ingest.misbehave = () => undefined
      site.ingest.delayMs = 100
      site.ingest.mostAtOnce = 0
      await site.context.setOffline(false)
      await waitUntil(async () => expect(await traceOf(tabs[0] as Page)).toMatchObject({ segments: 0 }))
      expect(site.ingest.mostAtOnce).toBe(1)
      expect(site.ingest.streams.size).toBe(3)
    })

    it('does without IndexedDB, Web Locks, localStorage and CompressionStream', async () => {
      await site.context.addInitScript(() => {
        for (const name of ['indexedDB', 'localStorage', 'CompressionStream']) {
          Object.defineProperty(globalThis, name, { value: undefined })
        }
        Object.defineProperty(navigator, 'locks', { value: undefined })
      })
      const page = await site.open()
      await page.click('#add')
      await stop(page)
      expect(await errorsOf(page)).toEqual(['queue_unavailable'])
      expect(site.onlyStream().tip.ended).toBe(true)
      const events = await site.ingest.eventsOf(site.onlyStream().header.stream)
      expect(events.slice(0, 2).map(({ type }) => type)).toEqual([4, 2])
      expect(site.pageErrors).toEqual([])
    })

    it('keeps segments whose receipt does not verify', async () => {
      site.ingest.misbehave = () => ({
        alter: (answer) => {
          const receipt = answer['receipt'] as { signature: string }
          const signature = (receipt.signature.startsWith('A') ? 'B' : 'A') + receipt.signature.slice(1)
          return { receipt: { ...receipt, signature } }
        },
      })
      const page = await site.open()
      await seal(page)
      await waitUntil(async () => expect(await errorsOf(page)).toContain('bad_receipt'))
      expect((await traceOf(page)).segments).toBeGreaterThan(0)
      site.ingest.misbehave = () => undefined
      await stop(page)
      expect(await traceOf(page)).toMatchObject({ segments: 0 })
      expect(site.onlyStream().tip.ended).toBe(true)
    })

    it('keeps segments whose receipt names another link', async () => {
      site.ingest.misbehave = (parcel, { index }) =>
        index > 0
          ? undefined
          : { alter: ({ receipt }) => ({ receipt: { ...(receipt as object), link: 'A'.repeat(43) } }) }
      const page = await site.open()
      await seal(page)
      await waitUntil(async () => expect(await errorsOf(page)).toContain('bad_receipt'))
      expect((await traceOf(page)).segments).toBeGreaterThan(0)
    })

    it('goes on where ingest asks after a gap', async () => {
      const page = await site.open()
      // Ingest stores each segment and its receipts are lost.
      site.ingest.misbehave = () => ({ alter: () => ({}) })
      for (let count = 0; count < 3; count += 1) {
        await page.click('#add')
        await seal(page)
        await waitUntil(async () => expect((await traceOf(page)).segments).toBeGreaterThan(count))
      }
      // It answers the repeat by asking for what comes next instead.
      let gaps = 0
      site.ingest.misbehave = (_, { index }) => {
        if (index !== 0) return undefined
        gaps += 1
        return { status: 409, code: 'gap', headers: { 'Reseal-Wanted-Index': '2' } }
      }
      await stop(page)
      expect(gaps).toBeGreaterThan(0)
      expect(await traceOf(page)).toMatchObject({ segments: 0, streams: 0 })
      expect(site.onlyStream().tip.ended).toBe(true)
      expect(await errorsOf(page)).toEqual([])
    })

    it.each([
      ['conflict', 409],
      ['wrong_append_key', 403],
      ['stream_closed', 410],
    ])('abandons a stream on %s and goes on with another of the session', async (code, status) => {
      const page = await site.open()
      await seal(page)
      await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
      const abandoned = site.onlyStream().header
      site.ingest.misbehave = (_, { stream }) => (stream === abandoned.stream ? { status, code } : undefined)
      await page.click('#add')
      await seal(page)
      await waitUntil(async () => {
        await seal(page)
        expect(site.ingest.streams.size).toBe(2)
      })
      await stop(page)
      const [, continued] = site.streamsTaken()
      expect(continued?.header.session).toBe(abandoned.session)
      expect(continued?.segments[0]?.header).toMatchObject({ index: 0, keyframe: true })
      expect(await traceOf(page)).toMatchObject({ segments: 0, streams: 0 })
      expect(site.pageErrors).toEqual([])
    })

    it('gives up when ingest refuses one stream after another', async () => {
      const refused = new Set<string>()
      site.ingest.misbehave = (_, { stream }) => {
        refused.add(stream)
        return { status: 403, code: 'origin_not_allowed' }
      }
      const page = await site.open()
      await waitUntil(async () => {
        await seal(page)
        expect(await errorsOf(page)).toContain('refused')
      })
      expect(refused.size).toBe(4)
      await page.click('#add')
      await seal(page)
      await stop(page)
      await site.answered()
      expect(refused.size).toBe(4)
    })

    it.each([
      ['unknown_app', 401],
      ['bad_parcel', 400],
      ['too_large', 413],
    ])('stops on %s', async (code, status) => {
      site.ingest.misbehave = () => ({ status, code })
      const page = await site.open()
      await seal(page)
      await waitUntil(async () => expect(await errorsOf(page)).toEqual(['refused']))
      expect(site.pageErrors).toEqual([])
    })

    it('comes back after Retry-After, not before', async () => {
      await site.context.clock.install()
      site.ingest.misbehave = () => ({ status: 503, code: 'overloaded', headers: { 'Retry-After': '60' } })
      const page = await site.open()
      await seal(page)
      await waitUntil(() => expect(site.ingest.requests.length).toBeGreaterThan(0))
      // What was on its way at the same time arrives.
      await site.answered()
      site.ingest.misbehave = () => undefined
      const requestCount = site.ingest.requests.length
      await site.context.clock.fastForward('00:30')
      await page.click('#add')
      await seal(page)
      expect(site.ingest.requests).toHaveLength(requestCount)
      await site.context.clock.fastForward('01:00')
      await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
    })

    it('is switched off by ingest for the page', async () => {
      site.ingest.misbehave = () => ({ alter: (answer) => ({ ...answer, command: 'off' }) })
      const page = await site.open()
      await seal(page)
      await waitUntil(async () => expect(await errorsOf(page)).toEqual(['switched_off']))
      await site.answered()
      const count = segmentCount()
      await page.click('#add')
      await seal(page)
      expect(segmentCount()).toBe(count)
    })

    it('ignores commands it does not know', async () => {
      site.ingest.misbehave = () => ({
        alter: (answer) => ({ ...answer, command: 'allow', selector: '*', rules: { allow: ['*'] } }),
      })
      const page = await site.open()
      await seal(page)
      await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
      await page.click('#add')
      await stop(page)
      expect(JSON.stringify(await site.ingest.eventsOf(site.onlyStream().header.stream))).not.toContain(
        'CANARY',
      )
      expect(await errorsOf(page)).toEqual([])
    })
  })

  it('sends with keepalive, once and within the budget, what is sealed when the page is left', async () => {
    await site.context.addInitScript(() => {
      const sent: object[] = []
      const { fetch } = globalThis
      globalThis.fetch = (input, init) => {
        sent.push({ keepalive: init?.keepalive, sizeBytes: (init?.body as Uint8Array | undefined)?.length })
        return fetch(input, init)
      }
      Object.assign(globalThis, { sent })
    })
    const page = await site.open({ signals: false })
    await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
    await waitUntil(async () => expect(await traceOf(page)).toMatchObject({ segments: 0 }))
    const requestCount = site.ingest.requests.length
    // In one task: no timer seals in between.
    await page.evaluate(() => {
      document.getElementById('add')?.click()
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await waitUntil(() => expect(site.ingest.requests.length).toBeGreaterThan(requestCount))
    await waitUntil(async () => expect(await traceOf(page)).toMatchObject({ segments: 0 }))
    expect(site.ingest.requests).toHaveLength(requestCount + 1)
    const sent = await page.evaluate(
      () => (globalThis as unknown as { sent: { keepalive: boolean; sizeBytes: number }[] }).sent,
    )
    expect(sent.map(({ keepalive }) => keepalive)).toEqual([...sent.slice(1).map(() => false), true])
    expect(sent.at(-1)?.sizeBytes).toBeLessThanOrEqual(32 * 1024)

    // The next page load finds nothing to send again.
    await page.goto(`${site.url}/other`)
    expect(site.ingest.requests.filter(({ status }) => status !== 200)).toEqual([])
  })

  it('seals and sends what a short visit showed before the next page answers', async () => {
    const page = await site.open()
    await page.click('#add')
    await page.goto(`${site.url}/slow`)
    await waitUntil(() => expect(segmentCount()).toBeGreaterThan(0))
  })

  it('leaves the page as it was when it stops', async () => {
    const page = await site.open({ consent: 'required' })
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
