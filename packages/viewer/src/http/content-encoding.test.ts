import { once } from 'node:events'
import { createGunzip, createZstdDecompress, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type ContentEncoding, chooseEncoding, createPieceEncoder } from './content-encoding.ts'

describe('the coding of an answer', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip, deflate, br', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['zstd;q=0, gzip', 'gzip'],
    ['zstd;q=0, gzip;q=0.0', undefined],
    ['br', undefined],
    ['identity', undefined],
    ['', undefined],
    [undefined, undefined],
    ['gzip;q=many', undefined],
  ])('for %j is %j', (accepted, expected) => {
    expect(chooseEncoding(accepted)).toBe(expected)
  })
})

describe.each<ContentEncoding>(['zstd', 'gzip'])('%s', (encoding) => {
  const decode = (bytes: Uint8Array): Buffer =>
    encoding === 'zstd' ? zstdDecompressSync(bytes) : gunzipSync(bytes)

  it('gives back what went in, and is smaller', async () => {
    const encoder = createPieceEncoder(encoding)
    const pieces = Array.from({ length: 20 }, (_, index) =>
      Buffer.from(`{"type":3,"timestamp":${index},"data":{"text":"${'xxxxx '.repeat(500)}"}}\n`),
    )
    const made: Uint8Array[] = []
    for (const piece of pieces) made.push(await encoder.encode(piece))
    made.push(await encoder.end())
    expect(decode(Buffer.concat(made))).toEqual(Buffer.concat(pieces))
    expect(Buffer.concat(made).length).toBeLessThan(Buffer.concat(pieces).length / 10)
  })

  it('hands over each piece whole, before the next is there', async () => {
    const encoder = createPieceEncoder(encoding)
    const decoder = encoding === 'zstd' ? createZstdDecompress() : createGunzip()
    decoder.write(await encoder.encode(Buffer.from('the first piece')))
    const [shown] = (await once(decoder, 'data')) as [Buffer]
    expect(shown.toString()).toBe('the first piece')
    decoder.destroy()
    encoder.close()
  })
})
