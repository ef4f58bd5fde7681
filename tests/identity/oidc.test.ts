// Sign-in at an identity provider as a person does it: the built web app in Chromium, the provider on another site.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { type OidcViewer, startOidcViewer } from './oidc-viewer.ts'

let viewer: OidcViewer
let browser: Browser
let context: BrowserContext
let page: Page
let complaints: string[]

beforeAll(async () => {
  viewer = await startOidcViewer()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await viewer?.stop()
})
beforeEach(async () => {
  viewer.provider.isDown = false
  viewer.setAhead(0)
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  complaints = []
  context.on('weberror', (error) => complaints.push(error.error().message))
  context.on('console', (message) => {
    if (/Content Security Policy|Trusted|violat/i.test(message.text())) complaints.push(message.text())
  })
})
afterEach(() => context.close())

let count = 0

/** Someone new at the provider. */
function enrol(groups: readonly string[], amr = ['pwd', 'otp']): string {
  const name = `person-${++count}`
  viewer.provider.people.set(name, { password: 'correct', claims: { preferred_username: name, groups }, amr })
  return name
}

async function logIn(at: Page, name: string): Promise<void> {
  await at.locator('[name=name]').fill(name)
  await at.locator('[name=password]').fill('correct')
  await at.getByRole('button', { name: 'Log in' }).click()
}

async function signIn(at: Page, name: string, path = '/audit'): Promise<void> {
  await at.goto(`${viewer.url}${path}`)
  await at.getByRole('button', { name: 'Sign in with Clinic ID' }).click()
  await logIn(at, name)
  await at.getByRole('button', { name: 'Sign out' }).waitFor()
}

describe('someone', () => {
  it('signs in and is where they wanted to be, with a cookie that no other site sends', async () => {
    const name = enrol(['engineers', 'officers'])
    await signIn(page, name, '/audit?action=user.sign_in')
    expect(page.url()).toBe(`${viewer.url}/audit?action=user.sign_in`)
    expect(await page.locator('.who').textContent()).toContain(`${name} engineer, privacy-officer`)
    const [cookie, ...others] = (await context.cookies(viewer.url)).filter(({ name: each }) =>
      each.startsWith('reseal'),
    )
    expect(cookie).toMatchObject({ name: 'reseal_session', sameSite: 'Strict', httpOnly: true })
    expect(others).toEqual([])
    expect((await viewer.events('user.sign_in'))[0]).toMatchObject({
      actor: { method: 'oidc', issuer: viewer.provider.issuer, subject: name },
    })
    expect(complaints).toEqual([])
  })

  it('is told in plain words what is missing, and gets in once it is there', async () => {
    const name = enrol([], ['pwd'])
    await page.goto(`${viewer.url}/`)
    const button = page.getByRole('button', { name: 'Sign in with Clinic ID' })
    await button.click()
    await logIn(page, name)
    await page.getByText('A second factor is required here').waitFor()
    expect(page.url()).toBe(`${viewer.url}/sign-in`)
    await context.clearCookies()
    viewer.provider.people.get(name)?.amr.push('otp')
    await button.click()
    await logIn(page, name)
    await page.getByText('You are known, and have no role here.').waitFor()
    viewer.provider.isDown = true
    await button.click()
    await expect.poll(() => page.locator('body').textContent()).toMatch(/down|does not answer/)
    viewer.provider.isDown = false
    const person = viewer.provider.people.get(name)
    if (person) person.claims['groups'] = ['engineers']
    await context.clearCookies()
    await signIn(page, name, '/sessions')
  })

  it('is signed out in the page within a minute of leaving the group', async () => {
    const name = enrol(['engineers'])
    await signIn(page, name, '/sessions')
    const person = viewer.provider.people.get(name)
    if (person) person.claims['groups'] = []
    viewer.setAhead(31_000)
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.getByText('You are signed out.').waitFor()
    expect((await viewer.events('user.log_off'))[0]).toMatchObject({
      cause: 'removed',
      actor: { subject: name },
    })
  })

  it('ends the sign-in of another browser, whose next request is refused', async () => {
    const name = enrol(['engineers'])
    await signIn(page, name, '/sign-ins')
    const elsewhere = await (await browser.newContext()).newPage()
    await signIn(elsewhere, name, '/sessions')
    await page.keyboard.press('r')
    const rows = page.locator('.sign-ins tbody tr')
    await expect.poll(() => rows.count()).toBe(2)
    const other = rows.filter({ hasText: 'Revoke' })
    expect(await other.textContent()).toContain(new URL(viewer.provider.issuer).host)
    await other.getByRole('button', { name: 'Revoke' }).click()
    await rows.getByRole('button', { name: 'End it' }).click()
    await expect.poll(() => rows.count()).toBe(1)
    const refused = elsewhere.waitForResponse((response) => response.status() === 401)
    await elsewhere.keyboard.press('g')
    await elsewhere.keyboard.press('a')
    await refused
    await elsewhere.getByText('You are signed out.').waitFor()
    await elsewhere.context().close()
  })

  it('proves anew who they are in another window, and what they did goes on', async () => {
    await signIn(page, enrol(['officers']), '/service-tokens')
    await viewer.ageProofs(6 * 60_000)
    await page.getByRole('button', { name: 'New token' }).click()
    await page.getByLabel('Name of the service').fill('nightly')
    await page.getByLabel('Clinic').check()
    await page.getByRole('checkbox').last().check()
    await page.getByRole('button', { name: 'Make the token' }).click()
    await page.getByText('Is it still you').waitFor()
    const opened = context.waitForEvent('page')
    await page.getByRole('button', { name: 'Sign in again' }).click()
    const popup = await opened
    await logIn(popup, `person-${count}`)
    await page.getByText('Copy the token of nightly now').waitFor()
    expect((await viewer.events('user.step_up'))[0]).toMatchObject({ actor: { method: 'oidc' } })
    expect(complaints).toEqual([])
  })

  it('signs out, and out of the provider too, which ends what else it vouched for', async () => {
    const name = enrol(['engineers'])
    await signIn(page, name)
    // Another browser session of the viewer's on the same session of the provider's.
    const beside = await browser.newContext()
    await beside.addCookies(await context.cookies(viewer.provider.issuer))
    const other = await beside.newPage()
    await other.goto(`${viewer.url}/audit`)
    await other.getByRole('button', { name: 'Sign in with Clinic ID' }).click()
    await other.getByRole('button', { name: 'Sign out' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Yes, sign me out' }).click()
    await page.getByText('You are signed out.').waitFor()
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    // The provider told the viewer itself.
    await other.reload()
    await other.getByText('You are signed out.').waitFor()
    await beside.close()
    await page.getByRole('button', { name: 'Sign in with Clinic ID' }).click()
    await page.locator('[name=password]').waitFor()
  })
})

describe('another site', () => {
  it('neither reads nor changes anything with the cookie of somebody who is signed in', async () => {
    await signIn(page, enrol(['engineers']))
    const site = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<p>hello'),
    )
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    try {
      const evil = await context.newPage()
      await evil.goto(`http://localhost:${(site.address() as AddressInfo).port}/`)
      const attempts = await evil.evaluate(async (url) => {
        const outcomes: string[] = []
        for (const mode of ['cors', 'no-cors'] as const) {
          const init = { method: 'POST', body: '{}', mode, credentials: 'include' } as const
          outcomes.push(
            await fetch(`${url}/api/sign-out`, init).then(
              (r) => r.type,
              () => 'blocked',
            ),
          )
        }
        outcomes.push(
          await fetch(`${url}/api/me`, { credentials: 'include' }).then(
            (r) => r.type,
            () => 'blocked',
          ),
        )
        return outcomes
      }, viewer.url)
      expect(attempts).toEqual(['blocked', 'blocked', 'blocked'])
      await evil.setContent(
        `<form method="post" action="${viewer.url}/api/sign-out"><button>go</button></form>`,
      )
      const answered = evil.waitForResponse(`${viewer.url}/api/sign-out`)
      await evil.getByRole('button').click()
      expect((await answered).status()).toBe(403)
      await page.reload()
      await page.getByRole('button', { name: 'Sign out' }).waitFor()
    } finally {
      site.closeAllConnections()
      await new Promise((resolve) => site.close(resolve))
    }
  })
})
