// Passkeys, invitations, ceremonies and service tokens on a real PostgreSQL.
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { createPasskeyRepository } from './passkey.repository.ts'
import { createPasskeyCeremonyRepository } from './passkey-ceremony.repository.ts'
import { createServiceTokenRepository } from './service-token.repository.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const bytes = (length = 32): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(length))
const dayMs = 24 * 3_600_000

function newPasskey(userId: string) {
  return {
    id: randomUUID(),
    credentialId: bytes(16),
    userId,
    name: 'laptop',
    publicKey: bytes(77),
    counter: 3,
    backupEligible: true,
    backedUp: false,
    transports: ['internal'],
    createdAtMs: 1_000,
  }
}

test('a credential is one person’s, and its use is kept with it', async () => {
  const passkeys = createPasskeyRepository(postgres.database('viewer'))
  const first = newPasskey(randomUUID())
  expect(await passkeys.insert(first)).toBe(true)
  expect(await passkeys.insert({ ...newPasskey(randomUUID()), credentialId: first.credentialId })).toBe(false)
  await passkeys.recordUse(first.id, { counter: 9, backedUp: true, nowMs: 5_000 })
  await passkeys.rename(first.id, 'desk')
  expect(await passkeys.holdByCredential(first.credentialId)).toEqual({
    ...first,
    name: 'desk',
    counter: 9,
    backedUp: true,
    lastUsedAtMs: 5_000,
  })
  await passkeys.remove(first.id)
  expect(await passkeys.listOf(first.userId)).toEqual([])
})

test('an invitation works once, and takes the place of the one before', async () => {
  const ceremonies = createPasskeyCeremonyRepository(postgres.database('viewer'))
  const userId = randomUUID()
  const [older, newer] = [bytes(), bytes()]
  await ceremonies.invite({ tokenHash: older, userId, expiresAtMs: 9_000, nowMs: 1_000 })
  await ceremonies.invite({ tokenHash: newer, userId, expiresAtMs: 9_000, nowMs: 2_000 })
  expect(await ceremonies.redeemInvitation(older, 3_000)).toBeUndefined()
  expect(await ceremonies.redeemInvitation(newer, 9_000)).toBeUndefined()
  const attempts = await Promise.all(
    Array.from({ length: 5 }, () => ceremonies.redeemInvitation(newer, 8_999)),
  )
  expect(attempts.filter((found) => found === userId)).toHaveLength(1)
  expect(await ceremonies.findInvitation(newer)).toEqual({ userId, expiresAtMs: 9_000, used: true })
})

test('a challenge is taken once, in time, and says what it is bound to', async () => {
  const ceremonies = createPasskeyCeremonyRepository(postgres.database('viewer'))
  const [challengeHash, boundTo, userId] = [bytes(), bytes(), randomUUID()]
  const ceremony = { kind: 'add', userId, boundTo } as const
  await ceremonies.begin({ ...ceremony, challengeHash }, { nowMs: 1_000, expiresAtMs: 5_000 })
  const taken = await Promise.all(Array.from({ length: 5 }, () => ceremonies.take(challengeHash, 4_999)))
  expect(taken.filter((found) => found !== undefined)).toEqual([ceremony])
  const late = bytes()
  await ceremonies.begin({ kind: 'sign-in', challengeHash: late }, { nowMs: 1_000, expiresAtMs: 5_000 })
  expect(await ceremonies.take(late, 5_000)).toBeUndefined()
})

test('challenges that nobody ended are forgotten by later ones', async () => {
  const db = postgres.database('viewer')
  const ceremonies = createPasskeyCeremonyRepository(db)
  const begin = (nowMs: number) =>
    ceremonies.begin({ kind: 'sign-in', challengeHash: bytes() }, { nowMs, expiresAtMs: nowMs + 100 })
  for (let at = 0; at < 5; at += 1) await begin(100_000)
  await begin(200_000)
  expect(await db.selectFrom('passkey_ceremonies').select('kind').execute()).toHaveLength(1)
})

test('a service token lasts ninety days at most and is revoked once', async () => {
  const tokens = createServiceTokenRepository(postgres.database('viewer'))
  const token = {
    id: randomUUID(),
    tokenHash: bytes(),
    name: 'warehouse',
    appIds: ['clinic'],
    purposes: ['quality'],
    createdBy: randomUUID(),
    createdAtMs: dayMs,
    expiresAtMs: 91 * dayMs,
  } as const
  await expect(tokens.insert({ ...token, expiresAtMs: 91 * dayMs + 1 })).rejects.toMatchObject({
    code: 'database_refused',
  })
  await tokens.insert(token)
  await tokens.recordUse(token.id, 2 * dayMs)
  const { tokenHash: _, ...kept } = token
  expect(await tokens.findByHash(token.tokenHash)).toEqual({
    ...kept,
    lastUsedAtMs: 2 * dayMs,
    revokedAtMs: undefined,
  })
  expect(await tokens.revoke(token.id, 3 * dayMs)).toMatchObject({ id: token.id, revokedAtMs: 3 * dayMs })
  expect(await tokens.revoke(token.id, 4 * dayMs)).toBeUndefined()
  expect(await tokens.list()).toMatchObject([{ id: token.id, revokedAtMs: 3 * dayMs }])
})
