// The drill of docs/operations.md, "A lost database": the database is destroyed, the keys' backup and the objects are
// left; reindexed, it verifies against the same anchors and its recordings open.
import { copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDeployment, type Deployment, openTestDeployment } from '../tamper/deployment.ts'
import { backUpRows } from './copy-rows.ts'

let deployment: Deployment
let rebuilt: Deployment
let restored: Deployment
let replacement: TestPostgres
let keyFile: string
let session: string
let successor: Deployment | undefined
let older: TestPostgres
let restoreOlder: (target: string) => Promise<void>

beforeAll(async () => {
  deployment = await createTestDeployment()
  restoreOlder = await backUpRows(deployment.superuserUrl)
  older = await startTestPostgres()
  // Committed, and in no leaf yet when the database goes.
  await deployment.record(1, 2)
  keyFile = join(deployment.data, 'stream_keys.csv')
  const keys = await deployment.superuser
    .selectFrom('stream_keys')
    .select(['stream_id', 'enc'])
    .orderBy('stream_id')
    .execute()
  const lines = keys.map(({ stream_id, enc }) => `${stream_id},${Buffer.from(enc).toString('hex')}\n`)
  await writeFile(keyFile, ['stream_id,enc\n', ...lines].join(''))
  const stream = await deployment.superuser
    .selectFrom('streams')
    .select('session_id')
    .where('id', '=', deployment.streams[0] ?? '')
    .executeTakeFirstOrThrow()
  session = stream.session_id
  replacement = await startTestPostgres()
  rebuilt = openTestDeployment(deployment.data, replacement)
  restored = openTestDeployment(deployment.data, older)
})
afterAll(async () => {
  for (const one of [deployment, rebuilt, restored, successor]) await one?.stop()
})

async function appKey(): Promise<string> {
  const init = JSON.parse(await readFile(join(deployment.data, 'init.json'), 'utf8')) as { appKey: string }
  return init.appKey
}

test('an empty database in place of the lost one begins no new logs', async () => {
  const { code, stderr } = await rebuilt.reseal('migrate')
  expect(code).toBe(1)
  expect(stderr).toContain('reseal reindex')
})

test('says first which apps it lacks, with the logs restored', async () => {
  const { code, stdout } = await rebuilt.reseal('reindex', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    restoredLeaves: { recordings: expect.any(Number) },
    problems: [{ kind: 'unknown_app', appKey: await appKey(), segmentIndex: 0 }],
  })
  const added = await rebuilt.reseal(
    'app',
    'add',
    '--id',
    'clinic',
    '--origin',
    'http://clinic.test',
    '--app-key',
    await appKey(),
  )
  expect(added.stderr).toBe('')
})

test('rebuilds every row, and the keys from their backup', async () => {
  const { code, stdout, stderr } = await rebuilt.reseal('reindex', '--json', '--keys', keyFile)
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({
    rows: { streams: 4, segments: 14, closed: 3, leftOver: 0 },
    keys: { restored: 4, passedOver: 0, missing: 0 },
    problems: [],
  })
  expect(code).toBe(0)
})

test('verifies against the anchors of before, and opens', async () => {
  await rebuilt.anchor()
  const { report } = await rebuilt.verify()
  expect(report.problems).toEqual([])
  expect(report.verdict).toBe('intact')
  const exported = await rebuilt.reseal(
    'export',
    '--session',
    session,
    '--purpose',
    'debugging',
    '--format',
    'rrweb',
  )
  expect(exported.stdout.trim().split('\n')).toHaveLength(8)
})

test('takes further recordings, and lists no batch twice', async () => {
  await rebuilt.record(1, 1)
  await rebuilt.anchor()
  const { rows } = await sql<{ leaves: number; batches: number }>`
    SELECT count(*) AS leaves, count(DISTINCT leaf_text(leaf, '{batch}')) AS batches FROM recordings_leaves
    WHERE leaf_text(leaf, '{type}') = 'batch'`.execute(replacement.database('superuser'))
  expect(rows[0]?.leaves).toBe(rows[0]?.batches)
  expect((await rebuilt.verify()).report.verdict).toBe('intact')
})

test('changes nothing where nothing is missing', async () => {
  const before = await tables()
  const { code, stdout } = await rebuilt.reseal('reindex', '--json', '--keys', keyFile)
  expect(JSON.parse(stdout)).toMatchObject({ rows: { batches: 0, segments: 0 }, problems: [] })
  expect(code).toBe(0)
  expect(await tables()).toEqual(before)
})

test('an older backup gets what it lacks, but not on top of a log that the anchor does not hold whole', async () => {
  await restoreOlder(older.connectionString('superuser'))
  const tail = join(deployment.data, 'anchor', 'recordings', 'tail')
  const newest = join(tail, (await readdir(tail)).sort().at(-1) ?? '')
  const piece = await readFile(newest)
  await rm(newest)
  const refused = await restored.reseal('reindex')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('backup')
  await writeFile(newest, piece)
  const { code, stdout } = await restored.reseal('reindex', '--json', '--keys', keyFile)
  expect(JSON.parse(stdout)).toMatchObject({ rows: { streams: 2, segments: 3 }, problems: [] })
  expect(code).toBe(0)
  expect((await restored.verify()).report.problems).toEqual([
    expect.objectContaining({ kind: 'stream_row_altered', stream: rebuilt.streams[0] }),
  ])
})

test('refuses the key of another stream', async () => {
  const forged = join(deployment.data, 'forged.sql')
  await writeFile(forged, `${deployment.streams[0]}\t\\\\x04${'00'.repeat(64)}\n`)
  const { code, stdout } = await restored.reseal('reindex', '--json', '--keys', forged)
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    problems: [{ kind: 'stream_key_refused', stream: deployment.streams[0] }],
  })
})

test('without an anchor that holds the leaves, a new deployment takes over the objects', async () => {
  const data = await mkdtemp(join(tmpdir(), 'reseal-successor-'))
  successor = openTestDeployment(data, await startTestPostgres())
  await successor.reseal('init')
  for (const key of ['sealing.json', 'receipt.json']) {
    await copyFile(join(deployment.data, 'keys', key), join(data, 'keys', key))
  }
  await cp(join(deployment.data, 'objects'), join(data, 'objects'), { recursive: true })
  const origin = ['--origin', 'http://clinic.test']
  await successor.reseal('app', 'add', '--id', 'clinic', ...origin, '--app-key', await appKey())
  const { code, stdout } = await successor.reseal('reindex', '--json', '--keys', keyFile)
  expect(JSON.parse(stdout)).toMatchObject({ rows: { streams: 5, segments: 15 }, problems: [] })
  expect(code).toBe(0)
  await successor.anchor()
  const { report } = await successor.verify()
  expect(report.problems).toEqual([
    expect.objectContaining({ kind: 'stream_row_altered', stream: rebuilt.streams[0] }),
  ])
  const exported = await successor.reseal('export', '--session', session, '--purpose', 'debugging')
  expect(exported.code).toBe(0)
})

/** What every table but the lists of events holds. */
async function tables(): Promise<unknown> {
  const db = replacement.database('superuser')
  return {
    streams: await db.selectFrom('streams').selectAll().orderBy('id').execute(),
    segments: await db.selectFrom('segments').selectAll().orderBy('stream_id').orderBy('index').execute(),
    batches: await db.selectFrom('batches').selectAll().orderBy('seq').execute(),
    keys: await db.selectFrom('stream_keys').selectAll().orderBy('stream_id').execute(),
    audit: await db.selectFrom('audit_head').selectAll().execute(),
    recordings: await db.selectFrom('recordings_head').selectAll().execute(),
    sweep: await db.selectFrom('sweep').selectAll().execute(),
  }
}
