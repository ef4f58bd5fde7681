// Reindexing and sweeping over S3, in buckets under Object Lock and with the credentials that operators are given: ingest
// writes, the worker sweeps, the owner reindexes.
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import {
  createAnchor,
  createAnchorWriter,
  createAuditLog,
  createReindexRepository,
  createS3ObjectStore,
  type ObjectStore,
  readLogSize,
  restoreLog,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createReindexProblems } from '../../packages/cli/src/reindex/problem.ts'
import { reindexDeployment } from '../../packages/cli/src/reindex/reindex-deployment.ts'
import { createLinkedStream, type StoredBatch, storeBatch } from '../../packages/cli/test/linked-stream.ts'
import { createSweepStep } from '../../packages/worker/src/sweep/sweep-step.ts'
import { createPoliciedBuckets, type PoliciedBuckets, type S3Role } from '../attacks/bucket-policies.ts'

let buckets: PoliciedBuckets
let postgres: TestPostgres
beforeAll(async () => {
  ;[buckets, postgres] = await Promise.all([createPoliciedBuckets(), startTestPostgres()])
  const app = { app_key: 'rsl_app', allowed_origins: [], sealing_key_id: '0123456789abcdef' }
  await postgres
    .database('owner')
    .insertInto('apps')
    .values({ id: 'portal', name: 'portal', ...app })
    .execute()
})
afterAll(async () => {
  buckets?.close()
  await postgres?.stop()
})

function storeOf(role: S3Role, bucket: string): ObjectStore {
  const { endpoint } = buckets
  return createS3ObjectStore({
    bucket,
    endpoint,
    credentials: buckets.credentials(role),
    forcePathStyle: true,
  })
}

let committed: StoredBatch
let orphan: StoredBatch

test('rows come from what ingest wrote', async () => {
  const ingest = storeOf('ingest', buckets.objects)
  const stream = createLinkedStream()
  const [first, second] = [stream.next(), stream.next()]
  committed = await storeBatch(ingest, 0, { streams: [stream], segments: [first, second] })
  orphan = await storeBatch(ingest, 1, { segments: [second] })
  const db = postgres.database('owner')
  const problems = createReindexProblems()
  const repository = createReindexRepository(db)
  const objects = storeOf('worker', buckets.objects)
  const rows = await reindexDeployment({ db, repository, objects, problems })
  expect(problems.list()).toEqual([])
  expect(rows).toMatchObject({ batches: 1, streams: 1, segments: 2, leftOver: 1 })
})

test('the worker sweeps an orphan, whose bytes Object Lock keeps', async () => {
  await sql`UPDATE sweep SET not_before = '2023-01-01'`.execute(postgres.database('superuser'))
  const objects = storeOf('worker', buckets.objects)
  const later = { objects, now: () => Date.now() + 3 * 24 * 60 * 60_000 }
  const db = postgres.database('worker')
  const { anchor, stop } = await startTestAnchor()
  const sweep = createSweepStep({ db, audit: createAuditLog(db, { anchor }), log: () => {} }, later)
  expect(await sweep.run({ signal: new AbortController().signal })).toBe(true)
  await stop()
  const keys: string[] = []
  for await (const { key } of objects.list('')) keys.push(key)
  expect(keys).toEqual([committed.objectKey])
  const versions = await buckets.owner.send(new ListObjectVersionsCommand({ Bucket: buckets.objects }))
  expect(versions.Versions?.map(({ Key }) => Key)).toContain(orphan.objectKey)
})

test('a log comes back from its anchor', async () => {
  const { signers, anchor: test, stop } = await startTestAnchor()
  const open = () => createAnchor({ store: storeOf('worker', buckets.anchor), verifiers: test.verifiers })
  const log = createAuditLog(postgres.database('viewer'), { anchor: open() })
  for (let made = 0; made < 3; made += 1) {
    await log.append({
      action: 'audit.read',
      outcome: 'success',
      actor: { issuer: 'reseal', subject: 'ada', roles: ['auditor'], method: 'link' },
    })
  }
  await createAnchorWriter({ db: postgres.database('worker'), anchor: open(), signers }).anchorLog('audit')
  const target = await startTestPostgres()
  // The event of the sweep is the first.
  expect(await restoreLog(target.database('owner'), open(), 'audit')).toBe(4)
  expect(await readLogSize(target.database('viewer'), 'audit')).toBe(4)
  await target.stop()
  await stop()
})
