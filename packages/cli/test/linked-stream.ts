// Streams that link as a recorder's do, of random content, and batch objects of any of their segments in a folder.
import { randomBytes, randomUUID } from 'node:crypto'
import {
  encodeBatch,
  encodeSegmentHeader,
  encodeStreamHeader,
  initialLink,
  nextLink,
  sha256,
} from '@reseal/protocol'
import type { ObjectStore } from '@reseal/store'

/** A stream under construction. */
export interface LinkedStream {
  readonly stream: string
  readonly headerBytes: Uint8Array
  readonly enc: Uint8Array
  /** The next segment's bytes. */
  next(twist?: { readonly prevLink?: Uint8Array; readonly final?: boolean }): Uint8Array
}

const startMs = 1_700_000_000_000

/** Starts a stream of the app with the key `rsl_app`. */
export function createLinkedStream(
  options: { readonly session?: string; readonly app?: string } = {},
): LinkedStream {
  const stream = randomUUID()
  const enc = new Uint8Array(randomBytes(65))
  const headerBytes = encodeStreamHeader({
    version: 1,
    app: options.app ?? 'rsl_app',
    session: options.session ?? randomUUID(),
    stream,
    keyId: '0123456789abcdef',
    encHash: sha256(enc),
    ruleSetHash: new Uint8Array(32),
    appendKeyHash: new Uint8Array(32),
    withdrawalTokenHash: new Uint8Array(32),
    sdk: 'test/0',
    startedAtMs: startMs,
  })
  let index = 0
  let link = initialLink(sha256(headerBytes))
  return {
    stream,
    headerBytes,
    enc,
    next: ({ prevLink = link, final = false } = {}) => {
      const times = { startMs: startMs + index * 1000, endMs: startMs + index * 1000 + 999 }
      const header = {
        stream,
        index,
        prevLink,
        nonce: new Uint8Array(12),
        keyframe: index === 0,
        final,
        ...times,
      }
      const bytes = Buffer.concat([encodeSegmentHeader(header), randomBytes(1040)])
      index += 1
      link = nextLink(prevLink, sha256(bytes))
      return bytes
    },
  }
}

/** Where a batch lies. */
export interface StoredBatch {
  readonly id: string
  readonly objectKey: string
  readonly sha256: Uint8Array
  readonly sizeBytes: number
}

/** Stores a batch; `at` orders it among the others, as the time in its id does. */
export async function storeBatch(
  objects: Pick<ObjectStore, 'put'>,
  at: number,
  content: { readonly streams?: readonly LinkedStream[]; readonly segments: readonly Uint8Array[] },
): Promise<StoredBatch> {
  const createdAtMs = startMs + at
  const time = createdAtMs.toString(16).padStart(12, '0')
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
  const { bytes } = encodeBatch({
    batchId: id,
    createdAtMs,
    streams: content.streams ?? [],
    segments: content.segments,
  })
  const objectKey = `batches/2023/11/14/${id}`
  await objects.put(objectKey, bytes)
  return { id, objectKey, sha256: sha256(bytes), sizeBytes: bytes.length }
}
