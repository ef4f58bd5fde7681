import { expect, test } from 'vitest'
import { type BatchMemory, createBatchMemoryPool, placeSegments } from './batch-memory.ts'

const maxBatchBytes = 64 * 1024

function takeMany(pool: ReturnType<typeof createBatchMemoryPool>, count: number): BatchMemory[] {
  return Array.from({ length: count }, () => pool.take(1))
}

/** How many of some memories the pool hands out again. */
function keptOf(pool: ReturnType<typeof createBatchMemoryPool>, given: readonly BatchMemory[]): number {
  const known = new Set(given.map(({ bytes }) => bytes.buffer))
  return takeMany(pool, given.length).filter(({ bytes }) => known.has(bytes.buffer)).length
}

test('lays segments one behind the other, and takes none that has no room', () => {
  const memory = createBatchMemoryPool(maxBatchBytes).take(1)
  const segment = { bytes: Uint8Array.from({ length: 40_000 }, (_, at) => at % 251) }
  const offset = placeSegments(memory, [segment]) ?? 0
  expect(Buffer.compare(memory.bytes.subarray(offset, offset + 40_000), segment.bytes)).toBe(0)
  expect(placeSegments(memory, [segment])).toBeUndefined()
  expect(memory.usedBytes).toBe(offset + 40_000)
})

test('keeps what full batches need, and after a burst two', () => {
  const pool = createBatchMemoryPool(maxBatchBytes)
  const full = takeMany(pool, 5)
  for (const memory of full) placeSegments(memory, [{ bytes: new Uint8Array(60_000) }])
  for (const memory of full) pool.give(memory)
  expect(keptOf(pool, full)).toBe(5)
  for (const memory of full) pool.give(memory)
  const [small] = takeMany(pool, 1)
  if (small !== undefined) pool.give(small)
  expect(keptOf(pool, full)).toBe(2)
})

test('memory for what is larger than a batch is not kept', () => {
  const pool = createBatchMemoryPool(maxBatchBytes)
  const large = pool.take(3 * maxBatchBytes)
  expect(large.limitBytes).toBeGreaterThan(3 * maxBatchBytes)
  pool.give(large)
  expect(keptOf(pool, [large])).toBe(0)
})
