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
  | 'unsupported_browser'
  | 'not_started'
  | 'not_in_development'
  | 'capture_failed'
  | 'page_too_large'
  | 'sealing_failed'
  | 'queue_unavailable'
  | 'queue_full'
  | 'bad_receipt'
  | 'refused'
  | 'switched_off'
  | 'failed'

const messages: Readonly<Record<RecorderErrorCode, string>> = {
  bad_options: 'Reseal.init takes one object: { endpoint, appKey, sealingKey, receiptKey }',
  bad_endpoint:
    'endpoint must be an absolute https URL without credentials, query or fragment, such as https://ingest.example.org; http only on a loopback host, such as http://127.0.0.1:4401',
  bad_app_key:
    'appKey must be the public app key, rsl_ and 22 characters of base64url, as printed by reseal init',
  bad_sealing_key:
    'sealingKey must be the public sealing key, a raw P-256 point of 65 bytes in base64url, 87 characters, as printed by reseal init',
  bad_receipt_key:
    'receiptKey must be the public receipt key, a raw P-256 point of 65 bytes in base64url, 87 characters and not the sealing key, as printed by reseal init',
  bad_viewer_url:
    'viewerUrl must be an absolute https URL without credentials, query or fragment, such as https://viewer.example.org; http only on a loopback host; or leave it out',
  bad_rules: 'rules are not a rule set; write { allow: [{ id, selector }], mask: [], block: [] }',
  bad_selector:
    'this selector does not parse here, or can match no element; write one that document.querySelector accepts, closed and without pseudo-elements',
  bad_mask: 'maskText must be a function from text to text; or leave it out',
  bad_consent: "consent must be 'required', 'granted' or 'not-needed'; leave it out for 'required'",
  bad_on_error: 'onError must be a function; or leave it out',
  unsupported_browser: 'recording needs WebCrypto, thus https or a loopback host; nothing is recorded here',
  not_started: 'call Reseal.init first: the inspector shows its rules',
  not_in_development:
    'the inspector opens on a loopback host, or where init was given development: true; not in production',
  capture_failed: 'capture stopped because it could not go on safely; what was not sealed yet is discarded',
  page_too_large: 'a snapshot of this page is over 8 MiB; recording stopped',
  sealing_failed: 'sealing failed; what was not sealed yet is discarded and recording stopped',
  queue_unavailable: 'IndexedDB is not available; sealed segments wait in memory and are lost with the page',
  queue_full: 'the queue is full; the oldest unsent segments were dropped',
  bad_receipt: 'a receipt did not verify under receiptKey; the segments are kept and sent again',
  refused: 'ingest refuses this app or its segments; recording stopped',
  switched_off: 'ingest switched recording off for this page',
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
