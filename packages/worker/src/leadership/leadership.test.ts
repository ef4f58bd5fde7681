// Terms by this process' clock: a lease counts as lost here no later than it ends in the database.
import { StoreError, type WorkerJobs } from '@reseal/store'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLeadership, type Leadership } from './leadership.ts'

const leaseMs = 5000

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

interface Table {
  readonly leadership: Leadership<'fold' | 'sweep'>
  /** What the database answers from now on. */
  grant: readonly string[] | 'unavailable'
  /** How long the answer takes. */
  answerMs: number
  readonly released: string[]
  readonly succeeded: string[]
}

/** A process, and the table of leases as it answers this process. */
function startTable(): Table {
  const refuse = (): void => {
    if (table.grant === 'unavailable') throw new StoreError('database_unavailable')
  }
  const leases: WorkerJobs = {
    async lead({ jobs }) {
      vi.advanceTimersByTime(table.answerMs)
      refuse()
      return jobs.filter((job) => table.grant.includes(job))
    },
    release: async (_leader, jobs) => void table.released.push(...jobs),
    async succeeded(jobs) {
      refuse()
      table.succeeded.push(...jobs)
    },
    list: async () => [],
  }
  const table: Table = {
    leadership: createLeadership({ leases, jobs: ['fold', 'sweep'], leaseMs }),
    grant: ['fold', 'sweep'],
    answerMs: 0,
    released: [],
    succeeded: [],
  }
  return table
}

/** Asks again, once that is due. */
async function renew(table: Table): Promise<void> {
  vi.advanceTimersByTime(leaseMs / 5)
  await table.leadership.renew()
}

test('a lease that cannot be renewed is lost when it ends, and until then it is led', async () => {
  const table = startTable()
  await renew(table)
  const term = table.leadership.term('fold')
  table.grant = 'unavailable'
  for (let asked = 1; asked < 5; asked += 1) await renew(table)
  expect(term?.aborted).toBe(false)
  expect(table.leadership.term('fold')).toBe(term)
  await renew(table)
  expect(term?.aborted).toBe(true)
  expect(table.leadership.term('fold')).toBeUndefined()
})

test('a renewal goes on with the same term', async () => {
  const table = startTable()
  await renew(table)
  const term = table.leadership.term('fold')
  for (let asked = 0; asked < 12; asked += 1) await renew(table)
  expect(term?.aborted).toBe(false)
  expect(table.leadership.term('fold')).toBe(term)
})

test('a lease counts from before it was asked for, however late the answer comes', async () => {
  const table = startTable()
  table.answerMs = leaseMs - 1
  await renew(table)
  const term = table.leadership.term('fold')
  expect(term?.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(term?.aborted).toBe(true)
})

test('what another leads is not led here, and is known to be elsewhere', async () => {
  const table = startTable()
  await renew(table)
  const terms = [table.leadership.term('fold'), table.leadership.term('sweep')]
  table.grant = ['sweep']
  await renew(table)
  expect(terms.map((term) => term?.aborted)).toEqual([true, false])
  expect(table.leadership.term('fold')).toBeUndefined()
  expect([table.leadership.isElsewhere('fold'), table.leadership.isElsewhere('sweep')]).toEqual([true, false])
})

test('a job that rests is given up, and asked for again once its rest is over and not later', async () => {
  const table = startTable()
  await renew(table)
  const term = table.leadership.term('fold')
  await table.leadership.rest('fold', performance.now() + 1500)
  expect(term?.aborted).toBe(true)
  expect(table.released).toEqual(['fold'])
  await renew(table)
  expect(table.leadership.term('fold')).toBeUndefined()
  vi.advanceTimersByTime(600)
  await table.leadership.renew()
  expect(table.leadership.term('fold')?.aborted).toBe(false)
})

test('that a job ended well is told once, also where the database could not be told at first', async () => {
  const table = startTable()
  table.leadership.succeeded('fold')
  table.grant = 'unavailable'
  await renew(table)
  expect(table.succeeded).toEqual([])
  table.grant = ['fold']
  await renew(table)
  await renew(table)
  expect(table.succeeded).toEqual(['fold'])
})

test('who stops gives everything up', async () => {
  const table = startTable()
  await renew(table)
  const terms = [table.leadership.term('fold'), table.leadership.term('sweep')]
  table.leadership.succeeded('sweep')
  await table.leadership.stop()
  expect(terms.map((term) => term?.aborted)).toEqual([true, true])
  expect(table.released).toEqual(['fold', 'sweep'])
  expect(table.succeeded).toEqual(['sweep'])
})
