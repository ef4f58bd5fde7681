// Reads the header and `enc` that come with a stream's first parcel (docs/protocol.md §4 and §7; design.md §6), whether or not
// the stream is known already: what is acknowledged is well-formed whole, also where it comes again.
import {
  initialLink,
  type ParcelStream,
  ProtocolError,
  parseStreamHeader,
  type StreamHeader,
  sha256,
} from '@reseal/protocol'
import { IngestError } from '../errors.ts'
import type { Chain } from './chains.ts'
import { equalBytes } from './judge.ts'
import type { PreparedParcel, PreparedSegment } from './prepare-parcel.ts'

/** What the database learns of a stream with its first batch. */
export interface StreamRegistration {
  readonly header: StreamHeader
  readonly headerBytes: Uint8Array
  readonly headerHash: Uint8Array
  readonly enc: Uint8Array
}

/** Who posts. */
export interface PostingApp {
  readonly id: string
  readonly appKey: string
}

/** The rest of the parcel that brings a header. */
interface Bringer {
  readonly appKey: string
  readonly streamId: string
  readonly appendKeyHash: Uint8Array
  readonly first: Pick<PreparedSegment, 'index' | 'prevLink'>
}

/**
 * Reads a parcel's stream block. Beside segment 0, whose link names the header, nothing else has to be asked to know that it is
 * the stream's.
 * @throws IngestError bad_parcel when the header is not canonical, is another stream's or app's, does not match `enc` or is not
 * continued by segment 0; wrong_append_key
 */
export function readRegistration(stream: ParcelStream, bringer: Bringer): StreamRegistration {
  const { appKey, streamId, appendKeyHash, first } = bringer
  // Needed beyond the body's life.
  const [headerBytes, enc] = [stream.headerBytes.slice(), stream.enc.slice()]
  const header = parseHeader(headerBytes)
  if (header.stream !== streamId || header.app !== appKey) throw new IngestError('bad_parcel')
  // A page derives nothing (docs/protocol.md §4.2).
  if (header.derived) throw new IngestError('bad_parcel')
  if (!equalBytes(header.encHash, sha256(enc))) throw new IngestError('bad_parcel')
  if (!equalBytes(header.appendKeyHash, appendKeyHash)) throw new IngestError('wrong_append_key')
  const headerHash = sha256(headerBytes)
  if (first.index === 0 && !equalBytes(first.prevLink, initialLink(headerHash))) {
    throw new IngestError('bad_parcel')
  }
  return { header, headerBytes, headerHash, enc }
}

/**
 * The chain of a stream that the database does not know yet.
 * @throws IngestError gap with wanted index 0 when the parcel does not bring the header
 */
export function registerStream({ streamId, registration }: PreparedParcel, app: PostingApp): Chain {
  if (registration === undefined) throw new IngestError('gap', { wantedIndex: 0 })
  return {
    streamId,
    appId: app.id,
    appendKeyHash: registration.header.appendKeyHash,
    tombstoned: false,
    tip: { nextIndex: 0, link: initialLink(registration.headerHash), closed: false },
    registration,
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
