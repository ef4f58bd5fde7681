import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { outcomeOf } from '../../test/refusal.ts'
import vectors from '../../vectors/third-party/merkle-proofs.json' with { type: 'json' }
import subtreeVectors from '../../vectors/third-party/merkle-subtree-proofs.json' with { type: 'json' }
import { decodeBase64 } from '../base64.ts'
import {
  appendLeaves,
  emptyFrontier,
  emptyRoot,
  frontierRoot,
  leafHash,
  nodeHash,
  rootOf,
} from './merkle-tree.ts'
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './proof.ts'

// Some of the vectors carry hashes of a wrong length on purpose, null among them.
const bytes = (text: string | null): Uint8Array => decodeBase64(text ?? '')
const leaves = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => leafHash(new TextEncoder().encode(`leaf ${i}`)))

describe('transparency-dev/merkle', () => {
  test('all of its vectors are here', () => {
    const counts = [
      vectors.inclusion,
      vectors.consistency,
      subtreeVectors.inclusion,
      subtreeVectors.consistency,
    ]
    expect(counts.map((list) => list.length)).toEqual([98, 98, 204, 118])
  })

  test.each(vectors.inclusion)('inclusion: $file', (vector) => {
    const claim = {
      leafHash: bytes(vector.leafHash),
      index: vector.leafIdx,
      size: vector.treeSize,
      root: bytes(vector.root),
    }
    expect(verifyInclusion(claim, (vector.proof ?? []).map(bytes))).toBe(!vector.wantErr)
  })

  test.each(vectors.consistency)('consistency: $file', (vector) => {
    const claim = {
      oldSize: vector.size1,
      oldRoot: bytes(vector.root1),
      newSize: vector.size2,
      newRoot: bytes(vector.root2),
    }
    // One case accepts equal roots of 12 bytes; here a hash has 32.
    const expected = !vector.wantErr && claim.oldRoot.length === 32
    expect(verifyConsistency(claim, (vector.proof ?? []).map(bytes))).toBe(expected)
  })

  test.each(subtreeVectors.inclusion)('subtree inclusion: $file', (vector) => {
    const { leafIdx: index, start, end } = vector
    const claim = { leafHash: bytes(vector.leafHash), index, start, end, root: bytes(vector.root) }
    expect(verifySubtreeInclusion(claim, (vector.proof ?? []).map(bytes))).toBe(!vector.wantErr)
  })

  test.each(subtreeVectors.consistency)('subtree consistency: $file', (vector) => {
    const { start, end, size } = vector
    const claim = { start, end, subtreeRoot: bytes(vector.root1), size, root: bytes(vector.root2) }
    const expected = !vector.wantErr && [claim.subtreeRoot, claim.root].every((root) => root.length === 32)
    expect(verifySubtreeConsistency(claim, (vector.proof ?? []).map(bytes))).toBe(expected)
  })
})

test('the root of no leaves is the hash of nothing', () => {
  expect(rootOf([])).toEqual(emptyRoot())
  expect(frontierRoot(emptyFrontier)).toEqual(emptyRoot())
})

test('the root is that of RFC 6962, section 2.1, for seven leaves', () => {
  const [a, b, c, d, e, f, g] = leaves(7) as [Uint8Array, ...Uint8Array[]]
  const pair = (left: Uint8Array | undefined, right: Uint8Array | undefined): Uint8Array =>
    nodeHash(left ?? new Uint8Array(0), right ?? new Uint8Array(0))
  const root = nodeHash(nodeHash(pair(a, b), pair(c, d)), nodeHash(pair(e, f), g ?? new Uint8Array(0)))
  expect(rootOf(leaves(7))).toEqual(root)
})

test('a leaf and a node of the same bytes have different hashes', () => {
  const [left, right] = leaves(2) as [Uint8Array, Uint8Array]
  expect(nodeHash(left, right)).not.toEqual(leafHash(new Uint8Array([...left, ...right])))
})

test('leaves appended in any portions give the same frontier', () => {
  const portions = fc.array(fc.nat(40), { maxLength: 8 })
  fc.assert(
    fc.property(portions, (counts) => {
      const all = leaves(counts.reduce((sum, count) => sum + count, 0))
      let frontier = emptyFrontier
      let from = 0
      for (const count of counts) {
        frontier = appendLeaves(frontier, all.slice(from, from + count))
        from += count
      }
      expect(frontier).toEqual(appendLeaves(emptyFrontier, all))
      expect(frontierRoot(frontier)).toEqual(rootOf(all))
    }),
  )
})

test('every proof verifies, and none for another place, size or root', () => {
  const all = leaves(35)
  for (let size = 1; size <= all.length; size++) {
    const tree = all.slice(0, size)
    const root = rootOf(tree)
    for (let index = 0; index < size; index++) {
      const claim = { leafHash: all[index] as Uint8Array, index, size, root }
      const proof = inclusionProof(tree, index)
      expect(verifyInclusion(claim, proof)).toBe(true)
      expect(verifyInclusion({ ...claim, index: index + 1 }, proof)).toBe(false)
      expect(verifyInclusion({ ...claim, root: emptyRoot() }, proof)).toBe(false)
      expect(verifyInclusion(claim, [...proof, root])).toBe(false)
      if (proof.length > 0) expect(verifyInclusion(claim, proof.slice(1))).toBe(false)
    }
  }
})

test('every tree is consistent with each of its beginnings, and with no other tree', () => {
  const all = leaves(35)
  for (let newSize = 0; newSize <= all.length; newSize++) {
    const tree = all.slice(0, newSize)
    for (let oldSize = 0; oldSize <= newSize; oldSize++) {
      const proof = consistencyProof(tree, oldSize)
      const claim = { oldSize, oldRoot: rootOf(all.slice(0, oldSize)), newSize, newRoot: rootOf(tree) }
      expect(verifyConsistency(claim, proof)).toBe(true)
      expect(verifyConsistency(claim, [...proof, emptyRoot()])).toBe(false)
      const other = leafHash(new Uint8Array(9))
      expect(verifyConsistency({ ...claim, oldRoot: other }, proof)).toBe(false)
      if (oldSize > 0) expect(verifyConsistency({ ...claim, newRoot: other }, proof)).toBe(false)
    }
  }
})

test('a proof for one size verifies for no smaller one', () => {
  const all = leaves(9)
  const root = rootOf(all)
  const last = { leafHash: all[8] as Uint8Array, root }
  expect(verifyInclusion({ ...last, index: 8, size: 9 }, inclusionProof(all, 8))).toBe(true)
  expect(verifyInclusion({ ...last, index: 0, size: 1 }, inclusionProof(all, 8))).toBe(false)
  // The proof from 11 to 12 begins as the one from 3 to 4 and goes on to the eight leaves before.
  const twelve = leaves(12)
  const claim = { oldRoot: rootOf(twelve.slice(0, 11)), newRoot: rootOf(twelve) }
  const proof = consistencyProof(twelve, 11)
  expect(verifyConsistency({ ...claim, oldSize: 11, newSize: 12 }, proof)).toBe(true)
  expect(verifyConsistency({ ...claim, oldSize: 3, newSize: 4 }, proof)).toBe(false)
})

test('a leaf is in each subtree that begins at a multiple of its power of two, and in no other', () => {
  const all = leaves(17)
  for (let start = 0; start < all.length; start++) {
    for (let end = start + 1; end <= all.length; end++) {
      const subtree = all.slice(start, end)
      const aligned = start % 2 ** Math.ceil(Math.log2(end - start)) === 0
      const claim = { leafHash: all[start] as Uint8Array, index: start, start, end, root: rootOf(subtree) }
      expect(verifySubtreeInclusion(claim, inclusionProof(subtree, 0))).toBe(aligned)
    }
  }
})

test('verifying is total on any claim', () => {
  const hash = fc.uint8Array({ minLength: 0, maxLength: 33 })
  const size = fc.oneof(fc.nat(), fc.double(), fc.constant(2 ** 53), fc.integer())
  fc.assert(
    fc.property(hash, size, size, fc.array(hash, { maxLength: 60 }), (root, a, b, proof) => {
      expect(verifyInclusion({ leafHash: root, index: a, size: b, root: new Uint8Array(32) }, proof)).toBe(
        false,
      )
      const claim = { oldSize: a, oldRoot: root, newSize: b, newRoot: new Uint8Array(32) }
      expect(typeof verifyConsistency(claim, proof)).toBe('boolean')
      const subtree = { start: a, end: b, root: new Uint8Array(32) }
      const { length } = proof
      expect(verifySubtreeInclusion({ ...subtree, leafHash: root, index: a }, proof)).toBe(false)
      const part = { ...subtree, subtreeRoot: root, size: length }
      expect(typeof verifySubtreeConsistency(part, proof)).toBe('boolean')
    }),
  )
})

test('refuses to prove what is not there', () => {
  expect(outcomeOf(() => inclusionProof(leaves(3), 3))).toBe('bad_proof')
  expect(outcomeOf(() => inclusionProof([], 0))).toBe('bad_proof')
  expect(outcomeOf(() => inclusionProof(leaves(3), -1))).toBe('bad_proof')
  expect(outcomeOf(() => consistencyProof(leaves(3), 4))).toBe('bad_proof')
  expect(outcomeOf(() => frontierRoot({ size: 1, hashes: [new Uint8Array(31)] }))).toBe('bad_proof')
})
