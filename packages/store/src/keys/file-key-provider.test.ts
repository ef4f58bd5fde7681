// Sealing keys in a file: the same ECDH as WebCrypto, points checked, the file's mode checked.
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyProviderContract, vector } from '../../test/key-provider-contract.ts'
import {
  createCheckpointVerifier,
  generateCheckpointKeyFile,
  loadCheckpointSigner,
} from './checkpoint-key.ts'
import { createFileKeyProvider, generateKeyFile } from './file-key-provider.ts'
import { sealingKeyId } from './p256-point.ts'

let folder: string
let path: string
let generated: Awaited<ReturnType<typeof generateKeyFile>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-keys-'))
  path = join(folder, 'sealing.json')
  generated = await generateKeyFile(path)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('derives the secret that WebCrypto derives from the other side', async () => {
  const provider = await createFileKeyProvider({ path })
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' }
  for (let round = 0; round < 20; round += 1) {
    const other = await crypto.subtle.generateKey(algorithm, true, ['deriveBits'])
    const enc = new Uint8Array(await crypto.subtle.exportKey('raw', other.publicKey))
    const ours = await crypto.subtle.importKey('raw', generated.publicKey, algorithm, false, [])
    const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: ours }, other.privateKey, 256)
    expect(await provider.deriveSharedSecret(generated.keyId, enc)).toEqual(new Uint8Array(bits))
  }
})

test('names a key after its public half', async () => {
  const provider = await createFileKeyProvider({ path })
  expect(provider.keyIds).toEqual([generated.keyId])
  const publicKey = await provider.publicKey(generated.keyId)
  expect(publicKey).toEqual(generated.publicKey)
  expect(publicKey).toHaveLength(65)
  expect(sealingKeyId(publicKey)).toBe(generated.keyId)
  expect(generated.keyId).toMatch(/^[0-9a-f]{16}$/)
})

keyProviderContract('a file', async () => {
  const own = join(await mkdtemp(join(folder, 'vector-')), 'sealing.json')
  const [x, y, d] = [vector.publicKey.subarray(1, 33), vector.publicKey.subarray(33), vector.scalar].map(
    (part) => Buffer.from(part).toString('base64url'),
  )
  const keys = { [vector.keyId]: { kty: 'EC', crv: 'P-256', x, y, d } }
  await writeFile(own, JSON.stringify({ keys }), { mode: 0o600 })
  return createFileKeyProvider({ path: own })
})

test('makes files that only their owner reads, and replaces none', async () => {
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const before = await readFile(path, 'utf8')
  await expect(generateKeyFile(path)).rejects.toMatchObject({ code: 'bad_key_file' })
  await expect(generateCheckpointKeyFile(path)).rejects.toMatchObject({ code: 'bad_key_file' })
  expect(await readFile(path, 'utf8')).toBe(before)
})

test.each([0o640, 0o604, 0o622, 0o660])('refuses a file of mode %o', async (mode) => {
  const open = join(folder, `open-${mode}.json`)
  await generateKeyFile(open)
  await chmod(open, mode)
  await expect(createFileKeyProvider({ path: open })).rejects.toMatchObject({ code: 'unsafe_key_file' })
  await expect(loadCheckpointSigner(open, 'x')).rejects.toMatchObject({ code: 'unsafe_key_file' })
})

test.each([
  ['no JSON', 'no'],
  ['nothing', '{}'],
  ['a key under another id', ''],
])('refuses a file with %s', async (name, text) => {
  const bad = join(folder, `bad-${name.length}.json`)
  const stored = text || (await readFile(path, 'utf8')).replace(generated.keyId, '0'.repeat(16))
  await writeFile(bad, stored, { mode: 0o600 })
  await expect(createFileKeyProvider({ path: bad })).rejects.toMatchObject({ code: 'bad_key_file' })
})

test('signs checkpoints that the public key verifies', async () => {
  const checkpointPath = join(folder, 'checkpoint.json')
  const publicKey = await generateCheckpointKeyFile(checkpointPath)
  const signer = await loadCheckpointSigner(checkpointPath, 'reseal.test/audit')
  expect(signer.publicKey).toEqual(publicKey)
  const message = new TextEncoder().encode('text\n')
  const signature = await signer.sign(message)
  const verifier = createCheckpointVerifier('reseal.test/audit', publicKey)
  expect(await verifier.verify(message, signature)).toBe(true)
  expect(await verifier.verify(new TextEncoder().encode('other\n'), signature)).toBe(false)
  await expect(loadCheckpointSigner(path, 'x')).rejects.toMatchObject({ code: 'bad_key_file' })
})
