// Inclusion and consistency proofs of RFC 6962 §2.1.1 and §2.1.2, checked as RFC 9162 §2.1.3.2 and §2.1.4.2 say.
import { equalBytes } from '../bytes.ts'
import { ProtocolError } from '../protocol-error.ts'
import { nodeHash, rootOf, type TreeHash } from './merkle-tree.ts'

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
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false
  if (!allHashes([oldRoot, newRoot, ...proof])) return false
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot)
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, rootOf([]))
  let node = oldSize - 1
  let last = newSize - 1
  while (node % 2 === 1) {
    node = half(node)
    last = half(last)
  }
  const isPower = node === 0
  const [first, ...rest] = isPower ? [oldRoot, ...proof] : proof
  if (first === undefined) return false
  let oldHash = first
  let newHash = first
  for (const sibling of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(sibling, oldHash)
      newHash = nodeHash(sibling, newHash)
      while (node % 2 === 0 && node !== 0) {
        node = half(node)
        last = half(last)
      }
    } else {
      newHash = nodeHash(newHash, sibling)
    }
    node = half(node)
    last = half(last)
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot)
}

// Sizes exceed 32 bits, so shifts are divisions.
function half(value: number): number {
  return Math.floor(value / 2)
}

function largestPowerBelow(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function requireSize(value: number): void {
  if (!isSize(value)) throw new ProtocolError('bad_proof')
}

function allHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === 32)
}
