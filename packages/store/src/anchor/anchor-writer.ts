// Anchors a log: leaves and tiles first, the signed checkpoint last, so that what a checkpoint covers is always there.
// Dying between leaves objects that the next run finds equal. Held by the worker alone.
import { encodeTile, formatCheckpoint, type NoteSigner, signNote } from '@reseal/protocol/log'
import type { Database } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'
import { readLeafHashes, readLogSize } from '../logs/log-reader.ts'
import { StoreError } from '../store-error.ts'
import { type Anchor, type AnchoredCheckpoint, checkpointKey, tileKey } from './anchor.ts'
import { assertConsistentWithAnchor } from './consistency.ts'
import { completeEntries, storeEntries } from './entries.ts'
import { putSame } from './put-same.ts'
import { edgeTiles, emptyTree, growTree, type TileTree, treeRoot } from './tile-tree.ts'

/** What the writer needs. */
export interface AnchorWriterOptions {
  readonly db: Database
  readonly anchor: Anchor
  /** The signer's name is the log's origin. */
  readonly signers: Readonly<Record<LogName, NoteSigner>>
}

/** Writes checkpoints. */
export interface AnchorWriter {
  /**
   * Anchors what the log gained since its newest checkpoint; undefined when there is no news. One call at a time.
   * @throws StoreError log_behind_anchor, log_inconsistent, bad_anchor, object_store_unavailable, database_unavailable
   */
  anchorLog(log: LogName): Promise<AnchoredCheckpoint | undefined>
}

/** Builds a writer; with its first call for a log it proves the database consistent with the newest checkpoint. */
export function createAnchorWriter(options: AnchorWriterOptions): AnchorWriter {
  const trees = new Map<LogName, TileTree>()
  return {
    anchorLog: async (log) => {
      const tree = trees.get(log) ?? (await loadProvenTree(options, log))
      // Set again only on success: after any failure the next call proves anew.
      trees.delete(log)
      const size = await readLogSize(options.db, log)
      if (size < tree.size) throw new StoreError('log_behind_anchor')
      const { grown, checkpoint } = await extendAnchor(options, log, { tree, size })
      trees.set(log, grown)
      return checkpoint
    },
  }
}

async function loadProvenTree({ db, anchor }: AnchorWriterOptions, log: LogName): Promise<TileTree> {
  await assertConsistentWithAnchor(db, anchor, log)
  const checkpoint = await anchor.latestCheckpoint(log)
  if (!checkpoint) return emptyTree
  const edge: Uint8Array[][] = []
  for (const tile of edgeTiles(checkpoint.size)) edge[tile.level] = await anchor.readTile(log, tile)
  const tree = { size: checkpoint.size, edge: Array.from(edge, (level) => level ?? []) }
  if (!Buffer.from(checkpoint.root).equals(treeRoot(tree))) throw new StoreError('bad_anchor')
  await completeEntries(db, { store: anchor.store, log }, checkpoint.size)
  return tree
}

async function extendAnchor(
  { db, anchor, signers }: AnchorWriterOptions,
  log: LogName,
  { tree, size }: { tree: TileTree; size: number },
): Promise<{ grown: TileTree; checkpoint: AnchoredCheckpoint | undefined }> {
  if (size === tree.size) return { grown: tree, checkpoint: undefined }
  const added: Uint8Array[] = []
  for await (const hashes of readLeafHashes(db, log, { from: tree.size, to: size })) added.push(...hashes)
  const { tree: grown, tiles } = growTree(tree, added)
  const putTiles = async (): Promise<void> => {
    for (const tile of tiles) await putSame(anchor.store, tileKey(log, tile), encodeTile(tile.hashes))
  }
  await Promise.all([
    storeEntries(db, { store: anchor.store, log }, { from: tree.size, to: size }),
    putTiles(),
  ])
  const root = treeRoot(grown)
  const signer = signers[log]
  const note = await signNote(formatCheckpoint({ origin: signer.name, size, root }), signer)
  await putSame(anchor.store, checkpointKey(log, size, root), Buffer.from(note))
  return { grown, checkpoint: { log, size, root, note } }
}
