// What is gathered of each stream from logs, objects, the database and kept receipts, as records (partitions.ts).
import { hashBytes } from '@reseal/protocol'
import { concat, fromHex, toHex, toObject } from './bytes.ts'
import type { KeyedRecord } from './partitions.ts'
import { decodeSegmentFact, isDamaged, type SegmentFact } from './segment-facts.ts'
import type { PackedSegmentRows } from './segment-rows.ts'
import type { StreamRow } from './sources.ts'
import type { StreamClaims } from './stream-claims.ts'
import type { CloseLeaf } from './streams.ts'
import type { Tombstone } from './tombstones.ts'

/** Kinds of records. */
export const streamRecords = {
  segment: 1,
  header: 2,
  close: 3,
  tombstone: 4,
  row: 5,
  segmentRows: 6,
  receipt: 7,
} as const

/** What a receipt that somebody kept says, its signature checked. */
export interface KeptReceipt {
  readonly index: number
  readonly link: Uint8Array
}

/** Everything that is known of one stream. */
export interface StreamRecords {
  /** By ascending index. */
  readonly segments: readonly SegmentFact[]
  readonly header: Uint8Array | undefined
  /** In the order of the log. */
  readonly closes: readonly CloseLeaf[]
  readonly tombstone: Tombstone | undefined
  readonly row: StreamRow | undefined
  readonly pieces: readonly PackedSegmentRows[]
  readonly receipts: readonly KeptReceipt[]
}

/** A header of a batch's footer, and whether the batch is the committed one. */
export function encodeHeaderRecord(headerBytes: Uint8Array, isCommitted: boolean): Uint8Array {
  return concat([new Uint8Array([isCommitted ? 1 : 0]), headerBytes])
}

/** A row, leaf or receipt as JSON; bytes as hex. */
export function encodeJsonRecord(value: CloseLeaf | Tombstone | StreamRow | KeptReceipt): Uint8Array {
  const text = JSON.stringify(value, (_, member: unknown) =>
    member instanceof Uint8Array ? { hex: toHex(member) } : member,
  )
  return new TextEncoder().encode(text)
}

/** Rows of segments. */
export function encodeRowsRecord({ bytes, folded, unreadable }: PackedSegmentRows): Uint8Array {
  return concat([new Uint8Array([(folded ? 1 : 0) | (unreadable ? 2 : 0)]), bytes])
}

/** Sorts a stream's records out. */
export function readStreamRecords(stream: string, records: readonly KeyedRecord[]): StreamRecords {
  const segments: SegmentFact[] = []
  const closes: CloseLeaf[] = []
  const pieces: PackedSegmentRows[] = []
  const receipts: KeptReceipt[] = []
  let header: Uint8Array | undefined
  let isHeaderCommitted = false
  let tombstone: Tombstone | undefined
  let row: StreamRow | undefined
  for (const { kind, payload } of records) {
    if (kind === streamRecords.segment) segments.push(decodeSegmentFact(payload))
    else if (kind === streamRecords.header) {
      // The header of an altered batch counts only where no other has one.
      if (header && (isHeaderCommitted || payload[0] !== 1)) continue
      header = payload.subarray(1)
      isHeaderCommitted = payload[0] === 1
    } else if (kind === streamRecords.segmentRows) {
      const folded = ((payload[0] ?? 0) & 1) !== 0
      const unreadable = ((payload[0] ?? 0) & 2) !== 0
      pieces.push({ stream, bytes: payload.subarray(1), folded, ...(unreadable ? { unreadable } : {}) })
    } else {
      const value = decodeJson(payload)
      if (kind === streamRecords.close) closes.push(value as unknown as CloseLeaf)
      else if (kind === streamRecords.tombstone) tombstone = value as unknown as Tombstone
      else if (kind === streamRecords.row) row = toRow(value)
      else if (kind === streamRecords.receipt) receipts.push(value as unknown as KeptReceipt)
    }
  }
  // Of two with one index the one that can be relied on comes first.
  segments.sort((a, b) => a.index - b.index || Number(isDamaged(a)) - Number(isDamaged(b)))
  return { segments, header, closes, tombstone, row, pieces, receipts }
}

type Decoded = Readonly<Record<string, unknown>>

function decodeJson(payload: Uint8Array): Decoded {
  return restore(toObject(payload) ?? {})
}

function restore(value: Decoded): Decoded {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (typeof member !== 'object' || member === null) return [name, member]
      const { hex } = member as Decoded
      return [
        name,
        typeof hex === 'string'
          ? (fromHex(hex, hex.length / 2) ?? new Uint8Array(hashBytes))
          : restore(member as Decoded),
      ]
    }),
  )
}

// JSON has no members that are undefined; the row's type has.
function toRow(value: Decoded): StreamRow {
  const claims = { appKey: undefined, keyHash: undefined, ...(value['claims'] as Decoded) }
  return { lastLink: undefined, ...value, claims: claims as unknown as StreamClaims } as unknown as StreamRow
}
