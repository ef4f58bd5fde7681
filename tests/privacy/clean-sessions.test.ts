// Visits to the clinic app by synthetic patients (Synthea), 60 or as many as RESEAL_CLEAN_VISITS says, recorded under the preset `readable`: none of a
// patient's values is in the recording, and the sentinel, which looks at every field with the full detectors, would
// quarantine none of the visits.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isMaskedText, type RecordedEvent } from '@reseal/redaction-rules'
import { readable } from '@reseal/redaction-rules/presets'
import { createSentinel, createTextScanner } from '@reseal/worker'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startClinic } from '../../examples/clinic-intake/server.mjs'
import { launchChromium } from '../support/browser.ts'
import { type ClinicFolder, clinicFolder } from '../support/clinic-folder.ts'
import { bundleScript } from '../support/page-server.ts'

const visitCount = Number(process.env['RESEAL_CLEAN_VISITS'] ?? 60)
const visitsPerLoad = 10
const typedCategories: readonly string[] = [
  'NAME_GIVEN',
  'NAME_FAMILY',
  'DOB',
  'ID_SS',
  'ID_MR',
  'PHONE',
  'STREET',
  'CITY',
  'ZIP',
]
// Hundreds of visits to a real app, on a busy machine.
const timeoutMs = 300_000

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The values of each patient, as Synthea made them. */
function readPatients(): { cat: string; value: string }[][] {
  const patients = new Map<string, { cat: string; value: string }[]>()
  const text = readFileSync(file('packages/redaction-rules/test-data/corpora/synthea-values.jsonl'), 'utf8')
  for (const line of text.split('\n').filter(Boolean)) {
    const { patient, cat, value } = JSON.parse(line) as { patient: string; cat: string; value: string }
    patients.set(patient, [...(patients.get(patient) ?? []), { cat, value }])
  }
  return [...patients.values()]
}

/** Each readable text of a recording: what a viewer of the replay can read. */
function readableTexts(value: unknown, out: string[] = []): string[] {
  if (Array.isArray(value)) for (const entry of value) readableTexts(entry, out)
  else if (typeof value === 'object' && value !== null) {
    const { rule, textContent, value: text, opened, attributes } = value as Record<string, unknown>
    if (rule !== undefined)
      for (const entry of [textContent, text]) if (typeof entry === 'string') out.push(entry)
    if (typeof opened === 'object' && opened !== null) {
      for (const name of Object.keys(opened)) out.push(String((attributes as Record<string, unknown>)[name]))
    }
    for (const entry of Object.values(value)) readableTexts(entry, out)
  }
  return out
}

// Runs in the page: one visit, from a start of the recorder to its end.
async function visit(values: readonly string[]): Promise<unknown[]> {
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
  const settled = (): Promise<void> => pause(20)
  document.querySelector<HTMLElement>('#nav-intake')?.click()
  await settled()
  const { rules } = window as unknown as { rules: Parameters<typeof window.capturePage.start>[0] }
  const captured = window.capturePage.start(rules)
  const fields = [...document.querySelectorAll<HTMLInputElement>('input:not([type=file]), textarea')]
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
  for (const [index, field] of fields.entries()) {
    if (field.type === 'checkbox' || field.type === 'radio') field.click()
    else if (field instanceof HTMLInputElement) setter?.call(field, values[index % values.length])
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const note = document.querySelector('#desk-note')
  if (note !== null) note.textContent = values.join(' ')
  document.querySelector<HTMLElement>('#submit-intake')?.click()
  await settled()
  document.querySelector<HTMLElement>('#save-draft')?.click()
  await settled()
  document.querySelector<HTMLElement>('#open-chart')?.click()
  await settled()
  document.querySelector<HTMLElement>('#nav-patients')?.click()
  await settled()
  captured.takeKeyframe()
  captured.stop()
  if (captured.errors.length > 0) throw new Error(captured.errors.join())
  return captured.events
}

describe('clean sessions under the preset readable', () => {
  let browser: Browser
  let app: ClinicFolder
  let clinic: { url: string; stop(): Promise<void> }
  // Two at a time: each has a renderer of its own.
  let pages: readonly Page[]
  let captureScript: string

  async function openClinic(page: Page): Promise<void> {
    await page.goto(clinic.url)
    await page.waitForSelector('#first-name')
    await page.addScriptTag({ content: captureScript })
    await page.evaluate(
      (rules) => Object.assign(window, { rules }),
      JSON.parse(JSON.stringify(readable)) as object,
    )
  }

  beforeAll(async () => {
    app = await clinicFolder()
    clinic = await startClinic({ distDir: app.folder })
    browser = await launchChromium()
    captureScript = await bundleScript(file('tests/support/capture-page.ts'))
    pages = [await browser.newPage(), await browser.newPage()]
  })

  afterAll(async () => {
    await browser.close()
    await clinic.stop()
    await app.remove()
  })

  it(
    'holds no value of its patient, and nothing that quarantines it',
    async () => {
      const patients = readPatients()
      let readableCount = 0
      const hits: string[] = []
      const scanner = createTextScanner()
      async function visitAll(page: Page, lane: number): Promise<void> {
        for (let index = lane; index < visitCount; index += pages.length) {
          // The app keeps what was saved until it is loaded anew.
          if ((index - lane) % (visitsPerLoad * pages.length) === 0) await openClinic(page)
          const patient = patients[index % patients.length] ?? []
          const typed = patient.filter(({ cat }) => typedCategories.includes(cat)).map(({ value }) => value)
          const events = (await page.evaluate(visit, typed)) as RecordedEvent[]
          const text = JSON.stringify(events)
          for (const value of typed) {
            // A value of three letters can be part of anything, a ZIP code of the decimals of a width.
            if (value.length < 4) continue
            const isFound = /^\d+$/.test(value)
              ? new RegExp(`(?<![\\d.])${value}(?!\\d)`).test(text)
              : text.includes(value)
            expect(isFound, `visit ${index}`).toBe(false)
          }
          const texts = new Set(readableTexts(events).filter((entry) => !isMaskedText(entry)))
          readableCount += texts.size
          const found = createSentinel({ scanner }).scan({ index: 0, events })
          if (found.length > 0)
            hits.push(
              `visit ${index}: ${found.map(({ detector, path }) => `${detector} ${path}`).join(' | ')}`,
            )
        }
      }
      await Promise.all(pages.map(visitAll))
      console.log(
        `clean sessions: ${visitCount} visits, ${(readableCount / visitCount).toFixed(0)} readable texts each, ${hits.length} with a hit`,
      )
      expect(readableCount / visitCount).toBeGreaterThan(10)
      expect(hits).toEqual([])
    },
    timeoutMs,
  )
})
