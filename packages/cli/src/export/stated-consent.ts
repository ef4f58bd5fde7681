// The consent that an exported stream rests on: what the sealed stream says, held against the hash in its header
// (docs/protocol.md §4.1).
import { encodeConsentReceipt, ProtocolError, parseStreamHeader, sha256 } from '@reseal/protocol'

/** What can be said of a stream's consent. */
export interface StatedConsent {
  /** `unclaimed`: the header has no hash of a receipt. `unstated`: it has, and the stream does not say of which. */
  readonly proof: 'proven' | 'contradicted' | 'unstated' | 'unclaimed'
  readonly grantedAtMs?: number
  readonly how?: string
  readonly noticeVersion?: string
}

const pluginType = 6

/** Reads the consent of a stream from its header and the events of a segment; undefined where these do not say. */
export function statedConsent(
  headerBytes: Uint8Array,
  events: readonly unknown[],
): StatedConsent | undefined {
  const { consentHash } = parseStreamHeader(headerBytes)
  const context = events.map(contextOf).find((payload) => payload !== undefined)
  if (context === undefined) return undefined
  const given = asRecord(context['consent'])
  if (given === undefined) return { proof: consentHash === undefined ? 'unclaimed' : 'unstated' }
  const grantedAtMs = Number(given['granted_at_ms'])
  const [how, noticeVersion] = [textOf(given['how']), textOf(given['notice_version'])]
  const said = { grantedAtMs, ...(how !== '' && { how }), ...(noticeVersion !== '' && { noticeVersion }) }
  return {
    proof: isProven({ grantedAtMs, how, noticeVersion }, consentHash) ? 'proven' : 'contradicted',
    ...said,
  }
}

/** One line, such as `consent: banner, notice 2026-01, 2026-01-01T00:00:00.000Z; proven by the stream's header`. */
export function formatConsent(consent: StatedConsent): string {
  const { proof, grantedAtMs, how, noticeVersion } = consent
  if (proof === 'unclaimed') return 'consent: none claimed'
  if (proof === 'unstated')
    return 'consent: the header has the hash of a receipt that the stream does not hold'
  const words = [
    ...(how === undefined ? [] : [how]),
    ...(noticeVersion === undefined ? [] : [`notice ${noticeVersion}`]),
    grantedAtMs === undefined || Number.isNaN(new Date(grantedAtMs).getTime())
      ? 'no time'
      : new Date(grantedAtMs).toISOString(),
  ].join(', ')
  const verdict =
    proof === 'proven' ? "proven by the stream's header" : 'NOT the receipt whose hash is in the header'
  return `consent: ${words}; ${verdict}`
}

function isProven(
  receipt: Parameters<typeof encodeConsentReceipt>[0],
  consentHash: Uint8Array | undefined,
): boolean {
  if (consentHash === undefined) return false
  try {
    return Buffer.compare(sha256(encodeConsentReceipt(receipt)), consentHash) === 0
  } catch (error) {
    // The stream was sealed by anyone who has the public keys.
    if (error instanceof ProtocolError) return false
    throw error
  }
}

function contextOf(event: unknown): Readonly<Record<string, unknown>> | undefined {
  const fields = asRecord(event)
  const data = asRecord(fields?.['data'])
  return fields?.['type'] === pluginType && data?.['plugin'] === 'reseal/context'
    ? asRecord(data['payload'])
    : undefined
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}

// Beyond what a receipt may say nothing of it is printed.
function textOf(value: unknown): string {
  return typeof value === 'string' && /^[\w.:-]{1,64}$/.test(value) ? value : ''
}
