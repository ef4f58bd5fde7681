// Erasing a person: nothing clear of them is left, everybody else is whole, no leaf changes, and the log says that it was done.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSignInRepository } from '../people/sign-in.repository.ts'
import { createUserRepository } from '../people/user.repository.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { type AuditRepository, createAuditRepository } from './audit.repository.ts'
import type { AuditActor, AuditEventInput } from './audit-event.ts'
import { type AuditLog, createAuditLog } from './audit-log.ts'
import { createEraser, type Eraser } from './erase-personal.ts'
import { recordSettings } from './seen-settings.ts'

let postgres: TestPostgres
let anchor: TestAnchor
let log: AuditLog
let records: AuditRepository
let eraser: Eraser
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
  log = createAuditLog(postgres.database('viewer'), { anchor: anchor.anchor })
  records = createAuditRepository(postgres.database('viewer'))
  const owner = postgres.database('owner')
  eraser = createEraser(owner, createAuditLog(owner, { anchor: anchor.anchor }))
})
afterAll(() => Promise.all([postgres.stop(), anchor.stop()]))

let subject: string
beforeEach(() => {
  subject = `ada-${randomUUID()}@example.org`
})

const operator: AuditActor = { issuer: 'os', subject: 'operator', roles: [], method: 'os-user' }
const opened = (who: string): AuditEventInput => ({
  action: 'replay.open',
  outcome: 'success',
  actor: { issuer: 'reseal', subject: who, roles: ['engineer'], method: 'one-time-link' },
  client: { ip: '203.0.113.9', userAgent: 'Firefox' },
  purpose: 'debugging',
  note: `of ${who}`,
  ticket: 'OPS-1',
})
const linkFor = (user: string): AuditEventInput => ({
  action: 'user.link',
  outcome: 'success',
  actor: operator,
  target: { user },
})

async function everything(): Promise<string> {
  const { rows } = await sql`SELECT * FROM audit_personal`.execute(postgres.database('superuser'))
  return JSON.stringify(rows)
}

describe('the erasure of a person', () => {
  test('takes all that is theirs and nothing else, keeps every leaf, and is an event without a name', async () => {
    const own = [await log.append(opened(subject)), await log.append(opened(subject))]
    const about = await log.append(linkFor(subject))
    const note = `user ${subject} added as engineer`
    const before = { action: 'configuration.change', outcome: 'success', actor: operator, note } as const
    const former = await log.append(before)
    const other = await log.append(opened('bob@example.org'))
    const leaves = async () =>
      await Promise.all(
        [...own, about, former, other].map(async ({ index }) => (await records.find(index))?.leafHash),
      )
    const hashes = await leaves()
    const expected = { events: 4, values: 12, users: 0 }
    expect(await eraser.count({ subject })).toEqual(expected)
    expect(await everything()).toContain(subject)

    expect(await eraser.erase({ subject }, () => ({ actor: operator, ticket: 'DSR-7' }))).toEqual(expected)
    expect(await everything()).not.toContain(subject)
    expect(await leaves()).toEqual(hashes)
    expect(await eraser.count({ subject })).toEqual({ events: 0, values: 0, users: 0 })
    expect((await records.find(own[0]?.index ?? 0))?.event).toMatchObject({
      purpose: 'debugging',
      client: {},
    })
    expect((await records.find(about.index))?.event.actor).toEqual(operator)
    expect((await records.find(other.index))?.event).toMatchObject(opened('bob@example.org'))
    const [erased] = await records.list({ limit: 1 })
    const { event, leaf } = erased ?? {}
    expect(event).toMatchObject({ action: 'audit.erase', actor: operator, ticket: 'DSR-7' })
    expect(event?.extent).toEqual({ events: 4, values: 12 })
    expect(Buffer.from(leaf ?? []).toString()).not.toContain(subject)
  })

  test('ends what the person may do', async () => {
    const owner = postgres.database('owner')
    const id = randomUUID()
    await createUserRepository(owner).create({ id, name: subject, roles: ['engineer'], appIds: ['clinic'] })
    const token = { userId: id, expiresAtMs: Date.now() + 60_000 }
    await createSignInRepository(owner).createLink({ ...token, tokenHash: Buffer.alloc(32, 1) })
    const nowMs = Date.now()
    await createSignInRepository(postgres.database('viewer')).createSession({
      ...token,
      tokenHash: Buffer.alloc(32, 2),
      nowMs,
      method: 'oidc',
      issuer: 'https://id.example',
      amr: [],
      authenticatedAtMs: nowMs,
      roles: ['engineer'],
      client: { ip: '10.0.0.7' },
    })
    await owner
      .insertInto('identities')
      .values({ issuer: 'https://id.example', subject: 's', user_id: id })
      .execute()
    await owner.insertInto('former_names').values({ name: 'once called so', user_id: id }).execute()
    expect(await eraser.erase({ subject }, () => ({ actor: operator }))).toMatchObject({ users: 1 })
    for (const table of [
      'web_sessions',
      'sign_in_links',
      'memberships',
      'identities',
      'former_names',
    ] as const)
      expect(await owner.selectFrom(table).selectAll().where('user_id', '=', id).execute()).toEqual([])
    expect(await createUserRepository(owner).find(id)).toBeUndefined()
  })

  test('does not happen when the event cannot be committed', async () => {
    await log.append(opened(subject))
    const bad = () => ({ actor: operator, ticket: 'x'.repeat(65) })
    await expect(eraser.erase({ subject }, bad)).rejects.toMatchObject({ code: 'bad_audit_event' })
    expect(await eraser.count({ subject })).toMatchObject({ events: 1, values: 5 })
  })
})

test('the erasure of one event takes its clear values alone', async () => {
  const [first, second] = [await log.append(opened(subject)), await log.append(opened(subject))]
  const request = { leaves: [first.index] }
  expect(await eraser.count(request)).toEqual({ events: 1, values: 5, users: 0 })
  await eraser.erase(request, () => ({ actor: operator }))
  expect((await records.find(first.index))?.event.note).toBeUndefined()
  expect((await records.find(second.index))?.event.note).toBe(`of ${subject}`)
})

describe('the settings that a service starts with', () => {
  test('are an event when they differ from the last ones, once for any number of processes', async () => {
    const [first, second] = ['1'.repeat(64), '2'.repeat(64)]
    const start = (sha256: string) => recordSettings(log, { service: 'viewer', sha256 })
    const started = [await start(first), await start(first)]
    started.push(...(await Promise.all([start(second), start(second), start(second)])).sort())
    expect(started).toEqual(['recorded', 'same', 'recorded', 'same', 'same'])
    const found = await records.list({ limit: 100, actions: ['configuration.change'] })
    const changes = found.map(({ event }) => event.change).filter((change) => change !== undefined)
    expect(changes).toEqual([
      { setting: 'settings.viewer', from: first, to: second },
      { setting: 'settings.viewer', to: first },
    ])
  })
})

test('the last admin who may sign in is not erased, and nothing of them is', async () => {
  const users = createUserRepository(postgres.database('owner'))
  const [first, second] = [`first-${randomUUID()}`, `second-${randomUUID()}`]
  await users.create({ id: randomUUID(), name: first, roles: ['admin'], appIds: [] })
  await log.append(opened(first))
  await expect(eraser.count({ subject: first })).rejects.toMatchObject({ code: 'last_admin' })
  await expect(eraser.erase({ subject: first }, () => ({ actor: operator }))).rejects.toMatchObject({
    code: 'last_admin',
  })
  expect(await everything()).toContain(first)
  await users.create({ id: randomUUID(), name: second, roles: ['admin'], appIds: [] })
  expect(await eraser.erase({ subject: first }, () => ({ actor: operator }))).toMatchObject({ users: 1 })
  expect(await everything()).not.toContain(first)
})
