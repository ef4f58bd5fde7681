// A whole deployment whose batches and checkpoints lie in S3: `reseal serve all` takes a sealed stream, anchors it,
// exports it under audit and verifies it; a batch that the bucket's owner replaced is named.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { freePortBase, resealBin, runReseal } from '../support/demo-process.ts'
import { recordStream } from '../support/sealed-stream.ts'
import { type SharedS3, sharedS3 } from '../support/shared-s3.ts'

const origin = 'https://portal.example'
const buckets = { objects: 'reseal-objects', anchor: 'reseal-anchor' }

let s3: SharedS3
let client: S3Client
let data: string
let services: ChildProcess
let ingestUrl: string
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  s3 = await sharedS3()
  const { endpoint, credentials } = s3
  client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
  for (const Bucket of Object.values(buckets)) await client.send(new CreateBucketCommand({ Bucket }))
  data = await mkdtemp(join(tmpdir(), 'reseal-s3-'))
  env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...storageEnvironment('RESEAL_S3', buckets.objects),
    ...storageEnvironment('RESEAL_ANCHOR_S3', buckets.anchor),
  }
  const base = await freePortBase()
  const made = await runReseal(
    ['init', '--data', data, '--app', 'portal', '--origin', origin, '--port', String(base)],
    env,
  )
  expect(made.stderr + made.stdout).toContain('rsl_')
  ingestUrl = `http://127.0.0.1:${base + 1}`
  services = spawn(process.execPath, [resealBin, 'serve', 'all', '--data', data], { env, stdio: 'ignore' })
  await vi.waitUntil(() => answers(`${ingestUrl}/readyz`), { timeout: 60_000, interval: 200 })
})

afterAll(async () => {
  services?.kill('SIGINT')
  if (services?.exitCode === null) await once(services, 'exit')
  client?.destroy()
  if (data) await rm(data, { recursive: true, force: true })
})

function storageEnvironment(prefix: string, bucket: string): Record<string, string> {
  return {
    [`${prefix}_BUCKET`]: bucket,
    [`${prefix}_REGION`]: 'us-east-1',
    [`${prefix}_ENDPOINT`]: s3.endpoint,
    [`${prefix}_FORCE_PATH_STYLE`]: 'true',
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  )
}

/** Verifies until everything recorded so far is anchored. */
async function verified(): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const { code, stdout, stderr } = await runReseal(['verify', '--data', data], env)
    if (code === 0 || attempt === 20) return stdout + stderr
    await delay(500)
  }
}

async function keysOf(bucket: string): Promise<string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }))
  return Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]))
}

it('stores, anchors, exports and verifies a stream in S3', async () => {
  const init = JSON.parse(await readFile(join(data, 'init.json'), 'utf8')) as {
    appKey: string
    sealingKey: string
  }
  const { session } = await recordStream({ ...init, ingestUrl, origin, segmentCount: 4 })
  expect(await verified()).toContain('intact')
  expect((await keysOf(buckets.objects)).length).toBeGreaterThan(0)
  expect((await keysOf(buckets.anchor)).some((key) => key.includes('checkpoint'))).toBe(true)
  const exported = await runReseal(
    ['export', '--data', data, '--session', session, '--purpose', 'debugging', '--format', 'rrweb'],
    env,
  )
  expect(exported.code).toBe(0)
  expect(exported.stdout.trim().split('\n')).toHaveLength(8)
})

it('names a batch that the owner of the bucket replaced', async () => {
  const [key = ''] = await keysOf(buckets.objects)
  const { Body } = await client.send(new GetObjectCommand({ Bucket: buckets.objects, Key: key }))
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  await client.send(new PutObjectCommand({ Bucket: buckets.objects, Key: key, Body: bytes }))
  const { code, stdout } = await runReseal(['verify', '--data', data], env)
  expect(code).toBe(1)
  expect(stdout).toMatch(/batch/)
  expect(stdout).not.toMatch(/^intact/)
})
