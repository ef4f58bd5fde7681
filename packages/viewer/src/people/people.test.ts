// Users and what they may do: nobody raises their own rights, one admin stays, and what changes holds from the next request.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorCode, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { PersonListReply, PersonReply } from '../api-types.ts'

let viewer: ViewerFixture
let [admin, second] = ['', '']
beforeAll(async () => {
  viewer = await startViewerFixture()
  admin = await viewer.signInAs('admin-1', ['admin'])
  second = await viewer.signInAs('admin-2', ['admin'])
})
afterAll(() => viewer.stop())

async function listed(): Promise<readonly PersonReply[]> {
  const response = await viewer.request('/api/users', { cookie: admin })
  return ((await response.json()) as PersonListReply).people
}

const idOf = async (name: string): Promise<string> =>
  (await listed()).find((person) => person.name === name)?.id ?? ''

const change = async (name: string, body: object, cookie = admin): Promise<[number, string | undefined]> => {
  const response = await viewer.post(`/api/users/${await idOf(name)}`, body, { cookie })
  return [response.status, response.status === 200 ? undefined : await errorCode(response)]
}

describe('an admin', () => {
  test('adds people, and changes what others may do; each is an event', async () => {
    const added = { name: 'eng-1', roles: ['engineer'], apps: ['clinic'], email: 'eng-1@clinic.example' }
    const response = await viewer.post('/api/users', added, { cookie: admin })
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ ...added, disabled: false })
    expect((await viewer.post('/api/users', added, { cookie: admin })).status).toBe(409)
    expect(await change('eng-1', { apps: ['clinic', 'lab'] })).toEqual([200, undefined])
    expect((await listed()).find(({ name }) => name === 'eng-1')).toMatchObject({ apps: ['clinic', 'lab'] })
    const [event] = await viewer.events('user.change')
    expect(event).toMatchObject({
      outcome: 'success',
      actor: { subject: 'admin-1' },
      target: { user: 'eng-1', roles: ['engineer'], apps: ['clinic', 'lab'] },
    })
  })

  test('changes nothing of their own', async () => {
    for (const body of [{ roles: ['admin', 'engineer'] }, { apps: ['clinic'] }, { disabled: true }]) {
      expect(await change('admin-1', body)).toEqual([403, 'own_roles'])
    }
    expect(await change('admin-1', { email: 'admin-1@clinic.example' })).toEqual([200, undefined])
    const [denied] = (await viewer.events('user.change')).filter(({ outcome }) => outcome === 'denied')
    expect(denied).toMatchObject({ denyReason: 'own_roles' })
  })

  test('of two that remove each other at once stays', async () => {
    const answers = await Promise.all([
      change('admin-2', { roles: ['auditor'] }),
      change('admin-1', { disabled: true }, second),
    ])
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1)
    const admins = (await viewer.deps.users.list()).filter(
      ({ roles, disabled }) => roles.includes('admin') && !disabled,
    )
    expect(admins).toHaveLength(1)
    const owner = viewer.databases.database('owner')
    await sql`UPDATE users SET roles = ARRAY['admin'], disabled_at = NULL WHERE name LIKE 'admin-%'`.execute(
      owner,
    )
    admin = await viewer.signIn(admins[0]?.id ?? '')
  })

  test('does not leave without any, not even at the database', async () => {
    const owner = viewer.databases.database('owner')
    await sql`UPDATE users SET disabled_at = now() WHERE name = 'admin-2'`.execute(owner)
    await sql`UPDATE users SET disabled_at = NULL WHERE name = 'admin-1'`.execute(owner)
    const last = await idOf('admin-1')
    const { rows } = await sql<{ answer: string }>`
      SELECT change_user(${last}, NULL, ARRAY['auditor'], NULL, NULL, NULL) AS answer`.execute(owner)
    expect(rows[0]?.answer).toBe('last_admin')
    const disabled = await sql<{ answer: string }>`
      SELECT change_user(${last}, NULL, NULL, NULL, true, NULL) AS answer`.execute(owner)
    expect(disabled.rows[0]?.answer).toBe('last_admin')
  })
})

test('whoever is disabled is out with the next request', async () => {
  const cookie = await viewer.signInAs('eng-2', ['engineer'], ['clinic'])
  expect((await viewer.request('/api/me', { cookie })).status).toBe(200)
  expect(await change('eng-2', { disabled: true })).toEqual([200, undefined])
  expect((await viewer.request('/api/me', { cookie })).status).toBe(401)
  expect(await change('eng-2', { disabled: false })).toEqual([200, undefined])
})

test('whoever is no member any more reads no further range', async () => {
  const cookie = await viewer.signInAs('eng-3', ['engineer'], ['clinic'])
  const { session, stream, startedAtMs } = await viewer.record()
  await viewer.anchor()
  const replay = await viewer.openReplay(session, cookie)
  const path = `/api/replays/${replay}/streams/${stream}/events?fromMs=${startedAtMs}&toMs=${startedAtMs}`
  expect((await viewer.request(path, { cookie })).status).toBe(200)
  expect(await change('eng-3', { apps: ['lab'] })).toEqual([200, undefined])
  const refused = await viewer.request(path, { cookie })
  expect([refused.status, await errorCode(refused)]).toEqual([404, 'not_found'])
})

test('the viewer’s login changes nobody’s rights but as an admin of the table', async () => {
  const db = viewer.databases.database('viewer')
  const id = await idOf('eng-1')
  for (const statement of [
    sql`UPDATE users SET roles = ARRAY['admin'] WHERE id = ${id}`,
    sql`INSERT INTO users (id, name, roles) VALUES (gen_random_uuid(), 'x', '{}')`,
    sql`INSERT INTO memberships (user_id, app_id) VALUES (${id}, 'lab')`,
  ]) {
    await expect(statement.execute(db)).rejects.toThrow(/permission denied/u)
  }
  for (const byWhom of [null, id, crypto.randomUUID()]) {
    const { rows } = await sql<{ answer: string }>`
      SELECT change_user(${id}, ${byWhom}, ARRAY['admin'], NULL, NULL, NULL) AS answer`.execute(db)
    expect(rows[0]?.answer).toBe('role_not_allowed')
  }
})
