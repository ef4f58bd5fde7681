import { describe, expect, test, vi } from 'vitest'
import { asyncOutcomeOf } from '../test/refusal.ts'
import { createRecipient, createStream, eventBytes, meta, streamHeader } from '../test/stream-fixture.ts'
import { extendChain, startChain } from './chain.ts'
import { openStream } from './open.ts'
import { createSealingContext } from './seal.ts'
import { parseSegment } from './segment.ts'
import { sha256 } from './sha256.ts'
import { parseStreamHeader } from './stream-header.ts'

const recipient = await createRecipient()

test('writes a header that names the hash of enc', async () => {
  const { header, headerBytes, headerHash, enc } = await createStream(recipient)
  expect(parseStreamHeader(headerBytes)).toEqual(header)
  expect(header.encHash).toEqual(sha256(enc))
  expect(headerHash).toEqual(sha256(headerBytes))
})

test('seals segments that chain and open', async () => {
  const context = await createStream(recipient)
  const contents = [[{ type: 4 }], [{ type: 3, text: 'ü'.repeat(5000) }], []]
  let tip = startChain(context.headerBytes)
  const opener = await openStream({ ...recipient, ...context })
  for (const [index, content] of contents.entries()) {
    const sealed = await context.sealSegment(eventBytes(content), {
      ...meta,
      keyframe: index === 0,
      final: index === 2,
    })
    const step = extendChain(tip, sealed.bytes)
    tip = step.tip
    expect(sealed).toMatchObject({ index, link: tip.link })
    expect(step.header).toMatchObject({ ...meta, keyframe: index === 0, final: index === 2 })
    expect(JSON.parse(new TextDecoder().decode(await opener.openSegment(sealed.bytes)))).toEqual(content)
  }
})

test('seals in the order of the calls, however long each takes to compress', async () => {
  const delays = [30, 0, 10]
  const context = await createSealingContext({
    sealingPublicKey: recipient.sealingPublicKey,
    header: streamHeader(),
    compress: async (bytes) => {
      await new Promise((resolve) => setTimeout(resolve, delays[bytes[0] ?? 0]))
      return bytes
    },
  })
  const sealed = await Promise.all(delays.map((_, i) => context.sealSegment(new Uint8Array([i]), meta)))
  let tip = startChain(context.headerBytes)
  for (const { bytes } of sealed) tip = extendChain(tip, bytes).tip
  expect(sealed.map(({ index }) => index)).toEqual([0, 1, 2])
})

test('gives no index to a segment that fails', async () => {
  let fails = true
  const context = await createSealingContext({
    sealingPublicKey: recipient.sealingPublicKey,
    header: streamHeader(),
    compress: (bytes) => {
      if (fails) throw new Error('no memory')
      return bytes
    },
  })
  await expect(context.sealSegment(new Uint8Array(1), meta)).rejects.toThrow('no memory')
  fails = false
  expect(await asyncOutcomeOf(() => context.sealSegment(new Uint8Array(1), { startMs: 2, endMs: 1 }))).toBe(
    'bad_time',
  )
  const { bytes, index } = await context.sealSegment(new Uint8Array(1), meta)
  expect(index).toBe(0)
  expect(extendChain(startChain(context.headerBytes), bytes).tip.segmentCount).toBe(1)
})

test('seals more than it compresses at a time', async () => {
  const context = await createStream(recipient)
  const events = eventBytes(Array.from({ length: 20_000 }, (_, index) => ({ type: 3, timestamp: index })))
  expect(events.length).toBeGreaterThan(4 * 64 * 1024)
  const { bytes } = await context.sealSegment(events, meta)
  expect(bytes.length).toBeLessThan(events.length / 2)
  const opener = await openStream({ ...recipient, ...context })
  expect(await opener.openSegment(bytes)).toEqual(events)
})

test('seals what is compressed already', async () => {
  const context = await createStream(recipient)
  const events = eventBytes([{ type: 5 }])
  const gzip = await new Response(
    new Blob([events]).stream().pipeThrough(new CompressionStream('gzip')),
  ).arrayBuffer()
  const { bytes } = await context.sealCompressed(new Uint8Array(gzip), meta)
  const opener = await openStream({ ...recipient, ...context })
  expect(await opener.openSegment(bytes)).toEqual(events)
})

test('seals nothing after a final segment', async () => {
  const context = await createStream(recipient)
  await context.sealSegment(eventBytes([]), { ...meta, final: true })
  expect(await asyncOutcomeOf(() => context.sealSegment(eventBytes([]), meta))).toBe('stream_ended')
})

test('uses a fresh nonce, key and enc each time', async () => {
  const streams = await Promise.all([createStream(recipient), createStream(recipient)])
  const sealed = await Promise.all(
    streams.flatMap((stream) => [0, 1].map(() => stream.sealSegment(eventBytes([]), meta))),
  )
  const nonces = sealed.map(({ bytes }) => String(parseSegment(bytes).header.nonce))
  expect(new Set(nonces).size).toBe(4)
  expect(streams[0]?.enc).not.toEqual(streams[1]?.enc)
})

test('refuses more events than a segment may hold', async () => {
  const context = await createStream(recipient)
  expect(await asyncOutcomeOf(() => context.sealSegment(new Uint8Array(8 * 2 ** 20 + 1), meta))).toBe(
    'too_large',
  )
  expect(await asyncOutcomeOf(() => context.sealCompressed(new Uint8Array(8 * 2 ** 20 - 3), meta))).toBe(
    'too_large',
  )
})

test('keeps the data key where no script can read it', async () => {
  const imported = vi.spyOn(crypto.subtle, 'importKey')
  await createStream(recipient)
  const dataKeys = imported.mock.calls.filter(([, , algorithm]) => algorithm === 'AES-GCM')
  expect(dataKeys.map(([, , , extractable, usages]) => ({ extractable, usages }))).toEqual([
    { extractable: false, usages: ['encrypt'] },
  ])
  // The bytes it was made from are gone as well.
  expect(dataKeys[0]?.[1]).toEqual(new Uint8Array(32))
  imported.mockRestore()
})

describe('sealing key', () => {
  const { sealingPublicKey: valid } = recipient
  const offCurve = valid.slice()
  offCurve[64] = (offCurve[64] as number) ^ 1
  const infinity = new Uint8Array(1)
  test.each([
    { name: 'is not on the curve', key: offCurve },
    { name: 'is compressed', key: valid.slice(0, 33) },
    { name: 'is the point at infinity', key: infinity },
    { name: 'is empty', key: new Uint8Array(0) },
    { name: 'is hybrid', key: Uint8Array.from(valid, (byte, i) => (i === 0 ? 6 : byte)) },
  ])('is refused when it $name', async ({ key }) => {
    const operation = async (): Promise<unknown> =>
      createSealingContext({ sealingPublicKey: key, header: streamHeader() })
    expect(await asyncOutcomeOf(operation)).toBe('bad_key')
  })
})
