// Withdrawals through the worker: killed at any moment, each stream of a withdrawn session is shredded once, with one
// tombstone and one event, and never half.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  createAnchor,
  createAuditRepository,
  createCheckpointVerifier,
  createFolderObjectStore,
  createIngestRepository,
  generateCheckpointKeyFile,
  type IngestRepository,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { assertAnchored, readRecordings } from '../test/log-audit.ts'
import { startWithdrawableSession } from '../test/withdrawable.ts'
import type { LogLine } from './logging/log-line.ts'
import { startWorker } from './start-worker.ts'

let postgres: TestPostgres
let ingest: IngestRepository
beforeEach(async () => {
  postgres = await startTestPostgres()
  ingest = createIngestRepository(postgres.database('ingest'))
})
afterEach(() => postgres.stop())

interface StreamState {
  readonly id: string
  readonly tombstoned: boolean
  readonly has_key: boolean
}

async function streamStates(): Promise<readonly StreamState[]> {
  const { rows } = await sql<StreamState>`
    SELECT id, tombstoned_at IS NOT NULL AS tombstoned, stream_keys.stream_id IS NOT NULL AS has_key
    FROM streams LEFT JOIN stream_keys ON stream_id = id ORDER BY id`.execute(postgres.database('superuser'))
  return rows
}

async function tombstoned(): Promise<readonly string[]> {
  const leaves = await readRecordings(postgres.database('worker'))
  return leaves.flatMap((leaf) => (leaf.type === 'tombstone' ? leaf.stream : [])).toSorted()
}

async function shredEvents(): Promise<readonly string[]> {
  const events = await createAuditRepository(postgres.database('viewer')).list({
    limit: 100,
    actions: ['stream.shred'],
    outcome: 'success',
  })
  return events.map(({ event }) => event.target?.stream ?? '').toSorted()
}

test('a round shreds what was withdrawn, and says how much', async () => {
  const anchored = await startTestAnchor()
  const logged: LogLine[] = []
  const session = startWithdrawableSession(ingest)
  const stranger = startWithdrawableSession(ingest)
  const streams = [await session.commitStream(), await session.commitStream()]
  await stranger.commitStream()
  await session.withdraw()
  await ingest.insertWithdrawal({ appId: 'clinic', session: stranger.session, token: new Uint8Array(32) })
  const worker = startWorker({
    db: postgres.database('worker'),
    anchor: anchored.anchor,
    signers: anchored.signers,
    log: (line) => logged.push(line),
    roundEveryMs: 5,
  })
  await expect.poll(tombstoned, { timeout: 15_000 }).toEqual(streams.toSorted())
  await worker.stop()
  await anchored.stop()
  expect(logged).toContainEqual({ event: 'withdrawals', shreddedCount: 2, unprovenCount: 1 })
  expect(await shredEvents()).toEqual(streams.toSorted())
  expect((await streamStates()).filter(({ has_key }) => has_key)).toHaveLength(1)
})

test('a worker killed at any moment leaves no stream half shredded, and the next one goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-withdrawals-'))
  const keyFile = join(folder, 'checkpoint.json')
  const publicKey = await generateCheckpointKeyFile(keyFile)
  const verifier = (log: string) => createCheckpointVerifier(`reseal.test/${log}`, publicKey)
  const anchor = createAnchor({
    store: createFolderObjectStore({ root: join(folder, 'anchor') }),
    verifiers: { audit: verifier('audit'), recordings: verifier('recordings') },
  })
  const launch = (): ChildProcess =>
    fork(
      fileURLToPath(new URL('../test/worker-process.ts', import.meta.url)),
      [postgres.connectionString('worker'), join(folder, 'anchor'), keyFile],
      { execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'] },
    )
  const withdrawn: string[] = []
  for (let life = 0; life < 4; life++) {
    const worker = launch()
    await once(worker, 'message')
    const session = startWithdrawableSession(ingest)
    withdrawn.push(await session.commitStream())
    await session.withdraw()
    // One that arrives while the worker may be at work on its session.
    withdrawn.push(await session.commitStream())
    await delay(life * 9)
    const exited = once(worker, 'exit')
    worker.kill('SIGKILL')
    await exited
    for (const { tombstoned: isTombstoned, has_key } of await streamStates()) {
      expect(has_key).toBe(!isTombstoned)
    }
    const states = await streamStates()
    const marked = states.filter((state) => state.tombstoned).map(({ id }) => id)
    expect(await tombstoned()).toEqual(marked.toSorted())
    expect(await shredEvents()).toEqual(marked.toSorted())
  }
  const last = launch()
  const db = postgres.database('worker')
  await expect.poll(tombstoned, { timeout: 20_000 }).toEqual(withdrawn.toSorted())
  expect(await shredEvents()).toEqual(withdrawn.toSorted())
  await expect
    .poll(() => assertAnchored(db, anchor, 'recordings'), { timeout: 20_000 })
    .toBe(1 + withdrawn.length * 2)
  const exited = once(last, 'exit')
  last.disconnect()
  await exited
  await rm(folder, { recursive: true, force: true })
}, 60_000)
