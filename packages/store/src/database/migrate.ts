// Applies what is missing of the schema, as the owner; repeats change nothing. Each migration is a transaction of its own
// that waits for no lock longer than a moment, since who waits for a table stops everyone behind it.
import { setTimeout as delay } from 'node:timers/promises'
import { type Kysely, sql, type Transaction } from 'kysely'
import { StoreError } from '../store-error.ts'
import { type Database, guardDatabase } from './database.ts'
import { recordingsTables } from './migrations/0001-recordings.ts'
import { logTables } from './migrations/0002-logs.ts'
import { peopleTables } from './migrations/0003-people.ts'
import { ruleSetTables } from './migrations/0004-rule-sets.ts'
import { commandWords } from './migrations/0005-commands.ts'
import { withdrawalTables } from './migrations/0006-withdrawals.ts'
import {
  firstDay,
  formerSessionIndex,
  formerStreamIndex,
  manifestColumns,
  segmentDays,
  smallerIndexes,
} from './migrations/0007-packed-manifests.ts'
import { appLimits } from './migrations/0009-app-limits.ts'
import { workerJobTables } from './migrations/0010-worker-jobs.ts'
import { sweepTable } from './migrations/0011-sweep.ts'
import { ingestBounds } from './migrations/0012-ingest-bounds.ts'
import { leafText } from './migrations/0013-leaf-text.ts'
import { keyDigest } from './migrations/0014-key-digest.ts'
import { anchorPlaceTables } from './migrations/0015-anchor-places.ts'
import { erasing, personIndex } from './migrations/0016-erasing.ts'
import { auditExports } from './migrations/0017-audit-exports.ts'
import { appendFunction } from './migrations/0018-append-function.ts'
import { signIns } from './migrations/0021-sign-ins.ts'
import { passkeyTables } from './migrations/0022-passkeys.ts'
import { approverIndex, grantTables } from './migrations/0023-grants.ts'
import { searchTables } from './migrations/0024-search.ts'
import { searchChunks } from './migrations/0024b-search-chunks.ts'
import { quarantineTables } from './migrations/0025-quarantines.ts'
import { rulesAndOrders } from './migrations/0026-rules-and-orders.ts'
import { watchingTables } from './migrations/0027-watching.ts'
import { sourceMapTables } from './migrations/0028-source-maps.ts'
import { outgoingSignals } from './migrations/0028b-outgoing-signals.ts'
import { sharedSearches } from './migrations/0029-shared-searches.ts'
import { targetUserIndex, ticketIndex } from './migrations/0030-personal-indexes.ts'
import { holdScopes } from './migrations/0031-holds.ts'
import { appSettings } from './migrations/0032-app-settings.ts'
import { livingByKey, sealingKeys } from './migrations/0034-sealing-keys.ts'
import {
  retentionIndexes,
  retentionTables,
  streamAges,
  tombstoneReasons,
} from './migrations/0035-retention.ts'
import { scopeOrders, streamsBySubject } from './migrations/0036-scope-orders.ts'
import { restoreTables } from './migrations/0037-restores.ts'
import { rewriteIndexes, rewriteTables } from './migrations/0040-rewrites.ts'
import { reviewReminders } from './migrations/0041-review-reminders.ts'
import { signalsWaiting } from './migrations/0042-signals-waiting.ts'
import { passwordVerifier } from './password-verifier.ts'
import { databaseRoles, type ServiceRole } from './roles.ts'
import type { Tables } from './tables.ts'

/** A text is one transaction; a list is statements that each stand alone, such as those that build an index beside writers. */
interface Migration {
  readonly name: string
  readonly statements: string | readonly string[]
}

// Applied migrations are never edited: later ones follow them.
const migrations: readonly Migration[] = [
  { name: '0001-recordings', statements: recordingsTables },
  { name: '0002-logs', statements: logTables },
  { name: '0003-people', statements: peopleTables },
  { name: '0004-rule-sets', statements: ruleSetTables },
  { name: '0005-commands', statements: commandWords },
  { name: '0006-withdrawals', statements: withdrawalTables },
  { name: '0007-manifest-columns', statements: manifestColumns },
  { name: '0007-first-day', statements: firstDay },
  { name: '0007-smaller-indexes', statements: smallerIndexes },
  { name: '0007-former-stream-index', statements: formerStreamIndex },
  { name: '0007-former-session-index', statements: formerSessionIndex },
  { name: '0007-segment-days', statements: segmentDays },
  { name: '0009-app-limits', statements: appLimits },
  { name: '0010-worker-jobs', statements: workerJobTables },
  { name: '0011-sweep', statements: sweepTable },
  { name: '0012-ingest-bounds', statements: ingestBounds },
  { name: '0013-leaf-text', statements: leafText },
  { name: '0014-key-digest', statements: keyDigest },
  { name: '0015-anchor-places', statements: anchorPlaceTables },
  { name: '0016-erasing', statements: erasing },
  { name: '0016-person-index', statements: personIndex },
  { name: '0017-audit-exports', statements: auditExports },
  { name: '0018-append-function', statements: appendFunction },
  { name: '0021-sign-ins', statements: signIns },
  { name: '0022-passkeys', statements: passkeyTables },
  { name: '0023-grants', statements: grantTables },
  { name: '0023-approver-index', statements: approverIndex },
  { name: '0024-search', statements: searchTables },
  { name: '0024b-search-chunks', statements: searchChunks },
  { name: '0025-quarantines', statements: quarantineTables },
  { name: '0026-rules-and-orders', statements: rulesAndOrders },
  { name: '0027-watching', statements: watchingTables },
  { name: '0028-source-maps', statements: sourceMapTables },
  { name: '0028b-outgoing-signals', statements: outgoingSignals },
  { name: '0029-shared-searches', statements: sharedSearches },
  { name: '0030-target-user-index', statements: targetUserIndex },
  { name: '0030-ticket-index', statements: ticketIndex },
  { name: '0031-holds', statements: holdScopes },
  { name: '0032-app-settings', statements: appSettings },
  { name: '0034-sealing-keys', statements: sealingKeys },
  { name: '0034-living-by-key', statements: livingByKey },
  { name: '0035-stream-ages', statements: streamAges },
  { name: '0035-retention-indexes', statements: retentionIndexes },
  { name: '0035-retention', statements: retentionTables },
  { name: '0035-tombstone-reasons', statements: tombstoneReasons },
  { name: '0036-streams-by-subject', statements: streamsBySubject },
  { name: '0036-scope-orders', statements: scopeOrders },
  { name: '0037-restores', statements: restoreTables },
  { name: '0040-rewrites', statements: rewriteTables },
  { name: '0040-rewrite-indexes', statements: rewriteIndexes },
  { name: '0041-review-reminders', statements: reviewReminders },
  { name: '0042-signals-waiting', statements: signalsWaiting },
]

/** What a migration may be told. */
export interface MigrateOptions {
  /** Passwords for service roles that are missing and that the owner may create (CREATEROLE). */
  readonly passwords?: Partial<Readonly<Record<ServiceRole, string>>>
}

// Any constant.
const migrationLock = 7_265_736_561

/**
 * Brings the database to the newest schema. `ownerDb` logs in as the owner of the database and has two connections.
 * @returns the names of the migrations applied now, in order
 * @throws StoreError role_missing, database_refused, database_unavailable; log_lock_timeout when a table is held for
 *   longer than is worth waiting
 */
export async function migrate(
  ownerDb: Database,
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  return guardDatabase(async () => {
    await ownerDb.transaction().execute((transaction) => prepareSchema(transaction, options.passwords ?? {}))
    for (;;) {
      const applied = await takeTurn(ownerDb)
      if (applied) return { applied }
      await delay(turnEveryMs)
    }
  })
}

const turnEveryMs = 100

/** Applies what is missing; undefined while another migration runs. */
async function takeTurn(ownerDb: Database): Promise<string[] | undefined> {
  let isTurn = false
  try {
    return await ownerDb.transaction().execute(async (turn) => {
      await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(turn)
      // The table is the owner's, and rows can be added to it under this lock. Who waited for it in the database would
      // hold a snapshot, for whose end the index that is being built waits.
      await sql`LOCK TABLE migrations IN SHARE UPDATE EXCLUSIVE MODE NOWAIT`.execute(turn)
      isTurn = true
      const rows = await turn.selectFrom('migrations').select('name').execute()
      const done = new Set(rows.map(({ name }) => name))
      const missing = migrations.filter(({ name }) => !done.has(name))
      for (const migration of missing) await apply(ownerDb, migration)
      return missing.map(({ name }) => name)
    })
  } catch (error) {
    if (!isTurn && isLockTimeout(error)) return undefined
    throw error
  }
}

// Beyond what a batch takes to commit, and short enough that who waits behind it does not fail.
const lockTimeoutMs = 1_000
const lockAttempts = 60

async function apply(ownerDb: Database, migration: Migration): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await (typeof migration.statements === 'string'
        ? applyAtOnce(ownerDb, migration.name, migration.statements)
        : applyBesideWriters(ownerDb, migration.name, migration.statements))
      return
    } catch (error) {
      if (!isLockTimeout(error) || attempt >= lockAttempts) throw error
      await delay(Math.min(attempt * 50, 1_000))
    }
  }
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03'
}

async function applyAtOnce(ownerDb: Database, name: string, statements: string): Promise<void> {
  await ownerDb.transaction().execute(async (transaction) => {
    await sql`SET LOCAL lock_timeout = ${sql.lit(lockTimeoutMs)}`.execute(transaction)
    await sql`SET LOCAL statement_timeout = 0`.execute(transaction)
    await sql.raw(statements).execute(transaction)
    await transaction.insertInto('migrations').values({ name }).execute()
    await revokePublic(transaction)
  })
}

async function applyBesideWriters(
  ownerDb: Database,
  name: string,
  statements: readonly string[],
): Promise<void> {
  await ownerDb.connection().execute(async (connection) => {
    // These wait for transactions to end, and nobody waits for them.
    await sql`SET lock_timeout = 0`.execute(connection)
    await sql`SET statement_timeout = 0`.execute(connection)
    try {
      for (const statement of statements) await sql.raw(statement).execute(connection)
      await connection.insertInto('migrations').values({ name }).execute()
    } finally {
      await sql`RESET lock_timeout`.execute(connection)
      await sql`RESET statement_timeout`.execute(connection)
    }
  })
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
    await sql`CREATE ROLE ${sql.id(name)} LOGIN PASSWORD ${sql.lit(passwordVerifier(password))}`.execute(db)
  }
}

/**
 * What migrations stand on. The advisory lock is for the very first alone: any login of the database may hold one for as
 * long as it likes.
 */
async function prepareSchema(
  transaction: Transaction<Tables>,
  passwords: Partial<Record<ServiceRole, string>>,
): Promise<void> {
  const { rows } = await sql<{ isFirst: boolean }>`
    SELECT to_regclass('reseal.migrations') IS NULL AS "isFirst"`.execute(transaction)
  if (!rows[0]?.isFirst) return ensureRoles(transaction, passwords)
  await sql`SELECT pg_advisory_xact_lock(${migrationLock})`.execute(transaction)
  await ensureRoles(transaction, passwords)
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
