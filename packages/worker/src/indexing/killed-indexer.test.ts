// Indexers killed at any moment, again and again: each segment counts once in the end.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateCheckpointKeyFile, type Summary } from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSealedStreams, type SealedStreams } from '../../test/sealed-stream.ts'

let postgres: TestPostgres
let streams: SealedStreams
let folder: string
beforeEach(async () => {
  postgres = await startTestPostgres()
  streams = await createSealedStreams(postgres)
  folder = await mkdtemp(join(tmpdir(), 'reseal-worker-'))
})
afterEach(async () => {
  await postgres.stop()
  await streams.stop()
  await rm(folder, { recursive: true, force: true })
})

function launch(checkpointKeyFile: string): ChildProcess {
  return fork(
    fileURLToPath(new URL('../../test/worker-process.ts', import.meta.url)),
    [
      postgres.connectionString('worker'),
      join(folder, 'anchor'),
      checkpointKeyFile,
      '30',
      '',
      streams.objectFolder,
      streams.keyFile,
    ],
    { execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'] },
  )
}

async function indexed(): Promise<number> {
  const { rows } = await sql<{ sum: number }>`
    SELECT coalesce(sum(indexed_count), 0)::int8 AS sum FROM stream_index`.execute(
    postgres.database('viewer'),
  )
  return rows[0]?.sum ?? 0
}

test('what a killed indexer left undone is done by the next, and nothing twice', async () => {
  const keyFile = join(folder, 'checkpoint.json')
  await generateCheckpointKeyFile(keyFile)
  const all = await Promise.all(Array.from({ length: 8 }, () => streams.start()))
  const click = {
    type: 6,
    timestamp: 1_700_000_000_100,
    data: { plugin: 'reseal/click', payload: { kind: 'dead', id: 1 } },
  }
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(all.map((stream) => stream.append([click])))
  }
  // One is killed after its first commit, and the next finishes.
  for (const enough of [1, 24]) {
    const child = launch(keyFile)
    try {
      await expect.poll(indexed, { interval: 2, timeout: 120_000 }).toBeGreaterThanOrEqual(enough)
    } finally {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    }
    // The hold of the dead runs out.
    await sql`UPDATE stream_index SET held_until = now() - interval '1 second'`.execute(
      postgres.database('superuser'),
    )
  }
  expect(await indexed()).toBe(24)
  const { rows } = await sql<{ summary: Summary }>`SELECT summary FROM summaries.sessions`.execute(
    postgres.database('viewer'),
  )
  expect(rows.map(({ summary }) => summary.counts)).toEqual(all.map(() => ({ segments: 3, deadClicks: 3 })))
}, 240_000)
