// The screens of the foreign interfaces that are recorded: how to reach each, and what must not appear in a recording.
import type { Page } from 'playwright'
import { lformsSecrets } from './lforms/questionnaire.ts'

/** Labels of Medplum's screens, in the order in which a visit goes through them. */
export const medplumScreens: readonly string[] = [
  'Chart',
  'Patients',
  'Report',
  'Details',
  'Questionnaire',
  'Edit',
]

/** What the patients of Medplum's mock server are called, and what names them elsewhere. */
export const medplumSecrets: readonly string[] = [
  'Homer',
  'Simpson',
  'Marge',
  'Alice Smith',
  '742 Evergreen Terrace',
  'Springfield',
  'chunkylover53',
  '555-7334',
  '1956-05-12',
  'homer-simpson.png',
  'homer-lisa-related-person',
]

/** Waits until Medplum's page shows its first screen. */
export async function waitForMedplum(page: Page): Promise<void> {
  await page.waitForSelector('text=Diagnostic Report')
  await page.waitForTimeout(restMs)
}

/** Goes to a screen by the link of the navigation. */
export async function showMedplumScreen(page: Page, label: string): Promise<void> {
  await page.click(`nav a:has-text("${label}")`)
  await page.waitForTimeout(restMs)
}

/** Waits until the questionnaire is drawn. */
export async function waitForLforms(page: Page): Promise<void> {
  await page.waitForSelector('body[data-ready]')
  await page.waitForTimeout(restMs)
}

/** Answers questions as a patient would: typing and choosing. */
export async function answerLforms(page: Page): Promise<void> {
  await page.fill('[id="1.6/1/1"]', lformsSecrets.typedName)
  await page.locator('textarea').first().fill(lformsSecrets.typedNote)
  await page.click('label:has-text("Nearly every day") >> nth=2')
  await page.waitForTimeout(restMs)
}

// Both interfaces draw in several turns after their data is there.
const restMs = 1200
