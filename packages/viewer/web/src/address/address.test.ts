import { describe, expect, it } from 'vitest'
import { type Address, formatAddress, parseAddress } from './address.ts'

const session = '0193f0a1-7c3e-7b52-9d7e-2f5c5a2b8c11'
const stream = '0193f0a1-7c3e-7b52-9d7e-2f5c5a2b8c12'

describe('address', () => {
  it('reads back every address it writes', () => {
    const addresses: readonly Address[] = [
      { page: 'sign-in' },
      { page: 'sessions' },
      { page: 'sessions', app: 'clinic-intake', q: 'page:/a+b/** -tag:"x=&d y" rage:>0' },
      { page: 'errors', q: 'error:Type*', error: 'ab'.repeat(16) },
      { page: 'replay', session, tMs: 0 },
      { page: 'replay', session, tMs: 8_250, stream },
      { page: 'audit' },
      { page: 'audit', actor: 'eng 1', action: 'replay.read', session, before: 12 },
      {
        page: 'audit',
        app: 'portal',
        purpose: 'incident',
        outcome: 'denied',
        from: '2026-11-01',
        to: '2026-11-22',
      },
    ]
    for (const address of addresses) expect(parseAddress(formatAddress(address))).toEqual(address)
  })

  it('keeps a search readable, and reads the filters of older addresses', () => {
    const q = 'page:/intake/** error:any'
    expect(formatAddress({ page: 'sessions', q })).toBe('/sessions?q=page:/intake/**+error:any')
    expect(parseAddress('/sessions?filter=has:error,page:/a')).toEqual({
      page: 'sessions',
      q: 'error:any page:/a',
    })
  })

  it('writes a position that a person can read', () => {
    expect(formatAddress({ page: 'replay', session, tMs: 8_000 })).toBe(`/sessions/${session}?t=0:08`)
  })

  it('shows the sessions at the root', () => {
    expect(parseAddress('/')).toEqual({ page: 'sessions' })
  })

  it('leaves out parameters that do not parse', () => {
    expect(parseAddress(`/sessions/${session}?t=yesterday&stream=<b>`)).toEqual({
      page: 'replay',
      session,
      tMs: 0,
    })
    expect(parseAddress('/audit?before=-1&actor=')).toEqual({ page: 'audit' })
    expect(parseAddress('/audit?from=2026-13-01&to=today')).toEqual({ page: 'audit' })
  })

  it('knows no page for ids that are none', () => {
    expect(parseAddress('/sessions/..%2fadmin')).toEqual({ page: 'missing' })
    expect(parseAddress('/elsewhere')).toEqual({ page: 'missing' })
  })
})
