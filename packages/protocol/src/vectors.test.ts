// The project's own vectors (docs/protocol.md §12), written by the second implementation in scripts/.
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../test/hex.ts'
import { asyncOutcomeOf, outcomeOf } from '../test/refusal.ts'
import { deriveWith } from '../test/stream-fixture.ts'
import batches from '../vectors/batch.json' with { type: 'json' }
import consents from '../vectors/consent.json' with { type: 'json' }
import headers from '../vectors/header.json' with { type: 'json' }
import links from '../vectors/link.json' with { type: 'json' }
import parcels from '../vectors/parcel.json' with { type: 'json' }
import receipts from '../vectors/receipt.json' with { type: 'json' }
import segments from '../vectors/segment.json' with { type: 'json' }
import withdrawals from '../vectors/withdrawal.json' with { type: 'json' }
import { encodeBatch, parseBatchFooter } from './batch.ts'
import { concatBytes, u32, utf8 } from './bytes.ts'
import { extendChain, initialLink, startChain } from './chain.ts'
import { encodeConsentReceipt } from './consent-receipt.ts'
import { type OpeningOptions, openStream } from './open.ts'
import { encodeParcel, parseParcel } from './parcel.ts'
import { encodeReceipt, parseReceipt, receiptMessage, verifyReceipt } from './receipt.ts'
import { encodeSegmentHeader, parseSegment } from './segment.ts'
import { sha256 } from './sha256.ts'
import { encodeStreamHeader, parseStreamHeader } from './stream-header.ts'
import { encodeWithdrawal, parseWithdrawal } from './withdrawal.ts'

describe('header', () => {
  test.each(headers.accept)('reads and writes: $name', ({ text, bytes, hash, initial_link }) => {
    const headerBytes = fromHex(bytes)
    const header = parseStreamHeader(headerBytes)
    const { app, session, stream, key_id, sdk, started_at_ms } = JSON.parse(text)
    expect(header).toMatchObject({ app, session, stream, keyId: key_id, sdk, startedAtMs: started_at_ms })
    expect(toHex(encodeStreamHeader(header))).toBe(bytes)
    expect(toHex(sha256(headerBytes))).toBe(hash)
    expect(toHex(initialLink(sha256(headerBytes)))).toBe(initial_link)
  })

  test.each(headers.reject)('refuses: $name', ({ bytes, code }) => {
    expect(outcomeOf(() => parseStreamHeader(fromHex(bytes)))).toBe(code)
  })
})

describe('segment', () => {
  test.each(segments.accept)('reads: $name', (vector) => {
    const { header, headerBytes } = parseSegment(fromHex(vector.bytes))
    expect(header).toEqual({
      stream: parseStreamHeader(fromHex(segments.header)).stream,
      index: vector.index,
      keyframe: vector.keyframe,
      final: vector.final,
      prevLink: fromHex(vector.prev_link),
      nonce: fromHex(vector.nonce),
      startMs: vector.start_ms,
      endMs: vector.end_ms,
    })
    expect(encodeSegmentHeader(header)).toEqual(headerBytes)
  })

  test.each(segments.accept)('opens: $name', async ({ bytes, events }) => {
    const opener = await openStream(await opening(segments.header, segments.enc))
    expect(new TextDecoder().decode(await opener.openSegment(fromHex(bytes)))).toBe(events)
  })

  test.each(segments.reject)('refuses: $name', ({ bytes, code }) => {
    expect(outcomeOf(() => parseSegment(fromHex(bytes)))).toBe(code)
  })

  test.each(segments.reject_open)('does not open: $name', async ({ header, enc, bytes, code }) => {
    const operation = async (): Promise<unknown> =>
      (await openStream(await opening(header, enc))).openSegment(fromHex(bytes))
    expect(await asyncOutcomeOf(operation)).toBe(code)
  })
})

async function opening(header: string, enc: string): Promise<OpeningOptions> {
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' }
  const jwk = segments.sealing_private_key
  const privateKey = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['deriveBits'])
  return {
    headerBytes: fromHex(header),
    enc: fromHex(enc),
    sealingPublicKey: fromHex(segments.sealing_public_key),
    deriveSharedSecret: deriveWith(privateKey),
  }
}

describe('link', () => {
  test.each(links.accept)('chains: $name', (vector) => {
    let tip = startChain(fromHex(vector.header))
    expect(toHex(tip.link)).toBe(vector.initial_link)
    const reached = vector.segments.map((segment) => {
      tip = extendChain(tip, fromHex(segment)).tip
      return toHex(tip.link)
    })
    expect(reached).toEqual(vector.links)
    expect(tip.ended).toBe(true)
  })

  test.each(links.reject)('refuses: $name', ({ header, segments: chain, code }) => {
    let tip = startChain(fromHex(header))
    for (const segment of chain.slice(0, -1)) tip = extendChain(tip, fromHex(segment)).tip
    expect(outcomeOf(() => extendChain(tip, fromHex(chain.at(-1) ?? '')))).toBe(code)
  })
})

describe('parcel', () => {
  test.each(parcels.accept)('reads and writes: $name', ({ bytes, header, enc, segments: expected }) => {
    const parcel = parseParcel(fromHex(bytes))
    expect(toHex(parcel.appendKey)).toBe(parcels.append_key)
    expect(parcel.stream && toHex(parcel.stream.headerBytes)).toBe(header)
    expect(parcel.stream && toHex(parcel.stream.enc)).toBe(enc)
    expect(parcel.segments.map(toHex)).toEqual(expected)
    expect(toHex(encodeParcel(parcel))).toBe(bytes)
  })

  test.each(parcels.reject)('refuses: $name', ({ bytes, code }) => {
    expect(outcomeOf(() => parseParcel(fromHex(bytes)))).toBe(code)
  })
})

describe('receipt', () => {
  const publicKey = fromHex(receipts.receipt_public_key)

  test.each(receipts.accept)('reads, writes and verifies: $name', async ({ receipt: wire, message }) => {
    const receipt = parseReceipt(wire)
    expect(toHex(receiptMessage(receipt))).toBe(message)
    expect(encodeReceipt(receipt)).toEqual(wire)
    expect(await verifyReceipt(receipt, publicKey)).toBe(true)
  })

  test.each(receipts.reject)('refuses: $name', ({ receipt, code }) => {
    expect(outcomeOf(() => parseReceipt(receipt))).toBe(code)
  })

  test.each(receipts.reject_verify)('does not verify: $name', async ({ receipt }) => {
    expect(await verifyReceipt(parseReceipt(receipt), publicKey)).toBe(false)
  })
})

describe('batch', () => {
  test.each(batches.accept)('reads and writes: $name', ({ bytes, footer }) => {
    const batch = fromHex(bytes)
    const { batchId, createdAtMs, streams, entries } = parseBatchFooter(batch)
    expect({ batchId, createdAtMs }).toEqual({ batchId: footer.batch, createdAtMs: footer.created_at_ms })
    expect(entries.length).toBe(footer.segments.length)
    const contents = entries.map(({ offset, length }) => batch.subarray(offset, offset + length))
    expect(contents.map(sha256)).toEqual(entries.map((entry) => entry.sha256))
    expect(toHex(encodeBatch({ batchId, createdAtMs, streams, segments: contents }).bytes)).toBe(bytes)
  })

  test.each(batches.reject)('refuses: $name', ({ bytes, code }) => {
    expect(outcomeOf(() => parseBatchFooter(fromHex(bytes)))).toBe(code)
  })

  test.each(batches.reject_footer.cases)('refuses: $name', ({ footer, code }) => {
    const footerBytes = utf8(footer)
    const body = fromHex(batches.reject_footer.body)
    const bytes = concatBytes(body, footerBytes, u32(footerBytes.length), utf8('BLSR'))
    expect(outcomeOf(() => parseBatchFooter(bytes))).toBe(code)
  })
})

describe('consent receipt', () => {
  const receiptOf = (vector: { granted_at_ms: number; how: string; notice_version: string }) => ({
    grantedAtMs: vector.granted_at_ms,
    how: vector.how,
    noticeVersion: vector.notice_version,
  })

  test.each(consents.accept)('writes: $name', (vector) => {
    const bytes = encodeConsentReceipt(receiptOf(vector))
    expect(toHex(bytes)).toBe(vector.bytes)
    expect(toHex(sha256(bytes))).toBe(vector.hash)
  })

  test.each(consents.reject)('refuses: $name', (vector) => {
    expect(outcomeOf(() => encodeConsentReceipt(receiptOf(vector)))).toBe(vector.code)
  })
})

describe('withdrawal', () => {
  test.each(withdrawals.accept)('reads and writes: $name', ({ session, token, bytes }) => {
    const withdrawal = parseWithdrawal(fromHex(bytes))
    expect(withdrawal).toEqual({ session, token: fromHex(token) })
    expect(toHex(encodeWithdrawal(withdrawal))).toBe(bytes)
  })

  test.each(withdrawals.reject)('refuses: $name', ({ bytes, code }) => {
    expect(outcomeOf(() => parseWithdrawal(fromHex(bytes)))).toBe(code)
  })
})
