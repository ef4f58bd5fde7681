// Group I of the leak scenarios, the recorder's own channels: the script-tag recorder end to end, sealed, and opened with
// the private key. Nothing of the page is in its events, requests, storage, console or addresses.
import { signalPlugin } from '@reseal/redaction-rules'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import {
  pageSecret,
  type RecorderHost,
  startRecorderHost,
  startVisit,
  type Visit,
  type VisitOptions,
} from '../support/recorder-host.ts'

let host: RecorderHost
let visits: Visit[] = []

beforeAll(async () => {
  host = await startRecorderHost(launchChromium)
})
afterAll(() => host?.stop())
afterEach(async () => {
  for (const visit of visits) await visit.close()
  visits = []
})

async function open(options: VisitOptions = {}): Promise<Visit> {
  const visit = await startVisit(host, options)
  visits.push(visit)
  return visit
}

/** A person does something; the page writes what it knows wherever it can. */
async function act({ page }: Visit): Promise<void> {
  await page.evaluate((secret) => {
    document.body.append(secret)
    console.log(secret)
    const field = document.querySelector<HTMLInputElement>('#field')
    if (field !== null) field.value = `${secret} typed`
    field?.dispatchEvent(new Event('input', { bubbles: true }))
  }, pageSecret)
  await page.click('#button')
}

const recorded = async (visit: Visit): Promise<string> => {
  await visit.stopRecorder()
  return visit.events()
}

const sealed = async (visit: Visit): Promise<void> => {
  await vi.waitFor(() => expect(visit.ingest.streams.size).toBeGreaterThan(0), 20_000)
}

// What a tab switch does: the open segment is sealed.
async function hide({ page }: Visit): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
    Reflect.deleteProperty(document, 'visibilityState')
  })
}

/** The page's console is the page's: what it prints itself is no leak of the recorder. */
const leaksOf = async (visit: Visit, secret?: string): Promise<string[]> =>
  (await visit.leaks(secret)).filter((channel) => channel !== 'console')

describe('addresses on landing', () => {
  it.each([
    ['SIGNED-URL', `/visit?X-Amz-Signature=${pageSecret}&X-Amz-Credential=${pageSecret}`],
    ['RESET-TOKEN', `/reset/${pageSecret}`],
    ['OAUTH', `/callback?code=${pageSecret}&state=${pageSecret}#access_token=${pageSecret}`],
    ['MALFORMED-URL', `/p?x=%E0%A4%A&mrn=${pageSecret}`],
    ['a path that ends in a secret', `/patients/${pageSecret}/chart?tab=${pageSecret}`],
  ])('%s', async (_id, path) => {
    const rules = {
      urls: [
        { id: 'patients', path: '/patients/:id/chart', query: { tab: ['labs'] } },
        { id: 'reset', path: '/reset/:token' },
        { id: 'callback', path: '/callback', query: { code: [] } },
        { id: 'p', path: '/p', query: { x: [] } },
      ],
    }
    const visit = await open({ path, options: { rules } })
    await act(visit)
    expect(await recorded(visit)).toContain('"href":"/')
    expect(await leaksOf(visit)).toEqual([])
  })
})

describe('signals', () => {
  it('STACK, REJECTION, CONSOLE-OBJECT', async () => {
    const visit = await open()
    await visit.page.evaluate((secret) => {
      const at = `https://h.invalid/${secret}.js?token=${secret}`
      setTimeout(() => {
        const error = new Error(`boom ${secret}`, { cause: new Error(secret) })
        error.stack = `Error: boom ${secret}\n    at ${secret} (${at}:1:2)\n${secret}@${at}:3:4`
        throw error
      })
      void Promise.reject({ patient: secret })
      void Promise.reject(Object.assign(new Error(secret), { name: secret, code: secret }))
      const parent = document.createElement('p')
      parent.title = secret
      console.error({ name: secret }, new Map([[secret, secret]]), new Set([secret]), parent)
      console.warn(new Error(secret, { cause: secret }), Symbol(secret), () => secret, [secret])
      console.table({ [secret]: secret })
      console.log('%c%s', `color:${secret}`, secret, { toJSON: () => secret, toString: () => secret })
    }, pageSecret)
    await visit.page.waitForTimeout(200)
    const events = await recorded(visit)
    expect(events).toContain('reseal/error')
    expect(events).toContain('reseal/console')
    expect(await leaksOf(visit)).toEqual([])
  })

  it('RESOURCE-TIMING, WEBSOCKET, BAGGAGE: nothing of the network is readable', async () => {
    const visit = await open({
      options: {
        rules: { allow: [{ id: 'all', selector: 'body' }], mask: [{ id: 'all.masked', selector: 'body' }] },
      },
    })
    await visit.page.evaluate(async (secret) => {
      const image = document.createElement('img')
      image.src = `/img/late-${secret}.png`
      image.setAttribute('elementtiming', secret)
      image.dataset['reseal'] = 'block'
      document.body.append(image)
      const socket = new WebSocket(`ws://${location.host}/${secret}?token=${secret}`, [secret])
      socket.addEventListener('error', () => {})
      const headers = { baggage: `user=${secret}`, traceparent: secret, authorization: secret }
      await fetch(`/api/${secret}?a=${secret}`, { method: 'POST', headers, body: secret }).catch(() => {})
      navigator.sendBeacon(`/api/${secret}`, secret)
      performance.mark(secret, { detail: secret })
    }, pageSecret)
    await visit.page.waitForTimeout(200)
    const events = await recorded(visit)
    expect(await leaksOf(visit)).toEqual([])
    const plugins = new Set(Array.from(events.matchAll(/"plugin":"([^"]*)"/g), (match) => match[1]))
    const known: ReadonlySet<unknown> = new Set(Object.values(signalPlugin))
    for (const plugin of plugins) expect(known.has(plugin)).toBe(true)
  })

  it('IDENTIFY: an identity is random, or it is not recorded', async () => {
    const id = '0b5f2c52-4f0a-4a53-9d2a-3cf2a6f1d7f4'
    const visit = await open({
      options: { user: { email: pageSecret }, release: '1.4.0', environment: 'test' },
    })
    await visit.page.evaluate(
      ({ secret, known }) => {
        const wrong = [
          `${secret}@example.org`,
          btoa(`${secret}@example.org`).replaceAll('=', ''),
          `MRN-${secret}-00123456789012`,
          `${secret}${secret}${secret}`,
          { toString: () => secret },
        ]
        for (const one of wrong) window.recorder?.identify(one as string)
        window.recorder?.identify(known)
      },
      { secret: pageSecret, known: id },
    )
    await act(visit)
    const events = await recorded(visit)
    expect(events).toContain(`"payload":{"id":"${id}"}`)
    expect(events).toContain('"payload":{"release":"1.4.0","environment":"test"')
    expect(await visit.errors()).toEqual(Array.from({ length: 5 }, () => 'bad_identity'))
    expect(await leaksOf(visit)).toEqual([])
    expect(JSON.stringify(Array.from(visit.ingest.streams.values(), ({ header }) => header))).not.toContain(
      pageSecret,
    )
  })

  it('ANNOTATIONS: causes, undeclared events, tags and values', async () => {
    const rules = {
      events: [{ id: 'search', name: 'search', fields: { results: 'count', kind: ['patient'] } }],
      tags: [{ id: 'plan', key: 'plan', values: ['pro'] }],
    }
    const visit = await open({ options: { rules, development: true } })
    await visit.page.evaluate((secret) => {
      const { recorder } = window
      const member = Object.assign(new TypeError(secret), { name: secret, code: secret })
      member.stack = `${secret}: ${secret}\n    at ${secret} (https://h.invalid/${secret}.js?a=${secret}:1:2)`
      const cause = new AggregateError([member, secret, { patient: secret }], secret, { cause: secret })
      recorder?.captureError(new Error(secret, { cause }))
      recorder?.captureError({ message: secret, cause: secret })
      recorder?.event(secret, { results: 1 })
      recorder?.event('search', {
        results: secret,
        kind: secret,
        [secret]: secret,
        patient: { name: secret },
      })
      recorder?.event('search', { results: 12, kind: 'patient' })
      recorder?.tag('plan', secret)
      recorder?.tag(secret, 'pro')
      recorder?.flag('plan', { toString: () => secret })
      recorder?.flag('plan', 'pro')
    }, pageSecret)
    const events = await recorded(visit)
    expect(events).toContain('"payload":{"name":"search","fields":{"results":12,"kind":"patient"}}')
    expect(events).toContain('"plugin":"reseal/flag","payload":{"key":"plan","value":"pro"}')
    expect(events).toContain('"kind":"member","name":"Error"')
    expect(events).not.toContain('reseal/tag')
    expect(await visit.errors()).toEqual(['not_declared'])
    expect(await leaksOf(visit)).toEqual([])
  })

  it('LATE: vitals, tasks and clicks name nothing of the page', async () => {
    const visit = await open()
    await visit.page.waitForFunction(
      () => performance.getEntriesByType('resource').some(({ name }) => name.includes('/reseal.signals.js')),
      undefined,
      { timeout: 60_000 },
    )
    // What a key may have caused before its trackers were in place they do not tell: for a second.
    await visit.page.waitForTimeout(2_000)
    await visit.page.evaluate((secret) => {
      const button = document.querySelector('#button')
      button?.setAttribute('id', secret)
      button?.setAttribute('class', secret)
      button?.addEventListener('click', () => {
        const until = performance.now() + 150
        while (performance.now() < until);
        throw new Error(secret)
      })
    }, pageSecret)
    for (let count = 0; count < 3; count++) await visit.page.click(`#${pageSecret}`)
    await visit.page.waitForTimeout(1_200)
    const events = await recorded(visit)
    for (const plugin of ['vital', 'task', 'click']) expect(events).toContain(`reseal/${plugin}`)
    expect(await leaksOf(visit)).toEqual([])
  })
})

describe('rules and masks', () => {
  it.each([
    ['a selector that does not parse', { mask: [{ id: 'a', selector: 'p:unheard-of(' }] }],
    ['an empty selector', { block: [{ id: 'a', selector: ' ' }] }],
    ['a list that is none', { allow: '.x' }],
    ['an unknown list', { alow: [] }],
    ['an unknown opening', { allow: [{ id: 'a', selector: 'p', opens: ['everything'] }] }],
    ['two rules of one name', { mask: [{ id: 'a', selector: 'p' }], block: [{ id: 'a', selector: 'q' }] }],
    ['an attribute that may not be opened', { attributes: [{ id: 'a', selector: 'p', names: ['value'] }] }],
    ['no object', 'strict'],
  ])('BAD-SELECTOR: does not start with %s', async (_name, rules) => {
    const visit = await open({ isIdle: true, options: { rules } })
    expect(await visit.init()).toMatch(/^bad_(?:rules|selector)$/)
    await act(visit)
    await hide(visit)
    await visit.page.waitForTimeout(200)
    expect(visit.ingest.requests).toEqual([])
    expect(await leaksOf(visit)).toEqual([])
    // Nothing of the page was touched.
    expect(await visit.page.evaluate(() => String(console.log))).toContain('[native code]')
  })

  it.each([
    ['throws', '() => { throw new Error("x") }'],
    ['throws what it masks', '(text) => { throw text }'],
    ['returns nothing', '() => undefined'],
    ['returns a promise', 'async (text) => text'],
    ['returns the text', '(text) => text'],
    ['returns an object', '() => ({ toString: () => "x" })'],
    [
      'throws later',
      '(() => { let n = 0; return (text) => { if (++n > 12) throw new Error(text); return "xx" } })()',
    ],
  ])('BAD-MASK: stops, says so and leaves the page alone when a mask %s', async (_name, mask) => {
    const visit = await open({ scripted: `{ maskText: ${mask} }` })
    await act(visit)
    await visit.page.evaluate(() => {
      for (let count = 0; count < 20; count++) document.body.append(`row ${count}`)
    })
    await vi.waitFor(async () => expect(await visit.errors()).toEqual(['capture_failed']), 20_000)
    await hide(visit)
    await visit.stopRecorder()
    expect(await leaksOf(visit)).toEqual([])
    expect(await visit.page.evaluate(() => document.body.textContent)).toContain('row 19')
    expect(await visit.page.evaluate(() => String(console.log))).toContain('[native code]')
  })

  it('masks with a mask of one’s own', async () => {
    const visit = await open({ scripted: `{ maskText: () => '████' }` })
    await act(visit)
    expect(await recorded(visit)).toContain('████')
    expect(await leaksOf(visit)).toEqual([])
  })

  it.each([
    [
      'closest and matches',
      `Element.prototype.closest = () => document.body; Element.prototype.matches = () => true`,
    ],
    ['matches, bound', `Element.prototype.matches = (() => true).bind(null)`],
    [
      'querySelector and querySelectorAll',
      `Document.prototype.querySelector = () => null; Element.prototype.querySelectorAll = () => []`,
    ],
    ['toJSON', `Object.prototype.toJSON = function () { return { leak: document.title } }`],
    ['Array methods', `Array.prototype.some = () => true; Array.prototype.includes = () => true`],
    ['Set', `Set.prototype.has = () => true; Map.prototype.has = () => true`],
    ['String and RegExp', `String.prototype.includes = () => true; RegExp.prototype.test = () => true`],
    [
      'CSS.supports',
      `CSS.supports = () => true; Object.defineProperty(window, 'HTMLUnknownElement', { value: class {} })`,
    ],
    [
      'JSON.stringify',
      `const own = JSON.stringify; JSON.stringify = (value) => own(value) ?? own(document.title)`,
    ],
    ['crypto', `SubtleCrypto.prototype.encrypt = async (_, __, data) => data`],
    ['textContent', `Object.defineProperty(Node.prototype, 'textContent', { get: () => document.title })`],
  ])('PATCHED-PROTOTYPE: %s', async (_name, before) => {
    const rules = { allow: [{ id: 'open', selector: '.open' }] }
    // The page's own scripts, that is: a frame that none of them has touched stays as it is.
    const visit = await open({ before: `if (window === top) { ${before} }`, options: { rules } })
    await act(visit).catch(() => {})
    await visit.page.waitForTimeout(200)
    await visit.page.evaluate(() => window.recorder?.stop()).catch(() => {})
    expect(holdsNothing(visit)).toBe(true)
    const events = await visit.events().catch(() => '')
    expect(events).not.toContain(pageSecret)
  })
})

const holdsNothing = (visit: Visit): boolean => !visit.requests().toLowerCase().includes(pageSecret)

describe('consent', () => {
  it('CONSENT-REVOKE: what was buffered is gone, on page exit too', async () => {
    const visit = await open()
    visit.ingest.misbehave = () => ({ status: 503 })
    await act(visit)
    await hide(visit)
    await act(visit)
    const before = visit.ingest.requests.length
    await visit.page.evaluate(() => window.recorder?.withdrawConsent())
    expect(await visit.storage()).not.toMatch(/row of/)
    visit.ingest.misbehave = () => undefined
    await act(visit)
    await visit.page.goto(`${host.server.origin}/next`)
    await visit.page.waitForTimeout(300)
    expect(visit.ingest.requests.slice(before).filter(({ status }) => status === 200)).toEqual([])
    expect(visit.ingest.streams.size).toBe(0)
    expect(await visit.storage()).not.toMatch(/row of/)
  })

  it('observes nothing before consent, and sends nothing on exit', async () => {
    const visit = await open({ options: { consent: 'required' } })
    await act(visit)
    await hide(visit)
    await visit.page.goto(`${host.server.origin}/next`)
    await visit.page.waitForTimeout(200)
    expect(visit.ingest.requests).toEqual([])
    expect((await visit.storage()).trim()).toBe('')
  })
})

describe('what waits and what goes', () => {
  it('OFFLINE-QUEUE: at rest there is ciphertext only', async () => {
    const visit = await open()
    visit.ingest.misbehave = () => 'cut'
    await act(visit)
    await hide(visit)
    await vi.waitFor(async () => expect(await visit.storage()).toContain('row of segments'), 20_000)
    expect(await leaksOf(visit)).toEqual([])
    expect(await visit.storage()).not.toMatch(/textContent|childNodes|attributes/)
    // What the next page load brings opens, and holds nothing either.
    visit.ingest.misbehave = () => undefined
    await visit.page.goto(`${host.server.origin}/visit`)
    await visit.init()
    await sealed(visit)
    await visit.stopRecorder()
    expect(await visit.events()).toContain('childNodes')
    expect(await leaksOf(visit)).toEqual([])
  })

  it.each([
    ['no CompressionStream', 'delete window.CompressionStream'],
    ['no worker', 'delete window.Worker; delete window.SharedWorker'],
    ['no IndexedDB', `Object.defineProperty(window, 'indexedDB', { value: undefined })`],
    ['no IndexedDB that opens', `IDBFactory.prototype.open = () => { throw new Error('x') }`],
    ['no storage', `Object.defineProperty(window, 'localStorage', { get() { throw new Error('x') } })`],
    ['no locks', `Object.defineProperty(navigator, 'locks', { value: undefined })`],
    ['no WebCrypto', `Object.defineProperty(crypto, 'subtle', { value: undefined })`],
    ['sealing that fails', `SubtleCrypto.prototype.encrypt = async () => { throw new Error('x') }`],
    ['sealing that hangs', `SubtleCrypto.prototype.encrypt = () => new Promise(() => {})`],
    [
      'no keepalive',
      `const own = fetch; window.fetch = (url, init) => init && init.keepalive ? Promise.reject(new TypeError('x')) : own(url, init)`,
    ],
  ])('PLAIN-FALLBACK: %s sends nothing unsealed', async (_name, before) => {
    const visit = await open({ before })
    await act(visit)
    await hide(visit)
    await act(visit)
    await visit.page.goto(`${host.server.origin}/next`)
    await visit.page.waitForTimeout(300)
    const requests = visit.requests()
    expect(requests).not.toContain(pageSecret)
    expect(requests).not.toMatch(/textContent|childNodes|"type":3/)
  })

  it('BFCACHE: what shows again after leaving is redacted again', async () => {
    const visit = await open()
    await act(visit)
    await sealed(visit).catch(() => {})
    await visit.page.goto(`${host.server.origin}/next`)
    await visit.page.goBack()
    await visit.page.waitForTimeout(200)
    await act(visit)
    await hide(visit)
    await visit.page.evaluate(() => window.recorder?.stop())
    expect(await visit.events()).toContain('childNodes')
    expect(await leaksOf(visit)).toEqual([])
  })

  it('sends no referrer, no cookie, and no address of the page', async () => {
    const visit = await open({ path: `/visit/${pageSecret}?a=${pageSecret}` })
    await visit.page.evaluate((secret) => {
      document.cookie = `a=${secret}`
    }, pageSecret)
    await act(visit)
    await visit.stopRecorder()
    expect(visit.ingest.requests.length).toBeGreaterThan(0)
    for (const { headers } of visit.ingest.requests) {
      for (const name of ['referer', 'cookie', 'authorization']) expect(headers).not.toHaveProperty(name)
    }
    expect(visit.requests()).not.toContain(pageSecret)
  })

  it('prints nothing of the page', async () => {
    const visit = await open()
    visit.ingest.misbehave = () => ({ status: 500 })
    await visit.page.evaluate((secret) => {
      document.body.append(document.createProcessingInstruction(secret, secret))
      customElements.define(`x-${secret}`, class extends HTMLElement {})
      document.body.append(document.createElement(`x-${secret}`))
      const sheet = new CSSStyleSheet()
      document.adoptedStyleSheets.push(sheet)
      sheet.replaceSync(`.${secret}{}`)
    }, pageSecret)
    await hide(visit)
    await visit.page.evaluate(() => window.recorder?.stop())
    expect(await visit.leaks()).toEqual([])
  })
})
