// The embedded server's life: first start, restart, crash, busy port, places the server's account cannot pass.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createDatabase } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.ts'

// Each test starts a server once or twice.
vi.setConfig({ testTimeout: 120_000 })

let dataDir: string
let running: EmbeddedPostgres[]
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'reseal-embedded-'))
  await chmod(dataDir, 0o711)
  running = []
})
afterEach(async () => {
  for (const postgres of running) await postgres.stop().catch(() => {})
  await rm(dataDir, { recursive: true, force: true })
})

async function start(port = 0): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, port })
  running.push(postgres)
  return postgres
}

async function countApps(postgres: EmbeddedPostgres): Promise<number> {
  const db = createDatabase({ connectionString: postgres.connectionString('owner'), maxConnections: 2 })
  try {
    await migrate(db)
    return (await db.selectFrom('apps').select('id').execute()).length
  } finally {
    await db.destroy()
  }
}

async function addApp(postgres: EmbeddedPostgres, id: string): Promise<void> {
  const db = createDatabase({ connectionString: postgres.connectionString('owner'), maxConnections: 2 })
  try {
    await migrate(db)
    const row = { id, app_key: id, name: id, allowed_origins: [], sealing_key_id: '0123456789abcdef' }
    await db.insertInto('apps').values(row).execute()
  } finally {
    await db.destroy()
  }
}

test('keeps its data over a stop and a start on another port', async () => {
  const first = await start()
  await addApp(first, 'clinic')
  await first.stop()
  expect(await countApps(await start())).toBe(1)
})

test('starts over after a first start that was killed half-way', async () => {
  await mkdir(join(dataDir, 'cluster.new'))
  await writeFile(join(dataDir, 'cluster.new', 'PG_VERSION'), '18\n')
  await writeFile(join(dataDir, 'cluster.password'), 'left behind')
  expect(await countApps(await start())).toBe(0)
  await expect(stat(join(dataDir, 'cluster.password'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('keeps passwords in a file only its owner reads', async () => {
  await start()
  const path = join(dataDir, 'secrets.json')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const passwords: string[] = Object.values(JSON.parse(await readFile(path, 'utf8')))
  expect(new Set(passwords).size).toBe(5)
  expect(Math.min(...passwords.map((password) => password.length))).toBe(32)
})

test('refuses a wrong password and listens on loopback only', async () => {
  const postgres = await start()
  const wrong = postgres.connectionString('owner').replace(/:[^:@]+@/, ':wrong@')
  const db = createDatabase({ connectionString: wrong, maxConnections: 2 })
  await expect(db.selectFrom('apps').selectAll().execute()).rejects.toMatchObject({ code: '28P01' })
  await db.destroy()
  const { rows } = await query(postgres, "SELECT current_setting('listen_addresses') AS value")
  expect(rows).toEqual([{ value: '127.0.0.1' }])
})

async function query(postgres: EmbeddedPostgres, text: string): Promise<{ rows: unknown[] }> {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: postgres.connectionString('superuser') })
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

test.each(['making the embedded database', 'it runs'])(
  'leaves no server and no half-made cluster when it is no longer wanted: %s',
  async (when) => {
    const stopping = new AbortController()
    const onProgress = (message: string): void => {
      if (message === when) setTimeout(() => stopping.abort(), 50)
    }
    const options = { dataDir, port: 0, onProgress, stopSignal: stopping.signal }
    if (when === 'it runs') void untilRunning().then(() => stopping.abort())
    await expect(startEmbeddedPostgres(options)).rejects.toThrow()
    expect(existsSync(postmasterFile())).toBe(false)
    expect(await countApps(await start())).toBe(0)
  },
)

const postmasterFile = (): string => join(dataDir, 'cluster', 'postmaster.pid')

async function untilRunning(): Promise<void> {
  while (!existsSync(postmasterFile())) await new Promise((resolve) => setTimeout(resolve, 1))
}

test('names a busy port', async () => {
  const other = createServer()
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  other.listen(0, '127.0.0.1', resolve)
  await listening
  const address = other.address()
  const port = address && typeof address === 'object' ? address.port : 0
  await expect(start(port)).rejects.toMatchObject({ code: 'port_busy' })
  other.close()
})

test('survives a killed server', async () => {
  const first = await start()
  await addApp(first, 'clinic')
  const pid = Number((await readFile(join(dataDir, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0])
  process.kill(pid, 'SIGKILL')
  expect(await countApps(await start())).toBe(1)
})

test('takes over a server whose owner is gone, and stops it', async () => {
  const first = await start()
  await addApp(first, 'clinic')
  // As if a process that is gone now had started it.
  await rm(join(dataDir, 'owner.pid'))
  const second = await start(first.port)
  expect(second).toMatchObject({ port: first.port, shared: false })
  expect(await countApps(second)).toBe(1)
  await second.stop()
  await expect(readFile(join(dataDir, 'cluster/postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('moves a left-behind server to the port that is wanted now', async () => {
  const first = await start()
  await addApp(first, 'clinic')
  await rm(join(dataDir, 'owner.pid'))
  const probe = createServer()
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  probe.listen(0, '127.0.0.1', resolve)
  await listening
  const address = probe.address()
  const port = address && typeof address === 'object' ? address.port : 0
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  probe.close(() => close())
  await closed
  const second = await start(port)
  expect(second.port).toBe(port)
  expect(await countApps(second)).toBe(1)
})

test('shares the server of a living process and leaves it running', async () => {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(import.meta.resolve('../../dist/index.js'))}
    const postgres = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, port: 0 })
    process.stdin.on('end', () => postgres.stop()).resume()
    console.log(postgres.port)`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const port = await new Promise<number>((resolve) =>
    owner.stdout.once('data', (text) => resolve(Number(text))),
  )
  const guest = await start()
  expect(guest).toMatchObject({ port, shared: true })
  await addApp(guest, 'clinic')
  await guest.stop()
  expect(await countApps(guest)).toBe(1)
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  owner.once('exit', () => resolve())
  owner.stdin.end()
  await ended
})

describe.runIf(process.getuid?.() === 0)('as root', () => {
  test('runs the server as another account', async () => {
    await start()
    expect((await stat(join(dataDir, 'cluster'))).uid).not.toBe(0)
    const pid = (await readFile(join(dataDir, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0]
    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0)
  })

  test('puts the cluster where the account can reach it, says so, and finds it again', async () => {
    await chmod(dataDir, 0o700)
    const said: string[] = []
    const first = await startEmbeddedPostgres({
      dataDir,
      port: 0,
      onProgress: (message) => said.push(message),
    })
    running.push(first)
    expect(said.join('\n')).toMatch(/cannot pass .* the database lies in /)
    const { cluster } = JSON.parse(await readFile(join(dataDir, 'location.json'), 'utf8'))
    expect((await stat(cluster)).mode & 0o777).toBe(0o700)
    await addApp(first, 'clinic')
    await first.stop()
    const second = await start()
    expect(await countApps(second)).toBe(1)
    await second.stop()
    await rm(cluster, { recursive: true })
    await rm(dirname(cluster), { recursive: false }).catch(() => {})
  })
})
