// The one error of this package. Messages are constant; `where` names an option or an entry, never a value.

/** Why a leak test could not run. */
export type TestingErrorCode =
  | 'bad_options'
  | 'bad_rules'
  | 'bad_canaries'
  | 'bad_steps'
  | 'playwright_missing'
  | 'recorder_missing'
  | 'browser_failed'
  | 'page_failed'
  | 'steps_failed'

const messages: Readonly<Record<TestingErrorCode, string>> = {
  bad_options: 'this option cannot be used; url is an http or https address, times are positive numbers',
  bad_rules: 'these rules cannot be used; nothing was recorded',
  bad_canaries:
    'canaries are a list of { id, value } or { id, shape }; id is 1 to 64 of a-z 0-9 - . _ and used once, a value has at least 6 letters and digits, a shape (9 a digit, A a letter, X either) at least 6 places',
  bad_steps: 'the steps must be a module whose default export is a function: ({ page, plant, url }) => …',
  playwright_missing:
    'Playwright is not installed here; run: npm install --save-dev playwright && npx playwright install chromium',
  recorder_missing: "the recorder's script is not there; run: npm run build",
  browser_failed:
    'the browser did not start; run npx playwright install chromium, or name a Chromium with --browser-path',
  page_failed: 'the page did not load',
  steps_failed: 'the steps ended with an error',
}

/** The error that the leak test throws. Switch on `code`. */
export class TestingError extends Error {
  override readonly name = 'TestingError'
  readonly code: TestingErrorCode
  /** The option or entry at fault, such as `rules.allow[0].selector`. */
  readonly where: string | undefined

  constructor(code: TestingErrorCode, options: { readonly where?: string; readonly cause?: unknown } = {}) {
    const prefix = options.where === undefined ? '' : `${options.where}: `
    super(prefix + messages[code], options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.where = options.where
  }
}
