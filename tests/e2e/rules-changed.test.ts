// A rule set published today covers yesterday's recording: what an allow let through is gone from the viewer's API and
// from exports once the published rules lack it, and the audit log says which rules were applied.
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalRules } from '@reseal/redaction-rules'
import type { Browser, BrowserContext } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clinicRules } from '../../examples/clinic-intake/src/replay-consent/rules.ts'
import { launchChromium } from '../support/browser.ts'
import { type Demo, runReseal, startDemo } from '../support/demo-process.ts'
import { fillIntake, untilAcknowledged } from './clinic-visit.ts'

/** A heading of the clinic app that its own rules let through. */
const heading = 'New patient intake'

let demo: Demo
let browser: Browser
let engineer: BrowserContext
let session: string

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchChromium()
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(demo.clinicUrl)
  await page.click('#consent-grant')
  await page.waitForSelector('#recording-notice')
  await fillIntake(page)
  await untilAcknowledged(page, 1)
  session = await page.evaluate(() => {
    const record = Object.entries(localStorage).find(([key]) => key.startsWith('reseal'))
    return (JSON.parse(record?.[1] ?? '{}') as { id?: string }).id ?? ''
  })
  await page.goto('about:blank')
  await context.close()
  engineer = await browser.newContext()
  const signIn = await engineer.newPage()
  await signIn.goto(demo.signInLink('eng-1'))
  await signIn.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** Everything the viewer's API serves of the session's first stream, as the web app asks for it. */
async function watch(): Promise<string> {
  const [page] = engineer.pages()
  if (page === undefined) throw new Error('nobody is signed in')
  return page.evaluate(async (id) => {
    const told = await fetch(`/api/sessions/${id}`)
    const { streams } = (await told.json()) as { streams: { stream: string; startedAtMs: number }[] }
    const opened = await fetch(`/api/sessions/${id}/replays`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ purpose: 'debugging' }),
    })
    const { replayId } = (await opened.json()) as { replayId: string }
    const [stream] = streams
    const query = `fromMs=${stream?.startedAtMs}&toMs=${(stream?.startedAtMs ?? 0) + 600_000}`
    const range = await fetch(`/api/replays/${replayId}/streams/${stream?.stream}/events?${query}`)
    return range.text()
  }, session)
}

async function exportSession(): Promise<string> {
  const words = ['export', '--data', demo.dataDir, '--session', session, '--purpose', 'debugging']
  const { code, stdout, stderr } = await runReseal(words)
  expect(stderr).toMatch(/^(?:.*: consent: .*\n)*$/)
  expect(code).toBe(0)
  return stdout
}

/** Publishes rules for the clinic app; resolves with their hash. */
async function publish(rules: object): Promise<string> {
  const file = join(demo.dataDir, 'rules.json')
  await writeFile(file, JSON.stringify(rules))
  const words = ['rules', 'publish', '--data', demo.dataDir, '--app', 'clinic-intake', '--file', file]
  const published = await runReseal([...words, '--json'])
  expect(published.stderr).toBe('')
  return (JSON.parse(published.stdout) as { sha256: string }).sha256
}

/** The events of an export. */
function parse(lines: string): unknown[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

// A position over an element that is gone by the time it is reported is taken away.
const isPointerMove = (event: unknown): boolean =>
  (event as { data?: { source?: unknown } }).data?.source === 1

describe('rules that change after a recording', () => {
  it('serves and exports what was recorded under the rules that the demo publishes', async () => {
    expect(session).toMatch(/^[0-9a-f-]{36}$/)
    expect(await watch()).toContain(heading)
    expect(await exportSession()).toContain(heading)
  })

  it('takes nothing away under the rules that were in force', async () => {
    const before = parse(await exportSession())
    expect(before.length).toBeGreaterThan(10)
    await publish(clinicRules)
    const after = parse(await exportSession())
    const others = (events: readonly unknown[]): unknown[] => events.filter((event) => !isPointerMove(event))
    expect(others(after)).toEqual(others(before))
    expect(await watch()).toContain(heading)
  })

  it('serves and exports no word that the published rules do not allow', async () => {
    const sha256 = await publish({ version: 'nothing', mask: [{ id: 'all', selector: 'html' }] })
    const watched = await watch()
    expect(watched).toContain('"type":2')
    expect(watched).not.toContain(heading)
    const exported = await exportSession()
    expect(exported).toContain('"type":2')
    expect(exported).not.toContain(heading)
    const audit = await runReseal(['audit', 'export', '--data', demo.dataDir, '--format', 'jsonl'])
    const versions = audit.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: Record<string, unknown> }).event)
      .filter(({ action }) => ['replay.read', 'recording.export'].includes(String(action)))
      .map((event) => [event['action'], event['rule_set_version']])
    const own = createHash('sha256').update(canonicalRules(clinicRules)).digest('hex')
    expect(versions.slice(0, 2)).toEqual([
      ['replay.read', own],
      ['recording.export', own],
    ])
    expect(versions.slice(-2)).toEqual([
      ['replay.read', sha256],
      ['recording.export', sha256],
    ])
  })
})
