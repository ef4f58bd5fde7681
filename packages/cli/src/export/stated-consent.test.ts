import { encodeConsentReceipt, encodeStreamHeader, sha256 } from '@reseal/protocol'
import { describe, expect, it } from 'vitest'
import { formatConsent, statedConsent } from './stated-consent.ts'

const hash = sha256(new Uint8Array())
const receipt = { grantedAtMs: 1_767_225_600_000, how: 'banner', noticeVersion: '2026-01' }
const id = '0190b6f2-0000-4000-8000-000000000000'

function headerWith(consentHash?: Uint8Array): Uint8Array {
  return encodeStreamHeader({
    version: 1,
    app: 'rsl_test',
    session: id,
    stream: id,
    keyId: 'key',
    encHash: hash,
    ruleSetHash: hash,
    ...(consentHash !== undefined && { consentHash }),
    appendKeyHash: hash,
    withdrawalTokenHash: hash,
    sdk: 'test/0',
    startedAtMs: 0,
  })
}

const eventsWith = (consent?: object): object[] => [
  { type: 4, timestamp: 1, data: {} },
  { type: 6, timestamp: 1, data: { plugin: 'reseal/rules', payload: {} } },
  { type: 6, timestamp: 1, data: { plugin: 'reseal/context', payload: { release: '1', consent } } },
]
const said = { granted_at_ms: 1_767_225_600_000, how: 'banner', notice_version: '2026-01' }
const proven = headerWith(sha256(encodeConsentReceipt(receipt)))
const lineOf = (header: Uint8Array, events: object[]): string | undefined => {
  const consent = statedConsent(header, events)
  return consent && formatConsent(consent)
}

describe('the consent of a stream', () => {
  it('is proven where the receipt gives the header’s hash', () => {
    expect(lineOf(proven, eventsWith(said))).toBe(
      "consent: banner, notice 2026-01, 2026-01-01T00:00:00.000Z; proven by the stream's header",
    )
  })

  it.each([
    ['another time', { ...said, granted_at_ms: 5 }],
    ['another notice', { ...said, notice_version: '2026-02' }],
    ['a text that no receipt may have', { ...said, how: 'Adaeze Okonkwo' }],
    ['no time', { how: 'banner' }],
  ])('is contradicted by %s, and what no receipt may say is not printed', (_, other) => {
    const line = lineOf(proven, eventsWith(other))
    expect(line).toMatch(/NOT the receipt/)
    expect(line).not.toContain('Adaeze')
    expect(lineOf(headerWith(), eventsWith(other))).toMatch(/NOT the receipt/)
  })

  it('is unclaimed or unstated where the stream says nothing', () => {
    expect(lineOf(headerWith(), eventsWith())).toBe('consent: none claimed')
    expect(lineOf(proven, eventsWith())).toMatch(/a receipt that the stream does not hold/)
    expect(lineOf(proven, [])).toBeUndefined()
  })
})
