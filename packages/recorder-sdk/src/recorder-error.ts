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
  | 'capture_failed'
  | 'page_too_large'
  | 'sealing_failed'
  | 'queue_unavailable'
  | 'queue_full'
  | 'bad_receipt'
  | 'refused'
  | 'switched_off'
  | 'failed'

// Every page loads them: what each code means in full is in the README, "Errors".
const messages: Readonly<Record<RecorderErrorCode, string>> = {
  bad_options: 'pass { endpoint, appKey, sealingKey, receiptKey }',
  bad_endpoint: 'endpoint must be an https URL (http on loopback), without query or fragment',
  bad_app_key: 'appKey must be as printed by reseal init',
  bad_sealing_key: 'sealingKey must be as printed by reseal init',
  bad_receipt_key: 'receiptKey must be as printed by reseal init',
  bad_viewer_url: 'viewerUrl must be an https URL (http on loopback), without query or fragment',
  bad_rules: 'write { allow: [{ id, selector }], mask: [], block: [] }',
  bad_selector: 'write a selector for document.querySelector, without pseudo-elements',
  bad_mask: 'maskText must be a function',
  bad_consent: "consent must be 'required', 'granted' or 'not-needed'",
  bad_on_error: 'onError must be a function',
  bad_option: 'see Options in the README',
  bad_identity: 'identify takes a random id',
  not_declared: 'not in the rule set',
  unsupported_browser: 'recording needs WebCrypto: https or loopback',
  not_started: 'call Reseal.init first',
  not_in_development: 'inspect needs a loopback host or init({ development: true })',
  chunk_unavailable: 'a file beside the recorder is absent or of another version',
  capture_failed: 'capture failed; recording stopped',
  page_too_large: 'a snapshot is over 8 MiB; its largest part is left out',
  sealing_failed: 'sealing failed; recording stopped',
  queue_unavailable: 'no IndexedDB; segments wait in memory',
  queue_full: 'the queue is full; the oldest segments were dropped',
  bad_receipt: 'a receipt did not verify; segments are sent again',
  refused: 'ingest refuses this app; recording stopped',
  switched_off: 'ingest switched recording off',
  failed: 'the recorder failed; recording stopped',
}

/** The error that `init` throws and `onError` receives. Switch on `code`. */
export class RecorderError extends Error {
  override readonly name = 'RecorderError'
  readonly code: RecorderErrorCode

  /** `where` names the option or rule at fault (`rules.mask[0].selector`); it never repeats a value. */
  constructor(code: RecorderErrorCode, options: { readonly where?: string; readonly cause?: unknown } = {}) {
    const prefix = options.where === undefined ? '' : `${options.where}: `
    super(prefix + messages[code], options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
  }
}
