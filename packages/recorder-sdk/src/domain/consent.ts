// The consent receipt: when, how and to which notice consent was given. Its hash goes into the stream header.
import { canonicalize } from '@reseal/protocol'

/** What `grantConsent` may say about the consent. Both are hashed, never sent. */
export interface ConsentGrant {
  /** Version of the notice that was shown. */
  readonly noticeVersion?: string
  /** How it was given, such as `banner`. */
  readonly how?: string
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * The receipt's bytes: canonical JSON (RFC 8785) of `granted_at_ms`, `how`, `notice_version` and `version`.
 * Whoever keeps the same values can show that a stream was recorded under them.
 */
export function consentReceipt(
  grant: ConsentGrant | undefined,
  grantedAtMs: number,
): Uint8Array<ArrayBuffer> {
  const receipt = {
    version: 1,
    granted_at_ms: grantedAtMs,
    how: asText(grant?.how),
    notice_version: asText(grant?.noticeVersion),
  }
  return new TextEncoder().encode(canonicalize(receipt))
}
