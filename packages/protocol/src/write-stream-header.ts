// The bytes of a stream header, as the page writes them without a look back; docs/protocol.md §4.
import { encodeBase64url } from './base64.ts'
import { type Bytes, utf8 } from './bytes.ts'
import { canonicalize, type JsonValue } from './canonical-json.ts'

/** Of what stream a derived one is the redaction (docs/protocol.md §4.2). */
export interface Derivation {
  /** Index of the audit leaf, a `recording.redact` event, under which the source was opened. */
  readonly event: number
  /** Of the source's header. */
  readonly headerHash: Uint8Array
  /** The source's last link. */
  readonly lastLink: Uint8Array
  /** The source, UUID. */
  readonly stream: string
}

/** What a stream is. Hashes are SHA-256, 32 bytes. */
export interface StreamHeader {
  readonly version: 1
  /** Public key or id of the app: 1 to 64 of `A-Z a-z 0-9 _ -`. */
  readonly app: string
  /** UUID. */
  readonly session: string
  /** UUID. */
  readonly stream: string
  /** Which sealing key: 1 to 64 of `A-Z a-z 0-9 . _ -`. */
  readonly keyId: string
  /** Hash of `enc`, the encapsulated key that travels beside the header. */
  readonly encHash: Uint8Array
  readonly ruleSetHash: Uint8Array
  readonly manifestHash?: Uint8Array
  readonly consentHash?: Uint8Array
  readonly appendKeyHash: Uint8Array
  readonly withdrawalTokenHash: Uint8Array
  /** Name and version of the recorder: 1 to 64 of `A-Z a-z 0-9 @ / . _ + -`. */
  readonly sdk: string
  /** Milliseconds since the epoch by the page's clock. */
  readonly startedAtMs: number
  /** There on a stream that the private zone made; no page writes it. */
  readonly derived?: Derivation
}

/** The members of a page's header on the wire, in snake_case, hashes in base64url. */
export function toWire(header: StreamHeader): JsonValue {
  return {
    version: header.version,
    app: header.app,
    session: header.session,
    stream: header.stream,
    key_id: header.keyId,
    enc_hash: encodeBase64url(header.encHash),
    rule_set_hash: encodeBase64url(header.ruleSetHash),
    ...(header.manifestHash && { manifest_hash: encodeBase64url(header.manifestHash) }),
    ...(header.consentHash && { consent_hash: encodeBase64url(header.consentHash) }),
    append_key_hash: encodeBase64url(header.appendKeyHash),
    withdrawal_token_hash: encodeBase64url(header.withdrawalTokenHash),
    sdk: header.sdk,
    started_at_ms: header.startedAtMs,
  }
}

/** Canonical JSON of a page's header, unchecked: whoever reads it refuses what is none. */
export function writeStreamHeader(header: StreamHeader): Bytes {
  return utf8(canonicalize(toWire(header)))
}
