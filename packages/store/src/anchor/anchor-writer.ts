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

/** Writes checkpoints. One call at a time. */
export interface AnchorWriter {
  /**
   * Anchors what the log gained since its newest checkpoint; undefined when there is no news.
   * @throws StoreError log_behind_anchor, log_inconsistent, bad_anchor, object_store_unavailable, database_unavailable
   */
  anchorLog(log: LogName): Promise<AnchoredCheckpoint | undefined>
  /**
   * Stores checkpoints that another place holds already, ascending by size and newer than this place's own, with all that
   * the last covers.
   * @throws StoreError log_inconsistent when the last is not of the log in the database; otherwise as `anchorLog`
   */
  storeCheckpoints(log: LogName, checkpoints: readonly AnchoredCheckpoint[]): Promise<void>
}

/** Builds a writer; with its first call for a log it proves the database consistent with the newest checkpoint. */
export function createAnchorWriter(options: AnchorWriterOptions): AnchorWriter {
  const { db, anchor, signers } = options
  const trees = new Map<LogName, TileTree>()

  /** Keeps the tree that `work` grew; after any failure the next call proves anew. */
  async function withTree(log: LogName, work: (tree: TileTree) => Promise<TileTree>): Promise<void> {
    const tree = trees.get(log) ?? (await loadProvenTree(options, log))
    trees.delete(log)
    trees.set(log, await work(tree))
  }

  async function store({ log, size, root, note }: AnchoredCheckpoint): Promise<void> {
    await putSame(anchor.store, checkpointKey(log, size, root), Buffer.from(note))
  }

  return {
    async anchorLog(log) {
      let checkpoint: AnchoredCheckpoint | undefined
      await withTree(log, async (tree) => {
        const size = await readLogSize(db, log)
        if (size < tree.size) throw new StoreError('log_behind_anchor')
        if (size === tree.size) return tree
        const grown = await extendTree(options, log, { tree, size })
        checkpoint = await sign(signers[log], log, grown)
        await store(checkpoint)
        return grown
      })
      return checkpoint
    },
    async storeCheckpoints(log, checkpoints) {
      const newest = checkpoints.at(-1)
      await withTree(log, async (tree) => {
        if (newest === undefined) return tree
        const grown = await extendTree(options, log, { tree, size: newest.size })
        if (!Buffer.from(newest.root).equals(treeRoot(grown))) throw new StoreError('log_inconsistent')
        for (const checkpoint of checkpoints) await store(checkpoint)
        return grown
      })
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

// Two whole levels of tiles: a place that is new, or was away for long, is filled without holding the log in memory.
const leavesAtOnce = 65_536

/** Stores leaves and tiles up to `size`. */
async function extendTree(
  { db, anchor }: AnchorWriterOptions,
  log: LogName,
  { tree, size }: { tree: TileTree; size: number },
): Promise<TileTree> {
  let grown = tree
  while (grown.size < size) {
    const from = grown.size
    const to = Math.min(size, (Math.floor(from / leavesAtOnce) + 1) * leavesAtOnce)
    const added: Uint8Array[] = []
    for await (const hashes of readLeafHashes(db, log, { from, to })) added.push(...hashes)
    const next = growTree(grown, added)
    const putTiles = async (): Promise<void> => {
      for (const tile of next.tiles) await putSame(anchor.store, tileKey(log, tile), encodeTile(tile.hashes))
    }
    await Promise.all([storeEntries(db, { store: anchor.store, log }, { from, to }), putTiles()])
    grown = next.tree
  }
  return grown
}

async function sign(signer: NoteSigner, log: LogName, tree: TileTree): Promise<AnchoredCheckpoint> {
  const root = treeRoot(tree)
  const { size } = tree
  const note = await signNote(formatCheckpoint({ origin: signer.name, size, root }), signer)
  return { log, size, root, note }
}
