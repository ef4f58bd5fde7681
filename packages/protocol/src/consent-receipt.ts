// The consent receipt: to which notice, how and when consent was given; docs/protocol.md §4.1.
import { type Bytes, utf8 } from './bytes.ts'
import { canonicalize } from './canonical-json.ts'
import { limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'

/** What a consent receipt says. Texts are at most 64 of `A-Z a-z 0-9 _ . : -`, empty where it was not said. */
export interface ConsentReceipt {
  /** Milliseconds since the Unix epoch. */
  readonly grantedAtMs: number
  /** How consent was given, such as `banner`. */
  readonly how: string
  /** Version of the notice that was shown. */
  readonly noticeVersion: string
}

const textPattern = /^[\w.:-]{0,64}$/

/**
 * The receipt's canonical bytes, whose SHA-256 is a header's `consent_hash`.
 * @throws {ProtocolError} `bad_consent` for other characters, longer texts, and what is no time.
 */
export function encodeConsentReceipt({ grantedAtMs, how, noticeVersion }: ConsentReceipt): Bytes {
  const isTime = Number.isInteger(grantedAtMs) && grantedAtMs >= 0 && grantedAtMs <= limits.maxTimeMs
  if (!isTime || !textPattern.test(how) || !textPattern.test(noticeVersion)) {
    throw new ProtocolError('bad_consent')
  }
  return utf8(canonicalize({ granted_at_ms: grantedAtMs, how, notice_version: noticeVersion, version: 1 }))
}
