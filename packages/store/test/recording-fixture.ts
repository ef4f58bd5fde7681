// Streams and segments with a true chain but random content, for tests of rows rather than bytes.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { initialLink, nextLink } from '@reseal/protocol'
import type { BatchCommit, NewSegment, NewStream } from '../src/streams/commit-batch.ts'

const hash = (...parts: Uint8Array[]): Uint8Array => {
  const sha256 = createHash('sha256')
  for (const part of parts) sha256.update(part)
  return new Uint8Array(sha256.digest())
}

/** A stream header's row, of a session of its own unless one is given. */
export function newStream(overrides: Partial<NewStream> = {}): NewStream {
  const enc = new Uint8Array(randomBytes(65))
  const headerBytes = new Uint8Array(randomBytes(600))
  return {
    stream: randomUUID(),
    session: randomUUID(),
    appId: 'clinic',
    keyId: '0123456789abcdef',
    headerBytes,
    headerHash: hash(headerBytes),
    enc,
    encHash: hash(enc),
    appendKeyHash: hash(randomBytes(32)),
    startedAtMs: 1_700_000_000_000,
    ...overrides,
  }
}

/** Segments `[from, from + count)` of a stream; the last one final when asked. */
export function newSegments(
  stream: NewStream,
  range: { from: number; count: number; final?: boolean; previousLink?: Uint8Array },
): NewSegment[] {
  let previousLink: Uint8Array = range.previousLink ?? initialLink(stream.headerHash)
  return Array.from({ length: range.count }, (_, position) => {
    const index = range.from + position
    const sha256 = hash(randomBytes(32))
    const link = nextLink(previousLink, sha256)
    const segment: NewSegment = {
      stream: stream.stream,
      index,
      offset: position * 1_000,
      length: 1_000,
      sha256,
      previousLink,
      link,
      keyframe: index % 12 === 0,
      final: range.final === true && position === range.count - 1,
      startMs: stream.startedAtMs + index * 5_000,
      endMs: stream.startedAtMs + index * 5_000 + 4_999,
    }
    previousLink = link
    return segment
  })
}

/** A batch around streams and segments. */
export function newBatchCommit(streams: NewStream[], segments: NewSegment[]): BatchCommit {
  const id = randomUUID()
  return {
    batch: {
      id,
      objectKey: `batches/${id}`,
      sha256: hash(randomBytes(32)),
      sizeBytes: segments.length * 1_000,
    },
    streams,
    segments,
  }
}
