// Passkeys over the viewer's routes: invitation, sign-in, further ones, and everything that must prove nothing.
import { generateKeyPairSync } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSoftPasskey, type Deviation, type SoftPasskey } from '../../../test/soft-authenticator.ts'
import { errorCode, startViewerFixture, type ViewerFixture } from '../../../test/viewer-fixture.ts'
import type { Role } from '../../access/actor.ts'
import type { InvitedReply, PasskeyCreationReply, PasskeyRequestReply } from '../../api-types.ts'

const publicOrigin = 'https://replay.clinic.example'
const startViewer = (): Promise<ViewerFixture> =>
  startViewerFixture({ publicOrigin, config: { publicOrigin } })

let viewer: ViewerFixture
let adminId: string
beforeAll(async () => {
  viewer = await startViewer()
  adminId = await viewer.createUser('admin-1', ['admin'])
})
afterAll(() => viewer.stop())

let count = 0
const cookieOf = (answer: Response): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
const jsonOf = async <Reply>(answer: Response): Promise<Reply> => (await answer.json()) as Reply

/** Creates a user and has the admin invite them. */
async function invite(roles: readonly Role[] = ['engineer'], on = viewer, by?: string) {
  const name = `person-${++count}`
  const userId = await on.createUser(name, roles, ['clinic'])
  return { name, userId, token: await inviteAgain(userId, on, by) }
}

/** Signed in a moment ago, as an invitation asks of an admin. */
async function inviteAgain(userId: string, on = viewer, by?: string): Promise<string> {
  const cookie = by ?? (await on.signIn(adminId))
  const answer = await on.post(`/api/users/${userId}/invitations`, {}, { cookie })
  const { url } = await jsonOf<{ url: string }>(answer)
  expect(url).toMatch(/^https:\/\/replay\.clinic\.example\/invitation#[\w-]{43}$/u)
  return new URL(url).hash.slice(1)
}

async function accept(token: string, passkey: SoftPasskey, wrong?: Deviation, on = viewer) {
  const challenge = await on.post('/api/invitation/challenge', { token })
  const credential = passkey.create(await jsonOf<InvitedReply>(challenge), wrong)
  return on.post('/api/invitation', { token, name: 'laptop', credential })
}

async function enrol(options: { roles?: readonly Role[]; counts?: boolean } = {}) {
  const invited = await invite(options.roles)
  const passkey = createSoftPasskey(publicOrigin, options)
  const answer = await accept(invited.token, passkey)
  expect(answer.status).toBe(204)
  return { ...invited, passkey, cookie: cookieOf(answer) }
}

const challengeOf = async (on = viewer): Promise<PasskeyRequestReply> =>
  jsonOf(await on.post('/api/sign-in/passkey/challenge', {}))

async function signIn(passkey: SoftPasskey, wrong?: Deviation, on = viewer): Promise<Response> {
  return on.post('/api/sign-in/passkey', passkey.get(await challengeOf(on), wrong))
}

const lastEvent = async (action: string) => (await viewer.events(action))[0]

describe('an invitation', () => {
  test('lets one person make a passkey and signs in with it', async () => {
    const { name, userId, token } = await invite(['engineer'])
    const creation = await jsonOf<InvitedReply>(await viewer.post('/api/invitation/challenge', { token }))
    expect(creation).toMatchObject({
      name,
      publicKey: {
        rp: { id: 'replay.clinic.example', name: 'Reseal' },
        user: { id: Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url') },
        attestation: 'none',
        excludeCredentials: [],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      },
    })
    const passkey = createSoftPasskey(publicOrigin)
    const credential = passkey.create(creation)
    const answer = await viewer.post('/api/invitation', { token, name: 'laptop', credential })
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-reseal_session=.*HttpOnly; SameSite=Strict/u)
    const me = await viewer.request('/api/me', { cookie: cookieOf(answer) })
    expect(await me.json()).toMatchObject({ user: { name, roles: ['engineer'] } })
    const added = await lastEvent('passkey.add')
    expect(added).toMatchObject({ outcome: 'success', actor: { subject: name, method: 'invitation' } })
    expect(await lastEvent('user.sign_in')).toMatchObject({
      outcome: 'success',
      actor: { subject: name, method: 'passkey', roles: ['engineer'] },
      target: { key: added?.target?.key },
    })
    expect((await viewer.events('passkey.invite'))[0]).toMatchObject({
      actor: { subject: 'admin-1' },
      target: { user: name },
    })
  })

  test('is spent once, also for eight at the same moment', async () => {
    const { token } = await invite()
    // All have their challenge before the first answers: who comes later is given none.
    const credentials = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const challenge = await viewer.post('/api/invitation/challenge', { token })
        return createSoftPasskey(publicOrigin).create(await jsonOf<InvitedReply>(challenge))
      }),
    )
    const answers = await Promise.all(
      credentials.map((credential) => viewer.post('/api/invitation', { token, name: 'laptop', credential })),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      204,
      ...Array<number>(7).fill(401),
    ])
  })

  test.each([
    ['unknown', 'unknown_link'],
    ['used', 'link_used'],
    ['expired', 'link_expired'],
    ['superseded', 'unknown_link'],
    ['of a disabled person', 'user_disabled'],
  ])('that is %s is refused with one answer, and the reason is in the log', async (kind, denyReason) => {
    const own = await startViewer()
    try {
      const by = await own.signInAs('admin-1', ['admin'])
      const { userId, token } = await invite(['engineer'], own, by)
      if (kind === 'used') await accept(token, createSoftPasskey(publicOrigin), {}, own)
      if (kind === 'expired') own.advance(3_600_000)
      if (kind === 'superseded') await inviteAgain(userId, own, by)
      if (kind === 'of a disabled person')
        await sql`UPDATE users SET disabled_at = now() WHERE id = ${userId}`.execute(
          own.databases.database('owner'),
        )
      const asked = kind === 'unknown' ? 'A'.repeat(43) : token
      const answer = await own.post('/api/invitation/challenge', { token: asked })
      expect([answer.status, await errorCode(answer)]).toEqual([401, 'link_refused'])
      expect((await own.events('passkey.add'))[0]).toMatchObject({ outcome: 'denied', denyReason })
    } finally {
      await own.stop()
    }
  })

  test('to someone who has passkeys ends these and their browser sessions', async () => {
    const { userId, passkey, cookie, name } = await enrol()
    await inviteAgain(userId)
    expect((await viewer.request('/api/me', { cookie })).status).toBe(401)
    expect((await signIn(passkey)).status).toBe(401)
    expect(await lastEvent('passkey.remove')).toMatchObject({
      outcome: 'success',
      actor: { subject: 'admin-1' },
      target: { user: name },
    })
    expect(await lastEvent('user.log_off')).toMatchObject({ cause: 'revoked', target: { user: name } })
  })

  test('is no admin’s to themselves, and nobody else’s at all', async () => {
    const cookie = await viewer.signIn(adminId)
    const own = await viewer.post(`/api/users/${adminId}/invitations`, {}, { cookie })
    expect([own.status, await errorCode(own)]).toEqual([409, 'own_account'])
    for (const role of ['engineer', 'privacy-officer', 'auditor'] as const) {
      const other = await viewer.signInAs(`other-${role}`, [role])
      const asked = await viewer.post(`/api/users/${adminId}/invitations`, {}, { cookie: other })
      expect([asked.status, await errorCode(asked)]).toEqual([403, 'role_not_allowed'])
    }
  })

  test.each<[string, Deviation]>([
    ['of another origin', { origin: 'https://replay.clinic.example.evil.example' }],
    ['in a frame of another site', { crossOrigin: true }],
    ['for another relying party', { rpId: 'clinic.example' }],
    ['without user verification', { userVerified: false }],
    ['of another ceremony', { type: 'webauthn.get' }],
    ['over a challenge of its own', { challenge: 'A'.repeat(43) }],
  ])('takes no passkey %s, and is not spent by it', async (_, wrong) => {
    const { token } = await invite()
    const answer = await accept(token, createSoftPasskey(publicOrigin), wrong)
    expect([answer.status, await errorCode(answer)]).toEqual([401, 'passkey_refused'])
    viewer.advance(60_000)
    expect((await accept(token, createSoftPasskey(publicOrigin))).status).toBe(204)
  })

  test('keeps its challenge to itself: another invitation’s makes no passkey', async () => {
    const [first, second] = [await invite(), await invite()]
    const begun = await viewer.post('/api/invitation/challenge', { token: first.token })
    const credential = createSoftPasskey(publicOrigin).create(await jsonOf<InvitedReply>(begun))
    const body = { token: second.token, name: 'laptop', credential }
    expect((await viewer.post('/api/invitation', body)).status).toBe(401)
    viewer.advance(60_000)
  })
})

describe('a sign-in', () => {
  test('is usernameless, and says with which passkey in the log', async () => {
    const { passkey, name } = await enrol()
    const begun = await challengeOf()
    expect(begun.publicKey).toMatchObject({ allowCredentials: [], userVerification: 'required' })
    const answer = await viewer.post('/api/sign-in/passkey', passkey.get(begun))
    expect(answer.status).toBe(204)
    const me = await viewer.request('/api/me', { cookie: cookieOf(answer) })
    expect(await me.json()).toMatchObject({ user: { name } })
    const event = await lastEvent('user.sign_in')
    expect(event).toMatchObject({ outcome: 'success', actor: { subject: name, method: 'passkey' } })
  })

  const { privateKey: strangersKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  test.each<[string, string, Deviation]>([
    ['of another origin', 'passkey_refused', { origin: 'https://evil.example' }],
    ['of another port', 'passkey_refused', { origin: `${publicOrigin}:8443` }],
    ['in a frame of another site', 'passkey_refused', { crossOrigin: true }],
    ['for another relying party', 'passkey_refused', { rpId: 'clinic.example' }],
    ['without user verification', 'passkey_refused', { userVerified: false }],
    ['of another ceremony', 'passkey_refused', { type: 'webauthn.create' }],
    ['over a challenge of its own', 'passkey_refused', { challenge: 'A'.repeat(43) }],
    ['with another user handle', 'passkey_refused', { userHandle: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ['without a user handle', 'passkey_refused', { userHandle: null }],
    ['by another key', 'passkey_refused', { signWith: strangersKey }],
    ['of a passkey that became copyable', 'passkey_refused', { backupEligible: true }],
    ['whose counter stands still', 'passkey_cloned', { counter: 1 }],
    ['whose counter went back to none', 'passkey_cloned', { counter: 0 }],
  ])('%s is refused, and the reason is in the log', async (_, denyReason, wrong) => {
    const { passkey, name } = await enrol()
    const answer = await signIn(passkey, wrong)
    expect([answer.status, await errorCode(answer)]).toEqual([401, 'passkey_refused'])
    expect(answer.headers.has('set-cookie')).toBe(false)
    expect(await lastEvent('user.sign_in')).toMatchObject({
      outcome: 'denied',
      denyReason,
      actor: { subject: name, method: 'none', roles: [] },
    })
    viewer.advance(60_000)
    expect((await signIn(passkey)).status).toBe(204)
  })

  test('with a signature seen before is refused', async () => {
    const { passkey } = await enrol({ counts: false })
    const assertion = passkey.get(await challengeOf())
    expect((await viewer.post('/api/sign-in/passkey', assertion)).status).toBe(204)
    expect((await viewer.post('/api/sign-in/passkey', assertion)).status).toBe(401)
    expect(await lastEvent('user.sign_in')).toMatchObject({ denyReason: 'passkey_refused' })
  })

  test('with one signature succeeds once of eight at the same moment', async () => {
    const { passkey } = await enrol({ counts: false })
    const assertion = passkey.get(await challengeOf())
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => viewer.post('/api/sign-in/passkey', assertion)),
    )
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    viewer.advance(60_000)
  })

  test('after five minutes is refused', async () => {
    const { passkey } = await enrol()
    const begun = await challengeOf()
    viewer.advance(5 * 60_000)
    expect((await viewer.post('/api/sign-in/passkey', passkey.get(begun))).status).toBe(401)
  })

  test('with an authenticator that never counts works again and again', async () => {
    const { passkey } = await enrol({ counts: false })
    for (let time = 0; time < 3; time += 1) expect((await signIn(passkey)).status).toBe(204)
  })

  test('of an unknown passkey and of a wrong signature are answered alike', async () => {
    const { passkey } = await enrol()
    const unknown = createSoftPasskey(publicOrigin)
    const answers = [await signIn(unknown), await signIn(passkey, { signWith: strangersKey })]
    const shapes = await Promise.all(
      answers.map(async (answer) => {
        const { error } = await jsonOf<{ error: Record<string, string> }>(answer)
        const names = [...answer.headers.keys()].sort()
        return { status: answer.status, names, code: error['code'], members: Object.keys(error) }
      }),
    )
    expect(shapes[0]).toEqual(shapes[1])
    expect((await viewer.events('user.sign_in')).slice(0, 2).map((event) => event.denyReason)).toEqual([
      'passkey_refused',
      'unknown_passkey',
    ])
  })

  test('of someone disabled meanwhile is refused', async () => {
    const { passkey, userId } = await enrol()
    await sql`UPDATE users SET disabled_at = now() WHERE id = ${userId}`.execute(
      viewer.databases.database('owner'),
    )
    expect((await signIn(passkey)).status).toBe(401)
    expect(await lastEvent('user.sign_in')).toMatchObject({ denyReason: 'user_disabled' })
  })

  test('has bounds: refusals, and challenges', async () => {
    const own = await startViewer()
    try {
      const unknown = createSoftPasskey(publicOrigin)
      for (let time = 0; time < 10; time += 1) expect((await signIn(unknown, {}, own)).status).toBe(401)
      expect((await signIn(unknown, {}, own)).status).toBe(429)
      expect(await own.events('user.sign_in')).toHaveLength(10)
      const asked = await Promise.all(
        Array.from({ length: 60 }, () => own.post('/api/sign-in/passkey/challenge', {})),
      )
      expect(asked.filter(({ status }) => status === 429)).toHaveLength(11)
      own.advance(60_000)
      expect((await own.post('/api/sign-in/passkey/challenge', {})).status).toBe(200)
    } finally {
      await own.stop()
    }
  })

  test.each(['{}', '{"id":"x","rawId":"y","type":"public-key","response":{}}', '[]', 'null'])(
    'of nonsense is no request: %s',
    async (body) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await viewer.request('/api/sign-in/passkey', { method: 'POST', headers, body })
      expect(answer.status).toBe(400)
    },
  )
})

describe('one’s own passkeys', () => {
  async function addSecond(cookie: string, passkey = createSoftPasskey(publicOrigin), wrong?: Deviation) {
    const begun = await viewer.post('/api/passkeys/challenge', {}, { cookie })
    const creation = await jsonOf<PasskeyCreationReply>(begun)
    const body = { name: 'phone', credential: passkey.create(creation, wrong) }
    return { creation, answer: await viewer.post('/api/passkeys', body, { cookie }) }
  }
  const list = async (cookie: string) =>
    (
      await jsonOf<{ passkeys: { id: string; name: string }[] }>(
        await viewer.request('/api/passkeys', { cookie }),
      )
    ).passkeys

  test('grow by a second, are named, and removed but for the last', async () => {
    const { passkey, cookie } = await enrol()
    const second = createSoftPasskey(publicOrigin)
    const { creation, answer } = await addSecond(cookie, second)
    expect(answer.status).toBe(201)
    expect(creation.publicKey.excludeCredentials).toHaveLength(1)
    expect((await signIn(second)).status).toBe(204)
    const [first, other] = await list(cookie)
    expect([first?.name, other?.name]).toEqual(['laptop', 'phone'])
    const path = (id: string | undefined, what: string): string => `/api/passkeys/${id}/${what}`
    expect((await viewer.post(path(other?.id, 'name'), { name: 'key' }, { cookie })).status).toBe(204)
    expect((await viewer.post(path(first?.id, 'remove'), {}, { cookie })).status).toBe(204)
    expect((await signIn(passkey)).status).toBe(401)
    expect((await list(cookie)).map(({ name }) => name)).toEqual(['key'])
    const last = await viewer.post(path(other?.id, 'remove'), {}, { cookie })
    expect([last.status, await errorCode(last)]).toEqual([409, 'last_way_in'])
    expect(await lastEvent('passkey.remove')).toMatchObject({ denyReason: 'last_way_in' })
  })

  test('keep one of two that are removed at the same moment', async () => {
    const { cookie } = await enrol()
    await addSecond(cookie)
    const answers = await Promise.all(
      (await list(cookie)).map(({ id }) => viewer.post(`/api/passkeys/${id}/remove`, {}, { cookie })),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409])
  })

  test('are nobody else’s to see, name or remove', async () => {
    const [ada, bob] = [await enrol(), await enrol()]
    const [adas] = await list(ada.cookie)
    expect(await list(bob.cookie)).not.toContainEqual(adas)
    for (const [what, body] of [
      ['name', { name: 'mine' }],
      ['remove', {}],
    ] as const) {
      const answer = await viewer.post(`/api/passkeys/${adas?.id}/${what}`, body, { cookie: bob.cookie })
      expect([answer.status, await errorCode(answer)]).toEqual([404, 'not_found'])
    }
    expect(await list(ada.cookie)).toEqual([adas])
  })

  test('take no credential that is somebody’s already', async () => {
    const [ada, bob] = [await enrol(), await enrol()]
    const { answer } = await addSecond(bob.cookie, ada.passkey)
    expect([answer.status, await errorCode(answer)]).toEqual([409, 'passkey_known'])
    expect(await lastEvent('passkey.add')).toMatchObject({ denyReason: 'passkey_known' })
  })

  test('take no answer to another’s challenge, and none without user verification', async () => {
    const [ada, bob] = [await enrol(), await enrol()]
    const begun = await viewer.post('/api/passkeys/challenge', {}, { cookie: ada.cookie })
    const credential = createSoftPasskey(publicOrigin).create(await jsonOf<PasskeyCreationReply>(begun))
    const crossed = await viewer.post('/api/passkeys', { name: 'x', credential }, { cookie: bob.cookie })
    expect(crossed.status).toBe(401)
    const { answer } = await addSecond(bob.cookie, undefined, { userVerified: false })
    expect(answer.status).toBe(401)
  })
})

describe('a step-up', () => {
  async function confirm(cookie: string, passkey: SoftPasskey, wrong?: Deviation): Promise<Response> {
    const begun = await viewer.post('/api/step-up/passkey/challenge', {}, { cookie })
    const assertion = passkey.get(await jsonOf<PasskeyRequestReply>(begun), wrong)
    return viewer.post('/api/step-up/passkey', assertion, { cookie })
  }

  test('by one’s own passkey confirms the session', async () => {
    const { passkey, cookie, name } = await enrol()
    const answer = await confirm(cookie, passkey, { userHandle: null })
    expect(answer.status).toBe(204)
    expect(cookieOf(answer)).not.toBe(cookie)
    expect(await lastEvent('user.step_up')).toMatchObject({
      outcome: 'success',
      actor: { subject: name, method: 'passkey' },
    })
  })

  test('by another’s passkey, or by a sign-in’s challenge, confirms nothing', async () => {
    const [ada, bob] = [await enrol(), await enrol()]
    expect((await confirm(ada.cookie, bob.passkey)).status).toBe(401)
    const signedIn = ada.passkey.get(await challengeOf())
    expect((await viewer.post('/api/step-up/passkey', signedIn, { cookie: ada.cookie })).status).toBe(401)
    const begun = await viewer.post('/api/step-up/passkey/challenge', {}, { cookie: ada.cookie })
    const confirming = ada.passkey.get(await jsonOf<PasskeyRequestReply>(begun))
    expect((await viewer.post('/api/sign-in/passkey', confirming)).status).toBe(401)
    expect(await lastEvent('user.step_up')).toMatchObject({ denyReason: 'passkey_refused' })
    viewer.advance(60_000)
  })
})

describe('someone whom an identity provider signs in', () => {
  let own: ViewerFixture
  let vouchFor: (userId: string) => Promise<unknown>
  beforeAll(async () => {
    const oidc = { issuer: 'https://id.clinic.example', clientId: 'reseal', clientSecret: 'x'.repeat(32) }
    own = await startViewerFixture({ publicOrigin, config: { publicOrigin, oidc } })
    vouchFor = (userId) =>
      sql`INSERT INTO identities (issuer, subject, user_id)
        VALUES ('https://id.clinic.example', ${userId}, ${userId})`.execute(own.databases.database('owner'))
  })
  afterAll(() => own.stop())

  test('gets in by no passkey that they had, and may remove the last', async () => {
    const by = await own.signInAs('admin-1', ['admin'])
    const { userId, token } = await invite(['engineer'], own, by)
    const passkey = createSoftPasskey(publicOrigin)
    const cookie = cookieOf(await accept(token, passkey, {}, own))
    await vouchFor(userId)
    expect((await signIn(passkey, {}, own)).status).toBe(401)
    expect((await own.events('user.sign_in'))[0]).toMatchObject({ denyReason: 'provisioned' })
    const listed = await jsonOf<{ unavailable: string; passkeys: { id: string }[] }>(
      await own.request('/api/passkeys', { cookie }),
    )
    expect(listed.unavailable).toBe('provider')
    const path = `/api/passkeys/${listed.passkeys[0]?.id}/remove`
    expect((await own.post(path, {}, { cookie })).status).toBe(204)
    const another = await own.post('/api/passkeys/challenge', {}, { cookie })
    expect([another.status, await errorCode(another)]).toEqual([409, 'provisioned'])
  })

  test('is not invited, and an invitation that they had is worth nothing', async () => {
    const by = await own.signInAs('admin-2', ['admin'])
    const { userId, token } = await invite(['engineer'], own, by)
    await vouchFor(userId)
    const again = await own.post(`/api/users/${userId}/invitations`, {}, { cookie: by })
    expect([again.status, await errorCode(again)]).toEqual([409, 'provisioned'])
    expect((await own.post('/api/invitation/challenge', { token })).status).toBe(401)
    expect((await own.events('passkey.add'))[0]).toMatchObject({ denyReason: 'provisioned' })
  })
})

test('nothing secret of a passkey or an invitation rests in the database', async () => {
  const { token } = await invite()
  const begun = await viewer.post('/api/invitation/challenge', { token })
  const { publicKey } = await jsonOf<InvitedReply>(begun)
  const db = viewer.databases.database('superuser')
  const { rows } = await sql`SELECT passkey_invitations::text, passkey_ceremonies::text
    FROM passkey_invitations, passkey_ceremonies`.execute(db)
  for (const secret of [token, publicKey.challenge]) {
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('hex'))
  }
})

test('an origin that is an address has no passkeys, and says so', async () => {
  const own = await startViewerFixture()
  try {
    const answer = await own.post('/api/sign-in/passkey/challenge', {})
    expect([answer.status, await errorCode(answer)]).toEqual([409, 'passkeys_unavailable'])
    const cookie = await own.signInAs('eng-1', ['engineer'])
    expect(await (await own.request('/api/passkeys', { cookie })).json()).toEqual({
      unavailable: 'address',
      passkeys: [],
    })
  } finally {
    await own.stop()
  }
})
