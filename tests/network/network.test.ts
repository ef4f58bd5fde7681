// Requests of a page with the script-tag recorder: what is recorded of them, what is not, and that nothing of them changes.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { builtRecorder } from '../../packages/recorder-sdk/test/built-recorder.ts'
import { launchChromium } from '../support/browser.ts'
import {
  pageSecret,
  type RecorderHost,
  startVisit,
  type Visit,
  type VisitOptions,
} from '../support/recorder-host.ts'
import { type NetworkServer, startNetworkServer } from './network-server.ts'
import { semanticsCases } from './semantics-cases.ts'

type Payload = Readonly<Record<string, unknown>>

let host: RecorderHost
let server: NetworkServer
const visits: Visit[] = []

beforeAll(async () => {
  server = await startNetworkServer(await builtRecorder())
  const browser = await launchChromium()
  host = {
    browser,
    server,
    async stop() {
      await browser.close()
      await server.stop()
    },
  }
})
afterAll(() => host?.stop())
afterEach(async () => {
  for (const visit of visits.splice(0)) await visit.close()
})

async function open(options: VisitOptions = {}): Promise<Visit> {
  const visit = await startVisit(host, options)
  visits.push(visit)
  return visit
}

/** Payloads of a plugin in the order of the recording. */
async function payloadsOf(visit: Visit, plugin: string): Promise<Payload[]> {
  const streams = JSON.parse(await visit.events()) as {
    readonly data: { readonly plugin?: string; readonly payload?: Payload }
  }[][]
  return streams.flat().flatMap(({ data }) => (data.plugin === plugin ? [data.payload ?? {}] : []))
}

/** The late trackers are in place. */
async function late({ page }: Visit): Promise<void> {
  await page.waitForFunction(() => !String(WebSocket.prototype.send).includes('[native code]'))
}

/** The browser has told of a resource: first whoever asked first, so the recorder. */
async function resourcesTold({ page }: Visit, initiator: string): Promise<void> {
  await page.evaluate(
    (initiator) =>
      new Promise<void>((resolve) => {
        const isIt = (entry: PerformanceEntry): boolean =>
          (entry as PerformanceResourceTiming).initiatorType === initiator
        new PerformanceObserver((list) => {
          if (list.getEntries().some(isIt)) resolve()
        }).observe({ type: 'resource', buffered: true })
      }),
    initiator,
  )
}

async function runCases(visit: Visit): Promise<Readonly<Record<string, unknown>>> {
  const results: Record<string, unknown> = {}
  for (const [name, body] of Object.entries(semanticsCases)) {
    results[name] = await visit.page.evaluate(
      async ({ body, other }) => {
        // oxlint-disable-next-line typescript/no-implied-eval -- cases are text, so that both pages run the same
        const run = new Function('other', `return (async () => { ${body} })()`) as (other: string) => unknown
        try {
          return (await run(other)) ?? null
        } catch (error) {
          return `threw ${String(error)}`
        }
      },
      { body, other: server.otherOrigin },
    )
  }
  return results
}

// What the recorder may wrap, as it was before any script of the page.
const keepNative = `window.natives = [fetch, ...['open', 'send', 'setRequestHeader'].map((name) => XMLHttpRequest.prototype[name]),
  WebSocket, WebSocket.prototype.constructor, WebSocket.prototype.send, EventSource, EventSource.prototype.constructor, navigator.sendBeacon]`

const areNative = (visit: Visit): Promise<boolean> =>
  visit.page.evaluate(() => {
    const { natives } = window as unknown as { readonly natives: readonly unknown[] }
    const { open, send, setRequestHeader } = XMLHttpRequest.prototype
    return [
      window.fetch,
      open,
      send,
      setRequestHeader,
      WebSocket,
      WebSocket.prototype.constructor,
      WebSocket.prototype.send,
      EventSource,
      EventSource.prototype.constructor,
      navigator.sendBeacon,
    ].every((one, index) => one === natives[index])
  })

describe('what a page does with requests', () => {
  it('is as without the recorder, for traced and read requests too', async () => {
    const rules = {
      network: [
        {
          id: 'value',
          path: '/api/value',
          response: { fields: { '/value': 'count' }, headers: { 'x-answer': ['fine'] } },
        },
        { id: 'large', path: '/api/large', response: { fields: { '/code': ['LARGE'] } } },
      ],
    }
    const traceOrigins = [server.origin, server.otherOrigin]
    const plainVisit = await open({ isIdle: true, before: keepNative })
    const recordedVisit = await open({ before: keepNative, options: { network: { traceOrigins }, rules } })
    await late(recordedVisit)
    const [plain = {}, recorded = {}] = await Promise.all([plainVisit, recordedVisit].map(runCases))
    expect(Object.keys(plain)).toEqual(Object.keys(semanticsCases))
    for (const [name, result] of Object.entries(plain)) {
      expect(JSON.stringify(result), name).not.toContain('threw')
      expect(recorded[name], name).toEqual(result)
    }
    expect(await areNative(recordedVisit)).toBe(false)
    await recordedVisit.stopRecorder()
    expect(await areNative(recordedVisit)).toBe(true)
    const globals = (visit: Visit): Promise<string[]> =>
      visit.page.evaluate(() => Object.getOwnPropertyNames(window))
    const before = new Set(await globals(plainVisit))
    const added = (await globals(recordedVisit)).filter((name) => !before.has(name))
    expect(added.sort()).toEqual(['recorder', 'recorderErrors'])
  })
})

describe('what is recorded of requests', () => {
  it('R-18.1 R-18.2 R-18.3 R-18.4 R-18.6 without a rule that they were, with one what it declares', async () => {
    const fails = {
      id: 'fails',
      path: '/api/fails/:id',
      methods: ['POST'],
      query: { tab: ['labs'] },
      request: { fields: { '/kind': ['intake'] }, headers: { 'x-own': ['1'] } },
      response: {
        fields: { '/error/code': ['CONFLICT'], '/count': 'count' },
        headers: { 'x-answer': ['CONFLICT'], 'x-count': 'count' },
      },
    }
    const visit = await open({ options: { rules: { network: [fails] } } })
    await visit.page.evaluate(async () => {
      const init = {
        method: 'POST',
        headers: { 'x-own': '1' },
        body: JSON.stringify({ kind: 'intake', name: 'x' }),
      }
      await fetch('/api/fails/17?tab=labs&name=x', init)
      await new Promise((resolve) => {
        const request = new XMLHttpRequest()
        request.open('POST', '/api/fails/18')
        request.setRequestHeader('x-own', '1')
        request.addEventListener('loadend', resolve)
        request.send(init.body)
      })
      await fetch('/api/value')
      await fetch('/api/cut').catch(() => {})
      await fetch('/api/slow', { signal: AbortSignal.timeout(10) }).catch(() => {})
      const abort = new AbortController()
      setTimeout(() => abort.abort('mine'), 10)
      await fetch('/api/slow', { signal: abort.signal, method: 'PUT' }).catch(() => {})
      await fetch('data:text/plain,x')
    })
    const requestsOf = (hasRule: boolean): Promise<Payload[]> =>
      payloadsOf(visit, 'reseal/network').then((all) => all.filter((one) => 'rule' in one === hasRule))
    // What reads values is loaded when it is needed.
    await vi.waitFor(async () => expect(await requestsOf(true)).toHaveLength(2), 30_000)
    await visit.stopRecorder()
    const withRule = await requestsOf(true)
    const byFetch = withRule.find(({ initiator }) => initiator === 'fetch')
    const byXhr = withRule.find(({ initiator }) => initiator === 'xmlhttprequest')
    const others = await requestsOf(false)
    const declared = {
      'http.request.method': 'POST',
      'http.response.status_code': 422,
      'http.request.body.size': 1_024,
      'http.response.body.size': 1_024,
      rule: expect.stringMatching(/^fails:/) as unknown,
      request: { headers: { 'x-own': '1' }, fields: { '/kind': 'intake' } },
      response: {
        headers: { 'x-answer': 'CONFLICT', 'x-count': 100_000 },
        fields: { '/error/code': 'CONFLICT', '/count': 12_000 },
      },
    }
    expect(byXhr).toMatchObject({
      ...declared,
      initiator: 'xmlhttprequest',
      'url.template': '/api/fails/:id',
    })
    const { 'http.response.body.size': _, ...ofFetch } = declared
    expect(byFetch).toMatchObject({
      ...ofFetch,
      initiator: 'fetch',
      'url.template': '/api/fails/:id?tab=labs',
    })
    expect(byFetch?.['address']).toBe(byXhr?.['address'])
    expect(
      others.map((one) => [one['url.template'], one['http.response.status_code'], one['error.type']]),
    ).toEqual([
      ['/…', 200, undefined],
      ['/…', undefined, 'network'],
      ['/…', undefined, 'timeout'],
      ['/…', undefined, 'abort'],
    ])
    for (const one of others) expect(Object.keys(one)).not.toContain('response')
  })

  it('R-18.5 adds a trace context on listed origins, respects one that is there, causes no preflight elsewhere', async () => {
    const visit = await open({
      options: {
        network: { traceOrigins: [server.origin] },
        rules: { network: [{ id: 'own', path: '/api/echo/own' }] },
      },
    })
    const theirs = `00-${'12'.repeat(16)}-${'34'.repeat(8)}-00`
    const first = server.served.length
    await visit.page.evaluate(
      async ({ other, theirs }) => {
        const headers = { traceparent: theirs }
        await fetch('/api/value')
        await new Promise((resolve) => {
          const request = new XMLHttpRequest()
          request.open('GET', '/api/value')
          request.addEventListener('loadend', resolve)
          request.send()
        })
        await fetch('/api/echo/own', { headers })
        await fetch(new Request('/api/echo/unknown', { headers }))
        await fetch('/api/echo/sentry', {
          headers: { 'sentry-trace': `${'56'.repeat(16)}-${'78'.repeat(8)}-1` },
        })
        await fetch(`${other}/api/value`)
        await fetch(`${other}/api/value`, { mode: 'no-cors' })
      },
      { other: server.otherOrigin, theirs },
    )
    await visit.stopRecorder()
    const served = server.served.slice(first)
    expect(served.map(({ method }) => method)).not.toContain('OPTIONS')
    const sent = served.map(({ headers }) => headers['traceparent'])
    const recorded = await payloadsOf(visit, 'reseal/network')
    expect(recorded.map((one) => one['traceparent'])).toEqual([sent[0], sent[1], theirs, ...Array(4)])
    expect(sent.slice(0, 2)).toEqual(Array(2).fill(expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-01$/)))
    expect(new Set(sent.slice(0, 2)).size).toBe(2)
    expect(sent.slice(2)).toEqual([theirs, theirs, ...Array(3)])
  })

  it('R-18.7 does not count the keys that cause requests and addresses', async () => {
    const record = async (keys: number): Promise<string> => {
      const visit = await open()
      await visit.page.evaluate(() => {
        document.querySelector('#field')?.addEventListener('input', () => {
          void fetch('/api/value?q=secret')
          history.replaceState(null, '', `?q=${Math.random()}`)
        })
      })
      await visit.page.locator('#field').pressSequentially('x'.repeat(keys), { delay: 20 })
      await visit.page.waitForTimeout(100)
      await visit.stopRecorder()
      const seen = [await payloadsOf(visit, 'reseal/network'), await payloadsOf(visit, 'reseal/route')]
      return JSON.stringify(seen, (key, value: unknown) => (key === 'duration' ? undefined : value))
    }
    expect(await record(3)).toBe(await record(11))
  })

  it('R-18.8 R-18.9 R-18.10 tells of sockets, routes, resources and the page load', async () => {
    const visit = await open({
      options: { rules: { urls: [{ id: 'chart', path: '/patients/:id/chart' }] } },
    })
    await late(visit)
    await visit.page.evaluate(async () => {
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/socket`)
      await new Promise((resolve) => {
        socket.addEventListener('open', () => socket.send('hello'))
        socket.addEventListener('message', () => socket.close(4_001))
        socket.addEventListener('close', resolve)
      })
      history.pushState(null, '', '/patients/17/chart?name=x')
      history.replaceState(null, '', '/patients/18/chart')
      location.hash = 'x'
      await new Promise((resolve) => {
        const source = new EventSource('/api/events')
        source.addEventListener('open', () => {
          source.close()
          resolve(undefined)
        })
      })
      navigator.sendBeacon('/api/value', 'x')
      const image = new Image()
      await new Promise((resolve) => {
        image.addEventListener('error', resolve)
        image.src = '/api/value?name=x'
      })
    })
    await resourcesTold(visit, 'img')
    await visit.stopRecorder()
    const resources = await payloadsOf(visit, 'reseal/resource')
    expect(resources.map(({ initiator }) => initiator)).toContain('img')
    const sockets = await payloadsOf(visit, 'reseal/socket')
    expect(sockets.map(({ state, code }) => [state, code])).toEqual([
      ['open', undefined],
      ['close', 4_001],
    ])
    expect(sockets[1]).toMatchObject({ sent: 16, received: 16, sentBytes: 1_024, 'url.template': '/…' })
    const routes = await payloadsOf(visit, 'reseal/route')
    expect(routes.map((route) => [route['kind'], route['url.template']])).toEqual([
      ['load', '/…'],
      ['push', '/patients/:id/chart'],
      ['replace', '/patients/:id/chart'],
      ['hash', '/patients/:id/chart'],
    ])
    const requests = await payloadsOf(visit, 'reseal/network')
    expect(requests.map(({ initiator }) => initiator)).toEqual(['eventsource', 'beacon'])
    const [load] = await payloadsOf(visit, 'reseal/navigation')
    expect(load).toMatchObject({ type: 'navigate', 'http.response.status_code': 200 })
  })

  it('records no requests when asked not to', async () => {
    const visit = await open({ before: keepNative, options: { network: false } })
    await visit.page.evaluate(() => fetch('/api/value'))
    expect(await areNative(visit)).toBe(true)
    await visit.stopRecorder()
    expect(await payloadsOf(visit, 'reseal/network')).toEqual([])
  })
})

describe('what is not recorded of requests', () => {
  it.each<readonly [string, { readonly rules: object; readonly isTraced?: true }]>([
    ['without rules', { rules: {} }],
    [
      'under rules that declare something beside it, with tracing',
      {
        isTraced: true,
        rules: {
          network: [
            {
              id: 'telling',
              path: '/api/telling/:secret',
              query: { code: ['FINE'], tab: [] },
              request: { fields: { '/a': ['FINE'] }, headers: { 'x-own': ['FINE'] } },
              response: { fields: { '/error/code': ['FINE'] }, headers: { 'x-answer': ['FINE'] } },
            },
            { id: 'echo', path: '/api/echo/:secret', response: { fields: { '/a': 'count' } } },
          ],
          urls: [{ id: 'visit', path: '/visit/:secret' }],
        },
      },
    ],
  ])('is any part that could hold a name, %s', async (_name, { isTraced, rules }) => {
    const visit = await open({
      options: {
        rules,
        network: { traceOrigins: isTraced ? [server.origin, server.otherOrigin] : [] },
      },
    })
    await late(visit)
    await visit.page.evaluate(
      async ({ secret, other }) => {
        const quiet = (action: () => unknown): Promise<unknown> =>
          Promise.resolve()
            .then(action)
            .catch(() => {})
        const headers = {
          'x-own': secret,
          [`x-${secret}`]: '1',
          baggage: `user=${secret}`,
          tracestate: secret,
          authorization: secret,
          'content-type': `text/${secret}`,
        }
        const body = JSON.stringify({ a: secret, [secret]: 1 })
        const form = new FormData()
        form.set(secret, secret)
        const telling = `/api/telling/${secret}?code=${secret}&tab=${secret}&${secret}#${secret}`
        const urls = [telling, other + telling, `/api/echo/${secret}?a=${secret}`, `/api/cut/${secret}`]
        for (const url of urls) {
          await quiet(() => fetch(url, { method: 'POST', headers, body }))
          await quiet(() => fetch(new Request(url, { method: 'PUT', headers, body: form })))
          await quiet(() => fetch(url, { method: secret }))
          await quiet(() => fetch(url, { headers: { traceparent: secret, 'sentry-trace': secret } }))
          await quiet(
            () =>
              new Promise((resolve) => {
                const request = new XMLHttpRequest()
                request.open('POST', url, true, secret, secret)
                for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
                request.addEventListener('loadend', resolve)
                request.send(body)
              }),
          )
          await quiet(() => navigator.sendBeacon(url, body))
        }
        await quiet(() => fetch(`/api/redirect?to=${encodeURIComponent(telling)}`))
        await quiet(() => fetch(`/api/p?x=%E0%A4%A&mrn=${secret}`))
        await quiet(() => fetch(`http://${secret}:${secret}@localhost/`))
        await quiet(() => fetch(`http://${secret}.invalid/${secret}`))
        await quiet(() => fetch(`data:text/plain,${secret}`))
        await quiet(() => fetch(URL.createObjectURL(new Blob([secret]))))
        const abort = new AbortController()
        abort.abort(new Error(secret))
        await quiet(() => fetch(telling, { signal: abort.signal }))
        await quiet(
          () =>
            new Promise((resolve) => {
              const url = `${location.origin.replace('http', 'ws')}/api/${secret}?t=${secret}`
              const socket = new WebSocket(url, [secret])
              socket.addEventListener('open', () => socket.send(secret))
              socket.addEventListener('message', () => socket.close(4_000, secret))
              socket.addEventListener('close', resolve)
            }),
        )
        await quiet(
          () =>
            new Promise((resolve) => {
              const source = new EventSource(`/api/events/${secret}?say=${secret}`)
              source.addEventListener('message', () => {
                source.close()
                resolve(undefined)
              })
            }),
        )
        for (const [tag, name] of [
          ['img', 'src'],
          ['script', 'src'],
          ['link', 'href'],
          ['iframe', 'src'],
        ] as const) {
          const element = document.createElement(tag)
          if (tag === 'link') element.setAttribute('rel', 'stylesheet')
          element.setAttribute(name, `/api/telling/${secret}?code=${secret}`)
          document.body.append(element)
        }
        const frame = document.createElement('iframe')
        frame.name = secret
        document.body.append(frame)
        const post = document.createElement('form')
        Object.assign(post, { action: telling, method: 'post', target: secret })
        post.innerHTML = `<input name="${secret}" value="${secret}">`
        document.body.append(post)
        post.submit()
        history.pushState({ secret }, secret, `/visit/${secret}?a=${secret}#${secret}`)
        performance.mark(secret, { detail: secret })
        performance.measure(secret)
      },
      { secret: pageSecret, other: server.otherOrigin },
    )
    for (const tag of ['img', 'script', 'link', 'iframe']) await resourcesTold(visit, tag)
    await visit.stopRecorder()
    const requests = await payloadsOf(visit, 'reseal/network')
    expect(requests.length).toBeGreaterThan(20)
    if (isTraced)
      expect(requests.some((one) => one['url.template'] === '/api/telling/:secret?code&tab')).toBe(true)
    expect((await payloadsOf(visit, 'reseal/socket')).length).toBeGreaterThan(1)
    expect(await payloadsOf(visit, 'reseal/route')).toHaveLength(2)
    expect((await visit.leaks()).filter((channel) => channel !== 'console')).toEqual([])
    for (const part of [`x-${pageSecret}`, `user=${pageSecret}`]) {
      expect(await visit.events()).not.toContain(part)
    }
  })
})
