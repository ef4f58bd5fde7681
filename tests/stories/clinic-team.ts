// The clinic and its team: the whole product as `reseal demo` starts it, patients who visit, and people who sign in.
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright'
import { untilAcknowledged } from '../e2e/clinic-visit.ts'
import { launchChromium } from '../support/browser.ts'
import { type Demo, startDemo } from '../support/demo-process.ts'

/** Who works with the demo. */
export type Person = 'eng-1' | 'auditor-1' | 'privacy-1' | 'privacy-2' | 'admin-1'

export interface ClinicTeam {
  readonly demo: Demo
  readonly browser: Browser
  /** The page on which this person works; signed in at the first call. */
  pageOf(person: Person): Promise<Page>
  /** Someone who consents to replay comes to the clinic app and does this; resolves with the session's id once all is indexed. */
  visit(does: (page: Page) => Promise<void>, options?: { readonly bug?: string }): Promise<string>
  stop(): Promise<void>
}

/** Starts the product and a browser. */
export async function startClinicTeam(): Promise<ClinicTeam> {
  const demo = await startDemo()
  const browser = await launchChromium()
  const pages = new Map<Person, Promise<Page>>()
  const contexts: BrowserContext[] = []

  async function signIn(person: Person): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    contexts.push(context)
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    await page.goto(demo.signInLink(person))
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
    return page
  }

  const pageOf = (person: Person): Promise<Page> => {
    const page = pages.get(person) ?? signIn(person)
    pages.set(person, page)
    return page
  }

  async function visit(
    does: (page: Page) => Promise<void>,
    { bug }: { readonly bug?: string } = {},
  ): Promise<string> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    await page.goto(bug === undefined ? demo.clinicUrl : `${demo.clinicUrl}/?bug=${bug}`)
    await page.click('#consent-grant')
    await page.waitForSelector('#recording-notice')
    await does(page)
    await untilAcknowledged(page, 2)
    const session = await page.evaluate(() => {
      const record = Object.entries(localStorage).find(([key]) => key.startsWith('reseal'))
      return (JSON.parse(record?.[1] ?? '{}') as { id?: string }).id ?? ''
    })
    await page.goto('about:blank')
    await context.close()
    await untilIndexed(await pageOf('eng-1'), 'clinic-intake', session)
    return session
  }

  return {
    demo,
    browser,
    pageOf,
    visit,
    async stop() {
      await browser.close()
      await demo.stop()
    },
  }
}

/** Sessions are searched by what happened in them once the indexer has read them. */
export async function untilIndexed(page: Page, app: string, session: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const isIndexed = await page.evaluate(
      async ([of, id]) => {
        const answer = await fetch(`/api/sessions?app=${of}`)
        const { sessions } = (await answer.json()) as { sessions: { id: string; counts?: object }[] }
        return sessions.some((each) => each.id === id && each.counts !== undefined)
      },
      [app, session] as const,
    )
    if (isIndexed) return
    await wait(200)
  }
  throw new Error('the session was not indexed')
}
