// A real PostgreSQL that archives its WAL, a base backup of it while it runs, and that backup brought to a named point of
// the WAL in a cluster of its own (PostgreSQL's "Continuous Archiving and Point-in-Time Recovery").
import { execFile } from 'node:child_process'
import { appendFile, chmod, chown, copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createDatabase, type Database, startEmbeddedPostgres } from '@reseal/store'
import type { TestPostgres } from '@reseal/store/testing'
import pg from 'pg'

const run = promisify(execFile)

/** A cluster that archives. */
export interface ArchivedPostgres extends TestPostgres {
  /** Copies the running cluster. */
  takeBaseBackup(): Promise<void>
  /** Names this moment of the WAL. */
  markPoint(name: string): Promise<void>
  /** A cluster from the base backup and the archive, as it was at a point; this one may be gone. */
  restoreTo(name: string): Promise<TestPostgres>
  /** Bytes of the base backup. */
  backupSizeBytes(): Promise<number>
}

/** Starts one below a temporary folder; `stop` removes that with every cluster in it. */
export async function startArchivedPostgres(): Promise<ArchivedPostgres> {
  const root = await mkdtemp(join(tmpdir(), 'reseal-restore-'))
  // As root the server has another account, which has to pass.
  await chmod(root, 0o711)
  const [source, backup, archive] = ['source', 'backup', 'archive'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ]
  await mkdir(archive)
  const first = await startEmbeddedPostgres({ dataDir: source, port: 0 })
  const owner = await stat(join(source, 'cluster'))
  await chown(archive, owner.uid, owner.gid)
  await first.stop()
  await appendFile(
    join(source, 'cluster', 'postgresql.auto.conf'),
    `wal_level = 'replica'\narchive_mode = 'on'\narchive_command = 'cp "%p" "${archive}/%f"'\n`,
  )
  const postgres = await start(source)
  const restored: TestPostgres[] = []
  const superuser = (): string => postgres.connectionString('superuser')

  return {
    ...postgres,
    async takeBaseBackup() {
      const cluster = join(backup, 'cluster')
      await mkdir(backup, { mode: 0o711 })
      await withClient(superuser(), async (client) => {
        await client.query("SELECT pg_backup_start('drill', fast => true)")
        await run('cp', ['-a', join(source, 'cluster'), cluster])
        const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop()')
        await writeFile(join(cluster, 'backup_label'), rows[0]?.labelfile ?? '')
      })
      for (const name of ['postmaster.pid', 'postmaster.opts', 'pg_wal']) {
        await rm(join(cluster, name), { recursive: true, force: true })
      }
      await mkdir(join(cluster, 'pg_wal'), { mode: 0o700 })
      for (const name of ['backup_label', 'pg_wal']) await chown(join(cluster, name), owner.uid, owner.gid)
    },
    markPoint: (name) =>
      withClient(superuser(), async (client) => {
        await client.query('SELECT pg_create_restore_point($1)', [name])
        await archiveAll(client)
      }),
    async restoreTo(name) {
      const target = join(root, `restored-${restored.length}`)
      await mkdir(target, { mode: 0o711 })
      await run('cp', ['-a', join(backup, 'cluster'), join(target, 'cluster')])
      await copyFile(join(source, 'secrets.json'), join(target, 'secrets.json'))
      await appendFile(
        join(target, 'cluster', 'postgresql.auto.conf'),
        `archive_mode = 'off'\nrestore_command = 'cp "${archive}/%f" "%p"'\nrecovery_target_name = '${name}'\nrecovery_target_action = 'promote'\n`,
      )
      const signal = join(target, 'cluster', 'recovery.signal')
      await writeFile(signal, '')
      await chown(signal, owner.uid, owner.gid)
      const one = await start(target)
      restored.push(one)
      await withClient(one.connectionString('superuser'), (client) =>
        until(async () => {
          const { rows } = await client.query<{ going: boolean }>('SELECT pg_is_in_recovery() AS going')
          return rows[0]?.going === false
        }),
      )
      return one
    },
    async backupSizeBytes() {
      const { stdout } = await run('du', ['-sb', backup])
      return Number(stdout.split('\t')[0])
    },
    async stop() {
      await Promise.all([postgres, ...restored].map((one) => one.stop()))
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** Asks until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + 60_000
  while (!(await isSo())) {
    if (Date.now() > deadlineMs) throw new Error('PostgreSQL does not get there')
    await delay(20)
  }
}

/** What is in the WAL now lies in the archive. */
async function archiveAll(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ file: string }>('SELECT pg_walfile_name(pg_switch_wal()) AS file')
  const file = rows[0]?.file ?? ''
  await until(async () => {
    const found = await client.query<{ last: string | null }>(
      'SELECT last_archived_wal AS last FROM pg_stat_archiver',
    )
    return (found.rows[0]?.last ?? '') >= file
  })
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function start(dataDir: string): Promise<TestPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, port: 0 })
  const pools = new Map<string, Database>()
  const connectionString: TestPostgres['connectionString'] = (role) => postgres.connectionString(role)
  return {
    connectionString,
    database(role) {
      const pool =
        pools.get(role) ?? createDatabase({ connectionString: connectionString(role), maxConnections: 3 })
      pools.set(role, pool)
      return pool
    },
    async stop() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
      await postgres.stop()
    },
  }
}
