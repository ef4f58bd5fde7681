// Reads both logs and everything anchored back and checks them against each other, as `reseal verify` would.
import { consistencyProof, rootOf, verifyConsistency } from '@reseal/protocol/log'
import {
  type Anchor,
  type Database,
  type LogName,
  parseRecordingsLeaf,
  type RecordingsLeaf,
  readLeaves,
  readLogSize,
} from '@reseal/store'

/** What a log holds. */
export interface LogContent {
  readonly leaves: readonly Uint8Array[]
  readonly hashes: readonly Uint8Array[]
}

/** All leaves of a log. */
export async function readLog(db: Database, log: LogName): Promise<LogContent> {
  const range = { from: 0, to: await readLogSize(db, log) }
  const leaves: Uint8Array[] = []
  const hashes: Uint8Array[] = []
  for await (const leaf of readLeaves(db, log, range)) {
    leaves.push(leaf.bytes)
    hashes.push(leaf.hash)
  }
  return { leaves, hashes }
}

/** The leaves of the recordings log after its first. */
export async function readRecordings(db: Database): Promise<readonly RecordingsLeaf[]> {
  const { leaves } = await readLog(db, 'recordings')
  return leaves.slice(1).map(parseRecordingsLeaf)
}

/** Throws unless every checkpoint is of this log, consistent with the next, and its tiles give the leaves' hashes. */
export async function assertAnchored(db: Database, anchor: Anchor, log: LogName): Promise<number> {
  const { hashes } = await readLog(db, log)
  let before: { size: number; root: Uint8Array } | undefined
  for await (const { size, root } of anchor.listCheckpoints(log)) {
    if (!Buffer.from(root).equals(rootOf(hashes.slice(0, size))))
      throw new Error(`checkpoint ${size} is of another log`)
    if (before !== undefined) {
      const proof = consistencyProof(hashes.slice(0, size), before.size)
      const claim = { oldSize: before.size, newSize: size, oldRoot: before.root, newRoot: root }
      if (!verifyConsistency(claim, proof))
        throw new Error(`checkpoint ${size} does not extend ${before.size}`)
    }
    before = { size, root }
  }
  const size = before?.size ?? 0
  let index = 0
  for await (const hash of anchor.readLeafHashes(log, size)) {
    if (!Buffer.from(hash).equals(hashes[index] ?? Buffer.alloc(0)))
      throw new Error(`tile differs at ${index}`)
    index++
  }
  if (index !== size) throw new Error('tiles end early')
  return size
}
