import { describe, expect, it } from 'vitest'
import { lateSignals } from '../../test/late-signals.ts'
import { createRedactor } from '../redactor.ts'
import { createRetroactiveRedactor } from '../retroactive/index.ts'
import { defaultRules, defineRules, type NetworkRule, type RuleSet } from '../rule-set.ts'
import { addressForm, findNetworkRule } from './network.ts'

const secret = 'Okonkwo'
const pageOrigin = 'https://clinic.example'
const api = 'https://api.clinic.example'

type Payload = Readonly<Record<string, unknown>>

const rulesOf = (...network: NetworkRule[]): RuleSet => defineRules({ network })

const raw = (given: object): object => ({
  initiator: 'fetch',
  'http.request.method': 'GET',
  href: `${pageOrigin}/api/patients/${secret}?mrn=${secret}`,
  pageOrigin,
  duration: 123.4,
  ...given,
})

function redactWith(rules: RuleSet, plugin = 'reseal/network'): (given: object) => Payload | undefined {
  const redactor = createRedactor({ rules, lateSignals })
  return (given) => {
    const event = redactor.redact({ type: 6, timestamp: 1, data: { plugin, payload: raw(given) } })
    return event?.data['payload'] as Payload | undefined
  }
}

function viewUnder(rules: RuleSet, payload: unknown, plugin = 'reseal/network'): Payload | undefined {
  const event = { type: 6, timestamp: 1, data: { plugin, payload } }
  return createRetroactiveRedactor(rules).redact(event)?.data['payload'] as Payload | undefined
}

const patients: NetworkRule = {
  id: 'patients',
  path: '/api/patients/:id',
  methods: ['GET', 'PATCH'],
  query: { tab: ['labs'], page: [] },
  request: { headers: { 'x-client': ['web'] }, fields: { '/kind': ['intake'] } },
  response: {
    headers: { 'x-count': 'count' },
    fields: { '/error/code': ['NOT_FOUND', '404'], '/total': 'count' },
  },
}

describe('requests without a rule', () => {
  it('R-18.1 R-18.2 keep method, status and times, and a token for the address', () => {
    const redact = redactWith(defaultRules)
    const out = redact({
      'http.response.status_code': 500,
      'error.type': secret,
      statusText: secret,
      request: { headers: { cookie: secret }, fields: { '/name': secret } },
      response: { headers: { server: secret }, fields: { '/name': secret } },
      rule: secret,
      crossOrigin: secret,
      [secret]: secret,
    })
    expect(out).toEqual({
      initiator: 'fetch',
      'http.request.method': 'GET',
      'http.response.status_code': 500,
      duration: 120,
      'url.template': '/…',
      address: 'r1',
    })
  })

  it.each([secret, 'get', 'TRACE', '', 7])('R-18.1 make the method %j another one', (method) => {
    expect(redactWith(defaultRules)({ 'http.request.method': method })?.['http.request.method']).toBe('OTHER')
  })

  it('R-18.2 give addresses of one form one token, and say when it is another origin', () => {
    const redact = redactWith(defaultRules)
    const tokens = ['/api/patients/17', '/api/patients/4711?x=1', '/api/visits/17'].map(
      (path) => redact({ href: pageOrigin + path })?.['address'],
    )
    expect(tokens).toEqual(['r1', 'r1', 'r2'])
    expect(redact({ href: `${api}/api/patients/17` })).toMatchObject({ address: 'r3', crossOrigin: true })
    expect(addressForm(`https://u:${secret}@h/a`)).not.toContain(secret)
    expect(addressForm('https://h/a/%E0%A4%A/b')).toBe('https://h/a/:/b')
  })

  it('R-18.3 make durations, sizes and counts coarse', () => {
    const redact = redactWith(defaultRules)
    const duration = (value: number): unknown => redact({ duration: value })?.['duration']
    expect([0, 4, 17, 123, 4_812, 76_543, 1e12].map(duration)).toEqual([
      0, 0, 20, 120, 4_800, 77_000, 10_000_000,
    ])
    const size = (value: unknown): unknown =>
      redact({ 'http.response.body.size': value })?.['http.response.body.size']
    expect([0, 1, 1_024, 1_025, 4_711, 100_000, -1, '9', Number.NaN].map(size)).toEqual([
      0,
      1_024,
      1_024,
      4_096,
      16_384,
      262_144,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('R-18.5 keep a trace context of the recorder’s own, and one of the page only with a rule', () => {
    const context = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
    const redact = redactWith(defaultRules)
    expect(redact({ traceparent: context })?.['traceparent']).toBe(context)
    expect(redact({ traceparent: context, traceFrom: 'page' })?.['traceparent']).toBeUndefined()
    expect(redact({ traceparent: `00-${secret}` })?.['traceparent']).toBeUndefined()
    expect(redactWith(rulesOf(patients))({ traceparent: context, traceFrom: 'page' })).toMatchObject({
      traceparent: context,
      traceFrom: 'page',
    })
  })
})

describe('requests with a rule', () => {
  it('R-18.2 are shown as the rule writes them', () => {
    const redact = redactWith(rulesOf(patients, { id: 'api', origin: api, path: '/v1/labs' }))
    const at = (href: string): unknown => redact({ href })?.['url.template']
    expect(at(`${pageOrigin}/api/patients/${secret}?tab=labs&page=${secret}&mrn=${secret}`)).toBe(
      '/api/patients/:id?tab=labs&page',
    )
    expect(at(`${pageOrigin}/api/patients/1?tab=${secret}`)).toBe('/api/patients/:id?tab')
    expect(at(`${api}/v1/labs`)).toBe(`${api}/v1/labs`)
    expect(at('wss://api.clinic.example/v1/labs')).toBe(`${api}/v1/labs`)
    for (const href of [
      `${pageOrigin}/v1/labs`,
      `${api}/api/patients/1`,
      `${pageOrigin}/api/patients/%E0%A4%A`,
      `${pageOrigin}/api/patients/`,
      `https://clinic.example.evil.example/api/patients/1`,
      `https://x@clinic.example/api/patients/1`,
      `data:${pageOrigin}/api/patients/1`,
      secret,
    ]) {
      expect(at(href), href).toBe('/…')
    }
    expect(redact({ 'http.request.method': 'DELETE' })?.['url.template']).toBe('/…')
  })

  it('R-18.4 keep declared values of declared headers and fields, and nothing else', () => {
    const redact = redactWith(rulesOf(patients))
    const out = redact({
      request: { headers: { 'x-client': 'web', cookie: secret }, fields: { '/kind': secret } },
      response: {
        headers: { 'x-count': '4812345' },
        fields: { '/error/code': 'NOT_FOUND', '/total': 4_812, '/name': secret },
      },
    })
    expect(out?.['request']).toEqual({ headers: { 'x-client': 'web' } })
    expect(out?.['response']).toEqual({
      headers: { 'x-count': 100_000 },
      fields: { '/error/code': 'NOT_FOUND', '/total': 4_800 },
    })
    expect(redact({ response: { fields: { '/error/code': 404 } } })?.['response']).toEqual({
      fields: { '/error/code': '404' },
    })
    const odd = [secret, ['NOT_FOUND'], { toString: () => 'NOT_FOUND' }, null, undefined, true]
    for (const value of odd) {
      expect(
        redact({ response: { fields: { '/error/code': value, '/total': value } } })?.['response'],
      ).toBeUndefined()
    }
  })

  it('R-18.2 are decided by the first rule that matches', () => {
    const [all, own] = [{ id: 'all', path: '/api/:kind/:id' }, patients]
    const target = { method: 'GET', href: `${pageOrigin}/api/patients/1`, pageOrigin }
    expect(findNetworkRule([all, own], target)?.id).toBe('all')
    expect(findNetworkRule([own, all], target)?.id).toBe('patients')
    expect(findNetworkRule([own, all], { ...target, method: 'DELETE' })?.id).toBe('all')
  })
})

describe('sockets', () => {
  it('R-18.8 keep counts and a close code', () => {
    const redact = redactWith(defaultRules, 'reseal/socket')
    expect(
      redact({
        initiator: 'socket',
        state: 'close',
        sent: 3,
        received: 17,
        sentBytes: 9,
        receivedBytes: 0,
        code: 1_006,
        protocol: secret,
      }),
    ).toEqual({
      'http.request.method': 'GET',
      state: 'close',
      duration: 120,
      sent: 16,
      received: 256,
      sentBytes: 1_024,
      receivedBytes: 0,
      code: 1_006,
      'url.template': '/…',
      address: 'r1',
    })
  })
})

describe('resources and page loads', () => {
  it('R-18.10 keep who asked for a resource, its template and coarse numbers', () => {
    const redact = redactWith(rulesOf({ id: 'logo', path: '/img/:name' }), 'reseal/resource')
    const given = {
      initiator: 'img',
      agoMs: 1_234.5,
      renderBlocking: true,
      cached: 1,
    }
    expect(
      redact({ ...given, href: `${pageOrigin}/img/${secret}.png`, serverTiming: [secret] }),
    ).toMatchObject({
      initiator: 'img',
      'url.template': '/img/:name',
      agoMs: 1_235,
      renderBlocking: true,
    })
    expect(JSON.stringify(redact({ ...given, initiator: secret, nextHopProtocol: secret }))).not.toContain(
      secret,
    )
  })

  it('R-18.10 keep the times of a page load', () => {
    const payload = {
      type: 'reload',
      request: 17,
      load: 1_234,
      name: secret,
      'http.response.status_code': 200,
    }
    const out = { type: 'reload', request: 20, load: 1_200, 'http.response.status_code': 200 }
    const event = { type: 6, timestamp: 1, data: { plugin: 'reseal/navigation', payload } }
    expect(createRedactor({ rules: defaultRules, lateSignals }).redact(event)?.data['payload']).toEqual(out)
    expect(viewUnder(defaultRules, { ...out, name: secret }, 'reseal/navigation')).toEqual(out)
  })
})

describe('requests under the rules of today', () => {
  const given = {
    href: `${pageOrigin}/api/patients/1?tab=labs`,
    traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
    traceFrom: 'page',
    request: { headers: { 'x-client': 'web' } },
    response: { fields: { '/error/code': 'NOT_FOUND', '/total': 48 } },
  }
  const entry = redactWith(rulesOf(patients))(given)
  const closed = redactWith(defaultRules)(given)

  it('R-18.11 R-15.3 stay as they are under the same rules, and lose what today’s do not let through', () => {
    expect(viewUnder(rulesOf(patients), entry)).toEqual(entry)
    expect(viewUnder(defaultRules, entry)).toEqual(closed)
    for (const changed of [
      { ...patients, query: {} },
      { ...patients, methods: ['POST' as const] },
      { ...patients, origin: pageOrigin },
    ]) {
      const out = JSON.stringify(viewUnder(rulesOf(changed), entry))
      expect(out).not.toMatch(/patients|NOT_FOUND|labs|web|abab/)
    }
  })

  it('R-18.11 lose it where a rule before it might decide', () => {
    const before: NetworkRule = { id: 'all', path: '/api/:kind/:id' }
    expect(viewUnder(rulesOf(before, patients), entry)?.['url.template']).toBe('/…')
    expect(viewUnder(rulesOf({ ...before, methods: ['DELETE'] }, patients), entry)).toEqual(entry)
    expect(viewUnder(rulesOf({ ...before, path: '/other' }, patients), entry)).toEqual(entry)
  })

  it('R-18.11 drop what somebody else put there', () => {
    const forged = {
      ...entry,
      'url.template': `/api/patients/:id/${secret}`,
      address: secret,
      'http.request.method': secret,
      initiator: secret,
      traceparent: secret,
      [secret]: secret,
      response: { fields: { '/error/code': secret, '/name': secret }, headers: { cookie: secret } },
    }
    for (const rules of [rulesOf(patients), defaultRules]) {
      for (const plugin of ['reseal/network', 'reseal/socket']) {
        expect(JSON.stringify(viewUnder(rules, forged, plugin))).not.toContain(secret)
      }
    }
    const key = { ...entry, 'url.template': `/api/patients/:id?tab=${secret}` }
    expect(viewUnder(rulesOf(patients), key)?.['url.template']).toBe('/…')
  })
})

describe('routes', () => {
  const rules = defineRules({ urls: [{ id: 'chart', path: '/patients/:id/chart' }] })
  const route = (payload: object): Payload | undefined =>
    createRedactor({ rules }).redact({ type: 6, timestamp: 1, data: { plugin: 'reseal/route', payload } })
      ?.data['payload'] as Payload | undefined

  it('R-18.9 R-6.1 are the text of a rule', () => {
    const href = `${pageOrigin}/patients/${secret}/chart?${secret}#${secret}`
    expect(route({ href, kind: 'push', title: secret })).toEqual({
      'url.template': '/patients/:id/chart',
      kind: 'push',
    })
    expect(route({ href: `${pageOrigin}/${secret}`, kind: 'pop' })).toEqual({
      'url.template': '/…',
      kind: 'pop',
    })
    expect(route({ template: '/patients/:patientId/chart' })).toEqual({
      'url.template': '/patients/:id/chart',
      kind: 'router',
    })
    expect(route({ template: `/${secret}` })).toBeUndefined()
  })

  it('R-18.11 are masked where today’s rules would not show them', () => {
    const payload = { 'url.template': '/patients/:id/chart', kind: 'push', more: secret }
    expect(viewUnder(rules, payload, 'reseal/route')).toEqual({
      'url.template': '/patients/:id/chart',
      kind: 'push',
    })
    expect(viewUnder(defaultRules, payload, 'reseal/route')).toEqual({ 'url.template': '/…', kind: 'push' })
  })
})

describe('network rules', () => {
  it.each([
    ['an origin with a path', { origin: 'https://a.example/x' }, 'bad_origin'],
    ['an origin without a scheme', { origin: 'a.example' }, 'bad_origin'],
    ['an unknown method', { methods: ['FETCH'] }, 'bad_method'],
    ['a credential', { response: { headers: { authorization: ['x'] } } }, 'bad_header'],
    ['a cookie', { response: { headers: { 'set-cookie': ['x'] } } }, 'bad_header'],
    ['a key', { request: { headers: { 'x-api-key': ['x'] } } }, 'bad_header'],
    ['a capital', { request: { headers: { 'Content-Type': ['x'] } } }, 'bad_header'],
    ['a field that is no pointer', { response: { fields: { name: ['x'] } } }, 'bad_field'],
    ['a field without values', { response: { fields: { '/name': true } } }, 'bad_kind'],
    ['text of any kind', { response: { fields: { '/name': 'text' } } }, 'bad_kind'],
    ['an unknown part', { response: { body: true } }, 'unknown_field'],
    ['a path with a query', { path: '/a?b' }, 'bad_path'],
  ])('R-12.5 refuse %s', (_name, more, code) => {
    expect(() => defineRules({ network: [{ id: 'a', path: '/a', ...more } as NetworkRule] })).toThrow(
      expect.objectContaining({ code }) as Error,
    )
  })
})
