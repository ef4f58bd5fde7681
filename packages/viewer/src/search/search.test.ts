// Sessions by filters over HTTP: what a person finds, in which order, and what the log says of it.
import { randomUUID } from 'node:crypto'
import { addToSummaries, type Summary } from '@reseal/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { ErrorGroupListReply, FacetsReply, SavedSearchesReply, SessionListReply } from '../api-types.ts'

let viewer: ViewerFixture
let engineer: string
const startedAtMs = 1_700_000_000_000
const fingerprint = 'a'.repeat(32)
const sessions: string[] = []

beforeAll(async () => {
  viewer = await startViewerFixture()
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  for (let number = 0; number < 6; number += 1) {
    const atMs = startedAtMs + number * 60_000
    const recorded = await viewer.record({ startedAtMs: atMs, segmentCount: 1 })
    sessions.unshift(recorded.session)
    await summarize('clinic', recorded, summaryOf(number, recorded.stream, atMs))
  }
  const other = await viewer.record({ app: 'lab', startedAtMs, segmentCount: 1 })
  await summarize('lab', other, summaryOf(1, other.stream, startedAtMs))
})
afterAll(() => viewer.stop())

function summarize(app: string, of: { session: string; stream: string }, summary: Summary): Promise<unknown> {
  const run = { ...of, app, holder: randomUUID(), fromIndex: 0, toIndex: 1, holdMs: 1, summary }
  const worker = viewer.databases.database('worker')
  return worker.transaction().execute((transaction) => addToSummaries(transaction, run, false))
}

/** Odd ones have an error, those after the third another release. */
function summaryOf(number: number, stream: string, fromMs: number): Summary {
  const times = { firstMs: fromMs + 5, lastMs: fromMs + 5 }
  const error = { fingerprint, name: 'TypeError', message: 'xxxx', frames: [], count: 2, ...times, stream }
  const isOdd = number % 2 === 1
  return {
    fromMs,
    toMs: fromMs + 4_999,
    activity: { stepMs: 2_000, first: 7, counts: [4, 0, 1] },
    counts: { segments: 1, ...(isOdd && { errors: 2 }) },
    labels: {
      release: number > 3 ? 'web@2' : 'web@1',
      pages: ['/patients/:id'],
      tags: { ward: 'north' },
      errors: isOdd ? [error] : [],
      requests: [],
      vitals: { LCP: { value: 3_000, rating: 'needs-improvement' } },
    },
  }
}

async function get<T>(path: string, cookie: string = engineer): Promise<T> {
  const response = await viewer.request(path, { cookie })
  expect(response.status).toBe(200)
  return (await response.json()) as T
}

const list = (query: string): Promise<SessionListReply> => get(`/api/sessions?${query}`)

describe('the list of sessions', () => {
  test('finds those that have all of it, newest first, with what happened in them', async () => {
    const found = await list('filter=has:error,release:web@1,page:/patients/:id')
    expect(found.sessions.map(({ id }) => id)).toEqual([sessions[2], sessions[4]])
    expect(found.sessions[0]).toMatchObject({
      counts: { errors: 2 },
      release: 'web@1',
      pages: ['/patients/:id'],
      pageCount: 1,
      vitals: { LCP: { value: 3_000, rating: 'needs-improvement' } },
      activity: [99, 0, 50],
      errors: [{ fingerprint, name: 'TypeError', count: 2, firstMs: startedAtMs + 3 * 60_000 + 5 }],
    })
  })

  test('goes on from a cursor without a gap while newer sessions come', async () => {
    const query = 'filter=tag:ward:north,vital:LCP:needs-improvement&limit=2'
    const pages = [await list(query)]
    const newer = await viewer.record({ startedAtMs: startedAtMs + 3_600_000, segmentCount: 1 })
    await summarize('clinic', newer, summaryOf(0, newer.stream, startedAtMs + 3_600_000))
    while (pages.at(-1)?.nextCursor) pages.push(await list(`${query}&cursor=${pages.at(-1)?.nextCursor}`))
    expect(pages.flatMap((page) => page.sessions.map(({ id }) => id))).toEqual(sessions)
  })

  test('keeps to a time, and to the apps of whoever asks', async () => {
    const from = startedAtMs + 60_000
    const found = await list(`filter=has:error&from=${from}&to=${from + 1}`)
    expect(found.sessions.map(({ id }) => id)).toEqual([sessions[4]])
    const lab = await viewer.request('/api/sessions?app=lab&filter=has:error', { cookie: engineer })
    expect(lab.status).toBe(404)
  })

  test.each(['has', 'nothing:x', 'has:error,', `page:${'x'.repeat(301)}`])('refuses %s', async (filter) => {
    const response = await viewer.request(`/api/sessions?filter=${filter}`, { cookie: engineer })
    expect(response.status).toBe(400)
  })

  // sessions[0] is the newest, number 5; odd ones have an error, those after the third release web@2.
  test.each([
    ['error:any release:web@1', [2, 4]],
    ['error:Type* release:*@2', [0]],
    ['-error:any page:/patients/*', [1, 3, 5]],
    ['page:/pati**', [0, 1, 2, 3, 4, 5]],
    ['page:/pati*', []],
    ['error:>1', [0, 2, 4]],
    ['error:>2', []],
    ['lcp:>2.5s tag:ward=north -release:web@1', [0, 1]],
    ['lcp:<=2.5s', []],
    ['lcp:needs-improvement', [0, 1, 2, 3, 4, 5]],
    ['duration:<10s', [0, 1, 2, 3, 4, 5]],
    ['duration:4s..5s -tag:ward=n*', []],
    [`error:${'a'.repeat(8)}`, [0, 2, 4]],
    ['state:recording', [0, 1, 2, 3, 4, 5]],
    ['-state:recording', []],
    ['state:quarantined', []],
    ['after:2023-11-14 before:2023-11-15', [0, 1, 2, 3, 4, 5]],
    ['last:7d', []],
    ['app:clinic', [0, 1, 2, 3, 4, 5]],
  ])('finds by %s', async (q, places) => {
    const query = `to=${startedAtMs + 6 * 60_000}&limit=4&q=${encodeURIComponent(q)}`
    const pages = [await list(query)]
    while (pages.at(-1)?.nextCursor) pages.push(await list(`${query}&cursor=${pages.at(-1)?.nextCursor}`))
    expect(pages.flatMap((page) => page.sessions.map(({ id }) => id))).toEqual(
      places.map((place) => sessions[place]),
    )
  })

  test('puts first what they have most of, the newer of two alike, and says among how many', async () => {
    const query = `to=${startedAtMs + 6 * 60_000}&q=${encodeURIComponent('release:web@1 sort:error')}`
    const found = await list(query)
    expect(found.sessions.map(({ id }) => id)).toEqual([2, 4, 3, 5].map((place) => sessions[place]))
    expect(found).toMatchObject({ nextCursor: null, sorted: { among: 4, isAll: true } })
    const first = await list(`${query}&limit=1`)
    expect(first.sessions.map(({ id }) => id)).toEqual([sessions[2]])
    expect(first).toMatchObject({ nextCursor: null, sorted: { among: 4, isAll: true } })
    const [event] = await viewer.events('session.list')
    expect(event?.filters).toEqual(['to', 'release'])
  })

  test('finds one by its id, if it has the rest', async () => {
    const of = (q: string) => list(`q=${encodeURIComponent(q)}`)
    expect((await of(`${sessions[2]} error:any`)).sessions.map(({ id }) => id)).toEqual([sessions[2]])
    expect((await of(`id:${sessions[2]} -error:any`)).sessions).toEqual([])
    const lab = await viewer.request('/api/sessions?q=app:lab', { cookie: engineer })
    expect(lab.status).toBe(404)
  })

  test('is told how many are new, and nothing of them', async () => {
    const since = sessions[2]
    const to = (await list('limit=200')).sessions.findIndex(({ id }) => id === sessions[2])
    expect(await get(`/api/sessions/news?since=${since}`)).toEqual({ count: to })
    const lab = await viewer.request(`/api/sessions/news?app=lab&since=${since}`, { cookie: engineer })
    expect(lab.status).toBe(404)
  })

  test.each(['pages:/x', 'rage:often', 'page:"/a'])('refuses the search %s', async (q) => {
    const response = await viewer.request(`/api/sessions?q=${encodeURIComponent(q)}`, { cookie: engineer })
    expect(response.status).toBe(400)
  })

  test('leaves the names of filters in the log, never their values', async () => {
    await list('filter=page:/patients/:id,errorName:TypeError')
    const [event] = await viewer.events('session.list')
    expect(event?.filters).toEqual(['page', 'error-name'])
    expect(JSON.stringify(event)).not.toContain('patients')
  })
})

test('facets count what matching sessions have', async () => {
  const facets = await get<FacetsReply>('/api/sessions/facets?filter=has:error')
  expect(facets).toMatchObject({ sessionCount: 3, isComplete: true })
  expect(facets.values).toContainEqual({ field: 'release', value: 'web@1', count: 2 })
  expect(facets.values).toContainEqual({ field: 'error', value: fingerprint, count: 3 })
})

test('error groups say since when and in how many sessions', async () => {
  const { groups } = await get<ErrorGroupListReply>('/api/errors')
  expect(groups).toMatchObject([
    {
      app: 'clinic',
      fingerprint,
      firstSeenMs: startedAtMs + 60_005,
      lastSeenMs: startedAtMs + 5 * 60_000 + 5,
      firstRelease: 'web@1',
      lastRelease: 'web@2',
      sessionCount: 3,
      eventCount: 6,
    },
  ])
})

test.each([
  ['error:Type* sessions:>2 release:web@2', 1],
  [`error:${'a'.repeat(6)} -release:web@3`, 1],
  ['error:RangeError', 0],
  ['-error:Type*', 0],
  ['sessions:<3', 0],
  ['new:7d', 0],
  ['last:7d', 0],
])('error groups are found by %s', async (q, count) => {
  const { groups } = await get<ErrorGroupListReply>(`/api/errors?q=${encodeURIComponent(q)}`)
  expect(groups).toHaveLength(count)
})

test('error groups are not found by what is no search', async () => {
  const response = await viewer.request('/api/errors?q=page:/x', { cookie: engineer })
  expect(response.status).toBe(400)
})

describe('saved searches', () => {
  test('are one person’s own', async () => {
    const saved = await viewer.post(
      '/api/saved-searches',
      { name: 'Errors', query: 'filter=has:error' },
      { cookie: engineer },
    )
    const { id } = (await saved.json()) as { id: string }
    const mine = await get<SavedSearchesReply>('/api/saved-searches')
    expect(mine.searches).toEqual([{ id, name: 'Errors', query: 'filter=has:error', isOwn: true }])
    const other = await viewer.signInAs('eng-2', ['engineer'], ['clinic'])
    expect((await get<SavedSearchesReply>('/api/saved-searches', other)).searches).toEqual([])
    const foreign = await viewer.post(`/api/saved-searches/${id}/removal`, {}, { cookie: other })
    expect(foreign.status).toBe(404)
    const own = await viewer.post(`/api/saved-searches/${id}/removal`, {}, { cookie: engineer })
    expect(own.status).toBe(204)
    expect((await get<SavedSearchesReply>('/api/saved-searches')).searches).toEqual([])
  })

  test('are shared within an app, and removed only by whoever keeps them', async () => {
    const shared = { name: 'Rage', query: 'q=rage:%3E0', app: 'clinic' }
    const saved = await viewer.post('/api/saved-searches', shared, { cookie: engineer })
    const { id } = (await saved.json()) as { id: string }
    const other = await viewer.signInAs('sam', ['engineer'], ['clinic'])
    const { searches } = await get<SavedSearchesReply>('/api/saved-searches', other)
    expect(searches).toEqual([{ id, ...shared, isOwn: false }])
    const removal = await viewer.post(`/api/saved-searches/${id}/removal`, {}, { cookie: other })
    expect(removal.status).toBe(404)
    const stranger = await viewer.signInAs('kim', ['engineer'], ['lab'])
    expect((await get<SavedSearchesReply>('/api/saved-searches', stranger)).searches).toEqual([])
    const refused = await viewer.post('/api/saved-searches', shared, { cookie: stranger })
    expect(refused.status).toBe(404)
    await viewer.post(`/api/saved-searches/${id}/removal`, {}, { cookie: engineer })
  })

  test('are refused where the filter is none', async () => {
    const saved = await viewer.post(
      '/api/saved-searches',
      { name: 'x', query: 'filter=nothing:x' },
      { cookie: engineer },
    )
    expect(saved.status).toBe(400)
  })
})
