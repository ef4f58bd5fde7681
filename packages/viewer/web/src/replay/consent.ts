// The consent that a recording rests on: what the sealed stream says, held against the hash in its header
// (docs/protocol.md §4.1). The header was committed before anything could be opened; only the receipt that was
// hashed then gives the same hash.
import type { ConsentPayload } from '@reseal/redaction-rules'

/** `absent`: the stream says nothing, or nothing was read yet. */
export type ConsentProof = 'proven' | 'contradicted' | 'absent'

/** The receipt's canonical text. Its members are in the order of RFC 8785, its texts have no character to escape. */
export function receiptText(consent: ConsentPayload): string {
  const { granted_at_ms, how = '', notice_version = '' } = consent
  return JSON.stringify({ granted_at_ms, how, notice_version, version: 1 })
}

/** Whether what a stream says of consent is what its header has the hash (hex) of. */
export async function proveConsent(
  consent: ConsentPayload | undefined,
  consentHash: string | undefined,
): Promise<ConsentProof> {
  if (consent === undefined) return 'absent'
  const bytes = new TextEncoder().encode(receiptText(consent))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex === consentHash ? 'proven' : 'contradicted'
}

/** `banner, notice 2026-01, 2026-01-01 00:00:00 UTC` */
export function consentWords({ granted_at_ms, how, notice_version }: ConsentPayload): string {
  const isTime = Number.isInteger(granted_at_ms) && Math.abs(granted_at_ms) <= 8_640_000_000_000_000
  return [
    ...(how === undefined ? [] : [how]),
    ...(notice_version === undefined ? [] : [`notice ${notice_version}`]),
    isTime ? `${new Date(granted_at_ms).toISOString().slice(0, 19).replace('T', ' ')} UTC` : 'no time',
  ].join(', ')
}
