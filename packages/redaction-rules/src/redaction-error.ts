// What ends a recording: redaction that cannot be done.

/** An event could not be redacted, because a mask of the customer's own did not answer with a mask. */
export class RedactionError extends Error {
  override readonly name = 'RedactionError'
  readonly code = 'bad_mask'

  constructor() {
    // No cause: what the mask threw may quote the text.
    super('maskText may answer only with x * • █ _ - and white space')
  }
}
