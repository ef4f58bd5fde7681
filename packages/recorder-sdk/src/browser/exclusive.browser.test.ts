import { describe, expect, it } from 'vitest'
import { createExclusive } from './exclusive.ts'

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs))

describe('createExclusive', () => {
  it('runs one task of a name at a time', async () => {
    const name = crypto.randomUUID()
    let running = 0
    let most = 0
    const task = async (): Promise<void> => {
      running += 1
      most = Math.max(most, running)
      await pause(5)
      running -= 1
    }
    const { signal } = new AbortController()
    await Promise.all([1, 2, 3].map(() => createExclusive(name)(task, signal)))
    expect(most).toBe(1)
  })

  it('gives up waiting when it is aborted', async () => {
    const name = crypto.randomUUID()
    const aborting = new AbortController()
    const held = createExclusive(name)(() => pause(50), new AbortController().signal)
    let ran = false
    const waiting = createExclusive(name)(async () => {
      ran = true
    }, aborting.signal)
    aborting.abort()
    await expect(waiting).rejects.toThrow()
    await held
    expect(ran).toBe(false)
  })

  it('passes on what a task rejects with and lets the next one run', async () => {
    const exclusive = createExclusive(crypto.randomUUID())
    const { signal } = new AbortController()
    await expect(exclusive(() => Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
    await exclusive(async () => {}, signal)
  })
})
