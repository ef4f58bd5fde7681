// One log against its anchors: whatever single thing is changed, the first bad index is named (RFC 6962, tlog-tiles).
import { formatCheckpoint, leafHash, rootOf, signNote } from '@reseal/protocol/log'
import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import {
  anchorSource,
  checkpointName,
  createMemoryLog,
  databaseSource,
  type MemoryDeployment,
  type MemoryLog,
  signerOf,
} from '../test/memory-deployment.ts'
import { createProblemCollector, type Problem } from './problem.ts'
import { type LogReport, verifyLog } from './verify-log.ts'
import { createWebPlatform } from './web-platform.ts'

async function verify(
  audit: MemoryLog,
  kept?: string,
): Promise<{ report: LogReport; problems: readonly Problem[]; visited: number }> {
  const recordings = await createMemoryLog('recordings', [], [1])
  const deployment: MemoryDeployment = {
    audit,
    recordings,
    objects: new Map(),
    batches: [],
    segments: [],
    streams: [],
  }
  const problems = createProblemCollector()
  let visited = 0
  const database = databaseSource(deployment)
  const extent = await database.extent('audit')
  const anchor = anchorSource(deployment)
  const report = await verifyLog({
    log: 'audit',
    platform: createWebPlatform(),
    pinned: { origin: audit.signer.name, verifierKey: audit.verifierKey },
    anchor,
    leaves: [
      { kind: 'database', ...extent, leaves: (from, to) => database.leaves('audit', from, to) },
      { kind: 'anchor', leaves: (from, to) => anchor.leaves('audit', from, to) },
    ],
    found: anchor.checkpoints('audit'),
    ...(kept === undefined ? {} : { kept }),
    problems,
    visit: async (leaves) => {
      visited += leaves.length
    },
  })
  return { report, problems: problems.list(), visited }
}

const leaves = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ index, time_ms: index }))

/** Sizes around the width of a tile, where mistakes live. */
const logShape = fc
  .record({
    size: fc.oneof(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 250, max: 530 })),
    cuts: fc.array(fc.nat(999), { maxLength: 4 }),
  })
  .map(({ size, cuts }) => ({
    size,
    checkpoints: [...new Set([...cuts.map((cut) => 1 + (cut % size)), size])].sort((a, b) => a - b),
  }))

describe('an intact log', () => {
  it('gives no problem and visits every leaf once, whatever sizes were anchored', async () => {
    await fc.assert(
      fc.asyncProperty(
        logShape,
        fc.integer({ min: 0, max: 20 }),
        async ({ size, checkpoints }, unanchored) => {
          const log = await createMemoryLog('audit', leaves(size - 1 + unanchored), checkpoints)
          const { report, problems, visited } = await verify(log)
          expect(problems).toEqual([])
          expect(visited).toBe(size + unanchored)
          expect(report).toMatchObject({
            size: size + unanchored,
            anchoredSize: size,
            unprovenCount: unanchored,
          })
        },
      ),
      { numRuns: 25 * inject('propertyTimes') },
    )
  })
})

describe('a changed log', () => {
  const at = fc.nat(100_000)

  it('names the altered leaf', async () => {
    await fc.assert(
      fc.asyncProperty(logShape, at, async ({ size, checkpoints }, where) => {
        const log = await createMemoryLog('audit', leaves(size - 1), checkpoints)
        const leafIndex = where % size
        log.rows.set(leafIndex, Buffer.from('{"altered":true}'))
        const { problems } = await verify(log)
        expect(problems).toEqual([expect.objectContaining({ kind: 'leaf_altered', leafIndex, count: 1 })])
      }),
      { numRuns: 25 * inject('propertyTimes') },
    )
  })

  it('names the first leaf that was cut off, and how many', async () => {
    await fc.assert(
      fc.asyncProperty(logShape, at, async ({ size, checkpoints }, where) => {
        const log = await createMemoryLog('audit', leaves(size - 1), checkpoints)
        const leafIndex = where % size
        for (let index = leafIndex; index < size; index += 1) log.rows.delete(index)
        log.headSize = leafIndex
        const { problems } = await verify(log)
        expect(problems).toEqual([
          expect.objectContaining({ kind: 'log_cut_off', leafIndex, count: size - leafIndex }),
        ])
      }),
      { numRuns: 25 * inject('propertyTimes') },
    )
  })

  it('names the leaf that was taken out from between others', async () => {
    await fc.assert(
      fc.asyncProperty(logShape, at, async ({ size, checkpoints }, where) => {
        const log = await createMemoryLog('audit', leaves(size - 1), checkpoints)
        const leafIndex = where % (size - 1)
        log.rows.delete(leafIndex)
        const { problems } = await verify(log)
        expect(problems).toEqual([expect.objectContaining({ kind: 'leaf_missing', leafIndex, count: 1 })])
      }),
      { numRuns: 25 * inject('propertyTimes') },
    )
  })

  it('names the first of two leaves that were exchanged', async () => {
    const log = await createMemoryLog('audit', leaves(300), [301])
    const [low, high] = [log.rows.get(20), log.rows.get(280)]
    log.rows.set(20, high ?? new Uint8Array())
    log.rows.set(280, low ?? new Uint8Array())
    const { problems } = await verify(log)
    expect(problems).toEqual([expect.objectContaining({ kind: 'leaf_altered', leafIndex: 20, count: 2 })])
  })

  it('names the altered hash of a tile, and does not blame the database', async () => {
    await fc.assert(
      fc.asyncProperty(logShape, at, async ({ size, checkpoints }, where) => {
        const log = await createMemoryLog('audit', leaves(size - 1), checkpoints)
        const leafIndex = where % size
        const last = Math.floor((size - 1) / 256)
        const tile = Math.floor(leafIndex / 256)
        const name = `tile/0/${String(tile).padStart(3, '0')}`
        const path = tile < last || size % 256 === 0 ? name : `${name}.p/${size % 256}`
        const bytes = log.tiles.get(path)?.slice() ?? new Uint8Array()
        bytes.fill(7, (leafIndex % 256) * 32, (leafIndex % 256) * 32 + 32)
        log.tiles.set(path, bytes)
        const { problems } = await verify(log)
        expect(problems.map(({ kind }) => kind)).not.toContain('leaf_altered')
        expect(problems[0]).toMatchObject({ kind: 'tile_altered', leafIndex })
      }),
      { numRuns: 25 * inject('propertyTimes') },
    )
  })

  it('names a tile of a higher level that does not follow from the leaves', async () => {
    const log = await createMemoryLog('audit', leaves(520), [521])
    log.tiles.set('tile/1/000.p/2', Buffer.alloc(64))
    const { problems } = await verify(log)
    expect(problems).toEqual([expect.objectContaining({ kind: 'tile_altered', leafIndex: 0 })])
  })

  it('names a gap and a false head among leaves that no checkpoint covers yet', async () => {
    const log = await createMemoryLog('audit', leaves(20), [11])
    log.rows.delete(15)
    log.headSize = 25
    const { problems } = await verify(log)
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'leaf_missing', leafIndex: 15 }),
      expect.objectContaining({ kind: 'log_head_altered', leafIndex: 21 }),
    ])
  })

  it('survives a deployment in which everything is wrong', async () => {
    const log = await createMemoryLog('audit', leaves(600), [100, 601])
    for (const index of log.rows.keys()) log.rows.set(index, Buffer.from(`${index}`))
    log.entries.clear()
    log.tiles.clear()
    const { problems } = await verify(log)
    expect(problems.find(({ kind }) => kind === 'tile_missing')).toMatchObject({ leafIndex: 0 })
    expect(problems.find(({ kind }) => kind === 'checkpoint_inconsistent')).toMatchObject({ treeSize: 100 })
  })
})

describe('a forked log', () => {
  it('names the size at which two histories were signed', async () => {
    const log = await createMemoryLog('audit', leaves(9), [5, 10])
    const root = rootOf([leafHash(Buffer.from('another'))])
    const note = await signNote(formatCheckpoint({ origin: log.signer.name, size: 5, root }), log.signer)
    log.checkpoints.push({ name: checkpointName('audit', 5, root), note })
    const { problems } = await verify(log)
    expect(problems).toEqual([expect.objectContaining({ kind: 'checkpoint_fork', treeSize: 5 })])
  })

  it('names the first checkpoint that a later history does not continue', async () => {
    const log = await createMemoryLog('audit', leaves(9), [5, 10])
    const root = rootOf([leafHash(Buffer.from('another'))])
    const note = await signNote(formatCheckpoint({ origin: log.signer.name, size: 7, root }), log.signer)
    log.checkpoints.push({ name: checkpointName('audit', 7, root), note })
    const { problems } = await verify(log)
    expect(problems).toEqual([expect.objectContaining({ kind: 'checkpoint_inconsistent', treeSize: 7 })])
  })

  it('names the kept checkpoint that the anchored history does not continue', async () => {
    const log = await createMemoryLog('audit', leaves(9), [10])
    const root = rootOf([leafHash(Buffer.from('another'))])
    const kept = await signNote(formatCheckpoint({ origin: log.signer.name, size: 6, root }), log.signer)
    const { problems } = await verify(log, kept)
    expect(problems).toEqual([expect.objectContaining({ kind: 'kept_checkpoint_inconsistent', treeSize: 6 })])
  })

  it('takes no kept checkpoint that another key signed', async () => {
    const log = await createMemoryLog('audit', leaves(9), [10])
    const root = rootOf([...log.rows.values()].map(leafHash))
    const kept = await signNote(
      formatCheckpoint({ origin: log.signer.name, size: 10, root }),
      signerOf(log.signer.name),
    )
    const { problems } = await verify(log, kept)
    expect(problems).toEqual([expect.objectContaining({ kind: 'checkpoint_signature', object: 'kept' })])
  })
})
