// Group I of the leak scenarios: what could be inferred. Two answers, acted out alike, give the same recording; where
// they do not, the case stands in `tellingCases` with its reason.
import { fileURLToPath } from 'node:url'
import { type FieldMark, fieldMarks, type RuleSetInput } from '@reseal/redaction-rules'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { compareAnswers } from '../support/inference.ts'
import { manifestOf } from '../support/interface-texts.ts'
import { bundleScript, type PageServer, startPageServer } from '../support/page-server.ts'
import { silentCases, tellingCases } from './inference-cases.ts'
import { silentMarkCases, tellingMarkCases } from './mark-cases.ts'

let server: PageServer
let browser: Browser

beforeAll(async () => {
  const script = await bundleScript(fileURLToPath(new URL('../support/capture-page.ts', import.meta.url)))
  const body =
    '<!doctype html><title>x</title><body style="width:700px"><script src="/capture-page.js"></script></body>'
  server = await startPageServer((path) =>
    path === '/capture-page.js' ? { type: 'text/javascript', body: script } : { type: 'text/html', body },
  )
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

// So high that nothing scrolls: when a scroll is recorded is a matter of time.
async function open(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 800, height: 6_000 } })
  await page.goto(server.origin)
  return page
}

const opensNearby = {
  allow: [{ id: 'nearby', selector: 'section' }],
}

describe('inference', () => {
  it.concurrent.each([
    ['default rules', {}, undefined],
    ['rules that allow all text', opensNearby, undefined],
    ['a manifest in force', {}, manifestOf()],
  ] as const)('tells two answers apart in no silent case: %s', async (name, rules, manifest) => {
    // What is text may of course be told apart where rules let text through.
    const cases = silentCases.filter(
      ({ id }) => name !== 'rules that allow all text' || !/EXTENSION|TRANSLATE|blocks/.test(id),
    )
    expect(await compareAnswers(open, cases, { rules, manifest })).toEqual({})
  })

  it.concurrent.each(tellingCases.map((one) => [one.id, one.because, one] as const))(
    'tells %s: %s',
    async (_id, _because, one) => {
      expect(Object.keys(await compareAnswers(open, [one]))).not.toEqual([])
    },
  )

  it.concurrent('tells most silent cases apart when bare rrweb records them', async () => {
    // A control of the search: every third says as much.
    const some = silentCases.filter((_, index) => index % 3 === 0)
    const differences = Object.keys(await compareAnswers(open, some, { isBare: true }))
    console.log(`bare rrweb tells ${differences.length} of ${some.length} silent cases apart`)
    expect(differences.length).toBeGreaterThan(some.length * 0.6)
  })
})

const opening = (opens: readonly FieldMark[]): RuleSetInput => ({
  allow: [{ id: 'form-states', selector: 'section', opens }],
})

describe('marks of fields', () => {
  it.concurrent('R-20.2 R-20.3 tell two answers apart in no silent case, with all of them open', async () => {
    expect(await compareAnswers(open, silentMarkCases, { rules: opening(fieldMarks) })).toEqual({})
  })

  it.concurrent('R-20.1 tell nothing under rules that allow all text', async () => {
    const cases = [...silentMarkCases, ...tellingMarkCases]
    expect(await compareAnswers(open, cases, { rules: opensNearby })).toEqual({})
  })

  // `same` is told beside `invalid` only, `kind` beside any other.
  it.concurrent.each<{ readonly opens: readonly FieldMark[] }>([
    { opens: ['invalid', 'same'] },
    { opens: ['changed'] },
    { opens: ['filled', 'kind'] },
  ])('R-20.1 tell what they declare and no more: $opens', async ({ opens }) => {
    const declared = tellingMarkCases.filter(({ by }) => opens.includes(by)).map(({ id }) => id)
    const told = await compareAnswers(open, tellingMarkCases, { rules: opening(opens) })
    expect(Object.keys(told)).toEqual(declared)
  })
})
