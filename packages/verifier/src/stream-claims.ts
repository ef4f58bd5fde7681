// What the columns of a stream's row say beside the header that they were copied from: who may watch, which key opens,
// and whether it may still be opened all depend on the columns (design.md §6, §8).
import { parseStreamHeader, sha256 } from '@reseal/protocol'
import { isSame } from './bytes.ts'

/** The columns of a stream that repeat its header, and what else of the database says whose it is. */
export interface StreamClaims {
  readonly session: string
  /** Key of the app that the row names; undefined where there is no such app. */
  readonly appKey: string | undefined
  /** Whether the session has a row, and that names the same app. */
  readonly sessionOfApp: boolean
  readonly keyId: string
  readonly headerHash: Uint8Array
  readonly encHash: Uint8Array
  readonly appendKeyHash: Uint8Array
  readonly startedAtMs: number
  readonly tombstoned: boolean
  /** SHA-256 of the encapsulated key that is stored, without which nobody opens the stream; undefined where none is. */
  readonly keyHash: Uint8Array | undefined
}

/**
 * The first claim that the committed header, or a tombstone of the log where there is one, contradicts, in words, or
 * undefined.
 * @throws ProtocolError where the header is none; those of a batch's footer are checked
 */
export function wrongClaim(
  claims: StreamClaims,
  headerBytes: Uint8Array,
  hasTombstone: boolean,
): string | undefined {
  const header = parseStreamHeader(headerBytes)
  if (claims.session !== header.session) return 'session'
  if (claims.appKey !== header.app) return 'app'
  if (!claims.sessionOfApp) return "session's app"
  if (claims.keyId !== header.keyId) return 'sealing key'
  if (claims.startedAtMs !== header.startedAtMs) return 'start'
  if (!isSame(claims.headerHash, sha256(headerBytes))) return 'hash of the header'
  if (!isSame(claims.encHash, header.encHash)) return 'hash of the encapsulated key'
  if (!isSame(claims.appendKeyHash, header.appendKeyHash)) return 'hash of the append key'
  if (hasTombstone) {
    if (!claims.tombstoned) return 'tombstone, which is gone'
    if (claims.keyHash) return 'encapsulated key, which a tombstone says is destroyed'
    return undefined
  }
  // Whatever is forgotten on purpose has its leaf: a stream without one that cannot be opened is one that somebody hid.
  if (claims.tombstoned) return 'tombstone, which no leaf records'
  if (!claims.keyHash) return 'encapsulated key, which is gone'
  if (!isSame(claims.keyHash, header.encHash)) return 'encapsulated key, which is another'
  return undefined
}
