// rrweb as it is shipped against rrweb as it is published, in one page at once: the same events, but for what
// docs/decisions/0007 lists. `RESEAL_PROPERTY_SEED` and `RESEAL_PROPERTY_TIMES` choose other random trees, and more.
import type { RuleSetInput } from '@reseal/redaction-rules'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { generateBatch } from '../support/fuzz/run-fuzz.ts'
import type { FuzzTree } from '../support/fuzz/tree.ts'
import type { PageServer } from '../support/page-server.ts'
import { type CompareHost, compareTrees, startCompareServer } from './compare.ts'
import type { Comparison } from './compare-page.ts'
import { differences, firstDifference, withoutDifferences } from './differences.ts'
import { scenes } from './scenes.ts'

const wantedSeed = process.env['RESEAL_PROPERTY_SEED'] ?? '20260601'
const seed = wantedSeed === 'random' ? Date.now() % 1_000_000_000 : Number(wantedSeed)
const batchCount = 3 * Number(process.env['RESEAL_PROPERTY_TIMES'] ?? 1)
const treesPerBatch = 20

// With them rrweb hands out what is typed and chosen.
const openRules: RuleSetInput = {
  allow: [{ id: 'all', selector: 'body', opens: ['inputs', 'options', 'checked', 'range', 'typing'] }],
}

let server: PageServer
let browser: Browser
let host: CompareHost

beforeAll(async () => {
  server = await startCompareServer()
  browser = await launchChromium()
  host = { page: await browser.newPage({ viewport: { width: 800, height: 600 } }), url: server.origin }
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

// A snapshot between two steps makes the published one observe frames and shadow trees twice; a custom event is only its own.
function withoutSnapshots(tree: FuzzTree): FuzzTree {
  const steps = tree.steps
    .filter(({ code }) => !code.includes('record.'))
    .map(({ phase, code }) => ({ phase, code: code.replaceAll('keyframe()', '') }))
  // Of what an import has not loaded the published one reads nothing, sooner or later.
  return JSON.parse(JSON.stringify({ ...tree, steps }).replaceAll('@import', '@none')) as FuzzTree
}

function differenceOf({ published, trimmed }: Comparison, deliberate = differences): string | undefined {
  const [one, other] = [published, trimmed].map((events) => withoutDifferences(events, deliberate))
  const count = Math.max(one?.length ?? 0, other?.length ?? 0)
  for (let at = 0; at < count; at += 1) {
    const found = firstDifference(one?.[at], other?.[at], `event ${at}`)
    if (found !== undefined) return found.slice(0, 2000)
  }
  return undefined
}

const ofScenes: Comparison[] = []

it.each(scenes.map((scene, at) => [at, scene] as const))('records scene %i alike', async (_at, scene) => {
  const outcome = await compareTrees(host, { rules: openRules, trees: [scene] })
  ofScenes.push(outcome)
  expect(outcome.refused).toEqual([])
  expect(outcome.trimmed.length).toBeGreaterThan(4)
  expect(differenceOf(outcome)).toBeUndefined()
})

it('records random trees alike', async () => {
  for (let batch = 0; batch < batchCount; batch += 1) {
    const { rules, trees } = generateBatch(seed + batch, treesPerBatch)
    const outcome = await compareTrees(host, { rules, trees: trees.map(withoutSnapshots) })
    expect(outcome.trimmed.length).toBeGreaterThan(10)
    const found = differenceOf(outcome)
    expect(found && `RESEAL_PROPERTY_SEED=${seed + batch}: ${found}`).toBeUndefined()
  }
})

it.each(differences.map(({ name }) => name))('knows a difference by name: %s', (name) => {
  const others = differences.filter((one) => one.name !== name)
  expect(ofScenes.some((outcome) => differenceOf(outcome, others) !== undefined)).toBe(true)
})

it('observes frames once, where the published one observes them with each snapshot anew', async () => {
  const tree: FuzzTree = {
    isEarly: true,
    nodes: [{ kind: 'html', html: '<iframe></iframe>' }],
    steps: [
      { phase: 0, code: 'keyframe()' },
      { phase: 1, code: "root.querySelector('iframe').contentDocument.body.append('zqonce')" },
    ],
  }
  const { published, trimmed } = await compareTrees(host, { rules: {}, trees: [tree] })
  const count = (events: readonly unknown[]): number =>
    events.filter((event) => {
      const text = JSON.stringify(event)
      return text.includes('"adds"') && text.includes('zqonce') && !text.includes('isAttachIframe')
    }).length
  expect(count(trimmed)).toBe(1)
  expect(count(published)).toBeGreaterThan(1)
})
