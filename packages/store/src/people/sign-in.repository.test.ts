// Users, one-time links and web sessions on a real PostgreSQL.
import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { createSignInRepository } from './sign-in.repository.ts'
import { createUserRepository } from './user.repository.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const tokenHash = (): Uint8Array => new Uint8Array(createHash('sha256').update(randomUUID()).digest())

test('finds users with roles and apps', async () => {
  const owner = createUserRepository(postgres.database('owner'))
  const viewer = createUserRepository(postgres.database('viewer'))
  const ada = {
    id: randomUUID(),
    name: 'Ada',
    roles: ['engineer', 'admin'],
    appIds: ['clinic', 'ward'],
  } as const
  const bob = { id: randomUUID(), name: 'Bob', roles: ['auditor'], appIds: [] } as const
  await owner.create(bob)
  await owner.create(ada)
  expect(await viewer.find(ada.id)).toEqual({ ...ada, disabled: false })
  expect(await viewer.list()).toEqual([
    { ...ada, disabled: false },
    { ...bob, disabled: false },
  ])
  expect(await viewer.find(randomUUID())).toBeUndefined()
  await expect(viewer.create({ ...bob, id: randomUUID() })).rejects.toMatchObject({
    code: 'database_refused',
  })
  const unknown = { ...bob, id: randomUUID(), roles: ['root'] as unknown as ['admin'] }
  await expect(owner.create(unknown)).rejects.toMatchObject({ code: 'database_refused' })
})

test('redeems a link once, before it expires, of many attempts at once', async () => {
  const owner = createSignInRepository(postgres.database('owner'))
  const viewer = createSignInRepository(postgres.database('viewer'))
  const link = { tokenHash: tokenHash(), userId: randomUUID(), expiresAtMs: 2_000 }
  await owner.createLink(link)
  expect(await viewer.redeemLink(link.tokenHash, 2_000)).toBeUndefined()
  const attempts = await Promise.all(
    Array.from({ length: 5 }, () => viewer.redeemLink(link.tokenHash, 1_999)),
  )
  expect(attempts.filter((userId) => userId === link.userId)).toHaveLength(1)
  expect(await viewer.redeemLink(tokenHash(), 1_000)).toBeUndefined()
})

const proof = { method: 'oidc', issuer: 'https://id.example', amr: ['mfa'], authenticatedAtMs: 900 } as const

function newSession() {
  const client = { ip: '10.0.0.7', userAgent: 'Browser' }
  const times = { expiresAtMs: 9_000, nowMs: 1_000 }
  return { ...proof, ...times, client, tokenHash: tokenHash(), userId: randomUUID(), roles: ['auditor'] }
}

test('keeps a web session until it is deleted or expired', async () => {
  const viewer = createSignInRepository(postgres.database('viewer'))
  const session = newSession()
  const id = await viewer.createSession(session)
  await viewer.touchSession(id, 4_000)
  const found = {
    ...proof,
    id,
    userId: session.userId,
    roles: ['auditor'],
    client: session.client,
    createdAtMs: 1_000,
    rotatedAtMs: 1_000,
    lastSeenAtMs: 4_000,
    expiresAtMs: 9_000,
  }
  expect(await viewer.findSession(session.tokenHash)).toEqual({
    ...found,
    token: 'current',
    previousUntilMs: 0,
  })
  expect(await viewer.listSessions(session.userId)).toEqual([found])
  expect(await viewer.listSessions(randomUUID())).toEqual([])
  const idleMs = 5_000
  expect(await viewer.deleteOverdueSessions({ nowMs: 8_999, idleMs })).toEqual([])
  expect(await viewer.findSession(session.tokenHash)).toBeDefined()
  expect(await viewer.deleteOverdueSessions({ nowMs: 9_000, idleMs })).toMatchObject([
    { userId: session.userId, lastSeenAtMs: 4_000 },
  ])
  expect(await viewer.findSession(session.tokenHash)).toBeUndefined()
  await viewer.createSession(session)
  expect(await viewer.deleteOverdueSessions({ nowMs: 6_000, idleMs })).toHaveLength(1)
  const again = await viewer.createSession(session)
  expect(await viewer.deleteSession(session.tokenHash)).toMatchObject({ userId: session.userId, id: again })
  expect(await viewer.deleteSession(session.tokenHash)).toBeUndefined()
})

test('changes a session’s token with the first use of the one it offers', async () => {
  const viewer = createSignInRepository(postgres.database('viewer'))
  const session = newSession()
  const id = await viewer.createSession(session)
  const [first, second] = [tokenHash(), tokenHash()]
  const offer = { nowMs: 2_000, givenUpMs: 1_900, roles: ['auditor'] }
  expect(await viewer.offerToken(id, { ...offer, tokenHash: first })).toBe(true)
  expect(await viewer.offerToken(id, { ...offer, tokenHash: second })).toBe(false)
  expect(await viewer.findSession(session.tokenHash)).toMatchObject({ token: 'current', offeredAtMs: 2_000 })
  expect(await viewer.findSession(first)).toMatchObject({ token: 'next' })
  await viewer.takeOverToken(id, { tokenHash: second, nowMs: 2_100, untilMs: 2_500 })
  expect(await viewer.findSession(first)).toMatchObject({ token: 'next' })
  await viewer.takeOverToken(id, { tokenHash: first, nowMs: 2_100, untilMs: 2_500 })
  expect(await viewer.findSession(first)).toMatchObject({ token: 'current', rotatedAtMs: 2_100 })
  expect(await viewer.findSession(session.tokenHash)).toMatchObject({
    token: 'previous',
    previousUntilMs: 2_500,
  })
  const lost = { tokenHash: tokenHash(), nowMs: 3_000, givenUpMs: 2_900, roles: [] }
  expect(await viewer.offerToken(id, lost)).toBe(true)
  expect(await viewer.offerToken(id, { ...lost, tokenHash: second, nowMs: 9_000, givenUpMs: 8_000 })).toBe(
    true,
  )
  expect(await viewer.findSession(lost.tokenHash)).toBeUndefined()
  expect(await viewer.deleteSessionsOf(session.userId)).toMatchObject([{ id }])
  expect(await viewer.findSession(second)).toBeUndefined()
})
