// Takes the pictures of docs/provenance.md: each interface live, its replay under strict, and its replay with its manifest, side by
// side in the viewer's own frame. node tests/provenance/take-pictures.ts [folder], after npm run build.
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { collectTexts } from '@reseal/build'
import { encodeStaticTexts } from '@reseal/redaction-rules/static-texts'
import type { RecordedLike } from '@reseal/testing/ingest'
import type { Browser, Page } from 'playwright'
import { startForeignServer } from '../foreign/foreign-server.ts'
import { lformsPage } from '../foreign/lforms/page.ts'
import { answerLforms, waitForLforms } from '../foreign/screens.ts'
import { launchChromium } from '../support/browser.ts'
import { bundleScript, startPageServer } from '../support/page-server.ts'
import { type Captioned, writeSideBySide } from '../support/side-by-side.ts'
import { type App, clinicApp, medplumApp, startRecordedApp } from './legibility/apps.ts'
import { openRecorded, viewport } from './legibility/recorded-visit.ts'

interface Sitting {
  readonly name: string
  readonly url: string
  readonly set: string
  /** Goes to what the picture is of, from the first screen on. */
  act(page: Page): Promise<unknown>
  stop(): Promise<void>
}

const captions = ['live', 'replay, nothing allowed (strict)', 'replay, strict and the manifest'] as const

/** Serves the viewer's player. */
async function startPlayer(browser: Browser): Promise<{
  shoot(events: readonly RecordedLike[], atMs: number): Promise<Buffer>
  stop(): Promise<void>
}> {
  const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
  const script = await bundleScript(here('player-page.ts'))
  const rrwebCss = createRequire(import.meta.url).resolve('@rrweb/replay/dist/style.css')
  const styles = [rrwebCss, here('../../packages/viewer/replay-frame/src/frame.css')]
  const css = (await Promise.all(styles.map((path) => readFile(path, 'utf8')))).join('\n')
  const html = `<!doctype html><style>${css} .replayer-mouse { display: none }</style><div id="stage"></div><script src="/player.js"></script>`
  const server = await startPageServer((path) =>
    path === '/player.js'
      ? { type: 'text/javascript', body: script }
      : { type: 'text/html; charset=utf-8', body: html },
  )
  return {
    async shoot(events, atMs) {
      const page = await browser.newPage({ viewport })
      await page.goto(server.origin)
      await page.evaluate(([recorded, moment]) => window.showMoment(recorded, moment), [
        events,
        atMs,
      ] as const)
      const image = await page.screenshot()
      await page.close()
      return image
    },
    stop: () => server.stop(),
  }
}

async function sittingOf(app: App, lastScreen: string): Promise<Sitting> {
  const { url, set, stop } = await startRecordedApp(app)
  return {
    name: app.name,
    url,
    set,
    async act(page) {
      await app.wait(page)
      for (const { name, go } of app.screens) {
        await go(page, 'real')
        if (name === lastScreen) break
      }
      await page.evaluate(() => window.scrollTo(0, 0))
    },
    stop,
  }
}

/** The questionnaire: all its labels are data; the page around it has one heading of its own. */
async function lformsSitting(): Promise<Sitting> {
  const { lforms: url, stop } = await startForeignServer()
  const texts = collectTexts(lformsPage, { file: 'index.html' }).map(({ text }) => text)
  return {
    name: 'lforms',
    url,
    set: encodeStaticTexts(texts),
    async act(page) {
      await waitForLforms(page)
      await answerLforms(page)
    },
    stop,
  }
}

const folder = process.argv[2] ?? fileURLToPath(new URL('../../docs/images', import.meta.url))
await mkdir(folder, { recursive: true })
const browser = await launchChromium()
const player = await startPlayer(browser)
try {
  const sittings: readonly (() => Promise<Sitting>)[] = [
    () => sittingOf(clinicApp, 'intake, saved'),
    () => sittingOf(medplumApp, 'chart'),
    lformsSitting,
  ]
  for (const start of sittings) {
    const sitting = await start()
    const pictures: Captioned[] = []
    const add = (image: Buffer): void =>
      void pictures.push({ caption: captions[pictures.length] ?? '', image })
    for (const withSet of [false, true]) {
      const { url, set } = sitting
      const { page, finish } = await openRecorded(browser, { url, ...(withSet && { set }) })
      await sitting.act(page)
      await page.waitForTimeout(1_000)
      if (pictures.length === 0) add(await page.screenshot())
      const atMs = Date.now()
      await page.waitForTimeout(500)
      add(await player.shoot(await finish(), atMs))
    }
    await writeSideBySide(browser, pictures, {
      width: viewport.width,
      path: join(folder, `provenance-${sitting.name}.png`),
    })
    await sitting.stop()
  }
} finally {
  await player.stop()
  await browser.close()
}
