// Who saw what, within a role's reach.
import { randomUUID } from 'node:crypto'
import { addAuditFacets } from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RecordedStream, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { AuditListReply, IntegrityReply, WhoSawReply } from '../api-types.ts'
import type { AccessTrendReply, AttentionReply, BreachScopeReply } from './audit-questions-api.ts'

let viewer: ViewerFixture
let recorded: RecordedStream
let [engineer, other, auditor, admin] = ['', '', '', '']

beforeAll(async () => {
  viewer = await startViewerFixture()
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  other = await viewer.signInAs('eng-2', ['engineer'], ['clinic'])
  auditor = await viewer.signInAs('aud-1', ['auditor'])
  admin = await viewer.signInAs('adm-1', ['admin'])
  recorded = await viewer.record()
  await viewer.openReplay(recorded.session, engineer)
  await viewer.openReplay(recorded.session, other)
  await viewer.anchor()
  // What is known of the anchor may be half a second old.
  viewer.advance(1000)
})
afterAll(() => viewer.stop())

async function list(query: string, cookie: string): Promise<AuditListReply> {
  const response = await viewer.request(`/api/audit${query}`, { cookie })
  expect(response.status).toBe(200)
  return (await response.json()) as AuditListReply
}

describe('the audit log', () => {
  test('shows an auditor who opened what, from where, why', async () => {
    const { events } = await list(`?session=${recorded.session}&action=replay.open`, auditor)
    expect(events.map((event) => event.actor.subject)).toEqual(['eng-2', 'eng-1'])
    expect(events[0]).toMatchObject({
      action: 'replay.open',
      outcome: 'success',
      purpose: 'debugging',
      target: { app: 'clinic', session: recorded.session },
      anchored: true,
    })
  })

  test('shows an engineer only their own views, whoever they ask for', async () => {
    const own = await list('?limit=500', engineer)
    expect(new Set(own.events.map((event) => event.actor.subject))).toEqual(new Set(['eng-1']))
    expect((await list('?actor=eng-2', engineer)).events).toEqual([])
    expect((await list(`?session=${recorded.session}`, engineer)).events.length).toBeGreaterThan(0)
  })

  test('shows an admin configuration and nothing else', async () => {
    await viewer.deps.audit.append({
      action: 'configuration.change',
      outcome: 'success',
      actor: { issuer: 'os', subject: 'root', roles: [], method: 'os' },
    })
    const { events } = await list('?limit=500', admin)
    expect(new Set(events.map((event) => event.action))).toEqual(new Set(['configuration.change']))
    expect((await list('?action=replay.open', admin)).events).toEqual([])
  })

  test('records that it was read, before it shows anything', async () => {
    const { size, events } = await list(`?session=${recorded.session}`, auditor)
    const [read] = await viewer.events('audit.read')
    expect(read).toMatchObject({ actor: { subject: 'aud-1' }, target: { session: recorded.session } })
    expect(events[0]).toMatchObject({ index: size - 1, action: 'audit.read' })
  })

  test('pages by leaf index without gap or repetition', async () => {
    const { size } = await list('?limit=1', auditor)
    const seen: number[] = []
    let before: number | null = size
    while (before !== null) {
      const page: AuditListReply = await list(`?limit=3&before=${before}`, auditor)
      seen.push(...page.events.map((event) => event.index))
      before = page.nextBefore
    }
    expect(seen).toEqual(Array.from({ length: size }, (_, step) => size - 1 - step))
  })

  test('filters by time', async () => {
    const { events } = await list('?limit=500', auditor)
    const [newest, oldest] = [events[2], events.at(-3)]
    const found = await list(`?limit=500&fromMs=${oldest?.timeMs}&toMs=${newest?.timeMs}`, auditor)
    const expected = events.filter((event) => {
      return event.timeMs >= (oldest?.timeMs ?? 0) && event.timeMs <= (newest?.timeMs ?? 0)
    })
    expect(found.events.map((event) => event.index)).toEqual(expected.map((event) => event.index))
    expect((await list('?toMs=1', auditor)).events).toEqual([])
  })

  test('filters by app, purpose and outcome, before the worker has looked at the events and after', async () => {
    const refused = await viewer.post(
      `/api/sessions/${recorded.session}/replays`,
      { purpose: 'incident' },
      { cookie: await viewer.signInAs('eng-3', ['engineer'], ['lab']) },
    )
    expect(refused.status).toBe(404)
    const worker = viewer.databases.database('worker')
    for (const faceted of [0, 2, 1000]) {
      await addAuditFacets(worker, faceted)
      const purpose = await list('?purpose=debugging&action=replay.open', auditor)
      expect(purpose.events.map((event) => event.actor.subject)).toEqual(['eng-2', 'eng-1'])
      const denied = await list('?outcome=denied&app=clinic', auditor)
      expect(denied.events.map((event) => event.actor.subject)).toEqual(['eng-3'])
      expect((await list('?app=lab&action=replay.open', auditor)).events).toEqual([])
    }
  })

  test('shows nothing of a field that was erased', async () => {
    const cookie = await viewer.signInAs('eng-forgotten', ['engineer'])
    await viewer.request('/api/audit', { cookie })
    await sql`DELETE FROM audit_personal WHERE value = 'eng-forgotten'`.execute(
      viewer.databases.database('owner'),
    )
    const { events } = await list('?action=audit.read&limit=500', auditor)
    expect(events.some((event) => event.actor.subject === null)).toBe(true)
    expect(JSON.stringify(events)).not.toContain('eng-forgotten')
  })

  test.each(['?limit=0', '?limit=501', '?session=1', '?action=drop', '?before=-1', '?fromMs=x'])(
    'refuses %s',
    async (query) => {
      expect((await viewer.request(`/api/audit${query}`, { cookie: auditor })).status).toBe(400)
    },
  )
})

describe('integrity', () => {
  test('says how far both logs are anchored and what the last verification found', async () => {
    const read = async () =>
      (await (await viewer.request('/api/integrity', { cookie: engineer })).json()) as IntegrityReply
    await viewer.anchor()
    viewer.advance(1000)
    const { logs, lastVerification } = await read()
    expect(logs.audit).toMatchObject({ anchoredSize: logs.audit.size, unanchoredForMs: 0 })
    expect(logs.recordings.size).toBe(0)
    expect(lastVerification).toBeUndefined()
    const insert = sql`INSERT INTO verifications (intact, detail) VALUES (true, '{}')`
    await insert.execute(viewer.databases.database('worker'))
    expect((await read()).lastVerification).toMatchObject({ ok: true })
  })
})
describe('who saw a session', () => {
  const ask = async (cookie: string): Promise<WhoSawReply> => {
    const response = await viewer.request(`/api/audit/who-saw?session=${recorded.session}`, { cookie })
    expect(response.status).toBe(200)
    return (await response.json()) as WhoSawReply
  }

  test('is everyone with when, how much and why, and who was refused', async () => {
    const replayId = await viewer.openReplay(recorded.session, other)
    const [first] = recorded.segments
    const range = `fromMs=${first?.startMs}&toMs=${(first?.endMs ?? 0) + 5000}`
    const path = `/api/replays/${replayId}/streams/${recorded.stream}/events?${range}`
    for (const _ of [1, 2]) await (await viewer.request(path, { cookie: other })).text()
    const { accesses } = await ask(auditor)
    const of = (subject: string) => accesses.find((access) => access.subject === subject)
    expect(of('eng-1')).toMatchObject({ opens: 1, releasedMs: 0, purposes: ['debugging'], denied: 0 })
    // Two segments, watched twice, are the time that they are.
    expect(of('eng-2')).toMatchObject({ opens: 2, releasedMs: 9999, roles: ['engineer'] })
    const [read] = await viewer.events('audit.read')
    expect(read).toMatchObject({ filters: ['session'], target: { session: recorded.session } })
  })

  test('is for an engineer themselves alone', async () => {
    const { accesses } = await ask(engineer)
    expect(accesses.map(({ subject }) => subject)).toEqual(['eng-1'])
  })
})

describe('an export', () => {
  const exported = async (query: string, cookie: string): Promise<string[]> => {
    const response = await viewer.request(`/api/audit/export${query}`, { cookie })
    expect(response.status).toBe(200)
    return (await response.text()).split(/\r?\n/u).filter((line) => line !== '')
  }

  test.each(['jsonl', 'csv', 'fhir', 'ocsf'])(
    'as %s has what the list has, and its own event',
    async (format) => {
      const lines = await exported(`?format=${format}`, auditor)
      const { size } = await list('?limit=1', auditor)
      const records = format === 'csv' ? lines.slice(1) : lines.map((line) => JSON.parse(line) as object)
      // All up to the export's own event; the list's came after, and leaf 0 is none.
      expect(records).toHaveLength(size - 1)
      const [own] = await viewer.events('audit.export')
      expect(lines.at(-1)).toContain(own?.id)
    },
  )

  test('leaves out what the reader may not see, and says that it is not all', async () => {
    const lines = await exported('?format=jsonl', engineer)
    const records = lines.map((line) => JSON.parse(line) as { filtered?: true; event: { actor: object } })
    expect(records.length).toBeGreaterThan(0)
    for (const record of records) {
      expect(record).toMatchObject({ filtered: true, event: { actor: { subject: 'eng-1' } } })
    }
    expect(await exported('?format=jsonl&actor=eng-2', engineer)).toEqual([])
  })

  test('takes the list’s conditions', async () => {
    const conditions = `session=${recorded.session}&action=replay.open&outcome=success`
    const lines = await exported(`?format=jsonl&${conditions}`, auditor)
    const { events } = await list(`?${conditions}`, auditor)
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(
      events.map(({ id }) => id).toReversed(),
    )
    const [own] = await viewer.events('audit.export')
    expect(own).toMatchObject({
      filters: ['session', 'action', 'outcome'],
      target: { session: recorded.session },
    })
  })

  test.each(['', '?format=xml', '?format=csv&session=1'])('is refused as %s', async (query) => {
    expect((await viewer.request(`/api/audit/export${query}`, { cookie: auditor })).status).toBe(400)
  })
})

async function ask<Reply>(path: string, cookie = auditor): Promise<Reply> {
  const response = await viewer.request(path, { cookie })
  expect(response.status).toBe(200)
  return (await response.json()) as Reply
}

describe('accesses over time', () => {
  test('are counted by person, app and purpose, each today', async () => {
    const trend = await ask<AccessTrendReply>('/api/audit/trend?days=7')
    expect(trend.days).toHaveLength(7)
    const opened = trend.persons.find(({ name }) => name === 'eng-1')
    expect(opened?.counts.at(-1)).toBe(opened?.total)
    expect(opened?.total).toBeGreaterThan(0)
    expect(trend.apps.map(({ name }) => name)).toContain('clinic')
    expect(trend.purposes.map(({ name }) => name)).toContain('debugging')
    // The same once the worker has made facets of them.
    await addAuditFacets(viewer.databases.database('worker'), 1000)
    expect(await ask<AccessTrendReply>('/api/audit/trend?days=7')).toEqual(trend)
  })

  test('of a person are told session by session', async () => {
    const saw = await ask<WhoSawReply>('/api/audit/who-saw?actor=eng-1')
    expect(saw.accesses.map(({ session, subject }) => [session, subject])).toContainEqual([
      recorded.session,
      'eng-1',
    ])
    expect((await ask<WhoSawReply>('/api/audit/who-saw?actor=eng-2', engineer)).accesses).toEqual([])
  })

  test('are found by their ticket', async () => {
    const asked = { purpose: 'incident', ticket: 'RES-77' }
    await viewer.post(`/api/sessions/${recorded.session}/replays`, asked, { cookie: engineer })
    const { events } = await list('?ticket=RES-77', auditor)
    expect(events.map(({ action, ticket }) => [action, ticket])).toEqual([['replay.open', 'RES-77']])
  })
})

describe('what needs attention', () => {
  test('is nothing yet, then a break-glass that nobody reviewed, and a sink that fails', async () => {
    const ready = { sinks: [], unreviewed: { count: 0, overdue: 0 }, overdueWeeks: [], equivocations: 0 }
    expect(await ask<AttentionReply>('/api/attention')).toEqual(ready)
    const wish = { app: 'clinic', scope: { kind: 'app' }, reason: 'an outage', minutes: 60 }
    await viewer.post('/api/break-glass', wish, { cookie: other })
    const owner = viewer.databases.database('owner')
    await sql`INSERT INTO audit_sinks (name, settings, next_index, failing) VALUES ('siem', '{}', 3, 'unreachable')`.execute(
      owner,
    )
    const state = await ask<AttentionReply>('/api/attention')
    expect(state.unreviewed).toEqual({ count: 1, overdue: 0 })
    expect(state.sinks).toMatchObject([{ name: 'siem', failing: 'unreachable', deliveredAtMs: null }])
    expect(state.sinks[0]?.behind).toBeGreaterThan(0)
  })
})

describe('the scope of a breach', () => {
  const hourMs = 3_600_000
  const scopeOf = (query: string, fromMs = Date.now() - hourMs, toMs = Date.now() + hourMs) =>
    ask<BreachScopeReply>(`/api/audit/breach-scope?${query}&fromMs=${fromMs}&toMs=${toMs}`)

  test('of a member is what lies in their apps, and what they opened of it, with the leaves', async () => {
    const scope = await scopeOf('actor=eng-1')
    expect(scope.limits).toEqual(['rights_as_now'])
    expect(scope.reach).toMatchObject([{ by: 'member', app: 'clinic' }])
    expect(scope.readable).toContainEqual({
      session: recorded.session,
      app: 'clinic',
      by: ['member'],
      ranges: [expect.objectContaining({ stream: recorded.stream, fromMs: recorded.startedAtMs })],
    })
    const read = scope.read.find(({ session }) => session === recorded.session)
    expect(read).toMatchObject({ subject: 'eng-1', purposes: expect.arrayContaining(['debugging']) })
    const [event] = (await list(`?actor=eng-1&action=replay.open&limit=1`, auditor)).events
    expect(read?.leaves).toContain(event?.index)
    const reads = (await list('?action=audit.read&limit=9', auditor)).events
    const asked = { target: { user: 'eng-1' }, filters: ['actor', 'from', 'to'] }
    expect(reads).toContainEqual(expect.objectContaining({ filters: asked.filters }))
    expect(reads.find(({ index }) => index === scope.index)).toMatchObject(asked)
  })

  test('ends with a membership that was revoked, and begins with one that was given', async () => {
    const person = `eng-${randomUUID()}`
    const append = (apps: readonly string[]) =>
      viewer.deps.audit.append({
        action: 'user.change',
        outcome: 'success',
        actor: { issuer: 'os', subject: 'root', roles: [], method: 'os-user' },
        target: { user: person, roles: ['engineer'], apps },
      })
    await viewer.signInAs(person, ['engineer'], [])
    const given = await append(['clinic'])
    const revoked = await append([])
    const scope = await scopeOf(`actor=${person}`)
    expect(scope.reach.map(({ by, app, toMs, leaves }) => [by, app, toMs, leaves])).toContainEqual([
      'member',
      'clinic',
      expect.any(Number),
      [given.index],
    ])
    const last = scope.reach.at(-1)
    const { events } = await list(`?before=${revoked.index + 1}&limit=1`, auditor)
    expect(last?.toMs).toBe(events[0]?.timeMs)
    // Afterwards nothing was open to them.
    const after = await scopeOf(`actor=${person}`, (events[0]?.timeMs ?? 0) + 1, Date.now() + hourMs)
    expect([after.reach, after.readable]).toEqual([[], []])
  })

  test('of an app that requires grants is the time of each grant, until it was revoked', async () => {
    const person = `eng-${randomUUID()}`
    const owner = viewer.databases.database('owner')
    await owner.updateTable('apps').set({ grants_required: true }).where('id', '=', 'lab').execute()
    const member = await viewer.signInAs(person, ['engineer'], ['lab'])
    const lab = await viewer.record({ app: 'lab' })
    expect((await scopeOf(`actor=${person}`)).readable).toEqual([])
    const wish = {
      app: 'lab',
      scope: { kind: 'session', value: lab.session },
      reason: 'an outage',
      minutes: 60,
    }
    const taken = await viewer.post('/api/break-glass', wish, { cookie: member })
    const { id } = (await taken.json()) as { id: string }
    await viewer.record({ app: 'lab' })
    const open = await scopeOf(`actor=${person}`, undefined, Date.now() + 24 * hourMs)
    expect(open.reach).toMatchObject([{ by: 'break-glass', app: 'lab', grant: id }])
    expect(open.readable.map(({ session }) => session)).toEqual([lab.session])
    await viewer.post(`/api/grants/${id}/revoke`, {}, { cookie: member })
    const ended = await scopeOf(`actor=${person}`, undefined, Date.now() + 24 * hourMs)
    expect(ended.reach[0]?.toMs).toBeLessThan(open.reach[0]?.toMs ?? 0)
    expect(ended.limits).toContain('grants_required_as_now')
  })

  test('of a key is all that was sealed to it, of an unknown person their events alone', async () => {
    const { rows } = await sql<{ key_id: string }>`SELECT DISTINCT key_id FROM streams`.execute(
      viewer.databases.database('viewer'),
    )
    const scope = await scopeOf(`key=${encodeURIComponent(rows[0]?.key_id ?? '')}`)
    expect(scope.readable.map(({ session }) => session)).toContain(recorded.session)
    expect((await scopeOf('key=none')).readable).toEqual([])
    expect(await scopeOf('actor=nobody')).toMatchObject({
      reach: [],
      limits: ['person_unknown'],
      readable: [],
    })
  })

  test('is for auditors and privacy officers', async () => {
    const asked = await viewer.request('/api/audit/breach-scope?fromMs=0&toMs=1', { cookie: engineer })
    expect(asked.status).toBe(403)
  })
})
