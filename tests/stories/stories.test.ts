// What Reseal is for, as people do it with the product that `npm run demo` starts: an engineer finds what broke, an auditor
// proves who saw it. And every page for everyone: by keyboard, in both themes, under axe.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runReseal } from '../support/demo-process.ts'
import { visits } from '../walkthroughs/visits.ts'
import { findViolations } from './accessibility.ts'
import { type ClinicTeam, startClinicTeam } from './clinic-team.ts'
import { everyPage } from './every-page.ts'
import { openPage } from './open-page.ts'

let team: ClinicTeam
let session: string

beforeAll(async () => {
  team = await startClinicTeam()
  // The front desk presses Submit again and again: a message that came with the failure lies over the button.
  session = await team.visit(visits['layout-overlap'], { bug: 'layout-overlap' })
})

afterAll(async () => {
  await team?.stop()
})

describe('an engineer', () => {
  test('finds the failing request behind a rage click', async () => {
    const page = await team.pageOf('eng-1')
    await openPage(page, `${team.demo.viewerUrl}/sessions`)
    await page.keyboard.press('/')
    await page.keyboard.type('rage:>0 net:>0')
    await page.keyboard.press('Enter')
    const line = page.locator(`a[href*="${session}"]`).first()
    await line.waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('rage:>0 net:>0')
    await line.click()

    // Why: what was stated last, or the first of the list.
    await page.waitForSelector('#purpose')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: /^Events/u }).click()
    await page.getByRole('option').filter({ hasText: 'rage click' }).first().waitFor()
    await page.getByRole('tab', { name: /^Network/u }).click()
    const failed = page.getByRole('option').filter({ hasText: '/api/intake' }).first()
    await failed.click()
    expect(await failed.textContent()).toMatch(/POST.*500/u)
    // The replay is where the request was sent, and the address leads a colleague there.
    await expect.poll(() => page.url()).toMatch(/[?&]t=/u)
    expect(page.url()).toContain('panel=network')
  })
})

describe('an auditor', () => {
  test('proves who watched a session, with a receipt that verifies without the server', async () => {
    const page = await team.pageOf('auditor-1')
    await openPage(page, `${team.demo.viewerUrl}/audit?session=${session}`)
    const read = page.getByRole('row').filter({ hasText: 'replay.read' }).first()
    await read.getByText('eng-1').waitFor()
    await read.click()
    const folder = await mkdtemp(join(tmpdir(), 'reseal-receipt-'))
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save receipt' }).click(),
    ])
    const receipt = join(folder, 'event.tlog-proof')
    await download.saveAs(receipt)
    const { code, stdout } = await runReseal(['verify', '--receipt', receipt, '--data', team.demo.dataDir])
    expect(stdout).toMatch(/^intact: this is leaf/u)
    expect(stdout).toContain('replay.read')
    expect(code).toBe(0)
    await rm(folder, { recursive: true })
  })
})

describe('every page', () => {
  test('has nothing that axe finds, light or dark', async () => {
    const found: string[] = []
    for (const { name, path, person } of everyPage(session)) {
      const page = await team.pageOf(person)
      await openPage(page, `${team.demo.viewerUrl}${path}`)
      found.push(...(await findViolations(page)).map((violation) => `${name}: ${violation}`))
    }
    expect(found).toEqual([])
  })
})
