// A hold against every way of deletion (design.md §5.10, §6): whatever it is a hold of, nothing goes of what it holds. Lifted,
// the same way takes it: each row has been tried in earnest.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalRules } from '@reseal/redaction-rules'
import {
  askKeyRetirement,
  createAnchorWriter,
  createAppRepository,
  createAuditLog,
  createFileKeyProvider,
  createFolderObjectStore,
  createIngestRepository,
  createOrderRepository,
  createRecordingsLog,
  createRetentionRepository,
  createRuleSetRepository,
  createScopeOrderRepository,
  createSessionForgetter,
  createWithdrawals,
  decideKeyRetirement,
  decideOrder,
  decideScopeOrder,
  eraseDerived,
  generateKeyFile,
  type HoldScope,
  insertRetention,
  type KeyProvider,
  liftHold,
  nextAuditIndex,
  type ObjectStore,
  type OrderKind,
  placeHold,
  proposeOrder,
  proposeScopeOrder,
  rotateSealingKey,
  startLog,
  subjectHash,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOrderStep, type OrderOptions } from '../../packages/worker/src/orders/order-step.ts'
import { createScopeOrderStep } from '../../packages/worker/src/orders/scope-order-step.ts'
import { createRemoveBatchesStep } from '../../packages/worker/src/retention/remove-batches-step.ts'
import { createRetentionStep } from '../../packages/worker/src/retention/retention-step.ts'
import { createRetireKeysStep } from '../../packages/worker/src/sealing-keys/retire-keys-step.ts'
import type { Step } from '../../packages/worker/src/steps.ts'
import { recordedRules, sealStream } from '../../packages/worker/test/sealed-session.ts'

let postgres: TestPostgres
let anchored: TestAnchor
let folder: string
let objects: ObjectStore
let spare: string
const officers = { one: randomUUID(), other: randomUUID() }
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  folder = await mkdtemp(join(tmpdir(), 'reseal-holds-'))
  objects = createFolderObjectStore({ root: join(folder, 'objects') })
  spare = (await generateKeyFile(join(folder, 'spare.json'))).keyId
  for (const log of ['audit', 'recordings'] as const) {
    await startLog(postgres.database('worker'), log, { origin: `reseal.test/${log}`, key: 'key' })
  }
  await sql`INSERT INTO users (id, name, roles) VALUES (${officers.one}, 'one', '{admin}'),
    (${officers.other}, 'other', '{privacy-officer}')`.execute(postgres.database('owner'))
  const rules = { minimumDays: 1, maximumDays: 40, days: 40, apps: {}, labels: [] }
  await insertRetention(postgres.database('owner'), { rules, shortens: false, auditIndex: 1 })
})
afterAll(async () => {
  await Promise.all([postgres.stop(), anchored.stop()])
  await rm(folder, { recursive: true, force: true })
})

/** A session of an app of its own, with the name that the person has in it. */
interface Recorded {
  readonly app: string
  readonly session: string
  readonly subject: string
  readonly token: Uint8Array
  readonly keyId: string
  readonly keys: KeyProvider
}

async function record(): Promise<Recorded> {
  const app = `app-${randomUUID().slice(0, 8)}`
  const path = join(folder, `${app}.json`)
  const { keyId } = await generateKeyFile(path)
  const keys = await createFileKeyProvider({ path })
  const owner = postgres.database('owner')
  const about = { id: app, appKey: app, name: app, allowedOrigins: [], sealingKeyId: keyId }
  await createAppRepository(owner).create(about)
  const body = Buffer.from(canonicalRules(recordedRules))
  await createRuleSetRepository(owner).publish({
    appId: app,
    version: recordedRules.version,
    body,
    auditIndex: 0,
  })
  const subject = subjectHash(randomUUID())
  const recorded = { app, session: randomUUID(), subject, token: randomBytes(32), keyId, keys }
  await seal(recorded, recorded)
  return recorded
}

/** One more stream of the session, as the indexer leaves it. */
async function seal(
  { app, session, subject, token }: Recorded,
  { keyId, keys }: Pick<Recorded, 'keyId' | 'keys'>,
): Promise<void> {
  const db = postgres.database('ingest')
  const { id } = await sealStream({ db, objects, keys, keyId }, { app, session, token })
  const labels = { pages: [], tags: {}, errors: [], requests: [], vitals: {}, subjects: [subject] }
  const summary = JSON.stringify({ fromMs: 0, toMs: 1, counts: {}, labels })
  await sql`INSERT INTO summaries.streams (stream_id, session_id, app_id, summary)
    VALUES (${id}, ${session}, ${app}, ${summary})`.execute(postgres.database('worker'))
}

/** All that may go of it: keys, what they open, the streams' marks, summaries, and whether its batches are to go. */
async function allOf({ session }: Recorded): Promise<object> {
  const { rows } = await sql<{ stream: string; batch: string }>`
    SELECT streams.id AS stream, object_key AS batch, tombstoned_at, tombstone_reason, encode(enc, 'hex') AS enc,
      accounted, dead_count, removal_index, deleted_at, summary
    FROM streams JOIN segments ON segments.stream_id = streams.id AND segments.index = 0
      JOIN batches ON batches.seq = batch_seq
      LEFT JOIN stream_keys ON stream_keys.stream_id = streams.id
      LEFT JOIN summaries.streams AS known ON known.stream_id = streams.id
    WHERE streams.session_id = ${session} AND streams.id NOT IN (SELECT derived_id FROM derivations)
    ORDER BY streams.id`.execute(postgres.database('superuser'))
  const stored = rows.map(async ({ batch }) => hashOf(await objects.get(batch)))
  return { rows, stored: await Promise.all(stored) }
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function keyCount({ session }: Recorded): Promise<number> {
  const { rows } = await sql`SELECT FROM stream_keys JOIN streams ON id = stream_id
    WHERE session_id = ${session} AND id NOT IN (SELECT derived_id FROM derivations)`.execute(
    postgres.database('superuser'),
  )
  return rows.length
}

const scopes: Readonly<Record<HoldScope['kind'], (of: Recorded) => HoldScope>> = {
  session: ({ session }) => ({ kind: 'session', session }),
  subject: ({ app, subject }) => ({ kind: 'subject', app, subject }),
  app: ({ app }) => ({ kind: 'app', app }),
  window: ({ app }) => ({ kind: 'window', app, fromMs: 500, toMs: 1_500 }),
}

async function place(scope: HoldScope): Promise<string> {
  const id = randomUUID()
  await postgres
    .database('viewer')
    .transaction()
    .execute(async (transaction) =>
      placeHold(transaction, { id, scope, auditIndex: await nextAuditIndex(transaction) }),
    )
  return id
}

const parts = () => {
  const db = postgres.database('worker')
  const { anchor } = anchored
  return { db, anchor, audit: createAuditLog(db, { anchor }), log: () => {} }
}

const run = (step: Step): Promise<boolean> => step.run({ signal: new AbortController().signal })

async function anchorLogs(): Promise<void> {
  const { db } = parts()
  await createRecordingsLog(db, anchored).appendPending({ idleBefore: new Date(0) })
  await createAnchorWriter({ db, ...anchored }).anchorLog('recordings')
}

/** An order of one session, to its end. */
async function order(
  kind: OrderKind,
  { app, session, keys }: Recorded,
  options: Partial<OrderOptions> = {},
): Promise<void> {
  const id = randomUUID()
  const db = postgres.database('viewer')
  const proposal = { id, kind, appId: app, session, proposedBy: officers.one, proposedIndex: 0 }
  const rules = { rules: Buffer.from('{"mask":[{"id":"notice","selector":"p"}]}') }
  expect(await proposeOrder(db, { ...proposal, ...(kind === 'redact' && rules) })).toBe(true)
  await decideOrder(db, { id, state: 'confirmed', decidedBy: officers.other, decidedIndex: 0 })
  const step = createOrderStep(parts(), { objects, keys, quietMs: 0, ...options })
  for (let rounds = 0; rounds < 10; rounds += 1) {
    await anchorLogs()
    await sql`UPDATE orders SET try_after = now() WHERE id = ${id}`.execute(postgres.database('superuser'))
    await run(step)
    if ((await createOrderRepository(db).find(id))?.state !== 'confirmed') return
  }
  throw new Error('the order has no end')
}

/** An order of more than one, to its end. */
async function scopeOrder({ app }: Recorded, scope: { subject?: string; fromMs: number; toMs: number }) {
  const id = randomUUID()
  const db = postgres.database('viewer')
  await proposeScopeOrder(db, { id, appId: app, ...scope, proposedBy: officers.one, proposedIndex: 0 })
  await decideScopeOrder(db, { id, state: 'confirmed', decidedBy: officers.other, decidedIndex: 0 })
  await run(createScopeOrderStep(parts()))
  expect(await createScopeOrderRepository(db).find(id)).toMatchObject({ state: 'done' })
}

const rotate = ({ app }: Recorded) =>
  postgres
    .database('owner')
    .transaction()
    .execute((transaction) => rotateSealingKey(transaction, { appId: app, keyId: spare }))

/** A way of deletion. */
interface Way {
  /** Before anything is held. */
  readonly prepare?: (recorded: Recorded) => Promise<unknown>
  /** Does it, as far as it goes; `hold` places the hold where it is to come in the middle. */
  readonly go: (recorded: Recorded, hold: () => Promise<void>) => Promise<unknown>
  /** Does it once more; default: as before. */
  readonly again?: (recorded: Recorded) => Promise<unknown>
  /** `middle`: whoever does it places the hold itself. */
  readonly holdComes?: 'middle'
}

const age = ({ session }: Recorded) =>
  sql`UPDATE streams SET last_received_at = now() - interval '100 days', registered_on = current_date - 100
    WHERE session_id = ${session}`.execute(postgres.database('superuser'))

async function removeBatches(): Promise<void> {
  const removal = createRemoveBatchesStep(parts(), { objects, graceMs: 0 })
  await run(removal)
  await anchorLogs()
  await run(removal)
}

const ways: Readonly<Record<string, Way>> = {
  retention: {
    prepare: age,
    async go() {
      await createRetentionRepository(postgres.database('worker')).askForRun()
      await run(createRetentionStep(parts()))
    },
  },
  'a withdrawal from the page': {
    async go({ app, session, token }) {
      await createIngestRepository(postgres.database('ingest')).insertWithdrawal({
        appId: app,
        session,
        token,
      })
      await createWithdrawals(postgres.database('worker'), parts()).settleDue(10)
    },
    async again() {
      await sql`UPDATE withdrawals SET due_at = now()`.execute(postgres.database('superuser'))
      await createWithdrawals(postgres.database('worker'), parts()).settleDue(10)
    },
  },
  'an officer’s shred of the session': { go: (recorded) => order('shred', recorded) },
  'an officer’s shred of the subject': {
    go: (recorded) => scopeOrder(recorded, { subject: recorded.subject, fromMs: 0, toMs: 1e15 }),
  },
  'an officer’s shred of the app': { go: (recorded) => scopeOrder(recorded, { fromMs: 0, toMs: 1e15 }) },
  'an officer’s shred of a time': { go: (recorded) => scopeOrder(recorded, { fromMs: 900, toMs: 1_100 }) },
  'the retirement of its key': {
    prepare: rotate,
    async go({ keyId }) {
      const id = randomUUID()
      const request = { id, keyId, withShred: true, byWhom: officers.one }
      const viewer = postgres.database('viewer')
      await viewer.transaction().execute((transaction) => askKeyRetirement(transaction, request))
      const decision = { id, byWhom: officers.other, approves: true }
      const answer = await viewer
        .transaction()
        .execute((transaction) => decideKeyRetirement(transaction, decision))
      expect(answer).toBe('approved')
      await run(createRetireKeysStep(parts()))
    },
    again: () => run(createRetireKeysStep(parts())),
  },
  'a redaction of the session': { go: (recorded) => order('redact', recorded) },
  'a redaction that has derived already': {
    holdComes: 'middle',
    go: (recorded, hold) =>
      order('redact', recorded, { onStage: (stage) => (stage === 'replace' ? hold() : undefined) }),
    again: (recorded) => order('redact', recorded),
  },
}
const kinds = Object.keys(scopes) as HoldScope['kind'][]

describe.each(Object.entries(ways))('a hold stops %s', (_, { prepare, go, again = go, holdComes }) => {
  test.each(kinds)('when it is of the %s', async (kind) => {
    const recorded = await record()
    await prepare?.(recorded)
    const before = await allOf(recorded)
    let id: string | undefined
    const hold = async (): Promise<void> => {
      id ??= await place(scopes[kind](recorded))
    }
    if (holdComes === undefined) await hold()
    await go(recorded, hold)
    // What nobody needs any more goes from the store too.
    await removeBatches()
    expect(await allOf(recorded)).toEqual(before)
    expect(await keyCount(recorded)).toBe(1)

    expect(id).toBeDefined()
    await liftHold(postgres.database('viewer'), { id: id ?? '', auditIndex: 1 })
    await again(recorded, () => Promise.resolve())
    expect(await keyCount(recorded)).toBe(0)
  })
})

describe('a hold stops the removal of batches', () => {
  test.each(kinds)('of a stream forgotten before, when it is of the %s', async (kind) => {
    const recorded = await record()
    await rotate(recorded)
    const keys = await createFileKeyProvider({ path: join(folder, 'spare.json') })
    await seal(recorded, { keyId: spare, keys })
    const forgetter = createSessionForgetter(postgres.database('worker'), { ...parts(), erase: eraseDerived })
    const { session, keyId } = recorded
    await forgetter.forget({ sessions: [session], reason: 'officer', event: 1, keyId })
    expect(await keyCount(recorded)).toBe(1)
    const before = await allOf(recorded)
    const id = await place(scopes[kind](recorded))
    await removeBatches()
    expect(await allOf(recorded)).toEqual(before)

    await liftHold(postgres.database('viewer'), { id, auditIndex: 1 })
    await removeBatches()
    await expect(allOf(recorded)).rejects.toMatchObject({ code: 'object_not_found' })
  })
})
