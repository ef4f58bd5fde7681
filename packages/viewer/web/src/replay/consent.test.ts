import { createHash } from 'node:crypto'
import { encodeConsentReceipt } from '@reseal/protocol'
import { describe, expect, it } from 'vitest'
import { consentWords, proveConsent, receiptText } from './consent.ts'

const consent = { granted_at_ms: 1_767_225_600_000, how: 'banner', notice_version: '2026-01' }
const receipt = encodeConsentReceipt({
  grantedAtMs: 1_767_225_600_000,
  how: 'banner',
  noticeVersion: '2026-01',
})
const hash = createHash('sha256').update(receipt).digest('hex')

describe('consent', () => {
  it('is proven by the hash of the receipt that the protocol defines', async () => {
    expect(new TextEncoder().encode(receiptText(consent))).toEqual(receipt)
    expect(await proveConsent(consent, hash)).toBe('proven')
    const silent = encodeConsentReceipt({ grantedAtMs: 5, how: '', noticeVersion: '' })
    expect(new TextEncoder().encode(receiptText({ granted_at_ms: 5 }))).toEqual(silent)
  })

  it('is contradicted by any other, and absent where nothing was said', async () => {
    expect(await proveConsent({ ...consent, granted_at_ms: 1 }, hash)).toBe('contradicted')
    expect(await proveConsent(consent, undefined)).toBe('contradicted')
    expect(await proveConsent(undefined, hash)).toBe('absent')
  })

  it('is said in words', () => {
    expect(consentWords(consent)).toBe('banner, notice 2026-01, 2026-01-01 00:00:00 UTC')
    expect(consentWords({ granted_at_ms: 0 })).toBe('1970-01-01 00:00:00 UTC')
    expect(consentWords({ granted_at_ms: Number.NaN })).toBe('no time')
  })
})
