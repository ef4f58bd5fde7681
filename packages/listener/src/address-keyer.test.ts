import { expect, test } from 'vitest'
import { createAddressKeyer } from './address-keyer.ts'

test('keys of addresses differ by process, join an IPv6 network and hide the address', () => {
  const [one, other] = [createAddressKeyer(), createAddressKeyer()]
  expect(one('192.0.2.7')).toBe(one('::ffff:192.0.2.7'))
  expect(one('192.0.2.7')).not.toBe(one('192.0.2.8'))
  expect(one('192.0.2.7')).not.toBe(other('192.0.2.7'))
  expect(one('2001:db8:1:2::1')).toBe(one('2001:db8:1:2:aaaa:bbbb:cccc:dddd'))
  expect(one('2001:db8:1:2::1')).not.toBe(one('2001:db8:1:3::1'))
  expect(one('::1')).toBe(one('0:0:0:0:0:0:0:2'))
  expect(one('192.0.2.7')).toMatch(/^[\w-]{22}$/)
})

test('no key of an address outlives a day', () => {
  let nowMs = 0
  const keyOf = createAddressKeyer(() => nowMs)
  const first = keyOf('192.0.2.7')
  nowMs += 60_000
  expect(keyOf('192.0.2.7')).toBe(first)
  nowMs += 24 * 60 * 60_000
  expect(keyOf('192.0.2.7')).not.toBe(first)
})
