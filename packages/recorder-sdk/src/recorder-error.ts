// The one error of the recorder (house style: a code, a constant message). No message contains what was passed in
// or anything read from the page.

/** What went wrong. The first group is thrown by `init`; the second only ever reaches `onError`. */
export type RecorderErrorCode =
  | 'bad_options'
  | 'bad_endpoint'
  | 'bad_app_key'
  | 'bad_sealing_key'
  | 'bad_receipt_key'
  | 'bad_viewer_url'
  | 'bad_rules'
  | 'bad_selector'
  | 'bad_mask'
  | 'bad_consent'
  | 'bad_on_error'
  | 'bad_option'
  | 'bad_identity'
  | 'not_declared'
  | 'unsupported_browser'
  | 'not_started'
  | 'not_in_development'
  | 'chunk_unavailable'
  | 'manifest_unavailable'
  | 'capture_failed'
  | 'page_too_large'
  | 'sealing_failed'
  | 'queue_unavailable'
  | 'queue_full'
  | 'bad_receipt'
  | 'refused'
  | 'switched_off'
  | 'failed'

const asPrinted = 'must be as printed by reseal init'
const baseUrl = 'must be an https URL (http on loopback), without query or fragment'

// Every page loads them: only where a word says what to write instead. What each code means is in the README, "Errors".
const messages: Readonly<Partial<Record<RecorderErrorCode, string>>> = {
  bad_options: 'pass { endpoint, appKey, sealingKey, receiptKey }',
  bad_endpoint: `endpoint ${baseUrl}`,
  bad_app_key: `appKey ${asPrinted}`,
  bad_sealing_key: `sealingKey ${asPrinted}`,
  bad_receipt_key: `receiptKey ${asPrinted}`,
  bad_viewer_url: `viewerUrl ${baseUrl}`,
  bad_rules: 'write { allow: [{ id, selector }], mask: [], block: [] }',
  bad_selector: 'write a selector for document.querySelector, without pseudo-elements',
  bad_consent: "consent must be 'required', 'granted' or 'not-needed'",
  unsupported_browser: 'recording needs https or loopback',
  not_started: 'call Reseal.init first',
  not_in_development: 'inspect needs a loopback host or init({ development: true })',
}

/** The error that `init` throws and `onError` receives. Switch on `code`. */
export class RecorderError extends Error {
  override readonly name = 'RecorderError'
  readonly code: RecorderErrorCode

  /** `where` names the option or rule at fault (`rules.mask[0].selector`); it never repeats a value. */
  constructor(code: RecorderErrorCode, options: { readonly where?: string; readonly cause?: unknown } = {}) {
    const prefix = options.where === undefined ? '' : `${options.where}: `
    const message = messages[code] ?? `${code.replaceAll('_', ' ')}: see Errors in the README`
    super(prefix + message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
  }
}
