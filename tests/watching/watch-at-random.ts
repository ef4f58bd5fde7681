// A person who watches without a plan: seeks, plays, reloads, opens the same session in another tab.
import type { Page } from 'playwright'
import type { WatchedSession } from './watched-session.ts'

/** Numbers from 0 to 1 that a seed determines (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Opens the session at a random moment, stating a purpose. */
export async function openAtRandom(watched: WatchedSession, page: Page, random: () => number): Promise<void> {
  const t = Math.floor(random() * 470_000)
  await page.goto(`${watched.proxy.origin}/sessions/${watched.session}?t=${t}`)
  await statePurpose(page)
}

/** The prompt, and then the player. */
export async function statePurpose(page: Page): Promise<void> {
  await page.locator('#purpose').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.track').waitFor()
}

/** Clicks somewhere on the timeline, or on another tab's lane. */
export async function seekAtRandom(page: Page, random: () => number): Promise<void> {
  if (random() < 0.2) {
    const lanes = page.locator('.lane-bar')
    await lanes.nth(Math.floor(random() * (await lanes.count()))).click({ force: true })
    return
  }
  const box = await page.locator('.track').boundingBox()
  if (box === null) throw new Error('no timeline')
  await page.mouse.click(box.x + 2 + random() * (box.width - 4), box.y + box.height / 2)
}

/** Until the player shows what it was asked for, and asks for no more. */
export async function untilSettled(watched: WatchedSession, page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.player-waiting') === null)
  while (watched.proxy.inFlight() > 0) await page.waitForTimeout(20)
}

/** Plays fast until so many more ranges were read, or the end. */
export async function playOn(watched: WatchedSession, page: Page, rangeCount: number): Promise<void> {
  const wanted = watched.proxy.answers.length + rangeCount
  await page.getByRole('button', { name: '8×' }).click()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  const pause = page.getByRole('button', { name: 'Pause' })
  while (watched.proxy.answers.length < wanted && (await pause.isVisible())) await page.waitForTimeout(50)
  if (await pause.isVisible()) await pause.click()
  await untilSettled(watched, page)
}
