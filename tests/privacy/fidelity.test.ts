// A redacted replay is worth watching: at least 95 % of the visible boxes are where the live page has them, and
// clicks meet the same elements, under each preset.
import type { RuleSet } from '@reseal/redaction-rules'
import { readable, strict } from '@reseal/redaction-rules/presets'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startClinic } from '../../examples/clinic-intake/server.mjs'
import { fillIntake } from '../e2e/clinic-visit.ts'
import { type ClinicFolder, clinicFolder } from '../support/clinic-folder.ts'
import type { Fidelity } from '../support/fidelity.ts'
import { type FidelitySession, startFidelitySession } from '../support/fidelity-session.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'
import { recordsPage } from './records-page.ts'

let server: PageServer
let session: FidelitySession
let app: ClinicFolder

beforeAll(async () => {
  server = await startPageServer((path) =>
    path === '/records' ? { type: 'text/html; charset=utf-8', body: recordsPage } : undefined,
  )
  session = await startFidelitySession()
  app = await clinicFolder()
})

afterAll(async () => {
  await session.stop()
  await server.stop()
  await app.remove()
})

function expectWatchable(fidelity: Fidelity): void {
  expect(fidelity.elementCount).toBeGreaterThan(40)
  expect(fidelity.share, fidelity.misplaced.join('\n')).toBeGreaterThanOrEqual(0.95)
  expect(fidelity.clicksMet, fidelity.misplaced.join('\n')).toBe(fidelity.clickCount)
}

const presets: readonly (readonly [string, RuleSet])[] = [
  ['strict', strict],
  ['readable', readable],
]

describe.each(presets)('fidelity of a replay redacted by %s', (name, rules) => {
  it('keeps the boxes of a page whose layout hangs on its text', async () => {
    const page = await session.open(`${server.origin}/records`)
    await session.startCapture(page, rules)
    await page.click('text=Open chart')
    const fidelity = await session.compare(`records-${name}`, page)
    expect(fidelity.elementCount).toBeGreaterThan(80)
    // Columns and lines follow the width of their masks; what does not hang on text stays in place.
    expect(fidelity.share).toBeGreaterThan(0.6)
    expect(fidelity.clicksMet).toBe(fidelity.clickCount)
    await page.close()
  })

  it('keeps 95 % of the boxes and every click of the clinic app, filled in and navigated', async () => {
    const clinic = await startClinic({ distDir: app.folder })
    const page = await session.open(clinic.url)
    await page.waitForSelector('#first-name')
    await session.startCapture(page, rules)
    expectWatchable(await session.compare(`clinic-intake-${name}`, page))
    await fillIntake(page)
    expectWatchable(await session.compare(`clinic-chart-${name}`, page))
    await page.click('#nav-patients')
    expectWatchable(await session.compare(`clinic-patients-${name}`, page))
    await page.close()
    await clinic.stop()
  })
})
