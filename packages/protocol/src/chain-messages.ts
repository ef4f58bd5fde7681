// What is hashed into the chain, apart from who hashes it: the page by WebCrypto, servers synchronously;
// docs/protocol.md §6.
import { type Bytes, concatBytes, utf8 } from './bytes.ts'
import { hashBytes } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'

/** The bytes whose hash is link(-1). */
export function initialLinkMessage(headerHash: Uint8Array): Bytes {
  if (headerHash.length !== hashBytes) throw new ProtocolError('bad_link')
  return concatBytes(utf8('reseal/1 stream'), headerHash)
}

/** The bytes whose hash is link(n). */
export function nextLinkMessage(prevLink: Uint8Array, segmentHash: Uint8Array): Bytes {
  if (prevLink.length !== hashBytes || segmentHash.length !== hashBytes) throw new ProtocolError('bad_link')
  return concatBytes(utf8('reseal/1 link'), prevLink, segmentHash)
}
