// The questions to the audit log as an auditor asks them, with what proves each answer; and sinks as they are kept.
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { parseVerifierKey, verifyTlogProof } from '@reseal/protocol/log'
import {
  type AuditEventInput,
  createAuditLog,
  createCheckpointVerifier,
  createIngestRepository,
  createUserRepository,
  type SessionAccess,
} from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../../store/test/recording-fixture.ts'
import { loadConfig } from '../deployment/config.ts'
import { openAnchor } from '../deployment/logs.ts'
import { runReseal } from '../run.ts'

let postgres: TestPostgres
let folder: string
let env: Record<string, string>
const [ours, theirs] = [newStream(), newStream({ appId: 'lab', keyId: 'fedcba9876543210' })]
const session = ours.session

async function reseal(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', '']
  const code = await runReseal(words, {
    env,
    cwd: folder,
    stdout: { isTerminal: false, write: async (text) => void (stdout += text) },
    stderr: { isTerminal: false, write: async (text) => void (stderr += text) },
    stdin: new PassThrough(),
    stopSignal: AbortSignal.abort(),
  })
  return { code, stdout, stderr }
}

async function answer(...words: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await reseal(...words, '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

beforeAll(async () => {
  postgres = await startTestPostgres()
  folder = await mkdtemp(join(tmpdir(), 'reseal-questions-'))
  env = {
    RESEAL_DATA: join(folder, 'data'),
    RESEAL_DATABASE_URL: postgres.connectionString('owner'),
    RESEAL_INGEST_DATABASE_URL: postgres.connectionString('ingest'),
    RESEAL_VIEWER_DATABASE_URL: postgres.connectionString('viewer'),
    RESEAL_WORKER_DATABASE_URL: postgres.connectionString('worker'),
  }
  for (const app of ['clinic', 'lab']) {
    const words = app === 'clinic' ? ['init', '--app', app] : ['app', 'add', '--id', app]
    expect(await reseal(...words, '--origin', `https://${app}.example.org`)).toMatchObject({ code: 0 })
  }
  const users = createUserRepository(postgres.database('owner'))
  await users.create({ id: randomUUID(), name: 'eng-1', roles: ['engineer'], appIds: ['clinic'] })
  await users.create({ id: randomUUID(), name: 'aud-1', roles: ['auditor'], appIds: [] })
  const ingest = createIngestRepository(postgres.database('ingest'))
  for (const stream of [ours, theirs]) {
    await ingest.commitBatch(newBatchCommit([stream], newSegments(stream, { from: 0, count: 12 })))
  }
  const log = createAuditLog(postgres.database('viewer'), {
    anchor: openAnchor(loadConfig(join(folder, 'data'), env)),
  })
  for (const event of accesses()) await log.append(event)
}, 120_000)
afterAll(() => Promise.all([postgres.stop(), rm(folder, { recursive: true, force: true })]))

function accesses(): readonly AuditEventInput[] {
  const actor = { issuer: 'reseal', subject: 'eng-1', roles: ['engineer'], method: 'one-time-link' }
  const replay = randomUUID()
  const target = { app: 'clinic', session, replay }
  const same = { outcome: 'success', actor, purpose: 'debugging' } as const
  const read = (fromMs: number, toMs: number) =>
    ({
      ...target,
      stream: ours.stream,
      fromMs: ours.startedAtMs + fromMs,
      toMs: ours.startedAtMs + toMs,
    }) as const
  return [
    { ...same, action: 'replay.open', target, ticket: 'RES-214', note: 'the form froze' },
    { ...same, action: 'replay.read', target: read(0, 20_000), extent: { replayMs: 20_000 } },
    { ...same, action: 'replay.read', target: read(10_000, 30_000), extent: { replayMs: 20_000 } },
    { ...same, action: 'replay.delivered', target: read(0, 20_000), extent: { replayMs: 20_000 } },
    {
      action: 'replay.open',
      outcome: 'denied',
      denyReason: 'role_not_allowed',
      actor: { ...actor, subject: 'aud-1', roles: ['auditor'] },
      target: { app: 'clinic', session },
    },
  ]
}

describe('who-saw', () => {
  test('says who opened, watched and was refused a session', async () => {
    const { stdout } = await reseal('audit', 'who-saw', session.toUpperCase())
    expect(stdout).toMatch(new RegExp(`eng-1 +engineer +${session} +1 +0:30 +– +– +debugging · RES-214`, 'u'))
    expect(stdout).toMatch(new RegExp(`aud-1 +auditor +${session} +– +– +– +1 +–`, 'u'))
    const reply = (await answer('audit', 'who-saw', session)) as { accesses: SessionAccess[] }
    expect(reply.accesses[0]).toMatchObject({
      actor: { subject: 'eng-1' },
      released: [{ stream: ours.stream, fromMs: ours.startedAtMs, toMs: ours.startedAtMs + 30_000 }],
      delivered: [{ fromMs: ours.startedAtMs, toMs: ours.startedAtMs + 20_000 }],
    })
  })

  test('takes conditions, and says when nobody did', async () => {
    const reply = (await answer('audit', 'who-saw', session, '--outcome', 'denied')) as {
      accesses: SessionAccess[]
    }
    expect(reply.accesses.map(({ actor }) => actor.subject)).toEqual(['aud-1'])
    expect((await reseal('audit', 'who-saw', randomUUID())).stdout).toContain('Nobody: no access')
  })

  test('of a pseudonym needs the sessions that the app knows of', async () => {
    const refused = await reseal('audit', 'who-saw', 'p-7731')
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--sessions FILE')])
    const file = join(folder, 'p-7731.txt')
    await writeFile(file, `https://viewer.example/sessions/${session}?t=0:08\n${randomUUID()}\n`)
    const { stdout } = await reseal('audit', 'who-saw', 'p-7731', '--sessions', file)
    expect(stdout).toContain('eng-1')
  })

  test('is an event of its own, committed first, and its answer is proven by receipts', async () => {
    const file = join(folder, 'proofs.jsonl')
    const { stdout } = await reseal('audit', 'who-saw', session, '--proofs', file)
    expect(stdout).toContain(`5 receipts are in ${file}`)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const { origin, verifierKey } = loadConfig(join(folder, 'data'), env).logs.audit
    const verifier = createCheckpointVerifier(origin, parseVerifierKey(verifierKey).publicKey)
    for (const line of (await readFile(file, 'utf8')).trim().split('\n')) {
      const { index, id, receipt } = JSON.parse(line) as { index: number; id: string; receipt: string }
      const proven = await verifyTlogProof(receipt, verifier)
      expect(proven.index).toBe(index)
      expect(Buffer.from(proven.entry).toString('utf8')).toContain(id)
    }
    const exported = (await reseal('audit', 'export', '--format', 'jsonl', '--action', 'audit.read')).stdout
    const last = JSON.parse(exported.trim().split('\n').at(-1) ?? '') as { filtered: true; event: object }
    expect(last).toMatchObject({ filtered: true, event: { filters: ['session'], target: { session } } })
  })
})

describe('breach-scope', () => {
  test('of a person is what their apps hold, and what they read of it', async () => {
    const reply = await answer('audit', 'breach-scope', '--actor', 'eng-1')
    expect(reply).toMatchObject({
      reach: 'member',
      readable: [{ app: 'clinic', session, ranges: [{ stream: ours.stream, fromMs: ours.startedAtMs }] }],
      read: [{ session, actor: { subject: 'eng-1' }, released: [{ stream: ours.stream }] }],
    })
    const { stdout } = await reseal('audit', 'breach-scope', '--actor', 'eng-1')
    expect(stdout).toMatch(/^clinic +1 +1:00$/mu)
    expect(stdout).toMatch(/eng-1 .* 0:30 /u)
  })

  test('of an auditor is nothing, and says what was refused', async () => {
    const { stdout } = await reseal('audit', 'breach-scope', '--actor', 'aud-1')
    expect(stdout).toContain('the roles of this person open no recording')
    expect(stdout).toMatch(/aud-1 +auditor .* 1 +–/u)
  })

  test('of someone who is not known says so', async () => {
    expect((await reseal('audit', 'breach-scope', '--actor', 'nobody')).stdout).toContain(
      'nothing can be found',
    )
  })

  test('of a key is everything that it seals', async () => {
    const reply = await answer('audit', 'breach-scope', '--key', 'fedcba9876543210')
    expect(reply).toMatchObject({
      reach: 'everything',
      readable: [{ app: 'lab', session: theirs.session }],
      read: [],
    })
    const other = await answer('audit', 'breach-scope', '--key', ours.keyId)
    expect(other).toMatchObject({ read: [{ session, actor: { subject: 'eng-1' } }] })
  })

  test('of a time is what there was by then and not yet destroyed', async () => {
    const before = await answer('audit', 'breach-scope', '--to', '2023-11-01')
    expect(before).toMatchObject({ readable: [], read: [] })
    const after = (await answer('audit', 'breach-scope', '--from', '2023-11-01')) as { readable: unknown[] }
    expect(after.readable).toHaveLength(2)
    expect((await reseal('audit', 'breach-scope')).code).toBe(2)
    expect((await reseal('audit', 'breach-scope', '--from', 'monday')).code).toBe(2)
  })
})

test('a report for a subject names staff by role alone, unless it is to', async () => {
  const file = join(folder, 'subject.txt')
  await writeFile(file, session)
  const report = ['audit', 'report', '--subject', 'p-7731', '--sessions', file]
  const { stdout } = await reseal(...report)
  expect(stdout).toContain('Access report for p-7731: 1 session')
  expect(stdout).toMatch(/engineer +0:30 +– +– +debugging/u)
  expect(stdout).not.toContain('eng-1')
  expect((await reseal(...report, '--names')).stdout).toContain('eng-1, engineer')
  expect(await answer(...report)).toMatchObject({ subject: 'p-7731', sessions: [{ session, state: 'kept' }] })
})

describe('sinks', () => {
  test('are added with a key in a private file, listed, sent back and removed, each an event', async () => {
    const added = (await answer('audit', 'sink', 'add', 'siem', '--url', 'https://siem.example.org/in')) as {
      signingKey: string
    }
    const file = join(folder, 'data', 'keys', 'sinks', 'siem.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ signingKey: added.signingKey })
    expect((await reseal('audit', 'sink', 'list')).stdout).toMatch(
      /^siem +jsonl +https:\/\/siem\.example\.org +\d+ +– +ok$/mu,
    )
    const rows = await postgres.database('owner').selectFrom('audit_sinks').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(added.signingKey)
    expect(await reseal('audit', 'sink', 'backfill', 'siem', '--start', '3')).toMatchObject({ code: 0 })
    expect(await reseal('audit', 'sink', 'remove', 'siem')).toMatchObject({ code: 0 })
    expect((await reseal('audit', 'sink', 'list')).stdout).toContain('There is no sink')
    const log = (await reseal('audit', 'export', '--format', 'jsonl', '--action', 'configuration.change'))
      .stdout
    const notes = log.split('\n').filter((line) => line.includes('"setting":"sink"'))
    expect(notes).toHaveLength(3)
  })

  test.each([
    [['siem', '--url', 'http://siem.example.org'], 'https only'],
    [['siem', '--url', 'https://10.0.0.8/in'], '--private only'],
    [['siem', '--url', 'https://169.254.169.254/in', '--private'], 'link-local'],
    [['siem'], '--url for HTTPS or --bucket for S3'],
    [['SIEM', '--url', 'https://siem.example.org'], 'a-z, 0-9 and dashes'],
    [['siem', '--bucket', 'audit', '--prefix', 'x'], 'ends with a slash'],
  ])('%j is refused before anything is kept', async (words, advice) => {
    const { code, stderr } = await reseal('audit', 'sink', 'add', ...words)
    expect(stderr).toContain(advice)
    expect(code).toBe(2)
    expect((await reseal('audit', 'sink', 'list')).stdout).toContain('There is no sink')
  })
})

describe('reseal sourcemaps upload', () => {
  const map = (source: string) => ({
    version: 3,
    sources: ['../src/app.ts'],
    sourcesContent: [source],
    names: [],
    mappings: 'AAAA',
  })
  const upload = (...words: string[]) =>
    reseal('sourcemaps', 'upload', '--app', 'clinic', '--release', '1.4.0', ...words)

  test('keeps what is new, replaces what differs, and does nothing twice', async () => {
    const build = await mkdtemp(join(folder, 'build-'))
    await writeFile(join(build, 'index-mdfFHw6Z.js.map'), JSON.stringify(map('one')))
    await writeFile(join(build, 'plain.js.map'), JSON.stringify(map('two')))
    await writeFile(join(build, 'styles.css.map'), '{}')
    const first = await upload(build, '--json')
    expect(JSON.parse(first.stdout)).toMatchObject({ added: 2, replaced: 0, same: 0, unnamed: ['plain.js'] })
    expect((await upload(build)).stdout).toContain('0 maps added, 0 replaced, 2 there already')
    await writeFile(join(build, 'plain.js.map'), JSON.stringify(map('three')))
    expect((await upload(build)).stdout).toContain('0 maps added, 1 replaced, 1 there already')
    expect((await upload(build, '--without-sources')).stdout).toContain('2 replaced')
    const rows = await postgres
      .database('viewer')
      .selectFrom('source_maps.scripts')
      .select(['script', 'release', 'sources'])
      .orderBy('script')
      .execute()
    expect(rows).toEqual([
      { script: 'index-mdfFHw6Z.js', release: '1.4.0', sources: null },
      { script: 'plain.js', release: '1.4.0', sources: null },
    ])
    const log = (await reseal('audit', 'export', '--format', 'jsonl', '--action', 'configuration.change'))
      .stdout
    expect(log.split('\n').filter((line) => line.includes('"setting":"sourcemaps"'))).toHaveLength(3)
  })

  test.each([
    [{}, 'is no source map of version 3'],
    [{ version: 3, sections: [] }, 'is an index map'],
    [[], 'is no source map'],
  ])('says what is wrong with %j, and uploads nothing', async (content, advice) => {
    const build = await mkdtemp(join(folder, 'build-'))
    await writeFile(join(build, 'a-12345678.js.map'), JSON.stringify(map('a')))
    await writeFile(join(build, 'b-12345678.js.map'), JSON.stringify(content))
    const { code, stderr } = await upload(build)
    expect(stderr).toContain(advice)
    expect(stderr).toContain('Nothing was uploaded')
    expect(code).toBe(2)
    const found = await postgres
      .database('viewer')
      .selectFrom('source_maps.scripts')
      .select('script')
      .where('script', '=', 'a-12345678.js')
      .execute()
    expect(found).toEqual([])
  })

  test('says so where there are no maps, no folder, no app, or no release of that form', async () => {
    const empty = await mkdtemp(join(folder, 'build-'))
    expect((await upload(empty)).stderr).toContain('no *.js.map')
    expect((await upload(join(empty, 'missing'))).stderr).toContain('cannot be read')
    await writeFile(join(empty, 'a-12345678.js.map'), JSON.stringify(map('a')))
    const words = ['sourcemaps', 'upload', empty, '--app']
    expect((await reseal(...words, 'nobody', '--release', '1')).stderr).toContain('reseal app list')
    expect((await reseal(...words, 'clinic', '--release', 'one two')).stderr).toContain('init({ release })')
  })
})
