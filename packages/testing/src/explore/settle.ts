// Waits until a page has nothing under way, but not for long: some pages never rest.
import type { Page } from 'playwright'

const quietMs = 250
const patienceMs = 2_000

/** Resolves when the page has not changed and asked for nothing for a moment, or after two seconds. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('domcontentloaded', { timeout: patienceMs }).catch(() => {})
  await page
    .evaluate(
      ([quietMs, patienceMs]) =>
        new Promise<void>((resolve) => {
          let timer = setTimeout(resolve, quietMs)
          const observer = new MutationObserver(() => {
            clearTimeout(timer)
            timer = setTimeout(resolve, quietMs)
          })
          observer.observe(document, {
            subtree: true,
            childList: true,
            characterData: true,
            attributes: true,
          })
          setTimeout(resolve, patienceMs)
        }),
      [quietMs, patienceMs] as const,
    )
    // The page went elsewhere meanwhile.
    .catch(() => page.waitForLoadState('domcontentloaded', { timeout: patienceMs }).catch(() => {}))
}
