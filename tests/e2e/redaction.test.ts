// A rule lets a name through: the session is quarantined before an engineer could open it, one privacy officer orders it
// redacted, another confirms, and what is then watched is the derived stream, without the name (design.md §5.8).
import type { Browser, BrowserContext, Frame, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { type Demo, runReseal, startDemo } from '../support/demo-process.ts'
import { untilAcknowledged } from './clinic-visit.ts'

/** No identifier to the light detectors in the page; a name to the full ones. */
const name = 'Margaret Thompson'

let demo: Demo
let browser: Browser
let session: string
const people = new Map<string, Page>()

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchChromium()
  session = await visitClinic(await browser.newContext())
  for (const person of ['eng-1', 'privacy-1', 'privacy-2']) people.set(person, await signIn(person))
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** A visit on which the app puts a name where its rules let text through. */
async function visitClinic(context: BrowserContext): Promise<string> {
  const page = await context.newPage()
  await page.goto(demo.clinicUrl)
  await page.click('#consent-grant')
  await page.waitForSelector('#recording-notice')
  await page.evaluate((text) => {
    const title = document.querySelector('.card-title')
    if (title) title.textContent = text
  }, name)
  await untilAcknowledged(page, 1)
  const id = await page.evaluate(() => {
    const record = Object.entries(localStorage).find(([key]) => key.startsWith('reseal'))
    return (JSON.parse(record?.[1] ?? '{}') as { id?: string }).id ?? ''
  })
  // The page ends, and with it the stream.
  await page.goto('about:blank')
  await context.close()
  return id
}

async function signIn(person: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(demo.signInLink(person))
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return page
}

function pageOf(person: string): Page {
  const page = people.get(person)
  if (page === undefined) throw new Error('nobody of this name is signed in')
  return page
}

/** Code of the answer when a person asks to open the replay; `opened` where they may. */
function ask(person: string): Promise<string> {
  return pageOf(person).evaluate(async (id) => {
    const response = await fetch(`/api/sessions/${id}/replays`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ purpose: 'debugging' }),
    })
    const reply = (await response.json()) as { error?: { code: string } }
    return reply.error?.code ?? 'opened'
  }, session)
}

/** The document that rrweb rebuilt, inside the replay frame of the viewer's page. */
async function replayDocument(page: Page): Promise<Frame> {
  const find = async (): Promise<Frame | undefined> => {
    const frame = page
      .frames()
      .find((candidate) => candidate.parentFrame()?.parentFrame() === page.mainFrame())
    return frame && (await frame.$('form')) ? frame : undefined
  }
  await expect.poll(async () => (await find()) !== undefined, { timeout: 30_000 }).toBe(true)
  const frame = await find()
  if (frame === undefined) throw new Error('the replay frame shows no document')
  return frame
}

const listStreams = (person: string): Promise<readonly string[]> =>
  pageOf(person).evaluate(async (id) => {
    const told = await fetch(`/api/sessions/${id}`)
    return ((await told.json()) as { streams: { stream: string }[] }).streams.map(({ stream }) => stream)
  }, session)

describe('a name that a rule let through', () => {
  let sources: readonly string[]

  it('quarantines the session, which no engineer opens', async () => {
    await expect.poll(() => ask('eng-1'), { timeout: 30_000 }).toBe('quarantined')
    sources = await listStreams('privacy-1')
    expect(sources.length).toBeGreaterThan(0)
  })

  it('is shown to an officer by its place, who orders the redaction', async () => {
    const page = pageOf('privacy-1')
    await page.goto(`${demo.viewerUrl}/quarantine/${session}`)
    await page.waitForSelector('.order-offered input[type=checkbox]')
    expect(await page.textContent('main')).not.toContain(name)
    await page.fill('[name=order-reason]', 'the title shows a person')
    await page.click('text=Propose to redact')
    await page.waitForSelector('[data-state=proposed]')
    expect(await page.textContent('[data-state=proposed]')).toContain(
      'Another privacy officer has to confirm it',
    )
  })

  it('is taken away once another officer confirms', async () => {
    const page = pageOf('privacy-2')
    await page.goto(`${demo.viewerUrl}/quarantine`)
    await page.click('.orders-open a')
    await page.waitForSelector('[data-state=proposed]')
    expect(await page.textContent('[data-state=proposed]')).toContain('the title shows a person')
    await page.click('text=Confirm and redact')
    await page.waitForSelector('[data-state=done]', { timeout: 45_000 })
    await page.waitForSelector('.state:text-is("redacted")')
  })

  it('is not in what engineers watch from then on: a stream sealed anew', async () => {
    await expect.poll(() => ask('eng-1'), { timeout: 30_000 }).toBe('opened')
    const derived = await listStreams('eng-1')
    expect(derived).toHaveLength(sources.length)
    expect(derived.filter((stream) => sources.includes(stream))).toEqual([])
    const page = pageOf('eng-1')
    await page.goto(`${demo.viewerUrl}/sessions/${session}`)
    await page.waitForSelector('[name=purpose], #purpose')
    await page.selectOption('[name=purpose], #purpose', 'debugging')
    await page.click('button[type=submit]')
    const replayed = await (await replayDocument(page)).content()
    expect(replayed).toContain('New patient intake')
    expect(replayed).not.toContain(name)
  })

  it('left nothing that a verification would find', async () => {
    const { code, stdout } = await runReseal(['verify', '--data', demo.dataDir, '--json'])
    const report = JSON.parse(stdout) as {
      problems: unknown[]
      recordings: { tombstones: { reason: string }[] }
    }
    expect(report.problems).toEqual([])
    expect(report.recordings.tombstones.map(({ reason }) => reason)).toEqual(sources.map(() => 'redaction'))
    expect(code).toBe(0)
  })
})
