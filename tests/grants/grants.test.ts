// Grants as people use them, in Chromium over the real viewer: asked for from the replay that is refused, approved by
// another person, over by the clock; break-glass with its alert and its review; revoked, and the next range is refused.
import { createAppRepository, createOutboxRepository } from '@reseal/store'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { type GrantViewer, startGrantViewer } from './grant-viewer.ts'

let viewer: GrantViewer
let browser: Browser
const contexts: BrowserContext[] = []
let session = ''
let round = 0

beforeAll(async () => {
  viewer = await startGrantViewer()
  await createAppRepository(viewer.fixture.databases.database('owner')).setGrantsRequired('clinic', true)
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await viewer?.stop()
})
beforeEach(async () => {
  round += 1
  session = await viewer.record()
})
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

type Role = 'engineer' | 'privacy-officer' | 'auditor' | 'admin'

/** A person in a browser of their own. */
async function signIn(name: string, role: Role): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  contexts.push(context)
  const page = await context.newPage()
  const id = await viewer.fixture.createUser(`${name}-${round}`, [role], ['clinic'])
  await page.goto(`${viewer.url}/sign-in#${await viewer.fixture.createLink(id)}`)
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  return page
}

/** States a purpose; what follows is a replay or a refusal. */
async function openReplay(page: Page): Promise<void> {
  await page.goto(`${viewer.url}/sessions/${session}`)
  await viewer.fixture.anchor()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
}

const player = (page: Page) => page.locator('iframe').first()

async function ask(page: Page, reason: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Ask for access' })
  await form.getByLabel('Reason').fill(reason)
  await form.getByRole('button', { name: 'Ask', exact: true }).click()
  await page.getByText('You have asked.').waitFor()
}

/** The line of this round's engineer. */
const lineOf = (page: Page) => page.getByRole('row').filter({ hasText: `eng-${round}` })

/** What the viewer answers to a range of the open replay, as the player asks for it. */
function statusOfNextRange(page: Page): Promise<number> {
  return page.evaluate(async (path) => {
    const entries = performance.getEntriesByType('resource').map(({ name }) => name)
    const last = entries.findLast((name) => name.includes(path))
    if (last === undefined) throw new Error('no range was asked for')
    return (await fetch(last)).status
  }, '/events?')
}

describe('a grant', () => {
  test('is asked for at the refused replay, approved by an officer, opens it, and is over by the clock', async () => {
    const [engineer, officer] = await Promise.all([
      signIn('eng', 'engineer'),
      signIn('officer', 'privacy-officer'),
    ])
    await openReplay(engineer)
    await engineer.getByText('Watching sessions of this app takes a grant').waitFor()
    await ask(engineer, 'the submit button does nothing')

    await officer.goto(`${viewer.url}/access`)
    await lineOf(officer).getByText('the submit button does nothing').waitFor()
    await lineOf(officer).getByRole('button', { name: 'Approve' }).click()
    await officer.getByText('Nothing waits').waitFor()

    await openReplay(engineer)
    await player(engineer).waitFor()
    await expect.poll(() => statusOfNextRange(engineer)).toBe(200)

    viewer.fixture.advance(2 * 3_600_000)
    await viewer.fixture.anchor()
    expect(await statusOfNextRange(engineer)).toBe(403)
    await openReplay(engineer)
    await engineer.getByText('Your grant for this session is over.').waitFor()
    await engineer.goto(`${viewer.url}/access`)
    await engineer.getByRole('cell', { name: /^over/u }).waitFor()
  })

  test('that is revoked refuses the next range', async () => {
    const [engineer, officer] = await Promise.all([
      signIn('eng', 'engineer'),
      signIn('officer', 'privacy-officer'),
    ])
    await openReplay(engineer)
    await ask(engineer, 'to be revoked')
    await officer.goto(`${viewer.url}/access`)
    await lineOf(officer).getByRole('button', { name: 'Approve' }).click()
    await officer.getByText('Nothing waits').waitFor()
    await openReplay(engineer)
    await player(engineer).waitFor()
    await expect.poll(() => statusOfNextRange(engineer)).toBe(200)

    await officer.goto(`${viewer.url}/access?of=all`)
    await lineOf(officer).getByRole('button', { name: 'Revoke' }).click()
    await lineOf(officer).getByText('revoked').waitFor()
    expect(await statusOfNextRange(engineer)).toBe(403)
    const [refused] = await viewer.fixture.events('replay.read')
    expect(refused).toMatchObject({ outcome: 'denied', denyReason: 'grant_revoked' })
  })
})

test('break-glass lets in at once, alerts, and is on the list until somebody else has reviewed it', async () => {
  const [engineer, auditor] = await Promise.all([signIn('eng', 'engineer'), signIn('aud', 'auditor')])
  await openReplay(engineer)
  const form = engineer.getByRole('form', { name: 'Ask for access' })
  await form.getByLabel('Reason').fill('intake is down')
  await form.getByLabel('It is an emergency').check()
  await form.getByRole('button', { name: 'Break the glass' }).click()
  await engineer.getByText('You are let in for an hour').waitFor()
  const outbox = createOutboxRepository(viewer.fixture.databases.database('worker'))
  expect((await outbox.listDue(100)).map(({ kind }) => kind)).toContain('break-glass')
  await openReplay(engineer)
  await player(engineer).waitFor()
  await expect.poll(() => statusOfNextRange(engineer)).toBe(200)

  await auditor.goto(`${viewer.url}/access`)
  await lineOf(auditor).getByText('review due').waitFor()
  await lineOf(auditor).getByRole('button', { name: 'Unjustified' }).click()
  await auditor.getByText('Nothing waits').waitFor()
  const [review] = await viewer.fixture.events('grant.review')
  expect(review).toMatchObject({ outcome: 'success', cause: 'unjustified' })

  // The week that runs is listed with it, and cannot be signed off yet.
  await auditor.goto(`${viewer.url}/reviews`)
  await lineOf(auditor).getByText('break-glass', { exact: true }).waitFor()
  await auditor.getByText('This week is not over').waitFor()
})
