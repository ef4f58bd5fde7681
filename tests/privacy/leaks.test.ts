// Groups A to H of the leak scenarios, each in its twins, against the capture code that ships: nothing of a
// secret is in what it emits. Bare rrweb is the control: the same search finds its leaks.
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { holdsSecret, withDecodedRuns } from '../support/find-leak.ts'
import { bundleScript, type PageServer, type ServedPage, startPageServer } from '../support/page-server.ts'
import {
  allowedText,
  type PlantedScenario,
  plantSecrets,
  runScenarios,
  type ScenarioRun,
  type ScenarioRunResult,
  type Twin,
} from '../support/run-scenarios.ts'
import { scenarios } from './scenarios.ts'

const allowRules = {
  allow: [{ id: 'interface', selector: '.allowed' }],
  mask: [{ id: 'masked', selector: '[data-mask]' }],
  block: [{ id: 'blocked', selector: '[data-block]' }],
}

const twins: readonly Twin[] = [
  'snapshot',
  'added',
  'setAttribute',
  'shadow',
  'shadow, added',
  'frame',
  'frame, added',
]

let server: PageServer
let browser: Browser
let checked = 0

const html = (body: string): ServedPage => ({ type: 'text/html', body: `<!doctype html>${body}` })

function respond(script: string, path: string): ServedPage | undefined {
  const name = path.split('/').at(-1) ?? ''
  if (name === 'capture-page.js') return { type: 'text/javascript', body: script }
  if (name.endsWith('.css')) {
    const secret = name.slice('sheet-'.length, -'.css'.length)
    return { type: 'text/css', body: `.${secret}::after{content:"${secret}";--${secret}:${secret}}` }
  }
  if (name.startsWith('frame-')) return html(`<title>${name}</title><p title="${name}">${name}</p>`)
  if (name.startsWith('recording-child-')) {
    return html(
      `<p title="${name}">${name}</p><script src="/capture-page.js"></script>` +
        '<script>capturePage.record({emit(){},recordCrossOriginIframes:true})</script>',
    )
  }
  if (name === 'child.html') return html('<p>child</p>')
  return html('<title>test</title><body><script src="/capture-page.js"></script></body>')
}

beforeAll(async () => {
  const script = await bundleScript(fileURLToPath(new URL('../support/capture-page.ts', import.meta.url)))
  server = await startPageServer((path) => respond(script, path))
  browser = await launchChromium()
})

afterAll(async () => {
  await browser.close()
  await server.stop()
  console.log(`leak scenarios checked: ${checked} (${scenarios.length} scenarios and their twins)`)
})

function scenariosOf(twin: Twin): readonly (typeof scenarios)[number][] {
  if (twin === 'snapshot') return scenarios
  if (twin === 'setAttribute') {
    return scenarios.filter(
      (one) => (one.group === 'A' || one.group === 'B') && one.after === undefined && !one.inHead,
    )
  }
  if (twin === 'added') return scenarios.filter((one) => !one.isPageWide)
  return scenarios.filter((one) => !one.isPageWide && !one.inHead)
}

interface Outcome extends ScenarioRunResult {
  readonly planted: readonly PlantedScenario[]
  readonly leaks: readonly string[]
}

async function run(options: ScenarioRun): Promise<Outcome> {
  const planted = plantSecrets(scenariosOf(options.twin), server.otherOrigin)
  const opened: PlantedScenario = { id: 'URL-open', group: 'H', secret: `zqopen${Date.now().toString(36)}` }
  const page = await browser.newPage()
  await page.goto(`${server.origin}/visit/${opened.secret}?mrn=${opened.secret}#${opened.secret}`)
  const result = await runScenarios(page, planted, options)
  await page.close()
  const haystack = withDecodedRuns(result.events)
  const all = [...planted, opened]
  const leaks = all.filter((one) => holdsSecret(haystack, one.secret)).map((one) => `${one.group} ${one.id}`)
  return { ...result, planted: all, leaks }
}

describe('leak scenarios', () => {
  for (const [name, rules] of [
    ['default rules', {}],
    ['rules that allow something nearby', allowRules],
  ] as const) {
    it.concurrent.each(twins)(`leaks nothing: ${name}, %s`, async (twin) => {
      const outcome = await run({ recorder: 'reseal', twin, rules })
      checked += outcome.planted.length
      expect(outcome.leaks).toEqual([])
      expect(outcome.errors).toEqual([])
      expect(outcome.failed).toEqual([])
      // The recording is there, and rules do what they say.
      expect(outcome.events).toContain('"type":2')
      expect(outcome.events.length).toBeGreaterThan(20_000)
      expect(outcome.events.includes(allowedText)).toBe('allow' in rules)
      expect(outcome.events).not.toMatch(/"(?:checked|selected|__proto__)"/)
    })
  }

  it('finds the leaks of bare rrweb with the same search', async () => {
    const outcome = await run({ recorder: 'bare', twin: 'snapshot', rules: {} })
    console.log(`bare rrweb leaks in ${outcome.leaks.length} of ${outcome.planted.length} scenarios`)
    expect(outcome.leaks.length).toBeGreaterThan(scenarios.length * 0.6)
  })
})
