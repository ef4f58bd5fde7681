// Quarantine against reads that race it, on a real PostgreSQL with the roles of the services.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { type AuditLog, createAuditLog } from '../logs/audit-log.ts'
import type { NewStream } from '../streams/commit-batch.ts'
import { createIngestRepository } from '../streams/ingest.repository.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { commitFindings, eraseFindings, lockSession, settleQuarantine } from './commit-findings.ts'
import type { SentinelFinding } from './finding.ts'
import { createQuarantineRepository, type QuarantineRepository } from './quarantine.repository.ts'

let postgres: TestPostgres
let anchor: TestAnchor
let worker: AuditLog
let viewer: AuditLog
let quarantines: QuarantineRepository
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
  worker = createAuditLog(postgres.database('worker'), anchor)
  viewer = createAuditLog(postgres.database('viewer'), anchor)
  quarantines = createQuarantineRepository(postgres.database('viewer'))
})
afterAll(() => Promise.all([postgres.stop(), anchor.stop()]))

const ruleSetHash = new Uint8Array(32).fill(7)

async function record(session: string = randomUUID()): Promise<NewStream> {
  const stream = newStream({ session })
  const segments = newSegments(stream, { from: 0, count: 2 })
  await createIngestRepository(postgres.database('ingest')).commitBatch(newBatchCommit([stream], segments))
  return stream
}

function finding(overrides: Partial<SentinelFinding> = {}): SentinelFinding {
  return {
    detector: 'ssn',
    confidence: 'high',
    segmentIndex: 0,
    eventIndex: 3,
    timeMs: 1_700_000_000_123,
    place: 'text',
    path: 'main > p:nth-of-type(2)',
    proposal: { kind: 'mask', rule: { id: 'sentinel-1', selector: 'main > p:nth-of-type(2)' } },
    release: '1.4.2',
    ...overrides,
  }
}

async function found(stream: NewStream, ...findings: SentinelFinding[]): Promise<boolean> {
  let quarantined = false
  await worker.appendInTransaction(async (transaction) => {
    const scanned = { stream: stream.stream, session: stream.session, app: stream.appId, ruleSetHash }
    const committed = await commitFindings(transaction, scanned, findings)
    quarantined = committed.quarantined
    return committed.events
  })
  return quarantined
}

async function release(stream: NewStream, options: { remember: boolean }): Promise<void> {
  await viewer.appendInTransaction(async (transaction) => {
    await lockSession(transaction, stream.session)
    expect(await settleQuarantine(transaction, stream.session, 'released')).toBe(true)
    if (options.remember) await quarantines.acceptFindings(transaction, stream.session)
    return []
  })
}

test('a finding quarantines its session once, and is kept without text', async () => {
  const stream = await record()
  expect(await quarantines.isQuarantined(stream.session)).toBe(false)
  expect(await found(stream, finding(), finding({ detector: 'mrn' }))).toBe(true)
  // The same segment scanned again, by another worker.
  expect(await found(stream, finding())).toBe(false)
  expect(await quarantines.isQuarantined(stream.session)).toBe(true)
  expect(await quarantines.find(stream.session)).toMatchObject({
    state: 'quarantined',
    cause: 'finding',
    detectors: { ssn: 1, mrn: 1 },
  })
  const [kept] = await quarantines.listFindings(stream.session, 10)
  expect(kept).toMatchObject({ ...finding(), stream: stream.stream, accepted: false })
  expect(await quarantines.quarantinedOf([stream.session, randomUUID()])).toEqual(new Set([stream.session]))
  expect(await quarantines.trend(new Date(0))).toContainEqual(
    expect.objectContaining({ app: 'clinic', release: '1.4.2' }),
  )
})

test('no finding, no quarantine', async () => {
  const stream = await record()
  expect(await found(stream)).toBe(false)
  expect(await quarantines.find(stream.session)).toBeUndefined()
})

test('a new finding after a release quarantines again', async () => {
  const stream = await record()
  await found(stream, finding())
  await release(stream, { remember: false })
  expect(await quarantines.isQuarantined(stream.session)).toBe(false)
  expect(await found(stream, finding())).toBe(false)
  expect(await found(stream, finding({ segmentIndex: 1 }))).toBe(true)
  expect(await quarantines.isQuarantined(stream.session)).toBe(true)
})

test('what an officer accepted does not alarm again under the same rule set, elsewhere it does', async () => {
  const place = { path: 'main > aside' }
  const stream = await record()
  await found(stream, finding(place))
  await release(stream, { remember: true })
  const next = await record()
  expect(await found(next, finding(place))).toBe(false)
  expect(await quarantines.listFindings(next.session, 10)).toMatchObject([{ accepted: true }])
  expect(await found(next, finding({ ...place, detector: 'mrn' }))).toBe(true)
  const otherRules = await record()
  await worker.appendInTransaction(async (transaction) => {
    const scanned = { stream: otherRules.stream, session: otherRules.session, app: otherRules.appId }
    const hash = new Uint8Array(32).fill(8)
    const { events, quarantined } = await commitFindings(transaction, { ...scanned, ruleSetHash: hash }, [
      finding(place),
    ])
    expect(quarantined).toBe(true)
    return events
  })
})

test('a shredded session is not quarantined anew, and its findings are gone', async () => {
  const stream = await record()
  await found(stream, finding())
  await worker.appendInTransaction(async (transaction) => {
    await lockSession(transaction, stream.session)
    await settleQuarantine(transaction, stream.session, 'shredded')
    await eraseFindings(transaction, [stream.stream])
    return []
  })
  expect(await quarantines.listFindings(stream.session, 10)).toEqual([])
  expect(await found(stream, finding({ segmentIndex: 1 }))).toBe(false)
  expect(await quarantines.find(stream.session)).toMatchObject({ state: 'shredded' })
})

test('pages through quarantines, newest first', async () => {
  const session = (await Promise.all(Array.from({ length: 3 }, () => record()))).map(async (stream) => {
    await found(stream, finding())
    return stream.session
  })
  const made = new Set(await Promise.all(session))
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await quarantines.list({ limit: 2, state: 'quarantined', ...(cursor && { cursor }) })
    seen.push(...page.quarantines.map((one) => one.session))
    cursor = page.nextCursor
  } while (cursor)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.filter((one) => made.has(one))).toHaveLength(3)
  expect((await quarantines.list({ limit: 2, app: 'other' })).quarantines).toEqual([])
  expect((await quarantines.list({ limit: 2, cursor: "'; --" })).quarantines).toHaveLength(2)
})

test('a read that began first is committed before the quarantine; one that began later sees it', async () => {
  const stream = await record()
  const order: string[] = []
  const { promise: readMayEnd, resolve: endRead } = Promise.withResolvers<void>()
  const { promise: readHolds, resolve: holds } = Promise.withResolvers<void>()
  const read = viewer.appendInReadTransaction(stream.stream, async (transaction) => {
    expect(await quarantines.isQuarantined(stream.session, transaction)).toBe(false)
    holds()
    await readMayEnd
    order.push('read')
    return {
      action: 'audit.read',
      outcome: 'success',
      actor: { issuer: 'reseal', roles: ['engineer'], method: 'link' },
    }
  })
  await readHolds
  const quarantine = found(stream, finding()).then(() => order.push('quarantine'))
  // The quarantine waits for the session's row.
  const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%lock_session%'
    AND datname = current_database()`
  await expect
    .poll(async () => (await sql.raw(waiting).execute(postgres.database('superuser'))).rows.length)
    .toBe(1)
  endRead()
  await Promise.all([read, quarantine])
  expect(order).toEqual(['read', 'quarantine'])
  await viewer.appendInReadTransaction(stream.stream, async (transaction) => {
    expect(await quarantines.isQuarantined(stream.session, transaction)).toBe(true)
    return {
      action: 'audit.read',
      outcome: 'denied',
      denyReason: 'not_found',
      actor: { issuer: 'reseal', roles: ['engineer'], method: 'link' },
    }
  })
})
