// A list of 100,000 sessions scrolled from its first line to its last in a real browser: every line is seen once, in order.
// RESEAL_SCROLL_SESSIONS says how many. The web app must be built.
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright'
import { startFixtureViewer } from '../test/fixture-viewer.ts'
import { generateSessions } from '../test/generated-sessions.ts'
import { scrollThrough } from '../test/scroll-sessions.ts'

/** One figure in the shape that `npm run bench` prints. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly met: boolean
}

const count = Number(process.env['RESEAL_SCROLL_SESSIONS'] ?? 100_000)

/** Counts lines that were left out, seen twice or out of order, and the most lines that were in the page at once. */
export async function measureScrolling(): Promise<Measurement[]> {
  const viewer = await startFixtureViewer()
  const browser = await chromium.launch({
    executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  try {
    const sessions = generateSessions(count, Date.now())
    viewer.world.summaries = sessions
    const page = await browser.newPage({ viewport: { width: 1440, height: 3_600 } })
    await page.goto(`${viewer.url}/sessions`)
    const seen = await scrollThrough(page)
    const wrong = sessions.filter(({ id }, place) => seen[place] !== id).length
    const lines = await page.locator('.sessions tbody tr.row').count()
    return [
      {
        id: 'viewer.dropped_rows',
        value: wrong + Math.abs(seen.length - count),
        unit: `of ${count} lines left out, twice or out of order`,
        met: wrong === 0 && seen.length === count,
      },
      { id: 'viewer.rows_in_page', value: lines, unit: 'lines in the page at once', met: lines < 200 },
    ]
  } finally {
    await browser.close()
    await viewer.stop()
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const measured of await measureScrolling()) process.stdout.write(`${JSON.stringify(measured)}\n`)
}
