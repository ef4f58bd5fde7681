import { expect, test } from 'vitest'
import { fromHex, toHex } from '../test/hex.ts'
import vectors from '../vectors/third-party/wycheproof-hkdf-sha256.json' with { type: 'json' }
import { expand, extract } from './hkdf.ts'

test.each(vectors)('agrees with Wycheproof HKDF-SHA256 $tcId', async ({ ikm, salt, info, size, okm }) => {
  const key = await extract(fromHex(salt), fromHex(ikm))
  const block = await expand(key, fromHex(info))
  expect(toHex(block.subarray(0, size))).toBe(okm)
})
