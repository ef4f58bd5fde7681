// The verifier is what PostgreSQL itself would keep, and opens the role with the password.
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { createDatabase } from './database.ts'
import { passwordVerifier } from './password-verifier.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

test('a role made with it logs in with the password and with no other', async () => {
  const superuser = postgres.database('superuser')
  const role = `verified_${randomBytes(6).toString('hex')}`
  const password = "p'wörd ½"
  const verifier = passwordVerifier(password)
  expect(verifier).not.toContain(password)
  await sql`CREATE ROLE ${sql.id(role)} LOGIN PASSWORD ${sql.lit(verifier)}`.execute(superuser)
  const logIn = async (tried: string): Promise<unknown> => {
    const url = new URL(postgres.connectionString('superuser'))
    url.pathname = '/postgres'
    url.username = role
    url.password = encodeURIComponent(tried)
    const db = createDatabase({ connectionString: url.href, maxConnections: 1 })
    try {
      return (await sql<{ name: string }>`SELECT current_user AS name`.execute(db)).rows[0]?.name
    } finally {
      await db.destroy()
    }
  }
  try {
    expect(await logIn(password)).toBe(role)
    await expect(logIn('another')).rejects.toMatchObject({ code: '28P01' })
  } finally {
    await sql`DROP ROLE ${sql.id(role)}`.execute(superuser)
  }
})

test('what PostgreSQL keeps for the same password and salt is the same text', async () => {
  const superuser = postgres.database('superuser')
  const role = `verified_${randomBytes(6).toString('hex')}`
  const password = 'correct-horse_battery'
  await sql`SET password_encryption = 'scram-sha-256'`.execute(superuser)
  await sql`CREATE ROLE ${sql.id(role)} PASSWORD ${sql.lit(password)}`.execute(superuser)
  try {
    const { rows } = await sql<{ kept: string }>`
      SELECT rolpassword AS kept FROM pg_authid WHERE rolname = ${role}`.execute(superuser)
    const kept = rows[0]?.kept ?? ''
    const salt = Buffer.from(/:([^$]+)\$/.exec(kept)?.[1] ?? '', 'base64')
    expect(passwordVerifier(password, salt)).toBe(kept)
  } finally {
    await sql`DROP ROLE ${sql.id(role)}`.execute(superuser)
  }
})
