// Keys that come and go while a service runs: the file is added to as a whole, and read again where a key is unknown.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFileKeyProvider, generateKeyFile } from '../keys/file-key-provider.ts'
import type { KeyProvider } from '../keys/key-provider.ts'
import { addSealingKey } from './add-sealing-key.ts'
import { followKeys } from './follow-keys.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-key-file-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const notRetired = async (): Promise<boolean> => false

test('a key is added to those that are there, in a file of mode 0600 and with nothing left beside it', async () => {
  const path = join(folder, 'added.json')
  const first = await generateKeyFile(path)
  const second = await addSealingKey(path)
  const provider = await createFileKeyProvider({ path })
  expect(provider.keyIds).toEqual([first.keyId, second.keyId])
  expect(await provider.publicKey(second.keyId)).toEqual(second.publicKey)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await readdir(folder)).filter((name) => name.startsWith('added'))).toEqual(['added.json'])
})

test('two who add at once lose no key: one is told to come again', async () => {
  const path = join(folder, 'twice.json')
  const { keyId } = await generateKeyFile(path)
  const results = await Promise.allSettled([addSealingKey(path), addSealingKey(path), addSealingKey(path)])
  const added = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.keyId] : []))
  const refused = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  )
  for (const error of refused) expect(error).toMatchObject({ code: 'key_file_busy' })
  const { keyIds } = await createFileKeyProvider({ path })
  expect(new Set(keyIds)).toEqual(new Set([keyId, ...added]))
  expect(added.length + refused.length).toBe(3)
})

test('what is no key file is left as it is', async () => {
  const path = join(folder, 'other.json')
  await writeFile(path, '[]', { mode: 0o600 })
  await expect(addSealingKey(path)).rejects.toMatchObject({ code: 'bad_key_file' })
  expect(await readFile(path, 'utf8')).toBe('[]')
})

test('a running service learns of a key that was added, and reads the file at most once a second for one that is nowhere', async () => {
  const path = join(folder, 'followed.json')
  await generateKeyFile(path)
  let [opened, nowMs] = [0, 0]
  const keys = await followKeys({
    open: () => {
      opened += 1
      return createFileKeyProvider({ path })
    },
    isRetired: notRetired,
    now: () => nowMs,
  })
  const { keyId, publicKey } = await addSealingKey(path)
  expect(await Promise.all([keys.publicKey(keyId), keys.publicKey(keyId)])).toEqual([publicKey, publicKey])
  expect(opened).toBe(2)
  for (const wait of [1, 998, 1]) {
    nowMs += wait
    await expect(keys.publicKey('f'.repeat(16))).rejects.toMatchObject({ code: 'unknown_key' })
  }
  expect(opened).toBe(3)
})

test('a retired key opens nothing, though the provider has it', async () => {
  const path = join(folder, 'retired.json')
  const { keyId, publicKey } = await generateKeyFile(path)
  const isAsked: string[] = []
  const keys: KeyProvider = await followKeys({
    open: () => createFileKeyProvider({ path }),
    isRetired: async (id) => {
      isAsked.push(id)
      return isAsked.length > 2
    },
  })
  await keys.publicKey(keyId)
  expect(await keys.deriveSharedSecret(keyId, publicKey)).toHaveLength(32)
  await expect(keys.publicKey(keyId)).rejects.toMatchObject({ code: 'key_retired' })
  await expect(keys.deriveSharedSecret(keyId, publicKey)).rejects.toMatchObject({ code: 'key_retired' })
})
