// The S3 store on a real S3 server: the same contract as the folder, and what only a network can get wrong.
import { connect, createServer, type Socket } from 'node:net'
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { createS3ObjectStore, probeObjectLock, probeWrites, type S3ObjectStoreOptions } from '@reseal/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeObjectStore } from '../../packages/store/test/object-store-contract.ts'
import { type SharedS3, sharedS3 } from '../support/shared-s3.ts'

let server: SharedS3
let options: S3ObjectStoreOptions
let client: S3Client
beforeAll(async () => {
  server = await sharedS3()
  const { endpoint, credentials } = server
  const bucket = `reseal-${Date.now()}`
  options = { bucket, endpoint, credentials, forcePathStyle: true }
  client = new S3Client({ endpoint, credentials, forcePathStyle: true, region: 'us-east-1' })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
})
afterAll(async () => {
  client?.destroy()
})

describeObjectStore('S3', async () => createS3ObjectStore(options))

test('stores an object of eight mebibytes in one request that the server checked', async () => {
  const store = createS3ObjectStore(options)
  const bytes = new Uint8Array(8 * 1024 * 1024).fill(7)
  await store.put('large', bytes)
  expect(Buffer.from(await store.get('large')).equals(bytes)).toBe(true)
  const head = await client.send(new HeadObjectCommand({ Bucket: options.bucket, Key: 'large' }))
  // The ETag of a multipart upload would carry a dash.
  expect(head.ETag).toMatch(/^"[0-9a-f]{32}"$/)
})

test('is unavailable, not empty, with wrong credentials or without its bucket', async () => {
  const unavailable = { code: 'object_store_unavailable' }
  const stranger = createS3ObjectStore({
    ...options,
    credentials: { ...server.credentials, secretAccessKey: 'wrong' },
  })
  const lost = createS3ObjectStore({ ...options, bucket: 'no-such-bucket' })
  for (const store of [stranger, lost]) {
    await expect(store.get('large')).rejects.toMatchObject(unavailable)
    await expect(store.put('other', new Uint8Array([1]))).rejects.toMatchObject(unavailable)
    await expect(store.check()).rejects.toMatchObject(unavailable)
    await expect(store.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject(unavailable)
  }
})

test('knows its own object again when the answer to the first attempt was lost', async () => {
  const gateway = Number(new URL(server.endpoint).port)
  let connections = 0
  const proxy = createServer((downstream: Socket) => {
    connections += 1
    const upstream = connect({ port: gateway, host: '127.0.0.1' })
    downstream.pipe(upstream)
    downstream.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
    upstream.on('error', () => downstream.destroy())
    if (connections === 1) upstream.once('data', () => downstream.destroy())
    else upstream.pipe(downstream)
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  proxy.listen(0, '127.0.0.1', resolve)
  await listening
  const address = proxy.address()
  const port = address && typeof address === 'object' ? address.port : 0
  const store = createS3ObjectStore({ ...options, endpoint: `http://127.0.0.1:${port}` })
  await store.put('lost-answer', new Uint8Array([1, 2, 3]))
  expect(connections).toBeGreaterThan(1)
  expect(await store.get('lost-answer')).toEqual(new Uint8Array([1, 2, 3]))
  await expect(store.put('lost-answer', new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
    code: 'object_exists',
  })
  store.close()
  proxy.close()
})

test('is unavailable when nothing listens, and when something listens but never answers', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}))
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  silent.listen(0, '127.0.0.1', resolve)
  await listening
  const address = silent.address()
  const port = address && typeof address === 'object' ? address.port : 0
  const unavailable = { code: 'object_store_unavailable' }
  const store = createS3ObjectStore({
    ...options,
    endpoint: `http://127.0.0.1:${port}`,
    requestTimeoutMs: 300,
  })
  await expect(store.put('a', new Uint8Array([1]))).rejects.toMatchObject(unavailable)
  store.close()
  silent.close()
  const nothing = createS3ObjectStore({ ...options, endpoint: `http://127.0.0.1:${port}` })
  await expect(nothing.get('a')).rejects.toMatchObject(unavailable)
})

/** Whether the server keeps to the condition in this bucket, asked without our own code. */
async function refusesSecondWrite(Bucket: string): Promise<boolean> {
  const write = { Bucket, Key: 'independent', Body: 'x', IfNoneMatch: '*' }
  await client.send(new PutObjectCommand(write))
  return client.send(new PutObjectCommand(write)).then(
    () => false,
    () => true,
  )
}

test('what a bucket does is found out in the bucket itself', async () => {
  const locked = `${options.bucket}-locked`
  await client.send(new CreateBucketCommand({ Bucket: locked, ObjectLockEnabledForBucket: true }))
  const asked = async (bucket: string) => {
    const place = { kind: 's3', options: { ...options, bucket }, prefix: '' } as const
    const writes = await probeWrites(createS3ObjectStore(place.options), place)
    return { ...writes, objectLock: await probeObjectLock(place) }
  }
  expect(await asked(options.bucket)).toEqual({
    conditionalWrites: 'yes',
    bodyCheck: 'yes',
    objectLock: 'none',
  })
  const conditionalWrites = (await refusesSecondWrite(locked)) ? 'yes' : 'no'
  expect(await asked(locked)).toEqual({ conditionalWrites, bodyCheck: 'yes', objectLock: 'none' })
  for (const [Mode, objectLock] of [
    ['GOVERNANCE', 'governance'],
    ['COMPLIANCE', 'compliance'],
  ] as const) {
    const ObjectLockConfiguration = {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode, Days: 1 } },
    } as const
    await client.send(new PutObjectLockConfigurationCommand({ Bucket: locked, ObjectLockConfiguration }))
    expect(await probeObjectLock({ kind: 's3', options: { ...options, bucket: locked }, prefix: '' })).toBe(
      objectLock,
    )
  }
  const lost = { kind: 's3', options: { ...options, bucket: 'no-such-bucket' }, prefix: '' } as const
  await expect(probeWrites(createS3ObjectStore(lost.options), lost)).rejects.toMatchObject({
    code: 'object_store_unavailable',
  })
  const strange = { ...options, credentials: { ...server.credentials, secretAccessKey: 'wrong' } }
  expect(await probeObjectLock({ kind: 's3', options: strange, prefix: '' })).toBe('unknown')
})
