import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fromHex } from '../test/hex.ts'
import aesGcm from '../vectors/third-party/wycheproof-aes-256-gcm.json' with { type: 'json' }
import { createCiphertextOpener, gunzip } from './opening-node.ts'

test.each(aesGcm)('node:crypto agrees with Wycheproof AES-256-GCM $tcId', async (vector) => {
  const open = await createCiphertextOpener(fromHex(vector.key))
  const sealed = {
    nonce: fromHex(vector.iv),
    additionalData: fromHex(vector.aad),
    ciphertext: fromHex(vector.ct + vector.tag),
  }
  if (vector.result === 'valid') expect(new Uint8Array(await open(sealed))).toEqual(fromHex(vector.msg))
  else await expect(open(sealed)).rejects.toThrow()
})

test('keeps its key when the bytes it came from are overwritten', async () => {
  const [vector] = aesGcm.filter(({ result, msg }) => result === 'valid' && msg !== '')
  if (!vector) throw new Error('no vector')
  const rawKey = fromHex(vector.key)
  const open = await createCiphertextOpener(rawKey)
  rawKey.fill(0)
  const sealed = {
    nonce: fromHex(vector.iv),
    additionalData: fromHex(vector.aad),
    ciphertext: fromHex(vector.ct + vector.tag),
  }
  expect(new Uint8Array(await open(sealed))).toEqual(fromHex(vector.msg))
})

test('stops inflating at the limit', async () => {
  const gzip = gzipSync(new Uint8Array(1001))
  await expect(gunzip(gzip, 1000)).rejects.toThrow()
  expect((await gunzip(gzip, 1001)).length).toBe(1001)
})
