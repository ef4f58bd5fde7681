// Connections over which nothing comes any more, through a relay that falls silent without closing anything.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { createDatabase, type Database, guardDatabase } from './database.ts'

interface Relay {
  readonly port: number
  /** From now on, what is sent over the connections that there are goes nowhere. */
  fallSilent(): void
  stop(): void
}

async function startRelay(targetPort: number): Promise<Relay> {
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1')
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) socket.on('error', () => {})
    sockets.push(near, far)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    fallSilent: () => {
      for (const socket of sockets) socket.unpipe().on('data', () => {})
    },
    stop: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

let postgres: TestPostgres
let relay: Relay
let db: Database
beforeAll(async () => {
  postgres = await startTestPostgres()
  const url = new URL(postgres.connectionString('ingest'))
  relay = await startRelay(Number(url.port))
  url.port = String(relay.port)
  db = createDatabase({ connectionString: url.href, maxConnections: 2, maxSilenceMs: 2000 })
})
afterAll(async () => {
  await db.destroy()
  relay.stop()
  await postgres.stop()
})

const ask = (): Promise<unknown> => guardDatabase(() => sql`SELECT 1`.execute(db))

test('what waits on a connection that has fallen silent fails, and what comes next takes a new one', async () => {
  await Promise.all([ask(), ask()])
  const inTransaction = Promise.withResolvers<void>()
  const commit = guardDatabase(() =>
    db.transaction().execute(async (transaction) => {
      await sql`SELECT 1`.execute(transaction)
      relay.fallSilent()
      inTransaction.resolve()
    }),
  )
  await inTransaction.promise
  const outcomes = await Promise.allSettled([ask(), commit])
  expect(outcomes).toMatchObject(
    outcomes.map(() => ({ status: 'rejected', reason: { code: 'database_unavailable' } })),
  )
  await expect
    .poll(() =>
      ask().then(
        () => 'answered',
        () => 'failed',
      ),
    )
    .toBe('answered')
})
