// A deployment whose sealing keys are in AWS KMS: recorded, watched, waited for while KMS is away; and the private key is nowhere
// in the memory of the processes that open recordings.
import { fork } from 'node:child_process'
import { createECDH } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sealingKeyId } from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type KmsEmulation, startKmsEmulation } from '../../packages/store/test/kms-emulation.ts'
import { clinicOrigin, type RunningDeployment, startDeployment } from '../rotation/running-deployment.ts'
import { type InitKeys, recordStream } from '../support/sealed-stream.ts'
import { formsOf, scanMemory } from './scan-memory.ts'
import { watchStream } from './watch-stream.ts'

let kms: KmsEmulation
let deployment: RunningDeployment
let cookie = ''
const pair = createECDH('prime256v1')
pair.generateKeys()
const scalar = new Uint8Array(32)
scalar.set(pair.getPrivateKey(), 32 - pair.getPrivateKey().length)

beforeAll(async () => {
  kms = await startKmsEmulation()
  process.env['AWS_ACCESS_KEY_ID'] = kms.accessKeyId
  process.env['AWS_SECRET_ACCESS_KEY'] = kms.secretAccessKey
  deployment = await startDeployment({
    RESEAL_SEALING_KEYS: 'aws-kms',
    RESEAL_KMS_KEYS: kms.addKey({ scalar }),
    RESEAL_KMS_ENDPOINT: kms.url,
  })
  cookie = await deployment.signIn('eng-1', 'engineer')
}, 60_000)
afterAll(async () => {
  await deployment?.stop()
  await kms?.stop()
})

afterEach(() => kms.failAlways(undefined))

const record = (keys: InitKeys): Promise<{ session: string; stream: string }> =>
  recordStream({ ...keys, ingestUrl: deployment.ingestUrl, origin: clinicOrigin, segmentCount: 2 })
const watch = (recorded: { session: string; stream: string }): Promise<number> =>
  watchStream(deployment, { ...recorded, cookie })

test('what is recorded is watched, and KMS is asked for public keys and secrets of streams alone', async () => {
  expect(existsSync(join(deployment.data, 'keys', 'sealing.json'))).toBe(false)
  const recorded = await record(await deployment.init())
  await expect.poll(() => watch(recorded), { timeout: 30_000 }).toBe(200)
  expect(new Set(kms.calls)).toEqual(new Set(['GetPublicKey', 'DeriveSharedSecret']))
  const listed = await deployment.reseal('keys', 'list', '--json')
  expect(JSON.parse(listed.stdout)).toMatchObject([{ state: 'current', isHere: true }])
  const rotated = await deployment.reseal('keys', 'rotate', '--app', 'clinic')
  expect([rotated.code, rotated.stderr]).toEqual([2, expect.stringContaining('Make the key in KMS')])
})

test('a stream that comes while KMS is away is waited for, and the viewer starts and says so', async () => {
  kms.failAlways({ kind: 'answer', status: 400, type: 'KMSInvalidStateException' })
  await deployment.halt('viewer')
  await deployment.start('viewer')
  const away = 'key_service_unavailable'
  expect(await deployment.readiness('viewer')).toMatchObject({ status: 200, sealingKeys: away })
  const asked = kms.calls.length
  const recorded = await record(await deployment.init())
  await expect.poll(() => kms.calls.slice(asked), { timeout: 30_000 }).toContain('DeriveSharedSecret')
  kms.failAlways(undefined)
  // The longer it was away, the longer the worker waits between tries: not so long here.
  const dueNow = sql`UPDATE stream_index SET due_at = now()`
  await expect
    .poll(async () => {
      await dueNow.execute(deployment.superuser)
      return watch(recorded)
    })
    .toBe(200)
  expect(await deployment.readiness('viewer')).toMatchObject({ status: 200, sealingKeys: 'ok' })
})

test('a range that is asked for while KMS is away answers that, and not that the stream is broken', async () => {
  const recorded = await record(await deployment.init())
  await expect.poll(() => watch(recorded), { timeout: 30_000 }).toBe(200)
  await deployment.halt('viewer')
  await deployment.start('viewer')
  kms.failAlways({ kind: 'answer', status: 400, type: 'DisabledException' })
  expect(await watch(recorded)).toBe(503)
  kms.failAlways(undefined)
  expect(await watch(recorded)).toBe(200)
})

test('the private key is in no memory of what opens recordings; from a key file it is', async () => {
  await deployment.halt('viewer', 'worker')
  expect(await findInMemory()).toEqual([])
  const x = Buffer.from(pair.getPublicKey().subarray(1, 33)).toString('base64url')
  const y = Buffer.from(pair.getPublicKey().subarray(33)).toString('base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x, y, d: Buffer.from(scalar).toString('base64url') }
  const keys = { [sealingKeyId(pair.getPublicKey())]: jwk }
  await writeFile(join(deployment.data, 'keys', 'sealing.json'), JSON.stringify({ keys }), { mode: 0o600 })
  expect(
    await findInMemory({ RESEAL_SEALING_KEYS: 'file', RESEAL_KMS_KEYS: '', RESEAL_KMS_ENDPOINT: '' }),
  ).not.toEqual([])
})

/** Forms of the private key that are found in a process after its viewer and its worker opened a stream. */
async function findInMemory(settings: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const child = fork(join(import.meta.dirname, 'serve-process.ts'), [deployment.data], {
    env: { ...process.env, ...deployment.env, ...settings },
  })
  try {
    await once(child, 'message')
    const recorded = await record(await deployment.init())
    await expect.poll(() => watch(recorded), { timeout: 30_000 }).toBe(200)
    return await scanMemory(child.pid ?? 0, formsOf(scalar))
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}
