import { expect, it } from 'vitest'
import { createClock } from './clock.ts'

function clockAt(deviceMs: number, elapsedMs: number) {
  const state = { deviceMs, elapsedMs }
  const clock = createClock(
    () => state.deviceMs,
    () => state.elapsedMs,
  )
  const pass = (ms: number, jumpMs = 0): void => {
    state.elapsedMs += ms
    state.deviceMs += ms + jumpMs
  }
  return { clock, pass, state }
}

it('follows the device while nobody sets it', () => {
  const { clock, pass } = clockAt(1_000_000, 5)
  pass(250)
  expect(clock.now()).toBe(1_000_250)
  expect(clock.at(1_000_249)).toBe(1_000_249)
})

it('goes on from where it was when the device is set back, and again', () => {
  const { clock, pass, state } = clockAt(1_000_000, 0)
  pass(100)
  expect(clock.now()).toBe(1_000_100)
  pass(100, -3_600_000)
  expect(clock.at(state.deviceMs)).toBe(1_000_200)
  pass(50)
  expect(clock.now()).toBe(1_000_250)
  pass(10, -500)
  expect(clock.now()).toBe(1_000_260)
})

it('takes a jump ahead for time that passed', () => {
  const { clock, pass } = clockAt(1_000_000, 0)
  pass(100, 3_600_000)
  expect(clock.now()).toBe(4_600_100)
})

it('never runs backwards', () => {
  const { clock, pass } = clockAt(1_000_000, 0)
  let last = 0
  for (const jumpMs of [0, -1, 50, -1_000_000, 3, -2, 10_000_000, -10_000_000]) {
    pass(7, jumpMs)
    const now = clock.now()
    expect(now).toBeGreaterThanOrEqual(last)
    last = now
  }
})
