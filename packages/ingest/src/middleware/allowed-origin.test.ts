import { describe, expect, it } from 'vitest'
import { isAllowedOrigin } from './allowed-origin.ts'

describe('isAllowedOrigin', () => {
  it('takes exactly the registered origins', () => {
    const allowed = ['https://portal.example', 'http://127.0.0.1:4400']
    expect(isAllowedOrigin('https://portal.example', allowed)).toBe(true)
    for (const origin of [
      'null',
      '',
      'http://portal.example',
      'https://portal.example:8443',
      'https://portal.example.evil.example',
      'http://127.0.0.1:4401',
    ]) {
      expect(isAllowedOrigin(origin, allowed)).toBe(false)
    }
  })

  it('takes every port of a loopback host that is registered with an asterisk, and nothing else', () => {
    const allowed = ['http://127.0.0.1:*']
    expect(isAllowedOrigin('http://127.0.0.1:8080', allowed)).toBe(true)
    expect(isAllowedOrigin('http://127.0.0.1', allowed)).toBe(true)
    for (const origin of [
      'http://127.0.0.1:*',
      'http://127.0.0.1:',
      'http://127.0.0.1:80.evil.example',
      'http://127.0.0.1:8080@evil.example',
      'https://127.0.0.1:8080',
      'http://localhost:8080',
      'http://127.0.0.1.evil.example:80',
    ]) {
      expect(isAllowedOrigin(origin, allowed)).toBe(false)
    }
  })

  it('compares what browsers send byte by byte: case, trailing dots, default ports and scripts are not folded', () => {
    const allowed = ['https://portal.example', 'https://xn--prtal-jua.example']
    expect(isAllowedOrigin('https://xn--prtal-jua.example', allowed)).toBe(true)
    for (const origin of [
      'https://Portal.example',
      'HTTPS://portal.example',
      'https://portal.example.',
      'https://portal.example:443',
      'https://portal.example/',
      'https://user@portal.example',
      'https://pörtal.example',
      'https://portal.example, https://portal.example',
      ' https://portal.example',
      'https://portal.example\u0000',
    ]) {
      expect(isAllowedOrigin(origin, allowed), origin).toBe(false)
    }
  })

  it('never takes the opaque origin, registered or not', () => {
    expect(isAllowedOrigin('null', ['null', 'https://portal.example'])).toBe(false)
    expect(isAllowedOrigin('', [''])).toBe(false)
  })

  it('takes no asterisk in any other origin', () => {
    expect(isAllowedOrigin('https://portal.example:8080', ['https://portal.example:*'])).toBe(false)
    expect(isAllowedOrigin('https://evil.example', ['*', 'https://*'])).toBe(false)
  })
})
