// Takes the pictures of docs/redaction.md: each interface live, and its replay under strict and under readable, side by
// side. node tests/foreign/take-pictures.ts [folder], after npm run build.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readable, strict } from '@reseal/redaction-rules/presets'
import type { Page } from 'playwright'
import { build } from 'vite'
import { startClinic } from '../../examples/clinic-intake/server.mjs'
import { fillIntake } from '../e2e/clinic-visit.ts'
import { launchChromium } from '../support/browser.ts'
import { fidelityViewport, startFidelitySession } from '../support/fidelity-session.ts'
import { startForeignServer } from './foreign-server.ts'
import { answerLforms, showMedplumScreen, waitForLforms, waitForMedplum } from './screens.ts'

interface Sitting {
  readonly name: string
  readonly url: string
  /** Waits until the page is drawn. */
  wait(page: Page): Promise<unknown>
  /** Does what is recorded; the picture is of what it ends with. */
  act(page: Page): Promise<unknown>
}

const captions = ['live', 'replay under strict', 'replay under readable'] as const
const scale = 0.5

/** One picture of several, next to each other under their captions. */
async function sideBySide(images: readonly Buffer[], path: string): Promise<void> {
  const browser = await launchChromium()
  const width = fidelityViewport.width * scale
  const figures = images.map(
    (image, index) =>
      `<figure><figcaption>${captions[index]}</figcaption><img width="${width}" src="data:image/png;base64,${image.toString('base64')}"></figure>`,
  )
  const page = await browser.newPage({ viewport: { width: images.length * (width + 8) + 8, height: 100 } })
  await page.setContent(`<!doctype html><style>
    body { margin: 8px; display: flex; gap: 8px; background: #dfe3e8; font: 13px sans-serif; width: max-content }
    figure { margin: 0 } figcaption { padding: 2px 0 6px } img { display: block }
  </style>${figures.join('')}`)
  await page.screenshot({ path, fullPage: true })
  await browser.close()
}

const docsImages = fileURLToPath(new URL('../../docs/images', import.meta.url))
const folder = process.argv[2] ?? docsImages
await mkdir(folder, { recursive: true })

const clinicFolder = await mkdtemp(join(tmpdir(), 'reseal-pictures-'))
const root = fileURLToPath(new URL('../../examples/clinic-intake', import.meta.url))
await build({ root, logLevel: 'error', build: { outDir: clinicFolder, emptyOutDir: true } })
const clinic = await startClinic({ distDir: clinicFolder })
const foreign = await startForeignServer()
const session = await startFidelitySession()

const sittings: readonly Sitting[] = [
  {
    name: 'clinic-intake',
    url: clinic.url,
    wait: (page) => page.waitForSelector('#first-name'),
    act: fillIntake,
  },
  { name: 'lforms', url: foreign.lforms, wait: waitForLforms, act: answerLforms },
  {
    name: 'medplum',
    url: foreign.medplum,
    wait: waitForMedplum,
    act: (page) => showMedplumScreen(page, 'Report'),
  },
]

try {
  for (const { name, url, wait, act } of sittings) {
    const images: Buffer[] = []
    for (const rules of [strict, readable]) {
      const page = await session.open(url)
      await wait(page)
      await session.startCapture(page, rules)
      await act(page)
      const replay = await session.openReplay(await session.eventsOf(page))
      if (images.length === 0) images.push(await page.screenshot())
      images.push(await replay.screenshot())
      await replay.close()
      await page.close()
    }
    await sideBySide(images, join(folder, `redaction-${name}.png`))
  }
} finally {
  await session.stop()
  await foreign.stop()
  await clinic.stop()
  await rm(clinicFolder, { recursive: true })
}
