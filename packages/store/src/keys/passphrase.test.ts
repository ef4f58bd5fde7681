// Key files under a passphrase: what opens them, what does not, and that a file does not decide what reading it costs.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addSealingKey } from '../sealing-keys/add-sealing-key.ts'
import { generateCheckpointKeyFile, loadCheckpointSigner } from './checkpoint-key.ts'
import { createFileKeyProvider, generateKeyFile } from './file-key-provider.ts'
import { protectKeyFile } from './passphrase.ts'

const passphrase = 'correct horse battery staple'
let folder = ''
let path = ''
let keyId = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-passphrase-'))
  path = join(folder, 'sealing.json')
  keyId = (await generateKeyFile(path, passphrase)).keyId
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('holds keys that the passphrase alone opens', async () => {
  expect((await createFileKeyProvider({ path, passphrase })).keyIds).toEqual([keyId])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const text = await readFile(path, 'utf8')
  expect(text).not.toContain(keyId)
  expect(text).not.toContain('"d"')
  const open = (given?: string) => createFileKeyProvider({ path, passphrase: given })
  await expect(open()).rejects.toMatchObject({ code: 'passphrase_missing' })
  const wrong = await open('another').then(
    () => undefined,
    (error: unknown) => error as Error,
  )
  expect(wrong).toMatchObject({ code: 'wrong_passphrase' })
  expect(`${wrong?.message}${wrong?.stack}${JSON.stringify(wrong)}`).not.toContain('another')
})

test('keeps the passphrase when a key is added', async () => {
  const added = await addSealingKey(path, passphrase)
  const { keyIds } = await createFileKeyProvider({ path, passphrase })
  expect(keyIds).toEqual([keyId, added.keyId])
  await expect(addSealingKey(path)).rejects.toMatchObject({ code: 'passphrase_missing' })
})

test('is refused where it is plain and a passphrase is given, until it is protected', async () => {
  const plain = join(folder, 'plain.json')
  const { keyId: id } = await generateKeyFile(plain)
  const open = () => createFileKeyProvider({ path: plain, passphrase })
  await expect(open()).rejects.toMatchObject({ code: 'key_file_unprotected' })
  expect(await protectKeyFile(plain, passphrase)).toBe(true)
  expect((await open()).keyIds).toEqual([id])
  expect(await protectKeyFile(plain, passphrase)).toBe(false)
})

test('holds the key of checkpoints just as well, under another passphrase', async () => {
  const checkpoint = join(folder, 'checkpoint.json')
  const publicKey = await generateCheckpointKeyFile(checkpoint, 'of the worker')
  const { publicKey: found } = await loadCheckpointSigner(checkpoint, 'x', 'of the worker')
  expect(found).toEqual(publicKey)
  await expect(loadCheckpointSigner(checkpoint, 'x')).rejects.toMatchObject({ code: 'passphrase_missing' })
})

interface Envelope {
  protected: Record<string, unknown>
}

test.each([
  ['a cost that needs a gigabyte more', { n: 2 ** 21 }, 'bad_key_file'],
  ['a cost that is nothing', { n: 2 }, 'bad_key_file'],
  ['a cost that is no power of two', { n: 2 ** 17 + 1 }, 'bad_key_file'],
  ['a cost that is a text', { n: '131072' }, 'bad_key_file'],
  ['another block size', { r: 4096 }, 'bad_key_file'],
  ['much parallel work', { p: 1000 }, 'bad_key_file'],
  ['another function', { kdf: 'pbkdf2' }, 'bad_key_file'],
  ['a short nonce', { nonce: 'AAAA' }, 'bad_key_file'],
  ['another cost, which is authenticated', { n: 2 ** 15 }, 'wrong_passphrase'],
])('with %s is refused', async (_, change, code) => {
  const altered = join(folder, 'altered.json')
  await rm(altered, { force: true })
  const file = JSON.parse(await readFile(path, 'utf8')) as Envelope
  Object.assign(file.protected, change)
  await writeFile(altered, JSON.stringify(file), { mode: 0o600 })
  await expect(createFileKeyProvider({ path: altered, passphrase })).rejects.toMatchObject({ code })
})
