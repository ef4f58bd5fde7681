// Tombstones: streams that were forgotten on purpose, each with the proof of why (docs/protocol.md §10).
import { decodeBase64url, ProtocolError, parseStreamHeader, sha256 } from '@reseal/protocol'
import { isSame } from './bytes.ts'

/** A tombstone leaf of the recordings log. */
export interface Tombstone {
  readonly leafIndex: number
  readonly stream: string
  readonly session: string
  readonly app: string
  readonly headerHash: Uint8Array
  readonly reason: 'withdrawal' | 'redaction' | 'officer' | 'retention'
  /** base64url, as the leaf has it; of a withdrawal. */
  readonly token?: string
  /** Leaf of the audit log; of the other reasons. */
  readonly event?: number
  /** Of a redaction: the stream that took its place. */
  readonly derived?: string
  readonly timeMs: number
}

/** What the committed header contradicts in a tombstone, in words, or undefined. */
export function wrongTombstone(tombstone: Tombstone, headerBytes: Uint8Array): string | undefined {
  if (!isSame(sha256(headerBytes), tombstone.headerHash)) {
    return 'a tombstone names another stream header than the batches hold'
  }
  const { withdrawalTokenHash, session } = parseStreamHeader(headerBytes)
  if (session !== tombstone.session) return 'a tombstone names another session than the stream header'
  // What proves the other reasons is looked at once all streams are known.
  if (tombstone.reason !== 'withdrawal') return undefined
  const hash = hashOfToken(tombstone.token ?? '')
  return hash !== undefined && isSame(hash, withdrawalTokenHash)
    ? undefined
    : 'nobody who could withdraw this stream asked for its tombstone'
}

function hashOfToken(token: string): Uint8Array | undefined {
  try {
    return sha256(decodeBase64url(token))
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
