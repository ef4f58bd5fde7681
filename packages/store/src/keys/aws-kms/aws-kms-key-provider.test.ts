// Sealing keys in AWS KMS, through the real SDK: the contract, outages that are waited out, and keys that are unfit.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyProviderContract, vector } from '../../../test/key-provider-contract.ts'
import { type KmsEmulation, type KmsFault, startKmsEmulation } from '../../../test/kms-emulation.ts'
import type { ListedKeyProvider } from '../key-provider.ts'
import { type AwsKmsOptions, openAwsKmsKeyProvider } from './aws-kms-key-provider.ts'

let kms: KmsEmulation
let arn = ''
beforeAll(async () => {
  kms = await startKmsEmulation()
  arn = kms.addKey({ scalar: vector.scalar, alias: 'alias/reseal' })
  process.env['AWS_ACCESS_KEY_ID'] = kms.accessKeyId
  process.env['AWS_SECRET_ACCESS_KEY'] = kms.secretAccessKey
})
afterAll(() => kms.stop())
beforeEach(() => void kms.calls.splice(0))

const open = (options: Partial<AwsKmsOptions> = {}): Promise<ListedKeyProvider> =>
  openAwsKmsKeyProvider({ keys: [arn], region: kms.region, endpoint: kms.url, ...options })
const answers = (type: string, status = 400): KmsFault => ({ kind: 'answer', status, type })

keyProviderContract('AWS KMS', () => open())

test('asks for public halves when it is opened, and afterwards for secrets only', async () => {
  const provider = await open({ keys: ['alias/reseal'] })
  await provider.publicKey(vector.keyId)
  await provider.deriveSharedSecret(vector.keyId, vector.peer)
  expect(kms.calls).toEqual(['GetPublicKey', 'DeriveSharedSecret'])
  await provider.close()
})

test('asks KMS nothing about a point that is none, or a key that it does not have', async () => {
  const provider = await open()
  kms.calls.splice(0)
  await provider.deriveSharedSecret(vector.keyId, new Uint8Array(65)).catch(() => {})
  await provider.deriveSharedSecret('0'.repeat(16), vector.peer).catch(() => {})
  expect(kms.calls).toEqual([])
})

test.each([
  ['is throttled', answers('ThrottlingException')],
  ['fails inside', answers('KMSInternalException', 500)],
  ['does not answer', { kind: 'hang' }],
  ['drops the connection', { kind: 'reset' }],
] as const)('tries again where KMS %s', async (_, fault) => {
  const provider = await open({ requestTimeoutMs: 200 })
  kms.calls.splice(0)
  kms.failNext(fault)
  expect(await provider.deriveSharedSecret(vector.keyId, vector.peer)).toEqual(vector.secret)
  expect(kms.calls).toEqual(['DeriveSharedSecret', 'DeriveSharedSecret'])
  await provider.close()
})

test.each([
  [answers('ThrottlingException'), 'key_service_unavailable', 2],
  [answers('KMSInternalException', 500), 'key_service_unavailable', 2],
  [answers('DisabledException'), 'key_service_unavailable', 1],
  [answers('KMSInvalidStateException'), 'key_service_unavailable', 1],
  [answers('AccessDeniedException'), 'key_service_refused', 1],
  [answers('UnrecognizedClientException'), 'key_service_refused', 1],
  [answers('NotFoundException'), 'unknown_key', 1],
  [answers('InvalidKeyUsageException'), 'unfit_key', 1],
] as const)('after %o throws %s, having asked %i times', async (fault, code, times) => {
  const provider = await open({ maxAttempts: 2 })
  kms.calls.splice(0)
  kms.failNext(...Array.from({ length: times }, () => fault))
  await expect(provider.deriveSharedSecret(vector.keyId, vector.peer)).rejects.toMatchObject({ code })
  expect(kms.calls).toHaveLength(times)
  // Whatever it was, the provider goes on.
  expect(await provider.deriveSharedSecret(vector.keyId, vector.peer)).toEqual(vector.secret)
  await provider.close()
})

test('says that nobody answers', async () => {
  const gone = await startKmsEmulation()
  await gone.stop()
  await expect(open({ endpoint: gone.url })).rejects.toMatchObject({ code: 'key_service_unavailable' })
})

test('refuses an endpoint off loopback without TLS, whoever names it', async () => {
  const endpoint = 'http://kms.example.org'
  await expect(open({ endpoint })).rejects.toMatchObject({ code: 'insecure_key_service' })
  process.env['AWS_ENDPOINT_URL_KMS'] = endpoint
  try {
    await expect(openAwsKmsKeyProvider({ keys: [arn] })).rejects.toMatchObject({
      code: 'insecure_key_service',
    })
  } finally {
    delete process.env['AWS_ENDPOINT_URL_KMS']
  }
})

test('refuses to be let in by another secret: the request is signed', async () => {
  process.env['AWS_SECRET_ACCESS_KEY'] = 'another'
  try {
    await expect(open()).rejects.toMatchObject({ code: 'key_service_refused' })
  } finally {
    process.env['AWS_SECRET_ACCESS_KEY'] = kms.secretAccessKey
  }
})

test('refuses keys that are made for something else', async () => {
  const signing = kms.addKey({ scalar: new Uint8Array(randomBytes(32)).fill(1, 0, 1), usage: 'SIGN_VERIFY' })
  const curve = kms.addKey({ scalar: new Uint8Array(randomBytes(32)).fill(1, 0, 1), spec: 'ECC_SECG_P256K1' })
  await expect(open({ keys: [arn, signing] })).rejects.toMatchObject({ code: 'unfit_key' })
  await expect(open({ keys: [arn, curve] })).rejects.toMatchObject({ code: 'unfit_key' })
})

test('leaves out keys that are disabled or gone while another is there', async () => {
  const other = kms.addKey({ scalar: new Uint8Array(randomBytes(32)).fill(1, 0, 1), isDisabled: true })
  const provider = await open({ keys: [other, 'alias/nowhere', arn] })
  expect(provider.keyIds).toEqual([vector.keyId])
  await provider.close()
  await expect(open({ keys: [other] })).rejects.toMatchObject({ code: 'key_service_unavailable' })
  await expect(open({ keys: ['alias/nowhere'] })).rejects.toMatchObject({ code: 'unknown_key' })
})
