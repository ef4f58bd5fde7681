// Published rule sets on a real PostgreSQL: the newest counts, none is ever changed.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { createRuleSetRepository } from './rule-set.repository.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

function publish(appId: string, version: string): Promise<void> {
  const body = Buffer.from(`{"version":"${version}"}`)
  return createRuleSetRepository(postgres.database('owner')).publish({
    appId,
    version,
    body,
    auditIndex: 7,
  })
}

test('the newest of an app counts, also when it repeats an older one', async () => {
  const viewer = createRuleSetRepository(postgres.database('viewer'))
  expect(await viewer.findNewest('clinic')).toBeUndefined()
  for (const version of ['a', 'b', 'a']) await publish('clinic', version)
  await publish('lab', 'c')
  const newest = await viewer.findNewest('clinic')
  expect(newest).toMatchObject({ appId: 'clinic', version: 'a', auditIndex: 7 })
  const body = newest?.body ?? new Uint8Array()
  expect(Buffer.from(body).toString()).toBe('{"version":"a"}')
  expect(Buffer.from(newest?.sha256 ?? []).toString('hex')).toBe(
    createHash('sha256').update(body).digest('hex'),
  )
})

test('nobody changes or removes one', async () => {
  await publish('clinic', 'd')
  for (const role of ['owner', 'superuser'] as const) {
    for (const statement of [
      "UPDATE rule_sets SET version = 'x'",
      'DELETE FROM rule_sets',
      'TRUNCATE rule_sets',
    ]) {
      const attempt = sql.raw(statement).execute(postgres.database(role))
      await expect(attempt, `${role}: ${statement}`).rejects.toMatchObject({ code: '42501' })
    }
  }
})

test('the body is not empty and not without bound', async () => {
  const owner = createRuleSetRepository(postgres.database('owner'))
  for (const size of [0, 4 * 2 ** 20 + 1]) {
    const attempt = owner.publish({
      appId: 'clinic',
      version: 'x',
      body: new Uint8Array(size),
      auditIndex: 0,
    })
    await expect(attempt).rejects.toMatchObject({ code: 'database_refused' })
  }
})
