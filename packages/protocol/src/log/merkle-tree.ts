// The Merkle tree of RFC 6962 §2.1: hashes of leaves and nodes, and roots, whole and incremental.

import { concatBytes } from '../bytes.ts'
import { ProtocolError } from '../protocol-error.ts'
import { sha256 } from '../sha256.ts'

/** A SHA-256 hash of the tree, 32 bytes. */
export type TreeHash = Uint8Array<ArrayBuffer>

const leafPrefix = new Uint8Array([0])
const nodePrefix = new Uint8Array([1])

/** Hash of a leaf: SHA-256 of 0x00 and the leaf's bytes. */
export function leafHash(leaf: Uint8Array): TreeHash {
  return sha256(concatBytes(leafPrefix, leaf))
}

/** Hash of an inner node: SHA-256 of 0x01 and its two children's hashes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): TreeHash {
  return sha256(concatBytes(nodePrefix, left, right))
}

/** As `nodeHash`, for many nodes of hashes of 32 bytes: what is hashed is put together in one place. */
function createNodeHasher(): typeof nodeHash {
  const node = new Uint8Array(65)
  node.set(nodePrefix)
  return (left, right) => {
    node.set(left, 1)
    node.set(right, 33)
    return sha256(node)
  }
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): TreeHash {
  return sha256(new Uint8Array(0))
}

/**
 * What is needed to append to a tree: the roots of its perfect subtrees, largest first, one for each bit set in
 * `size`.
 */
export interface Frontier {
  readonly size: number
  readonly hashes: readonly Uint8Array[]
}

/** The frontier of the tree without leaves. */
export const emptyFrontier: Frontier = { size: 0, hashes: [] }

/** The frontier after further leaves, given by their leaf hashes. */
export function appendLeaves(frontier: Frontier, leafHashes: Iterable<Uint8Array>): Frontier {
  const hashes = [...frontier.hashes]
  const hashNode = createNodeHasher()
  let size = frontier.size
  for (const hash of leafHashes) {
    let subtree = requireHash(hash)
    // Each trailing one of the old size is a perfect subtree that the new leaf completes to a larger one.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
      subtree = hashNode(requireHash(hashes.pop()), subtree)
    }
    hashes.push(subtree)
    size++
  }
  return { size, hashes }
}

/** The root of the tree a frontier stands for. */
export function frontierRoot({ hashes }: Frontier): TreeHash {
  let root: Uint8Array | undefined
  for (let i = hashes.length - 1; i >= 0; i--) {
    const hash = requireHash(hashes[i])
    root = root ? nodeHash(hash, root) : hash
  }
  return root ? new Uint8Array(root) : emptyRoot()
}

/** The root of a tree given by all its leaf hashes (RFC 6962 §2.1, MTH). */
export function rootOf(leafHashes: Iterable<Uint8Array>): TreeHash {
  return frontierRoot(appendLeaves(emptyFrontier, leafHashes))
}

function requireHash(hash: Uint8Array | undefined): Uint8Array {
  if (hash?.length !== 32) throw new ProtocolError('bad_proof')
  return hash
}
