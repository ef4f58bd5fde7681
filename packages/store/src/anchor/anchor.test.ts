// Anchoring against a real database and a folder: incremental, repeatable, and what tampering does to it.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { consistencyProof, rootOf, verifyConsistency } from '@reseal/protocol/log'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuditEventInput } from '../logs/audit-event.ts'
import { createAuditLog } from '../logs/audit-log.ts'
import { readLeafHashes, readLogSize } from '../logs/log-reader.ts'
import { startLog } from '../logs/start-log.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { createAnchor } from './anchor.ts'
import { readAnchorState } from './anchor-state.ts'
import { type AnchorWriter, createAnchorWriter } from './anchor-writer.ts'
import { assertConsistentWithAnchor } from './consistency.ts'

let postgres: TestPostgres
let kept: TestAnchor
beforeEach(async () => {
  postgres = await startTestPostgres()
  kept = await startTestAnchor()
})
afterEach(() => Promise.all([postgres.stop(), kept.stop()]))

const event: AuditEventInput = {
  action: 'audit.read',
  outcome: 'success',
  actor: { issuer: 'reseal', subject: 'ada', roles: ['auditor'], method: 'link' },
}

function freshAnchor(): typeof kept.anchor {
  return createAnchor({ store: kept.anchor.store, verifiers: kept.anchor.verifiers })
}

function freshWriter(): AnchorWriter {
  return createAnchorWriter({ db: postgres.database('worker'), anchor: freshAnchor(), signers: kept.signers })
}

async function append(count: number): Promise<void> {
  const log = createAuditLog(postgres.database('viewer'), { anchor: freshAnchor() })
  await Promise.all(Array.from({ length: count }, () => log.append(event)))
}

async function hashes(): Promise<Uint8Array[]> {
  const db = postgres.database('viewer')
  const all: Uint8Array[] = []
  const range = { from: 0, to: await readLogSize(db, 'audit') }
  for await (const page of readLeafHashes(db, 'audit', range)) all.push(...page)
  return all
}

/** Past the triggers, as only the superuser can. */
async function tamper(statement: string): Promise<void> {
  await sql
    .raw(`ALTER TABLE audit_leaves DISABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL; ${statement};
      ALTER TABLE audit_leaves ENABLE ALWAYS TRIGGER insert_only`)
    .execute(postgres.database('superuser'))
}

describe('anchoring', () => {
  test('signs the root over all leaves, in steps, by one writer and by several in turn', async () => {
    const writer = freshWriter()
    const sizes = [1, 255, 1, 300, 2]
    const checkpoints = []
    for (const [step, count] of sizes.entries()) {
      await append(count)
      // A new writer starts from the anchored tiles, an old one from memory: they must not differ.
      const checkpoint = await (step % 2 === 0 ? writer : freshWriter()).anchorLog('audit')
      if (step % 2 === 1) await expect(writer.anchorLog('audit')).resolves.toEqual(checkpoint)
      expect(Buffer.from(checkpoint?.root ?? [])).toEqual(Buffer.from(rootOf(await hashes())))
      checkpoints.push(checkpoint)
    }
    const all = await hashes()
    for (const [i, older] of checkpoints.slice(0, -1).entries()) {
      const newer = checkpoints[i + 1]
      if (!older || !newer) throw new Error('a checkpoint is missing')
      const proof = consistencyProof(all.slice(0, newer.size), older.size)
      const claim = { oldSize: older.size, oldRoot: older.root, newSize: newer.size, newRoot: newer.root }
      expect(verifyConsistency(claim, proof)).toBe(true)
    }
    const listed = []
    for await (const { size } of freshAnchor().listCheckpoints('audit')) listed.push(size)
    expect(listed).toEqual([1, 256, 257, 557, 559])
  })

  test('writes nothing without news', async () => {
    const writer = freshWriter()
    expect(await writer.anchorLog('audit')).toBeUndefined()
    await append(3)
    expect(await writer.anchorLog('audit')).toMatchObject({ size: 3 })
    expect(await writer.anchorLog('audit')).toBeUndefined()
    expect(await freshWriter().anchorLog('audit')).toBeUndefined()
  })

  test('keeps the leaf hashes of every anchored size', async () => {
    await append(259)
    await freshWriter().anchorLog('audit')
    await append(260)
    await freshWriter().anchorLog('audit')
    const all = await hashes()
    for (const size of [259, 519]) {
      const anchored = []
      for await (const hash of freshAnchor().readLeafHashes('audit', size)) anchored.push(Buffer.from(hash))
      expect(anchored).toEqual(all.slice(0, size).map((hash) => Buffer.from(hash)))
    }
  })

  test('repeats what a writer that died half-way had written', async () => {
    await append(300)
    const checkpoint = await freshWriter().anchorLog('audit')
    const key = `00000000000000000300-${Buffer.from(checkpoint?.root ?? [])
      .toString('hex')
      .slice(0, 16)}`
    await rm(join(kept.folder, 'audit/checkpoint', key))
    expect(await freshWriter().anchorLog('audit')).toEqual(checkpoint)
  })

  test('finds the newest of many checkpoints', async () => {
    const writer = freshWriter()
    const anchor = freshAnchor()
    for (let round = 1; round <= 40; round += 1) {
      await append(1 + (round % 3))
      const checkpoint = await writer.anchorLog('audit')
      expect(await freshAnchor().latestCheckpoint('audit')).toEqual(checkpoint)
      if (round % 7 === 0) expect(await anchor.latestCheckpoint('audit')).toEqual(checkpoint)
    }
  })

  test('tells how long news has waited', async () => {
    const db = postgres.database('viewer')
    expect(await readAnchorState(db, kept.anchor, 'audit')).toEqual({ size: 0, anchoredSize: 0 })
    await append(2)
    await freshWriter().anchorLog('audit')
    expect(await readAnchorState(db, kept.anchor, 'audit')).toEqual({ size: 2, anchoredSize: 2 })
    const before = Date.now()
    await append(1)
    const state = await readAnchorState(db, kept.anchor, 'audit')
    expect(state).toMatchObject({ size: 3, anchoredSize: 2 })
    expect(state.oldestUnanchoredMs).toBeGreaterThan(before - 5_000)
  })
})

describe('a database that differs from its anchor', () => {
  beforeEach(async () => {
    await append(10)
    await freshWriter().anchorLog('audit')
  })

  const expectRefused = async (code: string): Promise<void> => {
    const db = postgres.database('viewer')
    await expect(assertConsistentWithAnchor(db, freshAnchor(), 'audit')).rejects.toMatchObject({ code })
    await expect(createAuditLog(db, { anchor: freshAnchor() }).append(event)).rejects.toMatchObject({ code })
    await expect(freshWriter().anchorLog('audit')).rejects.toMatchObject({ code })
  }

  test('is refused after an edited leaf', async () => {
    await tamper(`UPDATE audit_leaves SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'success', 'denied'), 'UTF8')
      WHERE index = 4`)
    await expectRefused('log_inconsistent')
  })

  test('is refused after its newest leaves were cut off', async () => {
    await tamper('DELETE FROM audit_leaves WHERE index >= 8; UPDATE audit_head SET size = 8')
    await expectRefused('log_behind_anchor')
  })

  test('is refused after a leaf was taken out', async () => {
    await tamper('DELETE FROM audit_leaves WHERE index = 4')
    await expectRefused('log_inconsistent')
  })

  test('is refused when rows were added past the head', async () => {
    await tamper("INSERT INTO audit_leaves (index, leaf) VALUES (10, '{}')")
    await expectRefused('log_inconsistent')
  })

  test('is refused after another history was appended from an earlier point', async () => {
    await tamper(`DELETE FROM audit_leaves WHERE index >= 8; UPDATE audit_head SET size = 8;
      INSERT INTO audit_leaves (index, leaf) SELECT n, convert_to('{"n":' || n || '}', 'UTF8') FROM generate_series(8, 20) n;
      UPDATE audit_head SET size = 21`)
    await expectRefused('log_inconsistent')
  })

  test('lets appends go on where it is the same', async () => {
    await expect(append(1)).resolves.toBeUndefined()
  })
})

describe('an anchor that was tampered with', () => {
  test('is refused: a checkpoint of another key', async () => {
    await append(3)
    const other = await startTestAnchor()
    const signers = other.signers
    const writer = createAnchorWriter({ db: postgres.database('worker'), anchor: freshAnchor(), signers })
    await writer.anchorLog('audit')
    await other.stop()
    await expect(freshAnchor().latestCheckpoint('audit')).rejects.toMatchObject({ code: 'bad_anchor' })
  })

  test('is refused: a changed checkpoint, a changed tile', async () => {
    await append(3)
    const checkpoint = await freshWriter().anchorLog('audit')
    const tile = join(kept.folder, 'audit/tile/0/000.p/3')
    const bytes = await readFile(tile)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    await writeFile(tile, bytes)
    await append(1)
    await expect(freshWriter().anchorLog('audit')).rejects.toMatchObject({ code: 'bad_anchor' })
    const name = `00000000000000000003-${Buffer.from(checkpoint?.root ?? [])
      .toString('hex')
      .slice(0, 16)}`
    const path = join(kept.folder, 'audit/checkpoint', name)
    const note = await readFile(path, 'utf8')
    await writeFile(path, note.replace('\n3\n', '\n4\n'))
    await expect(freshAnchor().latestCheckpoint('audit')).rejects.toMatchObject({ code: 'bad_anchor' })
  })
})

describe('leaf 0', () => {
  const pinned = { origin: 'reseal.test/audit', key: 'reseal.test/audit+key' }

  test('pins origin and key once', async () => {
    const worker = postgres.database('worker')
    await startLog(worker, 'audit', pinned)
    await startLog(worker, 'audit', pinned)
    expect(await readLogSize(worker, 'audit')).toBe(1)
    await append(1)
    await expect(startLog(worker, 'audit', { ...pinned, key: 'other' })).rejects.toMatchObject({
      code: 'log_inconsistent',
    })
  })

  test('cannot be put under a log that has begun without it', async () => {
    await append(1)
    await expect(startLog(postgres.database('worker'), 'audit', pinned)).rejects.toMatchObject({
      name: 'StoreError',
    })
  })
})
