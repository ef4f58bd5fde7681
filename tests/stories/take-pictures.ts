// Takes the pictures of docs/pages: every page, wide and narrow, light and dark, with what a day at the
// clinic and a visit of a foreign app leave behind.
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright'
import { findViolations } from './accessibility.ts'
import { visitChart } from './chart-visit.ts'
import { spendDay } from './clinic-day.ts'
import { startClinicTeam } from './clinic-team.ts'
import { everyPage } from './every-page.ts'
import { openPage } from './open-page.ts'
import { watchSession } from './watch-session.ts'

const folder = fileURLToPath(new URL('../../docs/pages/', import.meta.url))

/** Writes `docs/pages/<page>-<width>-<theme>.png`; says what axe finds. */
export async function takePictures(only: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  const team = await startClinicTeam()
  try {
    const { session, moment } = await spendDay(team)
    const chart = await visitChart(team)
    const pages = everyPage(session).filter(({ name }) => only.length === 0 || only.includes(name))
    for (const { name, path, person } of pages) {
      const page = await team.pageOf(person)
      await openPage(page, `${team.demo.viewerUrl}${path}`)
      await page.waitForTimeout(500)
      await picturesOf(page, name)
    }
    if (only.length === 0 || only.includes('replay')) {
      const page = await team.pageOf('eng-1')
      await watchSession(page, `${team.demo.viewerUrl}/sessions/${session}?t=${moment}`)
      await page.waitForTimeout(4_000)
      await picturesOf(page, 'replay')
    }
    if (only.length === 0 || only.includes('replay-chart')) {
      const page = await team.pageOf('eng-1')
      await watchSession(page, `${team.demo.viewerUrl}/sessions/${chart}?t=0:01`)
      await page.waitForTimeout(4_000)
      await picturesOf(page, 'replay-chart')
    }
  } finally {
    await team.stop()
  }
}

async function picturesOf(page: Page, name: string): Promise<void> {
  for (const violation of await findViolations(page)) process.stdout.write(`${name}: ${violation}\n`)
  for (const width of [1440, 1024]) {
    for (const theme of ['light', 'dark']) {
      await page.setViewportSize({ width, height: 900 })
      await page.evaluate((value) => {
        document.documentElement.dataset['theme'] = value
      }, theme)
      await page.waitForTimeout(300)
      await page.screenshot({ path: `${folder}${name}-${width}-${theme}.png` })
    }
  }
}
