// The React bindings in a production build, in Chromium, under a strict content security policy.
import { fileURLToPath } from 'node:url'
import { signalPlugin } from '@reseal/redaction-rules'
import { type RecordedLike, startTestIngest, type TestIngest } from '@reseal/testing/ingest'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { type BuiltFolder, buildFolder, startFolderServer } from '../support/fixture-server.ts'

const patience = { timeout: 60_000, interval: 100 }
const fixture = fileURLToPath(new URL('./fixture', import.meta.url))

let browser: Browser
let built: BuiltFolder
let builtWithRouter6: BuiltFolder

beforeAll(async () => {
  ;[browser, built, builtWithRouter6] = await Promise.all([
    launchChromium(),
    buildFolder(fixture),
    buildFolder(fixture, { 'react-router': 'react-router-6' }),
  ])
})
afterAll(async () => {
  await browser?.close()
  await built?.remove()
  await builtWithRouter6?.remove()
})

interface Visit {
  readonly page: Page
  readonly ingest: TestIngest
  /** Ends the app and gives all events of each stream. */
  leave(): Promise<RecordedLike[][]>
}

async function visit(
  app: string,
  act: (visit: Visit) => Promise<void>,
  from: BuiltFolder = built,
): Promise<void> {
  const ingest = await startTestIngest()
  const settings = {
    endpoint: ingest.url,
    appKey: `rsl_${'A'.repeat(22)}`,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
    viewerUrl: 'https://viewer.example.org',
  }
  const server = await startFolderServer({
    folder: from.folder,
    connectTo: ingest.url,
    extra: { '/settings.js': `window.settings = ${JSON.stringify(settings)}` },
  })
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const violations: string[] = []
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) violations.push(message.text())
    })
    await page.goto(`${server.origin}/?app=${app}`)
    await vi.waitFor(() => expect(ingest.streams.size).toBe(1), patience)
    await act({
      page,
      ingest,
      async leave() {
        await page.evaluate(() => window.fixture.unmount())
        await vi.waitFor(() => expect(allFinal(ingest)).toBe(true), patience)
        return Promise.all(Array.from(ingest.streams.keys(), (id) => ingest.eventsOf(id)))
      },
    })
    expect(violations).toEqual([])
  } finally {
    await context.close()
    await server.stop()
    await ingest.stop()
  }
}

function allFinal(ingest: TestIngest): boolean {
  return Array.from(ingest.streams.values()).every(({ segments }) => segments.at(-1)?.header.final === true)
}

function payloads(events: readonly RecordedLike[], plugin: string): Record<string, unknown>[] {
  return events
    .filter(({ data }) => data['plugin'] === plugin)
    .map(({ data }) => data['payload'] as Record<string, unknown>)
}

/** The templates that the app's router told. */
function templates(events: readonly RecordedLike[]): unknown[] {
  return payloads(events, signalPlugin.route)
    .filter(({ kind }) => kind === 'router')
    .map((payload) => payload['url.template'])
}

describe('ResealProvider', () => {
  it('records once under StrictMode, from before layout effects until it is unmounted', () =>
    visit('shell', async ({ page, ingest, leave }) => {
      expect(await page.getAttribute('html', 'data-had-session')).toBe('true')
      const streams = await leave()
      expect(streams).toHaveLength(1)
      expect(ingest.streams.size).toBe(1)
      // After the end nothing is observed any more.
      const sent = ingest.requests.length
      await page.evaluate(() => document.body.append('after the end'))
      await page.close({ runBeforeUnload: true })
      expect(ingest.requests.length).toBe(sent)
    }))

  it('goes on with the same recording when it is mounted again at once', () =>
    visit('shell', async ({ page, ingest, leave }) => {
      await page.evaluate(() => window.fixture.remount())
      await page.waitForSelector('#break')
      expect(await leave()).toHaveLength(1)
      expect(
        Array.from(ingest.streams.values())[0]?.segments.filter(({ header }) => header.final),
      ).toHaveLength(1)
    }))

  it('hands options that cannot work to the error boundary around it', () =>
    visit('mistaken', async ({ page }) => {
      expect(await page.textContent('#mistake')).toBe('bad_app_key')
    }))
})

describe('regions', () => {
  it('block, mask, and allow only in a trusted container', () =>
    visit('shell', async ({ leave }) => {
      const [events = []] = await leave()
      const text = JSON.stringify(events)
      expect(text).toContain('Readable by rule')
      expect(text).toContain('Appointments today')
      for (const closed of ['maskedinside', 'maskedcell', 'blockedinside', 'untrustedheading']) {
        expect(text).not.toContain(closed)
      }
    }))

  it('wrap without a box of their own, but for a block', () =>
    visit('shell', async ({ page }) => {
      const displayOf = (selector: string): Promise<string> =>
        page.locator(selector).evaluate((element) => getComputedStyle(element).display)
      expect(await displayOf('#trusted > div[data-reseal=mask]')).toBe('contents')
      expect(await displayOf('#blocked')).toBe('block')
      expect(await displayOf('tr[data-reseal=mask]')).toBe('table-row')
    }))
})

describe('ResealErrorBoundary', () => {
  it('records the error with the places of the component stack, not a name of it, and shows the fallback', () =>
    visit('shell', async ({ page, leave }) => {
      await page.click('#break')
      await page.click('#reset')
      await page.waitForSelector('#break')
      const [events = []] = await leave()
      const errors = payloads(events, signalPlugin.error)
      expect(errors).toMatchObject([
        { kind: 'handled', name: 'TypeError', causes: [{ name: 'Error' }, { name: 'RangeError' }] },
      ])
      const text = JSON.stringify(errors)
      for (const secret of ['patientnamelost', 'patientcause', 'Fragile', 'ShellApp', 'rendered by']) {
        expect(text).not.toContain(secret)
      }
      const [stack] = (errors[0]?.['causes'] ?? []) as { frames: unknown[] }[]
      expect(stack?.frames.length).toBeGreaterThan(0)
    }))
})

const routers = [
  { name: 'a data router of React Router 7', app: 'data', parameter: 'tab' },
  { name: 'a component router of React Router 7', app: 'components', parameter: 'tab' },
  { name: 'a data router of React Router 6', app: 'data', parameter: 'tab', router6: true },
  { name: 'a component router of React Router 6', app: 'components', parameter: 'tab', router6: true },
  { name: 'TanStack Router', app: 'tanstack', parameter: 'tab' },
  { name: "what Next's hooks return", app: 'next', parameter: 'tab' },
] as const

describe.concurrent('routes', () => {
  it.each(routers)('are the declared templates by $name', (router) =>
    visit(
      router.app,
      async ({ page, leave }) => {
        for (const id of ['to-list', 'to-one', 'to-other', 'to-notes', 'to-files', 'to-list']) {
          await page.click(`#${id}`)
          // Navigations that follow each other at once may be one to a router.
          await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)))
        }
        const [events = []] = await leave()
        expect(templates(events)).toEqual([
          '/clinic',
          '/clinic/patients',
          // Once for two patients one after the other: the same again would tell how often something is typed.
          '/clinic/patients/:id',
          '/clinic/patients/:id/:tab',
          // The files' splat is not declared.
          '/…',
          '/clinic/patients',
        ])
        const text = JSON.stringify(events)
        for (const secret of ['8812345', '8899999', 'zqsecretpath']) expect(text).not.toContain(secret)
      },
      'router6' in router ? builtWithRouter6 : built,
    ),
  )
})
