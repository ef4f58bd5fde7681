// Grants end to end over HTTP: asked for, approved by another, used, over by the clock or revoked; break-glass with its
// alert and review. Every range is decided anew in its own transaction.
import { createAppRepository, createOutboxRepository } from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  readLines,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import type { GrantListReply, GrantReply } from '../api-types.ts'

let viewer: ViewerFixture
let recorded: RecordedStream
const cookies: Record<string, string> = {}
const hourMs = 3_600_000
const dayMs = 24 * hourMs

beforeAll(async () => {
  // Grants are what ends here: replays and browser sessions last longer than any of them.
  const config = { replayMs: dayMs, idleMs: dayMs, sessionMs: dayMs, anchorMaxAgeMs: dayMs }
  viewer = await startViewerFixture({ config })
  await createAppRepository(viewer.databases.database('owner')).setGrantsRequired('clinic', true)
})
afterAll(() => viewer.stop())

const people = {
  eng: ['engineer'],
  other: ['engineer'],
  both: ['engineer', 'privacy-officer'],
  officer: ['privacy-officer'],
  auditor: ['auditor'],
} as const

let round = 0
beforeEach(async () => {
  round += 1
  recorded = await viewer.record()
  for (const [name, roles] of Object.entries(people)) {
    cookies[name] = await viewer.signInAs(`${name}-${round}`, roles, name === 'other' ? ['lab'] : ['clinic'])
  }
  await viewer.anchor()
})

type Wish = Record<string, unknown>
const wish = (given: Wish = {}): Wish => ({
  app: 'clinic',
  scope: { kind: 'session', value: recorded.session },
  reason: 'the submit button does nothing',
  hours: 1,
  ...given,
})

const post = (path: string, who: string, body: Wish = {}): Promise<Response> =>
  viewer.post(path, body, { cookie: cookies[who] ?? '' })

async function ask(given: Wish = {}, who = 'eng'): Promise<GrantReply> {
  const response = await post('/api/grants', who, wish(given))
  expect(response.status).toBe(201)
  return (await response.json()) as GrantReply
}

async function approved(given: Wish = {}): Promise<GrantReply> {
  const { id } = await ask(given)
  const response = await post(`/api/grants/${id}/approve`, 'officer')
  expect(response.status).toBe(200)
  return (await response.json()) as GrantReply
}

async function open(who = 'eng', session = recorded.session): Promise<Response> {
  // The clock was moved on: what was appended before it has waited for its anchor since.
  await viewer.anchor()
  return post(`/api/sessions/${session}/replays`, who, { purpose: 'debugging' })
}

async function openedReplay(): Promise<string> {
  const response = await open()
  expect(response.status).toBe(201)
  return ((await response.json()) as { replayId: string }).replayId
}

function read(replayId: string): Promise<Response> {
  const range = `fromMs=${recorded.startedAtMs}&toMs=${recorded.startedAtMs}`
  const path = `/api/replays/${replayId}/streams/${recorded.stream}/events?${range}`
  return viewer.request(path, { cookie: cookies['eng'] ?? '' })
}

const codeOf = async (answer: Promise<Response>): Promise<unknown[]> => {
  const response = await answer
  return [response.status, await errorCode(response)]
}

describe('a grant', () => {
  test('is asked for with a reason, approved by another, and opens what it is for', async () => {
    expect(await codeOf(open())).toEqual([403, 'grant_required'])
    const grant = await ask()
    expect(grant).toMatchObject({ state: 'waiting', isOwn: true, person: `eng-${round}` })
    expect(await codeOf(open())).toEqual([403, 'grant_required'])

    const waiting = await viewer.request('/api/grants?of=waiting', { cookie: cookies['officer'] ?? '' })
    const { grants } = (await waiting.json()) as GrantListReply
    expect(grants).toContainEqual({ ...grant, isOwn: false })

    const response = await post(`/api/grants/${grant.id}/approve`, 'officer')
    expect(await response.json()).toMatchObject({
      state: 'live',
      decided: { by: `officer-${round}` },
    })
    const replay = await openedReplay()
    expect((await readLines(await read(replay))).length).toBeGreaterThan(1)

    for (const action of ['replay.open', 'replay.read']) {
      const [event] = await viewer.events(action)
      expect(event).toMatchObject({ outcome: 'success', grant: grant.id, approver: `officer-${round}` })
    }
    const [approval] = await viewer.events('grant.approve')
    expect(approval).toMatchObject({
      outcome: 'success',
      grant: grant.id,
      actor: { subject: `officer-${round}` },
      target: { app: 'clinic', session: recorded.session, scope: 'session', user: `eng-${round}` },
    })
    const [request] = await viewer.events('grant.request')
    expect(request).toMatchObject({ note: 'the submit button does nothing', extent: { durationMs: hourMs } })
  })

  test('ends by the clock: the next range of an opened replay is refused', async () => {
    await approved()
    const replay = await openedReplay()
    expect((await read(replay)).status).toBe(200)
    viewer.advance(hourMs)
    await viewer.anchor()
    expect(await codeOf(read(replay))).toEqual([403, 'grant_expired'])
    expect(await codeOf(open())).toEqual([403, 'grant_expired'])
    const [denied] = await viewer.events('replay.read')
    expect(denied).toMatchObject({ outcome: 'denied', denyReason: 'grant_expired' })
  })

  test.each(['officer', 'eng'])(
    'ends at once when it is revoked by %s: the next range is refused',
    async (who) => {
      const { id } = await approved()
      const replay = await openedReplay()
      expect((await read(replay)).status).toBe(200)
      expect((await post(`/api/grants/${id}/revoke`, who)).status).toBe(200)
      expect(await codeOf(read(replay))).toEqual([403, 'grant_revoked'])
      expect(await codeOf(post(`/api/grants/${id}/revoke`, who))).toEqual([409, 'already_decided'])
    },
  )

  test('waits for a range that is being committed before it is revoked, and refuses every one after', async () => {
    const { id } = await approved()
    const replay = await openedReplay()
    const reads = Array.from({ length: 8 }, () => read(replay))
    const revoked = post(`/api/grants/${id}/revoke`, 'officer')
    const answers = await Promise.all([...reads, revoked])
    for (const answer of answers) await answer.arrayBuffer()
    const events = await viewer.events()
    const at = events.findIndex(({ action }) => action === 'grant.revoke')
    const later = events.slice(0, at).filter(({ action }) => action === 'replay.read')
    expect(later.every(({ outcome }) => outcome === 'denied')).toBe(true)
    expect(await codeOf(read(replay))).toEqual([403, 'grant_revoked'])
  })

  test('is never approved, denied or reviewed by the person who asked', async () => {
    const { id } = await ask({}, 'both')
    expect(await codeOf(post(`/api/grants/${id}/approve`, 'both'))).toEqual([403, 'own_grant'])
    expect(await codeOf(post(`/api/grants/${id}/deny`, 'both'))).toEqual([403, 'own_grant'])
    // Not even by whoever writes to the table.
    const own = sql`UPDATE grants SET decision = 'approved', decided_by = user_id, decided_at = now() WHERE id = ${id}`
    await expect(own.execute(viewer.databases.database('viewer'))).rejects.toThrow(/check/u)
  })

  test('is decided once, for no longer than was asked for, and not after a day', async () => {
    const { id } = await ask({ hours: 2 })
    const longer = await post(`/api/grants/${id}/approve`, 'officer', { hours: 24 })
    const { fromMs = 0, untilMs = 0 } = (await longer.json()) as GrantReply
    expect(untilMs - fromMs).toBe(2 * hourMs)
    expect(await codeOf(post(`/api/grants/${id}/deny`, 'officer'))).toEqual([409, 'already_decided'])
    const again = sql`UPDATE grants SET until_at = until_at + interval '1 hour' WHERE id = ${id}`
    await expect(again.execute(viewer.databases.database('viewer'))).rejects.toThrow(/once/u)

    const late = await ask()
    const [officer] = [cookies['officer']]
    viewer.advance(dayMs - 1)
    cookies['officer'] = await viewer.signInAs(`officer-${round}-later`, ['privacy-officer'])
    viewer.advance(1)
    expect(await codeOf(post(`/api/grants/${late.id}/approve`, 'officer'))).toEqual([409, 'request_lapsed'])
    cookies['officer'] = officer ?? ''
  })

  test('that was denied opens nothing', async () => {
    const { id } = await ask()
    expect(await (await post(`/api/grants/${id}/deny`, 'officer')).json()).toMatchObject({ state: 'denied' })
    expect(await codeOf(open())).toEqual([403, 'grant_required'])
  })

  test.each([
    ['the app', () => ({ kind: 'app' }), 201],
    ['the session', () => ({ kind: 'session', value: recorded.session }), 201],
    ['pages of sessions without a summary', () => ({ kind: 'page', value: '/**' }), 403],
    ['a label that it has not', () => ({ kind: 'label', value: 'beta' }), 403],
  ])('for %s covers what it says', async (_, scope, status) => {
    await approved({ scope: scope() })
    expect((await open()).status).toBe(status)
  })

  test('for one session opens no other', async () => {
    await approved()
    const another = await viewer.record()
    await viewer.anchor()
    expect(await codeOf(open('eng', another.session))).toEqual([403, 'grant_required'])
  })

  test('of someone else is, to an engineer, as one that is not there', async () => {
    const { id } = await approved()
    const missing = '00000000-0000-4000-8000-000000000000'
    for (const grant of [id, missing]) {
      expect(await codeOf(post(`/api/grants/${grant}/revoke`, 'other'))).toEqual([404, 'not_found'])
    }
    const list = await viewer.request('/api/grants?of=all', { cookie: cookies['other'] ?? '' })
    expect(await list.json()).toEqual({ grants: [] })
  })

  test.each([
    ['another app', { app: 'lab', scope: { kind: 'app' } }, 404],
    ['an app that is not there', { app: 'nowhere', scope: { kind: 'app' } }, 404],
    ['a session that is not there', { scope: { kind: 'session', value: crypto.randomUUID() } }, 404],
    ['no reason', { reason: ' ' }, 400],
    ['more than a day', { hours: 25 }, 400],
    ['a page that is none', { scope: { kind: 'page', value: 'x y' } }, 400],
    ['a right that nobody declared', { approved: true }, 400],
  ])('is not asked for: %s', async (_, given, status) => {
    expect((await post('/api/grants', 'eng', wish(given))).status).toBe(status)
  })
})

describe('break-glass', () => {
  const emergency = (given: Wish = {}): Promise<Response> => {
    const { hours: _, ...rest } = wish({ minutes: 60, ...given })
    return post('/api/break-glass', 'eng', rest)
  }

  test('opens at once, alerts, and stays on the list until somebody else has reviewed it', async () => {
    const owner = viewer.databases.database('owner')
    await sql`UPDATE users SET email = name || '@clinic.example'`.execute(owner)
    await sql`DELETE FROM notifications`.execute(viewer.databases.database('worker'))
    const response = await emergency()
    expect(response.status).toBe(201)
    const grant = (await response.json()) as GrantReply
    expect(grant).toMatchObject({ kind: 'break-glass', state: 'live' })
    expect((grant.untilMs ?? 0) - (grant.fromMs ?? 0)).toBe(hourMs)

    const told = await createOutboxRepository(viewer.databases.database('worker')).listDue(100)
    const kinds = new Set(told.map(({ kind }) => kind))
    expect(kinds).toEqual(new Set(['break-glass']))
    expect(told.map(({ email }) => email)).toEqual(
      expect.arrayContaining([
        undefined,
        `officer-${round}@clinic.example`,
        `auditor-${round}@clinic.example`,
      ]),
    )
    expect(JSON.stringify(told)).not.toContain('submit button')

    const replay = await openedReplay()
    expect((await read(replay)).status).toBe(200)
    const [event] = await viewer.events('replay.read')
    expect(event).toMatchObject({ outcome: 'success', grant: grant.id })
    expect(event?.approver).toBeUndefined()

    viewer.advance(hourMs)
    await viewer.anchor()
    expect(await codeOf(read(replay))).toEqual([403, 'grant_expired'])
    const waiting = async (): Promise<readonly string[]> => {
      const list = await viewer.request('/api/grants?of=waiting', { cookie: cookies['auditor'] ?? '' })
      return ((await list.json()) as GrantListReply).grants.map(({ id }) => id)
    }
    expect(await waiting()).toContain(grant.id)
    const verdict = { verdict: 'justified', note: 'the outage of this morning' }
    expect((await post(`/api/grants/${grant.id}/review`, 'auditor', verdict)).status).toBe(200)
    expect(await waiting()).not.toContain(grant.id)
    const [review] = await viewer.events('grant.review')
    expect(review).toMatchObject({ outcome: 'success', grant: grant.id, cause: 'justified' })
    expect(await codeOf(post(`/api/grants/${grant.id}/review`, 'officer', verdict))).toEqual([
      409,
      'already_decided',
    ])
  })

  test('is not for more than an hour, and neither the worker nor the viewer can make it longer', async () => {
    expect((await emergency({ minutes: 61 })).status).toBe(400)
    const grant = (await (await emergency()).json()) as GrantReply
    const longer = sql`UPDATE grants SET until_at = until_at + interval '1 minute' WHERE id = ${grant.id}`
    await expect(longer.execute(viewer.databases.database('viewer'))).rejects.toThrow()
  })

  test('asks for a fresh proof of who it is', async () => {
    viewer.advance(6 * 60_000)
    expect(await codeOf(emergency())).toEqual([403, 'step_up_required'])
  })

  test('of an app of others is as one that is not there', async () => {
    const answers = await Promise.all([
      codeOf(emergency({ app: 'lab', scope: { kind: 'app' } })),
      codeOf(emergency({ app: 'nowhere', scope: { kind: 'app' } })),
      codeOf(emergency({ scope: { kind: 'session', value: crypto.randomUUID() } })),
    ])
    expect(answers).toEqual(Array.from({ length: 3 }, () => [404, 'not_found']))
  })

  test('is not reviewed by the person who took it', async () => {
    cookies['eng'] = cookies['both'] ?? ''
    const grant = (await (await emergency()).json()) as GrantReply
    const answer = post(`/api/grants/${grant.id}/review`, 'both', { verdict: 'justified' })
    expect(await codeOf(answer)).toEqual([403, 'own_grant'])
  })
})
