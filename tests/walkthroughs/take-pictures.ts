// Meets each planted bug of clinic-intake in the running product and takes the pictures of docs/walkthroughs: the viewer, as an
// engineer with a purpose sees it, at the moment that tells. npm run walkthroughs [-- bug …].
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright'
import { untilAcknowledged } from '../e2e/clinic-visit.ts'
import { launchChromium } from '../support/browser.ts'
import { type Demo, startDemo } from '../support/demo-process.ts'
import { openClinic } from './record-visit.ts'
import { type BugName, visits } from './visits.ts'

const folder = fileURLToPath(new URL('../../docs/images/walkthroughs', import.meta.url))
const maxBytes = 60_000

/** The last signal with that text, or the first, under that tab; the picture is of so much later. */
interface Moment {
  readonly tab: string
  readonly text: RegExp
  readonly isFirst?: true
  readonly playMs: number
}

const tellingMoments: Readonly<Record<BugName, Moment>> = {
  'wrong-button': { tab: 'Network', text: /\/api\/intake/, isFirst: true, playMs: 1_400 },
  'failing-branch': { tab: 'Network', text: /PUT/, playMs: 400 },
  'validation-loop': { tab: 'Events', text: /3rd/, playMs: 300 },
  'lost-focus': { tab: 'Events', text: /\/patients/, playMs: 2_200 },
  'wrong-route': { tab: 'Network', text: /…/, playMs: 800 },
  'stale-list': { tab: 'Network', text: /\/patients/, playMs: 700 },
  'double-submit': { tab: 'Network', text: /\/api\/drafts/, playMs: 300 },
  race: { tab: 'Network', text: /results/, isFirst: true, playMs: 5_500 },
  'layout-overlap': { tab: 'Events', text: /rage/i, playMs: 300 },
  crash: { tab: 'Errors', text: /caught/, playMs: 800 },
}

async function meetBug(demo: Demo, browser: Browser, bug: BugName): Promise<string> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  await openClinic(page, demo.clinicUrl, bug)
  await visits[bug](page)
  await page.waitForTimeout(1_000)
  await untilAcknowledged(page, 2)
  const session = await page.evaluate(() => {
    const record = Object.entries(localStorage).find(([key]) => key.startsWith('reseal'))
    return (JSON.parse(record?.[1] ?? '{}') as { id?: string }).id ?? ''
  })
  await page.goto('about:blank')
  await context.close()
  return session
}

async function openReplay(page: Page, demo: Demo, session: string): Promise<void> {
  await page.goto(`${demo.viewerUrl}/sessions/${session}`)
  await page.waitForSelector('#purpose')
  await page.selectOption('#purpose', 'debugging')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.signal')
  // To the end, so that all of it is loaded and listed.
  for (let leap = 0; leap < 4; leap += 1) {
    await page.keyboard.press('Shift+ArrowRight')
    await page.waitForTimeout(800)
  }
}

/** As WebP, which the browser writes by itself: as good as fits. */
async function writePicture(page: Page, png: Buffer, path: string): Promise<void> {
  for (const quality of [0.9, 0.75, 0.6, 0.45]) {
    const url = await page.evaluate(
      async ([data, wanted]) => {
        const image = new Image()
        image.src = `data:image/png;base64,${data}`
        await image.decode()
        const canvas = document.createElement('canvas')
        canvas.width = image.width
        canvas.height = image.height
        canvas.getContext('2d')?.drawImage(image, 0, 0)
        return canvas.toDataURL('image/webp', wanted)
      },
      [png.toString('base64'), quality] as const,
    )
    const bytes = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
    if (bytes.length > maxBytes) continue
    await writeFile(path, bytes)
    return
  }
  throw new Error('a picture does not fit')
}

async function takePicture(page: Page, bug: BugName): Promise<Buffer> {
  const { tab, text, playMs, isFirst = false } = tellingMoments[bug]
  await page.getByRole('tab', { name: tab }).click()
  await page.waitForTimeout(500)
  const signals = page.locator('.signal', { hasText: text })
  await (isFirst ? signals.first() : signals.last()).click()
  await page.waitForTimeout(1_500)
  await page.click('.transport-play')
  await page.waitForTimeout(playMs)
  await page.click('.transport-play')
  await page.waitForTimeout(500)
  return page.screenshot()
}

export async function takePictures(bugs: readonly string[]): Promise<void> {
  const wanted = (Object.keys(visits) as BugName[]).filter((bug) => bugs.length === 0 || bugs.includes(bug))
  await mkdir(folder, { recursive: true })
  const demo = await startDemo()
  const browser = await launchChromium()
  try {
    const engineer = await browser.newContext({ viewport: { width: 1440, height: 860 } })
    const page = await engineer.newPage()
    await page.goto(demo.signInLink('eng-1'))
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
    // Draws nothing of the viewer, whose content policy would not let it.
    const drawing = await engineer.newPage()
    for (const bug of wanted) {
      await openReplay(page, demo, await meetBug(demo, browser, bug))
      await writePicture(drawing, await takePicture(page, bug), join(folder, `${bug}.webp`))
      process.stderr.write(`reseal: ${bug}\n`)
    }
  } finally {
    await browser.close()
    await demo.stop()
  }
}
