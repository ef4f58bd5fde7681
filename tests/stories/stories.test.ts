// What Reseal is for, as people do it with the product that `npm run demo` starts: an engineer finds what broke, an auditor
// proves who saw it. And every page for everyone: by keyboard, in both themes, under axe.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
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

describe('an engineer without a mouse', () => {
  test('finds a session, watches it, writes a note, and goes back', async () => {
    const page = await team.pageOf('eng-1')
    const { keyboard } = page
    await openPage(page, `${team.demo.viewerUrl}/audit`)
    await keyboard.press('g')
    await keyboard.press('s')
    await page.locator(`a[href*="${session}"]`).first().waitFor()
    await keyboard.press('/')
    await keyboard.type('rage:>0')
    await keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('rage:>0')
    await page.getByText('1 session', { exact: true }).waitFor()
    // From the search line on to the list, to its first row, and into it.
    await keyboard.press('Escape')
    await keyboard.press('j')
    await keyboard.press('Enter')
    await page.waitForSelector('#purpose:focus')
    await keyboard.press('Enter')
    const position = page.getByRole('slider', { name: 'Position' })
    await position.waitFor()
    const secondOf = async () => Number(await position.getAttribute('aria-valuenow'))

    await keyboard.press('Space')
    await expect.poll(secondOf).toBeGreaterThan(0)
    await keyboard.press('Space')
    await keyboard.press('ArrowLeft')
    await expect.poll(secondOf).toBe(0)
    await keyboard.press('ArrowRight')
    await expect.poll(secondOf).toBe(5)
    expect(await position.getAttribute('aria-valuetext')).toMatch(/^5 seconds of/u)

    await keyboard.press('?')
    await page.getByRole('dialog').getByText('Play or pause').waitFor()
    await keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    await keyboard.press('2')
    await expect
      .poll(() => page.getByRole('tab', { name: /^Network/u }).getAttribute('aria-selected'))
      .toBe('true')
    await keyboard.press('n')
    await page.waitForSelector('input[aria-label^="Note at"]:focus')
    await keyboard.type('The button does not answer here')
    await keyboard.press('Enter')
    await page.getByRole('button', { name: /0:05 The button does not answer/u }).waitFor()

    // Every control on the way back can be reached, and shows where one is.
    const passed = new Set<string>()
    for (let step = 0; step < 80; step += 1) {
      await keyboard.press('Tab')
      const { name, isSeen } = await page.evaluate(() => {
        // From the last control it goes round by the browser's own.
        const focused = document.activeElement === document.body ? null : document.activeElement
        return {
          name: focused?.getAttribute('aria-label') ?? focused?.textContent?.trim() ?? '',
          isSeen: focused === null || getComputedStyle(focused).outlineStyle !== 'none',
        }
      })
      expect([name, isSeen]).toEqual([name, true])
      passed.add(name)
      if (name.includes('Sessions') && step > 5) break
    }
    for (const name of ['Position', 'Play', 'Full screen']) {
      expect([...passed].some((each) => each.startsWith(name)) ? name : [...passed]).toBe(name)
    }
  })

  test('sees nothing move that was asked to be still', async () => {
    const page = await team.pageOf('eng-1')
    const running = () =>
      page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)
    // Rows that are not there yet breathe for whoever did not ask.
    await page.route('**/api/sessions?*', () => {})
    const met: Record<string, boolean> = {}
    for (const wish of ['no-preference', 'reduce'] as const) {
      await page.emulateMedia({ reducedMotion: wish })
      await page.goto(`${team.demo.viewerUrl}/sessions`)
      await page.waitForSelector('.skeleton')
      met[wish] = (await running()) > 0
    }
    await page.unrouteAll()
    expect(met).toEqual({ 'no-preference': true, reduce: false })
  })
})

describe('a privacy officer', () => {
  test('takes a session out, and the log says so', async () => {
    const page = await team.pageOf('privacy-1')
    await openPage(page, `${team.demo.viewerUrl}/sessions/${session}`)
    await page.waitForSelector('#purpose')
    const saved = page.waitForEvent('download')
    // What nobody's eyes may meet yet, as the sentinel has not read it, does not leave either.
    const again = setInterval(() => {
      void page
        .getByRole('button', { name: 'Export' })
        .click({ timeout: 1_000 })
        .catch(() => {})
    }, 2_000)
    const download = await saved.finally(() => clearInterval(again))
    expect(download.suggestedFilename()).toBe(`session-${session}.jsonl`)
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
    expect(lines.map((line) => typeof (JSON.parse(line) as { type: unknown }).type)).not.toContain(
      'undefined',
    )
    await page.getByText(/^Saved .* one a line\.$/u).waitFor()
    await openPage(page, `${team.demo.viewerUrl}/audit?session=${session}`)
    await page
      .getByRole('row')
      .filter({ hasText: 'recording.export' })
      .first()
      .getByText('privacy-1')
      .waitFor()
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
