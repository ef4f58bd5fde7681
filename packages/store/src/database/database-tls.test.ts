// PostgreSQL over TLS, on a server that speaks it with a certificate by an authority of this test.
import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestAuthority } from '../../../listener/test/certificates.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres/start-embedded-postgres.ts'
import { assertDurable, createDatabase, type Database } from './database.ts'

const authority = createTestAuthority()
let folder: string
let postgres: EmbeddedPostgres
let superuser: Database

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-tls-'))
  await chmod(folder, 0o711)
  await writeFile(join(folder, 'ca.pem'), authority.cert)
  await writeFile(join(folder, 'other-ca.pem'), createTestAuthority().cert)
  postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), port: 0 })
  superuser = createDatabase({ connectionString: postgres.connectionString('superuser'), maxConnections: 1 })
})
afterAll(async () => {
  await superuser.destroy()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Has the server present a certificate for these names from its next connection on. */
async function present(...names: string[]): Promise<void> {
  const { rows } = await sql<{ data_directory: string }>`SHOW data_directory`.execute(superuser)
  const cluster = rows[0]?.data_directory ?? ''
  const { uid, gid } = await stat(cluster)
  const { cert, key } = authority.issue(...names)
  for (const [name, text] of Object.entries({ 'server.crt': cert, 'server.key': key })) {
    await writeFile(join(cluster, name), text, { mode: 0o600 })
    await chown(join(cluster, name), uid, gid)
  }
  await sql`ALTER SYSTEM SET ssl = on`.execute(superuser)
  await sql`SELECT pg_reload_conf()`.execute(superuser)
}

function connectionString(ca: string): string {
  return `${postgres.connectionString('ingest')}?sslmode=verify-full&sslrootcert=${join(folder, ca)}`
}

/** Whether the server sees TLS; rejects as `createDatabase` does. */
async function isOverTls(ca: string): Promise<boolean> {
  const db = createDatabase({ connectionString: connectionString(ca), maxConnections: 1 })
  try {
    await assertDurable(db)
    const { rows } = await sql<{
      ssl: boolean
    }>`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`.execute(db)
    return rows[0]?.ssl ?? false
  } finally {
    await db.destroy()
  }
}

const untrusted = { name: 'StoreError', code: 'database_untrusted' }

test('verify-full takes the named server over TLS, and no other', async () => {
  await expect(isOverTls('ca.pem')).rejects.toMatchObject(untrusted)
  await present('127.0.0.1')
  await expect.poll(() => isOverTls('ca.pem').catch(() => false)).toBe(true)
  await expect(isOverTls('other-ca.pem')).rejects.toMatchObject(untrusted)
  await present('db.example')
  await expect
    .poll(() =>
      isOverTls('ca.pem').then(
        () => 'trusted',
        (error: { code?: string }) => error.code,
      ),
    )
    .toBe('database_untrusted')
})
