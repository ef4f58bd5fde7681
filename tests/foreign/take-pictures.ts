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
import { type Captioned, writeSideBySide } from '../support/side-by-side.ts'
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

const docsImages = fileURLToPath(new URL('../../docs/images', import.meta.url))
const folder = process.argv[2] ?? docsImages
await mkdir(folder, { recursive: true })

const clinicFolder = await mkdtemp(join(tmpdir(), 'reseal-pictures-'))
const root = fileURLToPath(new URL('../../examples/clinic-intake', import.meta.url))
await build({ root, logLevel: 'error', build: { outDir: clinicFolder, emptyOutDir: true } })
const clinic = await startClinic({ distDir: clinicFolder })
const foreign = await startForeignServer()
const session = await startFidelitySession()
const browser = await launchChromium()

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
    const pictures: Captioned[] = []
    const add = (image: Buffer): void =>
      void pictures.push({ caption: captions[pictures.length] ?? '', image })
    for (const rules of [strict, readable]) {
      const page = await session.open(url)
      await wait(page)
      await session.startCapture(page, rules)
      await act(page)
      const replay = await session.openReplay(await session.eventsOf(page))
      if (pictures.length === 0) add(await page.screenshot())
      add(await replay.screenshot())
      await replay.close()
      await page.close()
    }
    await writeSideBySide(browser, pictures, {
      width: fidelityViewport.width,
      path: join(folder, `redaction-${name}.png`),
    })
  }
} finally {
  await browser.close()
  await session.stop()
  await foreign.stop()
  await clinic.stop()
  await rm(clinicFolder, { recursive: true })
}
