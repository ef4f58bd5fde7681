// A sealing key pair and a stream under it, as tests need them; WebCrypto only, so that it runs in the browser too.
import type { DeriveSharedSecret } from '../src/open.ts'
import { createSealingContext, type SealingContext, type StreamHeader } from '../src/seal.ts'

export interface Recipient {
  readonly sealingPublicKey: Uint8Array<ArrayBuffer>
  readonly deriveSharedSecret: DeriveSharedSecret
}

const p256 = { name: 'ECDH', namedCurve: 'P-256' }

export async function createRecipient(): Promise<Recipient> {
  const pair = await crypto.subtle.generateKey(p256, false, ['deriveBits'])
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return { sealingPublicKey: publicKey, deriveSharedSecret: deriveWith(pair.privateKey) }
}

export function deriveWith(privateKey: CryptoKey): DeriveSharedSecret {
  return async (enc) => {
    const point = await crypto.subtle.importKey('raw', enc as Uint8Array<ArrayBuffer>, p256, false, [])
    const algorithm = { name: 'ECDH', public: point }
    return new Uint8Array(await crypto.subtle.deriveBits(algorithm, privateKey, 256))
  }
}

export function streamHeader(members: Partial<StreamHeader> = {}): Omit<StreamHeader, 'encHash'> {
  const hash = (): Uint8Array => crypto.getRandomValues(new Uint8Array(32))
  return {
    version: 1,
    app: 'rsl_AAECAwQFBgcICQoLDA0ODw',
    session: crypto.randomUUID(),
    stream: crypto.randomUUID(),
    keyId: '0123456789abcdef',
    ruleSetHash: hash(),
    appendKeyHash: hash(),
    withdrawalTokenHash: hash(),
    sdk: 'recorder-sdk/0.1.0',
    startedAtMs: 1_790_000_000_000,
    ...members,
  }
}

export async function createStream(recipient: Recipient): Promise<SealingContext> {
  return createSealingContext({ sealingPublicKey: recipient.sealingPublicKey, header: streamHeader() })
}

export const meta = { startMs: 1_790_000_000_000, endMs: 1_790_000_001_000 }

export function eventBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value))
}
