// The built script-tag recorder and its chunks under the policy of its README: `default-src 'self'; connect-src <ingest>`.
import { fileURLToPath } from 'node:url'
import { startTestIngest } from '@reseal/testing/ingest'
import type { Browser, Page } from 'playwright'
import { describe, expect, it, vi } from 'vitest'
import { launchChromium, launchFirefox } from '../support/browser.ts'
import { startFolderServer } from '../support/fixture-server.ts'

const patience = { timeout: 60_000, interval: 100 }
const dist = fileURLToPath(new URL('../../packages/recorder-sdk/dist', import.meta.url))

declare global {
  interface Window {
    violations?: string[]
  }
}

// A script of the page, as everything here: the policy has to let it run.
const watch = `
  window.violations = []
  document.addEventListener('securitypolicyviolation', (event) =>
    window.violations.push(event.violatedDirective + ' ' + event.blockedURI))
`

const page = (scripts: string): string =>
  `<!doctype html><meta charset="utf-8"><title>Policy</title><h1>A page</h1>${scripts}`

interface Visit {
  readonly page: Page
  readonly ingest: Awaited<ReturnType<typeof startTestIngest>>
  /** Files of the recorder that were loaded, by name. */
  readonly loaded: Set<string>
}

interface Setting {
  readonly launch: () => Promise<Browser>
  readonly html: string
  /** Script that starts the recorder; `options` are those of `init`. */
  readonly start: string
  /** Where the page may connect to; ingest when left out. */
  readonly connectTo?: string
  /** What scripts come from; the page's own origin when left out. */
  readonly scriptsFrom?: string
}

async function visit(setting: Setting, act: (visit: Visit) => Promise<void>): Promise<string[]> {
  const ingest = await startTestIngest()
  const options = {
    endpoint: ingest.url,
    appKey: `rsl_${'A'.repeat(22)}`,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
  }
  const server = await startFolderServer({
    folder: dist,
    connectTo: setting.connectTo ?? ingest.url,
    scriptsFrom: setting.scriptsFrom,
    extra: {
      '/': page(setting.html),
      '/watch.js': watch,
      '/start.js': `const options = ${JSON.stringify(options)}; ${setting.start}`,
    },
  })
  const browser = await setting.launch()
  try {
    const opened = await browser.newPage()
    const loaded = new Set<string>()
    opened.on('response', (response) => {
      const name = /reseal\.\w+\.js/.exec(response.url())?.[0]
      if (name !== undefined && response.ok()) loaded.add(name)
    })
    await opened.goto(server.origin)
    await act({ page: opened, ingest, loaded })
    return await opened.evaluate(() => window.violations ?? ['nothing was watched'])
  } finally {
    await browser.close()
    await server.stop()
    await ingest.stop()
  }
}

const scriptTag = {
  html: '<script src="/watch.js"></script><script src="/reseal.iife.js"></script><script src="/start.js"></script>',
  start: "Reseal.init({ ...options, consent: 'granted' })",
}
const stub = { ...scriptTag, html: scriptTag.html.replace('iife', 'stub') }
const nonce = 'cmVzZWFs'
const withNonce = {
  ...stub,
  html: stub.html.replaceAll('<script ', `<script nonce="${nonce}" `),
  scriptsFrom: `'nonce-${nonce}'`,
}
const banner = {
  html: scriptTag.html,
  start: `Reseal.init(options); Reseal.consentBanner({
    text: 'May we?', accept: 'Yes', decline: 'No', noticeVersion: '1' })`,
}

async function records({ ingest, loaded }: Visit): Promise<void> {
  await vi.waitFor(() => {
    expect(ingest.streams.size).toBe(1)
    expect(Array.from(loaded)).toContain('reseal.signals.js')
  }, patience)
}

async function recordsWhenAsked(visit: Visit): Promise<void> {
  await visit.page.waitForSelector('reseal-consent', { state: 'attached' })
  expect(visit.ingest.streams.size).toBe(0)
  // The banner is the first thing that the keyboard meets.
  await visit.page.keyboard.press('Tab')
  await visit.page.keyboard.press('Enter')
  await records(visit)
}

const settings = [
  { name: 'the script tag', launch: launchChromium, ...scriptTag, act: records },
  { name: 'the stub', launch: launchChromium, ...stub, act: records },
  { name: 'the stub with a nonce', launch: launchChromium, ...withNonce, act: records },
  { name: 'the consent banner', launch: launchChromium, ...banner, act: recordsWhenAsked },
  { name: 'the script tag in Firefox', launch: launchFirefox, ...scriptTag, act: records },
]

describe("under default-src 'self'; connect-src <ingest>", () => {
  it.concurrent.each(settings)('$name works, and what it loads', async (setting) => {
    expect(await visit(setting, setting.act)).toEqual([])
  })
})

it('says so when the policy does not name ingest', async () => {
  const violations = await visit(
    { launch: launchChromium, ...scriptTag, connectTo: "'self'" },
    async ({ page: opened }) => {
      await expect.poll(() => opened.evaluate(() => window.violations?.length)).toBeGreaterThan(0)
    },
  )
  expect(violations[0]).toMatch(/^connect-src http:\/\/127/)
})
