import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { gather } from './gather.ts'

function startAsking() {
  const asked: { questions: readonly number[]; settle: PromiseWithResolvers<readonly string[]> }[] = []
  const ask = gather<number, string>((questions) => {
    const settle = Promise.withResolvers<readonly string[]>()
    asked.push({ questions, settle })
    return settle.promise
  })
  return { ask, asked }
}

test('what comes while two are asked is asked together, and each gets its own answer', async () => {
  const { ask, asked } = startAsking()
  const answers = Promise.all([1, 2, 3, 4, 5].map(ask))
  expect(asked.map(({ questions }) => questions)).toEqual([[1], [2]])
  asked[1]?.settle.resolve(['two'])
  await setImmediate()
  expect(asked[2]?.questions).toEqual([3, 4, 5])
  asked[0]?.settle.resolve(['one'])
  asked[2]?.settle.resolve(['three', 'four', 'five'])
  expect(await answers).toEqual(['one', 'two', 'three', 'four', 'five'])
  void ask(6)
  expect(asked[3]?.questions).toEqual([6])
})

test('a failure is that of all who were asked together, and of nobody else', async () => {
  const { ask, asked } = startAsking()
  const answers = Promise.allSettled([1, 2, 3, 4].map(ask))
  asked[0]?.settle.reject(new Error('down'))
  await setImmediate()
  asked[1]?.settle.resolve(['two'])
  asked[2]?.settle.resolve(['three', 'four'])
  expect((await answers).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
  const late = ask(5)
  asked[3]?.settle.resolve([])
  await expect(late).rejects.toThrow(RangeError)
})

test('no more than 256 are asked together', async () => {
  const { ask, asked } = startAsking()
  const answers = Promise.all(Array.from({ length: 302 }, (_, n) => ask(n)))
  for (let position = 0; position < 4; position++) {
    asked[position]?.settle.resolve(asked[position]?.questions.map(String) ?? [])
    await setImmediate()
  }
  expect(asked.map(({ questions }) => questions.length)).toEqual([1, 1, 256, 44])
  expect(await answers).toEqual(Array.from({ length: 302 }, (_, n) => String(n)))
})
