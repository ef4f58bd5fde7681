// A real bucket under Object Lock: what was done to anchored objects behind the worker's back is seen in their versions,
// and what was anchored is still there to be put back.
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  type AlteredObject,
  createAnchor,
  createAnchorPlaces,
  createAnchorWriter,
  createAuditLog,
  createS3ObjectStore,
  findAlteredObjects,
  type ProbedStore,
  withPrefix,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { startWorker } from '@reseal/worker'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sharedS3 } from '../support/shared-s3.ts'

const prefix = 'reseal/'
const bucket = `anchor-versions-${Date.now()}`
let client: S3Client
let place: ProbedStore & { kind: 's3' }
let postgres: TestPostgres
let keys: TestAnchor
let checkpoints: string[]
beforeAll(async () => {
  const { endpoint, credentials } = await sharedS3()
  client = new S3Client({ endpoint, credentials, forcePathStyle: true, region: 'us-east-1' })
  await client.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }))
  const DefaultRetention = { Mode: 'COMPLIANCE', Days: 1 } as const
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } } as const
  await client.send(new PutObjectLockConfigurationCommand({ Bucket: bucket, ObjectLockConfiguration }))
  place = { kind: 's3', options: { bucket, endpoint, credentials, forcePathStyle: true }, prefix }
  postgres = await startTestPostgres()
  keys = await startTestAnchor()
  const store = withPrefix(createS3ObjectStore(place.options), prefix)
  const anchor = createAnchor({ store, verifiers: keys.anchor.verifiers })
  const log = createAuditLog(postgres.database('viewer'), { anchor })
  const writer = () => createAnchorWriter({ db: postgres.database('worker'), anchor, signers: keys.signers })
  for (let round = 0; round < 3; round += 1) {
    const actor = { issuer: 'reseal', subject: 'ada', roles: ['auditor'], method: 'link' }
    await log.append({ action: 'audit.read', outcome: 'success', actor })
    await writer().anchorLog('audit')
  }
  checkpoints = []
  for await (const { key } of store.list('audit/checkpoint/')) checkpoints.push(key)
})
afterAll(async () => {
  client?.destroy()
  await Promise.all([postgres?.stop(), keys?.stop()])
})

async function altered(): Promise<AlteredObject[]> {
  const found: AlteredObject[] = []
  for await (const object of findAlteredObjects(place, 'audit')) found.push(object)
  return found
}

const address = (key: string | undefined) => ({ Bucket: bucket, Key: `${prefix}${key}` })

test('nothing is found where nothing was done, nor where the same bytes were written twice', async () => {
  expect(checkpoints).toHaveLength(3)
  expect(await altered()).toEqual([])
  const note = await createS3ObjectStore(place.options).get(`${prefix}${checkpoints[0]}`)
  await client.send(new PutObjectCommand({ ...address(checkpoints[0]), Body: note }))
  expect(await altered()).toEqual([])
})

test('a checkpoint that was deleted and one that was overwritten are found, with what is kept of them', async () => {
  await client.send(new DeleteObjectCommand(address(checkpoints[1])))
  await client.send(new PutObjectCommand({ ...address(checkpoints[2]), Body: 'another note' }))
  expect(await altered()).toEqual([
    { kind: 'deleted', key: checkpoints[1], alteredAtMs: expect.any(Number), keptVersions: 1 },
    { kind: 'overwritten', key: checkpoints[2], alteredAtMs: expect.any(Number), keptVersions: 2 },
  ])
})

test('the worker notes what it found, for the viewer and its metrics', async () => {
  const [db, own] = [await startTestPostgres(), await startTestAnchor()]
  const logged: unknown[] = []
  const worker = startWorker({
    db: db.database('worker'),
    anchor: own.anchor,
    signers: own.signers,
    roundEveryMs: 20,
    places: { inspected: { s3: place } },
    log: (line) => logged.push(line),
  })
  try {
    const found = { place: 's3', deletedCount: 1, overwrittenCount: 1 }
    await vi.waitUntil(() => logged.some((line) => isAltered(line)), { timeout: 40_000 })
    expect(logged).toContainEqual({ event: 'anchor-altered', ...found })
    const known = await createAnchorPlaces(db.database('viewer')).listInspections()
    expect(known).toEqual([{ ...found, inspectedAtMs: expect.any(Number) }])
    expect((await worker.metrics()).split('\n')).toContain(
      'reseal_worker_anchor_altered_objects{place="s3",kind="deleted"} 1',
    )
  } finally {
    await worker.stop()
    await Promise.all([db.stop(), own.stop()])
  }
})

function isAltered(line: unknown): boolean {
  return typeof line === 'object' && line !== null && 'event' in line && line.event === 'anchor-altered'
}

test('a folder keeps no versions, and a bucket that does not answer is no good news', async () => {
  const none = []
  for await (const found of findAlteredObjects({ kind: 'folder' }, 'audit')) none.push(found)
  expect(none).toEqual([])
  const lost = { ...place, options: { ...place.options, bucket: 'no-such-bucket' } }
  await expect(findAlteredObjects(lost, 'audit').next()).rejects.toMatchObject({
    code: 'object_store_unavailable',
  })
})
