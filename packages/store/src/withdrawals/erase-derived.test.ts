// What is kept of a stream goes with it: every table of the schema is accounted for.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { derivedTables, lastingTables } from './erase-derived.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

test('each table that names a stream or a session is erased with it, or holds nothing of it', async () => {
  const { rows } = await sql<{ name: string }>`SELECT DISTINCT table_schema || '.' || table_name AS name
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
      AND (column_name ~ '(session|stream)s?(_id)?$' OR column_name IN ('source_id', 'derived_id'))
      -- Days of a partitioned table.
      AND table_name !~ '^segments_'`.execute(postgres.database('superuser'))
  const known = [...Object.keys(derivedTables), ...Object.keys(lastingTables)]
  expect(rows.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([])
  expect(known.filter((name) => !rows.some((row) => row.name === name))).toEqual([])
})
