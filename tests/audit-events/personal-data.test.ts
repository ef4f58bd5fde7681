// What people are called, where they come from and what they write stands beside the audit log and nowhere else, and goes
// when it is erased: a real deployment, used by a person, looked through byte by byte.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseVerifierKey } from '@reseal/protocol/log'
import {
  createAnchor,
  createAuditLog,
  createCheckpointVerifier,
  createDatabase,
  createFileKeyProvider,
  createFolderObjectStore,
  type Database,
} from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../packages/viewer/src/http/log-line.ts'
import { type RunningViewer, startViewer } from '../../packages/viewer/src/start-viewer.ts'
import { createTestDeployment, type Deployment } from '../tamper/deployment.ts'

const personal = {
  name: 'Ana Canary-Ruiz',
  address: '203.0.113.177',
  browser: 'CanaryBrowser/9',
  note: 'the form of Maria Canary froze',
  ticket: 'CANARY-7781',
  exportNote: 'asked for by Canary Okonkwo',
}
const values = Object.values(personal)

let deployment: Deployment
let viewer: RunningViewer
let db: Database
let empty: string
let logged = ''
let metrics = ''

beforeAll(async () => {
  deployment = await createTestDeployment()
  empty = await mkdtemp(join(tmpdir(), 'reseal-no-files-'))
  viewer = await startDeployedViewer()
  await useIt()
  metrics = await viewer.metrics()
  await viewer.stop()
  await deployment.anchor()
}, 120_000)

afterAll(async () => {
  await db.destroy()
  await deployment.stop()
  await rm(empty, { recursive: true, force: true })
})

async function startDeployedViewer(): Promise<RunningViewer> {
  const { data, env } = deployment
  db = createDatabase({ connectionString: env['RESEAL_VIEWER_DATABASE_URL'] ?? '' })
  const config = JSON.parse(await readFile(join(data, 'config.json'), 'utf8')) as {
    logs: Record<'audit' | 'recordings', { verifierKey: string }>
  }
  const verifier = (log: 'audit' | 'recordings') => {
    const { name, publicKey } = parseVerifierKey(config.logs[log].verifierKey)
    return createCheckpointVerifier(name, publicKey)
  }
  const store = createFolderObjectStore({ root: join(data, 'anchor') })
  const verifiers = { audit: verifier('audit'), recordings: verifier('recordings') }
  const anchor = createAnchor({ store, verifiers })
  return startViewer(
    { port: 0, replayPort: 0, trustedProxies: 1, ticketPattern: 'CANARY-[0-9]+' },
    {
      db,
      objects: createFolderObjectStore({ root: join(data, 'objects') }),
      keys: await createFileKeyProvider({ path: join(data, 'keys', 'sealing.json') }),
      audit: createAuditLog(db, { anchor }),
      anchor,
      log: createLog({ write: (text) => (logged += text) }),
    },
    { webApp: empty, replayFrame: empty },
  )
}

/** Everything that leaves events of a person, from a link to sign-out. */
async function useIt(): Promise<void> {
  const { name, address, browser, note, ticket, exportNote } = personal
  const role = ['--role', 'engineer']
  await deployment.reseal('user', 'add', '--name', name, ...role, '--app', 'clinic')
  const link = (await deployment.reseal('link', '--user', name)).stdout.trim()
  let cookie = ''
  const call = async (path: string, body?: object): Promise<Response> => {
    const headers = {
      'user-agent': browser,
      'x-forwarded-for': address,
      'x-forwarded-proto': 'https',
      'sec-fetch-site': 'same-origin',
      origin: viewer.url,
      'content-type': 'application/json',
      cookie,
    }
    const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    return fetch(`${viewer.url}${path}`, { ...post, headers })
  }
  expect((await call('/api/sessions')).status).toBe(401)
  const signedIn = await call('/api/sign-in', { token: new URL(link).hash.slice(1) })
  expect(signedIn.status).toBe(204)
  cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const { sessions } = (await (await call('/api/sessions')).json()) as {
    sessions: { id: string; startedAtMs: number; endedAtMs: number }[]
  }
  const [session] = sessions
  const detail = (await (await call(`/api/sessions/${session?.id}`)).json()) as {
    streams: { stream: string }[]
  }
  // What the indexer leaves once the sentinel has passed them.
  await sql`INSERT INTO stream_index (stream_id, session_id, app_id, known_count, indexed_count)
    SELECT id, session_id, app_id, next_index, next_index FROM streams`.execute(deployment.superuser)
  const why = { purpose: 'incident', note, ticket }
  const opened = await call(`/api/sessions/${session?.id}/replays`, why)
  const { replayId } = (await opened.json()) as { replayId: string }
  const range = `fromMs=${session?.startedAtMs}&toMs=${session?.endedAtMs}`
  const read = await call(`/api/replays/${replayId}/streams/${detail.streams[0]?.stream}/events?${range}`)
  expect(read.status).toBe(200)
  await read.arrayBuffer()
  const found = await (await call(`/api/audit?actor=${encodeURIComponent(name)}`)).text()
  for (const value of [name, address, browser, note, ticket]) expect(found).toContain(value)
  expect((await call('/api/sign-out', {})).status).toBe(204)
  const words = ['export', '--session', session?.id ?? '', '--purpose', 'incident']
  expect((await deployment.reseal(...words, '--note', exportNote, '--ticket', ticket)).code).toBe(0)
}

/** Every row of every table as text, but those of the tables left out. */
async function rowsWithout(...leftOut: readonly string[]): Promise<string> {
  const tables = await sql<{ name: string }>`SELECT c.relname AS name FROM pg_class c
    WHERE c.relnamespace = 'reseal'::regnamespace AND c.relkind IN ('r', 'm')`.execute(deployment.superuser)
  const texts: string[] = []
  for (const { name } of tables.rows.filter((table) => !leftOut.includes(table.name))) {
    const { rows } = await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(name)}`.execute(
      deployment.superuser,
    )
    for (const value of rows.flatMap((row) => Object.values(row)))
      texts.push(value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value))
  }
  return texts.join('\n')
}

async function filesBelow(folder: string): Promise<string> {
  const entries = await readdir(join(deployment.data, folder), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')))
  expect(texts.length).toBeGreaterThan(0)
  return texts.join('\n')
}

function found(text: string): string[] {
  return values.filter((value) => text.includes(value))
}

test('personal values stand in two tables, and in no leaf, tile, checkpoint, object, log line or metric', async () => {
  expect(found(await rowsWithout())).toEqual(values)
  const others = await rowsWithout('audit_personal', 'users')
  expect(others).toContain('{"action":"replay.open",')
  expect(found(others)).toEqual([])
  expect(found(await filesBelow('anchor'))).toEqual([])
  expect(found(await filesBelow('objects'))).toEqual([])
  expect(logged).toContain('"event":"request"')
  expect(found(logged)).toEqual([])
  expect(metrics).toContain('reseal_viewer_requests_total')
  expect(found(metrics)).toEqual([])
})

test('erased, they are nowhere, and everything verifies as before', async () => {
  const before = (await deployment.verify()).report
  expect(before).toMatchObject({ verdict: 'intact', problems: [] })
  const exported = (await deployment.reseal('audit', 'export', '--format', 'jsonl')).stdout.trim().split('\n')
  const withNote = exported
    .map((line) => JSON.parse(line) as { index: number; event: { note?: string } })
    .filter(({ event }) => event.note === personal.exportNote)
  const leaves = withNote.flatMap(({ index }) => ['--leaf', String(index)])
  for (const words of [['--subject', personal.name], leaves])
    expect((await deployment.reseal('audit', 'erase', ...words, '--yes')).code).toBe(0)
  const left = found(await rowsWithout())
  // Nobody knew whose the request without a sign-in was: its address goes with its event.
  expect(left).toEqual([personal.address, personal.browser])
  const denied = exported
    .map((line) => JSON.parse(line) as { index: number; event: { action: string } })
    .filter(({ event }) => event.action === 'access.denied')
  for (const { index } of denied)
    expect((await deployment.reseal('audit', 'erase', '--leaf', String(index), '--yes')).code).toBe(0)
  expect(found(await rowsWithout())).toEqual([])
  await deployment.anchor()
  const { code, report } = await deployment.verify()
  expect(report).toMatchObject({ verdict: 'intact', problems: [] })
  expect(code).toBe(0)
})
