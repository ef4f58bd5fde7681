// An admin adds an app and records its first session, with nothing but what the page Set up shows: it is pasted into a page
// of the test's, character by character. And the switch that ends recording at once.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page, Response } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleScript } from '../support/page-server.ts'
import { type ClinicTeam, startClinicTeam } from './clinic-team.ts'

const recorderFolder = fileURLToPath(new URL('../../packages/recorder-sdk/dist', import.meta.url))

let team: ClinicTeam
let portal: Portal
let admin: Page
/** Id of the app; another one with each attempt. */
let app: string

beforeAll(async () => {
  team = await startClinicTeam()
  portal = await startPortal()
  admin = await team.pageOf('admin-1')
})

afterAll(async () => {
  await portal?.stop()
  await team?.stop()
})

test('an app is added, its snippet pasted, and the first session recorded', async () => {
  await admin.goto(`${team.demo.viewerUrl}/setup`)
  await admin.getByRole('button', { name: 'Add another' }).click()
  app = `portal-${randomBytes(4).toString('hex')}`
  await admin.getByLabel('Name').fill(app)
  await admin.getByLabel('Origin', { exact: true }).fill('portal.example.org/login')
  await admin.getByRole('button', { name: 'Add origin' }).click()
  await admin.getByText('An origin begins with its scheme.').waitFor()
  await admin.getByRole('button', { name: 'Add https://portal.example.org' }).click()
  await admin.getByRole('button', { name: 'Add the app' }).click()

  // Nothing has come yet, and the page says what to do.
  await stateOf('contact', 'waiting')
  await admin.getByRole('button', { name: 'Script tag' }).click()
  const [html = '', startRecording = '', policy = ''] = await snippet()
  portal.serve({ html, policy, files: { '/start-recording.js': startRecording } })

  // Its pages are served from elsewhere than was said: ingest refuses them, and who sets it up sees why.
  const visitor = await visitPortal()
  await stateOf('contact', 'problem')
  await admin.getByText(`A page on ${portal.origin} sends with this app’s key, and is refused`).waitFor()
  await admin.getByRole('button', { name: `Add ${portal.origin}` }).click()
  await admin.getByText(`${portal.origin} ·`).waitFor()
  await untilTaken(visitor)
  for (const check of ['contact', 'policy', 'consent', 'segment', 'index', 'sentinel']) {
    await stateOf(check, 'done')
  }
  await admin.getByText('The first session is recorded.').waitFor()

  // Whoever is made an engineer of the app may open it.
  await admin.getByRole('link', { name: 'Make somebody an engineer' }).click()
  const member = admin.getByRole('row', { name: /eng-1/u }).getByRole('checkbox', { name: app })
  await member.click()
  await expect.poll(() => member.isChecked()).toBe(true)
  const engineer = await team.pageOf('eng-1')
  await engineer.goto(`${team.demo.viewerUrl}/sessions?app=${app}`)
  await engineer.getByRole('row').filter({ hasText: '/' }).first().waitFor()

  // The form for bundlers records too.
  await admin.goto(`${team.demo.viewerUrl}/setup/${app}`)
  const [, module = ''] = await snippet()
  portal.serve({
    html: '<script src="/page.js"></script>',
    policy,
    files: { '/page.js': await bundled(module) },
  })
  await untilTaken(await visitPortal())
})

test('an admin ends recording at once, and lets it begin again', async () => {
  await admin.goto(`${team.demo.viewerUrl}/apps/${app}`)
  const appKey = await admin.getByRole('button', { name: /^rsl_/u }).first().textContent()
  const parcels = `${team.demo.init.endpoint}/v1/apps/${appKey}/parcels`
  const sent = async (): Promise<number> => {
    const headers = { origin: portal.origin }
    return (await fetch(parcels, { method: 'POST', headers, body: 'no parcel' })).status
  }
  expect(await sent()).toBe(400)
  await admin.getByRole('button', { name: 'Stop recording' }).click()
  await admin.getByRole('button', { name: 'Stop now' }).click()
  await admin.getByText('Stopped by admin-1').waitFor()
  // Every ingest process hears of it within a second.
  await expect.poll(sent).toBe(401)
  await admin.getByRole('button', { name: 'Take recordings again' }).click()
  await admin.getByText('Taken again by admin-1').waitFor()
  await expect.poll(sent).toBe(400)
})

/** Waits until a check of the page Set up says so. */
async function stateOf(check: string, state: string): Promise<void> {
  await admin.locator(`[data-check="${check}"][data-state="${state}"]`).waitFor()
}

/** The texts that the page gives to copy, in order. */
async function snippet(): Promise<readonly string[]> {
  await admin.locator('.snippet-part pre').first().waitFor()
  return admin.locator('.snippet-part pre').allTextContents()
}

/** Somebody new opens the portal, allows recording, and does something. */
async function visitPortal(): Promise<Page> {
  const context = await team.browser.newContext()
  const page = await context.newPage()
  await page.goto(portal.origin)
  // The banner's inside is closed to scripts; it is the first thing that the keyboard meets.
  await page.waitForSelector('reseal-consent', { state: 'attached' })
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Book' }).click()
  return page
}

/** Loads the page again until ingest, which hears of a change within a second, takes what it sends. */
async function untilTaken(page: Page): Promise<void> {
  let isSent = false
  while (!isSent) {
    const taken = page.waitForResponse(isTaken, { timeout: 10_000 }).then(
      () => true,
      () => false,
    )
    await page.reload()
    await page.getByRole('button', { name: 'Book' }).click()
    isSent = await taken
  }
}

const isTaken = (response: Response): boolean => response.url().endsWith('/parcels') && response.ok()

interface Portal {
  readonly origin: string
  /** What its page has beside a button, and the policy of all it serves. */
  serve(page: { readonly html: string; readonly policy: string; readonly files: Files }): void
  stop(): Promise<void>
}

type Files = Readonly<Record<string, string>>

/** An app of somebody's own, with the recorder's files beside it. */
async function startPortal(): Promise<Portal> {
  const names = (await readdir(recorderFolder)).filter((name) => /^reseal\.\w+\.js$/u.test(name))
  const recorder = Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [`/${name}`, await readFile(join(recorderFolder, name), 'utf8')] as const),
    ),
  )
  let page: Parameters<Portal['serve']>[0] = { html: '', policy: '', files: {} }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://portal').pathname
    const script = page.files[path] ?? recorder[path]
    response.writeHead(path === '/' || script !== undefined ? 200 : 404, {
      'content-type': script === undefined ? 'text/html; charset=utf-8' : 'text/javascript; charset=utf-8',
      'content-security-policy': `default-src 'self'; ${page.policy}`,
    })
    response.end(script ?? `<!doctype html><title>Portal</title><button>Book</button>${page.html}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (next) => {
      page = next
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The module as a bundler makes it. */
async function bundled(module: string): Promise<string> {
  // Below node_modules: packages are found from there, and nothing of it is the repository's.
  const folder = await mkdtemp(fileURLToPath(new URL('../../node_modules/.pasted-', import.meta.url)))
  try {
    const entry = join(folder, 'page.js')
    await writeFile(entry, module)
    return await bundleScript(entry)
  } finally {
    await rm(folder, { recursive: true })
  }
}
