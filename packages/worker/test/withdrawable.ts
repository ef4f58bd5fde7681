// A session whose streams carry the hash of a withdrawal token, committed as ingest commits them.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { encodeStreamHeader } from '@reseal/protocol'
import type { IngestRepository } from '@reseal/store'

/** A session of the app `clinic`. */
export interface WithdrawableSession {
  readonly session: string
  /** Commits a further stream of one segment and returns its id. */
  commitStream(): Promise<string>
  withdraw(): Promise<void>
}

const bytes = (size: number): Uint8Array => new Uint8Array(randomBytes(size))
const sha256 = (value: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(value).digest())

/** Starts a session. */
export function startWithdrawableSession(ingest: IngestRepository): WithdrawableSession {
  const session = randomUUID()
  const token = bytes(32)
  return {
    session,
    async commitStream() {
      const stream = randomUUID()
      const enc = bytes(65)
      const headerBytes = encodeStreamHeader({
        version: 1,
        app: 'clinic',
        session,
        stream,
        keyId: '0123456789abcdef',
        encHash: sha256(enc),
        ruleSetHash: bytes(32),
        appendKeyHash: bytes(32),
        withdrawalTokenHash: sha256(token),
        sdk: 'test/0',
        startedAtMs: 0,
      })
      const batchId = randomUUID()
      const outcome = await ingest.commitBatch({
        batch: {
          id: batchId,
          objectKey: `batches/2026/01/01/${batchId}`,
          sha256: bytes(32),
          sizeBytes: 1200,
        },
        streams: [
          {
            stream,
            session,
            appId: 'clinic',
            keyId: '0123456789abcdef',
            headerBytes,
            headerHash: sha256(headerBytes),
            enc,
            encHash: sha256(enc),
            appendKeyHash: bytes(32),
            startedAtMs: 0,
          },
        ],
        segments: [
          {
            stream,
            index: 0,
            offset: 5,
            length: 1126,
            sha256: bytes(32),
            previousLink: bytes(32),
            link: bytes(32),
            keyframe: true,
            final: false,
            startMs: 0,
            endMs: 1,
          },
        ],
      })
      if (outcome.outcome !== 'committed') throw new Error('the batch was not committed')
      return stream
    },
    withdraw: () => ingest.insertWithdrawal({ appId: 'clinic', session, token }),
  }
}
