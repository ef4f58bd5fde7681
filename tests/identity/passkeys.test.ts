// Passkeys as a person uses them: the built web app in Chromium over the real viewer, with Chromium's virtual
// authenticator; and what that authenticator can be made to do wrong.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { UserRole } from '@reseal/store'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import {
  addAuthenticator,
  type PasskeyViewer,
  startPasskeyViewer,
  type VirtualAuthenticator,
} from './passkey-viewer.ts'

let viewer: PasskeyViewer
let browser: Browser
let context: BrowserContext
let page: Page
let authenticator: VirtualAuthenticator

beforeAll(async () => {
  viewer = await startPasskeyViewer()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await viewer?.stop()
})
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  authenticator = await addAuthenticator(page)
})
afterEach(() => context.close())

let count = 0
/** Nobody has a name twice, also in a second attempt. */
const named = (name: string): string => `${name} ${++count}`

/** Opens an invitation and makes its passkey. */
async function enrol(name: string, roles: readonly UserRole[] = ['engineer']): Promise<void> {
  await page.goto((await viewer.invite(name, roles)).url)
  await page.getByRole('button', { name: 'Make a passkey and sign in' }).click()
  await signedIn()
}

const signedIn = () => page.getByRole('button', { name: 'Sign out' }).waitFor()

async function signOut(): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out.').waitFor()
}

const signInButton = () => page.getByRole('button', { name: 'Sign in with a passkey' })

/** Fetches a challenge and has the page's authenticator sign it, without the web app. */
function sign(challengePath: string, userVerification = 'required'): Promise<object> {
  return page.evaluate(
    async ([path, verification]) => {
      const headers = { 'content-type': 'application/json' }
      const asked = await fetch(path as string, { method: 'POST', headers, body: '{}' })
      const { publicKey } = (await asked.json()) as { publicKey: object }
      const options = PublicKeyCredential.parseRequestOptionsFromJSON({
        ...publicKey,
        userVerification: verification,
      } as PublicKeyCredentialRequestOptionsJSON)
      const credential = (await navigator.credentials.get({ publicKey: options })) as PublicKeyCredential
      return credential.toJSON() as object
    },
    [challengePath, userVerification],
  )
}

/** Status of a POST from the viewer's own page. */
function send(path: string, body: object): Promise<number> {
  return page.evaluate(
    async ([at, text]) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch(at as string, { method: 'POST', headers, body: text as string })).status
    },
    [path, JSON.stringify(body)],
  )
}

const reasons = async (count: number) =>
  (await viewer.events('user.sign_in')).slice(0, count).map((event) => event.denyReason)

describe('a passkey', () => {
  it('is made with an invitation, signs in by itself, and is joined by a second and removed', async () => {
    const name = named('Ada Park')
    const { url } = await viewer.invite(name, ['engineer'])
    await page.goto(url)
    await page.getByText(`one-time invitation for ${name}`).waitFor()
    // Neither the address bar nor a request keeps the token.
    expect(page.url()).toBe(`${viewer.origin}/invitation`)
    await page.getByLabel('A name for it').fill('Laptop')
    await page.getByRole('button', { name: 'Make a passkey and sign in' }).click()
    await signedIn()
    expect(await authenticator.credentials()).toMatchObject([
      { isResidentCredential: true, rpId: 'localhost' },
    ])
    await signOut()
    await signInButton().click()
    await page.getByText(name).waitFor()

    await page.goto(`${viewer.origin}/passkeys`)
    await page.getByLabel('Name of the new passkey').fill('Second')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('This device already has a passkey of yours.').waitFor()
    await authenticator.remove()
    authenticator = await addAuthenticator(page)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    const lines = page.locator('tbody tr')
    await lines.nth(1).waitFor()
    expect(await lines.locator('td:first-child').allTextContents()).toEqual(['Laptop', 'Second'])

    await lines.nth(1).getByRole('button', { name: 'Rename' }).click()
    await page.getByLabel('New name').fill('Desk key')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('cell', { name: 'Desk key' }).waitFor()
    await lines.nth(0).getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('button', { name: 'Remove for good' }).click()
    await page.getByRole('cell', { name: 'Laptop' }).waitFor({ state: 'detached' })
    await lines.nth(0).getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('button', { name: 'Remove for good' }).click()
    await page.getByText('This is your last way to sign in.').waitFor()
    await signOut()
    await signInButton().click()
    await page.getByText(name).waitFor()
  })

  it('proves something once, and nothing without its person’s verification', async () => {
    await enrol(named('Cy Moran'))
    const assertion = await sign('/api/sign-in/passkey/challenge')
    expect(await send('/api/sign-in/passkey', assertion)).toBe(204)
    expect(await send('/api/sign-in/passkey', assertion)).toBe(401)
    expect(await reasons(2)).toEqual(['passkey_refused', undefined])
    await authenticator.setUserVerified(false)
    const unverified = await sign('/api/sign-in/passkey/challenge', 'discouraged')
    expect(await send('/api/sign-in/passkey', unverified)).toBe(401)
    expect(await reasons(1)).toEqual(['passkey_refused'])
  })

  it('that was copied, or names somebody else, is refused, and the log says so', async () => {
    const other = await viewer.invite(named('Fay Holm'), ['admin'])
    await enrol(named('Eli Frost'))
    const [before] = await authenticator.credentials()
    await signOut()
    await signInButton().click()
    await signedIn()
    await signOut()
    await authenticator.remove()
    const copy = await addAuthenticator(page)
    if (before === undefined) throw new Error('the authenticator holds no passkey')
    await copy.add(before)
    await signInButton().click()
    await page.getByText('This passkey does not prove who you are.').waitFor()
    expect(await reasons(1)).toEqual(['passkey_cloned'])
    await copy.remove()
    const lying = await addAuthenticator(page)
    const userHandle = Buffer.from(other.userId.replaceAll('-', ''), 'hex').toString('base64')
    await lying.add({ ...before, signCount: before.signCount + 5, userHandle })
    expect(await send('/api/sign-in/passkey', await sign('/api/sign-in/passkey/challenge'))).toBe(401)
    expect(await reasons(1)).toEqual(['passkey_refused'])
  })

  it('of one person confirms no session of another’s', async () => {
    await enrol(named('Hal Webb'))
    const [first] = await authenticator.credentials()
    await signOut()
    await authenticator.remove()
    authenticator = await addAuthenticator(page)
    await enrol(named('Ida Cole'))
    await authenticator.remove()
    const others = await addAuthenticator(page)
    if (first !== undefined) await others.add({ ...first, signCount: first.signCount + 5 })
    const assertion = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' }
      const asked = await fetch('/api/step-up/passkey/challenge', { method: 'POST', headers, body: '{}' })
      const { publicKey } = (await asked.json()) as { publicKey: object }
      const options = PublicKeyCredential.parseRequestOptionsFromJSON({
        ...publicKey,
        allowCredentials: [],
      } as unknown as PublicKeyCredentialRequestOptionsJSON)
      const credential = (await navigator.credentials.get({ publicKey: options })) as PublicKeyCredential
      return credential.toJSON() as object
    })
    expect(await send('/api/step-up/passkey', assertion)).toBe(401)
    expect((await viewer.events('user.step_up'))[0]).toMatchObject({
      outcome: 'denied',
      denyReason: 'passkey_refused',
    })
  })
})

describe('a service token', () => {
  it('is made by a privacy officer who signed in with a passkey, shown once, and revoked', async () => {
    await viewer.addApp('clinic')
    await enrol(named('Kim Odell'), ['privacy-officer'])
    await page.getByRole('link', { name: 'Admin' }).click()
    await page.getByRole('link', { name: 'Service tokens' }).click()
    await page.getByRole('button', { name: 'New token' }).click()
    await page.getByLabel('Name of the service').fill('Warehouse')
    await page.getByLabel('App clinic').check()
    await page.getByLabel('quality').check()
    await page.getByRole('button', { name: 'Make the token' }).click()
    const shown = page.getByText(/^reseal_export_[\w-]{43}$/)
    await shown.waitFor()
    await page.getByRole('button', { name: 'I have it' }).click()
    await shown.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('button', { name: 'Revoke for good' }).click()
    await page.getByRole('cell', { name: 'revoked' }).waitFor()
    const [created] = await viewer.events('token.create')
    expect(created).toMatchObject({ outcome: 'success', target: { apps: ['clinic'], purposes: ['quality'] } })
  })
})

describe('another origin of the same host', () => {
  let other: Server
  beforeAll(async () => {
    other = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>other</title>')
    })
    await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve))
  })
  afterAll(() => void other.close())

  it('may have a passkey sign, and gets nobody in by it', async () => {
    await enrol(named('Jo Marsh'))
    const challenge = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' }
      const asked = await fetch('/api/sign-in/passkey/challenge', { method: 'POST', headers, body: '{}' })
      return JSON.stringify(await asked.json())
    })
    await signOut()
    await page.goto(`http://localhost:${(other.address() as AddressInfo).port}`)
    const assertion = await page.evaluate(async (text) => {
      const { publicKey } = JSON.parse(text) as { publicKey: object }
      const options = PublicKeyCredential.parseRequestOptionsFromJSON(
        publicKey as PublicKeyCredentialRequestOptionsJSON,
      )
      const credential = (await navigator.credentials.get({ publicKey: options })) as PublicKeyCredential
      return credential.toJSON() as object
    }, challenge)
    await page.goto(viewer.origin)
    expect(await send('/api/sign-in/passkey', assertion)).toBe(401)
    expect(await reasons(1)).toEqual(['passkey_refused'])
  })
})
