// The whole path on real input, as a person walks it: the clinic app, the recorder, ingest, the store, the viewer as
// engineer and as auditor, the export, the verification. Sixty canaries go in; none may be found anywhere.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@reseal/store'
import type { Browser, BrowserContext, Frame, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { canaryList, findCanaries } from '../support/canaries.ts'
import { dumpDatabase } from '../support/database-dump.ts'
import { type Demo, runReseal, startDemo } from '../support/demo-process.ts'
import { fillIntake, plantInPage, pressBrokenButton, untilAcknowledged } from './clinic-visit.ts'

let demo: Demo
let browser: Browser
let sessionId: string
const requestBodies: Buffer[] = []
const requestUrls: string[] = []

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

async function signIn(user: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(demo.signInLink(user))
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return { context, page }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  // What is being written is no object yet, and is gone before it could be read.
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.partial'))
  return files.map((entry) => join(entry.parentPath, entry.name))
}

async function visitClinic(): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  page.on('request', (request) => {
    if (!request.url().startsWith(demo.init.endpoint)) return
    requestUrls.push(request.url())
    const body = request.postDataBuffer()
    if (body) requestBodies.push(body)
  })
  await page.goto(demo.clinicUrl)
  await page.click('#consent-grant')
  await page.waitForSelector('#recording-notice')
  await fillIntake(page)
  await pressBrokenButton(page)
  await plantInPage(page)
  // The segment in which this lies ends with the first or the second of them.
  await untilAcknowledged(page, 2)
  sessionId = await page.evaluate(() => {
    const record = Object.entries(localStorage).find(([key]) => key.startsWith('reseal'))
    return (JSON.parse(record?.[1] ?? '{}') as { id?: string }).id ?? ''
  })
  await page.goto('about:blank')
  await context.close()
}

describe('a visit recorded, stored, watched and verified', () => {
  it('records a visit and sends only sealed bytes', async () => {
    await visitClinic()
    expect(canaryList.length).toBeGreaterThanOrEqual(60)
    expect(requestBodies.length).toBeGreaterThan(0)
    expect(sessionId).toMatch(/^[0-9a-f-]{36}$/)
    for (const body of requestBodies) expect(findCanaries(body)).toEqual([])
    for (const url of requestUrls) expect(findCanaries(url)).toEqual([])
  })

  it('keeps no canary in any stored object, anchor or table', async () => {
    for (const folder of ['objects', 'anchor']) {
      const files = await filesBelow(join(demo.dataDir, folder))
      expect(files.length).toBeGreaterThan(0)
      for (const file of files) expect(findCanaries(await readFile(file))).toEqual([])
    }
    expect(findCanaries(await dumpDatabase(await superuserConnection()))).toEqual([])
  })

  it('shows the engineer the masked session after a purpose is stated', async () => {
    const { context, page } = await signIn('eng-1')
    await page.goto(`${demo.viewerUrl}/sessions/${sessionId}`)
    await page.waitForSelector('[name=purpose], #purpose')
    await page.selectOption('[name=purpose], #purpose', 'debugging')
    await page.keyboard.press('Enter')
    const frame = await replayDocument(page)
    await frame.waitForSelector('form')
    const replayed = await frame.content()
    expect(replayed.length).toBeGreaterThan(2000)
    // Useful: the app's own headings are readable.
    expect(replayed).toContain('New patient intake')
    expect(findCanaries(replayed)).toEqual([])
    expect(findCanaries(await page.content())).toEqual([])
    // And the line of the app's own source that the error came from, by the maps that the demo uploaded.
    await page.goto(`${demo.viewerUrl}/errors`)
    await page.waitForFunction(async () => {
      const answer = await fetch('/api/errors')
      const { groups } = (await answer.json()) as { groups: readonly { place?: { file: string } }[] }
      return groups.some(({ place }) => place?.file === 'src/chart/chart-page.tsx')
    })
    await context.close()
  })

  it('shows the auditor who watched what, and refuses the replay', async () => {
    const { context, page } = await signIn('auditor-1')
    await page.goto(`${demo.viewerUrl}/audit`)
    await page.waitForSelector('[role=row]:has-text("replay.read"), tr:has-text("replay.read")')
    const listed = await page.content()
    for (const text of ['replay.open', 'eng-1', 'debugging', '127.0.0.1']) expect(listed).toContain(text)
    expect(findCanaries(listed)).toEqual([])
    const refused = await page.evaluate(async (session) => {
      const answer = await fetch(`/api/sessions/${session}/replays`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ purpose: 'debugging' }),
      })
      return { status: answer.status, body: (await answer.json()) as { error?: { code: string } } }
    }, sessionId)
    expect(refused.status).toBe(403)
    expect(Object.keys(refused.body)).toEqual(['error'])
    await context.close()
  })

  it('exports the session only with a purpose, and without a canary', async () => {
    const refused = await runReseal([
      'export',
      '--data',
      demo.dataDir,
      '--session',
      sessionId,
      '--format',
      'rrweb',
    ])
    expect(refused.code).not.toBe(0)
    expect(refused.stdout).toBe('')
    const exported = await runReseal([
      'export',
      '--data',
      demo.dataDir,
      '--session',
      sessionId,
      '--purpose',
      'debugging',
      '--format',
      'rrweb',
    ])
    expect(exported.stderr).not.toMatch(/error/i)
    expect(exported.code).toBe(0)
    const events = exported.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: number })
    expect(events.filter(({ type }) => type === 2).length).toBeGreaterThan(0)
    expect(events.length).toBeGreaterThan(50)
    expect(findCanaries(exported.stdout)).toEqual([])
  })

  it('verifies as intact, and logged no canary', async () => {
    const verified = await runReseal(['verify', '--data', demo.dataDir])
    expect(verified.stdout).toMatch(/intact/)
    expect(verified.code).toBe(0)
    expect(findCanaries(demo.output())).toEqual([])
  })
})

/** The demo's own cluster, joined as superuser: every table is there to be searched. */
async function superuserConnection(): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(demo.dataDir, 'postgres'), port: 0 })
  expect(postgres.shared).toBe(true)
  return postgres.connectionString('superuser')
}

/** The document that rrweb rebuilt, inside the replay frame of the viewer's page. */
async function replayDocument(page: Page): Promise<Frame> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const frame = page
      .frames()
      .find((candidate) => candidate.parentFrame()?.parentFrame() === page.mainFrame())
    if (frame && (await frame.$('form'))) return frame
    await page.waitForTimeout(100)
  }
  throw new Error('the replay frame did not show a document')
}
