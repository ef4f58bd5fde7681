import { expect, test } from 'vitest'
import { addressNetwork } from './address-network.ts'
import { forwardedAddress, isForwardedOverTls } from './forwarded.ts'
import { isLoopbackHost } from './transport.ts'

test('an address is the entry of the outermost trusted proxy, never what the client wrote before it', () => {
  expect(forwardedAddress('203.0.113.9', 0)).toBeUndefined()
  expect(forwardedAddress('203.0.113.9, 192.0.2.1', 1)).toBe('192.0.2.1')
  expect(forwardedAddress('203.0.113.9, 192.0.2.1, 10.0.0.1', 2)).toBe('192.0.2.1')
  expect(forwardedAddress('192.0.2.1', 2)).toBeUndefined()
  expect(forwardedAddress(undefined, 1)).toBeUndefined()
})

test.each([
  ['192.0.2.1:4711', '192.0.2.1'],
  ['[2001:db8::1]:4711', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['unknown', undefined],
  ['', undefined],
  ['192.0.2.1 x', undefined],
])('an entry %s is the address %s', (entry, address) => {
  expect(forwardedAddress(entry, 1)).toBe(address)
})

test('the scheme is the one that the outermost trusted proxy saw', () => {
  expect(isForwardedOverTls('https', 0)).toBeUndefined()
  expect(isForwardedOverTls(undefined, 1)).toBeUndefined()
  expect(isForwardedOverTls('https', 1)).toBe(true)
  expect(isForwardedOverTls('https, http', 1)).toBe(false)
  expect(isForwardedOverTls('https, HTTPS, http', 2)).toBe(true)
  // One proxy of two that replaced the header.
  expect(isForwardedOverTls('https', 2)).toBe(true)
})

test('networks join an IPv6 client and keep IPv4 addresses apart', () => {
  expect(addressNetwork('::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(addressNetwork('2001:db8:1:2::1')).toBe(addressNetwork('2001:DB8:0001:2:aaaa:bbbb:cccc:dddd'))
  expect(addressNetwork('2001:db8:1:2::1')).not.toBe(addressNetwork('2001:db8:1:3::1'))
  expect(addressNetwork('fe80::1%eth0')).toBe('fe80:0:0:0')
})

test.each(['127.0.0.1', '127.8.9.1', 'localhost', 'LOCALHOST', '::1', '[::1]'])('%s is loopback', (host) => {
  expect(isLoopbackHost(host)).toBe(true)
})

test.each([
  '0.0.0.0',
  '::',
  '',
  '10.0.0.1',
  '127.0.0.1.example',
  'localhost.example',
  '0177.0.0.1',
  '128.0.0.1',
])('%s is not loopback', (host) => {
  expect(isLoopbackHost(host)).toBe(false)
})
