// Receipts that somebody kept, such as a recorder's: each says that a segment, and by the chain all before it, is stored
// (docs/protocol.md §8).
import { importReceiptKey, parseReceipt, type Receipt, uuidToBytes, verifyReceipt } from '@reseal/protocol'
import type { Partitions } from './partitions.ts'
import type { ProblemCollector } from './problem.ts'
import { encodeJsonRecord, streamRecords } from './stream-records.ts'

/** Receipts as they were kept, and the key that signs them. */
export interface KeptReceipts {
  /** Values that JSON gave. */
  readonly receipts: AsyncIterable<unknown> | Iterable<unknown>
  /** Raw P-256 point, 65 bytes. */
  readonly publicKey: Uint8Array
}

/**
 * Checks their signatures and adds them to what is known of their streams; gives how many there are.
 * @throws ProtocolError 'bad_key'
 */
export async function addReceipts(
  { receipts, publicKey }: KeptReceipts,
  { streams, problems }: { streams: Partitions; problems: ProblemCollector },
): Promise<number> {
  const key = await importReceiptKey(publicKey)
  let count = 0
  for await (const value of receipts) {
    count += 1
    const receipt = tryParse(value)
    if (!receipt || !(await verifyReceipt(receipt, key))) {
      const place = receipt ? { stream: receipt.stream, segmentIndex: receipt.index } : {}
      problems.report('receipt_signature', place, 'a receipt is not signed by the receipt key')
      continue
    }
    const { stream, index, link } = receipt
    streams.add(uuidToBytes(stream), streamRecords.receipt, encodeJsonRecord({ index, link }))
  }
  return count
}

function tryParse(value: unknown): Receipt | undefined {
  try {
    return parseReceipt(value)
  } catch {
    return undefined
  }
}
