// What the viewer records of sign-in, sessions and refusals (docs/audit-events.md), and what it does while it cannot.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { errorCode, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'

let viewer: ViewerFixture
beforeAll(async () => {
  viewer = await startViewerFixture()
})
afterAll(() => viewer.stop())

let name = ''
beforeEach(() => {
  name = `person-${randomUUID()}`
})

/** The viewer's login may not do something for as long as the work takes. */
async function without(right: string, work: () => Promise<void>): Promise<void> {
  const superuser = viewer.databases.database('superuser')
  await sql.raw(`REVOKE ${right} FROM reseal_viewer`).execute(superuser)
  try {
    await work()
  } finally {
    await sql.raw(`GRANT ${right} TO reseal_viewer`).execute(superuser)
  }
}
const appending = 'UPDATE (size, time_ms) ON audit_head'

const newest = async (action: string) => (await viewer.events(action))[0]
const engineer = () => viewer.signInAs(name, ['engineer'], ['clinic'])

describe('a sign-in', () => {
  test('spends its link with its event or not at all', async () => {
    const token = await viewer.createLink(await viewer.createUser(name, ['engineer']))
    await without(appending, async () => {
      const response = await viewer.post('/api/sign-in', { token })
      expect([response.status, response.headers.has('set-cookie')]).toEqual([503, false])
    })
    expect((await viewer.post('/api/sign-in', { token })).status).toBe(204)
    expect(await newest('user.sign_in')).toMatchObject({ outcome: 'success', actor: { subject: name } })
  })

  test('with the link of a disabled person is an event, and the link is spent', async () => {
    const id = await viewer.createUser(name, ['engineer'])
    const token = await viewer.createLink(id)
    const owner = viewer.databases.database('owner')
    const disable = (at: Date | null) =>
      owner.updateTable('users').set({ disabled_at: at }).where('id', '=', id).execute()
    await disable(new Date())
    expect((await viewer.post('/api/sign-in', { token })).status).toBe(401)
    expect(await newest('user.sign_in')).toMatchObject({
      denyReason: 'user_disabled',
      actor: { subject: name },
    })
    await disable(null)
    expect((await viewer.post('/api/sign-in', { token })).status).toBe(401)
    expect(await newest('user.sign_in')).toMatchObject({ denyReason: 'link_used' })
  })
})

describe('a browser session that ends by itself', () => {
  const ended = async (cause: string) => {
    // Others may end in the same moment.
    const own = (await viewer.events('user.log_off')).filter((event) => event.actor.subject === name)
    expect(own).toMatchObject([{ outcome: 'success', cause }])
  }
  const ask = async (cookie: string) => (await viewer.request('/api/me', { cookie })).status

  test('is an event once, when its cookie comes again', async () => {
    const cookie = await engineer()
    viewer.advance(15 * 60_000)
    expect(await Promise.all([ask(cookie), ask(cookie), ask(cookie)])).toEqual([401, 401, 401])
    await ended('idle')
  })

  test('is an event when the next person signs in, if its cookie never comes', async () => {
    await engineer()
    viewer.advance(13 * 60 * 60_000)
    await viewer.signInAs(`${name}-next`, [])
    await ended('expired')
  })

  test('is an event when another takes its place', async () => {
    const id = await viewer.createUser(name, [])
    const cookie = await viewer.signIn(id)
    await viewer.post('/api/sign-in', { token: await viewer.createLink(id) }, { cookie })
    await ended('replaced')
  })

  test('is an event when its person is disabled', async () => {
    const cookie = await engineer()
    const owner = viewer.databases.database('owner')
    await owner.updateTable('users').set({ disabled_at: new Date() }).where('name', '=', name).execute()
    expect(await ask(cookie)).toBe(401)
    await ended('disabled')
  })

  test('opens nothing while the log cannot be written, and is an event afterwards', async () => {
    const cookie = await engineer()
    viewer.advance(15 * 60_000)
    await without(appending, async () => expect(await ask(cookie)).toBe(401))
    expect(await ask(cookie)).toBe(401)
    await ended('idle')
  })
})

test('who signs out is out, also while the log cannot be written', async () => {
  const cookie = await engineer()
  await without(appending, async () => {
    expect((await viewer.post('/api/sign-out', {}, { cookie })).status).toBe(503)
  })
  expect((await viewer.request('/api/me', { cookie })).status).toBe(401)
})

describe('the list of sessions and a session', () => {
  test('leave with an event that names filters, not their values in words of one’s own', async () => {
    const { session } = await viewer.record()
    const cookie = await engineer()
    await viewer.request('/api/sessions?app=clinic&limit=1', { cookie })
    expect(await newest('session.list')).toMatchObject({
      outcome: 'success',
      actor: { subject: name },
      filters: ['app'],
      target: { app: 'clinic' },
      extent: { sessions: 1 },
    })
    await viewer.request(`/api/sessions/${session.toUpperCase()}`, { cookie })
    expect(await newest('session.view')).toMatchObject({
      outcome: 'success',
      target: { app: 'clinic', session },
    })
  })

  test('are refused with an event', async () => {
    const { session } = await viewer.record({ app: 'lab' })
    const cookie = await engineer()
    const unknown = randomUUID()
    await viewer.request('/api/sessions?app=lab', { cookie })
    const target = { app: 'lab' }
    expect(await newest('session.list')).toMatchObject({
      outcome: 'denied',
      denyReason: 'not_a_member',
      target,
    })
    for (const [id, denyReason] of [
      [session, 'not_a_member'],
      [unknown, 'not_found'],
    ] as const) {
      await viewer.request(`/api/sessions/${id}`, { cookie })
      expect(await newest('session.view')).toMatchObject({
        outcome: 'denied',
        denyReason,
        target: { session: id },
      })
    }
    const admin = await viewer.signInAs(`${name}-admin`, ['admin'])
    await viewer.request('/api/sessions', { cookie: admin })
    expect(await newest('session.list')).toMatchObject({ denyReason: 'role_not_allowed' })
  })

  test('do not leave while the log cannot be written', async () => {
    const { session } = await viewer.record()
    const cookie = await engineer()
    await without(appending, async () => {
      for (const path of ['/api/sessions', `/api/sessions/${session}`, '/api/audit']) {
        const response = await viewer.request(path, { cookie })
        expect([response.status, await errorCode(response)]).toEqual([503, 'unavailable'])
      }
    })
  })
})

describe('a replay', () => {
  test('that could not be made is an event with the outcome error', async () => {
    const { session } = await viewer.record()
    const cookie = await engineer()
    // The viewer's clock is hours ahead by now: what waits for its anchor would stop replays.
    await viewer.anchor()
    viewer.advance(1000)
    await without('INSERT ON replays', async () => {
      const path = `/api/sessions/${session}/replays`
      expect((await viewer.post(path, { purpose: 'debugging' }, { cookie })).status).toBe(503)
    })
    const [failed, opened] = await viewer.events('replay.open')
    expect([opened?.outcome, failed?.outcome]).toEqual(['success', 'error'])
    expect(failed?.target).toEqual(opened?.target)
  })

  test('that does not exist is refused with an event', async () => {
    const cookie = await engineer()
    const [session, replay, stream] = [randomUUID(), randomUUID(), randomUUID()]
    await viewer.post(`/api/sessions/${session}/replays`, { purpose: 'debugging' }, { cookie })
    const denied = { outcome: 'denied', denyReason: 'not_found' }
    expect(await newest('replay.open')).toMatchObject({ ...denied, target: { session } })
    await viewer.request(`/api/replays/${replay}/streams/${stream}/events?fromMs=0&toMs=1`, { cookie })
    expect(await newest('replay.read')).toMatchObject({ ...denied, target: { replay, stream } })
  })
})

describe('a request that is nobody’s', () => {
  test('is refused with an event, of which a minute takes ten a client', async () => {
    viewer.advance(2 * 60_000)
    const before = (await viewer.events('access.denied')).length
    const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await viewer.request('/api/sessions', { headers: evil })).status).toBe(403)
    const flood = Array.from({ length: 30 }, () => viewer.request('/api/audit'))
    expect(new Set((await Promise.all(flood)).map(({ status }) => status))).toEqual(new Set([401]))
    const events = await viewer.events('access.denied')
    expect(events).toHaveLength(before + 10)
    expect(events[9]).toMatchObject({ outcome: 'denied', denyReason: 'cross_site' })
    expect(events[0]).toMatchObject({ denyReason: 'not_signed_in', actor: { roles: [], method: 'none' } })
    viewer.advance(60_000)
    await viewer.request('/api/audit')
    expect((await newest('access.denied'))?.extent).toEqual({ unrecorded: 21 })
  })

  test('is refused all the same while the log cannot be written, and counted', async () => {
    viewer.advance(2 * 60_000)
    await without(appending, async () => {
      expect((await viewer.request('/api/sessions')).status).toBe(401)
    })
    await viewer.request('/api/sessions')
    expect((await newest('access.denied'))?.extent).toEqual({ unrecorded: 1 })
  })

  test('leaves no event where nothing would have been shown of anyone else', async () => {
    const size = (await viewer.events('access.denied')).length
    for (const path of ['/api/me', '/api/integrity', '/healthz', '/'])
      await (await viewer.request(path)).arrayBuffer()
    expect(await viewer.events('access.denied')).toHaveLength(size)
  })
})
