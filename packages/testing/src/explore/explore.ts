// Without steps: fills and clicks its way through the app, within bounds, and stays on its origin.
import type { Page } from 'playwright'
import type { LeakSession } from '../browser/leak-session.ts'
import { createFieldFiller } from './fill-fields.ts'
import { pressBanner } from './press-banner.ts'
import { settle } from './settle.ts'

/** Bounds of an exploration. */
export interface ExploreOptions {
  readonly page: Page
  readonly session: LeakSession
  readonly url: string
  readonly maxPages: number
  readonly maxClicks: number
  /** Elements that are not clicked, as CSS selectors. */
  readonly skip: readonly string[]
  /** Clicked once where it shows: the app's own question before it records. */
  readonly consent: string | undefined
  /** Whether yes is pressed on Reseal's own consent banner, which no selector reaches. */
  readonly pressesBanner: boolean
  readonly deadlineMs: number
}

/** What was reached. */
export interface Exploration {
  readonly pages: number
  readonly fields: number
  readonly clicks: number
}

interface Clickable {
  readonly index: number
  readonly key: string
  readonly isUsable: boolean
  /** Links and what sends forms come after what only changes the page. */
  readonly order: number
}

const clickableSelector =
  'button, a[href], summary, [role="button"], [role="tab"], [role="menuitem"], input[type="submit"], input[type="button"]'

// What a test must not press even in a test deployment: it would end the visit, or the data of others.
const unsafeWords =
  /\b(delete|remove|destroy|erase|reset|log ?(out|off)|sign ?(out|off)|withdraw|decline|reject|unsubscribe|deactivate|pay|buy|purchase|order now|stop recording|no,? thanks?( you)?)\b/i
const clickTimeoutMs = 2_000
// The third row of a table says nothing that the first two did not.
const maxAlike = 2

/** Runs in the page. */
function describeClickables(
  elements: readonly Element[],
  skip: readonly string[],
): (Clickable & { text: string })[] {
  return elements.map((element, index) => {
    const text = (element.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 80)
    const said = [
      element.getAttribute('aria-label'),
      element.getAttribute('title'),
      (element as HTMLInputElement).value,
    ]
    const name = [text, ...said, element.id].filter(Boolean).join(' ')
    const href = element instanceof HTMLAnchorElement ? element.href : undefined
    const isElsewhere =
      href !== undefined &&
      (!href.startsWith(`${location.origin}/`) ||
        element.getAttribute('target') === '_blank' ||
        element.hasAttribute('download'))
    const isShown = element.getClientRects().length > 0
    const isSkipped = skip.some((selector) => element.closest(selector) !== null)
    const isDisabled = (element as HTMLButtonElement).disabled === true
    const isSubmit = (element as HTMLButtonElement).type === 'submit'
    // Canaries and numbers in a name do not make it another button.
    const kind = text.replace(/\d+/g, '#')
    return {
      index,
      text: name,
      key: [location.pathname.replace(/\d+/g, '#'), element.localName, element.className, kind].join('\n'),
      isUsable: isShown && !isElsewhere && !isSkipped && !isDisabled,
      order: href !== undefined ? 2 : isSubmit ? 1 : 0,
    }
  })
}

async function sameOriginLinks(page: Page): Promise<readonly string[]> {
  const hrefs = await page
    .locator('a[href]')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href))
    .catch(() => [])
  const { origin } = new URL(page.url())
  return hrefs.filter((href) => href.startsWith(`${origin}/`)).map((href) => href.replace(/#.*$/, ''))
}

/** Explores the app. Never throws for what a page does. */
export async function explore(options: ExploreOptions): Promise<Exploration> {
  const { page, session, maxPages, maxClicks, consent, deadlineMs } = options
  const filler = createFieldFiller(session)
  const clicked = new Map<string, number>()
  const visited = new Set<string>()
  const waiting = new Set<string>()
  let clicks = 0

  const isOver = (): boolean => Date.now() > deadlineMs || page.isClosed()
  const addressOf = (url: string): string => url.replace(/[?#].*$/, '')

  async function arrive(): Promise<void> {
    await settle(page)
    if (consent !== undefined) {
      const question = page.locator(consent).first()
      if (await question.isVisible().catch(() => false)) {
        await question.click({ timeout: clickTimeoutMs }).catch(() => {})
        await settle(page)
      }
    }
    if (options.pressesBanner && (await pressBanner(page))) await settle(page)
    const address = addressOf(page.url())
    const isNew = !visited.has(address)
    visited.add(address)
    for (const link of await sameOriginLinks(page)) if (!unsafeWords.test(link)) waiting.add(addressOf(link))
    await filler.fill(page)
    await session.look(page)
    // A full snapshot of what was just filled in: masks of the first snapshot say nothing about later ones.
    if (isNew) await session.recapture(page)
  }

  async function clickNext(): Promise<boolean> {
    const all = page.locator(clickableSelector)
    const found = await all.evaluateAll(describeClickables, options.skip).catch(() => [])
    const next = found
      .filter(
        ({ isUsable, text, key }) =>
          isUsable && !unsafeWords.test(text) && (clicked.get(key) ?? 0) < maxAlike,
      )
      .sort((a, b) => (clicked.get(a.key) ?? 0) - (clicked.get(b.key) ?? 0) || a.order - b.order)[0]
    if (next === undefined) return false
    clicked.set(next.key, (clicked.get(next.key) ?? 0) + 1)
    clicks += 1
    await all
      .nth(next.index)
      .click({ timeout: clickTimeoutMs })
      .catch(() => {})
    return true
  }

  async function goOn(): Promise<boolean> {
    if (visited.size >= maxPages) return false
    const next = [...waiting].find((address) => !visited.has(address))
    if (next === undefined) return false
    visited.add(next)
    await page.goto(next, { timeout: 10_000 }).catch(() => {})
    return true
  }

  await arrive()
  while (!isOver()) {
    const moved = (clicks < maxClicks && (await clickNext())) || (await goOn())
    if (!moved) break
    await arrive()
  }
  return { pages: visited.size, fields: filler.count, clicks }
}
