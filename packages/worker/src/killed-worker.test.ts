// Workers killed at any moment, again and again, while batches come in.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  createAnchor,
  createCheckpointVerifier,
  createFolderObjectStore,
  createIngestRepository,
  generateCheckpointKeyFile,
} from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { assertAnchored, readRecordings } from '../test/log-audit.ts'
import { recordStream } from '../test/recordings.ts'

let postgres: TestPostgres
let folder: string
beforeEach(async () => {
  postgres = await startTestPostgres()
  folder = await mkdtemp(join(tmpdir(), 'reseal-worker-'))
})
afterEach(async () => {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

interface Launched {
  readonly child: ChildProcess
  /** Steps that it led when it last said so. */
  leading(): readonly string[]
}

function launchAll(count: number, keyFile: string): Launched[] {
  return Array.from({ length: count }, () => {
    const child = fork(
      fileURLToPath(new URL('../test/worker-process.ts', import.meta.url)),
      [postgres.connectionString('worker'), join(folder, 'two'), keyFile, '1500'],
      { execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'] },
    )
    let leading: readonly string[] = []
    child.on('message', (message: { leading?: readonly string[] }) => {
      leading = message.leading ?? leading
    })
    return { child, leading: () => leading }
  })
}

test('of two worker processes one leads each step, and when it is killed the other takes over', async () => {
  const keyFile = join(folder, 'two.json')
  const publicKey = await generateCheckpointKeyFile(keyFile)
  const verifier = (log: string) => createCheckpointVerifier(`reseal.test/${log}`, publicKey)
  const anchor = createAnchor({
    store: createFolderObjectStore({ root: join(folder, 'two') }),
    verifiers: { audit: verifier('audit'), recordings: verifier('recordings') },
  })
  const ingest = createIngestRepository(postgres.database('ingest'))
  const stream = recordStream(ingest)
  const db = postgres.database('worker')
  const steps = [
    'anchor-audit',
    'anchor-recordings',
    'fold',
    'recordings',
    'reports',
    'segment-days',
    'withdrawals',
  ]
  const workers = launchAll(2, keyFile)
  const led = (): string[] => workers.flatMap((worker) => worker.leading())
  try {
    await expect.poll(() => led().toSorted(), { interval: 20 }).toEqual(expect.arrayContaining(steps))
    for (let round = 0; round < 4; round++) await stream.commit()
    await expect.poll(() => assertAnchored(db, anchor, 'recordings')).toBe(5)
    // A step is never shared: what both say adds up to each step once.
    await expect.poll(() => led().length - new Set(led()).size, { interval: 20 }).toBe(0)
    const leader = await vi.waitUntil(
      () => workers.find((worker) => worker.leading().includes('anchor-recordings')),
      { timeout: 30_000 },
    )
    const other = workers.find((worker) => worker !== leader)
    const exited = once(leader.child, 'exit')
    leader.child.kill('SIGKILL')
    await exited
    for (let round = 0; round < 4; round++) await stream.commit({ final: round === 3 })
    await expect
      .poll(() => other?.leading().toSorted(), { interval: 20 })
      .toEqual(expect.arrayContaining(steps))
    // Leaf 0, eight batches, one close.
    await expect.poll(() => assertAnchored(db, anchor, 'recordings')).toBe(10)
  } finally {
    await Promise.all(
      workers.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return
        const exited = once(child, 'exit')
        child.disconnect()
        await exited
      }),
    )
  }
}, 60_000)

test('what a killed worker left undone is done once by the next, and every checkpoint holds', async () => {
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

  const ingest = createIngestRepository(postgres.database('ingest'))
  const streams = Array.from({ length: 5 }, () => recordStream(ingest))
  const batches: string[] = []
  for (let life = 0; life < 6; life++) {
    const worker = launch()
    await once(worker, 'message')
    for (const stream of streams) batches.push(await stream.commit({ final: life === 5 }))
    await ingest.insertReport({ kind: 'ingest.equivocation', appId: 'clinic' })
    await delay(life * 13)
    const exited = once(worker, 'exit')
    worker.kill('SIGKILL')
    await exited
  }

  const last = launch()
  const db = postgres.database('worker')
  await expect
    .poll(
      async () => [await assertAnchored(db, anchor, 'recordings'), await assertAnchored(db, anchor, 'audit')],
      {
        timeout: 20_000,
      },
    )
    .toEqual([1 + 30 + 5, 1 + 6])
  const exited = once(last, 'exit')
  last.disconnect()
  await exited
  const leaves = await readRecordings(db)
  expect(leaves.flatMap((leaf) => (leaf.type === 'batch' ? leaf.batch : [])).toSorted()).toEqual(
    batches.toSorted(),
  )
}, 60_000)
