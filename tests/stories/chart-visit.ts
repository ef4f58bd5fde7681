// Somebody reads charts in a foreign app: Medplum's own components with their synthetic patients, built with the manifest and
// recorded under an app of its own.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright'
import { untilAcknowledged } from '../e2e/clinic-visit.ts'
import { medplumApp, startRecordedApp } from '../provenance/legibility/apps.ts'
import { type ClinicTeam, untilIndexed } from './clinic-team.ts'

const app = 'chart'
const recorderFolder = fileURLToPath(new URL('../../packages/recorder-sdk/dist/', import.meta.url))

/** Adds the app, lets the engineer see it, and records a visit of all its screens; resolves with the session's id once it is indexed. */
export async function visitChart(team: ClinicTeam): Promise<string> {
  const chart = await startRecordedApp(medplumApp)
  const context = await team.browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    const { origin } = new URL(chart.url)
    const appKey = await addApp(team, origin)
    const page = await context.newPage()
    const { endpoint, sealingKey, receiptKey } = team.demo.init
    const options = { endpoint, appKey, sealingKey, receiptKey, manifest: chart.set, consent: 'not-needed' }
    await page.route(/\/reseal\.\w+\.js/u, async (route) => {
      const name = basename(new URL(route.request().url()).pathname)
      await route.fulfill({
        body: await readFile(`${recorderFolder}${name}`, 'utf8'),
        contentType: 'text/javascript',
      })
    })
    await page.goto(chart.url)
    await page.addScriptTag({ url: '/reseal.iife.js' })
    await page.evaluate((given) => {
      ;(window as unknown as { Reseal: { init(options: object): void } }).Reseal.init(given)
    }, options)
    await medplumApp.wait(page)
    for (const { go } of medplumApp.screens) await go(page, 'real')
    await untilAcknowledged(page, 2)
    const session = await page.evaluate(() => {
      const record = Object.entries(localStorage).find(([key]) => key.startsWith('reseal'))
      return (JSON.parse(record?.[1] ?? '{}') as { id?: string }).id ?? ''
    })
    await page.goto('about:blank')
    await untilIndexed(await team.pageOf('eng-1'), app, session)
    return session
  } finally {
    await context.close()
    await chart.stop()
  }
}

/** Registers the app as an admin does, for the engineer too; returns its key. */
async function addApp(team: ClinicTeam, origin: string): Promise<string> {
  const admin = await team.pageOf('admin-1')
  const added = await send(admin, '/api/apps', { id: app, name: 'Chart', origins: [origin] })
  const { apps } = added as { apps: readonly { id: string; appKey: string }[] }
  await admin.goto(`${team.demo.viewerUrl}/people`)
  const member = admin.getByRole('row', { name: /eng-1/u }).getByRole('checkbox', { name: app })
  await member.click()
  await admin.waitForTimeout(1_000)
  return apps.find(({ id }) => id === app)?.appKey ?? ''
}

function send(page: Page, path: string, body: object): Promise<unknown> {
  return page.evaluate(
    async ([at, text]) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch(at as string, { method: 'POST', headers, body: text as string })).json()
    },
    [path, JSON.stringify(body)],
  )
}
