import { expect, test } from 'vitest'
import { createHealthRoutes } from './health.routes.ts'

test('asks database and objects at most once a second, whoever asks', async () => {
  let probes = 0
  const routes = createHealthRoutes({
    async database() {
      probes++
    },
    async objects() {},
    isStopping: () => false,
  })
  const answers = await Promise.all(Array.from({ length: 20 }, async () => routes.request('/readyz')))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect(probes).toBe(1)
})

test('names what fails and not why', async () => {
  const routes = createHealthRoutes({
    database: () => Promise.reject(new Error('password for reseal_ingest is wrong')),
    async objects() {},
    isStopping: () => false,
  })
  const answer = await routes.request('/readyz')
  expect(answer.status).toBe(503)
  expect(await answer.text()).toBe('{"status":"failing","database":"failing","objects":"ok"}')
})
