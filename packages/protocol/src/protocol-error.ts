// The one error of this package. docs/protocol.md §11 says what each code means.

/** What was wrong, in one word; the list is closed and documented in docs/protocol.md §11. */
export type ProtocolErrorCode =
  | 'truncated'
  | 'trailing_bytes'
  | 'too_large'
  | 'bad_magic'
  | 'bad_version'
  | 'bad_flags'
  | 'bad_length'
  | 'bad_time'
  | 'bad_index'
  | 'bad_link'
  | 'bad_stream'
  | 'bad_id'
  | 'bad_base64'
  | 'bad_json'
  | 'not_canonical'
  | 'bad_header'
  | 'bad_parcel'
  | 'bad_receipt'
  | 'bad_batch'
  | 'bad_consent'
  | 'bad_withdrawal'
  | 'bad_key'
  | 'bad_note'
  | 'bad_checkpoint'
  | 'bad_signature'
  | 'bad_proof'
  | 'bad_tile'
  | 'stream_ended'
  | 'open_failed'

/** Thrown for every refusal; `message` is constant for a code and never contains input. */
export class ProtocolError extends Error {
  override readonly name: string = 'ProtocolError'
  /** What was wrong. */
  readonly code: ProtocolErrorCode

  constructor(code: ProtocolErrorCode, options?: { readonly cause?: unknown }) {
    super(`Reseal protocol: ${code}`, options)
    this.code = code
  }
}
