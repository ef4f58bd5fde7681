// What an operator gets of the viewer (metrics, logs, traces) holds nothing of people, sessions and what they asked.
import { trace } from '@opentelemetry/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'

const canary = 'zebrafish-7431'
let viewer: ViewerFixture
/** All that spans are made with. */
const traced: unknown[] = []
beforeAll(async () => {
  const noop = trace.getTracer('before any provider')
  trace.setGlobalTracerProvider({
    getTracer: () => ({
      startSpan(name, options, context) {
        traced.push(name, options)
        return noop.startSpan(name, options, context)
      },
      startActiveSpan: noop.startActiveSpan.bind(noop),
    }),
  })
  viewer = await startViewerFixture()
})
afterAll(async () => {
  trace.disable()
  await viewer.stop()
})

test('counts requests by declared route, and says nothing of who asked for what', async () => {
  const cookie = await viewer.signInAs(`Ada ${canary}`, ['engineer'], ['clinic'])
  const { session, stream } = await viewer.record()
  await viewer.anchor()
  const replay = await viewer.openReplay(session, cookie)
  const headers = {
    'user-agent': canary,
    'x-forwarded-for': '203.0.113.77',
    referer: `https://${canary}.example/`,
  }
  await viewer.request(`/api/sessions/${session}?note=${canary}`, { cookie, headers })
  await viewer.request(`/api/sessions/${canary}`, { cookie, headers })
  await viewer.request(`/api/${canary}`, { cookie, headers })
  await viewer.request(`/api/sessions`, { cookie, headers, method: canary.toUpperCase() })

  const metrics = await viewer.deps.metrics.text()
  expect(metrics).toContain(
    'reseal_viewer_requests_total{route="/api/sessions/:id/replays",method="POST",status="201"} 1',
  )
  expect(metrics).toContain('method="other"')
  expect(metrics).toMatch(/reseal_viewer_unanchored_leaf_age_seconds\{log="audit"\} \d/u)
  expect(traced).toContain('POST /api/sessions/:id/replays')
  const texts = { metrics, logged: JSON.stringify(viewer.logged), traces: JSON.stringify(traced) }
  for (const [name, text] of Object.entries(texts)) {
    for (const needle of [
      canary,
      canary.toUpperCase(),
      'Ada',
      session,
      stream,
      replay,
      cookie,
      '203.0.113.77',
    ]) {
      expect(text.includes(needle), `${needle} in ${name}`).toBe(false)
    }
  }
})
