import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createGroupCommit } from './group-commit.ts'

test('answers each caller with its own result, in order, and shares commits', async () => {
  const sizes: number[] = []
  const commit = createGroupCommit(async (items: readonly number[]) => {
    sizes.push(items.length)
    await setImmediate()
    return items.map((item) => item * 2)
  }, 4)
  const results = await Promise.all(Array.from({ length: 10 }, (_, item) => commit(item)))
  expect(results).toEqual(Array.from({ length: 10 }, (_, item) => item * 2))
  expect(sizes).toEqual([4, 4, 2])
})

test('sends what waits before the callers of the last commit go on', async () => {
  const seen: string[] = []
  const commit = createGroupCommit(async (items: readonly string[]) => {
    // As a driver does: it sends a few microtasks later.
    await Promise.resolve()
    await Promise.resolve()
    seen.push(`sent ${items.join('')}`)
    await setImmediate()
    return items
  }, 2)
  const call = async (item: string): Promise<void> => {
    await commit(item)
    seen.push(`went on ${item}`)
  }
  await Promise.all(['a', 'b', 'c', 'd'].map(call))
  expect(seen).toEqual(['sent ab', 'sent cd', 'went on a', 'went on b', 'went on c', 'went on d'])
})

test('a failure is of its batch alone', async () => {
  const commit = createGroupCommit(async (items: readonly number[]) => {
    await setImmediate()
    if (items.includes(0)) throw new Error('refused')
    return items
  }, 2)
  const settled = await Promise.allSettled([0, 1, 2, 3].map((item) => commit(item)))
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled'])
  await expect(commit(4)).resolves.toBe(4)
})
