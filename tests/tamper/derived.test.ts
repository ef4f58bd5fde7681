// Redacted streams and shreds by order (docs/protocol.md §4.2, §10): what the worker did is intact; what somebody with the
// worker's login made up, and had anchored, is named.
import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Derivation, encodeBatch, parseStreamHeader, sha256 } from '@reseal/protocol'
import { createDerivedSealer } from '@reseal/protocol/derive'
import {
  commitDerived,
  createAnchor,
  createAuditLog,
  createCheckpointVerifier,
  createDatabase,
  createFileKeyProvider,
  createFolderObjectStore,
  createReplayRepository,
  type Database,
  decideOrder,
  loadCheckpointSigner,
  type OrderKind,
  proposeOrder,
  readAnchoredSize,
} from '@reseal/store'
import type { Problem, VerifyReport } from '@reseal/verifier'
import { startWorker } from '@reseal/worker'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDeployment, type Deployment } from './deployment.ts'

let deployment: Deployment
let viewer: Database
let worker: Database
beforeAll(async () => {
  deployment = await createTestDeployment()
  viewer = createDatabase({ connectionString: deployment.env['RESEAL_VIEWER_DATABASE_URL'] ?? '' })
  worker = createDatabase({ connectionString: deployment.env['RESEAL_WORKER_DATABASE_URL'] ?? '' })
})
afterAll(async () => {
  await Promise.all([viewer.destroy(), worker.destroy()])
  await deployment.stop()
})

async function openParts() {
  const { data } = deployment
  const { logs } = JSON.parse(await readFile(join(data, 'config.json'), 'utf8')) as {
    logs: Record<'audit' | 'recordings', { origin: string }>
  }
  const keyFile = join(data, 'keys', 'checkpoint.json')
  const signers = {
    audit: await loadCheckpointSigner(keyFile, logs.audit.origin),
    recordings: await loadCheckpointSigner(keyFile, logs.recordings.origin),
  }
  const verifiers = {
    audit: createCheckpointVerifier(logs.audit.origin, signers.audit.publicKey),
    recordings: createCheckpointVerifier(logs.recordings.origin, signers.recordings.publicKey),
  }
  const anchor = createAnchor({ store: createFolderObjectStore({ root: join(data, 'anchor') }), verifiers })
  const objects = createFolderObjectStore({ root: join(data, 'objects') })
  const keys = await createFileKeyProvider({ path: join(data, 'keys', 'sealing.json') })
  return { anchor, signers, objects, keys }
}

async function sessionOf(stream: string): Promise<string> {
  const row = await worker
    .selectFrom('streams')
    .select('session_id')
    .where('id', '=', stream)
    .executeTakeFirstOrThrow()
  return row.session_id
}

/** Confirms an order as two officers would; gives the index of the event. */
async function order(kind: OrderKind, stream: string): Promise<number> {
  const { anchor } = await openParts()
  const session = await sessionOf(stream)
  const audit = createAuditLog(viewer, { anchor })
  const { index } = await audit.append({
    action: 'order.confirm',
    outcome: 'success',
    actor: { issuer: 'reseal', roles: ['privacy-officer'], method: 'passkey' },
    target: { app: 'clinic', session },
    cause: kind,
  })
  const [id, proposedBy, decidedBy] = [randomUUID(), randomUUID(), randomUUID()]
  const rules = kind === 'redact' ? { rules: Buffer.from('{"mask":[{"id":"all","selector":"p"}]}') } : {}
  await proposeOrder(viewer, {
    id,
    kind,
    appId: 'clinic',
    session,
    proposedBy,
    proposedIndex: index,
    ...rules,
  })
  await decideOrder(viewer, { id, state: 'confirmed', decidedBy, decidedIndex: index })
  return index
}

/** Runs the worker until every order has ended and both logs are anchored to their ends. */
async function work(): Promise<void> {
  const { anchor, signers, objects, keys } = await openParts()
  const orders = { objects, keys, everyMs: 20 }
  const running = startWorker({ db: worker, anchor, signers, orders, log: () => {}, roundEveryMs: 20 })
  try {
    await expect
      .poll(() => worker.selectFrom('orders').select('id').where('state', '=', 'confirmed').execute(), {
        timeout: 20_000,
      })
      .toEqual([])
  } finally {
    await running.stop()
  }
  await deployment.anchor()
}

/** A stream that claims to be derived, stored and registered as the worker's login can. */
async function forge(source: string, changed: Partial<Derivation>, keep = 4): Promise<string> {
  const { objects, keys } = await openParts()
  const replays = createReplayRepository(viewer)
  const sealed = await replays.readSealedStream(source)
  const segments = await replays.listSegments(source)
  if (sealed === undefined) throw new Error('the source is gone')
  const header = parseStreamHeader(sealed.headerBytes)
  const sealer = await createDerivedSealer({
    sealingPublicKey: await keys.publicKey(sealed.keyId),
    compress: gzipSync,
    header: {
      ...header,
      stream: randomUUID(),
      derived: {
        event: 1,
        headerHash: sha256(sealed.headerBytes),
        lastLink: segments.at(-1)?.link ?? new Uint8Array(32),
        stream: source,
        ...changed,
      },
    },
  })
  const made = []
  for (const [position, { startMs, endMs, keyframe }] of segments.slice(0, keep).entries()) {
    const meta = { startMs, endMs, keyframe, final: position === keep - 1 }
    made.push({ meta, sealed: await sealer.seal(Buffer.from('[]'), meta) })
  }
  const batchId = randomUUID()
  const batch = encodeBatch({
    batchId,
    createdAtMs: 1,
    streams: [{ headerBytes: sealer.headerBytes }],
    segments: made.map((each) => each.sealed.bytes),
  })
  const objectKey = `batches/2026/01/01/${batchId}`
  await objects.put(objectKey, batch.bytes)
  const stored = { id: batchId, objectKey, sha256: sha256(batch.bytes), sizeBytes: batch.bytes.length }
  const rows = made.map(({ meta, sealed: { previousLink, link } }, position) => {
    const entry = batch.entries[position]
    if (!entry) throw new Error('a segment without a place')
    return { ...entry, ...meta, previousLink, link }
  })
  // Its own transaction holds the source against what it was made of: somebody who forges changes the row meanwhile.
  await setCount(source, keep)
  const registered = await commitDerived(worker, {
    orderId: randomUUID(),
    appId: 'clinic',
    headerBytes: sealer.headerBytes,
    enc: sealer.enc,
    rules: randomBytes(8),
    batches: [{ batch: stored, segments: rows }],
  })
  await setCount(source, 4)
  expect(registered).toBe(true)
  return sealer.header.stream
}

async function setCount(stream: string, count: number): Promise<void> {
  const { superuser } = deployment
  await sql`ALTER TABLE streams DISABLE TRIGGER USER`.execute(superuser)
  await sql`UPDATE streams SET next_index = ${count} WHERE id = ${stream}`.execute(superuser)
  await sql`ALTER TABLE streams ENABLE TRIGGER USER`.execute(superuser)
}

/** Appends a tombstone that nobody ordered, as the worker's login can. */
async function forgeTombstone(stream: string, members: object): Promise<void> {
  const sealed = await createReplayRepository(viewer).readSealedStream(stream)
  const session = await sessionOf(stream)
  const leaf = {
    app: 'clinic',
    ...members,
    header_hash: Buffer.from(sha256(sealed?.headerBytes ?? new Uint8Array(0))).toString('hex'),
    session,
    stream,
    type: 'tombstone',
  }
  await worker.transaction().execute(async (transaction) => {
    const head = await sql<{ size: number; time_ms: number }>`UPDATE recordings_head
      SET size = size + 1 RETURNING size - 1 AS size, time_ms`.execute(transaction)
    const [at] = head.rows
    const stamped = Object.entries({ ...leaf, time_ms: at?.time_ms }).sort(([a], [b]) => (a < b ? -1 : 1))
    const text = JSON.stringify(Object.fromEntries(stamped))
    await sql`INSERT INTO recordings_leaves (index, leaf) VALUES (${at?.size}, ${Buffer.from(text)})`.execute(
      transaction,
    )
    await sql`DELETE FROM stream_keys WHERE stream_id = ${stream}`.execute(transaction)
    await sql`UPDATE streams SET tombstoned_at = now(), tombstone_reason = 'officer' WHERE id = ${stream}`.execute(
      transaction,
    )
  })
}

function of(report: VerifyReport, stream: string): Pick<Problem, 'kind' | 'detail'>[] {
  return report.problems
    .filter((problem) => problem.stream === stream)
    .map(({ kind, detail }) => ({ kind, detail }))
}

describe('what officers ordered', () => {
  it('is intact, with the reason of each tombstone', async () => {
    const [redacted = '', shredded = ''] = deployment.streams
    await order('redact', redacted)
    await order('shred', shredded)
    await work()
    const { report } = await deployment.verify()
    expect(report.problems).toEqual([])
    expect(report.verdict).toBe('intact')
    const reasons = report.recordings.tombstones.map(({ stream, reason }) => [stream, reason] as const)
    expect(new Map(reasons)).toEqual(
      new Map([
        [redacted, 'redaction'],
        [shredded, 'officer'],
      ]),
    )
    const { anchor } = await openParts()
    expect(await readAnchoredSize(worker, anchor, 'recordings')).toBe(report.logs.recordings.size)
  })
})

describe('what was made up', () => {
  it('is named, though it was signed', async () => {
    await deployment.record(6, 4)
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = deployment.streams.slice(3)
    const confirmed = await order('redact', e)
    await sql`UPDATE orders SET state = 'refused' WHERE state = 'confirmed'`.execute(deployment.superuser)
    await deployment.anchor()
    const forged = {
      event: await forge(a, {}),
      history: await forge(b, { lastLink: randomBytes(32) }),
      header: await forge(c, { headerHash: randomBytes(32) }),
      length: await forge(d, {}, 3),
    }
    // Confirmed to be redacted, and shredded instead; forgotten for a stream that is not derived from it; by no event at all.
    await forgeTombstone(e, { reason: 'officer', event: confirmed })
    await forgeTombstone(f, { reason: 'redaction', event: confirmed, derived: forged.event })
    await forgeTombstone(deployment.streams[2] ?? '', { reason: 'officer', event: 1_000_000 })
    await deployment.anchor()
    const { code, report } = await deployment.verify()
    expect(code).toBe(1)
    const kindOf = (stream: string, kind: string, detail: string): void =>
      expect(of(report, stream)).toContainEqual({ kind, detail: expect.stringContaining(detail) })
    kindOf(forged.event, 'derived_disagrees', 'an event under which its source was not opened')
    kindOf(forged.history, 'derived_disagrees', 'another history')
    kindOf(forged.header, 'derived_disagrees', 'another header')
    kindOf(forged.length, 'derived_disagrees', 'more or fewer segments')
    kindOf(e, 'tombstone_disagrees', 'nobody confirmed an order to shred')
    kindOf(f, 'tombstone_disagrees', 'a derived stream that is none of this one')
    kindOf(deployment.streams[2] ?? '', 'tombstone_disagrees', 'nobody confirmed an order to shred')
    expect(report.problems.map(({ kind }) => kind).toSorted()).toEqual([
      ...Array<string>(4).fill('derived_disagrees'),
      ...Array<string>(3).fill('tombstone_disagrees'),
    ])
  })
})
