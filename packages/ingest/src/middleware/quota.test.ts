import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { IngestError } from '../errors.ts'
import { createQuota } from './quota.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function refusalOf(work: () => void): IngestError | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof IngestError) return error
    throw error
  }
}

test('passes a burst, refuses beyond it, says when to come back, and passes it then', () => {
  const quota = createQuota('client', { bytesPerSecond: 10_000, burstBytes: 100_000 })
  quota.take('a', 60_000)
  quota.take('a', 40_000)
  vi.advanceTimersByTime(3000)
  const refusal = refusalOf(() => quota.take('a', 30_000))
  expect(refusal?.code).toBe('over_quota')
  expect(refusal?.retryAfterSeconds).toBe(7)
  expect(refusal?.quota).toEqual({ policy: 'client', burstBytes: 100_000, windowSeconds: 10 })
  vi.advanceTimersByTime(7000)
  quota.take('a', 30_000)
})

test('charges nothing for what it refuses', () => {
  const quota = createQuota('client', { bytesPerSecond: 10_000, burstBytes: 100_000 })
  quota.take('a', 60_000)
  for (let attempt = 0; attempt < 5; attempt += 1) refusalOf(() => quota.take('a', 50_000))
  quota.take('a', 40_000)
})

test('keeps keys apart and charges small requests for their work', () => {
  const quota = createQuota('app', { bytesPerSecond: 1, burstBytes: 4096 })
  quota.take('a', 0)
  quota.take('a', 0)
  expect(refusalOf(() => quota.take('a', 0))?.code).toBe('over_quota')
  quota.take('b', 0)
})

test('lets a body larger than the window pass on a fresh one', () => {
  createQuota('stream', { bytesPerSecond: 1, burstBytes: 4096 }).take('a', 8192)
})

test('knows so many keys and no more, and forgets the one whose window ends first', () => {
  const quota = createQuota('session', { bytesPerSecond: 1, burstBytes: 4096 }, 2)
  for (const key of ['a', 'b', 'c']) quota.take(key, 4096)
  expect(quota.size()).toBe(2)
  expect(refusalOf(() => quota.take('c', 1))?.code).toBe('over_quota')
  quota.take('a', 4096)
  expect(refusalOf(() => quota.take('c', 1))?.code).toBe('over_quota')
})

test('forgets keys whose window has ended', () => {
  const quota = createQuota('client', { bytesPerSecond: 10_000, burstBytes: 10_000 })
  for (let at = 0; at < 1000; at += 1) quota.take(`key ${at}`, 1)
  expect(quota.size()).toBe(1000)
  vi.advanceTimersByTime(500)
  quota.take('later', 1)
  vi.advanceTimersByTime(500)
  expect(quota.size()).toBe(1)
  vi.advanceTimersByTime(1000)
  expect(quota.size()).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
})
