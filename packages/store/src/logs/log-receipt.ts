// Receipts: C2SP tlog-proof texts (https://c2sp.org/tlog-proof) that a leaf is in an anchored log. The leaf itself is the
// extra data, so that a receipt verifies with nothing but the log's key.
import { formatTlogProof, inclusionProofFromTiles, leafHash, verifyInclusion } from '@reseal/protocol/log'
import type { Anchor } from '../anchor/anchor.ts'
import { StoreError } from '../store-error.ts'
import type { LogName } from './log-name.ts'

/** A leaf as it is in the database. */
export interface ReceiptRequest {
  readonly log: LogName
  readonly index: number
  readonly leaf: Uint8Array
}

/**
 * The receipt under the newest checkpoint, checked before it is given; undefined while no checkpoint covers the leaf.
 * @throws StoreError log_inconsistent when the anchored log has another leaf there; bad_anchor, object_store_unavailable
 */
export async function createLogReceipt(
  anchor: Anchor,
  { log, index, leaf }: ReceiptRequest,
): Promise<string | undefined> {
  const checkpoint = await anchor.latestCheckpoint(log)
  if (checkpoint === undefined || index >= checkpoint.size) return undefined
  const { size, root, note } = checkpoint
  const hashes = await inclusionProofFromTiles((tile) => anchor.readTile(log, tile), { index, size })
  if (!verifyInclusion({ leafHash: leafHash(leaf), index, size, root }, hashes)) {
    throw new StoreError('log_inconsistent')
  }
  return formatTlogProof({ index, hashes, checkpoint: note, extra: leaf })
}
