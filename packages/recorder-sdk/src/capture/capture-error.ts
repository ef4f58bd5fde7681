// Why capture refused to start, or stopped. Fail closed: after an error nothing more is recorded.

/** What went wrong in capture. */
export type CaptureErrorCode = 'invalid_selector' | 'unsupported' | 'redaction_failed' | 'observer_failed'

const messages: Readonly<Record<CaptureErrorCode, string>> = {
  invalid_selector:
    'a rule has a selector that this browser does not parse; correct it, recording did not start',
  unsupported: 'this page cannot be recorded',
  redaction_failed: 'an event could not be redacted; it was discarded and recording stopped',
  observer_failed: 'the page could not be observed; recording stopped',
}

/** The error of capture. `path` names the rule of an invalid selector (`mask[0].selector`), else it is empty. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
  readonly code: CaptureErrorCode
  readonly path: string

  constructor(code: CaptureErrorCode, options: { path?: string; cause?: unknown } = {}) {
    super(messages[code], 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.path = options.path ?? ''
  }
}
