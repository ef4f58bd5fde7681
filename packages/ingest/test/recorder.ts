// A recorder without a page: seals segments as the SDK does and posts them as a browser would.
import { randomBytes, randomUUID } from 'node:crypto'
import { encodeParcel, sha256 } from '@reseal/protocol'
import { createSealingContext, type SealedSegment, type SealingContext } from '@reseal/protocol/seal'

/** A stream being recorded. */
export interface TestStream {
  readonly id: string
  readonly session: string
  readonly appKey: string
  readonly appendKey: Uint8Array
  readonly withdrawalToken: Uint8Array
  readonly sealing: SealingContext
  /** Seals the next segment. */
  seal(options?: { final?: boolean; events?: string }): Promise<SealedSegment>
  /** A parcel with the stream's header. */
  firstParcel(...segments: SealedSegment[]): Uint8Array<ArrayBuffer>
  /** A parcel without it. */
  parcel(...segments: SealedSegment[]): Uint8Array<ArrayBuffer>
}

async function testSealingKey(): Promise<Uint8Array> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
  return new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
}

/** Starts a stream sealed to a key that nobody keeps. */
export async function startTestStream(
  appKey: string,
  options: {
    session?: string
    startedAtMs?: number
    sealingPublicKey?: Uint8Array
    withdrawalToken?: Uint8Array
  } = {},
): Promise<TestStream> {
  const appendKey = new Uint8Array(randomBytes(32))
  const withdrawalToken = options.withdrawalToken ?? new Uint8Array(randomBytes(32))
  const id = randomUUID()
  const session = options.session ?? randomUUID()
  const startedAtMs = options.startedAtMs ?? Date.now()
  const sealing = await createSealingContext({
    sealingPublicKey: options.sealingPublicKey ?? (await testSealingKey()),
    header: {
      version: 1,
      app: appKey,
      session,
      stream: id,
      keyId: '0123456789abcdef',
      ruleSetHash: sha256(new Uint8Array()),
      appendKeyHash: sha256(appendKey),
      withdrawalTokenHash: sha256(withdrawalToken),
      sdk: '@reseal/recorder-sdk@0.1.0',
      startedAtMs,
    },
  })
  let sealed = 0
  const bytesOf = (segments: readonly SealedSegment[]): Uint8Array[] => segments.map(({ bytes }) => bytes)
  return {
    id,
    session,
    appKey,
    appendKey,
    withdrawalToken,
    sealing,
    seal(sealOptions = {}) {
      const startMs = startedAtMs + sealed++ * 5000
      const events = new TextEncoder().encode(sealOptions.events ?? '[]')
      const meta = {
        keyframe: sealed === 1,
        final: sealOptions.final ?? false,
        startMs,
        endMs: startMs + 4999,
      }
      return sealing.sealSegment(events, meta)
    },
    firstParcel: (...segments) =>
      encodeParcel({
        appendKey,
        stream: { headerBytes: sealing.headerBytes, enc: sealing.enc },
        segments: bytesOf(segments),
      }),
    parcel: (...segments) => encodeParcel({ appendKey, segments: bytesOf(segments) }),
  }
}
