// Why capture refused to start, or stopped. Fail closed: after an error nothing more is recorded. Its text is the code: what
// each means stands here, not in every page.

/** What went wrong in capture. */
export type CaptureErrorCode =
  /** A rule has a selector that this browser does not parse; recording did not start. */
  | 'invalid_selector'
  /** This page cannot be recorded. */
  | 'unsupported'
  /** An event could not be redacted; it was discarded and recording stopped. */
  | 'redaction_failed'
  /** The page could not be observed; recording stopped. */
  | 'observer_failed'

/** The error of capture. `path` names the rule of an invalid selector (`mask[0].selector`), else it is empty. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
  readonly code: CaptureErrorCode
  readonly path: string

  constructor(code: CaptureErrorCode, options: { path?: string; cause?: unknown } = {}) {
    super(code.replaceAll('_', ' '), 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.path = options.path ?? ''
  }
}
