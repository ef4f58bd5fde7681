import { describe, expect, it } from 'vitest'
import { signalsOf } from './signals.ts'

const plugin = (name: string, payload: object) => ({
  type: 6,
  timestamp: 10_000,
  data: { plugin: name, payload },
})
const request = {
  initiator: 'fetch',
  'http.request.method': 'POST',
  'http.response.status_code': 201,
  'http.response.body.size': 4_096,
  'url.template': '/api/drafts',
  address: 'r7',
  duration: 1_200,
}

describe('networkReaders', () => {
  it('list a request when it began, with its status, template, duration and size', () => {
    expect(signalsOf([plugin('reseal/network', request)])).toMatchObject([
      {
        kind: 'network',
        atMs: 8_800,
        level: 'POST',
        text: '201  /api/drafts  1.20 s  ≤ 4 KiB',
        detail: 'fetch',
      },
    ])
  })

  it('mark failures, and tell what was declared, traced and left out', () => {
    const failed = {
      ...request,
      'http.response.status_code': 422,
      'url.template': '/…',
      crossOrigin: true,
      traceparent: '00-aabb-ccdd-01',
      omitted: 16,
      response: { fields: { '/error/code': 'CONFLICT' } },
    }
    const [signal] = signalsOf([plugin('reseal/network', failed)])
    expect(signal?.tone).toBe('bad')
    expect(signal?.text).toContain('422  /… r7')
    expect(signal?.detail).toBe(
      'fetch, another origin\nresponse /error/code: CONFLICT\ntrace aabb\n≤ 16 before it were not recorded',
    )
    const { 'http.response.status_code': _, ...rest } = request
    const aborted = plugin('reseal/network', { ...rest, 'error.type': 'abort' })
    expect(signalsOf([aborted])[0]).toMatchObject({
      tone: 'warning',
      text: expect.stringContaining('abort') as string,
    })
  })

  it('list what markup loaded, and the page load from when it was asked for', () => {
    const resource = {
      initiator: 'img',
      'url.template': '/logo',
      address: 'r3',
      duration: 40,
      agoMs: 500,
      cached: true,
    }
    expect(signalsOf([plugin('reseal/resource', resource)])[0]).toMatchObject({
      atMs: 9_500,
      level: 'img',
      text: '–  /logo  40 ms',
      detail: 'from the cache',
    })
    const navigation = { type: 'back_forward', 'http.response.status_code': 500, response: 300, load: 900 }
    expect(signalsOf([plugin('reseal/navigation', navigation)])[0]).toMatchObject({
      atMs: 9_100,
      level: 'document',
      text: '500  back forward  900 ms',
      tone: 'bad',
    })
  })

  it('list sockets and routes', () => {
    const socket = {
      state: 'close',
      code: 1_006,
      'url.template': '/…',
      address: 'r2',
      duration: 50,
      sent: 16,
      sentBytes: 1_024,
    }
    expect(signalsOf([plugin('reseal/socket', socket)])[0]).toMatchObject({
      level: 'socket',
      tone: 'bad',
      text: 'close 1006  /… r2  ≤ 16 out ≤ 1 KiB',
    })
    const route = { kind: 'push', 'url.template': '/patients/:id' }
    expect(signalsOf([plugin('reseal/route', route)])[0]).toMatchObject({
      level: 'route',
      text: '/patients/:id  push',
    })
  })
})
