// What is not for somebody is not told apart from what is not there: same status, same body, same headers, and the same
// questions to the database, on every route that takes an id of a session, a stream, a replay, a grant or an order.
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type RecordedStream, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { AuditListReply, GrantReply, WhoSawReply } from '../api-types.ts'
import { viewerRoutes } from '../routes.ts'
import type { Route } from '../routing/route.ts'

let viewer: ViewerFixture
let recorded: RecordedStream
let stranger = ''
let replay = ''
let grant = ''
const missing = randomUUID()

beforeAll(async () => {
  viewer = await startViewerFixture()
  const owner = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  stranger = await viewer.signInAs('eng-2', ['engineer'], ['lab'])
  recorded = await viewer.record()
  await viewer.anchor()
  replay = await viewer.openReplay(recorded.session, owner)
  const wish = { app: 'clinic', scope: { kind: 'app' }, reason: 'x', hours: 1 }
  const asked = await viewer.post('/api/grants', wish, { cookie: owner })
  grant = ((await asked.json()) as GrantReply).id
  await viewer.anchor()
})
afterAll(() => viewer.stop())

const isById = ({ path }: Route): boolean => /:(?:id|stream|replayId|note)\b/u.test(path)
const byId = viewerRoutes.filter(isById).map((route) => [`${route.method} ${route.path}`, route] as const)

interface Ids {
  readonly session: string
  readonly stream: string
  readonly replay: string
  readonly grant: string
}

const theirs = (): Ids => ({ session: recorded.session, stream: recorded.stream, replay, grant })
const nobodys: Ids = { session: missing, stream: missing, replay: missing, grant: missing }

function addressOf(route: Route, ids: Ids): string {
  const path = route.path
    .replace('/grants/:id', `/grants/${ids.grant}`)
    .replace(':id', ids.session)
    .replace(':replayId', ids.replay)
    .replace(':stream', ids.stream)
    .replace(':note', missing)
  const range = `fromMs=${recorded.startedAtMs}&toMs=${recorded.startedAtMs}`
  if (path.endsWith('/events')) return `${path}?${range}`
  return path.endsWith('/export') ? `${path}?purpose=quality` : path
}

const bodies: Readonly<Record<string, (ids: Ids) => object>> = {
  '/api/sessions/:id/replays': () => ({ purpose: 'debugging' }),
  '/api/replays/:replayId/played': () => ({ streams: [] }),
  '/api/replays/:replayId/stacks': () => ({ release: 'x', frames: [] }),
  '/api/replays/:replayId/notes': ({ stream }) => ({ stream, atMs: 1, text: 'x' }),
}

function call(route: Route, ids: Ids): Promise<Response> {
  const path = addressOf(route, ids)
  const body = bodies[route.path]?.(ids) ?? {}
  const options = { cookie: stranger }
  return route.method === 'get' ? viewer.request(path, options) : viewer.post(path, body, options)
}

interface Observed {
  readonly status: number
  readonly code: unknown
  readonly headers: readonly string[]
  readonly queries: readonly string[]
}

/** What whoever asks can see of an answer, and what it made the database do. */
async function observe(ask: () => Promise<Response>): Promise<Observed> {
  const queries: string[] = []
  const query = vi.spyOn(Client.prototype, 'query')
  try {
    const response = await ask()
    const body = (await response.json()) as { error?: { code?: string; requestId?: string } }
    const { requestId: _, ...rest } = body.error ?? {}
    for (const [asked] of query.mock.calls as readonly (readonly unknown[])[]) queries.push(textOf(asked))
    const headers = [...response.headers.keys()].filter((name) => name !== 'set-cookie').toSorted()
    return { status: response.status, code: { ...body, error: rest }, headers, queries }
  } finally {
    query.mockRestore()
  }
}

function textOf(asked: unknown): string {
  return typeof asked === 'string' ? asked : ((asked as { text?: string }).text ?? '')
}

describe('somebody else’s', () => {
  test.each(byId)('%s answers as one that is not there', async (_, route) => {
    // What is done once, of statements and of a browser session, is done.
    await (await call(route, nobodys)).arrayBuffer()
    const absent = await observe(() => call(route, nobodys))
    const forbidden = await observe(() => call(route, theirs()))
    expect(forbidden).toEqual(absent)
    expect(absent.status).toBeGreaterThanOrEqual(400)
    if (absent.status === 404) expect(absent.queries.length).toBeGreaterThan(1)
  })

  test('is found by no list', async () => {
    // What the stranger was refused before says no more either.
    const log = await viewer.request('/api/audit', { cookie: stranger })
    expect(JSON.stringify(await log.json())).not.toMatch(/not_a_member|other_user|not_found/u)
    const cookie = await viewer.signInAs('eng-3', ['engineer'], ['lab'])
    const read = async <Reply>(path: string): Promise<Reply> =>
      (await (await viewer.request(path, { cookie })).json()) as Reply
    for (const { session } of [theirs(), nobodys]) {
      const { accesses } = await read<WhoSawReply>(`/api/audit/who-saw?session=${session}`)
      expect(accesses).toEqual([])
      const { events } = await read<AuditListReply>(`/api/audit?session=${session}`)
      expect(new Set(events.map(({ action }) => action))).toEqual(new Set(['audit.read']))
    }
    const sessions = await viewer.request('/api/sessions', { cookie })
    expect(JSON.stringify(await sessions.json())).not.toContain(recorded.session)
  })

  test('app is listed as one that is not there', async () => {
    const listed = (app: string) => () => viewer.request(`/api/sessions?app=${app}`, { cookie: stranger })
    const absent = await observe(listed('nowhere'))
    expect(await observe(listed('clinic'))).toEqual(absent)
    expect(absent.status).toBe(404)
  })

  test('grant is asked for as one for what is not there', async () => {
    const ask = (app: string, session: string) => () =>
      viewer.post(
        '/api/grants',
        { app, scope: { kind: 'session', value: session }, reason: 'x', hours: 1 },
        { cookie: stranger },
      )
    const absent = await observe(ask('clinic', missing))
    expect(absent.status).toBe(404)
    expect(await observe(ask('clinic', recorded.session))).toEqual(absent)
    expect(await observe(ask('lab', recorded.session))).toEqual(await observe(ask('lab', missing)))
  })
})
