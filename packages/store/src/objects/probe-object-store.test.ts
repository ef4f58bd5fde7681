import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StoreError } from '../store-error.ts'
import { createFolderObjectStore } from './folder-object-store.ts'
import type { ObjectStore } from './object-store.ts'
import { probeObjectLock, probeWrites } from './probe-object-store.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reseal-probe-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

test('a folder writes nothing twice, at the first start and at the next, and locks nothing', async () => {
  const store = createFolderObjectStore({ root })
  for (let start = 0; start < 2; start++) {
    expect(await probeWrites(store, { kind: 'folder' })).toEqual({
      conditionalWrites: 'yes',
      bodyCheck: 'yes',
    })
  }
  expect(await probeObjectLock({ kind: 'folder' })).toBe('none')
})

test('a store that takes the same key twice is found out', async () => {
  const store = createFolderObjectStore({ root: join(root, 'overwriting') })
  const overwriting: ObjectStore = {
    ...store,
    async put(key, bytes) {
      await store.delete(key)
      await store.put(key, bytes)
    },
  }
  expect(await probeWrites(overwriting, { kind: 'folder' })).toMatchObject({ conditionalWrites: 'no' })
})

test('a store that does not answer gives no findings', async () => {
  const store = createFolderObjectStore({ root })
  const down: ObjectStore = {
    ...store,
    put: () => Promise.reject(new StoreError('object_store_unavailable')),
  }
  await expect(probeWrites(down, { kind: 'folder' })).rejects.toMatchObject({
    code: 'object_store_unavailable',
  })
})
