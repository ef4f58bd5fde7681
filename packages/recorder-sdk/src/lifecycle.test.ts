// When a page is recorded and when not: sampling, manual start, routes, the back/forward cache, the clock, the commands of
// ingest, stop. The script-tag recorder in a real browser against an ingest on a socket.
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  appKey,
  errorsOf,
  launchChromium,
  queuedSegments,
  seal,
  statusOf,
  stop,
  useRecorderPages,
  waitUntil,
} from '../test/recorder-pages.ts'

declare const window: {
  recorder: {
    start(): void
    stop(options?: object): Promise<void>
    status(): string
    grantConsent(): void
    withdrawConsent(): Promise<void>
    captureError(error: unknown): void
    sessionUrl(): string | undefined
  }
  start(options: object): void
  go(path: string, text: string, delayMs?: number): void
  errors: string[]
}

// An app that draws what its address names, at once or later.
const app = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>App</title></head>
<body><nav>shell of the app</nav><main id="view"></main><ul id="list"></ul><button id="add">Add</button>
<script src="/reseal.iife.js"></script><script src="/app.js"></script><script src="/page.js"></script></body></html>`

const appScript = `
const view = document.getElementById('view')
view.innerHTML = '<p>drawn for ' + location.pathname.split('/').join(' ') + '</p>'
window.draw = (text) => { view.innerHTML = '<p>' + text + '</p>' }
window.go = (path, text, delayMs) => {
  history.pushState({}, '', path)
  if (delayMs === undefined) draw(text)
  else setTimeout(draw, delayMs, text)
}
`

// Everything that stands in the page's own text may be read: what is not in the recording was not captured.
const readable = { allow: [{ id: 'all', selector: 'body' }] }

describe('lifecycle', () => {
  const site = useRecorderPages({
    home: '/app/home',
    init: { rules: readable, signals: false },
    pages: {
      '/app.js': appScript,
      '/app/*': app,
      '/cached/home': app,
      '/cached/other': '<!doctype html><p>Other page</p>',
    },
  })
  afterEach(() => {
    expect(site.pageErrors.filter((message) => !message.includes('of the app'))).toEqual([])
  })

  const add = (page: Page): Promise<void> => page.click('#add')
  const throwError = (page: Page): Promise<void> =>
    page.evaluate(() => {
      setTimeout(() => {
        throw new Error('an error of the app')
      })
    })

  /** Everything recorded, as text. */
  async function recorded(): Promise<string> {
    const events = await Promise.all(
      site.streamsTaken().map(({ header }) => site.ingest.eventsOf(header.stream)),
    )
    return JSON.stringify(events.flat())
  }

  describe('sampling', () => {
    it('observes nothing of a session that is not sampled, in any tab or page load', async () => {
      const page = await site.open({ sampling: { sessions: 0 } })
      await add(page)
      await throwError(page)
      await seal(page)
      expect(await statusOf(page)).toBe('not-sampled')
      expect(await page.evaluate(() => window.recorder.sessionUrl())).toBeUndefined()
      await page.reload()
      const other = await site.open({ sampling: { sessions: 1 } })
      expect(await statusOf(other)).toBe('not-sampled')
      await stop(page)
      await stop(other)
      expect(await queuedSegments(page)).toBe(0)
      expect(site.ingest.requests).toEqual([])
    })

    it('sends what an earlier, sampled session left behind', async () => {
      site.ingest.misbehave = () => 'cut'
      const page = await site.open()
      await seal(page)
      await waitUntil(async () => expect(await queuedSegments(page)).toBeGreaterThan(0))
      site.ingest.misbehave = () => undefined
      await page.evaluate(() => {
        const [key = ''] = Object.keys(localStorage)
        const kept = JSON.parse(localStorage.getItem(key) ?? '')
        localStorage.setItem(key, JSON.stringify({ ...kept, lastActivityMs: 1, startedAtMs: 1 }))
        sessionStorage.setItem('options', sessionStorage.getItem('options') ?? '')
      })
      await site.context.addInitScript(() => {
        const options = JSON.parse(sessionStorage.getItem('options') ?? '')
        sessionStorage.setItem('options', JSON.stringify({ ...options, sampling: { sessions: 0 } }))
      })
      await page.goto(`${site.url}/app/next`)
      expect(await statusOf(page)).toBe('not-sampled')
      await waitUntil(async () => expect(await queuedSegments(page)).toBe(0))
      expect(await recorded()).toContain('drawn for  app home')
    })

    const onError = { sampling: { sessions: 0, onError: 1 } }

    it('keeps what happens in memory until there is an error, then ships it and goes on', async () => {
      const page = await site.open(onError)
      await page.evaluate(() => window.go('/app/home', 'before the error'))
      await add(page)
      await seal(page)
      expect(await statusOf(page)).toBe('buffering')
      expect(await page.evaluate(() => window.recorder.sessionUrl())).toBeUndefined()
      expect(await queuedSegments(page)).toBe(0)
      expect(site.ingest.requests).toEqual([])

      await throwError(page)
      await waitUntil(() => expect(site.streamsTaken()).toHaveLength(1))
      expect(await statusOf(page)).toBe('recording')
      expect(await page.evaluate(() => window.recorder.sessionUrl())).toBeDefined()
      await page.evaluate(() => window.go('/app/home', 'after the error'))
      await stop(page)
      const [stream] = site.streamsTaken()
      expect(stream?.segments[0]?.header).toMatchObject({ index: 0, keyframe: true })
      const events = await site.ingest.eventsOf(stream?.header.stream ?? '')
      const text = JSON.stringify(events)
      expect(events.slice(0, 2).map(({ type }) => type)).toEqual([4, 2])
      const places = ['before the error', 'reseal/error', 'after the error'].map((part) => text.indexOf(part))
      expect(places[0]).toBeGreaterThan(0)
      expect(places).toEqual(places.toSorted((a, b) => a - b))
      expect(stream?.header.startedAtMs).toBeLessThanOrEqual(events[0]?.timestamp ?? 0)
    })

    it.each([
      ['an unhandled rejection', () => void Promise.reject(new Error('of the app'))],
      ['captureError', () => window.recorder.captureError(new Error('caught'))],
    ])('ships on %s', async (_, happen) => {
      const page = await site.open(onError)
      await page.evaluate(happen)
      await waitUntil(async () => expect(await statusOf(page)).toBe('recording'))
      await stop(page)
      expect(await recorded()).toContain('reseal/error')
    })

    it('does not ship on what the app logs', async () => {
      const page = await site.open(onError)
      await page.evaluate(() => console.error('an error of the app', new Error('of the app')))
      await seal(page)
      expect(await statusOf(page)).toBe('buffering')
      await stop(page)
      expect(await statusOf(page)).toBe('stopped')
      expect(site.ingest.requests).toEqual([])
    })

    it('ships in every tab of the session, and in its next page loads', async () => {
      const first = await site.open(onError)
      const second = await site.open(onError)
      await throwError(first)
      await waitUntil(async () => expect(await statusOf(second)).toBe('recording'))
      await waitUntil(() => expect(site.ingest.streams.size).toBe(2))
      await first.reload()
      expect(await statusOf(first)).toBe('recording')
      await Promise.all([stop(first), stop(second)])
      expect(site.ingest.streams.size).toBe(3)
    })

    it('holds the last minute, from a keyframe on', async () => {
      await site.context.clock.install()
      const page = await site.open(onError)
      for (let minute = 0; minute < 10; minute += 1) {
        await page.evaluate((text) => window.go('/app/home', text), `minute ${minute} of the visit`)
        await add(page)
        await site.context.clock.runFor(60_000)
      }
      await page.evaluate(() => window.recorder.captureError(new Error('caught')))
      await site.context.clock.runFor(5_000)
      await stop(page)
      const [stream] = site.streamsTaken()
      const events = await site.ingest.eventsOf(stream?.header.stream ?? '')
      const lastMs = events.at(-1)?.timestamp ?? 0
      expect(events.slice(0, 2).map(({ type }) => type)).toEqual([4, 2])
      expect(lastMs - (events[0]?.timestamp ?? 0)).toBeLessThanOrEqual(130_000)
      expect(lastMs - (events[0]?.timestamp ?? 0)).toBeGreaterThanOrEqual(60_000)
      expect(JSON.stringify(events)).not.toContain('minute 5')
    })
  })

  describe('manual start', () => {
    it('waits for start(), and for consent all the same', async () => {
      const page = await site.open({ start: 'manual', consent: 'required' })
      await add(page)
      expect(await statusOf(page)).toBe('waiting-for-consent')
      await page.evaluate(() => window.recorder.start())
      expect(await statusOf(page)).toBe('waiting-for-consent')
      await page.evaluate(() => window.recorder.grantConsent())
      expect(await statusOf(page)).toBe('recording')
      await stop(page)
      expect(site.ingest.streams.size).toBe(1)
    })

    it('leaves nothing before it', async () => {
      const page = await site.open({ start: 'manual' })
      await add(page)
      await seal(page)
      expect(await statusOf(page)).toBe('waiting-for-start')
      expect(await page.evaluate(() => [localStorage.length, window.recorder.sessionUrl()])).toEqual([
        0,
        undefined,
      ])
      await page.evaluate(() => window.recorder.start())
      expect(await statusOf(page)).toBe('recording')
      await stop(page)
      await page.evaluate(() => window.recorder.start())
      expect(await statusOf(page)).toBe('stopped')
      expect(site.ingest.streams.size).toBe(1)
    })
  })

  it('records nothing of a page that is prerendered until it is visited', async () => {
    await site.context.addInitScript(() => {
      Object.defineProperty(document, 'prerendering', { value: true, configurable: true })
    })
    const page = await site.open()
    await add(page)
    await seal(page)
    expect(await statusOf(page)).toBe('prerendering')
    expect(site.ingest.requests).toEqual([])
    await page.evaluate(() => {
      Reflect.deleteProperty(document, 'prerendering')
      document.dispatchEvent(new Event('prerenderingchange'))
    })
    expect(await statusOf(page)).toBe('recording')
    await stop(page)
    expect(site.ingest.streams.size).toBe(1)
  })

  describe.each([['Navigation API'], ['history']])('routes by the %s', (means) => {
    const except = { routes: { except: ['/app/patients/*'] } }

    beforeEach(async () => {
      if (means === 'history') {
        await site.context.addInitScript(() =>
          Object.defineProperty(globalThis, 'navigation', { value: undefined }),
        )
      }
    })

    it('leaves out what is drawn on a route, before it is captured', async () => {
      const page = await site.open(except)
      await page.evaluate(() => window.go('/app/patients/7', 'SECRET chart'))
      expect(await statusOf(page)).toBe('route-excluded')
      await add(page)
      await page.evaluate(() => {
        document.body.append('SECRET note')
        history.replaceState({}, '', '/app/patients/8')
        console.log('SECRET log')
      })
      await throwError(page)
      await seal(page)
      await page.evaluate(() => {
        for (const node of document.body.childNodes) if (node.nodeType === 3) node.remove()
        window.go('/app/list', 'list of the app')
      })
      await waitUntil(async () => expect(await statusOf(page)).toBe('recording'))
      await page.evaluate(() => window.go('/app/end', 'end of the visit'))
      await stop(page)
      const text = await recorded()
      expect(text).not.toContain('SECRET')
      expect(text).not.toContain('reseal/error')
      expect(text).toContain('list of the app')
      expect(text).toContain('end of the visit')
      expect(text.match(/"plugin":"reseal\/gap","payload":\{"reason":"route"/g)).toHaveLength(2)
      expect(text).toMatch(/"reason":"route","durationMs":\d+/)
    })

    it('discards what the app drew in the task in which it navigated', async () => {
      const page = await site.open(except)
      await page.evaluate(() => {
        ;(window as unknown as { draw(text: string): void }).draw('SECRET chart')
        history.pushState({}, '', '/app/patients/7')
      })
      await seal(page)
      await stop(page)
      expect(await recorded()).not.toContain('SECRET')
    })

    it('comes back only when the app has drawn the next page', async () => {
      const page = await site.open(except)
      await page.evaluate(() => window.go('/app/patients/7', 'SECRET chart'))
      await page.evaluate(() => window.go('/app/list', 'list of the app', 1_500))
      await waitUntil(async () => expect(await statusOf(page)).toBe('recording'))
      await stop(page)
      const text = await recorded()
      expect(text).not.toContain('SECRET')
      expect(text).toContain('list of the app')
    })

    it('follows back and forward', async () => {
      const page = await site.open(except)
      await page.evaluate(() => {
        addEventListener('popstate', () => {
          const isSecret = location.pathname.startsWith('/app/patients')
          ;(window as unknown as { draw(text: string): void }).draw(
            isSecret ? 'SECRET chart' : 'home of the app',
          )
        })
        window.go('/app/patients/7', 'SECRET chart')
      })
      await page.goBack()
      await waitUntil(async () => expect(await statusOf(page)).toBe('recording'))
      await page.goForward()
      expect(await statusOf(page)).toBe('route-excluded')
      await stop(page)
      expect(await recorded()).not.toContain('SECRET')
    })

    it('does not begin on a route that is left out', async () => {
      const page = await site.open({ routes: { only: ['/app/list'] } }, '/app/patients/7')
      await add(page)
      await seal(page)
      expect(await statusOf(page)).toBe('route-excluded')
      expect(site.ingest.requests).toEqual([])
      await page.evaluate(() => window.go('/app/list', 'list of the app'))
      await waitUntil(async () => expect(await statusOf(page)).toBe('recording'))
      await stop(page)
      const text = await recorded()
      expect(text).toContain('list of the app')
      expect(text).not.toContain('drawn for')
    })
  })

  it('refuses options that cannot be meant, without repeating them', async () => {
    const page = await site.open({ start: 'manual' })
    const messageOf = (extra: object): Promise<string> =>
      page.evaluate((options) => {
        try {
          window.start(options)
          return 'did start'
        } catch (error) {
          return String(error)
        }
      }, site.optionsOf(extra))
    expect(await messageOf({ routes: { except: ['/ok', 'SECRET path'] } })).toMatch(/routes\.except\[1\]: /)
    for (const extra of [
      { routes: { only: 'SECRET' } },
      { routes: 'SECRET' },
      { sampling: { sessions: 'SECRET' } },
      { sampling: { onError: 2 } },
      { session: { idleMinutes: -1 } },
      { session: { maxHours: 25 } },
      { start: 'SECRET' },
    ]) {
      const message = await messageOf(extra)
      expect(message).toContain('RecorderError')
      expect(message).not.toContain('SECRET')
    }
  })

  describe('commands of ingest', () => {
    const say = (command: string | undefined): void => {
      site.ingest.misbehave = () => ({ alter: (answer) => ({ ...answer, command }) })
    }

    it('block leaves an empty box, in later page loads and other tabs too, until it is taken back', async () => {
      const page = await site.open()
      const tab = await site.open()
      await seal(page)
      await waitUntil(() => expect(site.ingest.streams.size).toBe(2))
      say('block')
      await page.evaluate(() => window.go('/app/home', 'last words'))
      await seal(page)
      await waitUntil(async () =>
        expect(await tab.evaluate(() => JSON.stringify(localStorage))).toContain('block'),
      )
      for (const one of [page, tab]) {
        await one.evaluate(() => {
          window.go('/app/home', 'CANARY after block')
          console.log('CANARY in the console')
        })
        await add(one)
        await seal(one)
      }
      await throwError(page)
      await page.reload()
      expect(await statusOf(page)).toBe('recording')
      await page.evaluate(() => window.go('/app/home', 'CANARY after reload'))
      await add(page)
      await seal(page)
      await waitUntil(() => expect(site.ingest.streams.size).toBe(3))
      const blocked = await site.ingest.eventsOf(site.streamsTaken()[2]?.header.stream ?? '')
      expect(blocked.filter(({ type }) => type === 3)).toEqual([])
      expect(JSON.stringify(blocked)).not.toMatch(/shell|CANARY|drawn/)
      expect(await recorded()).not.toContain('CANARY')

      say(undefined)
      await add(page)
      await seal(page)
      await waitUntil(async () =>
        expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('block'),
      )
      await page.evaluate(() => window.go('/app/home', 'readable again'))
      await Promise.all([stop(page), stop(tab)])
      expect(await recorded()).toContain('readable again')
      expect(await errorsOf(page)).toEqual([])
    })

    it('later keeps what is sealed in the queue for ten minutes', async () => {
      await site.context.clock.install()
      say('later')
      const page = await site.open()
      await seal(page)
      await waitUntil(() => expect(site.ingest.requests.length).toBeGreaterThan(0))
      await waitUntil(async () =>
        expect(await page.evaluate(() => JSON.stringify(localStorage))).toContain('later'),
      )
      const count = site.ingest.requests.length
      await site.context.clock.fastForward('05:00')
      await add(page)
      await seal(page)
      await waitUntil(async () => expect(await queuedSegments(page)).toBeGreaterThan(0))
      await stop(page)
      await page.reload()
      await site.context.clock.runFor(2_000)
      await add(page)
      await seal(page)
      await waitUntil(async () => expect(await queuedSegments(page)).toBeGreaterThan(1))
      expect(site.ingest.requests).toHaveLength(count)
      say(undefined)
      await site.context.clock.fastForward('06:00')
      await waitUntil(async () => expect(await queuedSegments(page)).toBe(0))
      expect(site.ingest.streams.size).toBe(2)
    })

    it('sample-less holds from the next session on', async () => {
      await site.context.addInitScript(() => {
        Math.random = () => 0.5
      })
      say('sample-less')
      const page = await site.open()
      await seal(page)
      await waitUntil(async () =>
        expect(await page.evaluate(() => JSON.stringify(localStorage))).toContain('sample-less'),
      )
      await page.reload()
      expect(await statusOf(page)).toBe('recording')
      await page.evaluate(() => {
        const [key = ''] = Object.keys(localStorage)
        const kept = JSON.parse(localStorage.getItem(key) ?? '')
        localStorage.setItem(key, JSON.stringify({ ...kept, lastActivityMs: 1 }))
      })
      await site.context.addInitScript(() => {
        // What leaves the page writes its session over this one.
        const [key = ''] = Object.keys(localStorage)
        const kept = JSON.parse(localStorage.getItem(key) ?? '{}')
        if (kept.sampling === 'all') localStorage.setItem(key, JSON.stringify({ ...kept, lastActivityMs: 1 }))
      })
      await page.reload()
      expect(await statusOf(page)).toBe('not-sampled')
    })

    describe('off', () => {
      const switchOff = async (extra?: object): Promise<Page> => {
        say('off')
        const page = await site.open(extra)
        await seal(page)
        await waitUntil(async () => expect(await statusOf(page)).toBe('switched-off'))
        expect(await errorsOf(page)).toEqual(['switched_off'])
        return page
      }

      it('holds for the next page loads: they record and send nothing', async () => {
        const page = await switchOff()
        const count = site.ingest.requests.length
        await page.goto(`${site.url}/app/next`)
        await add(page)
        await seal(page)
        const other = await site.open()
        await seal(other)
        for (const one of [page, other]) {
          expect(await statusOf(one)).toBe('switched-off')
          expect(await errorsOf(one)).toEqual(['switched_off'])
          expect(await queuedSegments(one)).toBe(0)
        }
        expect(site.ingest.requests).toHaveLength(count)
      })

      it('ends the recording of the other tabs', async () => {
        const other = await site.open({}, '/app/other')
        await seal(other)
        await waitUntil(() => expect(site.ingest.streams.size).toBe(1))
        await switchOff()
        await waitUntil(async () => expect(await statusOf(other)).toBe('switched-off'))
      })

      it('is over after an hour: a page load asks again', async () => {
        const page = await switchOff()
        await page.evaluate(() => {
          const [key = ''] = Object.keys(localStorage)
          const kept = JSON.parse(localStorage.getItem(key) ?? '')
          localStorage.setItem(key, JSON.stringify({ ...kept, commandedAtMs: Date.now() - 3_600_001 }))
        })
        say(undefined)
        await page.goto(`${site.url}/app/next`)
        await seal(page)
        await waitUntil(async () => expect(await recorded()).toContain('drawn for  app next'))
        expect(await statusOf(page)).toBe('recording')
        expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('"off"')
      })

      it('sends what waits, and is over when the answer says so no more', async () => {
        site.ingest.misbehave = () => 'cut'
        const page = await site.open()
        await seal(page)
        await waitUntil(async () => expect(await queuedSegments(page)).toBeGreaterThan(0))
        // The page that is left may not send what waits: nothing would ask then.
        await page.goto(`${site.url}/other`)
        say(undefined)
        await page.addInitScript(() => {
          if (location.pathname !== '/app/off') return
          const [key = ''] = Object.keys(localStorage)
          const kept = JSON.parse(localStorage.getItem(key) ?? '{}')
          localStorage.setItem(key, JSON.stringify({ ...kept, command: 'off', commandedAtMs: Date.now() }))
        })
        await page.goto(`${site.url}/app/off`)
        expect(await statusOf(page)).toBe('switched-off')
        await waitUntil(async () => expect(await queuedSegments(page)).toBe(0))
        await waitUntil(async () =>
          expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('commandedAtMs'),
        )
        expect(await recorded()).toContain('drawn for  app home')
        expect(await recorded()).not.toContain('drawn for  app off')
        await page.goto(`${site.url}/app/next`)
        expect(await statusOf(page)).toBe('recording')
      })
    })
  })

  describe('the clock', () => {
    const setClock = (page: Page, byMs: number): Promise<void> =>
      page.evaluate((ms) => void Object.assign(window, { setBy: ms }), byMs)

    beforeEach(() =>
      site.context.addInitScript(() => {
        const { now } = Date
        Date.now = () => now() + ((window as { setBy?: number }).setBy ?? 0)
      }),
    )

    it('set back does not set back the recording', async () => {
      const page = await site.open()
      await page.evaluate(() => window.go('/app/home', 'before'))
      await setClock(page, -3_600_000)
      await add(page)
      await page.evaluate(() => window.go('/app/home', 'after'))
      await stop(page)
      expect(site.ingest.streams.size).toBe(1)
      const [stream] = site.streamsTaken()
      const events = await site.ingest.eventsOf(stream?.header.stream ?? '')
      const firstMs = events[0]?.timestamp ?? 0
      expect(JSON.stringify(events)).toContain('after')
      for (const { timestamp } of events) {
        // What is captured before the first snapshot follows it.
        expect(Math.abs(timestamp - firstMs)).toBeLessThan(600_000)
      }
      for (const { header } of stream?.segments ?? [])
        expect(header.startMs).toBeLessThanOrEqual(header.endMs)
    })

    it('set ahead by more than the idle time begins a session with the next activity', async () => {
      const page = await site.open()
      await seal(page)
      await waitUntil(() => expect(site.ingest.streams.size).toBe(1))
      await setClock(page, 3_600_000)
      await add(page)
      await stop(page)
      const sessions = site.streamsTaken().map(({ header }) => header.session)
      expect(new Set(sessions).size).toBe(2)
    })

    it.each([
      ['stops', 'recorder.stop()'],
      ['is left', "dispatchEvent(new PageTransitionEvent('pagehide'))"],
    ])('set ahead begins that session where the page %s in the very task of the activity', async (_, end) => {
      const page = await site.open()
      await seal(page)
      await waitUntil(() => expect(site.ingest.streams.size).toBe(1))
      await setClock(page, 3_600_000)
      await page.evaluate(`document.getElementById('add').click(); void ${end}`)
      await waitUntil(() => expect(site.ingest.streams.size).toBe(2))
      const [first, second] = site.streamsTaken()
      expect(second?.header.session).not.toBe(first?.header.session)
      const events = await site.ingest.eventsOf(second?.header.stream ?? '')
      expect(events.slice(0, 2).map(({ type }) => type)).toEqual([4, 2])
    })
  })

  it('ends sessions as init says', async () => {
    await site.context.clock.install()
    const page = await site.open({ session: { idleMinutes: 5, maxHours: 1 } })
    await add(page)
    await site.context.clock.runFor(2_000)
    await site.context.clock.fastForward('05:01')
    await add(page)
    await site.context.clock.runFor(2_000)
    await stop(page)
    expect(new Set(site.streamsTaken().map(({ header }) => header.session)).size).toBe(2)
  })

  describe('the back/forward cache', () => {
    let cachingBrowser: Browser

    beforeAll(async () => {
      cachingBrowser = await launchChromium({
        // The headless shell has no such cache.
        executablePath: process.env['RESEAL_WHOLE_CHROMIUM'] ?? '/usr/bin/chromium',
        ignoreDefaultArgs: ['--disable-back-forward-cache'],
      })
    })
    afterAll(() => cachingBrowser?.close())
    beforeEach(async () => {
      await site.context.close()
      site.context = await cachingBrowser.newContext()
      // What the page does when it is back: nobody can ask it from outside, its execution context is another by then.
      await site.context.addInitScript(() => {
        addEventListener('pageshow', (event) => {
          if (!event.persisted) return
          setTimeout(() => window.go('/cached/home', 'back again'), 300)
          // A navigation begins: what is captured is sealed and sent.
          setTimeout(() => dispatchEvent(new Event('beforeunload')), 600)
          setTimeout(() => localStorage.setItem('back', 'true'), 1_500)
        })
        addEventListener('message', ({ data }) => {
          if (data === 'leave') location.href = '/cached/other'
          if (data === 'return') history.back()
        })
      })
    })

    /** Leaves when nothing is under way: a page that waits for an answer may be thrown out of the cache. */
    async function leave(page: Page): Promise<void> {
      await seal(page)
      await waitUntil(async () => {
        expect(site.ingest.streams.size).toBe(1)
        expect(await queuedSegments(page)).toBe(0)
      })
      await page.evaluate(() => postMessage('leave', '*'))
      await page.waitForURL('**/cached/other')
    }

    /** Resolves when the page has been back for a while, as another page of its origin sees. */
    async function comeBack(page: Page): Promise<void> {
      const witness = await site.context.newPage()
      await witness.goto(`${site.url}/cached/other`)
      await page.evaluate(() => postMessage('return', '*')).catch(() => {})
      await waitUntil(async () =>
        expect(await witness.evaluate(() => localStorage.getItem('back'))).toBe('true'),
      )
    }

    it('gives a page back that goes on with its stream, from a keyframe and after a gap', async () => {
      const page = await site.open({}, '/cached/home')
      await leave(page)
      const [first] = site.streamsTaken()
      await comeBack(page)
      await waitUntil(async () =>
        expect(JSON.stringify(await site.ingest.eventsOf(first?.header.stream ?? ''))).toContain(
          'back again',
        ),
      )
      const events = await site.ingest.eventsOf(first?.header.stream ?? '')
      const text = JSON.stringify(events)
      expect(text).toMatch(/"reason":"frozen","durationMs":\d+/)
      expect(events.filter(({ type }) => type === 2).length).toBeGreaterThanOrEqual(2)
      expect(new Set(site.streamsTaken().map(({ header }) => header.session)).size).toBe(1)
    })

    it('gives a page back whose session is over: a new one begins', async () => {
      const page = await site.open({ session: { idleMinutes: 0.02 } }, '/cached/home')
      await leave(page)
      await page.waitForTimeout(1_500)
      await comeBack(page)
      await waitUntil(async () => expect(await recorded()).toContain('back again'))
      const last = site.streamsTaken().at(-1)?.header
      expect(last?.session).not.toBe(site.streamsTaken()[0]?.header.session)
      const events = await site.ingest.eventsOf(last?.stream ?? '')
      expect(events.slice(0, 2).map(({ type }) => type)).toEqual([4, 2])
    })

    it('gives a page back that learns that consent was withdrawn meanwhile', async () => {
      const page = await site.open({}, '/cached/home')
      await leave(page)
      await page.evaluate((key) => localStorage.setItem(key, '{"declined":true}'), `reseal:${appKey}`)
      await comeBack(page)
      expect(await recorded()).not.toContain('back again')
    })
  })

  describe('stop', () => {
    it('with discard deletes what this page load did not send, and nothing of other tabs', async () => {
      site.ingest.misbehave = () => 'cut'
      const page = await site.open()
      const tab = await site.open()
      await seal(page)
      await seal(tab)
      await waitUntil(async () => expect(await queuedSegments(page)).toBeGreaterThanOrEqual(2))
      await add(page)
      await page.evaluate(() => window.recorder.stop({ discard: true }))
      await waitUntil(async () => expect(await queuedSegments(page)).toBe(1))
      site.ingest.misbehave = () => undefined
      await stop(tab)
      expect(site.ingest.streams.size).toBe(1)
      expect(await queuedSegments(tab)).toBe(0)
      expect(await statusOf(page)).toBe('stopped')
    })
  })
})
