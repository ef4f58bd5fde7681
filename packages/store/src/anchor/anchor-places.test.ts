// Several anchor places at once: what a copy and a sink get, what they missed while they were away, and what counts.
import { createHmac } from 'node:crypto'
import { readdir, rename } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { verifyNote } from '@reseal/protocol/log'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAuditLog } from '../logs/audit-log.ts'
import { committedLeaf } from '../logs/committed-event.ts'
import { readLogSize } from '../logs/log-reader.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import { StoreError } from '../store-error.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { type Anchor, createAnchor } from './anchor.ts'
import { type AnchorCopier, createAnchorCopier } from './anchor-copy.ts'
import { type AnchorPlaceName, createAnchorPlaces } from './anchor-places.ts'
import { readAnchorState } from './anchor-state.ts'
import { createAnchorWriter } from './anchor-writer.ts'
import { createAnchoredGate } from './anchored-gate.ts'
import { assertSafeSink, type CheckpointMessage, createCheckpointSender } from './checkpoint-sink.ts'
import { assertConsistentWithAnchor } from './consistency.ts'

let postgres: TestPostgres
let kept: TestAnchor
let other: TestAnchor
beforeEach(async () => {
  postgres = await startTestPostgres()
  kept = await startTestAnchor()
  other = await startTestAnchor()
})
afterEach(() => Promise.all([postgres.stop(), kept.stop(), other.stop()]))

const ada = { issuer: 'reseal', subject: 'ada', roles: ['auditor'], method: 'link' }

function first(options: { requiredPlaces?: readonly AnchorPlaceName[]; store?: ObjectStore } = {}): Anchor {
  return createAnchor({ store: kept.anchor.store, verifiers: kept.anchor.verifiers, ...options })
}

/** A reader of the second place, by the keys of the first. */
function copy(store: ObjectStore = other.anchor.store): Anchor {
  return createAnchor({ store, verifiers: kept.anchor.verifiers })
}

/** A store that does not answer. */
function away(): ObjectStore {
  const refuse = (): never => {
    throw new StoreError('object_store_unavailable')
  }
  return {
    put: async () => refuse(),
    get: async () => refuse(),
    list: () => refuse(),
    delete: async () => refuse(),
    check: async () => refuse(),
  }
}

function places(): ReturnType<typeof createAnchorPlaces> {
  return createAnchorPlaces(postgres.database('worker'))
}

function copier(options: { first?: Anchor; copy?: Anchor } = {}): AnchorCopier {
  return createAnchorCopier({
    db: postgres.database('worker'),
    first: first(),
    copy: copy(),
    signers: kept.signers,
    place: 'folder',
    places: places(),
    ...options,
  })
}

async function append(count: number): Promise<void> {
  const log = createAuditLog(postgres.database('viewer'), { anchor: first() })
  await Promise.all(
    Array.from({ length: count }, () => log.append({ action: 'audit.read', outcome: 'success', actor: ada })),
  )
}

async function anchorFirst(): Promise<void> {
  const options = { db: postgres.database('worker'), anchor: first(), signers: kept.signers }
  await createAnchorWriter(options).anchorLog('audit')
}

async function sizesOf(anchor: Anchor): Promise<number[]> {
  const sizes: number[] = []
  for await (const { size } of anchor.listCheckpoints('audit')) sizes.push(size)
  return sizes
}

describe('a copy', () => {
  test('begins with the newest checkpoint and all that it covers', async () => {
    await append(3)
    await anchorFirst()
    await append(300)
    await anchorFirst()
    await copier().copyLog('audit')
    expect(await sizesOf(copy())).toEqual([303])
    const [ours, theirs] = [[] as Buffer[], [] as Buffer[]]
    for await (const hash of first().readLeafHashes('audit', 303)) ours.push(Buffer.from(hash))
    for await (const hash of copy().readLeafHashes('audit', 303)) theirs.push(Buffer.from(hash))
    expect(theirs).toEqual(ours)
    const bundles = (folder: string) => readdir(join(folder, 'audit', 'tile', 'entries'), { recursive: true })
    expect(await bundles(other.folder)).toEqual(await bundles(kept.folder))
    expect((await copy().latestCheckpoint('audit'))?.note).toBe(
      (await first().latestCheckpoint('audit'))?.note,
    )
  })

  test('gets every checkpoint that it missed while it was away', async () => {
    await append(2)
    await anchorFirst()
    const running = copier()
    await running.copyLog('audit')
    const folder = `${other.folder}-away`
    await rename(other.folder, folder)
    for (let step = 0; step < 3; step += 1) {
      await append(2)
      await anchorFirst()
    }
    await rename(folder, other.folder)
    expect(await running.copyLog('audit')).toBe(true)
    expect(await running.copyLog('audit')).toBe(false)
    expect(await sizesOf(copy())).toEqual([2, 4, 6, 8])
    expect(await places().findSize('folder', 'audit')).toBe(8)
  })

  test('goes on while the first place is away, and both agree afterwards', async () => {
    await append(2)
    await anchorFirst()
    const running = copier({ first: first({ store: away() }) })
    await running.copyLog('audit')
    await append(3)
    await running.copyLog('audit')
    expect((await copy().latestCheckpoint('audit'))?.size).toBe(5)
    await append(1)
    await anchorFirst()
    await copier().copyLog('audit')
    expect((await copy().latestCheckpoint('audit'))?.root).toEqual(
      (await first().latestCheckpoint('audit'))?.root,
    )
  })

  test('that is ahead of the first place keeps the database from going back behind it', async () => {
    await append(4)
    await anchorFirst()
    await copier().copyLog('audit')
    const younger = await startTestPostgres()
    const db = younger.database('worker')
    const none = await startTestAnchor()
    const lost = (isRequired: boolean, store?: ObjectStore) =>
      createAnchor({
        store: none.anchor.store,
        verifiers: kept.anchor.verifiers,
        copies: [{ anchor: copy(store), isRequired }],
      })
    await expect(assertConsistentWithAnchor(db, lost(false), 'audit')).rejects.toMatchObject({
      code: 'log_behind_anchor',
    })
    await assertConsistentWithAnchor(db, lost(false, away()), 'audit')
    await expect(assertConsistentWithAnchor(db, lost(true, away()), 'audit')).rejects.toMatchObject({
      code: 'object_store_unavailable',
    })
    await Promise.all([younger.stop(), none.stop()])
  })

  test('of another history is refused', async () => {
    await append(4)
    await anchorFirst()
    await copier().copyLog('audit')
    const fork = await startTestPostgres()
    const none = await startTestAnchor()
    const log = createAuditLog(fork.database('viewer'), { anchor: none.anchor })
    const actor = { issuer: 'reseal', subject: 'eve', roles: ['auditor'], method: 'link' }
    for (let step = 0; step < 6; step += 1)
      await log.append({ action: 'audit.read', outcome: 'success', actor })
    const forked = createAnchorCopier({
      db: fork.database('worker'),
      first: first(),
      copy: copy(),
      signers: kept.signers,
      place: 'folder',
      places: createAnchorPlaces(fork.database('worker')),
    })
    await expect(forked.copyLog('audit')).rejects.toMatchObject({ code: 'log_inconsistent' })
    await Promise.all([fork.stop(), none.stop()])
  })
})

describe('what counts as anchored', () => {
  test('is what every required place has', async () => {
    const db = postgres.database('viewer')
    const anchor = first({ requiredPlaces: ['folder'] })
    await append(2)
    await anchorFirst()
    expect(await readAnchorState(db, anchor, 'audit')).toMatchObject({ size: 2, anchoredSize: 0 })
    await copier().copyLog('audit')
    expect(await readAnchorState(db, anchor, 'audit')).toEqual({ size: 2, anchoredSize: 2 })
    await append(1)
    await anchorFirst()
    expect(await readAnchorState(db, anchor, 'audit')).toMatchObject({ size: 3, anchoredSize: 2 })
    expect(await readAnchorState(db, first(), 'audit')).toMatchObject({ size: 3, anchoredSize: 3 })
  })

  test('opens the gate of strict mode, and nothing else does', async () => {
    const db = postgres.database('viewer')
    const log = createAuditLog(db, { anchor: first() })
    const event = await log.append({ action: 'audit.read', outcome: 'success', actor: ada })
    const pass = (anchor: Anchor) =>
      createAnchoredGate({ db, anchor, waitMs: 50 }, 'audit').pass(event.index, committedLeaf(event))
    const closed = { code: 'not_anchored_in_time' }
    await expect(pass(first())).rejects.toMatchObject(closed)
    await anchorFirst()
    await expect(pass(first({ store: away() }))).rejects.toMatchObject(closed)
    await expect(pass(first({ requiredPlaces: ['sink'] }))).rejects.toMatchObject(closed)
    const gate = createAnchoredGate({ db, anchor: first(), waitMs: 60_000 }, 'audit')
    await gate.pass(event.index, committedLeaf(event))
    await expect(gate.pass(event.index, Buffer.from('{}'))).rejects.toMatchObject({
      code: 'log_inconsistent',
    })
    const next = await log.append({ action: 'audit.read', outcome: 'success', actor: ada })
    const waiting = gate.pass(next.index, committedLeaf(next))
    await anchorFirst()
    await waiting
  })
})

describe('a database that lost leaves', () => {
  test('is noticed by a process that was idle meanwhile, before anything is appended', async () => {
    const anchor = first()
    const idle = createAuditLog(postgres.database('viewer'), { anchor })
    await idle.append({ action: 'audit.read', outcome: 'success', actor: ada })
    await append(3)
    await sql`ALTER TABLE audit_leaves DISABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL;
      DELETE FROM audit_leaves WHERE index >= 0; UPDATE audit_head SET size = 0`.execute(
      postgres.database('superuser'),
    )
    const refused = expect.objectContaining({ code: 'log_behind_anchor' })
    await expect(idle.append({ action: 'audit.read', outcome: 'success', actor: ada })).rejects.toEqual(
      refused,
    )
    expect(await readLogSize(postgres.database('viewer'), 'audit')).toBe(0)
  })

  test('is noticed by what others anchored, though nothing that it had itself is gone', async () => {
    const anchor = first()
    const idle = createAuditLog(postgres.database('viewer'), { anchor })
    await idle.append({ action: 'audit.read', outcome: 'success', actor: ada })
    await append(3)
    await anchorFirst()
    // As the viewer does before each range.
    await anchor.latestCheckpoint('audit')
    await sql`ALTER TABLE audit_leaves DISABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL;
      DELETE FROM audit_leaves WHERE index >= 2; UPDATE audit_head SET size = 2`.execute(
      postgres.database('superuser'),
    )
    const refused = expect.objectContaining({ code: 'log_behind_anchor' })
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(idle.append({ action: 'audit.read', outcome: 'success', actor: ada })).rejects.toEqual(
        refused,
      )
    }
    expect(await readLogSize(postgres.database('viewer'), 'audit')).toBe(2)
  })
})

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A sink that answers with the next of these statuses, and 204 once there are none left. */
async function startSink(
  statuses: number[],
): Promise<{ url: string; received: Received[]; stop: () => Promise<void> }> {
  const received: Received[] = []
  const server: Server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(pieces).toString('utf8') })
      response.writeHead(statuses.shift() ?? 204, { location: '/elsewhere' }).end()
    })
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/checkpoints`,
    received,
    stop: async () => {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}

describe('a sink', () => {
  const signal = new AbortController().signal

  const sender = (url: string, auth: 'hmac' | 'bearer' = 'hmac') =>
    createCheckpointSender({
      db: postgres.database('worker'),
      first: first(),
      places: places(),
      address: { url, secret: 'a secret of the sink', auth },
    })

  test('is told of each checkpoint in order, again under the same id where it did not answer well', async () => {
    const sink = await startSink([204, 500, 403, 302])
    try {
      await append(1)
      await anchorFirst()
      const running = sender(sink.url)
      await running.sendLog('audit', signal)
      for (let step = 0; step < 2; step += 1) {
        await append(1)
        await anchorFirst()
      }
      const failed = (code: string) =>
        expect(running.sendLog('audit', signal)).rejects.toMatchObject({ code })
      await failed('anchor_sink_unavailable')
      await failed('anchor_sink_refused')
      await failed('anchor_sink_unavailable')
      expect(await places().findSize('sink', 'audit')).toBe(1)
      await running.sendLog('audit', signal)
      expect(await running.sendLog('audit', signal)).toBe(false)
      const messages = sink.received.map(({ body }) => JSON.parse(body) as CheckpointMessage)
      expect(messages.map(({ size }) => size)).toEqual([1, 2, 2, 2, 2, 3])
      expect(new Set(messages.map(({ id }) => id)).size).toBe(3)
      expect(await places().findSize('sink', 'audit')).toBe(3)
    } finally {
      await sink.stop()
    }
  })

  test('gets the signed note under a signature of its own or a bearer, and nothing of a person', async () => {
    const sink = await startSink([])
    try {
      await append(1)
      await anchorFirst()
      await sender(sink.url).sendLog('audit', signal)
      await append(1)
      await anchorFirst()
      await sender(sink.url, 'bearer').sendLog('audit', signal)
      const [{ headers, body } = { headers: {}, body: '' }] = sink.received
      const message = JSON.parse(body) as CheckpointMessage
      expect(Object.keys(message)).toEqual(['type', 'id', 'log', 'origin', 'size', 'root', 'note'])
      expect(message).toMatchObject({ log: 'audit', origin: 'reseal.test/audit', size: 1 })
      await verifyNote(message.note, kept.anchor.verifiers.audit)
      const [, seconds = '', digest] =
        /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['reseal-signature'])) ?? []
      const hmac = createHmac('sha256', 'a secret of the sink').update(`${seconds}.${body}`).digest('hex')
      expect(digest).toBe(hmac)
      expect(body + JSON.stringify(headers)).not.toContain('ada')
      const bearer = sink.received[1]?.headers
      expect(bearer?.['authorization']).toBe('Bearer a secret of the sink')
      expect(bearer?.['reseal-signature']).toBeUndefined()
    } finally {
      await sink.stop()
    }
  })

  test('off loopback is reached over https only, and its address holds no password', () => {
    for (const url of [
      'http://siem.example.org/in',
      'https://user:word@siem.example.org',
      'siem',
      'ftp://127.0.0.1',
    ]) {
      expect(() => assertSafeSink(url)).toThrow(expect.objectContaining({ code: 'insecure_anchor_sink' }))
    }
    assertSafeSink('https://siem.example.org/in')
  })
})
