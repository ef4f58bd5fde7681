// Batches as ingest commits them, without bytes behind them: the worker never reads objects.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { IngestRepository, NewSegment } from '@reseal/store'

/** A stream to which batches of one segment are committed. */
export interface RecordedStream {
  readonly id: string
  /** Commits the next segment in a batch of its own and returns the batch's id. */
  commit(options?: { final?: boolean }): Promise<string>
}

const bytes = (size: number): Uint8Array => new Uint8Array(randomBytes(size))

/** Starts a stream. */
export function recordStream(ingest: IngestRepository): RecordedStream {
  const id = randomUUID()
  let previousLink = bytes(32)
  let index = 0
  return {
    id,
    async commit({ final = false } = {}) {
      const batchId = randomUUID()
      const segment: NewSegment = {
        stream: id,
        index,
        offset: 5,
        length: 1126,
        sha256: bytes(32),
        previousLink,
        link: bytes(32),
        keyframe: index === 0,
        final,
        startMs: 0,
        endMs: 1,
      }
      const enc = bytes(65)
      const registration = {
        stream: id,
        session: randomUUID(),
        appId: 'clinic',
        keyId: '0123456789abcdef',
        headerBytes: bytes(64),
        headerHash: bytes(32),
        enc,
        encHash: new Uint8Array(createHash('sha256').update(enc).digest()),
        appendKeyHash: bytes(32),
        startedAtMs: 0,
      }
      const outcome = await ingest.commitBatch({
        batch: {
          id: batchId,
          objectKey: `batches/2026/01/01/${batchId}`,
          sha256: bytes(32),
          sizeBytes: 1200,
        },
        streams: index === 0 ? [registration] : [],
        segments: [segment],
      })
      if (outcome.outcome !== 'committed') throw new Error('the batch was not committed')
      previousLink = segment.link as Uint8Array<ArrayBuffer>
      index++
      return batchId
    },
  }
}
