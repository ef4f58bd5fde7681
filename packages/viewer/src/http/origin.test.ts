import { describe, expect, it } from 'vitest'
import { decideHost, isSameOriginRead, isSameOriginWrite } from './origin.ts'

const viewer = 'http://127.0.0.1:4402'

describe('decideHost', () => {
  it('serves the configured host only', () => {
    expect(decideHost('127.0.0.1:4402', viewer).kind).toBe('serve')
    expect(decideHost('viewer.example', 'https://viewer.example').kind).toBe('serve')
  })

  it('sends another loopback name of the same port to the configured one', () => {
    expect(decideHost('localhost:4402', viewer)).toEqual({ kind: 'redirect', origin: viewer })
    expect(decideHost('[::1]:4402', viewer)).toEqual({ kind: 'redirect', origin: viewer })
  })

  it.each([
    undefined,
    '',
    'evil.example:4402',
    'localhost:4403',
    'localhost',
    '127.0.0.1:4402@evil.example',
    'evil.example#127.0.0.1:4402',
    '127.0.0.1:4402/x',
    '127.0.0.1.evil.example:4402',
    'local host:4402',
  ])('refuses %j', (host) => {
    expect(decideHost(host, viewer).kind).toBe('refuse')
  })

  it('does not take a loopback name for a public viewer', () => {
    expect(decideHost('localhost', 'https://viewer.example').kind).toBe('refuse')
  })
})

describe('isSameOriginWrite', () => {
  it('takes a request of the viewer’s own pages', () => {
    expect(isSameOriginWrite({ secFetchSite: 'same-origin', origin: viewer }, viewer)).toBe(true)
    expect(isSameOriginWrite({ secFetchSite: undefined, origin: viewer }, viewer)).toBe(true)
    expect(isSameOriginWrite({ secFetchSite: 'same-origin', origin: undefined }, viewer)).toBe(true)
  })

  it.each([
    [undefined, undefined],
    ['cross-site', undefined],
    ['same-site', undefined],
    ['none', undefined],
    ['same-origin', 'https://evil.example'],
    ['same-site', viewer],
    [undefined, 'null'],
    [undefined, 'http://localhost:4403'],
  ])('refuses Sec-Fetch-Site %j with Origin %j', (secFetchSite, origin) => {
    expect(isSameOriginWrite({ secFetchSite, origin }, viewer)).toBe(false)
  })
})

describe('isSameOriginRead', () => {
  it('takes the viewer’s own pages, the address bar and clients that are no browser', () => {
    expect(isSameOriginRead({ secFetchSite: 'same-origin', origin: undefined }, viewer)).toBe(true)
    expect(isSameOriginRead({ secFetchSite: 'none', origin: undefined }, viewer)).toBe(true)
    expect(isSameOriginRead({ secFetchSite: undefined, origin: undefined }, viewer)).toBe(true)
  })

  it('refuses another site and the replay origin', () => {
    expect(isSameOriginRead({ secFetchSite: 'cross-site', origin: undefined }, viewer)).toBe(false)
    expect(isSameOriginRead({ secFetchSite: 'same-site', origin: 'http://localhost:4403' }, viewer)).toBe(
      false,
    )
    expect(isSameOriginRead({ secFetchSite: undefined, origin: 'http://localhost:4403' }, viewer)).toBe(false)
  })
})
