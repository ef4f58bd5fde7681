// Sealing keys by app on a real PostgreSQL, each step as the role that takes it: what ingest takes, who may retire, and what
// stands in the way.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { createAppRepository } from '../apps/app.repository.ts'
import { placeHold } from '../holds/holds.ts'
import { createIngestRepository } from '../streams/ingest.repository.ts'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import {
  askKeyRetirement,
  createKeyRetirementRepository,
  decideKeyRetirement,
  endKeyRetirement,
  findLivingSessions,
  type RetirementAnswer,
} from './key-retirement.ts'
import { createSealingKeyRepository, type Rotation, rotateSealingKey } from './sealing-key.repository.ts'

let postgres: TestPostgres
const [admin, officer, both, auditor] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
beforeAll(async () => {
  postgres = await startTestPostgres()
  await sql`INSERT INTO users (id, name, roles) VALUES (${admin}, 'admin', '{admin}'),
    (${officer}, 'officer', '{privacy-officer}'), (${both}, 'both', '{admin,privacy-officer}'),
    (${auditor}, 'auditor', '{auditor}')`.execute(postgres.database('owner'))
})
afterAll(() => postgres.stop())

let count = 0
let [appId, first, second] = ['', '', '']
beforeEach(async () => {
  count += 1
  const digit = count.toString(16).padStart(2, '0')
  ;[appId, first, second] = [`app-${count}`, digit.repeat(8), `${digit.repeat(7)}ff`]
  await createAppRepository(postgres.database('owner')).create({
    id: appId,
    appKey: appId,
    name: appId,
    allowedOrigins: [],
    sealingKeyId: first,
  })
})

const rotate = (rotation: Rotation): ReturnType<typeof rotateSealingKey> =>
  postgres
    .database('owner')
    .transaction()
    .execute((transaction) => rotateSealingKey(transaction, rotation))

const states = async (): Promise<Record<string, string>> => {
  const keys = await createSealingKeyRepository(postgres.database('viewer')).list()
  return Object.fromEntries(keys.filter((key) => key.appId === appId).map((key) => [key.keyId, key.state]))
}

const ingest = (): ReturnType<typeof createIngestRepository> =>
  createIngestRepository(postgres.database('ingest'))

/** Registers a stream of a session of its own. */
async function record(keyId: string): Promise<{ stream: string; session: string; outcome: string }> {
  const stream = newStream({ appId, keyId })
  const { outcome } = await ingest().commitBatch(
    newBatchCommit([stream], newSegments(stream, { from: 0, count: 1 })),
  )
  return { stream: stream.stream, session: stream.session, outcome }
}

const judge = (keyId: string): Promise<string | undefined> => {
  const { session, encHash } = newStream()
  return ingest().findRegistrationConflict({
    appId,
    session,
    keyId,
    encHash,
    withdrawalTokenHash: new Uint8Array(32),
  })
}

/** Asks, and gives the id of what was asked for. */
async function ask(
  keyId: string,
  asked: { byWhom?: string; withShred?: boolean } = {},
): Promise<{ id: string; answer: RetirementAnswer }> {
  const { byWhom, withShred = false } = asked
  const db = postgres.database(byWhom === undefined ? 'owner' : 'viewer')
  const id = randomUUID()
  const request = { id, keyId, withShred, ...(byWhom !== undefined && { byWhom }) }
  return {
    id,
    answer: await db.transaction().execute((transaction) => askKeyRetirement(transaction, request)),
  }
}

const decide = (id: string, byWhom = officer, approves = true): Promise<RetirementAnswer> =>
  postgres
    .database('viewer')
    .transaction()
    .execute((transaction) => decideKeyRetirement(transaction, { id, byWhom, approves }))

const forget = (stream: string): Promise<unknown> =>
  sql`UPDATE streams SET tombstoned_at = now(), tombstone_reason = 'officer' WHERE id = ${stream}`.execute(
    postgres.database('worker'),
  )

describe('a rotation', () => {
  test('makes the key before an accepted one, and ingest takes streams under both and no other', async () => {
    expect(await states()).toEqual({ [first]: 'current' })
    expect(await rotate({ appId, keyId: second })).toEqual({ from: first })
    expect(await states()).toEqual({ [first]: 'accepted', [second]: 'current' })
    expect([await judge(first), await judge(second)]).toEqual([undefined, undefined])
    expect(await judge('f'.repeat(16))).toBe('key_not_accepted')
    // And back again: what was given before is known.
    expect(await rotate({ appId, keyId: first })).toEqual({ from: second })
    expect(await states()).toEqual({ [first]: 'current', [second]: 'accepted' })
  })

  test('to the key that it has, or of no app, is refused', async () => {
    expect(await rotate({ appId, keyId: first })).toEqual({ refused: 'same_key' })
    expect(await rotate({ appId: 'nobody', keyId: second })).toEqual({ refused: 'not_found' })
  })

  test('counts what lives under each key', async () => {
    await record(first)
    await rotate({ appId, keyId: second })
    const gone = await record(second)
    await record(second)
    await forget(gone.stream)
    const living = await createSealingKeyRepository(postgres.database('viewer')).living()
    expect(living.filter((row) => row.appId === appId)).toEqual([
      { appId, keyId: first, streamCount: 1 },
      { appId, keyId: second, streamCount: 1 },
    ])
  })
})

describe('a retirement', () => {
  test('is refused for a key that pages are given, that streams need, or that nobody has', async () => {
    expect((await ask(first)).answer).toBe('key_in_use')
    await record(first)
    await rotate({ appId, keyId: second })
    expect((await ask(first)).answer).toBe('key_needed')
    expect((await ask('e'.repeat(16))).answer).toBe('not_found')
  })

  test('takes two: an admin asks, another person who is an officer approves', async () => {
    await rotate({ appId, keyId: second })
    expect((await ask(first, { byWhom: auditor })).answer).toBe('role_not_allowed')
    const { id, answer } = await ask(first, { byWhom: both })
    expect(answer).toBe('asked')
    expect((await ask(first, { byWhom: admin })).answer).toBe('conflict')
    expect(await decide(id, admin)).toBe('role_not_allowed')
    expect(await decide(id, both)).toBe('same_person')
    expect(await states()).toMatchObject({ [first]: 'accepted' })
    expect(await decide(id)).toBe('done')
    expect(await states()).toEqual({ [first]: 'retired', [second]: 'current' })
    expect(await decide(id)).toBe('conflict')
    expect((await ask(first)).answer).toBe('conflict')
  })

  test('may be taken back by whoever asked, and asked for again', async () => {
    await rotate({ appId, keyId: second })
    const { id } = await ask(first, { byWhom: admin })
    expect(await decide(id, admin, false)).toBe('refused')
    const again = await ask(first, { byWhom: admin })
    expect(again.answer).toBe('asked')
    expect(await decide(again.id, officer, false)).toBe('refused')
  })

  test('is for good: ingest takes nothing under the key, and no app gets it again', async () => {
    await rotate({ appId, keyId: second })
    expect(await decide((await ask(first)).id)).toBe('done')
    expect(await judge(first)).toBe('key_not_accepted')
    // As judged before the key was closed, and committed after.
    expect((await record(first)).outcome).toBe('conflict')
    expect(await rotate({ appId, keyId: first })).toEqual({ refused: 'key_retired' })
    const other = { id: `${appId}-b`, appKey: `${appId}-b`, name: 'b', allowedOrigins: [] }
    await expect(
      createAppRepository(postgres.database('owner')).create({ ...other, sealingKeyId: first }),
    ).rejects.toMatchObject({ code: 'database_refused' })
  })

  test('waits for a stream that is being registered, and is refused because of it', async () => {
    await rotate({ appId, keyId: second })
    const { id } = await ask(first)
    const stream = newStream({ appId, keyId: first })
    let deciding: Promise<RetirementAnswer> = Promise.resolve('refused')
    await postgres
      .database('superuser')
      .transaction()
      .execute(async (transaction) => {
        await sql`INSERT INTO streams (id, session_id, app_id, key_id, header, enc_hash, append_key_hash, last_link,
            started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at)
          VALUES (${stream.stream}, ${stream.session}, ${appId}, ${first}, ${stream.headerBytes}, ${stream.encHash},
            ${stream.appendKeyHash}, ${stream.encHash}, 0, 0, 0, 1, false, now())`.execute(transaction)
        deciding = decide(id)
        await expect
          .poll(async () => {
            const { rows } = await sql`SELECT FROM pg_locks WHERE NOT granted
              AND relation = 'reseal.streams'::regclass`.execute(postgres.database('owner'))
            return rows.length
          })
          .toBe(1)
      })
    expect(await deciding).toBe('key_needed')
  })

  test('with a shred closes the key at once, leaves what is held, and ends when nothing lives under it', async () => {
    const [free, held] = [await record(first), await record(first)]
    await rotate({ appId, keyId: second })
    const scope = { kind: 'session', session: held.session } as const
    await postgres
      .database('viewer')
      .transaction()
      .execute((transaction) => placeHold(transaction, { id: randomUUID(), scope, auditIndex: 0 }))
    const { id } = await ask(first, { withShred: true })
    expect(await decide(id)).toBe('approved')
    expect(await judge(first)).toBe('key_not_accepted')
    const worker = postgres.database('worker')
    const { isRetired } = createSealingKeyRepository(worker)
    expect(await findLivingSessions(worker, { keyId: first, streamLimit: 10 })).toEqual([free.session])
    const end = (): Promise<boolean> =>
      worker.transaction().execute((transaction) => endKeyRetirement(transaction, id))
    await forget(free.stream)
    expect([await end(), await isRetired(first)]).toEqual([false, false])
    await forget(held.stream)
    expect([await end(), await isRetired(first)]).toEqual([true, true])
    expect(await createKeyRetirementRepository(worker).find(id)).toMatchObject({ state: 'done' })
  })

  test('is nobody else’s to write', async () => {
    for (const [role, statement] of [
      ['ingest', "UPDATE sealing_keys SET state = 'accepted'"],
      ['ingest', 'SELECT * FROM key_retirements'],
      ['ingest', "SELECT ask_key_retirement(gen_random_uuid(), NULL, '', true)"],
      ['viewer', 'UPDATE sealing_keys SET closed_at = NULL'],
      ['viewer', "UPDATE key_retirements SET state = 'approved'"],
      ['viewer', 'SELECT end_key_retirement(gen_random_uuid(), 0)'],
      ['worker', 'DELETE FROM sealing_keys'],
      ['worker', 'SELECT decide_key_retirement(gen_random_uuid(), gen_random_uuid(), true)'],
    ] as const) {
      await expect(sql.raw(statement).execute(postgres.database(role)), statement).rejects.toMatchObject({
        code: '42501',
      })
    }
    expect((await ask(first, { byWhom: randomUUID() })).answer).toBe('role_not_allowed')
    const asOwner = postgres
      .database('viewer')
      .transaction()
      .execute((transaction) =>
        askKeyRetirement(transaction, { id: randomUUID(), keyId: first, withShred: true }),
      )
    expect(await asOwner).toBe('role_not_allowed')
  })
})
