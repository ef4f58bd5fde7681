import { expect, test } from 'vitest'
import { createGroupCommitter, type GroupCommitter } from './group-committer.ts'

interface Harness {
  readonly committer: GroupCommitter<number, string>
  readonly batches: (readonly number[])[]
  /** Ends the commit in flight. */
  finish(error?: Error): Promise<void>
}

/** Items are sizes; a batch holds ten. */
function harness({ windowMs = 0, maxInFlight = 1 } = {}): Harness {
  const batches: (readonly number[])[] = []
  let release: (error?: Error) => void = () => {}
  const committer = createGroupCommitter<number, number[], string>({
    begin: () => [],
    place(batch, item) {
      const fits = batch.length === 0 || batch.reduce((sum, size) => sum + size, item) <= 10
      if (fits) batch.push(item)
      return fits
    },
    commit(batch) {
      batches.push([...batch])
      return new Promise((resolve, reject) => {
        release = (error) =>
          error === undefined ? resolve(batch.map((item) => `stored ${item}`)) : reject(error)
      })
    },
    windowMs,
    maxInFlight,
  })
  return {
    committer,
    batches,
    async finish(error) {
      release(error)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

test('commits the first item at once and what arrives meanwhile together', async () => {
  const { committer, batches, finish } = harness()
  const first = committer.add(1)
  const others = [committer.add(2), committer.add(3)]
  expect(batches).toEqual([[1]])
  expect(committer.itemCount()).toBe(3)
  await finish()
  expect(await first).toBe('stored 1')
  expect(batches).toEqual([[1], [2, 3]])
  await finish()
  expect(await Promise.all(others)).toEqual(['stored 2', 'stored 3'])
  expect(committer.itemCount()).toBe(0)
})

test('holds a batch that is not full until its window is over', async () => {
  const { committer, batches, finish } = harness({ windowMs: 20 })
  void committer.add(1)
  await finish()
  const second = committer.add(2)
  await finish()
  expect(batches).toEqual([[1]])
  await expect.poll(() => batches.length).toBe(2)
  await finish()
  expect(await second).toBe('stored 2')
})

test('commits a full batch within the window and keeps the rest for the next', async () => {
  const { committer, batches, finish } = harness({ windowMs: 60_000 })
  void committer.add(1)
  await finish()
  for (const size of [6, 3]) void committer.add(size)
  expect(batches).toEqual([[1]])
  void committer.add(2)
  expect(batches).toEqual([[1], [6, 3]])
  await finish()
  expect(batches).toEqual([[1], [6, 3]])
})

test('commits full batches in the order they filled', async () => {
  const { committer, batches, finish } = harness({ windowMs: 60_000 })
  for (const size of [1, 9, 8, 7]) void committer.add(size)
  for (let count = 0; count < 3; count++) await finish()
  expect(batches).toEqual([[1], [9], [8]])
})

test('commits an item larger than a batch alone', async () => {
  const { committer, batches, finish } = harness()
  for (const size of [1, 2, 11, 3]) void committer.add(size)
  for (let count = 0; count < 3; count++) await finish()
  expect(batches).toEqual([[1], [2], [11], [3]])
})

test('fails every item of a batch that fails, and none of the next', async () => {
  const { committer, finish } = harness()
  const first = committer.add(1)
  const second = committer.add(2)
  first.catch(() => {})
  await finish(new Error('disk full'))
  await expect(first).rejects.toThrow('disk full')
  await finish()
  expect(await second).toBe('stored 2')
})

test('drains without regard to the window', async () => {
  const { committer, batches, finish } = harness({ windowMs: 60_000 })
  void committer.add(1)
  void committer.add(2)
  const drained = committer.drain()
  await finish()
  expect(batches).toEqual([[1], [2]])
  await finish()
  await drained
})
