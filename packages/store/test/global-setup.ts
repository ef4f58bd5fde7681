// One embedded cluster a test run, started when the first test file asks for a database, so that runs without
// database tests do not pay for it. Test processes reach it through a loopback address in the environment.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { createDatabase } from '../src/database/database.ts'
import { migrate } from '../src/database/migrate.ts'
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../src/embedded-postgres/start-embedded-postgres.ts'
import { type TestDatabase, testPostgresVariable } from '../src/testing.ts'

const closingMs = 2_000

interface TestCluster {
  createTestDatabase(): Promise<TestDatabase>
  /** Soon: connections that are being closed would be told of an administrator, which nobody listens to. */
  dropTestDatabase(name: string): void
  stop(): Promise<void>
}

/** Vitest calls this once a project; the second project of a run finds the first one's cluster. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[testPostgresVariable] !== undefined) return undefined
  let cluster: Promise<TestCluster> | undefined
  const server = createServer((request, response) => {
    cluster ??= startCluster()
    const work = cluster.then(async (started) => {
      if (request.method !== 'DELETE') return started.createTestDatabase()
      started.dropTestDatabase((request.url ?? '').slice(1))
      return null
    })
    work.then(
      (result) => answer(response, 200, JSON.stringify(result)),
      (error: unknown) => answer(response, 500, describe(error)),
    )
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await listening
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  process.env[testPostgresVariable] = `http://127.0.0.1:${port}`
  return async () => {
    delete process.env[testPostgresVariable]
    server.closeAllConnections()
    server.close()
    await cluster?.then((started) => started.stop())
  }
}

async function startCluster(): Promise<TestCluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'reseal-test-postgres-'))
  // The server's account must pass it (as root it is not ours); the passwords inside stay 0600.
  await chmod(dataDir, 0o711)
  const postgres = await startEmbeddedPostgres({ dataDir, port: 0 })
  const superuser = createDatabase({
    connectionString: postgres.connectionString('superuser', 'postgres'),
    maxConnections: 2,
  })
  // Migrated once: a copy of files takes a tenth of the time.
  const template = 'test_template'
  await sql`CREATE DATABASE ${sql.id(template)} OWNER reseal_owner`.execute(superuser)
  await migrateTestDatabase(postgres, template)
  let count = 0
  // Files ask at the same time; who waited for a connection of the pool would give up after five seconds.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work, work)
    last = result.catch(() => {})
    return result
  }
  const createTestDatabase = async (): Promise<TestDatabase> => {
    count += 1
    const name = `test_${count}`
    await sql`CREATE DATABASE ${sql.id(name)} OWNER reseal_owner TEMPLATE ${sql.id(template)}`.execute(
      superuser,
    )
    // Rights on the database itself are not copied.
    await sql`REVOKE ALL ON DATABASE ${sql.id(name)} FROM PUBLIC`.execute(superuser)
    await sql`GRANT CONNECT ON DATABASE ${sql.id(name)}
        TO reseal_ingest, reseal_viewer, reseal_worker`.execute(superuser)
    const connect = (role: keyof TestDatabase['connectionStrings']): string =>
      postgres.connectionString(role, name)
    return {
      name,
      connectionStrings: {
        superuser: connect('superuser'),
        owner: connect('owner'),
        ingest: connect('ingest'),
        viewer: connect('viewer'),
        worker: connect('worker'),
      },
    }
  }
  const drops = new Set<NodeJS.Timeout>()
  return {
    createTestDatabase: () => inTurn(createTestDatabase),
    dropTestDatabase(name) {
      const drop = setTimeout(() => {
        drops.delete(drop)
        void inTurn(() => sql`DROP DATABASE IF EXISTS ${sql.id(name)} WITH (FORCE)`.execute(superuser))
      }, closingMs)
      drops.add(drop)
    },
    stop: async () => {
      for (const drop of drops) clearTimeout(drop)
      await last
      await superuser.destroy()
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function migrateTestDatabase(postgres: EmbeddedPostgres, name: string): Promise<void> {
  const owner = createDatabase({
    connectionString: postgres.connectionString('owner', name),
    maxConnections: 2,
  })
  try {
    await migrate(owner)
  } finally {
    await owner.destroy()
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause ? `${error.message}: ${describe(error.cause)}` : error.message
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}
