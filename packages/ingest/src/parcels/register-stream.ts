// Checks a new stream's header and `enc` (docs/protocol.md: stream header; design.md §6).
import { initialLink, ProtocolError, parseStreamHeader, type StreamHeader, sha256 } from '@reseal/protocol'
import { IngestError } from '../errors.ts'
import type { Chain } from './chains.ts'
import { equalBytes } from './judge.ts'
import type { PreparedParcel } from './prepare-parcel.ts'

/** What the database learns of a stream with its first batch. */
export interface StreamRegistration {
  readonly header: StreamHeader
  readonly headerBytes: Uint8Array
  readonly enc: Uint8Array
}

/** Who posts. */
export interface PostingApp {
  readonly id: string
  readonly appKey: string
}

/**
 * The chain of a stream that the database does not know yet.
 * @throws IngestError gap with wanted index 0 when the parcel does not bring the header, bad_parcel when the header
 * is not canonical, is another stream's or app's or does not match `enc`, wrong_append_key
 */
export function registerStream(parcel: PreparedParcel, app: PostingApp): Chain {
  if (parcel.registration === undefined) throw new IngestError('gap', { wantedIndex: 0 })
  const { headerBytes, enc } = parcel.registration
  const header = parseHeader(headerBytes)
  if (header.stream !== parcel.streamId || header.app !== app.appKey) throw new IngestError('bad_parcel')
  // A page derives nothing (docs/protocol.md §4.2).
  if (header.derived) throw new IngestError('bad_parcel')
  if (!equalBytes(header.encHash, sha256(enc))) throw new IngestError('bad_parcel')
  if (!equalBytes(header.appendKeyHash, parcel.appendKeyHash)) throw new IngestError('wrong_append_key')
  return {
    streamId: parcel.streamId,
    appId: app.id,
    appendKeyHash: header.appendKeyHash,
    tombstoned: false,
    tip: { nextIndex: 0, link: initialLink(sha256(headerBytes)), closed: false },
    registration: { header, headerBytes, enc },
    waiting: 0,
    idle: undefined,
    broken: false,
    equivocationReported: false,
  }
}

function parseHeader(headerBytes: Uint8Array): StreamHeader {
  try {
    return parseStreamHeader(headerBytes)
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new IngestError('bad_parcel', { cause })
    throw cause
  }
}
