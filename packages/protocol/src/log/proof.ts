// Inclusion and consistency proofs of RFC 6962 §2.1.1 and §2.1.2, checked as RFC 9162 §2.1.3.2 and §2.1.4.2 say, and those
// of subtrees as draft-ietf-plants-merkle-tree-certs §4.3.3 and §4.4.3 say.
import { equalBytes } from '../bytes.ts'
import { ProtocolError } from '../protocol-error.ts'
import { nodeHash, rootOf, type TreeHash } from './merkle-tree.ts'
import { isSize, largestPowerBelow } from './tree-size.ts'

/** That a leaf is in a tree. */
export interface InclusionClaim {
  readonly leafHash: Uint8Array
  /** From 0, below `size`. */
  readonly index: number
  /** Leaves of the tree. */
  readonly size: number
  readonly root: Uint8Array
}

/** That a tree is the beginning of a larger one. */
export interface ConsistencyClaim {
  readonly oldSize: number
  readonly oldRoot: Uint8Array
  readonly newSize: number
  readonly newRoot: Uint8Array
}

/** That a leaf is in the subtree over leaves `[start, end)`, which begins at a multiple of a power of two that holds it. */
export interface SubtreeInclusionClaim {
  readonly leafHash: Uint8Array
  /** In the whole tree, from 0. */
  readonly index: number
  readonly start: number
  readonly end: number
  readonly root: Uint8Array
}

/** That the subtree over leaves `[start, end)` is part of a tree. */
export interface SubtreeConsistencyClaim {
  readonly start: number
  readonly end: number
  readonly subtreeRoot: Uint8Array
  /** Leaves of the tree. */
  readonly size: number
  readonly root: Uint8Array
}

/**
 * The proof that leaf `index` is in the tree of these leaf hashes.
 * @throws {ProtocolError} `bad_proof` when there is no such leaf.
 */
export function inclusionProof(leafHashes: readonly Uint8Array[], index: number): TreeHash[] {
  requireSize(index)
  if (index >= leafHashes.length) throw new ProtocolError('bad_proof')
  return path(leafHashes, index)
}

function path(leafHashes: readonly Uint8Array[], index: number): TreeHash[] {
  if (leafHashes.length <= 1) return []
  const split = largestPowerBelow(leafHashes.length)
  const left = leafHashes.slice(0, split)
  const right = leafHashes.slice(split)
  return index < split ? [...path(left, index), rootOf(right)] : [...path(right, index - split), rootOf(left)]
}

/**
 * The proof that the first `oldSize` of these leaf hashes are the beginning of all.
 * @throws {ProtocolError} `bad_proof` when there are not that many.
 */
export function consistencyProof(leafHashes: readonly Uint8Array[], oldSize: number): TreeHash[] {
  requireSize(oldSize)
  if (oldSize > leafHashes.length) throw new ProtocolError('bad_proof')
  if (oldSize === 0) return []
  return subproof(leafHashes, oldSize, true)
}

// RFC 6962 §2.1.2: the old root itself is left out while the old tree is the whole left part.
function subproof(leafHashes: readonly Uint8Array[], oldSize: number, oldIsWhole: boolean): TreeHash[] {
  if (oldSize === leafHashes.length) return oldIsWhole ? [] : [rootOf(leafHashes)]
  const split = largestPowerBelow(leafHashes.length)
  const left = leafHashes.slice(0, split)
  const right = leafHashes.slice(split)
  return oldSize <= split
    ? [...subproof(left, oldSize, oldIsWhole), rootOf(right)]
    : [...subproof(right, oldSize - split, false), rootOf(left)]
}

/** Whether a proof shows the claim; total on any numbers and hashes. */
export function verifyInclusion(claim: InclusionClaim, proof: readonly Uint8Array[]): boolean {
  const { leafHash, index, size, root } = claim
  if (!isSize(index) || !isSize(size) || index >= size || !allHashes([leafHash, root, ...proof])) return false
  let node = index
  let last = size - 1
  let hash = leafHash
  for (const sibling of proof) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash)
      while (node % 2 === 0 && node !== 0) {
        node = half(node)
        last = half(last)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    node = half(node)
    last = half(last)
  }
  return last === 0 && equalBytes(hash, root)
}

/** Whether a proof shows the claim; total on any numbers and hashes. */
export function verifyConsistency(claim: ConsistencyClaim, proof: readonly Uint8Array[]): boolean {
  const { oldSize, oldRoot, newSize, newRoot } = claim
  const subtree = { start: 0, end: oldSize, subtreeRoot: oldRoot }
  return verifySubtreeConsistency({ ...subtree, size: newSize, root: newRoot }, proof)
}

/** Whether a proof shows the claim; total on any numbers and hashes. */
export function verifySubtreeInclusion(claim: SubtreeInclusionClaim, proof: readonly Uint8Array[]): boolean {
  const { leafHash, index, start, end, root } = claim
  if (!isSubtree(start, end) || !isSize(index)) return false
  return verifyInclusion({ leafHash, index: index - start, size: end - start, root }, proof)
}

/** Whether a proof shows the claim; total on any numbers and hashes. An empty subtree is part of every tree. */
export function verifySubtreeConsistency(
  { start, end, subtreeRoot, size, root }: SubtreeConsistencyClaim,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSubtree(start, end) || !isSize(size) || end > size) return false
  if (!allHashes([subtreeRoot, root, ...proof])) return false
  if (start === end) return proof.length === 0 && equalBytes(subtreeRoot, rootOf([]))
  let [first, node, last] = [start, end - 1, size - 1]
  const climb = (): void => {
    first = half(first)
    node = half(node)
    last = half(last)
  }
  // Levels at which the subtree is whole need no hash: up to its root where it ends with the tree, else while its edge is
  // a right child.
  const endsWithTree = node === last
  while (first !== node && (endsWithTree || node % 2 === 1)) climb()
  const [seed, ...rest] = first === node ? [subtreeRoot, ...proof] : proof
  if (seed === undefined) return false
  let subtreeHash = seed
  let hash = seed
  for (const sibling of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      if (first < node) subtreeHash = nodeHash(sibling, subtreeHash)
      hash = nodeHash(sibling, hash)
      while (node % 2 === 0 && node !== 0) climb()
    } else {
      hash = nodeHash(hash, sibling)
    }
    climb()
  }
  return last === 0 && equalBytes(subtreeHash, subtreeRoot) && equalBytes(hash, root)
}

// draft-ietf-plants-merkle-tree-certs §4.1: it begins at a multiple of the smallest power of two that holds it.
function isSubtree(start: number, end: number): boolean {
  if (!isSize(start) || !isSize(end) || start > end) return false
  let power = 1
  while (power < end - start) power *= 2
  return start % power === 0
}

// Sizes exceed 32 bits, so shifts are divisions.
function half(value: number): number {
  return Math.floor(value / 2)
}

function requireSize(value: number): void {
  if (!isSize(value)) throw new ProtocolError('bad_proof')
}

function allHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === 32)
}
