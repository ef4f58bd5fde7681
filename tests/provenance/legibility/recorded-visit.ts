// Visits of an app: recorded by the real recorder, opened with the private key and replayed; or of another version, only seen.
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RuleSet } from '@reseal/redaction-rules'
import { strict } from '@reseal/redaction-rules/presets'
import { type RecordedLike, startTestIngest } from '@reseal/testing/ingest'
import type { Browser, Page } from 'playwright'
import { readChunks } from '../../../packages/recorder-sdk/bench/read-chunks.ts'
import { bundleScript, startPageServer } from '../../support/page-server.ts'
import { type App, markPage, type RecordedApp, startVersion, type Version } from './apps.ts'
import { marksOf, type NodeMarks } from './marks.ts'
import { readTexts, type SeenText } from './read-texts.ts'

/** Size of the recorded pages. */
export const viewport = { width: 1280, height: 900 }

/** A screen as a visitor saw it. */
export interface LiveScreen {
  readonly name: string
  readonly atMs: number
  readonly texts: readonly SeenText[]
}

/** Goes through all screens and reads each. */
async function visit(app: App, page: Page, version: Version): Promise<LiveScreen[]> {
  const seen: LiveScreen[] = []
  for (const { name, go } of app.screens) {
    await go(page, version)
    // rrweb gathers what changes before it emits.
    await page.waitForTimeout(restMs)
    seen.push({ name, atMs: Date.now(), texts: await readTexts(page, 'live') })
    await page.waitForTimeout(restMs)
  }
  return seen
}

const restMs = 250

/** The visit of another version; undefined when the app has none. Nothing is recorded. */
export async function visitVersion(
  app: App,
  version: Exclude<Version, 'real'>,
  browser: Browser,
): Promise<LiveScreen[] | undefined> {
  const plugin = app.versions[version]
  if (plugin === undefined) return undefined
  const served = await startVersion(app, plugin)
  const page = await browser.newPage({ viewport })
  try {
    if (version === 'data') await markPage(page)
    await page.goto(served.url)
    await app.wait(page)
    return await visit(app, page, version)
  } finally {
    await page.close()
    await served.stop()
  }
}

/** A page in which the real recorder runs. */
export interface RecordedPage {
  readonly page: Page
  /** Stops recording, closes the page, and opens what was sent. */
  finish(): Promise<readonly RecordedLike[]>
}

/** What a page is recorded with. */
export interface RecordingOptions {
  readonly url: string
  /** Preset `strict` when left out: nothing is readable but by the set. */
  readonly rules?: RuleSet
  /** The encoded set of static texts; none when left out. */
  readonly set?: string
}

/** Opens a page and starts the recorder, as it is built, in it. */
export async function openRecorded(browser: Browser, options: RecordingOptions): Promise<RecordedPage> {
  const { url, rules = strict, set } = options
  const ingest = await startTestIngest()
  const recorder = readChunks()
  const page = await browser.newPage({ viewport })
  await page.route(/\/recorder\//, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: recorder[basename(new URL(route.request().url()).pathname)] ?? '',
    }),
  )
  await page.goto(url)
  await page.addScriptTag({ url: new URL('/recorder/reseal.iife.js', url).href })
  await page.evaluate(
    (init) => {
      window.recorderErrors = []
      const onError = (error: { code: string }): unknown => window.recorderErrors?.push(error.code)
      window.recorder = window.Reseal.init({ ...init, onError })
    },
    {
      endpoint: ingest.url,
      appKey: `rsl_${'A'.repeat(22)}`,
      sealingKey: ingest.sealingKey,
      receiptKey: ingest.receiptKey,
      consent: 'granted',
      rules: rules as unknown,
      ...(set !== undefined && { manifest: set }),
    },
  )
  // It waits for its set.
  await page.waitForFunction(() => window.recorder?.status() === 'recording')
  return {
    page,
    async finish() {
      try {
        await page.evaluate(() => window.recorder?.stop())
        const errors = await page.evaluate(() => window.recorderErrors ?? [])
        if (errors.length > 0) throw new Error(`the recorder reported ${errors.join(', ')}`)
        const streams = await Promise.all(Array.from(ingest.streams.keys(), (id) => ingest.eventsOf(id)))
        return streams.flat()
      } finally {
        await page.close()
        await ingest.stop()
      }
    },
  }
}

/** What was seen, and what the replay shows of it. */
export interface Recording {
  readonly screens: readonly LiveScreen[]
  readonly replayed: readonly (readonly SeenText[])[]
  readonly marks: readonly ReadonlyMap<number, NodeMarks>[]
}

/** The visit as it is, recorded, opened and replayed to the moment of each screen. */
export async function visitRecorded(app: App, served: RecordedApp, browser: Browser): Promise<Recording> {
  const recorded = await openRecorded(browser, served)
  await app.wait(recorded.page)
  const screens = await visit(app, recorded.page, 'real')
  const events = await recorded.finish()
  const replay = await openReplay(browser, events)
  const replayed: SeenText[][] = []
  for (const { atMs } of screens) {
    await replay.evaluate((ms) => window.replayer?.pause(ms), atMs - (events[0]?.timestamp ?? 0))
    await replay.waitForTimeout(restMs)
    replayed.push(await readTexts(replay, 'replay'))
  }
  await replay.close()
  return { screens, replayed, marks: screens.map(({ atMs }) => marksOf(events, atMs)) }
}

const replayHtml =
  '<!doctype html><style>body{margin:0}iframe{border:0}</style><body><script src="/replay-page.js"></script></body>'

async function openReplay(browser: Browser, events: readonly unknown[]): Promise<Page> {
  const script = await bundleScript(fileURLToPath(new URL('../../support/replay-page.ts', import.meta.url)))
  const server = await startPageServer((path) => {
    if (path === '/replay-page.js') return { type: 'text/javascript', body: script }
    return { type: 'text/html; charset=utf-8', body: replayHtml }
  })
  const page = await browser.newPage({ viewport })
  await page.goto(server.origin)
  await server.stop()
  await page.evaluate((recorded) => window.replayPage.show(recorded as never), events)
  return page
}
