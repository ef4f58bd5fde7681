import { describe, expect, it } from 'vitest'
import { RecorderError } from '../recorder-error.ts'
import { type ConsentGrant, createConsent } from './consent.ts'

describe('consent', () => {
  it('says in the stream what its receipt says, and leaves out what was not said', () => {
    const nowMs = 1_767_225_600_000
    const { receipt, payload } = createConsent({ how: 'banner', noticeVersion: '2026-01' }, nowMs)
    expect(new TextDecoder().decode(receipt)).toBe(
      `{"granted_at_ms":${nowMs},"how":"banner","notice_version":"2026-01","version":1}`,
    )
    expect(payload).toEqual({ granted_at_ms: nowMs, how: 'banner', notice_version: '2026-01' })
    expect(createConsent(undefined, nowMs).payload).toEqual({ granted_at_ms: nowMs })
    expect(createConsent({ grantedAtMs: 5 }, nowMs).payload).toEqual({ granted_at_ms: 5 })
  })

  it.each([
    { how: 'Adaeze Okonkwo' },
    { how: 'banner\n' },
    { how: null },
    { noticeVersion: 'a@b.example' },
    { noticeVersion: 'x'.repeat(65) },
    { noticeVersion: 7 },
    { noticeVersion: { toString: () => '2026-01' } },
    { grantedAtMs: -1 },
    { grantedAtMs: 0.5 },
    { grantedAtMs: '1767225600000' },
  ])('refuses %j', (grant) => {
    expect(() => createConsent(grant as ConsentGrant, 0)).toThrow(RecorderError)
    expect(() => createConsent(grant as ConsentGrant, 0)).toThrow(/^grantConsent: /)
  })
})
