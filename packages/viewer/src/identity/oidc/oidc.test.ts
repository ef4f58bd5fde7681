// Sign-in by a real identity provider over HTTP: who gets in, who does not, and how soon somebody is out again.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createProviderBrowser,
  startIdentityProvider,
  type TestIdentityProvider,
  type TokenParts,
} from '../../../test/identity-provider.ts'
import { publicOrigin, startViewerFixture, type ViewerFixture } from '../../../test/viewer-fixture.ts'
import type { OidcSettingsInput } from './oidc-settings.ts'

let idp: TestIdentityProvider
let viewer: ViewerFixture
let count = 0
const viewers = new Map<string, ViewerFixture>()

beforeAll(async () => {
  idp = await startIdentityProvider()
  idp.register(publicOrigin)
})
afterAll(async () => {
  await Promise.all([...viewers.values()].map((each) => each.stop()))
  await idp.stop()
})

beforeEach(() => {
  idp.spoilToken = undefined
  idp.signature = 'own'
  idp.isDown = false
  idp.asked.length = 0
})

/** The viewer with these settings; tests with the same settings share it. */
async function startViewer(settings: Partial<OidcSettingsInput> = {}): Promise<void> {
  const { issuer, clientId, clientSecret } = idp
  const groupRoles = { engineers: ['engineer'], officers: ['privacy-officer'], admins: ['admin'] } as const
  const groupApps = { engineers: ['clinic'], lab: ['lab'] }
  const oidc = { issuer, clientId, clientSecret, groupRoles, groupApps, ...settings }
  const key = JSON.stringify(settings)
  viewer = viewers.get(key) ?? (await startViewerFixture({ config: { oidc } }))
  viewers.set(key, viewer)
  // Refusals are bounded, a minute.
  viewer.advance(61_000)
}

/** Someone new at the provider. */
function enrol(groups: readonly string[], given: { amr?: string[]; name?: string } = {}): string {
  const subject = `subject-${++count}`
  const preferred_username = given.name ?? `${subject}@clinic.example`
  const claims = { preferred_username, groups }
  idp.people.set(subject, { password: 'correct', claims, amr: given.amr ?? ['pwd', 'otp'] })
  return subject
}

interface Ceremony {
  readonly url: string
  readonly cookie: string
}

async function begin(path = '/api/sign-in/oidc', cookie?: string): Promise<Ceremony> {
  const response = await viewer.post(path, {}, cookie === undefined ? {} : { cookie })
  expect(response.status).toBe(200)
  const { url } = (await response.json()) as { url: string }
  return { url, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
}

/** What the browser asks the viewer for when the provider has sent it back: a navigation from another site. */
function comeBack(callback: URL, cookie: string): Promise<Response> {
  return viewer.request(`${callback.pathname}${callback.search}`, {
    cookie,
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  })
}

async function signIn(subject: string, browser = createProviderBrowser(idp.issuer)): Promise<Response> {
  const { url, cookie } = await begin()
  return comeBack(await browser.signIn(url, { name: subject, password: 'correct' }), cookie)
}

/** Cookie header of the browser session that an answer begins. */
function sessionOf(response: Response): string {
  const cookie = response.headers.getSetCookie().find((line) => line.startsWith('reseal_session='))
  return cookie?.split(';')[0] ?? 'none'
}

async function me(
  cookie: string,
): Promise<{ status: number; name?: string; roles?: string[]; apps?: string[] }> {
  const response = await viewer.request('/api/me', { cookie })
  if (response.status !== 200) return { status: response.status }
  const body = (await response.json()) as {
    user: { name: string; roles: string[] }
    apps: { id: string }[]
  }
  return { status: 200, ...body.user, apps: body.apps.map(({ id }) => id) }
}

function problemOf(response: Response): string | null {
  expect(response.status).toBe(303)
  expect(sessionOf(response)).toBe('none')
  const { pathname, searchParams } = new URL(response.headers.get('location') ?? '', publicOrigin)
  expect(pathname).toBe('/sign-in')
  return searchParams.get('problem')
}

async function everybody(): Promise<string[]> {
  return (await viewer.deps.users.list()).map(({ name }) => name)
}

async function everything(): Promise<string> {
  const db = viewer.databases.database('superuser')
  const { rows } = await sql<{ text: string }>`
    SELECT web_sessions::text || provider_sessions::text AS text
    FROM web_sessions LEFT JOIN provider_sessions ON session_id = id`.execute(db)
  return rows.map(({ text }) => text).join('\n')
}

describe('a sign-in by the provider', () => {
  test('creates the person with the roles and apps of their groups, and says who vouches', async () => {
    await startViewer()
    const subject = enrol(['engineers', 'unrelated'])
    const { url, cookie } = await begin()
    const asked = new URL(url).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('state')).toMatch(/^[\w-]{43}$/u)
    expect(asked.get('nonce')).toMatch(/^[\w-]{43}$/u)
    const callback = await createProviderBrowser(idp.issuer).signIn(url, {
      name: subject,
      password: 'correct',
    })
    const response = await comeBack(callback, cookie)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    const [ended, begun] = response.headers.getSetCookie()
    expect(ended).toMatch(/^reseal_sign_in=; .*Max-Age=0/u)
    expect(begun).toMatch(
      /^reseal_session=[\w-]{43}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/u,
    )
    expect(await me(sessionOf(response))).toMatchObject({
      name: `${subject}@clinic.example`,
      roles: ['engineer'],
      apps: ['clinic'],
    })
    const actor = { issuer: idp.issuer, subject: `${subject}@clinic.example`, method: 'oidc' }
    expect((await viewer.events('user.sign_in'))[0]).toMatchObject({ outcome: 'success', actor })
    expect((await viewer.events('user.provision'))[0]).toMatchObject({
      actor: { issuer: idp.issuer, roles: [] },
      target: { user: `${subject}@clinic.example`, roles: ['engineer'], apps: ['clinic'] },
    })
    await viewer.request('/api/sessions', { cookie: sessionOf(response) })
    expect((await viewer.events('session.list'))[0]).toMatchObject({ actor })
  })

  test('leaves no token of the provider’s that the database alone would open', async () => {
    await startViewer()
    const response = await signIn(enrol(['engineers']))
    const session = sessionOf(response)
    const [token = '', secret = ''] = session.split('=')[1]?.split('.') ?? []
    const kept = await everything()
    expect(kept).toContain(idp.issuer)
    const secrets = [token, secret].flatMap((text) => [text, Buffer.from(text).toString('hex')])
    for (const text of [...secrets, 'refreshToken', Buffer.from('refreshToken').toString('hex')]) {
      expect(kept).not.toContain(text)
    }
    // Another browser's secret is of no use for this session's token.
    viewer.advance(31_000)
    expect((await me(`${session.split('.')[0]}.${'A'.repeat(43)}`)).status).toBe(401)
    expect((await viewer.events('user.log_off'))[0]).toMatchObject({ cause: 'removed' })
  })

  test('knows a person again by issuer and subject, whatever they are called', async () => {
    await startViewer()
    const subject = enrol(['engineers'], { name: 'before@clinic.example' })
    await signIn(subject)
    const person = idp.people.get(subject)
    if (person) person.claims['preferred_username'] = 'after@clinic.example'
    expect(await me(sessionOf(await signIn(subject)))).toMatchObject({ name: 'after@clinic.example' })
    // Whose name it was keeps it: the log goes by names.
    const heir = enrol(['engineers'], { name: 'before@clinic.example' })
    const { name } = await me(sessionOf(await signIn(heir)))
    expect(name).toMatch(/^before@clinic\.example \([0-9a-f]{8}\)$/u)
    expect(await me(sessionOf(await signIn(heir)))).toMatchObject({ name })
    const names = await everybody()
    expect(names).toEqual(expect.arrayContaining(['after@clinic.example', name]))
    expect(names).not.toContain('before@clinic.example')
    expect(await viewer.deps.identities.isFormerName('before@clinic.example')).toBe(true)
  })

  test('gives nobody the account of somebody who has the same name', async () => {
    await startViewer()
    const local = await viewer.createUser('boss', ['admin'])
    const { name, roles } = await me(sessionOf(await signIn(enrol(['engineers'], { name: 'boss' }))))
    expect(name).toMatch(/^boss \([0-9a-f]{8}\)$/u)
    expect(roles).toEqual(['engineer'])
    expect(await viewer.deps.users.find(local)).toMatchObject({ name: 'boss', roles: ['admin'] })
  })

  test('leaves roles to Reseal where no groups are mapped', async () => {
    await startViewer({ groupRoles: undefined, groupApps: undefined, label: 'No groups' })
    const subject = enrol(['admins'])
    expect(await me(sessionOf(await signIn(subject)))).toMatchObject({ status: 200, roles: [] })
    const owner = viewer.databases.database('owner')
    await sql`UPDATE users SET roles = '{auditor}'`.execute(owner)
    expect(await me(sessionOf(await signIn(subject)))).toMatchObject({ roles: ['auditor'] })
  })

  test('takes a name and groups from the claims that it is told to', async () => {
    await startViewer({ nameClaim: 'name', groupsClaim: 'groups.reseal' })
    const subject = enrol([])
    const person = idp.people.get(subject)
    if (person) person.claims = { name: 'Ana\u0007Ruiz ', groups: { reseal: 'engineers' } }
    const { name, roles } = await me(sessionOf(await signIn(subject)))
    expect([name, roles]).toEqual(['Ana Ruiz', ['engineer']])
  })
})

describe('nobody gets in', () => {
  test.each([
    ['without a group that has a role', ['unrelated'], {}, 'no_role'],
    ['with a password alone where more is required', ['engineers'], { amr: ['pwd'] }, 'mfa_missing'],
  ])('%s', async (_, groups, given, problem) => {
    await startViewer({ requiredAmr: ['mfa', 'otp'] })
    expect(problemOf(await signIn(enrol(groups, given)))).toBe(problem)
    expect((await viewer.events('user.sign_in'))[0]).toMatchObject({ outcome: 'denied', denyReason: problem })
    expect(await everybody()).not.toContain(`subject-${count}@clinic.example`)
    expect(sessionOf(await signIn(enrol(['engineers'], { amr: ['otp'] })))).not.toBe('none')
  })

  test('who is disabled in Reseal', async () => {
    await startViewer()
    const subject = enrol(['engineers'])
    await signIn(subject)
    const owner = viewer.databases.database('owner')
    await sql`UPDATE users SET disabled_at = now() WHERE name = ${`${subject}@clinic.example`}`.execute(owner)
    expect(problemOf(await signIn(subject))).toBe('user_disabled')
    const [event] = await viewer.events('user.sign_in')
    expect(event).toMatchObject({ denyReason: 'user_disabled', actor: { method: 'none', roles: [] } })
  })

  test('who gives up at the provider', async () => {
    await startViewer()
    const { url, cookie } = await begin()
    const callback = await createProviderBrowser(idp.issuer).signIn(url, 'cancel')
    expect(problemOf(await comeBack(callback, cookie))).toBe('provider_refused')
  })

  test('by a callback that was used before', async () => {
    await startViewer()
    const { url, cookie } = await begin()
    const person = { name: enrol(['engineers']), password: 'correct' }
    const callback = await createProviderBrowser(idp.issuer).signIn(url, person)
    expect(sessionOf(await comeBack(callback, cookie))).not.toBe('none')
    expect(problemOf(await comeBack(callback, cookie))).toBe('provider_refused')
  })

  test('by a callback in a browser that did not ask for it', async () => {
    await startViewer()
    const [attacker, victim] = [await begin(), await begin()]
    const person = { name: enrol(['engineers']), password: 'correct' }
    const callback = await createProviderBrowser(idp.issuer).signIn(attacker.url, person)
    expect(problemOf(await comeBack(callback, ''))).toBe('sign_in_expired')
    expect(problemOf(await comeBack(callback, victim.cookie))).toBe('bad_answer')
    const [seed = ''] = attacker.cookie.split('.')
    const purpose = { startedAtMs: viewer.deps.now(), returnTo: '/elsewhere' }
    const altered = `${seed}.${Buffer.from(JSON.stringify(purpose)).toString('base64url')}`
    expect(problemOf(await comeBack(callback, altered))).toBe('bad_answer')
    viewer.advance(11 * 60_000)
    expect(problemOf(await comeBack(callback, attacker.cookie))).toBe('sign_in_expired')
  })

  test('by the answer of another issuer', async () => {
    await startViewer()
    const { url, cookie } = await begin()
    const person = { name: enrol(['engineers']), password: 'correct' }
    const callback = await createProviderBrowser(idp.issuer).signIn(url, person)
    expect(callback.searchParams.get('iss')).toBe(idp.issuer)
    callback.searchParams.set('iss', 'https://other.example')
    expect(problemOf(await comeBack(callback, cookie))).toBe('bad_answer')
    callback.searchParams.delete('iss')
    expect(problemOf(await comeBack(callback, cookie))).toBe('bad_answer')
  })

  const hour = 3600
  test.each<[string, (parts: TokenParts) => void, TestIdentityProvider['signature']?]>([
    ['another nonce', ({ claims }) => void (claims['nonce'] = 'other')],
    ['no nonce', ({ claims }) => void delete claims['nonce']],
    ['another audience', ({ claims }) => void (claims['aud'] = 'other-client')],
    ['another issuer', ({ claims }) => void (claims['iss'] = 'https://other.example')],
    ['another subject than the userinfo', ({ claims }) => void (claims['sub'] = 'someone-else')],
    ['its time over', ({ claims }) => void (claims['exp'] = Math.floor(Date.now() / 1000) - hour)],
    ['no time of authentication', ({ claims }) => void delete claims['auth_time']],
    [
      'an authentication of the day before',
      ({ claims }) => void (claims['auth_time'] = Date.now() / 1000 - 25 * hour),
    ],
    ['no signature', ({ header }) => void (header['alg'] = 'none'), 'none'],
    ['an empty signature', () => undefined, 'none'],
    ['the signature of another key', () => undefined, 'foreign'],
    ['a key that is the client’s secret', ({ header }) => void (header['alg'] = 'HS256')],
  ])('by an ID token with %s', async (_, spoil, signature = 'own') => {
    await startViewer()
    idp.spoilToken = spoil
    idp.signature = signature
    expect(problemOf(await signIn(enrol(['engineers'])))).toBe('bad_answer')
    expect(await everybody()).not.toContain(`subject-${count}@clinic.example`)
    expect((await viewer.events('user.sign_in'))[0]).toMatchObject({ denyReason: 'bad_answer' })
  })

  test('while the provider does not answer, and the page says so without a word of the provider’s', async () => {
    await startViewer()
    const person = { name: enrol(['engineers']), password: 'correct' }
    const { url, cookie } = await begin()
    const callback = await createProviderBrowser(idp.issuer).signIn(url, person)
    idp.isDown = true
    const response = await comeBack(callback, cookie)
    expect(problemOf(response)).toBe('identity_unavailable')
    expect(await response.text()).toBe('')
    expect((await viewer.events('user.sign_in'))[0]).toMatchObject({ outcome: 'error' })
    await startViewer({ label: 'Asked for the first time' })
    const begun = await viewer.post('/api/sign-in/oidc', {})
    expect(begun.status).toBe(503)
    expect(await begun.text()).toMatch(
      /^\{"error":\{"code":"identity_unavailable","requestId":"[\w-]+"\}\}$/u,
    )
    expect(JSON.stringify(viewer.logged)).not.toContain(idp.issuer)
  })
})

describe('somebody who is signed in', () => {
  async function enter(
    settings: Partial<OidcSettingsInput> = {},
  ): Promise<{ subject: string; cookie: string }> {
    await startViewer(settings)
    const subject = enrol(['engineers', 'lab'])
    return { subject, cookie: sessionOf(await signIn(subject)) }
  }

  test('is out within a minute of being taken out of the group', async () => {
    const { subject, cookie } = await enter()
    const person = idp.people.get(subject)
    if (person) person.claims['groups'] = ['unrelated']
    expect((await me(cookie)).status).toBe(200)
    viewer.advance(30_000)
    expect((await me(cookie)).status).toBe(401)
    expect((await viewer.events('user.log_off'))[0]).toMatchObject({
      cause: 'removed',
      actor: { method: 'oidc', issuer: idp.issuer },
    })
    const known = (await viewer.deps.users.list()).find(({ name }) => name.startsWith(`${subject}@`))
    expect(known).toMatchObject({ roles: [] })
    if (person) person.claims['groups'] = ['engineers']
    expect((await me(cookie)).status).toBe(401)
  })

  test('is out within a minute of being disabled at the provider', async () => {
    const { subject, cookie } = await enter()
    const person = idp.people.get(subject)
    if (person) person.isDisabled = true
    viewer.advance(30_000)
    expect((await me(cookie)).status).toBe(401)
    expect((await viewer.events('user.log_off'))[0]).toMatchObject({ cause: 'removed' })
  })

  test('has other roles and apps within a minute, and another token with them', async () => {
    const { subject, cookie } = await enter()
    expect(await me(cookie)).toMatchObject({ roles: ['engineer'], apps: ['clinic', 'lab'] })
    const person = idp.people.get(subject)
    if (person) person.claims['groups'] = ['engineers', 'officers']
    viewer.advance(30_000)
    const response = await viewer.request('/api/me', { cookie })
    expect(await response.json()).toMatchObject({ user: { roles: ['engineer', 'privacy-officer'] } })
    expect((await viewer.events('user.provision'))[0]).toMatchObject({
      target: { roles: ['engineer', 'privacy-officer'], apps: ['clinic'] },
    })
    const renewed = sessionOf(response)
    expect(renewed).not.toBe('none')
    expect((await me(renewed)).status).toBe(200)
    // What it was changed for lasts a moment, and then gives away that two have it.
    expect((await me(cookie)).status).toBe(200)
    viewer.advance(29_000)
    expect((await me(renewed)).status).toBe(200)
    viewer.advance(2_000)
    expect((await me(cookie)).status).toBe(401)
    expect((await viewer.events('user.log_off'))[0]).toMatchObject({ cause: 'reused' })
    expect((await me(renewed)).status).toBe(401)
  })

  test('is asked about once, however many requests there are, and not within half a minute', async () => {
    const { cookie } = await enter()
    idp.asked.length = 0
    viewer.advance(10_000)
    await me(cookie)
    expect(idp.asked).toEqual([])
    for (const waitMs of [21_000, 61_000]) {
      viewer.advance(waitMs)
      const answers = await Promise.all(Array.from({ length: 8 }, () => me(cookie)))
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
      expect(idp.asked.splice(0)).toEqual(['refresh_token', 'userinfo'])
    }
  })

  test('is served for a minute while the provider is down, and then again once it is back', async () => {
    const { cookie } = await enter()
    idp.isDown = true
    viewer.advance(31_000)
    expect((await me(cookie)).status).toBe(200)
    viewer.advance(30_000)
    const response = await viewer.request('/api/me', { cookie })
    expect([response.status, await response.text()]).toEqual([
      503,
      expect.stringContaining('identity_unavailable'),
    ])
    idp.isDown = false
    expect((await me(cookie)).status).toBe(200)
  })

  test('is asked about at the userinfo endpoint where there is no refresh token', async () => {
    idp.register(publicOrigin, { refreshTokens: false })
    const { subject, cookie } = await enter({ label: 'No refresh tokens' })
    idp.asked.length = 0
    viewer.advance(31_000)
    expect((await me(cookie)).status).toBe(200)
    expect(idp.asked).toEqual(['userinfo'])
    const person = idp.people.get(subject)
    if (person) person.isDisabled = true
    viewer.advance(31_000)
    expect((await me(cookie)).status).toBe(401)
    idp.register(publicOrigin)
  })

  test('proves anew who they are, whatever session the provider has, and stays signed in as before', async () => {
    await startViewer()
    // A ceremony is dated by the viewer's clock, an authentication by the provider's.
    const ahead = viewer.deps.now() - Date.now()
    viewer.advance(-ahead)
    const subject = enrol(['engineers'])
    const browser = createProviderBrowser(idp.issuer)
    const cookie = sessionOf(await signIn(subject, browser))
    const { url, cookie: ceremony } = await begin('/api/step-up/oidc', cookie)
    const asked = new URL(url).searchParams
    expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['login', '0'])
    const response = await comeBack(
      await browser.signIn(url, { name: subject, password: 'correct' }),
      ceremony,
    )
    const fresh = sessionOf(response)
    expect(fresh).not.toBe('none')
    expect((await me(fresh)).status).toBe(200)
    expect((await viewer.events('user.step_up'))[0]).toMatchObject({
      actor: { method: 'oidc', issuer: idp.issuer },
    })
    const sessions = (await (await viewer.request('/api/sign-ins', { cookie: fresh })).json()) as {
      signIns: object[]
    }
    expect(sessions.signIns).toHaveLength(1)
    // Tokens of the provider's follow the session's secret.
    viewer.advance(31_000)
    expect((await me(fresh)).status).toBe(200)
    viewer.advance(ahead)
  })

  test('proves nothing by signing in as somebody else, or by a session that the provider still has', async () => {
    await startViewer()
    const ahead = viewer.deps.now() - Date.now()
    viewer.advance(-ahead)
    const [subject, other] = [enrol(['engineers']), enrol(['engineers'])]
    const cookie = sessionOf(await signIn(subject))
    const asOther = await begin('/api/step-up/oidc', cookie)
    const person = { name: other, password: 'correct' }
    const callback = await createProviderBrowser(idp.issuer).signIn(asOther.url, person)
    expect(problemOf(await comeBack(callback, asOther.cookie))).toBe('other_user')
    expect((await viewer.events('user.sign_in'))[0]).toMatchObject({ denyReason: 'other_user' })
    idp.spoilToken = ({ claims }) => void (claims['auth_time'] = Math.floor(Date.now() / 1000) - 300)
    const stale = await begin('/api/step-up/oidc', cookie)
    const same = await createProviderBrowser(idp.issuer).signIn(stale.url, {
      name: subject,
      password: 'correct',
    })
    expect(problemOf(await comeBack(same, stale.cookie))).toBe('bad_answer')
    expect((await me(cookie)).status).toBe(200)
    viewer.advance(ahead)
  })

  test('is out at once when the provider says so, by a token that it signs', async () => {
    const { subject, cookie } = await enter()
    const other = sessionOf(await signIn(enrol(['engineers'])))
    const now = Math.floor(Date.now() / 1000)
    const logout = { 'http://schemas.openid.net/event/backchannel-logout': {} }
    const claims = {
      iss: idp.issuer,
      aud: idp.clientId,
      iat: now,
      jti: `${count}`,
      sub: subject,
      events: logout,
    }
    const send = async (changes: object, signature: 'own' | 'foreign' | 'none' = 'own') => {
      const token = idp.signToken(
        { header: { alg: 'ES256', kid: 'k1' }, claims: { ...claims, ...changes } },
        signature,
      )
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        origin: '',
        'sec-fetch-site': 'none',
      }
      const body = new URLSearchParams({ logout_token: token }).toString()
      return (await viewer.request('/api/sign-in/oidc/logout', { method: 'POST', headers, body })).status
    }
    const refused = await Promise.all([
      send({}, 'foreign'),
      send({}, 'none'),
      send({ aud: 'other-client' }),
      send({ iss: 'https://other.example' }),
      send({ iat: now - 600 }),
      send({ events: {} }),
      send({ nonce: 'an ID token has one' }),
      send({ sub: undefined }),
    ])
    expect(refused).toEqual([400, 400, 400, 400, 400, 400, 400, 400])
    expect((await me(cookie)).status).toBe(200)
    expect(await send({})).toBe(200)
    expect((await me(cookie)).status).toBe(401)
    expect((await me(other)).status).toBe(200)
    expect((await viewer.events('user.log_off'))[0]).toMatchObject({
      cause: 'removed',
      actor: { subject: `${subject}@clinic.example` },
    })
  })

  test('signs out, also at the provider, which takes its tokens back', async () => {
    const { cookie } = await enter()
    const response = await viewer.post('/api/sign-out', {}, { cookie })
    const { url } = (await response.json()) as { url: string }
    const { origin, searchParams } = new URL(url)
    expect(origin).toBe(idp.issuer)
    expect(searchParams.get('post_logout_redirect_uri')).toBe(`${publicOrigin}/sign-in`)
    expect(searchParams.has('id_token_hint')).toBe(false)
    expect((await me(cookie)).status).toBe(401)
  })
})
