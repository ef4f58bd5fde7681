// Audit events pushed into a real bucket: write-once objects in the log's order, with credentials of the sink's own.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { createAuditLog, createAuditSinkRepository } from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { type RunningWorker, startWorker } from '@reseal/worker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SharedS3, sharedS3 } from '../support/shared-s3.ts'

const bucket = `audit-${Date.now().toString(36)}`
let s3: SharedS3
let client: S3Client
let postgres: TestPostgres
let anchor: TestAnchor
let folder: string
let worker: RunningWorker | undefined

beforeAll(async () => {
  s3 = await sharedS3()
  const { endpoint, credentials } = s3
  client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
  folder = await mkdtemp(join(tmpdir(), 'reseal-s3-sink-'))
  await mkdir(join(folder, 'sinks'), { mode: 0o700 })
})
afterAll(async () => {
  await worker?.stop()
  client?.destroy()
  await Promise.all([postgres?.stop(), anchor?.stop(), rm(folder, { recursive: true, force: true })])
})

function start(): void {
  worker = startWorker({
    db: postgres.database('worker'),
    ...anchor,
    roundEveryMs: 20,
    log: () => {},
    sinks: {
      secretFolder: join(folder, 'sinks'),
      site: { origin: 'reseal.test/audit', address: 'https://viewer.test' },
      everyMs: 20,
      retryAfterMs: 20,
    },
  })
}

async function keys(): Promise<string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }))
  return Contents.map(({ Key = '' }) => Key)
}

it('puts each batch once, names it by its leaves, and takes a batch that is there for delivered', async () => {
  const sinks = createAuditSinkRepository(postgres.database('owner'))
  const place = {
    kind: 's3',
    bucket,
    region: 'us-east-1',
    endpoint: s3.endpoint,
    forcePathStyle: true,
    prefix: 'reseal/',
  } as const
  start()
  const db = postgres.database('viewer')
  const size = async () => (await db.selectFrom('audit_head').select('size').executeTakeFirstOrThrow()).size
  await expect.poll(size).toBe(1)
  const log = createAuditLog(db, anchor)
  const actor = { issuer: 'reseal', subject: 'aud-1', roles: ['auditor'], method: 'one-time-link' }
  await Promise.all(
    Array.from({ length: 600 }, () => log.append({ action: 'audit.read', outcome: 'success', actor })),
  )
  const secret = join(folder, 'sinks', 'archive.json')
  // The SDK adds to what it is given.
  const { accessKeyId, secretAccessKey } = s3.credentials
  const nobody = { accessKeyId: 'nobody', secretAccessKey: 'nothing' }
  await writeFile(secret, JSON.stringify(nobody), { mode: 0o600 })
  await sinks.add('archive', { place, format: 'ocsf', personal: false, filter: {} }, 0)
  const archive = async () => (await sinks.list())[0]
  // Nobody's credentials: the bucket refuses, and the sink says so until it has others.
  await expect.poll(async () => (await archive())?.failing).toBe('unavailable')
  expect(await keys()).toEqual([])
  await writeFile(secret, JSON.stringify({ accessKeyId, secretAccessKey }))
  // Sooner than its pause would end.
  await sinks.rewind('archive', 0)
  await expect.poll(async () => (await archive())?.nextIndex).toBe(601)
  const names = ['000000000001-000000000500', '000000000501-000000000600']
  expect(await keys()).toEqual(names.map((name) => `reseal/audit/${name}.ocsf.ndjson`))
  const indexes: number[] = []
  for (const Key of await keys()) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }))
    const text = (await Body?.transformToString()) ?? ''
    expect(text).not.toContain('aud-1')
    for (const line of text.trim().split('\n')) {
      indexes.push((JSON.parse(line) as { metadata: { sequence: number } }).metadata.sequence)
    }
  }
  expect(indexes).toEqual(Array.from({ length: 600 }, (_, at) => at + 1))
  await sinks.rewind('archive', 0)
  await expect.poll(async () => (await archive())?.nextIndex).toBe(601)
  expect(await keys()).toHaveLength(2)
  expect(await worker?.metrics()).toContain('reseal_worker_audit_sink_lag_leaves{sink="archive"} 0')
})
