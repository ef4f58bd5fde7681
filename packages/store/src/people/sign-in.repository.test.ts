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

test('keeps a web session until it is deleted or expired', async () => {
  const viewer = createSignInRepository(postgres.database('viewer'))
  const session = { tokenHash: tokenHash(), userId: randomUUID(), expiresAtMs: 9_000, nowMs: 1_000 }
  await viewer.createSession(session)
  await viewer.touchSession(session.tokenHash, 4_000)
  expect(await viewer.findSession(session.tokenHash)).toEqual({
    userId: session.userId,
    createdAtMs: 1_000,
    lastSeenAtMs: 4_000,
    expiresAtMs: 9_000,
  })
  const idleMs = 5_000
  expect(await viewer.deleteOverdueSessions({ nowMs: 8_999, idleMs })).toEqual([])
  expect(await viewer.findSession(session.tokenHash)).toBeDefined()
  expect(await viewer.deleteOverdueSessions({ nowMs: 9_000, idleMs })).toMatchObject([
    { userId: session.userId, lastSeenAtMs: 4_000 },
  ])
  expect(await viewer.findSession(session.tokenHash)).toBeUndefined()
  await viewer.createSession(session)
  expect(await viewer.deleteOverdueSessions({ nowMs: 6_000, idleMs })).toHaveLength(1)
  await viewer.createSession(session)
  expect(await viewer.deleteSession(session.tokenHash)).toMatchObject({ userId: session.userId })
  expect(await viewer.deleteSession(session.tokenHash)).toBeUndefined()
})
