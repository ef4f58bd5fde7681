import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGroupCommitter, type GroupCommitter } from './group-committer.ts'

interface Harness {
  readonly committer: Omit<GroupCommitter<number, string>, 'add'> & { add(item: number): Promise<string> }
  readonly batches: (readonly number[])[]
  /** Ends the commit that has been in flight longest, or the one at this place among them. */
  finish(options?: { error?: Error; position?: number }): Promise<void>
}

/** Items are sizes; a batch holds ten. */
function harness({ windowMs = 0, maxInFlight = 1 } = {}): Harness {
  const batches: (readonly number[])[] = []
  const inFlight: ((error?: Error) => void)[] = []
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
        inFlight.push((error) =>
          error === undefined ? resolve(batch.map((item) => `stored ${item}`)) : reject(error),
        )
      })
    },
    windowMs,
    maxInFlight,
  })
  return {
    committer: {
      ...committer,
      add: (item) => new Promise((resolve, reject) => committer.add(item, { resolve, reject })),
    },
    batches,
    async finish({ error, position = 0 } = {}) {
      inFlight.splice(position, 1)[0]?.(error)
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
  await finish({ error: new Error('disk full') })
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

describe('with several batches in flight', () => {
  test('begins full ones side by side, in their order, up to the bound', async () => {
    const { committer, batches, finish } = harness({ windowMs: 60_000, maxInFlight: 2 })
    for (const size of [1, 9, 8, 7, 6]) void committer.add(size)
    expect(batches).toEqual([[1], [9]])
    await finish({ position: 1 })
    expect(batches).toEqual([[1], [9], [8]])
    await finish()
    expect(batches).toEqual([[1], [9], [8], [7]])
  })

  test('lets one that is not full wait for those in flight', async () => {
    const { committer, batches, finish } = harness({ maxInFlight: 4 })
    for (const size of [1, 2, 3]) void committer.add(size)
    expect(batches).toEqual([[1]])
    await finish()
    expect(batches).toEqual([[1], [2, 3]])
  })

  test('lets one that is not full no longer wait for one that is slow', async () => {
    const { committer, batches } = harness({ maxInFlight: 4 })
    for (const size of [1, 2]) void committer.add(size)
    await expect.poll(() => batches).toEqual([[1], [2]])
  })

  test('fails the items of the one that fails, whatever becomes of the others', async () => {
    const { committer, finish } = harness({ windowMs: 60_000, maxInFlight: 3 })
    const outcomes = [1, 9, 8].map((size) => committer.add(size).catch(({ message }: Error) => message))
    void committer.drain()
    await finish({ position: 1, error: new Error('disk full') })
    await finish({ position: 1 })
    await finish()
    expect(await Promise.all(outcomes)).toEqual(['stored 1', 'disk full', 'stored 8'])
  })

  test("gives each item one outcome, its batch's, whatever ends in whatever order", async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ add: fc.integer({ min: 1, max: 12 }) }) },
      { weight: 1, arbitrary: fc.record({ finish: fc.nat({ max: 3 }), fails: fc.boolean() }) },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, bound) => {
          const { committer, batches, finish } = harness({ windowMs: 60_000, maxInFlight: bound })
          const outcomes: Promise<string>[] = []
          let ended = 0
          for (const taken of steps) {
            if ('add' in taken) outcomes.push(committer.add(taken.add).catch(() => 'failed'))
            else if (batches.length > ended) {
              const position = taken.finish % (batches.length - ended)
              await finish({ position, ...(taken.fails && { error: new Error('failed') }) })
              ended++
            }
            expect(batches.length - ended).toBeLessThanOrEqual(bound)
          }
          const drained = committer.drain()
          for (; ended < batches.length; ended++) await finish()
          await drained
          const sizes = steps.flatMap((taken) => ('add' in taken ? [taken.add] : []))
          expect(batches.flat()).toEqual(sizes)
          expect(committer.itemCount()).toBe(0)
          const settled = await Promise.all(outcomes)
          settled.forEach((outcome, item) => expect([`stored ${sizes[item]}`, 'failed']).toContain(outcome))
          // Items of one batch share its fate.
          let item = 0
          for (const batch of batches) {
            const fates = settled.slice(item, item + batch.length).map((outcome) => outcome === 'failed')
            expect(new Set(fates).size).toBe(1)
            item += batch.length
          }
        },
      ),
    )
  })
})
