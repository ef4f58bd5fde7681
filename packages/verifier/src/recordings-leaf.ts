// Leaves of the recordings log, and leaf 0 of either (docs/protocol.md §10), read on purpose by other code than what the
// services read them with: a verifier that shares their mistakes finds none of them.
import { isUuid } from '@reseal/protocol'
import type { ListedBatch } from './batches.ts'
import { fromHex, toObject } from './bytes.ts'
import type { Removal } from './removals.ts'
import type { CloseLeaf } from './streams.ts'
import type { Tombstone } from './tombstones.ts'

/** What a leaf says. */
export type RecordingsLeaf =
  | { readonly type: 'origin'; readonly origin: string; readonly key: string }
  | ({ readonly type: 'batch' } & ListedBatch)
  | ({ readonly type: 'close' } & CloseLeaf)
  | ({ readonly type: 'tombstone' } & Tombstone)
  | ({ readonly type: 'removal' } & Removal)

/** Reads a leaf; undefined where it is of no known form. */
export function parseRecordingsLeaf(leaf: Uint8Array, leafIndex: number): RecordingsLeaf | undefined {
  const wire = toObject(leaf)
  if (!wire || !isCount(wire['time_ms'])) return undefined
  switch (wire['type']) {
    case 'origin': {
      const { origin, key } = wire
      return typeof origin === 'string' && typeof key === 'string'
        ? { type: 'origin', origin, key }
        : undefined
    }
    case 'batch':
      return parseBatch(wire, leafIndex)
    case 'close':
      return parseClose(wire, leafIndex)
    case 'tombstone':
      return parseTombstone(wire, leafIndex)
    case 'removal':
      return parseRemoval(wire, leafIndex)
    default:
      return undefined
  }
}

type Wire = Readonly<Record<string, unknown>>

function parseBatch(wire: Wire, leafIndex: number): RecordingsLeaf | undefined {
  const { batch: id, object: objectKey, size_bytes: sizeBytes, segments } = wire
  const sha256 = fromHex(wire['sha256'], 32)
  const valid = isUuid(id) && typeof objectKey === 'string' && isCount(sizeBytes) && isCount(segments)
  return valid && sha256 ? { type: 'batch', id, objectKey, sha256, leafIndex } : undefined
}

function parseClose(wire: Wire, leafIndex: number): RecordingsLeaf | undefined {
  const { stream, segments: segmentCount, final } = wire
  const lastLink = fromHex(wire['last_link'], 32)
  const headerHash = fromHex(wire['header_hash'], 32)
  if (!isUuid(stream) || !isCount(segmentCount) || typeof final !== 'boolean') return undefined
  return lastLink && headerHash
    ? { type: 'close', leafIndex, stream, segmentCount, lastLink, headerHash, final }
    : undefined
}

function parseTombstone(wire: Wire, leafIndex: number): RecordingsLeaf | undefined {
  const { stream, session, reason, token, event, derived, time_ms: timeMs } = wire
  const headerHash = fromHex(wire['header_hash'], 32)
  if (!isUuid(stream) || !isUuid(session) || !isCount(timeMs) || !headerHash) return undefined
  const app = typeof wire['app'] === 'string' ? wire['app'] : ''
  const tombstone = { type: 'tombstone', leafIndex, stream, session, app, headerHash, timeMs } as const
  if (reason === 'withdrawal') {
    return typeof token === 'string' ? { ...tombstone, reason, token } : undefined
  }
  if (!isCount(event)) return undefined
  if (reason === 'officer' || reason === 'retention') return { ...tombstone, reason, event }
  return reason === 'redaction' && isUuid(derived) ? { ...tombstone, reason, event, derived } : undefined
}

function parseRemoval(wire: Wire, leafIndex: number): RecordingsLeaf | undefined {
  const { batch: id, object, into } = wire
  const sha256 = fromHex(wire['sha256'], 32)
  if (!isUuid(id) || typeof object !== 'string' || !sha256) return undefined
  if (into === undefined) return { type: 'removal', id, sha256, leafIndex }
  return isUuid(into) ? { type: 'removal', id, sha256, leafIndex, into } : undefined
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
