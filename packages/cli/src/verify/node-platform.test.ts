// Node's platform against web standards' own: the same hashes on threads and without, and files that come back as they went.
import { randomBytes } from 'node:crypto'
import { createNodePlatform } from '@reseal/cli'
import { createWebPlatform, type Platform } from '@reseal/verifier'
import { describe, expect, it } from 'vitest'

const object = new Uint8Array(randomBytes(5000))
const ranges = new Uint32Array([0, 10, 10, 4000, 4990, 10, 7, 0])

async function withPlatform<Result>(
  platform: Platform,
  work: (platform: Platform) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(platform)
  } finally {
    await platform.stop()
  }
}

describe('hashing', () => {
  // The built library: a thread is a file, and only built files are JavaScript.
  it.each([0, 2])('gives on %i threads what WebCrypto does', async (threads) => {
    const expected = await createWebPlatform().hashObject(object.slice(), ranges)
    await withPlatform(createNodePlatform({ threads }), async (platform) => {
      const all = await Promise.all([1, 2, 3].map(() => platform.hashObject(object.slice(), ranges)))
      for (const hashes of all) expect(hashes).toEqual(expected)
      // A view's neighbours are left alone.
      const larger = new Uint8Array([1, ...object, 2])
      expect(await platform.hashObject(larger.subarray(1, -1), ranges)).toEqual(expected)
      expect(larger.at(-1)).toBe(2)
    })
  })
})

describe('what does not fit in memory', () => {
  it('comes back in its pieces, several files side by side', async () => {
    await withPlatform(createNodePlatform(), async (platform) => {
      const spills = [platform.openSpill(), platform.openSpill()]
      const pieces = [object.slice(0, 100), object.slice(100, 4000), object.slice(4000)]
      for (const piece of pieces) for (const spill of spills) spill.append(piece)
      for (const spill of spills) {
        const read: Uint8Array[] = []
        for await (const piece of spill.pieces()) read.push(piece)
        expect(read).toEqual(pieces)
      }
    })
  })
})
