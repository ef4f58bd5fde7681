import { expect, test } from 'vitest'
import { fromHex } from '../test/hex.ts'
import { asyncOutcomeOf } from '../test/refusal.ts'
import { createRecipient, createStream, eventBytes, meta } from '../test/stream-fixture.ts'
import aesGcm from '../vectors/third-party/wycheproof-aes-256-gcm.json' with { type: 'json' }
import ecdh from '../vectors/third-party/wycheproof-ecdh-p256.json' with { type: 'json' }
import { concatBytes } from './bytes.ts'
import { openStream } from './open.ts'
import { createCiphertextOpener, gunzip } from './opening-web.ts'
import { ProtocolError } from './protocol-error.ts'
import { sha256 } from './sha256.ts'
import { encodeStreamHeader } from './stream-header.ts'

const recipient = await createRecipient()
const context = await createStream(recipient)
const first = await context.sealSegment(eventBytes([1]), meta)
const second = await context.sealSegment(eventBytes([2]), meta)
const opener = await openStream({ ...recipient, ...context })

test('opens a segment where it is expected', async () => {
  expect(await opener.openSegment(second.bytes, { index: 1, prevLink: first.link })).toEqual(eventBytes([2]))
})

test('opens a segment only where it is expected', async () => {
  expect(await asyncOutcomeOf(() => opener.openSegment(second.bytes, { index: 0 }))).toBe('open_failed')
  const elsewhere = { index: 1, prevLink: second.link }
  expect(await asyncOutcomeOf(() => opener.openSegment(second.bytes, elsewhere))).toBe('open_failed')
})

test('says nothing about why opening failed', async () => {
  const other = await createStream(recipient)
  const attempts = [
    () => openStream({ ...recipient, ...context, enc: other.enc }),
    () => openStream({ ...recipient, ...context, headerBytes: new Uint8Array(3) }),
    () =>
      openStream({
        ...recipient,
        ...context,
        deriveSharedSecret: () => Promise.reject(new Error('HSM away')),
      }),
    () => openStream({ ...recipient, ...context, deriveSharedSecret: async () => new Uint8Array(31) }),
    () => opener.openSegment(new Uint8Array(0)),
    () => opener.openSegment(first.bytes.with(200, (first.bytes[200] as number) ^ 1)),
    async () =>
      (
        await openStream({ ...recipient, ...other, headerBytes: context.headerBytes, enc: context.enc })
      ).openSegment((await other.sealSegment(eventBytes([]), meta)).bytes),
  ]
  const messages = await Promise.all(
    attempts.map((attempt) => attempt().then(String, (error: unknown) => describeError(error))),
  )
  expect(new Set(messages)).toEqual(new Set(['ProtocolError open_failed Reseal protocol: open_failed']))
})

function describeError(error: unknown): string {
  return error instanceof ProtocolError ? `${error.name} ${error.code} ${error.message}` : String(error)
}

test('does not open with another private key', async () => {
  const stranger = await createRecipient()
  const options = {
    ...context,
    sealingPublicKey: recipient.sealingPublicKey,
    deriveSharedSecret: stranger.deriveSharedSecret,
  }
  const opened = await openStream(options)
  expect(await asyncOutcomeOf(() => opened.openSegment(first.bytes))).toBe('open_failed')
})

test('does not inflate beyond the limit', async () => {
  const bomb = new Blob([new Uint8Array(9 * 2 ** 20)]).stream().pipeThrough(new CompressionStream('gzip'))
  const honest = new Uint8Array(await new Response(bomb).arrayBuffer())
  const lying = honest.slice()
  new DataView(lying.buffer).setUint32(lying.length - 4, 1, true)
  for (const gzip of [honest, lying]) {
    const stream = await createStream(recipient)
    const { bytes } = await stream.sealCompressed(gzip, meta)
    const opened = await openStream({ ...recipient, ...stream })
    expect(await asyncOutcomeOf(() => opened.openSegment(bytes))).toBe('open_failed')
  }
})

test('DecompressionStream is stopped at the limit', async () => {
  const zeros = new Blob([new Uint8Array(1001)]).stream().pipeThrough(new CompressionStream('gzip'))
  const gzip = new Uint8Array(await new Response(zeros).arrayBuffer())
  expect(await asyncOutcomeOf(() => gunzip(gzip, 1000))).toBe('too_large')
  expect((await gunzip(gzip, 1001)).length).toBe(1001)
})

test('opens the largest events a segment may hold', async () => {
  const stream = await createStream(recipient)
  const events = new Uint8Array(8 * 2 ** 20)
  const { bytes } = await stream.sealSegment(events, meta)
  const opened = await openStream({ ...recipient, ...stream })
  expect((await opened.openSegment(bytes)).length).toBe(events.length)
})

const invalidPoints = ecdh
  .filter(({ result }) => result === 'invalid')
  .map(({ tcId, comment, public: { x, y } }) => ({ tcId, comment, point: pointOf(x, y) }))

test.each(invalidPoints)('asks no key provider about an invalid enc: $tcId $comment', async ({ point }) => {
  let asked = false
  const headerBytes = encodeStreamHeader({ ...context.header, encHash: sha256(point) })
  const deriveSharedSecret = async (): Promise<Uint8Array> => {
    asked = true
    return new Uint8Array(32)
  }
  const operation = (): Promise<unknown> =>
    openStream({ ...recipient, headerBytes, enc: point, deriveSharedSecret })
  expect(await asyncOutcomeOf(operation)).toBe('open_failed')
  expect(asked).toBe(false)
})

function pointOf(...coordinates: string[]): Uint8Array {
  const decoded = coordinates.map((text) => {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (char) => char.charCodeAt(0))
  })
  return concatBytes(new Uint8Array([4]), ...decoded)
}

test.each(aesGcm)('WebCrypto agrees with Wycheproof AES-256-GCM $tcId', async (vector) => {
  const open = await createCiphertextOpener(fromHex(vector.key))
  const sealed = {
    nonce: fromHex(vector.iv),
    additionalData: fromHex(vector.aad),
    ciphertext: fromHex(vector.ct + vector.tag),
  }
  if (vector.result === 'valid') expect(await open(sealed)).toEqual(fromHex(vector.msg))
  else await expect(open(sealed)).rejects.toThrow()
})
