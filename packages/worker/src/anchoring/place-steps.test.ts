// The worker with several anchor places: one that is away holds up neither the first nor another, and says so.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createAnchor, createFolderObjectStore, parseCheckpointSheet } from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningWorker, startWorker } from '../start-worker.ts'

let postgres: TestPostgres
let first: TestAnchor
let further: TestAnchor
let sink: Server
let isSinkDown = true
const posted: { id: string; log: string; size: number }[] = []
let worker: RunningWorker
let copyFolder: string
let printFolder: string

beforeAll(async () => {
  postgres = await startTestPostgres()
  first = await startTestAnchor()
  further = await startTestAnchor()
  copyFolder = join(further.folder, 'copy')
  printFolder = join(further.folder, 'print')
  // Where a folder belongs lies a file: nothing can be stored there.
  await writeFile(copyFolder, '')
  sink = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      if (!isSinkDown) posted.push(JSON.parse(Buffer.concat(pieces).toString('utf8')))
      response.writeHead(isSinkDown ? 503 : 204).end()
    })
  })
  const listening = Promise.withResolvers<void>()
  sink.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`
  const { verifiers } = first.anchor
  worker = startWorker({
    db: postgres.database('worker'),
    anchor: first.anchor,
    signers: first.signers,
    log: () => {},
    roundEveryMs: 20,
    places: {
      folder: createAnchor({ store: createFolderObjectStore({ root: copyFolder }), verifiers }),
      sink: { url, secret: 'a-secret-of-sixteen', auth: 'hmac' },
      printFolder,
    },
  })
})
afterAll(async () => {
  await worker?.stop()
  const closed = Promise.withResolvers<void>()
  sink.close(() => closed.resolve())
  sink.closeAllConnections()
  await closed.promise
  await Promise.all([postgres.stop(), first.stop(), further.stop()])
})

test('places that are away hold up neither the first place nor each other', async () => {
  await expect
    .poll(() => worker.state().failing, { timeout: 20_000 })
    .toMatchObject({
      'anchor-folder': 'object_store_unavailable',
      'anchor-sink': 'anchor_sink_unavailable',
    })
  const read = async (): Promise<string[]> => (await worker.metrics()).split('\n')
  await expect
    .poll(read, { timeout: 20_000 })
    .toEqual(
      expect.arrayContaining([
        'reseal_worker_unanchored_leaves{log="audit"} 0',
        expect.stringMatching(/^reseal_worker_anchor_place_behind_leaves\{place="sink",log="audit"\} [1-9]/),
        expect.stringMatching(
          /^reseal_worker_anchor_place_behind_leaves\{place="folder",log="audit"\} [1-9]/,
        ),
      ]),
    )
  expect((await first.anchor.latestCheckpoint('audit'))?.size).toBeGreaterThan(0)
  expect(worker.state().failing['anchor-audit']).toBeUndefined()
})

test('the sink catches up by itself once it answers', async () => {
  isSinkDown = false
  await expect
    .poll(() => new Set(posted.map(({ log }) => log)), { timeout: 40_000 })
    .toEqual(new Set(['audit', 'recordings']))
  await expect
    .poll(async () => (await worker.metrics()).split('\n'), { timeout: 20_000 })
    .toContain('reseal_worker_anchor_place_behind_leaves{place="sink",log="audit"} 0')
  expect(worker.state().failing['anchor-folder']).toBe('object_store_unavailable')
})

test('a sheet of the day lies ready to print', async () => {
  const sheets = async (): Promise<string[]> => {
    const names = await readdir(printFolder).catch(() => [])
    return names.filter((name) => name.endsWith('.txt'))
  }
  await expect
    .poll(sheets, { timeout: 40_000 })
    .toEqual([expect.stringMatching(/^checkpoints-\d{4}-\d\d-\d\d\.txt$/)])
  const [name = ''] = await sheets()
  const entries = parseCheckpointSheet(await readFile(join(printFolder, name), 'utf8'))
  expect(entries.map(({ origin }) => origin)).toEqual(expect.arrayContaining(['reseal.test/audit']))
})
