// Consent as the host application reports it: its receipt (docs/protocol.md §4.1), whose hash goes into the stream header,
// and the same words for the sealed stream.
import { encodeConsentReceipt } from '@reseal/protocol'
import type { ConsentPayload } from '@reseal/redaction-rules'
import { RecorderError } from '../recorder-error.ts'

/**
 * What `grantConsent` may say about the consent. Texts are 1 to 64 of `A-Z a-z 0-9 _ . : -`. All of it is hashed into
 * the header of each stream and lies sealed in the stream: whoever may open a recording sees what it rests on.
 */
export interface ConsentGrant {
  /** Version of the notice that was shown. */
  readonly noticeVersion?: string | undefined
  /** How it was given, such as `banner`. */
  readonly how?: string | undefined
  /** When, in milliseconds since the Unix epoch, where the page remembers an earlier answer; now when left out. */
  readonly grantedAtMs?: number | undefined
}

/** Consent that was granted. */
export interface Consent {
  /** Bytes of the receipt. */
  readonly receipt: Uint8Array<ArrayBuffer>
  readonly payload: ConsentPayload
}

const text = (value: unknown): string => (value === undefined ? '' : typeof value === 'string' ? value : ' ')

/**
 * Makes the consent of a grant.
 *
 * @throws RecorderError `bad_option` for other characters and what is no time: consent that cannot be shown later is not taken.
 */
export function createConsent(grant: ConsentGrant | undefined, nowMs: number): Consent {
  const { how, noticeVersion, grantedAtMs = nowMs } = grant ?? {}
  const receipt = { grantedAtMs, how: text(how), noticeVersion: text(noticeVersion) }
  try {
    return {
      receipt: encodeConsentReceipt(receipt),
      payload: {
        granted_at_ms: grantedAtMs,
        ...(receipt.how !== '' && { how: receipt.how }),
        ...(receipt.noticeVersion !== '' && { notice_version: receipt.noticeVersion }),
      },
    }
  } catch (cause) {
    throw new RecorderError('bad_option', { where: 'grantConsent', cause })
  }
}
