// Consent taken back, as a patient does it: a visit recorded through the real ingest, withdrawn in the app, shredded by the
// real worker. Then nobody opens it, verification names the tombstone, and what comes late is refused.
import { join } from 'node:path'
import { createDatabase, startEmbeddedPostgres } from '@reseal/store'
import { sql } from 'kysely'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { type CommandResult, type Demo, runReseal, startDemo } from '../support/demo-process.ts'
import { fillIntake, untilAcknowledged } from './clinic-visit.ts'

let demo: Demo
let browser: Browser
let patient: Page
let engineer: Page
let session: string
const parcels: Buffer[] = []

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchChromium()
  patient = await (await browser.newContext()).newPage()
  patient.on('request', (request) => {
    const body = request.url().endsWith('/parcels') ? request.postDataBuffer() : null
    if (body !== null) parcels.push(body)
  })
  await patient.goto(demo.clinicUrl)
  await patient.click('#consent-grant')
  await patient.waitForSelector('#recording-notice')
  await fillIntake(patient)
  await untilAcknowledged(patient, 1)
  session = await patient.evaluate(() => {
    const record = Object.entries(localStorage).find(([key]) => /^reseal:[^:]+$/.test(key))
    return (JSON.parse(record?.[1] ?? '{}') as { id?: string }).id ?? ''
  })
  engineer = await (await browser.newContext()).newPage()
  await engineer.goto(demo.signInLink('eng-1'))
  await engineer.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

const exportSession = (): Promise<CommandResult> =>
  runReseal(['export', '--data', demo.dataDir, '--session', session, '--purpose', 'debugging'])

/** The viewer's answer to an engineer who opens the session: status and code. */
const open = (): Promise<[number, string | undefined]> =>
  engineer.evaluate(async (id) => {
    const answer = await fetch(`/api/sessions/${id}/replays`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ purpose: 'debugging' }),
    })
    const { error } = (await answer.json()) as { error?: { code: string } }
    return [answer.status, error?.code]
  }, session)

/** How many keys of the session's streams the database still holds. */
async function keyCount(): Promise<number> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(demo.dataDir, 'postgres'), port: 0 })
  const db = createDatabase({ connectionString: postgres.connectionString('superuser') })
  try {
    const { rows } = await sql`SELECT FROM stream_keys JOIN streams ON streams.id = stream_id
      WHERE session_id = ${session}`.execute(db)
    return rows.length
  } finally {
    await db.destroy()
  }
}

describe('a visit', () => {
  it('says on what consent it was recorded, while it may be opened', async () => {
    expect(await keyCount()).toBeGreaterThan(0)
    expect(await open()).toEqual([201, undefined])
    const exported = await exportSession()
    expect(exported.code).toBe(0)
    expect(exported.stderr).toMatch(/consent: .*; proven by the stream's header/)
  })

  it('is withdrawn in the app, and soon gone: no key, no replay, no export', async () => {
    await patient.click('#consent-withdraw')
    const state = (): Promise<string> =>
      engineer.evaluate(async (id) => {
        const told = (await (await fetch(`/api/sessions/${id}`)).json()) as { state: string }
        return told.state
      }, session)
    await expect.poll(state, { timeout: 30_000 }).toBe('withdrawn')
    expect(await keyCount()).toBe(0)
    expect(await open()).toEqual([410, 'shredded'])
    await engineer.goto(`${demo.viewerUrl}/sessions/${session}`)
    await engineer.waitForSelector('text=Consent to this session was withdrawn')
    const exported = await exportSession()
    expect(exported.code).not.toBe(0)
    expect(exported.stdout).toBe('')
  })

  it('passes verification, which names the tombstone', async () => {
    const verified = await runReseal(['verify', '--data', demo.dataDir])
    expect(verified.stdout).toMatch(/^intact/)
    expect(verified.stdout).toMatch(new RegExp(`withdrawn: stream [0-9a-f-]{36} of session ${session}`))
    expect(verified.code).toBe(0)
  })

  it('takes nothing that comes late', async () => {
    expect(parcels.length).toBeGreaterThan(0)
    for (const body of parcels) {
      const answer = await fetch(`${demo.init.endpoint}/v1/apps/${demo.init.appKey}/parcels`, {
        method: 'POST',
        headers: { origin: new URL(demo.clinicUrl).origin },
        body: new Uint8Array(body),
      })
      expect(answer.status).toBe(410)
    }
    expect(await keyCount()).toBe(0)
  })
})
