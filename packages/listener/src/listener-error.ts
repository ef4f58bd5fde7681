// The one error class of the package: a stable code, a constant message that says what to write, never any input.

const messages = {
  insecure_listener:
    'plain HTTP is for loopback: set RESEAL_TLS_CERT_FILE and RESEAL_TLS_KEY_FILE, or, behind a proxy of yours that ends TLS, RESEAL_TRUSTED_PROXY_HOPS=1',
  certificate_unreadable:
    'RESEAL_TLS_CERT_FILE or RESEAL_TLS_KEY_FILE cannot be read: name two PEM files that this user may read',
  certificate_refused:
    'RESEAL_TLS_CERT_FILE and RESEAL_TLS_KEY_FILE are no pair: write the PEM chain, the own certificate first, and its key without a passphrase',
  unsafe_key_file: 'everyone can read RESEAL_TLS_KEY_FILE: set its mode to 0600, or 0640 for a group',
} as const

/** Why a service cannot listen. */
export type ListenerErrorCode = keyof typeof messages

/** The only error of this package. `cause` may name files and stays inside the process. */
export class ListenerError extends Error {
  override readonly name = 'ListenerError'
  readonly code: ListenerErrorCode

  constructor(code: ListenerErrorCode, cause?: unknown) {
    super(messages[code], cause === undefined ? undefined : { cause })
    this.code = code
  }
}
