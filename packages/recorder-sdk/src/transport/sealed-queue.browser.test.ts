// One contract for both queues, run in a real browser: IndexedDB is the real one.
import { beforeEach, describe, expect, it } from 'vitest'
import { openIndexedDbQueue } from './indexed-db-queue.ts'
import { createMemoryQueue } from './memory-queue.ts'
import type { QueuedSegment, QueuedStream, QueueLimits, SealedQueue } from './sealed-queue.ts'

const limits: QueueLimits = { maxBytes: 1_000, maxAgeMs: 10_000, maxRunBytes: 300, maxRunSegments: 4 }

const stream = (createdAtMs: number): QueuedStream => ({
  stream: crypto.randomUUID(),
  headerBytes: new Uint8Array([1]),
  enc: new Uint8Array([2]),
  appendKey: new Uint8Array([3]),
  createdAtMs,
})
const segment = (index: number, sizeBytes = 10): QueuedSegment => ({
  index,
  bytes: new Uint8Array(sizeBytes).fill(index),
  link: new Uint8Array(32).fill(index),
})

type OpenQueue = (now: () => number) => Promise<SealedQueue>

const implementations: readonly (readonly [string, OpenQueue])[] = [
  ['memory', async (now) => createMemoryQueue(limits, now)],
  ['IndexedDB', (now) => openIndexedDbQueue(`test:${crypto.randomUUID()}`, limits, now)],
]

describe.each(implementations)('sealed queue in %s', (_, open) => {
  let nowMs: number
  let queue: SealedQueue

  beforeEach(async () => {
    nowMs = 1_000
    queue = await open(() => nowMs)
  })

  const indexesOf = async (id: string, fromIndex = 0) =>
    (await queue.read(id, fromIndex))?.segments.map(({ index }) => index)

  it('gives back what was put, in order of the index', async () => {
    const one = stream(1)
    for (const index of [0, 2, 1, 10]) expect(await queue.put(one, segment(index))).toBe('kept')
    const run = await queue.read(one.stream, 0)
    expect(run?.stream).toMatchObject(one)
    expect(run?.segments.map(({ index }) => index)).toEqual([0, 1, 2, 10])
    expect(run?.segments[2]).toMatchObject(segment(2))
    expect(await indexesOf(one.stream, 2)).toEqual([2, 10])
    expect(await indexesOf(one.stream, 11)).toBeUndefined()
  })

  it('lists streams, the oldest first', async () => {
    const younger = stream(2)
    const older = stream(1)
    await queue.put(younger, segment(0))
    await queue.put(older, segment(0))
    expect(await queue.streams()).toEqual([older.stream, younger.stream])
  })

  it('hands out at most a run, and at least one segment', async () => {
    const one = stream(1)
    for (let index = 0; index < 5; index += 1) await queue.put(one, segment(index))
    expect(await indexesOf(one.stream)).toEqual([0, 1, 2, 3])
    const other = stream(2)
    await queue.put(other, segment(0, 400))
    await queue.put(other, segment(1, 200))
    await queue.put(other, segment(2, 200))
    expect(await indexesOf(other.stream)).toEqual([0])
    expect(await indexesOf(other.stream, 1)).toEqual([1])
  })

  it('removes up to an index and forgets a stream without segments', async () => {
    const one = stream(1)
    for (let index = 0; index < 3; index += 1) await queue.put(one, segment(index))
    await queue.removeThrough(one.stream, 1)
    expect(await indexesOf(one.stream)).toEqual([2])
    await queue.removeThrough(one.stream, 2)
    expect(await queue.streams()).toEqual([])
    await queue.removeThrough(one.stream, 2)
  })

  it('drops the oldest streams when it is full', async () => {
    const oldest = stream(1)
    const middle = stream(2)
    const newest = stream(3)
    await queue.put(middle, segment(0, 400))
    await queue.put(oldest, segment(0, 400))
    expect(await queue.put(newest, segment(0, 400))).toBe('kept')
    expect(await queue.streams()).toEqual([middle.stream, newest.stream])
    expect(await indexesOf(oldest.stream)).toBeUndefined()
  })

  it('counts what was removed as room again', async () => {
    const one = stream(1)
    for (let index = 0; index < 20; index += 1) {
      expect(await queue.put(one, segment(index, 400))).toBe('kept')
      if (index > 0) await queue.removeThrough(one.stream, index - 1)
    }
    expect(await indexesOf(one.stream)).toEqual([19])
  })

  it('says so when the stream that is put to has to go itself', async () => {
    const one = stream(1)
    expect(await queue.put(one, segment(0, 900))).toBe('kept')
    expect(await queue.put(one, segment(1, 900))).toBe('full')
    expect(await queue.streams()).toEqual([])
  })

  it('drops streams that nobody added to for too long', async () => {
    const old = stream(1)
    await queue.put(old, segment(0))
    nowMs += limits.maxAgeMs
    const young = stream(2)
    await queue.put(young, segment(0))
    expect(await queue.streams()).toEqual([young.stream])
  })

  it('drops one stream, or all', async () => {
    const [one, two, three] = [stream(1), stream(2), stream(3)]
    for (const each of [one, two, three]) await queue.put(each, segment(0))
    await queue.drop(two.stream)
    expect(await queue.streams()).toEqual([one.stream, three.stream])
    await queue.clear()
    expect(await queue.streams()).toEqual([])
    expect(await indexesOf(one.stream)).toBeUndefined()
  })
})

describe('sealed queue in IndexedDB', () => {
  it('is still there when it is opened again', async () => {
    const name = `test:${crypto.randomUUID()}`
    const one = stream(1)
    await (await openIndexedDbQueue(name, limits, () => 0)).put(one, segment(0))
    const reopened = await openIndexedDbQueue(name, limits, () => 0)
    expect(await reopened.streams()).toEqual([one.stream])
  })
})
