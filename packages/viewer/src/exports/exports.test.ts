// Service tokens, and the one route that takes them: everything that must not leave, and what does.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  readLines,
  startViewerFixture as startFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import type { NewServiceTokenReply, ServiceTokensReply } from '../api-types.ts'
import { viewerRoutes } from '../routes.ts'

// Nothing anchors here, and a slow machine takes its time.
const config = { anchorMaxAgeMs: 24 * 3_600_000 }
const startViewerFixture = (): Promise<ViewerFixture> => startFixture({ config })

let viewer: ViewerFixture
let officer: string
let recorded: RecordedStream
beforeAll(async () => {
  viewer = await startViewerFixture()
  officer = await viewer.signInAs('officer-1', ['privacy-officer'])
  recorded = await viewer.record()
})
afterAll(() => viewer.stop())

interface Order {
  readonly apps?: readonly string[]
  readonly purposes?: readonly string[]
  readonly days?: number
}

const order = (wanted: Order = {}) => ({
  name: 'warehouse',
  apps: ['clinic'],
  purposes: ['quality'],
  days: 30,
  ...wanted,
})

async function createToken(wanted?: Order, on = viewer, by = officer): Promise<NewServiceTokenReply> {
  const answer = await on.post('/api/service-tokens', order(wanted), { cookie: by })
  expect(answer.status).toBe(201)
  return (await answer.json()) as NewServiceTokenReply
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const exportWith = (token: string, session = recorded.session, query = 'purpose=quality', on = viewer) =>
  on.request(`/api/sessions/${session}/export?${query}`, bearer(token))
const lastExport = async (on = viewer) => (await on.events('recording.export'))[0]

describe('a service token', () => {
  test('is shown once, with a prefix that scanners find, and rests as a hash', async () => {
    const made = await createToken()
    expect(made.token).toMatch(/^reseal_export_[A-Za-z0-9_-]{43}$/u)
    expect(made).toMatchObject({
      name: 'warehouse',
      apps: ['clinic'],
      purposes: ['quality'],
      state: 'usable',
    })
    const listed = await (await viewer.request('/api/service-tokens', { cookie: officer })).text()
    expect(listed).toContain(made.id)
    expect(listed).not.toContain('reseal_export_')
    const { rows } = await sql`SELECT service_tokens::text FROM service_tokens`.execute(
      viewer.databases.database('superuser'),
    )
    expect(JSON.stringify(rows)).not.toContain(made.token.slice('reseal_export_'.length))
    expect((await viewer.events('token.create'))[0]).toMatchObject({
      actor: { subject: 'officer-1' },
      target: { key: made.id, apps: ['clinic'], purposes: ['quality'] },
    })
  })

  test.each([
    { days: 91 },
    { days: 0 },
    { apps: [] },
    { apps: ['no-such-app'] },
    { purposes: [] },
    { purposes: ['curiosity'] },
  ])('is not made with %j', async (wanted) => {
    expect((await viewer.post('/api/service-tokens', order(wanted), { cookie: officer })).status).toBe(400)
  })

  test('is made by a privacy officer alone, who watches and does not administer', async () => {
    for (const roles of [['engineer'], ['auditor'], ['admin'], ['privacy-officer', 'admin']] as const) {
      const cookie = await viewer.signInAs(`not-${roles.join('-')}`, roles, ['clinic'])
      expect((await viewer.post('/api/service-tokens', order(), { cookie })).status).toBe(403)
    }
  })

  test('asks for a fresh authentication', async () => {
    const own = await startViewerFixture()
    try {
      const cookie = await own.signInAs('officer-1', ['privacy-officer'])
      own.advance(5 * 60_000)
      const answer = await own.post('/api/service-tokens', order(), { cookie })
      expect([answer.status, await errorCode(answer)]).toEqual([403, 'step_up_required'])
      const exported = await own.request(`/api/sessions/${recorded.session}/export?purpose=quality`, {
        cookie,
      })
      expect([exported.status, await errorCode(exported)]).toEqual([403, 'step_up_required'])
    } finally {
      await own.stop()
    }
  })

  test('exports a session as it was recorded, under an event that names it', async () => {
    const unwraps = viewer.unwrapCount()
    const { id, token } = await createToken()
    const answer = await exportWith(token)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const lines = await readLines(answer)
    expect(lines.map(({ timestamp }) => timestamp)).toEqual(
      recorded.segments.flatMap(({ startMs }) => [startMs, startMs + 100]),
    )
    expect(viewer.unwrapCount()).toBe(unwraps + 1)
    expect(await lastExport()).toMatchObject({
      outcome: 'success',
      purpose: 'quality',
      actor: { subject: 'warehouse', method: 'service-token', roles: [] },
      target: {
        app: 'clinic',
        session: recorded.session,
        stream: recorded.stream,
        key: id,
        fromIndex: 0,
        toIndex: recorded.segments.length - 1,
      },
      extent: { segments: recorded.segments.length },
    })
    const listed = await viewer.request('/api/service-tokens', { cookie: officer })
    const { tokens } = (await listed.json()) as ServiceTokensReply
    expect(tokens.find((each) => each.id === id)?.lastUsedAtMs).toBeGreaterThan(0)
  })

  test('writes all streams of a session, each under its own event', async () => {
    const first = await viewer.record({ startedAtMs: 1_700_000_000_000 })
    const second = await viewer.record({ session: first.session, startedAtMs: 1_700_000_100_000 })
    const { token } = await createToken()
    const lines = await readLines(await exportWith(token, first.session))
    expect(lines).toHaveLength(2 * (first.segments.length + second.segments.length))
    const events = (await viewer.events('recording.export')).slice(0, 2)
    expect(events.map(({ target }) => target?.stream)).toEqual([second.stream, first.stream])
  })

  test('opens no other route', async () => {
    const { token } = await createToken()
    const others = viewerRoutes.filter(
      ({ permission, path }) => permission !== 'public' && path !== '/api/sessions/:id/export',
    )
    expect(others.length).toBeGreaterThan(10)
    for (const { method, path } of others) {
      const at = path
        .replace(':id', recorded.session)
        .replace(':stream', recorded.stream)
        .replaceAll(/:\w+/gu, recorded.stream)
      const answer =
        method === 'post' ? await viewer.post(at, {}, bearer(token)) : await viewer.request(at, bearer(token))
      expect(answer.status, path).toBe(401)
    }
  })

  test.each<[string, string, (token: NewServiceTokenReply, on: ViewerFixture) => Promise<string>]>([
    ['unknown', 'unknown_token', async () => `reseal_export_${'A'.repeat(43)}`],
    ['malformed', 'unknown_token', async () => "' OR 1=1 --"],
    ['of a browser session', 'unknown_token', async () => 'A'.repeat(43)],
    [
      'expired',
      'token_expired',
      async ({ token }, on) => {
        on.advance(30 * 24 * 3_600_000)
        return token
      },
    ],
    [
      'of someone disabled',
      'token_revoked',
      async ({ token }, on) => {
        await sql`UPDATE users SET disabled_at = now()`.execute(on.databases.database('owner'))
        return token
      },
    ],
    [
      'of someone who is no privacy officer any more',
      'token_revoked',
      async ({ token }, on) => {
        await sql`UPDATE users SET roles = '{engineer}'`.execute(on.databases.database('owner'))
        return token
      },
    ],
  ])('that is %s is refused with one answer, and the reason is in the log', async (_, denyReason, spoil) => {
    const own = await startViewerFixture()
    try {
      const cookie = await own.signInAs('officer-1', ['privacy-officer'])
      const stream = await own.record()
      const token = await spoil(await createToken({}, own, cookie), own)
      const answer = await exportWith(token, stream.session, undefined, own)
      expect([answer.status, await errorCode(answer)]).toEqual([401, 'token_refused'])
      expect(await lastExport(own)).toMatchObject({
        outcome: 'denied',
        denyReason,
        actor: { method: 'none' },
        target: { session: stream.session },
      })
      expect(own.unwrapCount()).toBe(0)
    } finally {
      await own.stop()
    }
  })

  test('is refused from the next request on once it is revoked, by an admin too', async () => {
    const { id, token } = await createToken()
    const cookie = await viewer.signInAs('admin-2', ['admin'])
    expect((await viewer.post(`/api/service-tokens/${id}/revoke`, {}, { cookie })).status).toBe(204)
    expect((await exportWith(token)).status).toBe(401)
    expect((await viewer.post(`/api/service-tokens/${id}/revoke`, {}, { cookie })).status).toBe(404)
    expect((await viewer.events('token.revoke')).map(({ outcome }) => outcome)).toEqual(['denied', 'success'])
  })

  test('is bound to its apps: another’s session answers as one that never was', async () => {
    const { token } = await createToken({ apps: ['lab'] })
    const answers = [await exportWith(token), await exportWith(token, '0190b6f2-0000-4000-8000-000000000000')]
    for (const answer of answers) {
      expect([answer.status, await errorCode(answer)]).toEqual([404, 'not_found'])
    }
    const events = (await viewer.events('recording.export')).slice(0, 2)
    expect(events.map((event) => event.denyReason)).toEqual(['not_found', 'app_not_allowed'])
  })

  test('is bound to its purposes', async () => {
    const { token } = await createToken()
    const answer = await exportWith(token, recorded.session, 'purpose=incident')
    expect([answer.status, await errorCode(answer)]).toEqual([403, 'purpose_not_allowed'])
    expect(await lastExport()).toMatchObject({ denyReason: 'purpose_not_allowed', purpose: 'incident' })
    expect((await exportWith(token, recorded.session, '')).status).toBe(400)
  })

  test('is not guessed: refusals are bounded', async () => {
    const own = await startViewerFixture()
    try {
      const wrong = `reseal_export_${'A'.repeat(43)}`
      for (let time = 0; time < 10; time += 1) {
        expect((await exportWith(wrong, recorded.session, undefined, own)).status).toBe(401)
      }
      expect((await exportWith(wrong, recorded.session, undefined, own)).status).toBe(429)
      expect(await own.events('recording.export')).toHaveLength(10)
    } finally {
      await own.stop()
    }
  })
})

describe('an export', () => {
  test('by a privacy officer needs no token, and by another role is refused', async () => {
    const path = `/api/sessions/${recorded.session}/export?purpose=privacy-investigation&ticket=RES-1`
    const answer = await viewer.request(path, { cookie: officer })
    expect(answer.status).toBe(200)
    expect(await readLines(answer)).toHaveLength(2 * recorded.segments.length)
    expect(await lastExport()).toMatchObject({
      actor: { subject: 'officer-1', roles: ['privacy-officer'] },
      ticket: 'RES-1',
    })
    for (const roles of [['engineer'], ['auditor'], ['admin'], ['privacy-officer', 'auditor']] as const) {
      const cookie = await viewer.signInAs(`export-${roles.join('-')}`, roles, ['clinic'])
      expect((await viewer.request(path, { cookie })).status).toBe(403)
      expect(await lastExport()).toMatchObject({ denyReason: 'role_not_allowed' })
    }
  })

  test('touches no key before its event is committed', async () => {
    const own = await startViewerFixture()
    try {
      const cookie = await own.signInAs('officer-1', ['privacy-officer'])
      const { token } = await createToken({}, own, cookie)
      const stream = await own.record()
      await sql`REVOKE EXECUTE ON FUNCTION append_audit_leaves FROM reseal_viewer`.execute(
        own.databases.database('owner'),
      )
      const answer = await exportWith(token, stream.session, undefined, own)
      expect(answer.status).toBeGreaterThanOrEqual(500)
      expect(own.unwrapCount()).toBe(0)
    } finally {
      await own.stop()
    }
  })

  test('of a quarantined session is refused, to a person as to a service', async () => {
    const { session } = await viewer.record()
    await sql`INSERT INTO quarantines (session_id, app_id, cause, state)
      VALUES (${session}, 'clinic', 'finding', 'quarantined')`.execute(viewer.databases.database('superuser'))
    const { token } = await createToken()
    const path = `/api/sessions/${session}/export?purpose=quality`
    for (const answer of [
      await exportWith(token, session),
      await viewer.request(path, { cookie: officer }),
    ]) {
      expect([answer.status, await errorCode(answer)]).toEqual([403, 'quarantined'])
    }
    expect(await lastExport()).toMatchObject({ outcome: 'denied', denyReason: 'quarantined' })
  })

  test('of a session that the sentinel has not looked at to its end waits for it', async () => {
    const { session } = await viewer.record({ checkedCount: 3 })
    const { token } = await createToken()
    const answer = await exportWith(token, session)
    expect([answer.status, await errorCode(answer)]).toEqual([425, 'not_checked_yet'])
    expect(answer.headers.get('retry-after')).not.toBeNull()
    expect(await lastExport()).toMatchObject({ outcome: 'denied', denyReason: 'not_checked_yet' })
  })

  test('of a shredded session says so, and of a session with one leaves that stream out', async () => {
    const first = await viewer.record({ startedAtMs: 1_700_000_000_000 })
    const second = await viewer.record({ session: first.session, startedAtMs: 1_700_000_100_000 })
    const shred = (stream: string) =>
      sql`DELETE FROM stream_keys WHERE stream_id = ${stream}`.execute(viewer.databases.database('superuser'))
    const { token } = await createToken()
    await shred(first.stream)
    expect(await readLines(await exportWith(token, first.session))).toHaveLength(2 * second.segments.length)
    const events = (await viewer.events('recording.export')).slice(0, 2)
    expect(events.map((event) => event.denyReason)).toEqual([undefined, 'shredded'])
    await shred(second.stream)
    const answer = await exportWith(token, first.session)
    expect([answer.status, await errorCode(answer)]).toEqual([410, 'shredded'])
  })

  test('that does not open to its end breaks off, with an event that says so', async () => {
    const broken = await viewer.record({
      plaintext: (index) =>
        index === 4 ? '{"not":"events"}' : JSON.stringify([{ type: 3, timestamp: index }]),
    })
    const { token } = await createToken()
    const answer = await exportWith(token, broken.session)
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
    expect(await lastExport()).toMatchObject({ outcome: 'error', target: { stream: broken.stream } })
  })

  test('ends where its token is over meanwhile', async () => {
    const own = await startViewerFixture()
    try {
      const cookie = await own.signInAs('officer-1', ['privacy-officer'])
      const stream = await own.record()
      const { token } = await createToken({ days: 1 }, own, cookie)
      const answer = await exportWith(token, stream.session, undefined, own)
      const reader = answer.body?.getReader()
      expect((await reader?.read())?.done).toBe(false)
      own.advance(24 * 3_600_000)
      await expect(reader?.read()).rejects.toThrow()
      expect(await lastExport(own)).toMatchObject({ outcome: 'error' })
    } finally {
      await own.stop()
    }
  })

  test('runs four times at once at most, and a reader who leaves makes room', async () => {
    const { token } = await createToken()
    const running = await Promise.all(Array.from({ length: 4 }, () => exportWith(token)))
    expect((await exportWith(token)).status).toBe(429)
    for (const answer of running) await answer.body?.cancel()
    const again = await exportWith(token)
    expect(again.status).toBe(200)
    await again.text()
  })
})
