// The folder store: the contract, and what only a folder can get wrong.
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeObjectStore } from '../../test/object-store-contract.ts'
import { createFolderObjectStore } from './folder-object-store.ts'
import { withPrefix } from './object-store.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-objects-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describeObjectStore('a folder', async () => createFolderObjectStore({ root: join(folder, 'contract') }))

test('leaves nothing half-written behind after a refused put', async () => {
  const root = join(folder, 'refused')
  const store = createFolderObjectStore({ root })
  await store.put('a', new Uint8Array([1]))
  await expect(store.put('a', new Uint8Array([2]))).rejects.toMatchObject({ code: 'object_exists' })
  expect(await readdir(join(root, '.partial'))).toEqual([])
})

test('removes what a killed process left half-written, once it is old, and no object', async () => {
  const root = join(folder, 'unfinished')
  const store = createFolderObjectStore({ root })
  const removeUnfinished = withPrefix(store, 'batches/').removeUnfinished
  expect(await removeUnfinished?.(new Date())).toBe(0)
  await store.put('old', new Uint8Array([1]))
  for (const name of ['old', 'young']) await writeFile(join(root, '.partial', name), 'half')
  const longAgo = new Date(Date.now() - 86_400_000)
  for (const name of ['old', '.partial/old']) await utimes(join(root, name), longAgo, longAgo)
  expect(await removeUnfinished?.(new Date(Date.now() - 3_600_000))).toBe(1)
  expect(await readdir(join(root, '.partial'))).toEqual(['young'])
  expect(await store.get('old')).toEqual(new Uint8Array([1]))
})

test('leaves nothing half-written behind after a write that failed, as on a full disk', async () => {
  const root = join(folder, 'failed')
  const store = createFolderObjectStore({ root })
  // The file is there when the write fails.
  const unwritable = 1 as unknown as Uint8Array
  await expect(store.put('a', unwritable)).rejects.toMatchObject({ code: 'object_store_unavailable' })
  expect(await readdir(join(root, '.partial'))).toEqual([])
})

test('does not list what a killed writer left half-written', async () => {
  const root = join(folder, 'killed')
  const store = createFolderObjectStore({ root })
  await mkdir(join(root, '.partial'), { recursive: true })
  await writeFile(join(root, '.partial', 'half'), 'half')
  const keys: string[] = []
  for await (const { key } of store.list('')) keys.push(key)
  expect(keys).toEqual([])
})

test('lists nothing where the folder was never made', async () => {
  const store = createFolderObjectStore({ root: join(folder, 'never') })
  for await (const { key } of store.list('')) expect.unreachable(key)
})

test('says that it is unavailable when its place is not a folder', async () => {
  const root = join(folder, 'file')
  await writeFile(root, '')
  const store = createFolderObjectStore({ root })
  const unavailable = { code: 'object_store_unavailable' }
  await expect(store.put('a', new Uint8Array([1]))).rejects.toMatchObject(unavailable)
  await expect(store.check()).rejects.toMatchObject({ name: 'StoreError' })
})
