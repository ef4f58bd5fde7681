// A browser with one page, as much of it as the checks in tests/browsers need: what Playwright and plain WebDriver both do.
import type { Browser } from 'playwright'

/** A browser with one page. */
export interface BrowserPage {
  /** What the browser says it is, with its version. */
  readonly version: string
  /** Resolves when the page has loaded. */
  goto(url: string): Promise<void>
  reload(): Promise<void>
  /** Runs a function in the page; it, its arguments and its result have to survive as text and JSON. */
  evaluate<Args extends readonly unknown[], Result>(
    run: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>
  click(selector: string): Promise<void>
  /** Presses the keys of a text in a field. */
  type(selector: string, text: string): Promise<void>
  /** Closes the browser. */
  close(): Promise<void>
}

/** A page of a browser that Playwright drives; closing it closes the browser. */
export async function openPlaywrightPage(browser: Browser): Promise<BrowserPage> {
  const page = await browser.newPage()
  return {
    version: `${browser.browserType().name()} ${browser.version()}`,
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (run, ...args) => page.evaluate(`(${String(run)})(...${JSON.stringify(args)})`),
    click: (selector) => page.click(selector),
    type: (selector, text) => page.locator(selector).pressSequentially(text),
    close: () => browser.close(),
  }
}
