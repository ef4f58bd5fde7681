// What a synthetic patient and the front desk do in each planted bug of clinic-intake: the shortest way that someone would report.
import type { Page } from 'playwright'
import { canaries as patient } from '../support/canaries.ts'

export type BugName =
  | 'wrong-button'
  | 'failing-branch'
  | 'validation-loop'
  | 'lost-focus'
  | 'wrong-route'
  | 'stale-list'
  | 'double-submit'
  | 'race'
  | 'layout-overlap'
  | 'crash'

async function fillPatient(page: Page): Promise<void> {
  await page.fill('#first-name', patient.firstName)
  await page.fill('#last-name', patient.lastName)
  await page.fill('#mrn', patient.mrn)
}

/**
 * Presses what does not answer, once or again and again, as people do: where it is, whether or not something lies over it or it is
 * disabled, and without waiting for the page, which takes its time on a busy machine.
 */
async function press(page: Page, selector: string, times = 1): Promise<void> {
  const button = page.locator(selector)
  await button.scrollIntoViewIfNeeded()
  const box = await button.boundingBox()
  if (box === null) throw new Error(`${selector} is not shown`)
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  const presses: Promise<void>[] = []
  while (presses.length < 2 * times) {
    if (presses.length > 0) await look(page, 150)
    presses.push(page.mouse.down(), page.mouse.up())
  }
  await Promise.all(presses)
}

async function answered(page: Page, path: string, act: () => Promise<void>): Promise<void> {
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === path)
  await act()
  await answer
}

async function saveDraft(page: Page): Promise<void> {
  // The way from the keys to the mouse. What comes within a second of a key may be left out of a recording (SPEC.md, R-9.2).
  await page.locator('#save-draft').scrollIntoViewIfNeeded()
  await look(page, 1_100)
  await answered(page, '/api/drafts', () => page.click('#save-draft'))
}

/** Time in which a person looks at what came of it. */
async function look(page: Page, milliseconds = 700): Promise<void> {
  await page.waitForTimeout(milliseconds)
}

export const visits: Readonly<Record<BugName, (page: Page) => Promise<void>>> = {
  async 'wrong-button'(page) {
    await fillPatient(page)
    await answered(page, '/api/intake', () => page.click('#submit-intake'))
    await page.waitForSelector('#intake-error')
    await press(page, '#save-draft')
    await look(page)
    await press(page, '#save-draft')
    await look(page)
    await answered(page, '/api/intake', () => page.click('#submit-intake'))
    await look(page)
  },

  async 'failing-branch'(page) {
    await fillPatient(page)
    await saveDraft(page)
    await page.waitForSelector('#intake-saved')
    await page.fill('#phone', patient.phone)
    await saveDraft(page)
    await look(page)
  },

  async 'validation-loop'(page) {
    await fillPatient(page)
    await page.click('#submit-intake')
    for (const birthDate of [patient.birthDate, '1971-02-03']) {
      await look(page, 1_100)
      await page.click('#birth-date')
      await page.fill('#birth-date', birthDate)
      await page.click('#submit-intake')
    }
    await look(page)
  },

  async 'lost-focus'(page) {
    await page.click('#nav-patients')
    for (const letter of 'var') {
      await page.click('#patient-filter')
      await page.keyboard.press('End')
      // The first letter arrives, the others of the word do not.
      await page.keyboard.type(letter)
      await page.keyboard.type('ga')
      await look(page)
    }
  },

  async 'wrong-route'(page) {
    await page.click('#nav-patients')
    await page.waitForSelector('#patients-table')
    await look(page)
    await page.click('#open-2043310')
    await page.waitForSelector('#patient-banner')
    await look(page)
    await page.click('#nav-patients')
    await page.waitForSelector('#intake-form, #patients-table')
    await look(page)
  },

  async 'stale-list'(page) {
    await page.click('#nav-patients')
    await page.waitForSelector('#patients-table')
    await page.click('#nav-intake')
    await fillPatient(page)
    await saveDraft(page)
    await page.waitForSelector('#intake-saved')
    await page.click('#nav-patients')
    await page.waitForSelector('#patients-table')
    await look(page)
    await page.fill('#patient-filter', patient.lastName)
    await look(page)
    await page.fill('#patient-filter', '')
    await look(page)
  },

  async 'double-submit'(page) {
    await page.fill('#first-name', patient.firstName)
    await saveDraft(page)
    await page.waitForSelector('#intake-saved')
    await page.fill('#last-name', patient.lastName)
    await saveDraft(page)
    await look(page)
    await page.click('#nav-patients')
    await page.waitForSelector('#patients-table')
    await look(page)
  },

  async race(page) {
    // The long history comes after the short one, however fast this machine is.
    const isShort = (url: string) => url.endsWith('/2043310/results')
    const short = new Promise<void>((resolve) => {
      page.on('requestfinished', (request) => isShort(request.url()) && resolve())
    })
    const isLong = (url: URL) => url.pathname.endsWith('/2041877/results')
    await page.route(isLong, async (route) => {
      await short
      await route.continue()
    })
    const long = page.waitForEvent('requestfinished', {
      predicate: (request) => isLong(new URL(request.url())),
      timeout: 0,
    })
    let isAsked = false
    page.on('request', (request) => {
      isAsked ||= isLong(new URL(request.url()))
    })
    await page.click('#nav-patients')
    await page.click('#open-2041877')
    await page.waitForSelector('#patient-banner')
    await look(page, 1_000)
    await page.click('#nav-patients')
    await page.click('#open-2043310')
    await page.waitForSelector('#patient-banner')
    // Without the bug nobody asks.
    if (isAsked) await long
    else long.catch(() => undefined)
    await look(page, 2_000)
  },

  async 'layout-overlap'(page) {
    await fillPatient(page)
    await answered(page, '/api/intake', () => page.click('#submit-intake'))
    await page.waitForSelector('#intake-error')
    // The first press is well behind the keys, or it may be left out (SPEC.md, R-9.2).
    await look(page, 1_100)
    await press(page, '#submit-intake', 4)
    await look(page)
  },

  async crash(page) {
    await fillPatient(page)
    await page.click('#birth-date')
    await page.click('#phone')
    await saveDraft(page)
    await page.waitForSelector('#intake-saved')
    await look(page)
    await page.click('#nav-patients')
    await look(page)
  },
}
