// Migrations on a real PostgreSQL: idempotent, recorded, nothing left to PUBLIC.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { assertDurable } from './database.ts'
import { migrate } from './migrate.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

test('a second migration applies nothing', async () => {
  expect(await migrate(postgres.database('owner'))).toEqual({ applied: [] })
})

test('each service role connects and finds the schema without naming it', async () => {
  for (const role of ['ingest', 'viewer', 'worker'] as const) {
    expect(await postgres.database(role).selectFrom('apps').selectAll().execute()).toEqual([])
  }
})

test('a service role cannot migrate', async () => {
  await expect(migrate(postgres.database('worker'))).rejects.toMatchObject({ code: 'database_refused' })
})

test('PUBLIC holds nothing', async () => {
  const { rows } = await sql`SELECT object_name FROM (
      SELECT relname AS object_name, relacl AS acl FROM pg_class WHERE relnamespace = 'reseal'::regnamespace
      UNION ALL SELECT proname, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc WHERE pronamespace = 'reseal'::regnamespace
      UNION ALL SELECT nspname, nspacl FROM pg_namespace WHERE nspname IN ('reseal', 'public')
      UNION ALL SELECT datname, datacl FROM pg_database WHERE datname = current_database()
    ) objects, aclexplode(acl) AS entry WHERE entry.grantee = 0`.execute(postgres.database('superuser'))
  expect(rows).toEqual([])
})

test('the embedded server makes commits durable', async () => {
  await expect(assertDurable(postgres.database('viewer'))).resolves.toBeUndefined()
})

test('refuses a database that does not wait for its commits', async () => {
  const superuser = postgres.database('superuser')
  await superuser.transaction().execute(async (transaction) => {
    await sql`SET LOCAL synchronous_commit = off`.execute(transaction)
    await expect(assertDurable(transaction)).rejects.toMatchObject({ code: 'unsafe_configuration' })
  })
})
