import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { createWorkerJobs } from './worker-jobs.repository.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const hourMs = 3_600_000

test('a job has one leader, who keeps it by asking again', async () => {
  const leases = createWorkerJobs(postgres.database('worker'))
  const [ada, ben] = [randomUUID(), randomUUID()]
  const jobs = ['first', 'second']
  expect([...(await leases.lead({ leader: ada, jobs, leaseMs: hourMs }))].sort()).toEqual(jobs)
  expect(await leases.lead({ leader: ben, jobs: [...jobs, 'third'], leaseMs: hourMs })).toEqual(['third'])
  expect([...(await leases.lead({ leader: ada, jobs, leaseMs: hourMs }))].sort()).toEqual(jobs)
})

test('of many that ask at the same moment one leads', async () => {
  const leases = createWorkerJobs(postgres.database('worker'))
  for (let round = 0; round < 5; round++) {
    const jobs = [`race-${'abcde'[round]}`]
    const asking = Array.from({ length: 5 }, () =>
      leases.lead({ leader: randomUUID(), jobs, leaseMs: hourMs }),
    )
    expect((await Promise.all(asking)).flat()).toEqual(jobs)
  }
})

test('a lease that ran out or was given up goes to who asks next; another’s cannot be given up', async () => {
  const leases = createWorkerJobs(postgres.database('worker'))
  const [ada, ben] = [randomUUID(), randomUUID()]
  await leases.lead({ leader: ada, jobs: ['short'], leaseMs: 0 })
  expect(await leases.lead({ leader: ben, jobs: ['short'], leaseMs: hourMs })).toEqual(['short'])
  await leases.release(ada, ['short'])
  expect(await leases.lead({ leader: ada, jobs: ['short'], leaseMs: hourMs })).toEqual([])
  await leases.release(ben, ['short'])
  expect(await leases.lead({ leader: ada, jobs: ['short'], leaseMs: hourMs })).toEqual(['short'])
})

test('tells who is led and when a job last ended well, whoever led it', async () => {
  const leases = createWorkerJobs(postgres.database('worker'))
  const jobOf = async () => (await leases.list()).find(({ job }) => job === 'noted')
  await leases.lead({ leader: randomUUID(), jobs: ['noted'], leaseMs: hourMs })
  expect(await jobOf()).toEqual({ job: 'noted', isLed: true })
  await leases.succeeded(['noted'])
  expect((await jobOf())?.succeededAtMs).toBeGreaterThan(1_700_000_000_000)
})
