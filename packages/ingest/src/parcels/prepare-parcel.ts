// Takes a body apart and computes what the chain needs, once (docs/protocol.md: parcel, segment, link).
import { nextLink, ProtocolError, parseParcel, parseSegment, sha256 } from '@reseal/protocol'
import { IngestError } from '../errors.ts'
import { type PostingApp, readRegistration, type StreamRegistration } from './register-stream.ts'

/** A segment with its hash and the link after it. */
export interface PreparedSegment {
  readonly index: number
  readonly keyframe: boolean
  readonly final: boolean
  readonly startMs: number
  readonly endMs: number
  readonly prevLink: Uint8Array
  readonly link: Uint8Array
  readonly sha256: Uint8Array
  readonly bytes: Uint8Array
}

/** A parcel of one stream with at least one segment; indexes rise by one, each segment continues the one before. */
export interface PreparedParcel {
  readonly streamId: string
  readonly appendKeyHash: Uint8Array
  /** Of a parcel with a stream block, which is held against everything else that the parcel has. */
  readonly registration: StreamRegistration | undefined
  readonly segments: readonly PreparedSegment[]
  readonly first: PreparedSegment
  readonly last: PreparedSegment
}

/**
 * Parses a parcel, all its segment headers and its stream's header.
 * @throws IngestError bad_parcel, too_large, wrong_append_key
 */
export function prepareParcel(body: Uint8Array, { appKey }: Pick<PostingApp, 'appKey'>): PreparedParcel {
  return refusing(() => {
    const { appendKey, stream, segments } = parseParcel(body)
    const prepared = prepareSegments(segments)
    const appendKeyHash = sha256(appendKey)
    const { streamId, first } = prepared
    const registration = stream && readRegistration(stream, { appKey, streamId, appendKeyHash, first })
    return { ...prepared, appendKeyHash, registration }
  })
}

/** A parcel of the same stream with the last of its segments only. */
export function prepareAgain(
  known: Pick<PreparedParcel, 'appendKeyHash'> & Partial<Pick<PreparedParcel, 'registration'>>,
  segments: readonly Uint8Array[],
): PreparedParcel {
  const { appendKeyHash, registration } = known
  return { appendKeyHash, registration, ...refusing(() => prepareSegments(segments)) }
}

function prepareSegments(
  segments: readonly Uint8Array[],
): Pick<PreparedParcel, 'streamId' | 'segments' | 'first' | 'last'> {
  let streamId: string | undefined
  let last: PreparedSegment | undefined
  const prepared = segments.map((bytes) => {
    const { header } = parseSegment(bytes)
    streamId ??= header.stream
    if (header.stream !== streamId) throw new IngestError('bad_parcel')
    if (last !== undefined && header.index !== last.index + 1) throw new IngestError('bad_parcel')
    const hash = sha256(bytes)
    const { index, keyframe, final, startMs, endMs, prevLink } = header
    last = {
      index,
      keyframe,
      final,
      startMs,
      endMs,
      prevLink,
      link: nextLink(prevLink, hash),
      sha256: hash,
      bytes,
    }
    return last
  })
  const first = prepared[0]
  if (streamId === undefined || first === undefined || last === undefined) throw new IngestError('bad_parcel')
  return { streamId, segments: prepared, first, last }
}

function refusing<T>(parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
    throw new IngestError(cause.code === 'too_large' ? 'too_large' : 'bad_parcel', { cause })
  }
}
