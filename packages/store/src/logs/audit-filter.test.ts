// Filters over a real PostgreSQL: what they find, with facets, without, and in between, and by which indexes.
import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { type AuditRepository, createAuditRepository } from './audit.repository.ts'
import type { AuditEvent, AuditEventInput } from './audit-event.ts'
import {
  type AuditFilter,
  addAuditFacets,
  describeFilter,
  facetConditions,
  leafConditions,
} from './audit-filter.ts'
import { createAuditLog } from './audit-log.ts'

let postgres: TestPostgres
let anchor: TestAnchor
let repository: AuditRepository
const sessions = [randomUUID(), randomUUID()]
const events: AuditEvent[] = []

beforeAll(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
  const db = postgres.database('viewer')
  repository = createAuditRepository(db)
  const log = createAuditLog(db, anchor)
  for (let at = 0; at < 60; at += 1) events.push((await log.append(inputOf(at))).event)
})
afterAll(() => Promise.all([postgres.stop(), anchor.stop()]))

function inputOf(at: number): AuditEventInput {
  const actor = { issuer: 'reseal', subject: `eng-${at % 3}`, roles: ['engineer'], method: 'one-time-link' }
  const target = { app: at % 4 === 0 ? 'lab' : 'clinic', session: sessions[at % 2] ?? '' }
  if (at % 10 === 9) return { action: 'user.sign_out', outcome: 'success', actor }
  if (at % 7 === 3) {
    return {
      action: 'replay.open',
      outcome: 'denied',
      denyReason: 'not_a_member',
      actor,
      target,
      purpose: 'incident',
    }
  }
  return {
    action: 'replay.open',
    outcome: 'success',
    actor,
    target,
    purpose: at % 5 === 0 ? 'quality' : 'debugging',
  }
}

function matches(
  event: AuditEvent,
  { subject, app, session, actions, purpose, outcome, ...time }: AuditFilter,
): boolean {
  const { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER } = time
  return (
    (subject ?? event.actor.subject) === event.actor.subject &&
    (app ?? event.target?.app) === event.target?.app &&
    (session ?? event.target?.session) === event.target?.session &&
    (actions ?? [event.action]).includes(event.action) &&
    (purpose ?? event.purpose) === event.purpose &&
    (outcome ?? event.outcome) === event.outcome &&
    event.timeMs >= fromMs &&
    event.timeMs <= toMs
  )
}

const filters: readonly AuditFilter[] = [
  {},
  { subject: 'eng-1' },
  { app: 'lab' },
  { session: sessions[1] ?? '' },
  { actions: ['user.sign_out'] },
  { actions: ['user.sign_out', 'replay.open'] },
  { purpose: 'quality' },
  { outcome: 'denied' },
  { outcome: 'success' },
  { app: 'clinic', purpose: 'incident', outcome: 'denied', subject: 'eng-2' },
  { app: 'clinic', purpose: 'incident', outcome: 'denied' },
  { app: 'no-such-app' },
  { subject: 'nobody' },
]

// Facets of none, some and all leaves.
describe.each([
  [0, 0],
  [17, 17],
  [1000, 60],
])('once the worker has looked at %i leaves more', (limit, facets) => {
  beforeAll(async () => {
    if (limit > 0) await addAuditFacets(postgres.database('worker'), limit)
    const { rows } = await sql`SELECT FROM audit_facets`.execute(postgres.database('worker'))
    expect(rows).toHaveLength(facets)
  })

  test.each(filters)('%j finds what it says, by pages and through', async (filter) => {
    const expected = events.filter((event) => matches(event, filter)).map(({ id }) => id)
    const found: string[] = []
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const page = await repository.list({ ...filter, limit: 4, before })
      found.push(...page.map(({ event }) => event.id))
      const last = page.at(-1)
      if (page.length < 4 || last === undefined) break
      before = last.index
    }
    expect(found.toReversed()).toEqual(expected)
    const through: string[] = []
    for await (const { event } of repository.readAll({ filter })) through.push(event.id)
    expect(through).toEqual(expected)
  })

  test('times bound both ends, inclusive', async () => {
    const [from, to] = [events[10]?.timeMs ?? 0, events[40]?.timeMs ?? 0]
    const filter = { fromMs: from, toMs: to, app: 'clinic' }
    const found = (await repository.list({ ...filter, limit: 500 })).map(({ event }) => event.id)
    expect(found.toReversed()).toEqual(events.filter((event) => matches(event, filter)).map(({ id }) => id))
    expect(await repository.list({ toMs: (events[0]?.timeMs ?? 0) - 1, limit: 10 })).toEqual([])
  })
})

test('of someone who was erased nothing is found by name, and everything by the rest', async () => {
  await sql`DELETE FROM audit_personal WHERE value = 'eng-0'`.execute(postgres.database('owner'))
  expect(await repository.list({ subject: 'eng-0', limit: 10 })).toEqual([])
  const all = await repository.list({ limit: 500 })
  expect(all).toHaveLength(60)
  expect(all.filter(({ event }) => event.actor.subject === undefined)).toHaveLength(20)
})

test('an event says which conditions were asked for, and names a person in the field for that alone', () => {
  const filter = {
    subject: 'eng-1',
    app: 'lab',
    session: sessions[0] ?? '',
    fromMs: 1,
    actions: ['log.verify'],
  }
  expect(describeFilter(filter)).toEqual({
    filters: ['actor', 'app', 'session', 'action', 'from'],
    target: { app: 'lab', session: sessions[0], user: 'eng-1' },
  })
  expect(describeFilter({})).toEqual({})
})

describe('over a long log', () => {
  // Rows that the server makes; what is asked for is rare among them.
  beforeAll(async () => {
    const owner = postgres.database('owner')
    await sql`INSERT INTO audit_leaves (index, leaf) SELECT n, convert_to(
        '{"action":"replay.open","actor":{},"outcome":"success","purpose":"debugging","target":{"app":"clinic"},"time_ms":1}', 'UTF8')
      FROM generate_series(1000, 30999) AS n`.execute(owner)
    await sql`INSERT INTO audit_personal (leaf_index, field, salt, value)
      SELECT n, 'actor.subject', '\\x00112233445566778899aabbccddeeff', 'eng-' || n % 500
      FROM generate_series(1000, 30999) AS n`.execute(owner)
    await sql`INSERT INTO audit_facets SELECT n, 'replay.open', 'success', 'clinic', 'debugging'
      FROM generate_series(1000, 30999) AS n`.execute(owner)
    await sql`ANALYZE audit_leaves, audit_personal, audit_facets`.execute(owner)
  })

  async function planOf(query: RawBuilder<unknown>): Promise<string> {
    const { rows } = await sql<Record<string, string>>`EXPLAIN ${query}`.execute(postgres.database('viewer'))
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }

  const rare: readonly (readonly [AuditFilter, string])[] = [
    [{ app: 'lab' }, 'audit_facets_by_app'],
    [{ purpose: 'incident' }, 'audit_facets_by_purpose'],
    [{ actions: ['user.sign_out'] }, 'audit_facets_by_action'],
    [{ outcome: 'denied' }, 'audit_facets_by_failure'],
    [{ session: sessions[0] ?? '' }, 'audit_leaves_by_session'],
    [{ subject: 'eng-1' }, 'audit_personal_by_subject'],
  ]

  test.each(rare)('%j is found by %s, and no table is read whole', async (filter, index) => {
    const facets = facetConditions(filter)
    const conditions = sql.join([...(facets ?? leafConditions(filter))], sql` AND `)
    const plan = await planOf(
      facets === undefined
        ? sql`SELECT leaf FROM audit_leaves WHERE index < 31000 AND ${conditions} ORDER BY index DESC LIMIT 100`
        : sql`SELECT leaf_index FROM audit_facets WHERE leaf_index < 31000 AND ${conditions}
            ORDER BY leaf_index DESC LIMIT 100`,
    )
    expect(plan).toContain(index)
    expect(plan).not.toContain('Seq Scan')
  })

  test('what is common is found from the end, and no table is read whole', async () => {
    const conditions = sql.join([...(facetConditions({ app: 'clinic' }) ?? [])], sql` AND `)
    const plan =
      await planOf(sql`SELECT leaf_index FROM audit_facets WHERE leaf_index < 31000 AND ${conditions}
      ORDER BY leaf_index DESC LIMIT 100`)
    expect(plan).toMatch(/Index (Only )?Scan Backward/)
  })
})
