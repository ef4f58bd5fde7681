// The one error class of opening.

/** Why nothing was opened, or nothing more. Callers switch on it. */
export type OpeningErrorCode =
  /** The event was used before: each opens once. */
  | 'event_spent'
  /** What is to be opened is not what the event says. */
  | 'event_does_not_cover'
  /** Strict mode: the event is not anchored yet. */
  | 'anchor_awaited'
  /** The reader took too long and must ask again. */
  | 'range_expired'
  /** Whatever was wrong with key, place, chain or content. */
  | 'open_failed'

/** An error of opening. Its message is constant; what happened is `code`, why stays in `cause`. */
export class OpeningError extends Error {
  readonly code: OpeningErrorCode

  constructor(code: OpeningErrorCode, options?: ErrorOptions) {
    super(`opening: ${code}`, options)
    this.name = 'OpeningError'
    this.code = code
  }
}
