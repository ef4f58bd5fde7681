// A log put back from its anchor: whole or in part, by bundles and pieces, and never anything that the root does not say.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeEntries, parseEntries } from '@reseal/protocol/log'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAnchor } from '../anchor/anchor.ts'
import { createAnchorWriter } from '../anchor/anchor-writer.ts'
import { assertConsistentWithAnchor } from '../anchor/consistency.ts'
import { endRestore, readPendingRestore } from '../restore/restore-state.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { createAuditLog } from './audit-log.ts'
import { readLeaves, readLogSize } from './log-reader.ts'
import { restoreLog } from './restore-log.ts'

let source: TestPostgres
let target: TestPostgres
let kept: TestAnchor
beforeAll(async () => {
  source = await startTestPostgres()
})
afterAll(() => source.stop())
beforeEach(async () => {
  target = await startTestPostgres()
  kept = await startTestAnchor()
})
afterEach(() => Promise.all([target.stop(), kept.stop()]))

function freshAnchor(): typeof kept.anchor {
  return createAnchor({ store: kept.anchor.store, verifiers: kept.anchor.verifiers })
}

async function append(postgres: TestPostgres, count: number): Promise<void> {
  const log = createAuditLog(postgres.database('viewer'), { anchor: freshAnchor() })
  await Promise.all(
    Array.from({ length: count }, () =>
      log.append({
        action: 'audit.read',
        outcome: 'success',
        actor: { issuer: 'reseal', subject: 'ada', roles: ['auditor'], method: 'link' },
      }),
    ),
  )
}

/** Each call is a writer of its own, as after a restart. */
async function anchorLog(postgres: TestPostgres): Promise<void> {
  const writer = createAnchorWriter({
    db: postgres.database('worker'),
    anchor: freshAnchor(),
    signers: kept.signers,
  })
  await writer.anchorLog('audit')
}

async function leaves(postgres: TestPostgres, to: number): Promise<string[]> {
  const all: string[] = []
  for await (const { bytes } of readLeaves(postgres.database('viewer'), 'audit', { from: 0, to })) {
    all.push(Buffer.from(bytes).toString('utf8'))
  }
  return all
}

function restore(): Promise<number> {
  return restoreLog(target.database('owner'), freshAnchor(), 'audit')
}

/** A source of so many leaves, anchored after each of these numbers. */
async function anchoredSource(...sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    await append(source, size - (await readLogSize(source.database('viewer'), 'audit')))
    await anchorLog(source)
  }
}

test('an empty log gets every leaf, and goes on', async () => {
  await anchoredSource(3, 5, 300, 512, 515, 520)
  expect(await restore()).toBe(520)
  expect(await leaves(target, 520)).toEqual(await leaves(source, 520))
  await assertConsistentWithAnchor(target.database('viewer'), freshAnchor(), 'audit')
  expect(await restore()).toBe(0)
  // What the leaves say is not in the tables yet.
  await expect(append(target, 1)).rejects.toMatchObject({ code: 'restore_pending' })
  expect(await readPendingRestore(target.database('owner'))).toEqual({ audit: 0 })
  await endRestore(target.database('owner'))
  await append(target, 2)
  await anchorLog(target)
  expect((await freshAnchor().latestCheckpoint('audit'))?.size).toBe(522)
})

test('an older log gets what it lacks', async () => {
  await anchoredSource(521)
  await restore()
  await endRestore(target.database('owner'))
  await append(target, 4)
  await anchorLog(target)
  const lost = target
  target = await startTestPostgres()
  await copyLeaves(lost, 520)
  expect(await restore()).toBe(5)
  expect(await leaves(target, 525)).toEqual(await leaves(lost, 525))
  await lost.stop()
})

async function copyLeaves(from: TestPostgres, count: number): Promise<void> {
  const texts = await leaves(from, count)
  const owner = target.database('owner')
  await sql`INSERT INTO audit_leaves (index, leaf) SELECT position - 1, convert_to(text, 'UTF8')
    FROM unnest(${texts}::text[]) WITH ORDINALITY AS leaf (text, position)`.execute(owner)
  await sql`UPDATE audit_head SET size = ${count}, time_ms = 1`.execute(owner)
}

test('an anchor of before entries were kept is completed by the next writer', async () => {
  await anchoredSource(522)
  await rm(join(kept.folder, 'audit', 'tail'), { recursive: true })
  await rm(join(kept.folder, 'audit', 'tile', 'entries'), { recursive: true })
  await expect(restore()).rejects.toMatchObject({ code: 'leaves_not_anchored' })
  expect(await readLogSize(target.database('viewer'), 'audit')).toBe(0)
  await anchorLog(source)
  expect(await restore()).toBe(522)
})

test('entries that the signed root does not cover are not taken', async () => {
  await anchoredSource(523)
  const [piece = ''] = (await readdir(join(kept.folder, 'audit', 'tail'))).toSorted().slice(-1)
  const key = `audit/tail/${piece}`
  const entries = parseEntries(await kept.anchor.store.get(key), widthOf(piece))
  await kept.anchor.store.delete(key)
  await kept.anchor.store.put(key, encodeEntries([Buffer.from('{"time_ms":1}'), ...entries.slice(1)]))
  await expect(restore()).rejects.toMatchObject({ code: 'bad_anchor' })
  expect(await readLogSize(target.database('viewer'), 'audit')).toBe(0)
})

function widthOf(piece: string): number {
  const [from = 0, to = 0] = piece.split('-').map(Number)
  return to - from
}

test('a log that began anew in place of the lost one is refused', async () => {
  await anchoredSource(524)
  await sql`INSERT INTO audit_leaves (index, leaf) VALUES (0, '{"time_ms":1}')`.execute(
    target.database('owner'),
  )
  await sql`UPDATE audit_head SET size = 1, time_ms = 1`.execute(target.database('owner'))
  await expect(restore()).rejects.toMatchObject({ code: 'log_inconsistent' })
})
