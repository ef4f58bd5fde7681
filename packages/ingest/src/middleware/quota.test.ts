import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { IngestError } from '../errors.ts'
import { createQuota } from './quota.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function refusalOf(work: Promise<void>): Promise<IngestError | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    if (error instanceof IngestError) return error
    throw error
  }
}

test('passes a burst, refuses beyond it, says when to come back, and passes it then', async () => {
  const quota = createQuota('client', { bytesPerSecond: 10_000, burstBytes: 100_000 })
  await quota.take('a', 60_000)
  await quota.take('a', 40_000)
  vi.advanceTimersByTime(3000)
  const refusal = await refusalOf(quota.take('a', 30_000))
  expect(refusal?.code).toBe('over_quota')
  expect(refusal?.retryAfterSeconds).toBe(7)
  expect(refusal?.quota).toEqual({ policy: 'client', burstBytes: 100_000, windowSeconds: 10 })
  vi.advanceTimersByTime(7000)
  await quota.take('a', 30_000)
})

test('charges nothing for what it refuses', async () => {
  const quota = createQuota('client', { bytesPerSecond: 10_000, burstBytes: 100_000 })
  await quota.take('a', 60_000)
  for (let attempt = 0; attempt < 5; attempt += 1) await refusalOf(quota.take('a', 50_000))
  await quota.take('a', 40_000)
})

test('keeps keys apart and charges small requests for their work', async () => {
  const quota = createQuota('app', { bytesPerSecond: 1, burstBytes: 4096 })
  await quota.take('a', 0)
  await quota.take('a', 0)
  expect((await refusalOf(quota.take('a', 0)))?.code).toBe('over_quota')
  await quota.take('b', 0)
})

test('lets a body larger than the window pass on a fresh one', async () => {
  await createQuota('stream', { bytesPerSecond: 1, burstBytes: 4096 }).take('a', 8192)
})

test('forgets keys whose window has ended', async () => {
  const quota = createQuota('client', { bytesPerSecond: 10_000, burstBytes: 10_000 })
  for (let at = 0; at < 1000; at += 1) await quota.take(`key ${at}`, 1)
  expect(vi.getTimerCount()).toBe(1000)
  vi.advanceTimersByTime(1000)
  expect(vi.getTimerCount()).toBe(0)
})
