// Applies what is missing of the schema, as the owner, in one transaction; repeats change nothing.
import { type Kysely, sql, type Transaction } from 'kysely'
import { StoreError } from '../store-error.ts'
import { type Database, guardDatabase } from './database.ts'
import { recordingsTables } from './migrations/0001-recordings.ts'
import { logTables } from './migrations/0002-logs.ts'
import { peopleTables } from './migrations/0003-people.ts'
import { ruleSetTables } from './migrations/0004-rule-sets.ts'
import { commandWords } from './migrations/0005-commands.ts'
import { withdrawalTables } from './migrations/0006-withdrawals.ts'
import { appLimits } from './migrations/0009-app-limits.ts'
import { workerJobTables } from './migrations/0010-worker-jobs.ts'
import { sweepTable } from './migrations/0011-sweep.ts'
import { ingestBounds } from './migrations/0012-ingest-bounds.ts'
import { leafText } from './migrations/0013-leaf-text.ts'
import { databaseRoles, type ServiceRole } from './roles.ts'
import type { Tables } from './tables.ts'

// Applied migrations are never edited: later ones follow them.
const migrations: readonly { name: string; statements: string }[] = [
  { name: '0001-recordings', statements: recordingsTables },
  { name: '0002-logs', statements: logTables },
  { name: '0003-people', statements: peopleTables },
  { name: '0004-rule-sets', statements: ruleSetTables },
  { name: '0005-commands', statements: commandWords },
  { name: '0006-withdrawals', statements: withdrawalTables },
  { name: '0009-app-limits', statements: appLimits },
  { name: '0010-worker-jobs', statements: workerJobTables },
  { name: '0011-sweep', statements: sweepTable },
  { name: '0012-ingest-bounds', statements: ingestBounds },
  { name: '0013-leaf-text', statements: leafText },
]

/** What a migration may be told. */
export interface MigrateOptions {
  /** Passwords for service roles that are missing and that the owner may create (CREATEROLE). */
  readonly passwords?: Partial<Readonly<Record<ServiceRole, string>>>
}

// Any constant.
const migrationLock = 7_265_736_561

/**
 * Brings the database to the newest schema. `ownerDb` logs in as the owner of the database.
 * @returns the names of the migrations applied now, in order
 * @throws StoreError role_missing, database_refused, database_unavailable
 */
export async function migrate(
  ownerDb: Database,
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  return guardDatabase(() =>
    ownerDb.transaction().execute(async (transaction) => {
      await waitForTurn(transaction)
      await ensureRoles(transaction, options.passwords ?? {})
      const done = new Set(
        (await transaction.selectFrom('migrations').select('name').execute()).map((row) => row.name),
      )
      const missing = migrations.filter(({ name }) => !done.has(name))
      for (const { name, statements } of missing) {
        await sql.raw(statements).execute(transaction)
        await transaction.insertInto('migrations').values({ name }).execute()
      }
      if (missing.length > 0) await revokePublic(transaction)
      return { applied: missing.map(({ name }) => name) }
    }),
  )
}

async function ensureRoles(
  db: Kysely<Tables>,
  passwords: Partial<Record<ServiceRole, string>>,
): Promise<void> {
  const { rows } = await sql<{ rolname: string }>`SELECT rolname FROM pg_roles`.execute(db)
  const known = new Set(rows.map((row) => row.rolname))
  for (const role of ['ingest', 'viewer', 'worker'] as const) {
    const name = databaseRoles[role]
    if (known.has(name)) continue
    const password = passwords[role]
    if (password === undefined) throw new StoreError('role_missing')
    await sql`CREATE ROLE ${sql.id(name)} LOGIN PASSWORD ${sql.lit(password)}`.execute(db)
  }
}

/**
 * One migration at a time. The advisory lock is for the very first alone: any login of the database may hold one for as
 * long as it likes, the table is the owner's.
 */
async function waitForTurn(transaction: Transaction<Tables>): Promise<void> {
  const { rows } = await sql<{ isFirst: boolean }>`
    SELECT to_regclass('reseal.migrations') IS NULL AS "isFirst"`.execute(transaction)
  if (rows[0]?.isFirst) await sql`SELECT pg_advisory_xact_lock(${migrationLock})`.execute(transaction)
  await prepareSchema(transaction)
  await sql`LOCK TABLE migrations IN EXCLUSIVE MODE`.execute(transaction)
}

async function prepareSchema(transaction: Transaction<Tables>): Promise<void> {
  await sql`CREATE SCHEMA IF NOT EXISTS reseal`.execute(transaction)
  await sql`CREATE TABLE IF NOT EXISTS migrations (
    name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`.execute(transaction)
}

/** What PostgreSQL gives everyone by default is taken back; each role keeps what a migration granted it. */
async function revokePublic(db: Kysely<Tables>): Promise<void> {
  const services = sql.join([
    sql.id(databaseRoles.ingest),
    sql.id(databaseRoles.viewer),
    sql.id(databaseRoles.worker),
  ])
  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(db)
  const database = sql.id(rows[0]?.name ?? '')
  await sql`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`.execute(db)
  await sql`GRANT CONNECT ON DATABASE ${database} TO ${services}`.execute(db)
  await sql`REVOKE ALL ON SCHEMA public FROM PUBLIC`.execute(db)
  await sql`REVOKE ALL ON ALL TABLES IN SCHEMA reseal FROM PUBLIC`.execute(db)
  await sql`REVOKE ALL ON ALL FUNCTIONS IN SCHEMA reseal FROM PUBLIC`.execute(db)
  await sql`GRANT USAGE ON SCHEMA reseal TO ${services}`.execute(db)
}
