import { expect, test } from 'vitest'
import { createAnnouncedBytes } from './announced-bytes.ts'

const mebibyte = 1024 * 1024

test('a client holds no more than its share, and what has come is given back', () => {
  const announced = createAnnouncedBytes(32 * mebibyte)
  const ends = [1, 2, 3].map(() => announced.announce('a', 9 * mebibyte))
  expect(() => announced.announce('a', 9 * mebibyte)).toThrow(
    expect.objectContaining({ code: 'overloaded', retryAfterSeconds: 2 }),
  )
  announced.announce('b', 9 * mebibyte)
  announced.announce('a', mebibyte)
  ends[0]?.()
  ends[0]?.()
  announced.announce('a', 9 * mebibyte)
  expect(() => announced.announce('a', 9 * mebibyte)).toThrow()
})

test('a single body finds room whatever its size, and small ones weigh what they may hold', () => {
  const announced = createAnnouncedBytes(mebibyte)
  announced.announce('a', 9 * mebibyte)()
  for (let at = 0; at < 32; at += 1) announced.announce('a', 0)
  expect(() => announced.announce('a', 0)).toThrow()
})
