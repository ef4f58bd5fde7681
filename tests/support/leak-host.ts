// A server and a browser in which leak scenarios run, and the search through what was recorded.
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright'
import { type Scenario, scenarios } from '../privacy/scenarios.ts'
import { holdsSecret, withDecodedRuns } from './find-leak.ts'
import { bundleScript, type ServedPage, startPageServer } from './page-server.ts'
import {
  type PlantedScenario,
  plantSecrets,
  runScenarios,
  type ScenarioRun,
  type ScenarioRunResult,
  type Twin,
} from './run-scenarios.ts'

/** All places and times at which a scenario's markup can come into a page. */
export const twins: readonly Twin[] = [
  'snapshot',
  'added',
  'setAttribute',
  'shadow',
  'shadow, added',
  'frame',
  'frame, added',
]

/** The scenarios that make sense in a twin. */
export function scenariosOf(twin: Twin): readonly Scenario[] {
  if (twin === 'snapshot') return scenarios
  if (twin === 'setAttribute') {
    return scenarios.filter(
      (one) => (one.group === 'A' || one.group === 'B') && one.after === undefined && !one.inHead,
    )
  }
  if (twin === 'added') return scenarios.filter((one) => !one.isPageWide)
  return scenarios.filter((one) => !one.isPageWide && !one.inHead)
}

/** What a run recorded and what of it leaked. */
export interface Outcome extends ScenarioRunResult {
  readonly planted: readonly PlantedScenario[]
  readonly leaks: readonly string[]
}

export interface LeakHost {
  run(options: ScenarioRun): Promise<Outcome>
  stop(): Promise<void>
}

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

/** Serves the scenarios' pages to a browser. */
export async function startLeakHost(launch: () => Promise<Browser>): Promise<LeakHost> {
  const script = await bundleScript(fileURLToPath(new URL('capture-page.ts', import.meta.url)))
  const server = await startPageServer((path) => respond(script, path))
  const browser = await launch()
  return {
    async run(options) {
      const planted = plantSecrets(scenariosOf(options.twin), server.otherOrigin)
      const opened: PlantedScenario = {
        id: 'URL-open',
        group: 'H',
        secret: `zqopen${Date.now().toString(36)}`,
      }
      const page = await browser.newPage()
      await page.goto(`${server.origin}/visit/${opened.secret}?mrn=${opened.secret}#${opened.secret}`)
      const result = await runScenarios(page, planted, options)
      await page.close()
      const haystack = withDecodedRuns(result.events)
      const all = [...planted, opened]
      const leaks = all
        .filter((one) => holdsSecret(haystack, one.secret))
        .map((one) => `${one.group} ${one.id}`)
      return { ...result, planted: all, leaks }
    },
    async stop() {
      await browser.close()
      await server.stop()
    },
  }
}
