// A redacted replay is worth watching: at least 95 % of the visible boxes are where the live page has them, and
// clicks meet the same elements (bars of the second milestone; both under the default rules).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RecordedEvent } from '@reseal/redaction-rules'
import type { Browser, Page } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startClinic } from '../../examples/clinic-intake/server.mjs'
import { fillIntake } from '../e2e/clinic-visit.ts'
import { launchChromium } from '../support/browser.ts'
import { type Fidelity, measureFidelity } from '../support/fidelity.ts'
import { bundleScript, type PageServer, type ServedPage, startPageServer } from '../support/page-server.ts'
import { recordsPage } from './records-page.ts'

const viewport = { width: 1280, height: 900 }
let server: PageServer
let browser: Browser
let captureScript: string

const support = (name: string): string => fileURLToPath(new URL(`../support/${name}`, import.meta.url))

beforeAll(async () => {
  captureScript = await bundleScript(support('capture-page.ts'))
  const replayScript = await bundleScript(support('replay-page.ts'))
  const pages: Record<string, ServedPage> = {
    '/capture-page.js': { type: 'text/javascript', body: captureScript },
    '/replay-page.js': { type: 'text/javascript', body: replayScript },
    '/records': { type: 'text/html; charset=utf-8', body: recordsPage },
    '/replay': {
      type: 'text/html; charset=utf-8',
      body: '<!doctype html><style>body{margin:0}iframe{border:0}</style><body><script src="/replay-page.js"></script></body>',
    },
  }
  server = await startPageServer((path) => pages[path])
  browser = await launchChromium()
})

afterAll(async () => {
  await browser.close()
  await server.stop()
})

async function record(page: Page, act: (page: Page) => Promise<void>): Promise<RecordedEvent[]> {
  await page.evaluate(() => {
    window.captured = window.capturePage.start({})
  })
  await act(page)
  await page.waitForTimeout(700)
  return eventsOf(page)
}

async function compare(name: string, live: Page, events: RecordedEvent[]): Promise<Fidelity> {
  const replay = await browser.newPage({ viewport: { width: viewport.width, height: viewport.height + 200 } })
  await replay.goto(`${server.origin}/replay`)
  await replay.evaluate(
    (recorded) => window.replayPage.show(recorded as RecordedEvent[]),
    events as readonly unknown[],
  )
  const fidelity = await measureFidelity(live, replay)
  const { elementCount, placedCount, share, clickCount, clicksMet } = fidelity
  console.log(
    `${name}: ${placedCount} of ${elementCount} boxes (${(share * 100).toFixed(1)} %), ${clicksMet} of ${clickCount} clicks`,
  )
  if (process.env['RESEAL_FIDELITY'] !== undefined) {
    console.log(fidelity.misplaced.join('\n'))
    await live.screenshot({ path: `${process.env['RESEAL_FIDELITY']}/${name}-live.png` })
    await replay.screenshot({ path: `${process.env['RESEAL_FIDELITY']}/${name}-replay.png` })
  }
  await replay.close()
  return fidelity
}

describe('fidelity of a redacted replay', () => {
  it('keeps the boxes of a page whose layout hangs on its text', async () => {
    const page = await browser.newPage({ viewport })
    await page.goto(`${server.origin}/records`)
    const events = await record(page, async () => {
      await page.click('text=Open chart')
    })
    const fidelity = await compare('records', page, events)
    expect(fidelity.elementCount).toBeGreaterThan(80)
    // Columns and lines follow the width of their masks; what does not hang on text stays in place.
    expect(fidelity.share).toBeGreaterThan(0.6)
    expect(fidelity.clicksMet).toBe(fidelity.clickCount)
    await page.close()
  })

  it('keeps 95 % of the boxes and every click of the clinic app, filled in and navigated', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reseal-fidelity-'))
    const root = fileURLToPath(new URL('../../examples/clinic-intake', import.meta.url))
    await build({ root, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
    const clinic = await startClinic({ distDir: folder })
    const page = await browser.newPage({ viewport })
    await page.goto(clinic.url)
    await page.waitForSelector('#first-name')
    await page.addScriptTag({ content: captureScript })
    await record(page, async () => {})
    expectWatchable(await compare('clinic-intake', page, await eventsOf(page)))
    await fillIntake(page)
    await page.waitForTimeout(700)
    expectWatchable(await compare('clinic-chart', page, await eventsOf(page)))
    await page.click('#nav-patients')
    await page.waitForTimeout(700)
    expectWatchable(await compare('clinic-patients', page, await eventsOf(page)))
    await page.close()
    await clinic.stop()
    await rm(folder, { recursive: true })
  })
})

function eventsOf(page: Page): Promise<RecordedEvent[]> {
  return page.evaluate(() => (window.captured?.events ?? []) as RecordedEvent[])
}

function expectWatchable(fidelity: Fidelity): void {
  expect(fidelity.elementCount).toBeGreaterThan(40)
  expect(fidelity.share, fidelity.misplaced.join('\n')).toBeGreaterThanOrEqual(0.95)
  expect(fidelity.clicksMet, fidelity.misplaced.join('\n')).toBe(fidelity.clickCount)
}
