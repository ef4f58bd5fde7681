// Ingest's S3 credential in an attacker's hands, under the policies of deploy/s3 on a real server: it adds objects below
// two prefixes and does nothing else; what was stored stays, byte for byte.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { createS3ObjectStore, type ObjectStore, probeWrites } from '@reseal/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPoliciedBuckets, type PoliciedBuckets, type S3Role } from './bucket-policies.ts'

/** Any of the SDK's; `send` wants to know which. */
interface Command {
  readonly input: object
}

const Key = 'batches/2026/01/01/01234567-89ab-7def-8123-456789abcdef'
const stored = Buffer.from('sealed segments')
const junk = Buffer.from('junk')

let buckets: PoliciedBuckets
let versionId: string
beforeAll(async () => {
  buckets = await createPoliciedBuckets()
  await storeAs('ingest').put(Key, stored)
  const { Versions } = await buckets
    .client('worker')
    .send(new ListObjectVersionsCommand({ Bucket: buckets.objects }))
  versionId = Versions?.[0]?.VersionId ?? ''
  await storeAs('worker', buckets.anchor).put('checkpoint', stored)
})
afterAll(() => buckets?.close())

function storeAs(role: S3Role, bucket: string = buckets.objects): ObjectStore {
  const { endpoint } = buckets
  return createS3ObjectStore({
    bucket,
    endpoint,
    credentials: buckets.credentials(role),
    forcePathStyle: true,
  })
}

/** HTTP status of the refusal; undefined when the server did it. */
async function refusal(role: S3Role, command: Command): Promise<number | undefined> {
  try {
    await buckets.client(role).send(command as GetObjectCommand)
    return undefined
  } catch (error) {
    return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  }
}

describe('each service does its work with its own credential', () => {
  test('ingest stores, says that it is ready, and finds out what the bucket does', async () => {
    const ingest = storeAs('ingest')
    await expect(ingest.put('batches/another', stored)).resolves.toBeUndefined()
    await expect(ingest.check()).resolves.toBeUndefined()
    const options = { bucket: buckets.objects, endpoint: buckets.endpoint, forcePathStyle: true }
    const place = {
      kind: 's3',
      options: { ...options, credentials: buckets.credentials('ingest') },
      prefix: '',
    }
    expect(await probeWrites(ingest, { ...place, kind: 's3' })).toMatchObject({ bodyCheck: 'yes' })
  })

  test('the viewer reads, the worker reads, lists, removes what is swept, and stores what it derives or copies', async () => {
    for (const role of ['viewer', 'worker'] as const) {
      expect(Buffer.from(await storeAs(role).get(Key)).equals(stored), role).toBe(true)
      await expect(storeAs(role).check(), role).resolves.toBeUndefined()
      expect(Buffer.from(await storeAs(role, buckets.anchor).get('checkpoint')).equals(stored), role).toBe(
        true,
      )
    }
    const keys: string[] = []
    for await (const { key } of storeAs('worker').list('batches/')) keys.push(key)
    expect(keys).toContain(Key)
    await storeAs('ingest').put('batches/orphan', junk)
    await expect(storeAs('worker').delete('batches/orphan')).resolves.toBeUndefined()
    await expect(storeAs('worker').put('batches/derived', junk)).resolves.toBeUndefined()
  })

  test('and nothing beyond it', async () => {
    const write = (Bucket: string) => new PutObjectCommand({ Bucket, Key: 'batches/forged', Body: junk })
    const remove = (Bucket: string, of: string) => new DeleteObjectCommand({ Bucket, Key: of })
    const { objects, anchor } = buckets
    for (const [role, command] of [
      ['viewer', write(objects)],
      ['viewer', write(anchor)],
      ['viewer', remove(objects, Key)],
      ['viewer', remove(anchor, 'checkpoint')],
      ['viewer', new ListObjectsV2Command({ Bucket: objects })],
      ['worker', new PutObjectCommand({ Bucket: objects, Key: 'probe/forged', Body: junk })],
      ['worker', new PutObjectAclCommand({ Bucket: objects, Key, ACL: 'public-read' })],
      ['worker', remove(anchor, 'checkpoint')],
      ['worker', new DeleteObjectCommand({ Bucket: objects, Key, VersionId: versionId })],
      ['stranger', new GetObjectCommand({ Bucket: objects, Key })],
      ['stranger', write(objects)],
      ['stranger', new ListObjectsV2Command({ Bucket: anchor })],
    ] as const) {
      expect(await refusal(role, command), `${role}: ${command.constructor.name}`).toBe(403)
    }
  })
})

test('reads, lists, describes, removes, shares and configures nothing', async () => {
  const { objects: Bucket, anchor } = buckets
  const retention = { Mode: 'COMPLIANCE', RetainUntilDate: new Date(Date.now() + 1e9) } as const
  const expiration = {
    ID: 'all',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    Expiration: { Days: 1 },
  } as const
  const anyone = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'
  const commands: readonly Command[] = [
    new GetObjectCommand({ Bucket, Key }),
    new GetObjectCommand({ Bucket, Key, VersionId: versionId }),
    new HeadObjectCommand({ Bucket, Key }),
    new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ETag'] }),
    new GetObjectAclCommand({ Bucket, Key }),
    new GetObjectTaggingCommand({ Bucket, Key }),
    new GetObjectRetentionCommand({ Bucket, Key }),
    new ListObjectsCommand({ Bucket }),
    new ListObjectsV2Command({ Bucket, Prefix: 'batches/' }),
    new ListObjectVersionsCommand({ Bucket }),
    new ListMultipartUploadsCommand({ Bucket }),
    new HeadBucketCommand({ Bucket }),
    new GetBucketLocationCommand({ Bucket }),
    new GetBucketAclCommand({ Bucket }),
    new GetBucketPolicyCommand({ Bucket }),
    new GetBucketVersioningCommand({ Bucket }),
    new CopyObjectCommand({ Bucket, Key: 'batches/copy', CopySource: `${Bucket}/${Key}` }),
    new DeleteObjectCommand({ Bucket, Key }),
    new DeleteObjectCommand({ Bucket, Key, VersionId: versionId }),
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }),
    new DeleteBucketCommand({ Bucket }),
    new PutObjectAclCommand({ Bucket, Key, ACL: 'public-read' }),
    new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [] } }),
    new PutObjectRetentionCommand({ Bucket, Key, Retention: retention }),
    new PutObjectLegalHoldCommand({ Bucket, Key, LegalHold: { Status: 'ON' } }),
    new PutObjectCommand({ Bucket, Key: 'batches/public', Body: junk, ACL: 'public-read' }),
    new PutObjectCommand({ Bucket, Key: 'batches/public', Body: junk, GrantRead: anyone }),
    new PutObjectCommand({ Bucket, Key: 'elsewhere', Body: junk }),
    new PutObjectCommand({ Bucket, Key: 'batches', Body: junk }),
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [] }) }),
    new DeleteBucketPolicyCommand({ Bucket }),
    new PutBucketAclCommand({ Bucket, ACL: 'public-read' }),
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }),
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [expiration] } }),
    new PutBucketCorsCommand({
      Bucket,
      CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
    }),
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
    }),
    new DeletePublicAccessBlockCommand({ Bucket }),
    new PutObjectCommand({ Bucket: anchor, Key: 'checkpoint', Body: junk }),
    new PutObjectCommand({ Bucket: anchor, Key: 'another', Body: junk }),
    new GetObjectCommand({ Bucket: anchor, Key: 'checkpoint' }),
    new ListObjectsV2Command({ Bucket: anchor }),
    new DeleteObjectCommand({ Bucket: anchor, Key: 'checkpoint' }),
  ]
  for (const command of commands) {
    expect(await refusal('ingest', command), JSON.stringify(command.input)).toBe(403)
  }
})

test('an object that is written again keeps its first version, which nobody can remove', async () => {
  const ingest = buckets.client('ingest')
  const address = { Bucket: buckets.objects, Key }
  // AWS refuses both by the policy's last statement; a server without that condition keeps every version instead.
  await ingest.send(new PutObjectCommand({ ...address, Body: junk }))
  const { UploadId } = await ingest.send(new CreateMultipartUploadCommand(address))
  const upload = { ...address, UploadId }
  const { ETag } = await ingest.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: junk }))
  expect(await refusal('ingest', new ListPartsCommand(upload))).toBe(403)
  expect(await refusal('ingest', new AbortMultipartUploadCommand(upload))).toBe(403)
  const parts = { MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }
  await ingest.send(new CompleteMultipartUploadCommand({ ...upload, ...parts }))

  const first = { ...address, VersionId: versionId }
  for (const client of [ingest, buckets.client('worker'), buckets.client('viewer'), buckets.owner]) {
    await expect(client.send(new DeleteObjectCommand(first))).rejects.toMatchObject({ name: 'AccessDenied' })
  }
  const { Body } = await buckets.client('worker').send(new GetObjectCommand(first))
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(stored)).toBe(true)
})
