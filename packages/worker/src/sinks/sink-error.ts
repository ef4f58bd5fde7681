// Why a delivery failed, in a closed list: it is kept in the database, shown to the operator and counted.

/** `insecure`, `address` and `secret` want the operator; the others may pass by themselves. */
export type SinkFailure =
  | 'unavailable'
  | 'timeout'
  | 'refused'
  | 'untrusted'
  | 'insecure'
  | 'address'
  | 'secret'

/** A delivery that failed. The message says nothing of the sink or of what was sent. */
export class SinkError extends Error {
  override readonly name = 'SinkError'
  readonly code: SinkFailure
  /** What the sink itself asked to wait. */
  readonly retryAfterMs: number | undefined

  constructor(code: SinkFailure, options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {}) {
    super('the sink did not take a batch', { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}
