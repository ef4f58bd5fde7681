import { expect, test } from 'vitest'
import { createHealthRoutes, createReadinessReader, type HealthParts } from './health.routes.ts'

const createRoutes = (parts: HealthParts) => createHealthRoutes(createReadinessReader(parts))

test('asks database and objects at most once a second, whoever asks', async () => {
  let probes = 0
  const routes = createRoutes({
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
  const routes = createRoutes({
    database: () => Promise.reject(new Error('password for reseal_ingest is wrong')),
    async objects() {},
    isStopping: () => false,
  })
  const answer = await routes.request('/readyz')
  expect(answer.status).toBe(503)
  expect(await answer.text()).toBe('{"status":"failing","database":"failing","objects":"ok"}')
})

test('a stop that is announced shows at once, also within the second for which an answer holds', async () => {
  let stopping = false
  const routes = createRoutes({ async database() {}, async objects() {}, isStopping: () => stopping })
  expect((await routes.request('/readyz')).status).toBe(200)
  stopping = true
  const answer = await routes.request('/readyz')
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ status: 'stopping', database: 'ok', objects: 'ok' })
  expect((await routes.request('/healthz')).status).toBe(200)
})
