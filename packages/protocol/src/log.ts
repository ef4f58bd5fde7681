// The append-only logs' mathematics: Merkle tree, proofs, checkpoints, tiles. docs/protocol.md §10.
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './log/checkpoint.ts'
export {
  appendLeaves,
  emptyFrontier,
  emptyRoot,
  type Frontier,
  frontierRoot,
  leafHash,
  nodeHash,
  rootOf,
  type TreeHash,
} from './log/merkle-tree.ts'
export {
  type ConsistencyClaim,
  consistencyProof,
  type InclusionClaim,
  inclusionProof,
  type SubtreeConsistencyClaim,
  type SubtreeInclusionClaim,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './log/proof.ts'
export {
  encodeVerifierKey,
  type Note,
  type NoteKey,
  type NoteSignature,
  type NoteSigner,
  type NoteVerifier,
  noteKeyHash,
  parseNote,
  parseVerifierKey,
  signNote,
  verifyNote,
} from './log/signed-note.ts'
export {
  type ConsistencyRequest,
  consistencyProofFromTiles,
  type InclusionRequest,
  inclusionProofFromTiles,
  type ReadTile,
} from './log/tile-proof.ts'
export {
  encodeEntries,
  encodeTile,
  entriesPath,
  newTiles,
  parseEntries,
  parseTile,
  type Tile,
  tilePath,
  tileRoot,
  tileWidth,
} from './log/tiles.ts'
export {
  formatTlogProof,
  type ProvenEntry,
  parseTlogProof,
  type TlogProof,
  verifyTlogProof,
} from './log/tlog-proof.ts'
export { ProtocolError, type ProtocolErrorCode } from './protocol-error.ts'
