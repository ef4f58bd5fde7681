// For each planted bug of clinic-intake: what its walkthrough (docs/walkthroughs) rests on is in the recording, and is not where the
// same is done without the bug; nothing of the patient can be read in either.
import type { RecordedLike } from '@reseal/testing/ingest'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedPatients } from '../../examples/clinic-intake/src/patients/patient.ts'
import { launchChromium } from '../support/browser.ts'
import { canaryList } from '../support/canaries.ts'
import { type ClinicFolder, clinicFolder } from '../support/clinic-folder.ts'
import { evidence } from './evidence.ts'
import { recordVisit } from './record-visit.ts'
import { type BugName, visits } from './visits.ts'

const bugs = Object.keys(visits) as BugName[]
// They wait most of the time.
const atOnce = 8

let app: ClinicFolder
let browser: Browser
const recordings = new Map<string, readonly RecordedLike[]>()

beforeAll(async () => {
  app = await clinicFolder()
  browser = await launchChromium()
  const waiting = bugs.flatMap((bug) => [
    { bug, planted: bug },
    { bug, planted: 'none' },
  ])
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { bug, planted } = next
      const events = await recordVisit({ browser, distDir: app.folder, bug: planted, visit: visits[bug] })
      recordings.set(`${bug} ${planted}`, events)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
})

afterAll(async () => {
  await browser?.close()
  await app?.remove()
})

describe.each(bugs)('the planted bug %s', (bug) => {
  const recorded = (planted: string): readonly RecordedLike[] => recordings.get(`${bug} ${planted}`) ?? []

  it('shows in the recording of a visit that meets it, and only there', () => {
    expect(evidence[bug](recorded(bug))).toBe(true)
    expect(evidence[bug](recorded('none'))).toBe(false)
  })

  it('is found without a value of the patient', () => {
    const values = [
      ...canaryList.map(({ value }) => value),
      ...seedPatients.flatMap(({ firstName, lastName, id, birthDate, ssn, phone, note }) => [
        firstName,
        lastName,
        id,
        birthDate,
        ssn,
        phone,
        note,
      ]),
    ]
    for (const planted of [bug, 'none']) {
      const text = JSON.stringify(recorded(planted))
      expect(values.filter((value) => text.includes(value))).toEqual([])
    }
  })
})
