// A pack of a deployment in which something happened: what it says, what it does not say, and what a changed byte does.
import { randomBytes, randomUUID } from 'node:crypto'
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { encodeVerifierKey } from '@reseal/protocol/log'
import {
  type AuditLog,
  createAuditLog,
  createIngestRepository,
  createUserRepository,
  createVerificationRepository,
} from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../../store/test/recording-fixture.ts'
import { loadConfig } from '../deployment/config.ts'
import { openAnchor } from '../deployment/logs.ts'
import { runReseal } from '../run.ts'

let postgres: TestPostgres
let folder: string
let pack: string
let env: Record<string, string>
const stream = newStream()
const month = new Date().toISOString().slice(0, 7)
const canaries = {
  name: 'Quilla Fernsby',
  note: 'she asked for Mr Brandywine',
  reason: 'the form of Pimpernel froze',
  bucket: 'marigold-sink.example.org',
  session: stream.session,
}
const [engineer, auditor] = [randomUUID(), randomUUID()]

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

const readJson = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(pack, name), 'utf8'))

beforeAll(async () => {
  postgres = await startTestPostgres()
  folder = await mkdtemp(join(tmpdir(), 'reseal-evidence-'))
  pack = join(folder, 'pack')
  env = {
    RESEAL_DATA: join(folder, 'data'),
    RESEAL_DATABASE_URL: postgres.connectionString('owner'),
    RESEAL_INGEST_DATABASE_URL: postgres.connectionString('ingest'),
    RESEAL_VIEWER_DATABASE_URL: postgres.connectionString('viewer'),
    RESEAL_WORKER_DATABASE_URL: postgres.connectionString('worker'),
    RESEAL_ANCHOR_SINK_URL: `https://${canaries.bucket}/checkpoints`,
    RESEAL_ANCHOR_SINK_SECRET: 'wolfsbane-wolfsbane-wolfsbane',
    RESEAL_SHRED_OFFICERS: '2',
  }
  const init = await reseal('init', '--app', 'clinic', '--origin', 'https://clinic.example.org')
  expect([init.code, init.stderr]).toEqual([0, expect.any(String)])
  await writeFile(join(folder, 'printout.txt'), init.stdout)
  const users = createUserRepository(postgres.database('owner'))
  await users.create({ id: engineer, name: canaries.name, roles: ['engineer'], appIds: ['clinic'] })
  await users.create({ id: auditor, name: 'aud-1', roles: ['auditor'], appIds: [] })
  const ingest = createIngestRepository(postgres.database('ingest'))
  await ingest.commitBatch(newBatchCommit([stream], newSegments(stream, { from: 0, count: 2 })))
  await createVerificationRepository(postgres.database('worker')).insert({
    intact: false,
    detail: { verdict: 'broken', problems: [{ kind: 'gap', place: { session: canaries.session } }] },
  })
  const anchor = openAnchor(loadConfig(join(folder, 'data'), env))
  await whatHappened(createAuditLog(postgres.database('viewer'), { anchor }))
  const made = await reseal('evidence', '--period', month, '--out', pack)
  expect([made.code, made.stderr]).toEqual([0, ''])
}, 120_000)
afterAll(() => Promise.all([postgres.stop(), rm(folder, { recursive: true, force: true })]))

/** A hold, a watched replay, a break-glass that nobody reviewed, a finding, and a review that was signed off. */
async function whatHappened(log: AuditLog): Promise<void> {
  const actor = { issuer: 'reseal', subject: canaries.name, roles: ['engineer'], method: 'passkey' }
  const target = { app: 'clinic', session: canaries.session }
  const same = { outcome: 'success', actor } as const
  await log.append({ ...same, action: 'replay.open', purpose: 'incident', note: canaries.note, target })
  const hold = await log.append({ ...same, action: 'hold.place', note: canaries.note, target })
  const root = Buffer.alloc(32, 7)
  const review = { fromIndex: 1, toIndex: hold.index, root: root.toString('hex') }
  await log.append({ ...same, action: 'review.sign_off', note: canaries.note, target: review })
  const db = postgres.database('owner')
  await sql`INSERT INTO access_reviews (week, user_id, from_index, to_index, root, signed_at)
    VALUES ('2026-11-16', ${auditor}, 1, ${hold.index}, ${root}, now())`.execute(db)
  await sql`INSERT INTO holds (id, session_id, audit_index) VALUES (${randomUUID()}, ${canaries.session}, ${hold.index})`.execute(
    db,
  )
  await sql`INSERT INTO grants (id, kind, user_id, app_id, scope, reason, duration_ms, requested_at, due_at, from_at, until_at)
    VALUES (${randomUUID()}, 'break-glass', ${engineer}, 'clinic', 'app', ${canaries.reason}, 60000, now(), now(), now(),
      now() + interval '1 minute')`.execute(db)
  await sql`INSERT INTO findings (session_id, stream_id, app_id, segment_index, event_index, time_ms, detector, confidence, place,
      path, proposal, rules_hash, accepted)
    VALUES (${canaries.session}, ${stream.stream}, 'clinic', 0, 0, 0, 'ssn', 'high', 'text', 'div.pimpernel', '{}', ${root}, false)`.execute(
    db,
  )
}

describe('a pack', () => {
  test('is intact by the printout of init alone, without a deployment', async () => {
    env = { ...env, RESEAL_DATA: join(folder, 'nowhere') }
    const { code, stdout } = await reseal('evidence', 'verify', pack, '--key', 'printout.txt')
    env = { ...env, RESEAL_DATA: join(folder, 'data') }
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^intact: .+ 17 files, 1 receipts\n$/)])
  })

  test('says what was decided, by leaves and ids', async () => {
    expect(await readJson('people.json')).toMatchObject({
      counts: { people: 2, may_sign_in: 2, by_role: { engineer: 1, auditor: 1 } },
      people: expect.arrayContaining([
        expect.objectContaining({ id: engineer, roles: ['engineer'], apps: ['clinic'] }),
      ]),
    })
    expect(await readJson('grants.json')).toMatchObject({
      break_glass_without_review_today: 1,
      grants: [{ kind: 'break-glass', user_id: engineer }],
    })
    expect(await readJson('verifications.json')).toMatchObject({
      verifications: [{ intact: false, verdict: 'broken', problems: { gap: 1 } }],
    })
    expect(await readJson('holds.json')).toMatchObject({ holds: [{ scope: 'session', lifted_at: null }] })
    expect(await readJson('sentinel.json')).toMatchObject({
      trend: [{ detector: 'ssn', findings: 1, sessions: 1 }],
    })
    expect(await readJson('keys.json')).toMatchObject({ keys: [{ app_id: 'clinic', state: 'current' }] })
    expect(await readJson('access-reviews.json')).toMatchObject({
      reviews: [
        { week: '2026-11-16', user_id: auditor, receipt: expect.stringContaining('c2sp.org/tlog-proof') },
      ],
    })
    const decisions = (await readFile(join(pack, 'decisions.jsonl'), 'utf8')).trim().split('\n')
    const actions = decisions.map((line) => (JSON.parse(line) as { action: string }).action)
    expect(actions).toEqual(expect.arrayContaining(['hold.place', 'review.sign_off', 'evidence.export']))
    expect(actions).not.toContain('replay.open')
    expect(await readJson('event-counts.json')).toMatchObject({
      counts: expect.arrayContaining([{ action: 'replay.open', outcome: 'success', events: 1 }]),
    })
  })

  test('has the settings, and of texts and secrets that they are there', async () => {
    const { settings, secrets } = (await readJson('configuration.json')) as {
      settings: { field: string }[]
      secrets: { name: string }[]
    }
    expect(settings).toContainEqual({ field: 'shredOfficers', value: 2 })
    expect(settings.find(({ field }) => field === 'anchoring.sink.url')).toHaveProperty('sha256')
    expect(secrets).toContainEqual({ name: 'sealing.json', present: true, mode: '0600' })
    expect(secrets).toContainEqual({ name: 'anchor sink secret', present: true })
  })

  test('holds no name, no session, nothing that somebody wrote, and no secret', async () => {
    const { d } = JSON.parse(await readFile(join(folder, 'data/keys/checkpoint.json'), 'utf8')) as {
      d: string
    }
    const secrets = [d, env['RESEAL_ANCHOR_SINK_SECRET'], env['RESEAL_VIEWER_DATABASE_URL'], 'pimpernel']
    for (const name of await readdir(pack)) {
      const text = await readFile(join(pack, name), 'utf8')
      for (const canary of [...Object.values(canaries), ...secrets]) {
        expect([name, text.includes(canary ?? '')]).toEqual([name, false])
      }
    }
  })

  test('names people only where that was asked for', async () => {
    expect(await reseal('evidence', '--period', month, '--out', 'named', '--with-names')).toMatchObject({
      code: 0,
    })
    const people = await readFile(join(folder, 'named/people.json'), 'utf8')
    expect(people).toContain(canaries.name)
    expect(await reseal('evidence', 'verify', 'named')).toMatchObject({ code: 0 })
  })

  test('replaces nothing that is there', async () => {
    const again = await reseal('evidence', '--period', month, '--out', pack)
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('exists')])
  })
})

describe('a pack that was changed', () => {
  async function changed(change: (copy: string) => Promise<void>): Promise<unknown> {
    const copy = await mkdtemp(join(folder, 'changed-'))
    await cp(pack, copy, { recursive: true })
    await change(copy)
    const { code, stdout } = await reseal('evidence', 'verify', copy, '--json')
    expect(code).toBe(1)
    return (JSON.parse(stdout) as { problems: unknown }).problems
  }

  async function flip(file: string, at: number): Promise<void> {
    const bytes = await readFile(file)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    await writeFile(file, bytes)
  }

  test('by one byte of any file is named', async () => {
    const names = (await readdir(pack)).filter((name) => !name.startsWith('manifest'))
    const copy = await mkdtemp(join(folder, 'all-'))
    await cp(pack, copy, { recursive: true })
    for (const name of names) await flip(join(copy, name), 5)
    const { stdout } = await reseal('evidence', 'verify', copy, '--json')
    const { problems } = JSON.parse(stdout) as { problems: { kind: string; file: string }[] }
    const altered = problems.filter(({ kind }) => kind === 'file_altered').map(({ file }) => file)
    expect(altered.toSorted()).toEqual(names.toSorted())
  })

  test('in its manifest, its signature or its list of files is named', async () => {
    expect(await changed((copy) => flip(join(copy, 'manifest.json'), 40))).toEqual([
      { kind: 'manifest_altered', file: 'manifest.json' },
    ])
    expect(await changed((copy) => flip(join(copy, 'manifest.note'), 20))).toEqual([
      { kind: 'bad_signature', file: 'manifest.note' },
    ])
    expect(await changed((copy) => rm(join(copy, 'holds.json')))).toEqual([
      { kind: 'file_missing', file: 'holds.json' },
    ])
    expect(await changed((copy) => appendFile(join(copy, 'more.json'), '{}'))).toEqual([
      { kind: 'file_unlisted', file: 'more.json' },
    ])
  })

  test('whose note is a checkpoint of the same key is no pack', async () => {
    const { audit } = (await readJson('checkpoints.json')) as { audit: string }
    expect(await changed((copy) => writeFile(join(copy, 'manifest.note'), audit))).toEqual([
      { kind: 'bad_signature', file: 'manifest.note' },
    ])
  })

  test('of another deployment is not this one’s', async () => {
    const key = encodeVerifierKey({ name: 'elsewhere/audit', publicKey: randomBytes(32) })
    const { code, stdout } = await reseal('evidence', 'verify', pack, '--key', key)
    expect([code, stdout]).toEqual([1, 'broken\n  manifest.note is not signed by the pinned key\n'])
  })
})
