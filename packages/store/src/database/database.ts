// A Kysely connection pool over `pg`, with the session settings every process of Reseal relies on.
import { Socket } from 'node:net'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool, type PoolClient, types } from 'pg'
import { assertSafeDatabase } from '../secure-transport.ts'
import { StoreError } from '../store-error.ts'
import type { Tables } from './tables.ts'

/** The database as one role sees it. */
export type Database = Kysely<Tables>

/** How to connect; the role is the connection string's user. */
export interface DatabaseOptions {
  readonly connectionString: string
  /** Default 10. */
  readonly maxConnections?: number
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
  /** A connection on which nothing is said for so many milliseconds is given up; by default none is. */
  readonly maxSilenceMs?: number
}

/**
 * `maxSilenceMs` for services: longer than the server lets a statement, or a transaction without one, take. A server, or
 * something before it, that has gone without a word would hold whoever waits for it for ever.
 */
export const serviceSilenceMs = 35_000

// search_path is pinned so that no object of another schema can stand in for ours (CVE-2018-1058).
const sessionSettings = [
  'search_path=reseal,pg_temp',
  'synchronous_commit=on',
  'lock_timeout=5s',
  'statement_timeout=30s',
  'idle_in_transaction_session_timeout=30s',
  'timezone=UTC',
]

const bigintOid = 20
const byteaOid = 17

/**
 * Builds a pool; connects with the first query. End it with `destroy()`.
 * @throws StoreError insecure_database, bad_database_url
 */
export function createDatabase(options: DatabaseOptions): Database {
  assertSafeDatabase(options.connectionString)
  const pool = new Pool({
    connectionString: options.connectionString,
    max: options.maxConnections ?? 10,
    application_name: options.applicationName ?? 'reseal',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    options: sessionSettings.map((setting) => `-c ${setting}`).join(' '),
    types: { getTypeParser: parserFor },
  })
  // A connection that dies fails its own query and is replaced at the next; unheard, its error event would end the
  // process. The pool hears idle connections only.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    endWhenSilent(client, options.maxSilenceMs)
  })
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

function endWhenSilent({ connection }: PoolClient, maxSilenceMs: number | undefined): void {
  const { stream } = connection
  if (maxSilenceMs === undefined || !(stream instanceof Socket)) return
  stream.setTimeout(maxSilenceMs, () => stream.destroy(new Error('connection terminated after silence')))
}

/** Sizes and milliseconds stay far below 2^53, so 64-bit integers become numbers; bytes become plain Uint8Array. */
function parserFor(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === bigintOid) return Number
  if (oid !== byteaOid) return types.getTypeParser(oid, format === 'binary' ? 'text' : format)
  const parseBytea = types.getTypeParser(byteaOid, 'text') as (value: string) => Buffer
  return (value) => {
    const bytes = parseBytea(value)
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
}

/**
 * Proves that a commit here means written to disk. Every process calls it at start.
 * @throws StoreError unsafe_configuration, database_unavailable
 */
export async function assertDurable(db: Database): Promise<void> {
  const { rows } = await guardDatabase(() =>
    sql<{ fsync: string; pages: string; commit: string; standbys: string }>`
      SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
        current_setting('synchronous_commit') AS commit,
        current_setting('synchronous_standby_names') AS standbys`.execute(db),
  )
  const found = rows[0]
  // "local" is durable only where no synchronous standby is declared.
  const commits = found?.standbys ? ['on', 'remote_apply'] : ['on', 'remote_apply', 'remote_write', 'local']
  if (found?.fsync !== 'on' || found.pages !== 'on' || !commits.includes(found.commit)) {
    throw new StoreError('unsafe_configuration')
  }
}

/** Runs queries and turns the driver's errors into typed ones. */
export async function guardDatabase<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toStoreError(error)
  }
}

const lockNotAvailable = '55P03'
// Of our own functions (migration 0037).
const restoringState = 'RSRST'
// A statement the server understood and refused: integrity, privilege, syntax, data, our triggers' exceptions.
const sqlState = /^[0-9A-Z]{5}$/
// What `pg` and its pool throw without a code.
const lostConnection =
  /connection (terminated|error|timeout)|timeout exceeded when trying to connect|not queryable/i
// What Node says of a certificate or its name (https://nodejs.org/api/tls.html#x509-certificate-error-codes).
const unproven = /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^INVALID_(CA|PURPOSE)$|^ERR_(TLS|SSL)_/
const noTls = /^The server does not support SSL connections$/
const refusedClasses = ['22', '23', '42', 'P0']

function toStoreError(error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  if (code === restoringState) return new StoreError('restore_pending', error)
  if (code === lockNotAvailable) return new StoreError('log_lock_timeout', error)
  if (sqlState.test(code) && refusedClasses.includes(code.slice(0, 2))) {
    return new StoreError('database_refused', error)
  }
  if (unproven.test(code) || noTls.test(error.message)) return new StoreError('database_untrusted', error)
  const lost = sqlState.test(code) || 'syscall' in error || lostConnection.test(error.message)
  return lost ? new StoreError('database_unavailable', error) : error
}
