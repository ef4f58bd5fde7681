// The contract of key providers (design.md §6): one suite, run on a file, on a PKCS#11 token and on AWS KMS. Each is given the
// same private key from outside, that of a published vector, and has to behave the same.
import { createECDH, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ListedKeyProvider } from '../src/keys/key-provider.ts'
import { sealingKeyId } from '../src/keys/p256-point.ts'

const bytes = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(hex, 'hex'))
const point = (x: string, y: string): Uint8Array<ArrayBuffer> => bytes(`04${x}${y}`)

/** NIST CAVP, "ECC CDH Primitive", KAS_ECC_CDH_PrimitiveTest.txt, [P-256] COUNT = 0. */
export const vector: {
  readonly scalar: Uint8Array<ArrayBuffer>
  readonly publicKey: Uint8Array<ArrayBuffer>
  readonly keyId: string
  readonly peer: Uint8Array<ArrayBuffer>
  readonly secret: Uint8Array<ArrayBuffer>
} = (() => {
  const publicKey = point(
    'ead218590119e8876b29146ff89ca61770c4edbbf97d38ce385ed281d8a6b230',
    '28af61281fd35e2fa7002523acc85a429cb06ee6648325389f59edfce1405141',
  )
  return {
    scalar: bytes('7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534'),
    publicKey,
    keyId: sealingKeyId(publicKey),
    peer: point(
      '700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287',
      'db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac',
    ),
    secret: bytes('46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b'),
  }
})()

const badPoints: readonly (readonly [string, (point: Uint8Array) => Uint8Array])[] = [
  ['a point off the curve', (given) => given.with(64, (given[64] ?? 0) ^ 1)],
  ['the point at infinity', () => new Uint8Array([0])],
  ['zeros', () => new Uint8Array(65).with(0, 4)],
  ['a coordinate beyond the field', () => new Uint8Array(65).fill(0xff).with(0, 4)],
  ['a compressed point', (given) => given.subarray(0, 33).with(0, 2)],
  ['a hybrid point', (given) => given.with(0, 6)],
  ['a short point', (given) => given.subarray(0, 64)],
  ['a long point', (given) => new Uint8Array([...given, 0])],
  ['nothing', () => new Uint8Array(0)],
]

/** A peer, and the secret that the vector's key has with it. */
function newPeer(accepts: (secret: Buffer) => boolean = () => true): {
  readonly enc: Uint8Array
  readonly secret: Uint8Array
} {
  for (;;) {
    const pair = createECDH('prime256v1')
    const enc = pair.generateKeys()
    const secret = pair.computeSecret(vector.publicKey)
    if (accepts(secret)) return { enc: new Uint8Array(enc), secret: new Uint8Array(secret) }
  }
}

/** Runs the suite. `open` gives a provider, at each call another, whose only key is the vector's. */
export function keyProviderContract(name: string, open: () => Promise<ListedKeyProvider>): void {
  describe(`${name} as a key provider`, () => {
    let provider: ListedKeyProvider
    beforeAll(async () => {
      provider = await open()
    })
    afterAll(() => provider.close())

    test('lists its key by the hash of the public half, and gives that half', async () => {
      expect(provider.keyIds).toEqual([vector.keyId])
      expect(await provider.publicKey(vector.keyId)).toEqual(vector.publicKey)
    })

    test('derives the secret of the published vector', async () => {
      expect(await provider.deriveSharedSecret(vector.keyId, vector.peer)).toEqual(vector.secret)
    })

    test('keeps the leading zeros of a secret', async () => {
      const { enc, secret } = newPeer((found) => found[0] === 0)
      expect(await provider.deriveSharedSecret(vector.keyId, enc)).toEqual(secret)
    })

    test('gives each of many at once its own secret', async () => {
      const peers = Array.from({ length: 40 }, () => newPeer())
      const derived = await Promise.all(
        peers.map(({ enc }) => provider.deriveSharedSecret(vector.keyId, enc)),
      )
      expect(derived).toEqual(peers.map(({ secret }) => secret))
    })

    test.each(['0000000000000000', 'constructor', '', vector.keyId.toUpperCase()])(
      'does not know the key "%s"',
      async (keyId) => {
        await expect(provider.publicKey(keyId)).rejects.toMatchObject({ code: 'unknown_key' })
        const derived = provider.deriveSharedSecret(keyId, vector.peer)
        await expect(derived).rejects.toMatchObject({ code: 'unknown_key' })
      },
    )

    test.each(badPoints)('refuses %s, and works on', async (_, change) => {
      const derived = provider.deriveSharedSecret(vector.keyId, change(vector.peer))
      await expect(derived).rejects.toMatchObject({ code: 'bad_public_key' })
      expect(await provider.deriveSharedSecret(vector.keyId, vector.peer)).toEqual(vector.secret)
    })

    test('leaves the point as it was given', async () => {
      const given = vector.peer.slice()
      await provider.deriveSharedSecret(vector.keyId, given)
      expect(given).toEqual(vector.peer)
    })

    test('repeats neither key id nor point in an error', async () => {
      const keyId = randomBytes(8).toString('hex')
      const bad = vector.peer.with(64, 0)
      const errors = await Promise.all([
        provider.publicKey(keyId).catch(String),
        provider.deriveSharedSecret(keyId, vector.peer).catch(String),
        provider.deriveSharedSecret(vector.keyId, bad).catch(String),
      ])
      const said = errors.join('\n').toLowerCase()
      expect(said).toMatch(/^storeerror: /)
      for (const secret of [keyId, vector.keyId, Buffer.from(bad).toString('hex').slice(2, 34)])
        expect(said).not.toContain(secret)
    })

    test('answers nothing once it is closed, which it may be twice', async () => {
      const closed = await open()
      const began = closed.deriveSharedSecret(vector.keyId, vector.peer)
      expect(await began).toEqual(vector.secret)
      await closed.close()
      await closed.close()
      const code = 'key_provider_closed'
      await expect(closed.publicKey(vector.keyId)).rejects.toMatchObject({ code })
      await expect(closed.deriveSharedSecret(vector.keyId, vector.peer)).rejects.toMatchObject({ code })
      // Others go on.
      expect(await provider.deriveSharedSecret(vector.keyId, vector.peer)).toEqual(vector.secret)
    })
  })
}
