// A browser session's token, its proof, and its end by somebody's hand.
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  errorCode,
  publicOrigin,
  startViewerFixture,
  type ViewerFixture,
} from '../../../test/viewer-fixture.ts'
import type { SignInListReply } from '../../api-types.ts'
import type { ViewerEnv } from '../../http/request-context.ts'
import { mountRoutes } from '../../routing/mount-routes.ts'
import { defineRoute } from '../../routing/route.ts'

let viewer: ViewerFixture
let count = 0
beforeAll(async () => {
  viewer = await startViewerFixture()
})
afterAll(() => viewer.stop())

const uniqueName = () => `person-${++count}`
const minuteMs = 60_000

function sessionOf(response: Response): string | undefined {
  return response.headers.get('set-cookie')?.split(';')[0]
}

const statusOf = async (cookie: string) => (await viewer.request('/api/me', { cookie })).status

async function listOf(cookie: string, path = '/api/sign-ins'): Promise<SignInListReply['signIns']> {
  const response = await viewer.request(path, { cookie })
  expect(response.status).toBe(200)
  return ((await response.json()) as SignInListReply).signIns
}

describe('a browser session’s token', () => {
  test('changes every quarter of an hour of use, and once the next one is used the one before runs out', async () => {
    const first = await viewer.signInAs(uniqueName(), ['engineer'])
    viewer.advance(14 * minuteMs)
    expect(sessionOf(await viewer.request('/api/me', { cookie: first }))).toBeUndefined()
    viewer.advance(minuteMs)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => viewer.request('/api/me', { cookie: first })),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    const offered = answers.flatMap((answer) => sessionOf(answer) ?? [])
    expect(offered).toHaveLength(1)
    const [next = ''] = offered
    expect(next).not.toBe(first)
    expect(next.split('.')[1]).toBe(first.split('.')[1])
    // An answer that never arrived signs nobody out: another token is offered.
    viewer.advance(2 * minuteMs)
    const again = sessionOf(await viewer.request('/api/me', { cookie: first })) ?? ''
    expect(await statusOf(again)).toBe(200)
    expect(await statusOf(next)).toBe(401)
    viewer.advance(10_000)
    expect(await statusOf(first)).toBe(200)
    viewer.advance(21_000)
    expect(await statusOf(first)).toBe(401)
    const [event] = await viewer.events('user.log_off')
    expect(event).toMatchObject({ cause: 'reused', actor: { subject: `person-${count}` } })
    expect(await statusOf(again)).toBe(401)
  })

  test('changes when the roles of its person do', async () => {
    const id = await viewer.createUser(uniqueName(), ['engineer'])
    const cookie = await viewer.signIn(id)
    expect(sessionOf(await viewer.request('/api/me', { cookie }))).toBeUndefined()
    const owner = viewer.databases.database('owner')
    await owner
      .updateTable('users')
      .set({ roles: ['engineer', 'admin'] })
      .where('id', '=', id)
      .execute()
    const next = sessionOf(await viewer.request('/api/me', { cookie })) ?? ''
    expect(next).not.toBe('')
    expect(await statusOf(next)).toBe(200)
  })

  test('is not given out again beside the end of the session', async () => {
    const cookie = await viewer.signInAs(uniqueName(), [])
    viewer.advance(15 * minuteMs - 1000)
    await viewer.request('/api/me', { cookie })
    viewer.advance(1000)
    const response = await viewer.post('/api/sign-out', {}, { cookie })
    expect(response.headers.getSetCookie()).toEqual([expect.stringContaining('reseal_session=; ')])
  })
})

describe('sign-ins', () => {
  test('are listed by their owner, with where and how, and the one that asks among them', async () => {
    const id = await viewer.createUser(uniqueName(), ['engineer'])
    const [here, there] = [await viewer.signIn(id), await viewer.signIn(id)]
    const [mine, ...others] = (await listOf(here)).toSorted((a, b) => Number(b.isThis) - Number(a.isThis))
    expect(mine).toMatchObject({ isThis: true, method: 'one-time-link', issuer: 'reseal', amr: [] })
    expect(others).toMatchObject([{ isThis: false }])
    expect(mine).not.toHaveProperty('user')
    expect((await listOf(there)).map((signIn) => signIn.id).toSorted()).toEqual(
      (await listOf(here)).map((signIn) => signIn.id).toSorted(),
    )
  })

  test('are ended by their owner, and the next request with them is refused', async () => {
    const id = await viewer.createUser(uniqueName(), ['engineer'])
    const [here, there] = [await viewer.signIn(id), await viewer.signIn(id)]
    const other = (await listOf(here)).find(({ isThis }) => !isThis)?.id ?? ''
    expect((await viewer.post(`/api/sign-ins/${other}/revoke`, {}, { cookie: here })).status).toBe(204)
    expect(await statusOf(there)).toBe(401)
    expect(await statusOf(here)).toBe(200)
    expect((await viewer.events('user.log_off'))[0]).toMatchObject({
      outcome: 'success',
      cause: 'revoked',
      actor: { subject: `person-${count}`, method: 'one-time-link' },
      target: { user: `person-${count}` },
    })
  })

  test('of somebody else are as if they were not there, but for admins', async () => {
    const victim = uniqueName()
    const cookie = await viewer.signInAs(victim, ['engineer'])
    const [own] = await listOf(cookie)
    const path = `/api/sign-ins/${own?.id}/revoke`
    const stranger = await viewer.signInAs(uniqueName(), ['engineer', 'privacy-officer', 'auditor'])
    for (const tried of [path, '/api/sign-ins/0193f0a1-7c3e-4b52-9d7e-3f1d2b0c4e55/revoke']) {
      const response = await viewer.post(tried, {}, { cookie: stranger })
      expect([response.status, await errorCode(response)]).toEqual([404, 'not_found'])
      const [event] = await viewer.events('user.log_off')
      expect(event).toMatchObject({ outcome: 'denied', denyReason: 'not_found' })
      expect(event).not.toHaveProperty('target')
    }
    expect(await statusOf(cookie)).toBe(200)
    const admin = await viewer.signInAs(uniqueName(), ['admin'])
    const everybody = await listOf(admin, '/api/sign-ins/all')
    expect(everybody.find(({ id }) => id === own?.id)).toMatchObject({ user: { name: victim } })
    expect((await viewer.events('sign_in.list'))[0]).toMatchObject({ actor: { subject: `person-${count}` } })
    expect((await viewer.post(path, {}, { cookie: admin })).status).toBe(204)
    expect(await statusOf(cookie)).toBe(401)
    expect((await viewer.events('user.log_off'))[0]).toMatchObject({
      cause: 'revoked',
      actor: { subject: `person-${count}` },
      target: { user: victim },
    })
  })

  test('that are over are not listed, whether anything has removed them or not', async () => {
    const id = await viewer.createUser(uniqueName(), [])
    const [here] = [await viewer.signIn(id), await viewer.signIn(id)]
    viewer.advance(14 * minuteMs)
    await viewer.request('/api/me', { cookie: here })
    viewer.advance(2 * minuteMs)
    expect(await listOf(here)).toHaveLength(1)
  })
})

describe('what asks for a fresh proof', () => {
  let app: Hono<ViewerEnv>
  beforeAll(() => {
    app = new Hono<ViewerEnv>()
    app.use(async (context, next) => {
      context.set('requestId', 'r')
      context.set('client', { ip: undefined, userAgent: undefined })
      await next()
    })
    app.onError((error, context) => context.text('code' in error ? String(error.code) : 'unknown', 403))
    const done = async () => new Response('done')
    const common = { method: 'post', path: '/sensitive', summary: 's', audit: 'recording.export' } as const
    mountRoutes(
      app,
      [defineRoute({ ...common, permission: ['engineer'], stepUp: true, handle: done })],
      viewer.deps,
    )
  })

  const sensitive = async (cookie: string) => {
    const headers = { cookie, origin: publicOrigin, 'sec-fetch-site': 'same-origin' }
    const response = await app.request(`${publicOrigin}/sensitive`, { method: 'POST', headers })
    return response.text()
  }

  test('is done within five minutes of the sign-in, and then after another proof', async () => {
    const id = await viewer.createUser(uniqueName(), ['engineer'])
    const cookie = await viewer.signIn(id)
    viewer.advance(4 * minuteMs)
    expect(await sensitive(cookie)).toBe('done')
    viewer.advance(minuteMs)
    expect(await sensitive(cookie)).toBe('step_up_required')
    expect(await statusOf(cookie)).toBe(200)
    const [before] = await listOf(cookie)
    const token = await viewer.createLink(id)
    const response = await viewer.post('/api/step-up/link', { token }, { cookie })
    expect(response.status).toBe(204)
    const fresh = sessionOf(response) ?? ''
    expect(fresh).not.toBe(cookie)
    expect(await sensitive(fresh)).toBe('done')
    const [after] = await listOf(fresh)
    expect(after).toMatchObject({ id: before?.id, expiresAtMs: before?.expiresAtMs })
    expect(after?.authenticatedAtMs).toBeGreaterThan(before?.authenticatedAtMs ?? 0)
    expect((await viewer.events('user.step_up'))[0]).toMatchObject({
      outcome: 'success',
      actor: { subject: `person-${count}`, method: 'one-time-link' },
    })
    // What was under way with the former token comes through, and a moment later that token is nobody's.
    expect(await statusOf(cookie)).toBe(200)
    viewer.advance(31_000)
    expect(await statusOf(cookie)).toBe(401)
  })

  test('is not done with the link of somebody else, which stays good', async () => {
    const cookie = await viewer.signInAs(uniqueName(), ['engineer'])
    const other = await viewer.createUser(uniqueName(), ['engineer'])
    const token = await viewer.createLink(other)
    const response = await viewer.post('/api/step-up/link', { token }, { cookie })
    expect([response.status, await errorCode(response)]).toEqual([401, 'link_refused'])
    expect(response.headers.has('set-cookie')).toBe(false)
    expect((await viewer.post('/api/sign-in', { token })).status).toBe(204)
  })

  test('is refused to who has no right to it before it asks for a proof', async () => {
    const cookie = await viewer.signInAs(uniqueName(), ['auditor'])
    viewer.advance(6 * minuteMs)
    expect(await sensitive(cookie)).toBe('role_not_allowed')
  })
})

test('one-time links sign nobody in where they are switched off', async () => {
  const own = await startViewerFixture({ config: { signInLinks: 'no' } })
  try {
    const token = await own.createLink(await own.createUser('eng-1', ['engineer']))
    const response = await own.post('/api/sign-in', { token })
    expect([response.status, await errorCode(response)]).toEqual([401, 'link_refused'])
    expect(await (await own.request('/api/sign-in/ways')).json()).toMatchObject({ oidc: null, links: false })
  } finally {
    await own.stop()
  }
})
