// What every object store does, whatever it is made of; run on the folder and on a real S3 server.
import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ObjectStore, withPrefix } from '../src/objects/object-store.ts'

/** Declares the contract's tests for the store that `open` gives. */
export function describeObjectStore(name: string, open: () => Promise<ObjectStore>): void {
  describe(`${name} keeps the object store contract`, () => {
    let store: ObjectStore
    const unique = (): string => `objects/${randomUUID()}`
    beforeAll(async () => {
      store = await open()
    })

    test('gives back the bytes it was given', async () => {
      const key = unique()
      const bytes = new Uint8Array(randomBytes(70_000))
      await store.put(key, bytes)
      expect(await store.get(key)).toEqual(bytes)
    })

    test('gives back an empty object', async () => {
      const key = unique()
      await store.put(key, new Uint8Array(0))
      expect(await store.get(key)).toEqual(new Uint8Array(0))
    })

    test('stores a view without the bytes around it', async () => {
      const key = unique()
      await store.put(key, new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 3))
      expect(await store.get(key)).toEqual(new Uint8Array([2, 3]))
    })

    test('refuses a second object under a key, even of the same bytes', async () => {
      const key = unique()
      await store.put(key, new Uint8Array([1]))
      await expect(store.put(key, new Uint8Array([2]))).rejects.toMatchObject({ code: 'object_exists' })
      await expect(store.put(key, new Uint8Array([1]))).rejects.toMatchObject({ code: 'object_exists' })
      expect(await store.get(key)).toEqual(new Uint8Array([1]))
    })

    test('lets exactly one of sixteen racing writers win', async () => {
      const key = unique()
      const attempts = Array.from({ length: 16 }, (_, writer) => store.put(key, new Uint8Array([writer])))
      const outcomes = await Promise.allSettled(attempts)
      const winners = outcomes.flatMap(({ status }, writer) => (status === 'fulfilled' ? [writer] : []))
      expect(winners).toHaveLength(1)
      expect(await store.get(key)).toEqual(new Uint8Array(winners))
    })

    test('reads a range', async () => {
      const key = unique()
      await store.put(key, new Uint8Array([0, 1, 2, 3, 4, 5]))
      expect(await store.get(key, { start: 2, endExclusive: 5 })).toEqual(new Uint8Array([2, 3, 4]))
      expect(await store.get(key, { start: 0, endExclusive: 6 })).toHaveLength(6)
    })

    test('refuses a range that the object does not fill', async () => {
      const key = unique()
      await store.put(key, new Uint8Array([0, 1, 2]))
      for (const range of [
        { start: 1, endExclusive: 9 },
        { start: 7, endExclusive: 9 },
      ]) {
        await expect(store.get(key, range)).rejects.toMatchObject({ code: 'object_too_short' })
      }
    })

    test('says that an object is not there', async () => {
      await expect(store.get(unique())).rejects.toMatchObject({ code: 'object_not_found' })
    })

    test('deletes, and deletes again without error', async () => {
      const key = unique()
      await store.put(key, new Uint8Array([1]))
      await store.delete(key)
      await store.delete(key)
      await expect(store.get(key)).rejects.toMatchObject({ code: 'object_not_found' })
    })

    test('lists no longer what was deleted, and takes no second object under a key that still exists', async () => {
      const prefix = `deleted-${randomUUID()}`
      await store.put(`${prefix}/a`, new Uint8Array([1]))
      await store.put(`${prefix}/b`, new Uint8Array([2]))
      await store.delete(`${prefix}/a`)
      const keys: string[] = []
      for await (const { key } of store.list(`${prefix}/`)) keys.push(key)
      expect(keys).toEqual([`${prefix}/b`])
      await expect(store.put(`${prefix}/b`, new Uint8Array([3]))).rejects.toMatchObject({
        code: 'object_exists',
      })
    })

    test('lists when an object was stored', async () => {
      const key = unique()
      await store.put(key, new Uint8Array([1]))
      for await (const { storedAtMs } of store.list(key)) {
        // Stores keep whole seconds, and their clock may be another machine's.
        expect(Math.abs(storedAtMs - Date.now())).toBeLessThan(10 * 60_000)
      }
    })

    test('lists by prefix in ascending order, with sizes, from a given key on', async () => {
      const prefix = `list-${randomUUID()}`
      const names = ['b', 'a/1', 'a/2', 'a-x', 'a.y', 'aa/z/deep', 'c']
      for (const name of names) await store.put(`${prefix}/${name}`, new Uint8Array(name.length))
      const listed = async (inner: string, startAfter?: string): Promise<string[]> => {
        const found: string[] = []
        const options = startAfter === undefined ? {} : { startAfter: `${prefix}/${startAfter}` }
        for await (const { key, sizeBytes } of store.list(`${prefix}/${inner}`, options)) {
          found.push(key.slice(prefix.length + 1))
          expect(sizeBytes).toBe(key.length - prefix.length - 1)
        }
        return found
      }
      expect(await listed('')).toEqual([...names].sort())
      expect(await listed('a')).toEqual(['a-x', 'a.y', 'a/1', 'a/2', 'aa/z/deep'])
      expect(await listed('a/')).toEqual(['a/1', 'a/2'])
      expect(await listed('', 'a/1')).toEqual(['a/2', 'aa/z/deep', 'b', 'c'])
      expect(await listed('nothing')).toEqual([])
    })

    test('lists more objects than one page of S3 holds', async () => {
      const prefix = `pages-${randomUUID()}`
      const names = Array.from({ length: 1_030 }, (_, index) => `${prefix}/${String(index).padStart(5, '0')}`)
      for (let start = 0; start < names.length; start += 50) {
        await Promise.all(names.slice(start, start + 50).map((key) => store.put(key, new Uint8Array([1]))))
      }
      const found: string[] = []
      for await (const { key } of store.list(`${prefix}/`)) found.push(key)
      expect(found).toEqual(names)
    })

    test.each([
      '',
      '/absolute',
      '../outside',
      'a/../../outside',
      'a//b',
      'a/',
      '.hidden',
      'a/.hidden',
      'a\\b',
      'a\0b',
      'a b',
      'ä',
      'x'.repeat(513),
    ])('refuses the unsafe key %j', async (key) => {
      await expect(store.put(key, new Uint8Array([1]))).rejects.toMatchObject({ code: 'unsafe_object_key' })
      await expect(store.get(key)).rejects.toMatchObject({ code: 'unsafe_object_key' })
      await expect(store.delete(key)).rejects.toMatchObject({ code: 'unsafe_object_key' })
    })

    test('answers a check', async () => {
      await expect(store.check()).resolves.toBeUndefined()
    })

    test('keeps a prefixed view apart from its neighbours', async () => {
      const area = randomUUID()
      const view = withPrefix(store, `${area}/anchor/`)
      await view.put('x/1', new Uint8Array([1]))
      await store.put(`${area}/anchored`, new Uint8Array([2]))
      const found: string[] = []
      for await (const { key } of view.list('')) found.push(key)
      expect(found).toEqual(['x/1'])
      expect(await store.get(`${area}/anchor/x/1`)).toEqual(new Uint8Array([1]))
    })
  })
}
