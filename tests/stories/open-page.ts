// Opens a page of the viewer and waits until nothing of it loads any more.
import type { Page } from 'playwright'

/** Comes back once the page says nothing of loading; without motion, so that what is measured stands still. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(url)
  await page.waitForSelector('main')
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .skeleton') === null)
}
