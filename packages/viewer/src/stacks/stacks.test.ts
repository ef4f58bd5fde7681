// Stacks as places in the app's own source: by the maps of the release alone, in one's own replay, with an event before.
import { gzipSync } from 'node:zlib'
import { scriptNumber } from '@reseal/redaction-rules'
import { createSourceMapRepository } from '@reseal/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RecordedStream, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { StackReply } from '../api-types.ts'

let viewer: ViewerFixture
let engineer: string
let colleague: string
let recorded: RecordedStream
let replayId: string

const script = 'assets/index-mdfFHw6Z.js'
// Line 1 of the script: column 1 is line 3 of the source, column 11 is line 4, column 5, named `price`.
const map = {
  version: 3,
  sources: ['../../src/price.ts'],
  names: ['price'],
  mappings: 'AAEA,UACIA',
}
const lines = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']

async function put(release: string, from: object, texts?: readonly string[]): Promise<void> {
  const json = JSON.stringify(from)
  await createSourceMapRepository(viewer.databases.database('owner')).put({
    app: 'clinic',
    release,
    put: [
      {
        script,
        sha256: Buffer.alloc(32, json + release + String(texts)),
        sizeBytes: json.length,
        map: gzipSync(json),
        ...(texts === undefined ? {} : { sources: gzipSync(JSON.stringify(texts)) }),
      },
    ],
  })
}

beforeAll(async () => {
  viewer = await startViewerFixture()
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  colleague = await viewer.signInAs('eng-2', ['engineer'], ['clinic'])
  recorded = await viewer.record()
  await viewer.anchor()
  replayId = await viewer.openReplay(recorded.session, engineer)
})
afterAll(() => viewer.stop())

const number = scriptNumber(script)
const frame = { source: 'r7', line: 1, column: 11, script: number }
const asItIs = { file: 'r7', line: 1, column: 11, isResolved: false }

const ask = (release: string, frames: readonly object[], cookie = engineer) =>
  viewer.post(`/api/replays/${replayId}/stacks`, { release, frames }, { cookie })

async function resolve(release: string, ...frames: readonly object[]): Promise<StackReply['frames']> {
  const response = await ask(release, frames)
  expect(response.status).toBe(200)
  return ((await response.json()) as StackReply).frames
}

test('a frame is shown in the source of its release, with the lines around it', async () => {
  await put('2.0.0', map, [lines.join('\n')])
  const at = { file: 'src/price.ts', line: 4, column: 5, name: 'price', isResolved: true }
  expect(await resolve('2.0.0', frame, { ...frame, column: 1 })).toEqual([
    { ...at, source: ['two', 'three', 'four', 'five', 'six'], sourceFrom: 2 },
    {
      file: 'src/price.ts',
      line: 3,
      column: 1,
      isResolved: true,
      source: lines.slice(0, 5),
      sourceFrom: 1,
    },
  ])
  const events = await viewer.events('stack.read')
  expect(events[0]).toMatchObject({
    outcome: 'success',
    purpose: 'debugging',
    actor: { subject: 'eng-1' },
    target: { app: 'clinic', session: recorded.session, replay: replayId },
  })
  expect(JSON.stringify(events)).not.toContain('price')
})

test('without sources the place alone is shown', async () => {
  await put('2.1.0', map)
  expect(await resolve('2.1.0', frame)).toEqual([
    { file: 'src/price.ts', line: 4, column: 5, name: 'price', isResolved: true },
  ])
})

test('what no map knows comes back as it went in', async () => {
  expect(await resolve('0.0.1', frame)).toEqual([asItIs])
  expect(await resolve('2.0.0', { ...frame, script: (number ?? 0) + 1 })).toEqual([asItIs])
  expect(await resolve('2.0.0', { source: 'r7', line: 1, column: 11 })).toEqual([asItIs])
  expect(await resolve('2.0.0', { ...frame, line: 9 })).toEqual([{ ...asItIs, line: 9 }])
  expect(await resolve('2.0.0', { ...frame, line: 0, column: 0 })).toEqual([
    { ...asItIs, line: 0, column: 0 },
  ])
  await put('2.2.0', { version: 3, sources: ['a'], names: [], mappings: '!' })
  expect(await resolve('2.2.0', frame)).toEqual([asItIs])
})

test('nobody resolves in a replay of someone else', async () => {
  expect((await ask('2.0.0', [frame], colleague)).status).toBe(404)
  expect((await viewer.events('stack.read'))[0]).toMatchObject({
    outcome: 'denied',
    denyReason: 'other_user',
  })
})

test('no login but the viewer’s and the owner’s reads maps, and only the owner writes them', async () => {
  const read = (role: 'ingest' | 'worker') =>
    viewer.databases.database(role).selectFrom('source_maps.scripts').select('script').execute()
  await expect(read('ingest')).rejects.toMatchObject({ code: '42501' })
  await expect(read('worker')).rejects.toMatchObject({ code: '42501' })
  const erase = viewer.databases.database('viewer').deleteFrom('source_maps.scripts').execute()
  await expect(erase).rejects.toMatchObject({ code: '42501' })
})
