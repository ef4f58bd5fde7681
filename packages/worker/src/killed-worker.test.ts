// A worker killed at any moment, again and again, while batches come in.
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
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertAnchored, readRecordings } from '../test/log-audit.ts'
import { recordStream } from '../test/recordings.ts'

let postgres: TestPostgres
let folder: string
beforeAll(async () => {
  postgres = await startTestPostgres()
  folder = await mkdtemp(join(tmpdir(), 'reseal-worker-'))
})
afterAll(async () => {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

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
