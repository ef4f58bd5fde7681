// What opening a segment needs of the platform; `#opening` in package.json chooses who gives it.

/** Opens one ciphertext under a data key; rejects unless it authenticates. */
export type OpenCiphertext = (sealed: {
  readonly nonce: Uint8Array
  readonly additionalData: Uint8Array
  /** The 16-byte tag at its end. */
  readonly ciphertext: Uint8Array
}) => Promise<Uint8Array>
