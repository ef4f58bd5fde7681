// Overdue reviews of emergencies as the worker says them: of each once a day, to those who may make it, until one does.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { remindOfReviews } from './remind-of-reviews.ts'

const hourMs = 3_600_000
const now = new Date('2026-11-23T12:00:00Z')
const later = (hours: number): Date => new Date(now.getTime() + hours * hourMs)

let postgres: TestPostgres
const taker = randomUUID()
const officer = randomUUID()
const auditor = randomUUID()
beforeAll(async () => {
  postgres = await startTestPostgres()
  await sql`INSERT INTO users (id, name, roles, email) VALUES
    (${taker}, 'taker', '{engineer,auditor}', 'taker@clinic.example'),
    (${officer}, 'officer', '{privacy-officer}', 'officer@clinic.example'),
    (${auditor}, 'auditor', '{auditor}', 'auditor@clinic.example'),
    (${randomUUID()}, 'engineer', '{engineer}', 'engineer@clinic.example')`.execute(
    postgres.database('superuser'),
  )
})
afterAll(() => postgres?.stop())

async function addGrant(kind: 'request' | 'break-glass', dueAt: Date): Promise<string> {
  const id = randomUUID()
  await sql`INSERT INTO grants (id, kind, user_id, app_id, scope, reason, duration_ms, requested_at, due_at, from_at, until_at)
    VALUES (${id}, ${kind}, ${taker}, 'clinic', 'app', 'it is down', 3600000, ${later(-48)}, ${dueAt},
      ${kind === 'request' ? null : later(-48)}, ${kind === 'request' ? null : later(-47)})`.execute(
    postgres.database('superuser'),
  )
  return id
}

const remind = (at: Date): Promise<number> => remindOfReviews(postgres.database('worker'), at)

async function told(): Promise<readonly object[]> {
  const { rows } =
    await sql<object>`DELETE FROM notifications RETURNING kind, link, channel, user_id`.execute(
      postgres.database('superuser'),
    )
  return rows
}

test('an overdue review is said once a day to those who may make it, until it is made', async () => {
  const overdue = await addGrant('break-glass', later(-1))
  await addGrant('break-glass', later(1))
  await addGrant('request', later(-1))

  expect(await remind(now)).toBe(1)
  const of = { kind: 'review-overdue', link: `/access?grant=${overdue}` }
  const all = await told()
  expect(all).toHaveLength(3)
  expect(all).toEqual(
    expect.arrayContaining([
      { ...of, channel: 'webhook', user_id: null },
      { ...of, channel: 'email', user_id: officer },
      { ...of, channel: 'email', user_id: auditor },
    ]),
  )

  expect(await remind(later(0.5))).toBe(0)
  expect(await told()).toEqual([])

  await sql`UPDATE grants SET reviewed_by = ${officer}, reviewed_at = now(), verdict = 'justified'
    WHERE due_at = ${later(1)}`.execute(postgres.database('superuser'))
  expect(await remind(later(24))).toBe(1)
  expect(await told()).toHaveLength(3)

  await sql`UPDATE grants SET reviewed_by = ${officer}, reviewed_at = now(), verdict = 'justified'
    WHERE id = ${overdue}`.execute(postgres.database('superuser'))
  expect(await remind(later(100))).toBe(0)
})

test('of two workers at once one says it', async () => {
  await addGrant('break-glass', later(-1))
  const counts = await Promise.all([remind(now), remind(now), remind(now)])
  expect(counts.toSorted()).toEqual([0, 0, 1])
})
