// Interfaces that others wrote, under each preset: the replay is worth watching, clicks meet the same elements, and no
// patient is in the recording (bars of the third milestone; what falls short is in docs/redaction.md).
import type { RuleSet } from '@reseal/redaction-rules'
import { readable, strict } from '@reseal/redaction-rules/presets'
import { createSentinel } from '@reseal/worker'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Fidelity } from '../support/fidelity.ts'
import { type FidelitySession, startFidelitySession } from '../support/fidelity-session.ts'
import { holdsSecret, withDecodedRuns } from '../support/find-leak.ts'
import { type ForeignServer, startForeignServer } from './foreign-server.ts'
import { lformsSecrets } from './lforms/questionnaire.ts'
import {
  answerLforms,
  medplumScreens,
  medplumSecrets,
  showMedplumScreen,
  waitForLforms,
  waitForMedplum,
} from './screens.ts'

let server: ForeignServer
let session: FidelitySession

beforeAll(async () => {
  // As shipped: React's development build takes several times as long.
  vi.stubEnv('NODE_ENV', 'production')
  server = await startForeignServer()
  vi.unstubAllEnvs()
  session = await startFidelitySession()
})

afterAll(async () => {
  await session.stop()
  await server.stop()
})

async function expectNoneIn(page: Page, secrets: readonly string[]): Promise<void> {
  const events = await session.eventsOf(page)
  const recorded = JSON.stringify(events)
  expect(recorded.length).toBeGreaterThan(100_000)
  const haystack = withDecodedRuns(recorded)
  const found = secrets.filter(
    (secret) => recorded.toLowerCase().includes(secret.toLowerCase()) || holdsSecret(haystack, secret),
  )
  expect(found).toEqual([])
  // Nor anything that would quarantine it.
  expect(createSentinel().scan({ index: 0, events })).toEqual([])
}

/** Boxes and clicks of several screens as one figure. */
function sum(parts: readonly Fidelity[]): { readonly share: number; readonly clickShare: number } {
  const total = (of: (part: Fidelity) => number): number => parts.reduce((all, part) => all + of(part), 0)
  return {
    share: total((part) => part.placedCount) / total((part) => part.elementCount),
    clickShare: total((part) => part.clicksMet) / total((part) => part.clickCount),
  }
}

// Floors a little below what is measured, so that a loss shows; the bar of 95 % is not held.
const presets: readonly (readonly [string, RuleSet, { lforms: number; medplum: number; clicks: number }])[] =
  [
    ['strict', strict, { lforms: 0.9, medplum: 0.6, clicks: 0.75 }],
    ['readable', readable, { lforms: 0.9, medplum: 0.6, clicks: 0.75 }],
  ]

// `strict` lets less through and takes as long: with RESEAL_FOREIGN=all.
const tried = process.env['RESEAL_FOREIGN'] === 'all' ? presets : presets.slice(1)

describe.each(tried)('foreign interfaces under %s', (name, rules, atLeast) => {
  it('lforms keeps its boxes, and nothing of the answers', async () => {
    const page = await session.open(server.lforms)
    await waitForLforms(page)
    await session.startCapture(page, rules)
    const parts = [await session.compare(`lforms-${name}`, page)]
    await answerLforms(page)
    parts.push(await session.compare(`lforms-answered-${name}`, page))
    expect(parts[0]?.elementCount).toBeGreaterThan(2_000)
    expect(sum(parts).share).toBeGreaterThanOrEqual(atLeast.lforms)
    expect(sum(parts).clickShare).toBeGreaterThanOrEqual(atLeast.clicks)
    await expectNoneIn(page, Object.values(lformsSecrets))
    await page.close()
  })

  it('Medplum keeps its boxes, and nothing of the patients', async () => {
    const page = await session.open(server.medplum)
    await waitForMedplum(page)
    await session.startCapture(page, rules)
    const parts: Fidelity[] = []
    for (const screen of medplumScreens) {
      await showMedplumScreen(page, screen)
      parts.push(await session.compare(`medplum-${screen.toLowerCase()}-${name}`, page))
    }
    expect(parts.every(({ elementCount }) => elementCount > 50)).toBe(true)
    expect(sum(parts).share).toBeGreaterThanOrEqual(atLeast.medplum)
    expect(sum(parts).clickShare).toBeGreaterThanOrEqual(atLeast.clicks)
    await expectNoneIn(page, medplumSecrets)
    await page.close()
  })
})
