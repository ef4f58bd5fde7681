// For tests of every package: a fresh, migrated database on the run's one embedded cluster, with all roles.
import { createDatabase, type Database } from './database/database.ts'
import type { DatabaseRole } from './database/roles.ts'

/** Names, in the environment of a test run, where its cluster is asked for databases (test/global-setup.ts). */
export const testPostgresVariable = 'RESEAL_TEST_POSTGRES'

/** A migrated database of its own. */
export interface TestPostgres {
  connectionString(role: DatabaseRole | 'superuser'): string
  /** A pool for the role, made once; `stop` ends it. */
  database(role: DatabaseRole | 'superuser'): Database
  /** Ends the pools and drops the database. */
  stop(): Promise<void>
}

/**
 * Makes a fresh database for one test file. The cluster starts with the first call in a test run.
 * @throws Error outside a test run with Reseal's global setup
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const broker = process.env[testPostgresVariable]
  if (broker === undefined) throw new Error('the test run lacks the global setup of @reseal/store')
  const answer = await fetch(broker, { method: 'POST' })
  if (!answer.ok) throw new Error(await answer.text())
  const { name, connectionStrings } = (await answer.json()) as TestDatabase
  const pools = new Map<string, Database>()
  const connectionString: TestPostgres['connectionString'] = (role) => connectionStrings[role]
  return {
    connectionString,
    database: (role) => {
      const pool =
        pools.get(role) ?? createDatabase({ connectionString: connectionString(role), maxConnections: 5 })
      pools.set(role, pool)
      return pool
    },
    stop: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
      await fetch(`${broker}/${name}`, { method: 'DELETE' })
    },
  }
}

/** What the run's cluster answers when asked for a database. */
export interface TestDatabase {
  readonly name: string
  readonly connectionStrings: Readonly<Record<DatabaseRole | 'superuser', string>>
}
