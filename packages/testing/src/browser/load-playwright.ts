// Playwright is the user's own, an optional peer: whoever only opens recordings needs no browser.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserType } from 'playwright'
import { TestingError } from '../testing-error.ts'

interface PlaywrightModule {
  readonly chromium: BrowserType
}

/**
 * Chromium's launcher, from the Playwright beside this package or of the project in `folder`.
 * @throws TestingError 'playwright_missing'
 */
export async function loadChromium(folder: string): Promise<BrowserType> {
  const requireThere = createRequire(join(folder, 'package.json'))
  const from = (name: string) => async (): Promise<PlaywrightModule> =>
    (await import(pathToFileURL(requireThere.resolve(name)).href)) as PlaywrightModule
  const places = [
    from('playwright'),
    from('@playwright/test'),
    async (): Promise<PlaywrightModule> => (await import('playwright')) as PlaywrightModule,
  ]
  let cause: unknown
  for (const load of places) {
    try {
      const loaded = (await load()) as PlaywrightModule & { readonly default?: PlaywrightModule }
      return loaded.chromium ?? (loaded.default as PlaywrightModule).chromium
    } catch (error) {
      cause = error
    }
  }
  throw new TestingError('playwright_missing', { cause })
}
