// Records one visit to clinic-intake, with a bug planted or without, and answers what the sealed recording holds.
import { startClinic } from '@reseal/example-clinic-intake/server'
import { type RecordedLike, startTestIngest } from '@reseal/testing/ingest'
import type { Browser, Page } from 'playwright'

export interface VisitOptions {
  readonly browser: Browser
  /** The built clinic. */
  readonly distDir: string
  readonly bug: string
  readonly visit: (page: Page) => Promise<void>
}

// Nothing is there but the page's own frame. A click at its place ends each visit.
const endOfVisit = { x: 4, y: 300 }

/** Allows session replay as a person does, and comes back when all that is watched is being watched. */
export async function openClinic(page: Page, url: string, bug: string): Promise<void> {
  await page.goto(`${url}/?bug=${bug}`)
  await Promise.all([
    page.waitForResponse((response) => /signals/.test(response.url())),
    page.click('#consent-grant'),
    page.waitForSelector('#recording-notice'),
  ])
  // What has come must start, too, and nothing in the page shows when it has.
  await page.waitForTimeout(2_000)
}

function isComplete(events: readonly RecordedLike[]): boolean {
  return events.some(
    ({ type, data }) =>
      type === 3 &&
      data['source'] === 2 &&
      data['type'] === 2 &&
      data['x'] === endOfVisit.x &&
      data['y'] === endOfVisit.y,
  )
}

export async function recordVisit(options: VisitOptions): Promise<readonly RecordedLike[]> {
  const ingest = await startTestIngest()
  const { url: endpoint, sealingKey, receiptKey } = ingest
  const clinic = await startClinic({
    distDir: options.distDir,
    resealConfig: { endpoint, sealingKey, receiptKey, appKey: `rsl_${'A'.repeat(22)}` },
  })
  const context = await options.browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    // Several visit at once: each waits for the others, too.
    context.setDefaultTimeout(120_000)
    const page = await context.newPage()
    await openClinic(page, clinic.url, options.bug)
    await options.visit(page)
    await page.mouse.click(endOfVisit.x, endOfVisit.y)
    // What is not sent yet is sent when a tab is hidden. This one stays: how much gets out of one that is left is not the question here.
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const streams = await Promise.all(Array.from(ingest.streams.keys(), (id) => ingest.eventsOf(id)))
      if (isComplete(streams.flat())) return streams.flat()
      await page.waitForTimeout(100)
    }
    throw new Error('the end of the visit did not arrive')
  } finally {
    await context.close()
    await clinic.stop()
    await ingest.stop()
  }
}
