// Orders of privacy officers carried out (design.md §5.8, §6; docs/protocol.md §4.2), broken off at every part: the sources are
// whole, or everything is done.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseStreamHeader, type StreamHeader } from '@reseal/protocol'
import { openStream } from '@reseal/protocol/open'
import { canonicalRules } from '@reseal/redaction-rules'
import {
  type AuditEvent,
  createAnchorWriter,
  createAuditLog,
  createAuditRepository,
  createFileKeyProvider,
  createFolderObjectStore,
  createOrderRepository,
  createRecordingsLog,
  createReplayRepository,
  createRuleSetRepository,
  decideOrder,
  generateKeyFile,
  type KeyProvider,
  type ObjectStore,
  type Order,
  type OrderKind,
  proposeOrder,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRecordings } from '../../test/log-audit.ts'
import { recordedRules, type SealedStream, sealStream } from '../../test/sealed-session.ts'
import type { Step } from '../steps.ts'
import { createOrderStep, type OrderOptions } from './order-step.ts'

const officers = { one: randomUUID(), other: randomUUID() }
const maskNotices = { mask: [{ id: 'notice', selector: 'p' }] }

let postgres: TestPostgres
let anchored: TestAnchor
let folder: string
let objects: ObjectStore
let keys: KeyProvider
let keyId: string
let session: string
beforeEach(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  folder = await mkdtemp(join(tmpdir(), 'reseal-orders-'))
  objects = createFolderObjectStore({ root: join(folder, 'objects') })
  const path = join(folder, 'sealing.json')
  keyId = (await generateKeyFile(path)).keyId
  keys = await createFileKeyProvider({ path })
  session = randomUUID()
  await createRuleSetRepository(postgres.database('owner')).publish({
    appId: 'clinic',
    version: recordedRules.version,
    body: Buffer.from(canonicalRules(recordedRules)),
    auditIndex: 0,
  })
  // Leaf 0 pins the log; whatever is done is named by a later one.
  await createAuditLog(postgres.database('viewer'), anchored).append({
    action: 'audit.read',
    outcome: 'success',
    actor: { issuer: 'reseal', roles: ['auditor'], method: 'link' },
  })
})
afterEach(async () => {
  await Promise.all([postgres.stop(), anchored.stop()])
  await rm(folder, { recursive: true, force: true })
})

function record(
  options: { readonly final?: boolean; readonly plaintext?: string } = {},
): Promise<SealedStream> {
  return sealStream({ db: postgres.database('ingest'), objects, keys, keyId }, { session, ...options })
}

async function order(kind: OrderKind, rules: object = maskNotices): Promise<string> {
  const id = randomUUID()
  const db = postgres.database('viewer')
  const proposal = { id, kind, appId: 'clinic', session, proposedBy: officers.one, proposedIndex: 0 }
  const body = kind === 'redact' ? { rules: Buffer.from(JSON.stringify(rules)) } : {}
  expect(await proposeOrder(db, { ...proposal, ...body })).toBe(true)
  const decision = { id, state: 'confirmed', decidedBy: officers.other, decidedIndex: 0 } as const
  expect(await decideOrder(db, decision)).toBe(true)
  return id
}

function createStep(options: Partial<OrderOptions> = {}): Step {
  const { anchor } = anchored
  const db = postgres.database('worker')
  const audit = createAuditLog(db, { anchor })
  return createOrderStep({ db, audit, anchor, log: () => {} }, { objects, keys, quietMs: 0, ...options })
}

async function closeStreams(): Promise<void> {
  const log = createRecordingsLog(postgres.database('worker'), anchored)
  await log.appendPending({ idleBefore: new Date(0) })
}

async function anchorLogs(): Promise<void> {
  const writer = createAnchorWriter({ db: postgres.database('worker'), ...anchored })
  await writer.anchorLog('recordings')
}

/** One round of the worker around the step; what was put off is due again. */
async function round(step: Step): Promise<void> {
  await closeStreams()
  await anchorLogs()
  await sql`UPDATE orders SET try_after = now()`.execute(postgres.database('superuser'))
  await step.run({ signal: new AbortController().signal })
}

/** As if nothing had come for a day. */
async function quiet(): Promise<void> {
  const db = postgres.database('superuser')
  await sql`UPDATE streams SET last_received_at = now() - interval '1 day' WHERE NOT final`.execute(db)
}

async function findOrder(id: string): Promise<Order | undefined> {
  return createOrderRepository(postgres.database('viewer')).find(id)
}

async function untilEnded(id: string, step: Step = createStep()): Promise<Order | undefined> {
  for (let rounds = 0; rounds < 10; rounds += 1) {
    await round(step)
    const found = await findOrder(id)
    if (found?.state !== 'confirmed') return found
  }
  return findOrder(id)
}

interface StreamState {
  readonly id: string
  readonly reason: string | null
  readonly has_key: boolean
  readonly header: StreamHeader
}

async function streamStates(): Promise<readonly StreamState[]> {
  const { rows } = await sql<{ id: string; reason: string | null; has_key: boolean; header: Uint8Array }>`
    SELECT id, tombstone_reason AS reason, header, stream_keys.stream_id IS NOT NULL AS has_key
    FROM streams LEFT JOIN stream_keys ON stream_id = id`.execute(postgres.database('superuser'))
  // Headers of pages are packed; what they derive from is not asked of them.
  return rows.map(({ header, ...row }) => ({
    ...row,
    header: (header[0] === 0x7b ? parseStreamHeader(header) : {}) as StreamHeader,
  }))
}

/** What can be read of a stream: the texts of its pages. */
async function textsOf(stream: string): Promise<string[]> {
  const replays = createReplayRepository(postgres.database('viewer'))
  const sealed = await replays.readSealedStream(stream)
  if (sealed === undefined) return []
  const opener = await openStream({
    headerBytes: sealed.headerBytes,
    enc: sealed.enc,
    sealingPublicKey: await keys.publicKey(keyId),
    deriveSharedSecret: (enc) => keys.deriveSharedSecret(keyId, enc),
  })
  const texts: string[] = []
  for (const { objectKey, offset, length } of await replays.listSegments(stream)) {
    const bytes = await objects.get(objectKey, { start: offset, endExclusive: offset + length })
    texts.push(Buffer.from(await opener.openSegment(bytes)).toString('utf8'))
  }
  return texts
}

async function events(): Promise<AuditEvent[]> {
  const records = await createAuditRepository(postgres.database('viewer')).list({ limit: 100 })
  return records.map(({ event }) => event)
}

describe('a redaction', () => {
  test('puts a derived stream in the place of each stream, and then forgets the sources', async () => {
    const sources = [await record(), await record()]
    const id = await order('redact')
    expect(await untilEnded(id)).toMatchObject({ state: 'done' })
    const states = await streamStates()
    const gone = states.filter(({ reason }) => reason === 'redaction')
    expect(gone.map((state) => state.id).toSorted()).toEqual(sources.map((each) => each.id).toSorted())
    expect(gone.every(({ has_key }) => !has_key)).toBe(true)
    const derived = states.filter(({ reason }) => reason === null)
    expect(derived).toHaveLength(2)
    for (const { id: stream, header } of derived) {
      const source = sources.find((each) => each.id === header.derived?.stream)
      expect(Buffer.from(header.derived?.headerHash ?? []).toString('hex')).toBe(source?.headerHash)
      const texts = await textsOf(stream)
      expect(texts).toHaveLength(2)
      expect(texts.every((text) => text.includes('Intake'))).toBe(true)
      expect(texts.join('')).not.toContain('Quill')
    }
    const shown = await createReplayRepository(postgres.database('viewer')).listStreams(session)
    expect(shown.map(({ stream }) => stream).toSorted()).toEqual(derived.map((each) => each.id).toSorted())
  })

  test('is in the logs before and after: opened under its event, closed, then forgotten', async () => {
    const source = await record()
    await untilEnded(await order('redact'))
    const opened = (await events()).find(({ action }) => action === 'recording.redact')
    expect(opened).toMatchObject({ outcome: 'success', target: { session, stream: source.id } })
    const leaves = await readRecordings(postgres.database('worker'))
    const tombstone = leaves.findIndex((leaf) => leaf.type === 'tombstone')
    const leaf = leaves[tombstone]
    expect(leaf).toMatchObject({ reason: 'redaction', stream: source.id, headerHash: source.headerHash })
    const derived = leaf?.type === 'tombstone' && leaf.reason === 'redaction' ? leaf.derived : ''
    const close = leaves.findIndex((each) => each.type === 'close' && each.stream === derived)
    expect(close).toBeGreaterThan(0)
    expect(close).toBeLessThan(tombstone)
    const [header] = (await streamStates()).filter((state) => state.id === derived)
    expect(leaf).toMatchObject({ event: header?.header.derived?.event })
    expect((await events()).map(({ action, purpose }) => [action, purpose])).toContainEqual([
      'stream.shred',
      'redaction',
    ])
  })

  test('waits for a page that is still sending, and begins again where one went on', async () => {
    const source = await record({ final: false })
    const id = await order('redact')
    const step = createStep({ quietMs: 3_600_000 })
    await round(step)
    await round(step)
    expect((await streamStates()).map((state) => state.id)).toEqual([source.id])
    await quiet()
    await round(step)
    expect(await streamStates()).toHaveLength(2)
    // The page goes on: what was derived is not of all of it any more.
    await source.append()
    await quiet()
    expect(await untilEnded(id, step)).toMatchObject({ state: 'done' })
    const states = await streamStates()
    const reasons = states.map(({ reason }) => reason)
    expect(new Set(reasons)).toEqual(new Set([null, 'officer', 'redaction']))
    const [kept] = states.filter(({ reason }) => reason === null)
    expect(await textsOf(kept?.id ?? '')).toHaveLength(3)
  })

  test('can be ordered of a derived stream again, from the rules that it was derived by', async () => {
    await record()
    await untilEnded(await order('redact'))
    const second = await order('redact', { mask: [{ id: 'heading', selector: 'h1' }] })
    expect(await untilEnded(second)).toMatchObject({ state: 'done' })
    const [left] = (await streamStates()).filter(({ reason }) => reason === null)
    const texts = (await textsOf(left?.id ?? '')).join('')
    expect(texts).not.toContain('Intake')
    expect(texts).not.toContain('Quill')
  })

  const failures: readonly (readonly [string, () => Partial<OrderOptions>])[] = [
    ['before a source is opened', () => ({ onStage: failAt('derive') })],
    ['while a source is read', () => ({ objects: { ...objects, get: refuse } })],
    ['while batches are stored', () => ({ objects: { ...objects, put: refuse } })],
    ['between the derived streams and the tombstones', () => ({ onStage: failAt('replace') })],
  ]
  test.each(failures)('that breaks off %s leaves the sources whole, and is done later', async (_, broken) => {
    const sources = [await record(), await record()]
    const id = await order('redact')
    const failing = createStep(broken())
    for (let rounds = 0; rounds < 4; rounds += 1) await round(failing).catch(() => {})
    expect(await findOrder(id)).toMatchObject({ state: 'confirmed' })
    const states = await streamStates()
    for (const source of sources) {
      expect(states.find((state) => state.id === source.id)).toMatchObject({ reason: null, has_key: true })
      expect((await textsOf(source.id)).join('')).toContain('Quill')
    }
    expect(await untilEnded(id)).toMatchObject({ state: 'done' })
    expect((await streamStates()).filter(({ reason }) => reason === null)).toHaveLength(2)
  })

  test('forgets nothing before a close leaf of the derived stream is anchored', async () => {
    const source = await record()
    const id = await order('redact')
    await closeStreams()
    const step = createStep()
    const signal = { signal: new AbortController().signal }
    for (let rounds = 0; rounds < 3; rounds += 1) {
      await sql`UPDATE orders SET try_after = now()`.execute(postgres.database('superuser'))
      await step.run(signal)
      await closeStreams()
    }
    const states = await streamStates()
    expect(states).toHaveLength(2)
    expect(states.find((state) => state.id === source.id)).toMatchObject({ has_key: true })
    expect(await untilEnded(id, step)).toMatchObject({ state: 'done' })
  })

  test('of what does not open fails, and leaves everything as it was', async () => {
    const good = await record()
    const bad = await record({ plaintext: 'no events' })
    const id = await order('redact')
    expect(await untilEnded(id)).toMatchObject({ state: 'failed', failure: 'open_failed' })
    const states = await streamStates()
    for (const { id: stream } of [good, bad]) {
      expect(states.find((state) => state.id === stream)).toMatchObject({ reason: null, has_key: true })
    }
    // What had been derived from the other is forgotten.
    expect(states.filter(({ header }) => header.derived).every(({ has_key }) => !has_key)).toBe(true)
  })
})

describe('a hold', () => {
  beforeEach(async () => {
    await sql`INSERT INTO holds (id, session_id, audit_index) VALUES (${randomUUID()}, ${session}, 0)`.execute(
      postgres.database('owner'),
    )
  })

  test.each(['redact', 'shred'] as const)('stops an order to %s', async (kind) => {
    const source = await record()
    expect(await untilEnded(await order(kind))).toMatchObject({ state: 'failed', failure: 'held' })
    expect(await streamStates()).toMatchObject([{ id: source.id, reason: null, has_key: true }])
  })
})

describe('a shred', () => {
  test('forgets every stream of the session at once, by the event that confirmed it', async () => {
    const streams = [await record(), await record({ final: false })]
    const kept = session
    session = randomUUID()
    const other = await record()
    session = kept
    expect(await untilEnded(await order('shred'))).toMatchObject({ state: 'done' })
    const states = await streamStates()
    for (const { id } of streams) {
      expect(states.find((state) => state.id === id)).toMatchObject({ reason: 'officer', has_key: false })
    }
    expect(states.find((state) => state.id === other.id)).toMatchObject({ reason: null, has_key: true })
    const leaves = await readRecordings(postgres.database('worker'))
    const tombstones = leaves.filter((leaf) => leaf.type === 'tombstone')
    expect(tombstones.map(({ stream }) => stream).toSorted()).toEqual(streams.map(({ id }) => id).toSorted())
    expect(tombstones).toMatchObject([{ reason: 'officer' }, { reason: 'officer' }])
  })
})

function failAt(failing: string): NonNullable<OrderOptions['onStage']> {
  return (stage) => {
    if (stage === failing) throw new Error('broken off')
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('broken off'))
}
