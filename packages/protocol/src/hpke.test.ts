import { CipherSuite, DhkemP256HkdfSha256, ExportOnly, HkdfSha256 } from '@hpke/core'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../test/hex.ts'
import { asyncOutcomeOf } from '../test/refusal.ts'
import { streamHeader } from '../test/stream-fixture.ts'
import rfc9180 from '../vectors/third-party/rfc9180.json' with { type: 'json' }
import ecdh from '../vectors/third-party/wycheproof-ecdh-p256.json' with { type: 'json' }
import { encodeBase64url } from './base64.ts'
import { concatBytes } from './bytes.ts'
import { deriveDataKey, keyInfo } from './data-key.ts'
import {
  encapsulate,
  exporterSecret,
  exportSecret,
  generateEphemeralKey,
  importPoint,
  kemSharedSecret,
  suiteId,
} from './hpke.ts'

const algorithm = { name: 'ECDH', namedCurve: 'P-256' }
const p256Vectors = rfc9180.filter(({ kem_id }) => kem_id === '16')

async function keyPair(privateKey: string, publicPoint: string): Promise<CryptoKeyPair> {
  const point = fromHex(publicPoint)
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: encodeBase64url(fromHex(privateKey)),
    x: encodeBase64url(point.subarray(1, 33)),
    y: encodeBase64url(point.subarray(33)),
  }
  return {
    privateKey: await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['deriveBits']),
    publicKey: await crypto.subtle.importKey('raw', point, algorithm, true, []),
  }
}

describe('RFC 9180 appendix A', () => {
  test.each(p256Vectors)('encapsulates as the RFC: $suite', async (vector) => {
    const ephemeral = await keyPair(vector.skEm, vector.pkEm)
    const encapsulation = await encapsulate(fromHex(vector.pkRm), ephemeral)
    expect(toHex(encapsulation.enc)).toBe(vector.enc)
    expect(toHex(await kemSharedSecret(encapsulation))).toBe(vector.shared_secret)
  })

  test.each(rfc9180)('derives and exports as the RFC: $suite', async (vector) => {
    const suite = suiteId(Number(vector.kem_id), Number(vector.aead_id))
    const exporter = await exporterSecret(suite, fromHex(vector.shared_secret), fromHex(vector.info))
    expect(toHex(exporter)).toBe(vector.exporter_secret)
    for (const { exporter_context, exported_value } of vector.exports) {
      expect(toHex(await exportSecret(suite, exporter, fromHex(exporter_context)))).toBe(exported_value)
    }
  })
})

describe('Wycheproof ECDH P-256', () => {
  const cases = ecdh.map((vector) => ({
    ...vector,
    point: concatBytes(new Uint8Array([4]), coordinate(vector.public.x), coordinate(vector.public.y)),
  }))

  test.each(cases.filter(({ result }) => result === 'valid'))('agrees: $tcId $flags', async (vector) => {
    const privateKey = await crypto.subtle.importKey('jwk', vector.private, algorithm, false, ['deriveBits'])
    const { publicKey } = await generateEphemeralKey()
    const { dh } = await encapsulate(vector.point, { privateKey, publicKey })
    expect(toHex(dh)).toBe(vector.shared)
  })

  test.each(cases.filter(({ result }) => result === 'invalid'))(
    'refuses the point: $tcId $comment',
    async (vector) => {
      expect(await asyncOutcomeOf(() => importPoint(vector.point))).toBe('bad_key')
    },
  )
})

// Wycheproof's JWKs are lenient where ours are strict, so they are decoded by the platform.
function coordinate(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}

test('gives the data key that @hpke/core gives', async () => {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new ExportOnly(),
  })
  const header = streamHeader()
  const pair = await suite.kem.generateKeyPair()
  const publicKey = new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey))
  const encapsulation = await encapsulate(publicKey, await generateEphemeralKey())
  const recipient = await suite.createRecipientContext({
    recipientKey: pair.privateKey,
    enc: new Uint8Array(encapsulation.enc).buffer,
    info: keyInfo(header).buffer,
  })
  const exported = await recipient.export(new TextEncoder().encode('reseal/1 data key').buffer, 32)
  expect(await deriveDataKey(encapsulation, header)).toEqual(new Uint8Array(exported))
})

test('binds the data key to each field of the header it names', async () => {
  const encapsulation = await encapsulate(fromHex(p256Vectors[0]?.pkRm ?? ''), await generateEphemeralKey())
  const header = streamHeader()
  const others = [
    { ...header, app: 'b' },
    { ...header, session: crypto.randomUUID() },
    { ...header, stream: crypto.randomUUID() },
    { ...header, keyId: 'b' },
    { ...header, app: header.keyId, keyId: header.app },
  ]
  const keys = await Promise.all([header, ...others].map((binding) => deriveDataKey(encapsulation, binding)))
  expect(new Set(keys.map(toHex)).size).toBe(keys.length)
})
