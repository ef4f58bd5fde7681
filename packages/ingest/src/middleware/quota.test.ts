import { expect, test } from 'vitest'
import { IngestError } from '../errors.ts'
import { createAddressKeyer, createQuota } from './quota.ts'

function refusalOf(work: () => void): IngestError | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof IngestError) return error
    throw error
  }
}

test('passes a burst, refuses beyond it, and says when to come back', () => {
  let now = 0
  const quota = createQuota({ bytesPerSecond: 10_000, burstBytes: 100_000 }, () => now)
  quota.take('a', 60_000)
  quota.take('a', 40_000)
  const refusal = refusalOf(() => quota.take('a', 30_000))
  expect(refusal?.code).toBe('overloaded')
  expect(refusal?.retryAfterSeconds).toBe(3)
  now += 3000
  quota.take('a', 30_000)
})

test('keeps keys apart and charges small requests for their work', () => {
  const quota = createQuota({ bytesPerSecond: 1, burstBytes: 4096 }, () => 0)
  quota.take('a', 0)
  quota.take('a', 0)
  expect(refusalOf(() => quota.take('a', 0))?.code).toBe('overloaded')
  quota.take('b', 0)
})

test('forgets keys whose bucket is full again', () => {
  let now = 0
  const quota = createQuota({ bytesPerSecond: 10_000, burstBytes: 10_000 }, () => now)
  quota.take('a', 5000)
  quota.sweep()
  expect(quota.size()).toBe(1)
  now += 500
  quota.sweep()
  expect(quota.size()).toBe(0)
})

test('lets a body larger than the burst pass on a full bucket', () => {
  const quota = createQuota({ bytesPerSecond: 1, burstBytes: 4096 }, () => 0)
  quota.take('a', 8192)
})

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
