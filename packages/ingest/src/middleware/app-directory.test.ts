import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAppDirectory, type RegisteredApp } from './app-directory.ts'

const appKey = `rsl_${'A'.repeat(22)}`
const ttlMs = 1000
let answer: RegisteredApp | undefined
let lookUps: number
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  answer = { id: 'clinic', appKey, origins: ['https://clinic.example'] }
  lookUps = 0
})
afterEach(() => vi.useRealTimers())

function createDirectory() {
  return createAppDirectory({
    ttlMs,
    async lookUp() {
      lookUps += 1
      return answer
    },
  })
}

test('who is asked for again and again stays known, and is looked up once in half the time', async () => {
  const directory = createDirectory()
  expect(directory.known(appKey)).toBeUndefined()
  expect(await directory.find(appKey)).toBe(answer)
  for (let turn = 1; turn <= 4; turn += 1) {
    vi.advanceTimersByTime(0.6 * ttlMs)
    expect(directory.known(appKey)).toBe(answer)
    expect(directory.known(appKey)).toBe(answer)
    await vi.waitFor(() => expect(lookUps).toBe(1 + turn))
  }
})

test('a change is known within the time, whoever asks', async () => {
  const directory = createDirectory()
  await directory.find(appKey)
  const before = answer
  answer = undefined
  vi.advanceTimersByTime(0.6 * ttlMs)
  expect(directory.known(appKey)).toBe(before)
  await vi.waitFor(() => expect(directory.known(appKey)).toBeUndefined())
  expect(await directory.find(appKey)).toBeUndefined()
})

test('an answer that nobody asked for is not believed for longer', async () => {
  const directory = createDirectory()
  await directory.find(appKey)
  vi.advanceTimersByTime(ttlMs)
  expect(directory.known(appKey)).toBeUndefined()
})
