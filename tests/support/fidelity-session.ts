// Records pages with the real capture code and shows their replay beside them: what the measures of fidelity and the
// pictures of the documentation share.
import { fileURLToPath } from 'node:url'
import type { RecordedEvent, RuleSetInput } from '@reseal/redaction-rules'
import type { Browser, Page } from 'playwright'
import { launchChromium } from './browser.ts'
import { type Fidelity, measureFidelity } from './fidelity.ts'
import { bundleScript, type PageServer, startPageServer } from './page-server.ts'

/** Size of the recorded pages. */
export const fidelityViewport = { width: 1280, height: 900 }

export interface FidelitySession {
  /** Opens a page of the recorded size. */
  open(url: string): Promise<Page>
  /** Starts capture in an open page. */
  startCapture(page: Page, rules: RuleSetInput): Promise<void>
  /** Everything captured in the page so far, once it has come to rest. */
  eventsOf(page: Page): Promise<readonly RecordedEvent[]>
  /** A page that stands at the end of the replay of the events. */
  openReplay(events: readonly RecordedEvent[]): Promise<Page>
  /** Compares the live page with the replay of all that it captured, and prints the figures. */
  compare(name: string, live: Page): Promise<Fidelity>
  stop(): Promise<void>
}

const support = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))

const replayHtml =
  '<!doctype html><style>body{margin:0}.replayer-mouse{display:none}iframe{border:0}</style><body><script src="/replay-page.js"></script></body>'

/** Bundles the capture and replay pages, and starts Chromium and a server for the replays. */
export async function startFidelitySession(): Promise<FidelitySession> {
  const captureScript = await bundleScript(support('capture-page.ts'))
  const replayScript = await bundleScript(support('replay-page.ts'))
  const server: PageServer = await startPageServer((path) => {
    if (path === '/replay') return { type: 'text/html; charset=utf-8', body: replayHtml }
    if (path === '/replay-page.js') return { type: 'text/javascript', body: replayScript }
    return undefined
  })
  const browser: Browser = await launchChromium()

  async function eventsOf(page: Page): Promise<readonly RecordedEvent[]> {
    await page.waitForTimeout(settleMs)
    const { events, errors } = await page.evaluate(() => ({
      events: (window.captured?.events ?? []) as RecordedEvent[],
      errors: window.captured?.errors ?? [],
    }))
    if (errors.length > 0) throw new Error(`capture stopped: ${errors.join('; ')}`)
    return events
  }

  async function openReplay(events: readonly RecordedEvent[]): Promise<Page> {
    const replay = await browser.newPage({ viewport: fidelityViewport })
    await replay.goto(`${server.origin}/replay`)
    await replay.evaluate(
      (recorded) => window.replayPage.show(recorded as RecordedEvent[]),
      events as readonly unknown[],
    )
    return replay
  }

  return {
    async open(url) {
      const page = await browser.newPage({ viewport: fidelityViewport })
      await page.goto(url)
      await page.addScriptTag({ content: captureScript })
      return page
    },
    async startCapture(page, rules) {
      await page.evaluate((input) => {
        window.captured = window.capturePage.start(input as RuleSetInput)
      }, rules as unknown)
    },
    eventsOf,
    openReplay,
    async compare(name, live) {
      const replay = await openReplay(await eventsOf(live))
      const fidelity = await measureFidelity(live, replay)
      const { elementCount, placedCount, share, clickCount, clicksMet } = fidelity
      process.stdout.write(
        `${name}: ${placedCount} of ${elementCount} boxes (${(share * 100).toFixed(1)} %), ${clicksMet} of ${clickCount} clicks\n`,
      )
      const folder = process.env['RESEAL_FIDELITY']
      if (folder !== undefined) {
        process.stdout.write(`${fidelity.misplaced.join('\n')}\n`)
        await live.screenshot({ path: `${folder}/${name}-live.png` })
        await replay.screenshot({ path: `${folder}/${name}-replay.png` })
      }
      await replay.close()
      return fidelity
    },
    async stop() {
      await browser.close()
      await server.stop()
    },
  }
}

// rrweb batches mutations and throttles scrolling; frameworks draw after that.
const settleMs = 700
