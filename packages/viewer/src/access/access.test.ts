// Sign-in, browser sessions, other people's apps, and requests that come from elsewhere.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorCode, publicOrigin, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'

let viewer: ViewerFixture
beforeAll(async () => {
  viewer = await startViewerFixture()
})
afterAll(() => viewer.stop())

let count = 0
const uniqueName = () => `person-${++count}`

describe('a one-time link', () => {
  test('signs in with a cookie that scripts and other sites cannot use', async () => {
    const token = await viewer.createLink(await viewer.createUser(uniqueName(), ['engineer']))
    const response = await viewer.post('/api/sign-in', { token })
    expect(response.status).toBe(204)
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      /^reseal_session=[\w-]{43}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/u,
    )
    expect((await viewer.events('user.sign_in'))[0]).toMatchObject({
      outcome: 'success',
      actor: { subject: `person-${count}`, roles: ['engineer'], method: 'one-time-link' },
    })
  })

  test('leaves no token in the database', async () => {
    const token = await viewer.createLink(await viewer.createUser(uniqueName(), []))
    const cookie = (await viewer.post('/api/sign-in', { token })).headers.get('set-cookie') ?? ''
    const [, session = 'none', kept = 'none'] = /=([\w-]{43})\.([\w-]{43});/u.exec(cookie) ?? []
    const db = viewer.databases.database('superuser')
    const { rows } =
      await sql`SELECT sign_in_links::text, web_sessions::text FROM sign_in_links, web_sessions`.execute(db)
    for (const secret of [token, session, kept]) {
      expect(JSON.stringify(rows)).not.toContain(secret)
      expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('hex'))
    }
  })

  test('works once, also for sixteen at the same moment', async () => {
    const token = await viewer.createLink(await viewer.createUser(uniqueName(), ['engineer']))
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => viewer.post('/api/sign-in', { token })),
    )
    expect(answers.filter((answer) => answer.status === 204)).toHaveLength(1)
    expect(answers.filter((answer) => answer.headers.has('set-cookie'))).toHaveLength(1)
  })

  test.each([
    ['used', 'link_used'],
    ['expired', 'link_expired'],
    ['of a disabled person', 'user_disabled'],
    ['unknown', 'unknown_link'],
    ['malformed', 'unknown_link'],
  ])('that is %s is refused with one answer, and the reason is in the log', async (kind, denyReason) => {
    const own = await startViewerFixture()
    try {
      const userId = await own.createUser('eng-1', ['engineer'])
      let token = await own.createLink(userId)
      if (kind === 'used') await own.post('/api/sign-in', { token })
      if (kind === 'expired') own.advance(15 * 60_000)
      if (kind === 'of a disabled person') {
        await sql`UPDATE users SET disabled_at = now()`.execute(own.databases.database('owner'))
      }
      if (kind === 'unknown') token = 'A'.repeat(43)
      if (kind === 'malformed') token = "' OR 1=1 --"
      const response = await own.post('/api/sign-in', { token })
      expect([response.status, await errorCode(response)]).toEqual([401, 'link_refused'])
      expect(response.headers.has('set-cookie')).toBe(false)
      expect((await own.events('user.sign_in'))[0]).toMatchObject({ outcome: 'denied', denyReason })
    } finally {
      await own.stop()
    }
  })

  test('that is good works although refusals are bounded and no longer recorded', async () => {
    const own = await startViewerFixture()
    try {
      const bad = () => own.post('/api/sign-in', { token: 'A'.repeat(43) })
      for (let attempt = 0; attempt < 10; attempt += 1) expect((await bad()).status).toBe(401)
      expect((await bad()).status).toBe(429)
      expect(await own.events('user.sign_in')).toHaveLength(10)
      const token = await own.createLink(await own.createUser('eng-1', ['engineer']))
      expect((await own.post('/api/sign-in', { token })).status).toBe(204)
    } finally {
      await own.stop()
    }
  })

  test('replaces the browser session that was there', async () => {
    const userId = await viewer.createUser(uniqueName(), [])
    const old = await viewer.signIn(userId)
    await viewer.post('/api/sign-in', { token: await viewer.createLink(userId) }, { cookie: old })
    expect((await viewer.request('/api/me', { cookie: old })).status).toBe(401)
  })

  test('is made by the owner alone', async () => {
    const db = viewer.databases.database('viewer')
    const insert = sql`INSERT INTO sign_in_links SELECT sha256('x'), id, now() + '1 day' FROM users LIMIT 1`
    await expect(insert.execute(db)).rejects.toThrow(/permission denied/u)
  })
})

describe('a browser session', () => {
  test('says who is signed in', async () => {
    const cookie = await viewer.signInAs(uniqueName(), ['engineer'], ['clinic'])
    const me = (await (await viewer.request('/api/me', { cookie })).json()) as Record<string, unknown>
    expect(me).toMatchObject({
      user: { name: `person-${count}`, roles: ['engineer'] },
      apps: [{ id: 'clinic', name: 'App clinic' }],
      replayOrigin: 'http://localhost:4403',
    })
  })

  test('ends with sign-out, and the cookie is taken back', async () => {
    const cookie = await viewer.signInAs(uniqueName(), [])
    const response = await viewer.post('/api/sign-out', {}, { cookie })
    expect(response.headers.get('set-cookie')).toMatch(/^reseal_session=; .*Max-Age=0/u)
    expect((await viewer.request('/api/me', { cookie })).status).toBe(401)
    expect((await viewer.events('user.sign_out'))[0]).toMatchObject({ actor: { subject: `person-${count}` } })
  })

  test('ends when idle, lives while used, and ends after twelve hours in any case', async () => {
    const own = await startViewerFixture()
    try {
      const userId = await own.createUser('eng-1', ['engineer'])
      const me = async (cookie: string) => (await own.request('/api/me', { cookie })).status
      const idle = await own.signIn(userId)
      own.advance(15 * 60_000)
      expect(await me(idle)).toBe(401)
      const busy = await own.signIn(userId)
      for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
        own.advance(10 * 60_000)
        expect(await me(busy)).toBe(200)
      }
      own.advance(10 * 60_000)
      expect(await me(busy)).toBe(401)
    } finally {
      await own.stop()
    }
  })

  test('of a person who was disabled ends at once', async () => {
    const userId = await viewer.createUser(uniqueName(), ['auditor'])
    const cookie = await viewer.signIn(userId)
    await sql`UPDATE users SET disabled_at = now() WHERE id = ${userId}`.execute(
      viewer.databases.database('owner'),
    )
    expect((await viewer.request('/api/me', { cookie })).status).toBe(401)
  })

  test.each(['', 'x', 'A'.repeat(43), '../../etc', 'a\u00e9'])('cannot be guessed as %j', async (value) => {
    const cookie = `reseal_session=${encodeURIComponent(value)}`
    expect((await viewer.request('/api/me', { cookie })).status).toBe(401)
  })
})

describe('another app', () => {
  test('is not listed, shown or replayed, and the attempt to replay is in the log', async () => {
    const recorded = await viewer.record({ app: 'lab' })
    const cookie = await viewer.signInAs(uniqueName(), ['engineer'], ['clinic'])
    const listed = (await (await viewer.request('/api/sessions', { cookie })).json()) as {
      sessions: { app: string }[]
    }
    expect(listed.sessions.filter((session) => session.app !== 'clinic')).toEqual([])
    const asked = await viewer.request('/api/sessions?app=lab', { cookie })
    const shown = await viewer.request(`/api/sessions/${recorded.session}`, { cookie })
    const opened = await viewer.post(
      `/api/sessions/${recorded.session}/replays`,
      { purpose: 'debugging' },
      { cookie },
    )
    for (const response of [asked, shown, opened]) {
      expect([response.status, await errorCode(response)]).toEqual([404, 'not_found'])
    }
    expect((await viewer.events('replay.open'))[0]).toMatchObject({
      outcome: 'denied',
      denyReason: 'not_a_member',
      target: { app: 'lab', session: recorded.session },
    })
  })

  test('is listed for auditors and privacy officers, who answer for all', async () => {
    const recorded = await viewer.record({ app: 'lab', startedAtMs: 1_800_000_000_000 })
    for (const role of ['auditor', 'privacy-officer'] as const) {
      const cookie = await viewer.signInAs(uniqueName(), [role])
      const listed = (await (await viewer.request('/api/sessions', { cookie })).json()) as {
        sessions: { id: string }[]
      }
      expect(listed.sessions.map((session) => session.id)).toContain(recorded.session)
    }
  })

  test.each([
    ['auditor', 'role_not_allowed'],
    ['admin', 'role_not_allowed'],
    ['privacy-officer', 'not_quarantined'],
  ] as const)('and any app refuses a replay to the role %s, with an event', async (role, denyReason) => {
    const recorded = await viewer.record()
    const cookie = await viewer.signInAs(uniqueName(), [role], ['clinic'])
    const path = `/api/sessions/${recorded.session}/replays`
    const response = await viewer.post(path, { purpose: 'privacy-investigation' }, { cookie })
    expect([response.status, await errorCode(response)]).toEqual([403, denyReason])
    const [event] = await viewer.events('replay.open')
    expect(event).toMatchObject({ outcome: 'denied', denyReason, target: { session: recorded.session } })
    expect(event?.actor.subject).toBe(`person-${count}`)
    expect(viewer.unwrapCount()).toBe(0)
  })
})

describe('the sessions list', () => {
  test('pages through all, newest first', async () => {
    const own = await startViewerFixture()
    try {
      const recorded = []
      for (let day = 0; day < 5; day += 1) {
        recorded.push(
          await own.record({ segmentCount: 1, startedAtMs: 1_700_000_000_000 + day * 86_400_000 }),
        )
      }
      const cookie = await own.signInAs('eng-1', ['engineer'], ['clinic'])
      const seen: string[] = []
      let cursor: string | null = ''
      do {
        const page = await own.request(`/api/sessions?limit=2${cursor && `&cursor=${cursor}`}`, { cookie })
        const body = (await page.json()) as {
          sessions: { id: string }[]
          nextCursor: string | null
          total: number
        }
        expect(body.total).toBe(5)
        seen.push(...body.sessions.map(({ id }) => id))
        cursor = body.nextCursor
      } while (cursor !== null)
      expect(seen).toEqual(recorded.map(({ session }) => session).reverse())
    } finally {
      await own.stop()
    }
  })

  test('and a session’s detail hold metadata only', async () => {
    const recorded = await viewer.record()
    const cookie = await viewer.signInAs(uniqueName(), ['engineer'], ['clinic'])
    const body = (await (await viewer.request(`/api/sessions/${recorded.session}`, { cookie })).json()) as {
      streams: { segments: object[] }[]
    }
    expect(body).toMatchObject({ id: recorded.session, app: 'clinic', durationMs: 29_999, segmentCount: 6 })
    expect(body.streams[0]?.segments[3]).toEqual({
      index: 3,
      startMs: recorded.startedAtMs + 15_000,
      endMs: recorded.startedAtMs + 19_999,
      keyframe: true,
      sizeBytes: recorded.segments[3]?.length,
    })
    expect(viewer.unwrapCount()).toBe(0)
  })
})

describe('a request from elsewhere', () => {
  const foreign: [string, Record<string, string>][] = [
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['the replay origin', { origin: 'http://localhost:4403', 'sec-fetch-site': 'same-site' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['an old browser on another site', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
  ]

  test.each(foreign)('%s changes nothing', async (_, headers) => {
    const cookie = await viewer.signInAs(uniqueName(), ['engineer'], ['clinic'])
    const response = await viewer.post('/api/sign-out', {}, { cookie, headers })
    expect([response.status, await errorCode(response)]).toEqual([403, 'cross_site'])
    expect((await viewer.request('/api/me', { cookie })).status).toBe(200)
  })

  test.each(foreign)('%s reads nothing', async (_, headers) => {
    const cookie = await viewer.signInAs(uniqueName(), ['engineer'], ['clinic'])
    expect((await viewer.request('/api/sessions', { cookie, headers })).status).toBe(403)
  })

  test('with a body another site could send without asking is refused', async () => {
    const cookie = await viewer.signInAs(uniqueName(), ['engineer'], ['clinic'])
    const recorded = await viewer.record()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const response = await viewer.post(
        `/api/sessions/${recorded.session}/replays`,
        { purpose: 'debugging' },
        { cookie, headers: { 'content-type': type } },
      )
      expect(response.status).toBe(400)
    }
  })

  test('with a body that is too large is refused', async () => {
    const response = await viewer.post('/api/sign-in', { token: 'x'.repeat(20_000) })
    expect([response.status, await errorCode(response)]).toEqual([413, 'too_large'])
  })

  test.each(['evil.example', 'evil.example:4402', '127.0.0.1:4403'])(
    'for the host %s is refused',
    async (host) => {
      const response = await viewer.request('/api/me', { headers: { host } })
      expect([response.status, await errorCode(response)]).toEqual([421, 'unknown_host'])
    },
  )

  test('for another name of this machine goes to the one that has the cookie', async () => {
    const response = await viewer.request('/sessions?app=clinic', { headers: { host: 'localhost:4402' } })
    expect([response.status, response.headers.get('location')]).toEqual([
      307,
      `${publicOrigin}/sessions?app=clinic`,
    ])
  })
})

describe('every answer', () => {
  test('carries the security headers, errors too', async () => {
    for (const path of ['/api/me', '/healthz', '/nothing.txt', '/api/nothing']) {
      const { headers } = await viewer.request(path)
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; " +
          "img-src 'self' data:; frame-src http://localhost:4403; base-uri 'none'; form-action 'none'; " +
          "frame-ancestors 'none'; require-trusted-types-for 'script'",
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('permissions-policy')).toContain('camera=()')
    }
  })

  test('that is an error has a code and the request’s id, and nothing else', async () => {
    const response = await viewer.request('/api/sessions/not-an-id')
    const requestId = response.headers.get('x-request-id')
    expect(await response.json()).toEqual({ error: { code: 'not_signed_in', requestId } })
  })

  test('is logged by the route’s pattern, without ids, names or addresses', async () => {
    const recorded = await viewer.record()
    const cookie = await viewer.signInAs('person-to-find', ['engineer'], ['clinic'])
    await viewer.request(`/api/sessions/${recorded.session}?secret=canary-value`, { cookie })
    const log = JSON.stringify(viewer.logged)
    expect(log).toContain('/api/sessions/:id')
    for (const trace of [
      recorded.session,
      'canary-value',
      'person-to-find',
      cookie.split('=')[1] ?? 'none',
    ]) {
      expect(log).not.toContain(trace)
    }
  })
})
