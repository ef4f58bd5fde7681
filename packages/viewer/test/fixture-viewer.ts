// The viewer's HTTP shapes with made-up data, to look at the web app's states one by one. A test helper, never shipped.
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type {
  AuditEventReply,
  IntegrityReply,
  NoteReply,
  SessionAccessReply,
  SessionReply,
  SessionSummary,
  SignInReply,
  SignInWaysReply,
} from '../src/api-types.ts'
import { replaySecurityHeaders, viewerSecurityHeaders } from '../src/http/security-headers.ts'
import { purposes } from '../src/replays/purpose.ts'
import { consentHash, keyframeEvery, segmentEvents, segmentMs } from './fixture-events.ts'
import { generateLine } from './generated-sessions.ts'
import { rangeEndOf } from './range-server.ts'

/** What the fixture answers; change it while it runs to see another state. */
export interface FixtureWorld {
  ways: SignInWaysReply
  signIns: SignInReply[]
  roles: readonly ('engineer' | 'auditor' | 'privacy-officer' | 'admin')[]
  signedIn: boolean
  sessions: SessionReply[]
  /** Lines of the list in place of those of the sessions. */
  summaries?: SessionSummary[]
  events: AuditEventReply[]
  integrity: IntegrityReply
  /** Error code by route: `replays`, `range`, `sessions`, `audit`, `sign-in`. */
  refuse: Partial<Record<string, { status: number; code: string }>>
  /** Asked ranges, in order. */
  asked: string[]
  /** Reports of what was played, in order. */
  played: unknown[]
  notes: NoteReply[]
  delayMs: number
  /** Events of a segment of the stream that began at a moment. */
  eventsOf: (startedAtMs: number, index: number) => readonly object[]
}

export interface FixtureViewer {
  readonly url: string
  readonly world: FixtureWorld
  stop(): Promise<void>
}

const dist = join(import.meta.dirname, '../dist')
const requestId = '8d5a2c40-3a54-4a55-9f6d-0a5f9b0c7e11'
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export async function startFixtureViewer(): Promise<FixtureViewer> {
  const world = createWorld()
  const origins = { viewer: '', replay: '' }
  const viewer = createServer((request, response) => {
    setHeaders(response, viewerSecurityHeaders(origins.replay))
    void answerViewer(world, origins.replay, request, response)
  })
  const replay = createServer((request, response) => {
    setHeaders(response, replaySecurityHeaders(origins.viewer))
    void sendFile(response, join(dist, 'replay-frame'), request.url ?? '/')
  })
  origins.viewer = await listen(viewer)
  origins.replay = (await listen(replay)).replace('127.0.0.1', 'localhost')
  return {
    url: origins.viewer,
    world,
    stop: async () => {
      for (const server of [viewer, replay]) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, () => resolve()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function answerViewer(
  world: FixtureWorld,
  replayOrigin: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fixture.invalid')
  const path = url.pathname
  if (!path.startsWith('/api/')) return sendFile(response, join(dist, 'web'), path)
  if (world.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, world.delayMs))
  const refuse = (name: string) => {
    const error = world.refuse[name]
    if (error !== undefined) send(response, error.status, { error: { code: error.code, requestId } })
    return error !== undefined
  }
  if (path === '/api/sign-in') {
    if (refuse('sign-in')) return
    world.signedIn = true
    return send(response, 204)
  }
  if (path === '/api/sign-in/ways') return send(response, 200, world.ways)
  if (path === '/api/sign-in/oidc') {
    return refuse('oidc') ? undefined : send(response, 200, { url: `/provider${url.search}` })
  }
  if (!world.signedIn) return send(response, 401, { error: { code: 'not_signed_in', requestId } })
  if (path === '/api/sign-out') {
    world.signedIn = false
    return send(response, 204)
  }
  if (path === '/api/me') return send(response, 200, meReply(world, replayOrigin))
  if (path === '/api/step-up/link') {
    if (refuse('step-up')) return
    delete world.refuse['revoke']
    return send(response, 204)
  }
  if (path.startsWith('/api/sign-ins/') && path.endsWith('/revoke')) {
    if (refuse('revoke')) return
    world.signIns = world.signIns.filter(({ id }) => !path.includes(id))
    return send(response, 204)
  }
  if (path.startsWith('/api/sign-ins')) return send(response, 200, { signIns: world.signIns })
  if (path === '/api/integrity') return send(response, 200, world.integrity)
  if (path === '/api/saved-searches') return send(response, 200, { searches: [] })
  if (path === '/api/sessions/facets') return send(response, 200, facetsReply(world, url))
  if (path === '/api/sessions/news') return send(response, 200, { count: newsCount(world, url) })
  if (path === '/api/sessions')
    return refuse('sessions') ? undefined : send(response, 200, listReply(world, url))
  if (path === '/api/audit') {
    if (refuse('audit')) return
    const session = url.searchParams.get('session')
    const events = world.events.filter((event) => session === null || event.target?.session === session)
    return send(response, 200, { events, nextBefore: null, size: 18_402 })
  }
  if (path === '/api/attention') {
    const unreviewed = { count: 1, overdue: 0 }
    return send(response, 200, { sinks: [], unreviewed, overdueWeeks: [], equivocations: 0 })
  }
  if (path === '/api/audit/trend') {
    const person = { name: 'Ines Gruber', total: 3, refused: 1, counts: [0, 1, 2] }
    const days = [0, 1, 2].map((day) => Date.UTC(2026, 10, 20 + day))
    const trend = { days, persons: [person], apps: [], purposes: [], total: 3, isPartial: false }
    return send(response, 200, trend)
  }
  if (path === '/api/audit/who-saw') {
    if (refuse('who-saw')) return
    const session = url.searchParams.get('session') ?? world.sessions[1]?.id ?? ''
    return send(response, 200, { sessions: [session], isPartial: false, accesses: whoSaw(world, session) })
  }
  if (path === '/api/audit/export') return send(response, 200, { exported: url.search })
  if (/^\/api\/audit\/\d+\/receipt$/.test(path)) return send(response, 200, { log: 'audit' })
  const session = world.sessions.find(({ id }) => path.startsWith(`/api/sessions/${id}`))
  if (session !== undefined && path.endsWith('/replays')) {
    const opened = { replayId: requestId, expiresAtMs: Date.now() + 3_600_000 }
    return refuse('replays') ? undefined : send(response, 201, opened)
  }
  if (session !== undefined) return send(response, 200, session)
  if (path.endsWith('/played') && request.method === 'POST') {
    world.played.push(await bodyOf(request))
    return send(response, 204)
  }
  if (path.includes('/notes')) return answerNotes(world, path, request, response)
  if (path.endsWith('/events')) return refuse('range') ? undefined : sendRange(world, url, response)
  send(response, 404, { error: { code: 'not_found', requestId } })
}

function whoSaw(world: FixtureWorld, session: string): readonly SessionAccessReply[] {
  const now = Date.now()
  const fromMs = world.sessions.find(({ id }) => id === session)?.startedAtMs ?? now
  const stream = session
  const none = { released: [], played: [], leaves: [7] }
  const same = {
    session,
    app: 'portal',
    issuer: 'reseal',
    views: 1,
    exports: 0,
    denied: 0,
    tickets: [],
    ...none,
  }
  return [
    {
      ...same,
      subject: 'Ines Gruber',
      roles: ['engineer'],
      firstMs: now - 90_000_000,
      lastMs: now - 89_000_000,
      opens: 2,
      releasedMs: 72_000,
      playedMs: 41_000,
      released: [{ stream, fromMs, toMs: fromMs + 72_000 }],
      played: [{ stream, fromMs: fromMs + 4_000, toMs: fromMs + 45_000 }],
      purposes: ['debugging'],
      tickets: ['RES-214'],
    },
    {
      ...same,
      subject: null,
      roles: ['engineer'],
      firstMs: now - 50_000_000,
      lastMs: now - 50_000_000,
      opens: 1,
      releasedMs: 252_000,
      playedMs: 0,
      exports: 1,
      purposes: ['incident'],
    },
    {
      ...same,
      subject: 'Otto Maier',
      roles: ['auditor'],
      firstMs: now - 3_000_000,
      lastMs: now - 3_000_000,
      opens: 0,
      releasedMs: 0,
      playedMs: 0,
      denied: 3,
      purposes: [],
    },
  ]
}

function meReply(world: FixtureWorld, replayOrigin: string): object {
  return {
    user: { id: 'eng-1', name: 'Ines Gruber', roles: world.roles },
    signIn: { method: 'one-time-link', issuer: 'reseal', authenticatedAtMs: Date.now() },
    apps: [
      { id: 'clinic-intake', name: 'Clinic intake' },
      { id: 'portal', name: 'Patient portal' },
    ],
    replayOrigin,
    idleMs: 900_000,
    sessionExpiresAtMs: Date.now() + 3_600_000,
    purposes,
    noteLimit: 500,
    ticketPattern: '[A-Za-z][A-Za-z0-9_]{0,15}-[0-9]{1,10}',
  }
}

/** The sessions that a search finds, as far as the fixture knows its words. */
function foundIn(world: FixtureWorld, url: URL): SessionSummary[] {
  const app = url.searchParams.get('app')
  const words = (url.searchParams.get('q') ?? '').split(' ').filter((word) => word !== '')
  const has = ({ state, counts, release, pages = [] }: SessionSummary): boolean =>
    words.every((word) => {
      if (word === 'state:recording') return state === 'open'
      if (word === 'error:any') return (counts?.errors ?? 0) > 0
      if (word === 'rage:>0') return (counts?.rageClicks ?? 0) > 0
      if (word === 'sort:duration') return true
      if (word.startsWith('page:')) return pages.includes(word.slice(5))
      return word === `release:${release}`
    })
  return (world.summaries ?? world.sessions.map(summaryOf)).filter(
    (session) => (app === null || session.app === app) && has(session),
  )
}

function listReply(world: FixtureWorld, url: URL): object {
  const found = foundIn(world, url)
  if (url.searchParams.get('q')?.includes('sort:duration')) {
    const limit = Number(url.searchParams.get('limit') ?? 50)
    const sessions = found.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, limit)
    return { sessions, nextCursor: null, total: null, sorted: { among: found.length, isAll: true } }
  }
  const cursor = url.searchParams.get('cursor')
  // Behind a line, so that new ones in front move nothing.
  const from = found.findIndex(({ id }) => id === cursor) + 1
  const to = from + Number(url.searchParams.get('limit') ?? 50)
  return {
    sessions: found.slice(from, to),
    nextCursor: to < found.length ? (found[to - 1]?.id ?? null) : null,
    total: url.searchParams.has('q') ? null : found.length,
  }
}

function newsCount(world: FixtureWorld, url: URL): number {
  const found = foundIn(world, url)
  const since = found.findIndex(({ id }) => id === url.searchParams.get('since'))
  return since < 0 ? found.length : since
}

function facetsReply(world: FixtureWorld, url: URL): object {
  const found = foundIn(world, url)
  const counts = new Map<string, { field: string; value: string; count: number }>()
  const add = (field: string, value: string | undefined) => {
    if (value === undefined) return
    const key = `${field} ${value}`
    counts.set(key, { field, value, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  for (const { release, pages = [], counts: own, errors = [], vitals } of found.slice(0, 1_000)) {
    add('release', release)
    for (const page of pages) add('page', page)
    for (const { name } of errors) add('errorName', name)
    if ((own?.errors ?? 0) > 0) add('has', 'error')
    if ((own?.rageClicks ?? 0) > 0) add('has', 'rage-click')
    if (vitals?.LCP !== undefined) add('vital', `LCP:${vitals.LCP.rating}`)
  }
  const values = [...counts.values()].sort((one, other) => other.count - one.count)
  return { sessionCount: Math.min(1_000, found.length), isComplete: found.length <= 1_000, values }
}

function summaryOf({
  streams: _streams,
  purposes: _purposes,
  activity,
  ...summary
}: SessionReply): SessionSummary {
  return { ...summary, activity: activity.slice(0, 24) }
}

async function answerNotes(
  world: FixtureWorld,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') return send(response, 200, { notes: world.notes })
  const removed = /notes\/([^/]+)\/remove$/.exec(path)?.[1]
  if (removed !== undefined) {
    world.notes = world.notes.filter(({ id }) => id !== removed)
    return send(response, 204)
  }
  const written = (await bodyOf(request)) as Pick<NoteReply, 'stream' | 'atMs' | 'text'>
  if (/\d{3}-\d{4}/.test(written.text)) {
    return send(response, 422, { error: { code: 'identifier_found', requestId, identifiers: ['phone'] } })
  }
  const id = idOf(7_000 + world.notes.length)
  const note = { ...written, id, author: 'Ines Gruber', writtenAtMs: Date.now(), removable: true }
  world.notes = [...world.notes, note]
  send(response, 201, note)
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}

function sendRange(world: FixtureWorld, url: URL, response: ServerResponse): void {
  world.asked.push(url.search)
  const id = /streams\/([^/]+)\//.exec(url.pathname)?.[1]
  const stream = world.sessions.flatMap(({ streams }) => streams).find((each) => each.stream === id)
  if (stream === undefined) return send(response, 404, { error: { code: 'not_found', requestId } })
  const [fromMs, toMs] = [Number(url.searchParams.get('fromMs')), Number(url.searchParams.get('toMs'))]
  const number = (name: string) => {
    const given = url.searchParams.get(name)
    return given === null ? undefined : Number(given)
  }
  const held = { heldFrom: number('heldFrom'), heldTo: number('heldTo') }
  const end = rangeEndOf(stream.segments ?? [], { fromMs, toMs, fromIndex: number('fromIndex'), ...held })
  const served = (stream.segments ?? []).slice(end.firstIndex, end.lastIndex + 1)
  const lines = served
    .flatMap(({ index }) => world.eventsOf(stream.startedAtMs, index))
    .map((event) => JSON.stringify(event))
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  response.end(`${[...lines, JSON.stringify({ end })].join('\n')}\n`)
}

function createWorld(): FixtureWorld {
  const now = Date.UTC(2026, 10, 22, 14, 22, 7)
  const sessions = Array.from({ length: 24 }, (_, index) => createSession(index, now - index * 17 * 60_000))
  return {
    roles: ['engineer'],
    ways: { oidc: { label: 'Clinic ID' }, passkeys: true, links: true },
    signIns: createSignIns(Date.now()),
    signedIn: true,
    sessions,
    events: createEvents(sessions, now),
    integrity: {
      anchoring: { maxAgeMs: 60_000, isStrict: false, places: [], alteredCount: 0 },
      logs: {
        audit: { size: 18_402, anchoredSize: 18_402, anchorAgeMs: 400, unanchoredForMs: 0 },
        recordings: { size: 912, anchoredSize: 912, anchorAgeMs: 900, unanchoredForMs: 0 },
      },
      lastVerification: { atMs: now - 120_000, ok: true },
    },
    refuse: {},
    asked: [],
    played: [],
    notes: [],
    delayMs: 0,
    eventsOf: segmentEvents,
  }
}

function createSession(index: number, startedAtMs: number): SessionReply {
  const lengths = index % 3 === 0 ? [24, 40] : [3 + ((index * 11) % 50)]
  const streams = lengths.map((segmentCount, position) => {
    const atMs = startedAtMs + position * 150_000
    return {
      stream: idOf(index * 10 + position + 500),
      startedAtMs: atMs,
      endedAtMs: atMs + segmentCount * segmentMs,
      segmentCount,
      consentHash,
      gaps: [],
      segments: Array.from({ length: segmentCount }, (_, at) => ({
        index: at,
        startMs: atMs + at * segmentMs,
        endMs: atMs + at * segmentMs + segmentMs - 100,
        keyframe: at % keyframeEvery === 0,
        sizeBytes: 1024 * (1 + ((at * 7 + index) % 13)),
      })),
    }
  })
  const endedAtMs = Math.max(...streams.map((stream) => stream.endedAtMs))
  return {
    ...marksOf(index, startedAtMs),
    id: idOf(index),
    app: index % 5 === 4 ? 'portal' : 'clinic-intake',
    startedAtMs,
    endedAtMs,
    durationMs: endedAtMs - startedAtMs,
    streamCount: streams.length,
    segmentCount: streams.reduce((sum, stream) => sum + stream.segmentCount, 0),
    sizeBytes: streams
      .flatMap(({ segments }) => segments)
      .reduce((sum, segment) => sum + segment.sizeBytes, 0),
    state: index === 0 ? 'open' : 'closed',
    streams,
    activity: Array.from({ length: 240 }, (_, part) => (part * 37 + index * 11) % 100),
    purposes,
  }
}

/** What the indexer would have found, but the errors: where they lead is another test's. */
function marksOf(index: number, startedAtMs: number): Partial<SessionSummary> {
  const { counts, release, pages, pageCount, vitals } = generateLine(index, startedAtMs)
  return {
    ...(counts !== undefined && { counts }),
    ...(release !== undefined && { release }),
    ...(pages !== undefined && { pages }),
    ...(pageCount !== undefined && { pageCount }),
    ...(vitals !== undefined && { vitals }),
  }
}

function createEvents(sessions: readonly SessionReply[], now: number): AuditEventReply[] {
  return Array.from({ length: 30 }, (_, row) => {
    const session = sessions[row % 6]
    const denied = row % 9 === 4
    const action = ['replay.close', 'replay.read', 'replay.open', 'audit.read', 'user.sign_in'][row % 5] ?? ''
    const onSession = action.startsWith('replay') && session !== undefined
    const fromMs = (session?.startedAtMs ?? 0) + (row % 4) * 9_000
    const range = action === 'replay.open' || denied ? {} : { fromMs, toMs: fromMs + 15_000 }
    return {
      index: 18_401 - row,
      id: idOf(9_000 + row),
      timeMs: now - row * 41_000,
      action: denied ? 'replay.open' : action,
      outcome: denied ? 'denied' : 'success',
      ...(denied ? { denyReason: 'role_not_allowed' } : {}),
      actor: {
        issuer: 'reseal',
        subject: denied ? 'aud-1' : 'eng-1',
        roles: [denied ? 'auditor' : 'engineer'],
        method: 'link',
      },
      client: { ip: '127.0.0.1', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0' },
      ...(onSession || denied ? { purpose: 'debugging', ticket: 'RES-214' } : {}),
      ...(onSession || denied
        ? { target: { app: 'clinic-intake', session: session?.id ?? '', ...range } }
        : {}),
      ...(onSession && !denied && action !== 'replay.open'
        ? {
            extent:
              action === 'replay.close'
                ? {
                    replayMs: 9_000,
                    spans: [`${fromMs}-${fromMs + 5_000}`, `${fromMs + 90_000}-${fromMs + 94_000}`],
                  }
                : { replayMs: 15_000, segments: 3, bytes: 12_288 },
          }
        : {}),
      requestId,
      anchored: row > 0,
    }
  })
}

function createSignIns(now: number): SignInReply[] {
  const linux =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
  return [linux, phone].map((userAgent, index) => ({
    id: idOf(7_000 + index),
    isThis: index === 0,
    method: index === 0 ? 'one-time-link' : 'oidc',
    issuer: index === 0 ? 'reseal' : 'https://id.clinic.example',
    amr: index === 0 ? [] : ['pwd', 'otp'],
    startedAtMs: now - 3_600_000 * (index + 1),
    authenticatedAtMs: now - 3_600_000,
    lastUsedAtMs: now - 90_000 * index,
    expiresAtMs: now + 36_000_000,
    ip: `10.0.0.${index + 7}`,
    userAgent,
  }))
}

function idOf(seed: number): string {
  const hex = (seed * 2_654_435_761).toString(16).padStart(12, '0').slice(-12)
  return `0193f0a1-7c3e-7b52-9d7e-${hex}`
}

async function sendFile(response: ServerResponse, root: string, path: string): Promise<void> {
  const wanted = extname(path) === '' ? '/index.html' : path
  try {
    const bytes = await readFile(join(root, wanted))
    response.writeHead(200, { 'content-type': mediaTypes[extname(wanted)] ?? 'application/octet-stream' })
    response.end(bytes)
  } catch {
    response.writeHead(404).end()
  }
}

function send(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}
