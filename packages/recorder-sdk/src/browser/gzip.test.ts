import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gzipStored } from './gzip.ts'

describe('gzipStored', () => {
  it('is read back by zlib, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        expect(new Uint8Array(gunzipSync(gzipStored(bytes)))).toEqual(bytes)
      }),
    )
  })

  it.each([0, 1, 65_535, 65_536, 65_537, 200_000])('splits %i bytes into blocks', (sizeBytes) => {
    const bytes = new Uint8Array(sizeBytes).map((_, index) => index * 7)
    expect(gunzipSync(gzipStored(bytes)).equals(bytes)).toBe(true)
  })
})
