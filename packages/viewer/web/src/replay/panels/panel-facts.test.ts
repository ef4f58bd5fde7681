import { describe, expect, it } from 'vitest'
import type { Signal } from '../signals.ts'
import { errorForm, errorPrint } from './error-prints.ts'
import { splitMasks } from './masked-text.tsx'
import { axisOf, networkFacts, networkSort } from './network-facts.ts'
import { panelAfter, panelOf } from './panel-names.ts'
import { makeRows } from './panel-rows.ts'
import { gaugeAt } from './vital-facts.ts'

const place = { 'url.template': '/api/drafts', address: 'r1' }
const request = (atMs: number, duration: number, more: object = {}): Signal => ({
  kind: 'network',
  atMs,
  level: 'POST',
  text: '',
  recorded: {
    plugin: 'reseal/network',
    payload: { initiator: 'fetch', 'http.request.method': 'POST', duration, ...place, ...more },
  },
})

describe('networkFacts', () => {
  it('tells how a request ended, how long it took, and under which trace', () => {
    const traced = request(1_000, 2_500, {
      'http.response.status_code': 201,
      'http.response.body.size': 4_096,
      traceparent: '00-aabb-ccdd-01',
      traceFrom: 'page',
    })
    expect(networkFacts(traced)).toMatchObject({
      method: 'POST',
      path: '/api/drafts',
      outcome: '201',
      fromMs: 1_000,
      toMs: 3_500,
      isSlow: true,
      size: '≤ 4 KiB',
      trace: 'aabb',
      isPageTrace: true,
    })
    expect(networkSort(traced)).toBe('slow')
    expect(networkSort({ ...traced, tone: 'bad' })).toBe('failed')
  })

  it('draws the parts of a page load that were recorded', () => {
    const navigation: Signal = {
      kind: 'network',
      atMs: 0,
      level: 'document',
      text: '',
      recorded: {
        plugin: 'reseal/navigation',
        payload: { type: 'navigate', request: 80, response: 100, load: 400 },
      },
    }
    expect(networkFacts(navigation)?.phases).toEqual([
      { name: 'waiting', fromMs: 0, toMs: 80 },
      { name: 'receiving', fromMs: 80, toMs: 100 },
      { name: 'loading', fromMs: 100, toMs: 400 },
    ])
  })

  it('lays the bars of some rows on one axis', () => {
    const rows = makeRows([request(1_000, 500), request(1_200, 900)], { sortOf: networkSort })
    expect(axisOf(rows)).toEqual({ fromMs: 1_000, toMs: 2_100 })
  })
})

describe('errorPrint', () => {
  // As fingerprint.ts of the worker makes it of the same error: sources by their place in the stack.
  it('is that of the server’s group, whatever tokens scripts bear', async () => {
    const frames = (token: string) => [
      { source: token, line: 1, column: 2 },
      { source: 'other', line: 3, column: 4 },
      { source: token, line: 5, column: 6 },
      { source: token, line: 7, column: 8 },
    ]
    const form = errorForm({ name: 'TypeError', message: 'xxxxx', frames: frames('q1') })
    expect(form).toBe('["TypeError","xxxxx",[[0,1,2],[1,3,4],[0,5,6]]]')
    expect(errorForm({ name: 'TypeError', message: 'xxxxx', frames: frames('q2') })).toBe(form)
    expect(await errorPrint(form)).toMatch(/^[0-9a-f]{32}$/)
  })
})

describe('splitMasks', () => {
  it('finds the masks, and not the letter', () => {
    expect(splitMasks('Error: xxxxx xxx of box 2x')).toEqual(['Error: ', 'xxxxx xxx', ' of box 2x'])
    expect(splitMasks('flex-xx-large')).toEqual(['flex-xx-large'])
  })
})

describe('gaugeAt', () => {
  it('puts good, in between and poor on a third each', () => {
    expect(gaugeAt('LCP', 2_500)).toBeCloseTo(1 / 3)
    expect(gaugeAt('LCP', 4_000)).toBeCloseTo(2 / 3)
    expect(gaugeAt('LCP', 8_000)).toBeCloseTo(5 / 6)
    expect(gaugeAt('CLS', 0)).toBe(0)
  })
})

describe('panels', () => {
  it('go round and round, and begin with what the person did', () => {
    expect(panelOf(undefined)).toBe('events')
    expect(panelOf('nothing')).toBe('events')
    expect(panelAfter('console', -1)).toBe('notes')
    expect(panelAfter('notes', 1)).toBe('console')
  })
})
