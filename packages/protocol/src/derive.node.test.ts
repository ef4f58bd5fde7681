// A derived stream opens like any other, and its header says of what it is made (docs/protocol.md §4.2).
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { deriveWith } from '../test/stream-fixture.ts'
import { utf8 } from './bytes.ts'
import { extendChain, startChain } from './chain.ts'
import { createDerivedSealer } from './derive.ts'
import { openStream } from './open.ts'
import { sha256 } from './sha256.ts'
import { parseStreamHeader } from './stream-header.ts'

const algorithm = { name: 'ECDH', namedCurve: 'P-256' }
const hashOf = (text: string): Uint8Array => sha256(utf8(text))

test('what is sealed anew opens, chains, and names its source', async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ['deriveBits'])
  const sealingPublicKey = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey))
  const derived = {
    event: 12,
    headerHash: hashOf('header'),
    lastLink: hashOf('link'),
    stream: '0b0ba6b7-6b39-4b4b-a4a1-f3e5a8f2a111',
  }
  const sealer = await createDerivedSealer({
    sealingPublicKey,
    compress: gzipSync,
    header: {
      version: 1,
      app: 'a',
      session: '0b0ba6b7-6b39-4b4b-a4a1-f3e5a8f2a222',
      stream: '0b0ba6b7-6b39-4b4b-a4a1-f3e5a8f2a333',
      keyId: 'k',
      ruleSetHash: hashOf('rules'),
      appendKeyHash: hashOf('append'),
      withdrawalTokenHash: hashOf('token'),
      sdk: 'recorder-sdk/0.1.0',
      startedAtMs: 5,
      derived,
    },
  })
  const meta = { startMs: 5, endMs: 9 }
  const segments = [
    await sealer.seal(utf8('[1]'), { ...meta, keyframe: true, final: false }),
    await sealer.seal(utf8('[]'), { ...meta, keyframe: false, final: true }),
  ]
  expect(parseStreamHeader(sealer.headerBytes)).toEqual(sealer.header)
  expect(sealer.header.derived).toEqual(derived)
  let tip = startChain(sealer.headerBytes)
  for (const { bytes, link } of segments) {
    tip = extendChain(tip, bytes).tip
    expect(tip.link).toEqual(link)
  }
  expect(tip.ended).toBe(true)
  const opener = await openStream({
    headerBytes: sealer.headerBytes,
    enc: sealer.enc,
    sealingPublicKey,
    deriveSharedSecret: deriveWith(privateKey),
  })
  const opened = await Promise.all(segments.map(({ bytes }) => opener.openSegment(bytes)))
  expect(opened.map((events) => new TextDecoder().decode(events))).toEqual(['[1]', '[]'])
})
