// The one interface to sealing keys (design.md §6): a file here, an HSM or KMS elsewhere.

/** Holds the private halves of sealing keys and never gives them out. */
export interface KeyProvider {
  /**
   * The raw public point, 65 bytes.
   * @throws StoreError unknown_key
   */
  publicKey(keyId: string): Promise<Uint8Array<ArrayBuffer>>
  /**
   * ECDH on P-256: the x-coordinate of the shared point, 32 bytes (RFC 9180 §4.1, DH).
   * `enc` is the raw point of 65 bytes that came with the stream.
   * @throws StoreError unknown_key, bad_public_key
   */
  deriveSharedSecret(keyId: string, enc: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
  /** Lets go of what it holds; afterwards everything throws key_provider_closed. */
  close?(): Promise<void>
}

/** A provider that says which keys it had when it was opened. */
export interface ListedKeyProvider extends KeyProvider {
  readonly keyIds: readonly string[]
  close(): Promise<void>
}
