// An ingest that is told to stop while recorders send: what it acknowledged is there, it ends by itself with status 0, and
// recorders go on where they were when the next one starts.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freePortBase, resealBin, runReseal } from '../../support/demo-process.ts'
import { createRandom } from '../../support/fuzz/random.ts'
import { startLoad } from '../ingest/load.ts'

const origin = 'https://portal.example'
let postgres: TestPostgres
let data: string
let env: NodeJS.ProcessEnv
let ingestUrl: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  postgres = await startTestPostgres()
  data = await mkdtemp(join(tmpdir(), 'reseal-stop-'))
  env = {
    ...process.env,
    RESEAL_DATABASE_URL: postgres.connectionString('owner'),
    RESEAL_INGEST_DATABASE_URL: postgres.connectionString('ingest'),
    RESEAL_WORKER_DATABASE_URL: postgres.connectionString('worker'),
    RESEAL_STOP_GRACE_MS: '200',
  }
  const base = await freePortBase()
  ingestUrl = `http://127.0.0.1:${base + 1}`
  const made = await runReseal(
    ['init', '--data', data, '--app', 'portal', '--origin', origin, '--port', String(base)],
    env,
  )
  expect(made).toMatchObject({ code: 0 })
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await postgres?.stop()
  if (data) await rm(data, { recursive: true, force: true })
})

async function serveIngest(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [resealBin, 'serve', 'ingest', '--data', data], {
    env,
    stdio: 'ignore',
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const isReady = () =>
    fetch(`${ingestUrl}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await vi.waitUntil(isReady, { timeout: 60_000, interval: 50 })
  return child
}

test('SIGTERM under load loses nothing that was acknowledged, again and again', async () => {
  const init = JSON.parse(await readFile(join(data, 'init.json'), 'utf8')) as {
    appKey: string
    sealingKey: string
    receiptKey: string
  }
  let ingest = await serveIngest()
  const load = startLoad({
    ...init,
    origin,
    random: createRandom(20_261_122),
    streamCount: 8,
    fight: false,
    urls: () => [ingestUrl],
  })
  for (let stop = 0; stop < 2; stop++) {
    await load.untilAcknowledged(15)
    const exited = once(ingest, 'exit')
    ingest.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    const found = await postgres
      .database('superuser')
      .selectFrom('streams')
      .select(['id', 'next_index'])
      .execute()
    const stored = new Map(found.map(({ id, next_index: count }) => [id, count]))
    for (const { id, acknowledged } of load.book.streams) {
      expect(stored.get(id) ?? 0).toBeGreaterThanOrEqual(acknowledged + 1)
    }
    ingest = await serveIngest()
  }
  // Those that were refused or cut off go on where they were.
  await load.untilAcknowledged(15)
  await load.stop()
  expect(load.book.violations).toEqual([])
  const exited = once(ingest, 'exit')
  ingest.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
}, 120_000)
