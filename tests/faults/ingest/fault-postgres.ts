// A PostgreSQL of one's own that can be killed, filled up and crowded.
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createDatabase, type Database, type EmbeddedPostgres, startEmbeddedPostgres } from '@reseal/store'
import { sql } from 'kysely'
import pg from 'pg'

type Role = Parameters<EmbeddedPostgres['connectionString']>[0]

/** A database server under test. */
export interface FaultPostgres {
  readonly port: number
  connectionString(role: Role, port?: number): string
  /** kill -9 of the whole server. */
  kill(): Promise<void>
  /** kill -9 of one of the processes that serve a connection: the server restarts by itself. */
  killBackend(): Promise<void>
  /** Starts what was killed; nothing where it runs. */
  start(): Promise<void>
  /** Takes every connection there is; gives back what ends that. */
  crowd(): Promise<() => Promise<void>>
  /** Resolves once a statement is answered. */
  untilAnswers(): Promise<void>
  superuser(): Database
  stop(): Promise<void>
}

const patienceMs = 120_000

/** Starts the server in a folder. */
export async function startFaultPostgres(dataDir: string): Promise<FaultPostgres> {
  await mkdir(dataDir, { recursive: true })
  // The server's account has to pass it.
  await chmod(dataDir, 0o711)
  let server = await startEmbeddedPostgres({ dataDir, port: 0 })
  let starting: Promise<void> | undefined
  const { port } = server
  const connectionString: FaultPostgres['connectionString'] = (role, to = port) => {
    const url = new URL(server.connectionString(role))
    url.port = String(to)
    return url.href
  }
  const superuser = createDatabase({ connectionString: connectionString('superuser'), maxConnections: 3 })
  const { rows } = await sql<{ data_directory: string }>`SHOW data_directory`.execute(superuser)
  const pidFile = join(rows[0]?.data_directory ?? '', 'postmaster.pid')

  async function postmaster(): Promise<number | undefined> {
    const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0])
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined
  }

  async function crowd(): Promise<() => Promise<void>> {
    const crowding = new AbortController()
    const clients: pg.Client[] = []
    // Where it is down there are none to end.
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'reseal_%'`
      .execute(superuser)
      .catch(() => {})
    const pressing = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!crowding.signal.aborted) {
          const client = new pg.Client({ connectionString: connectionString('ingest') })
          client.on('error', () => {})
          try {
            await client.connect()
            clients.push(client)
          } catch {
            await delay(20)
          }
        }
      }),
    )
    return async () => {
      crowding.abort()
      await pressing
      await Promise.allSettled(clients.map((client) => client.end()))
    }
  }

  /** Tries until it runs: what it stands on may come back later. */
  async function start(): Promise<void> {
    const deadlineMs = Date.now() + patienceMs
    for (;;) {
      try {
        server = await startEmbeddedPostgres({ dataDir, port })
        return
      } catch (error) {
        if (Date.now() > deadlineMs) throw error
        await delay(200)
      }
    }
  }

  return {
    port,
    connectionString,
    crowd,
    superuser: () => superuser,
    async kill() {
      const pid = await postmaster()
      if (pid === undefined) return
      process.kill(pid, 'SIGKILL')
      while (isAlive(pid)) await delay(5)
    },
    async killBackend() {
      const backends = await sql<{ pid: number }>`SELECT pid FROM pg_stat_activity
        WHERE usename LIKE 'reseal_%' ORDER BY random() LIMIT 1`
        .execute(superuser)
        .catch(() => undefined)
      const pid = backends?.rows[0]?.pid
      if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL')
    },
    async start() {
      starting ??= start().finally(() => {
        starting = undefined
      })
      await starting
    },
    async untilAnswers() {
      const deadlineMs = Date.now() + patienceMs
      for (;;) {
        try {
          await sql`SELECT 1`.execute(superuser)
          return
        } catch (error) {
          if (Date.now() > deadlineMs) throw error
          await delay(50)
        }
      }
    },
    async stop() {
      await superuser.destroy()
      await server.stop()
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
