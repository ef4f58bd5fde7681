import {
  encodeTile,
  formatCheckpoint,
  formatTlogProof,
  inclusionProofFromTiles,
  leafHash,
  parseTile,
  type ReadTile,
  rootOf,
  signNote,
  tilePath,
  verifyTlogProof,
} from '@reseal/protocol/log'

const origin = 'log.example/visits'
const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))

// The log: entries, the tile that holds their hashes, and a checkpoint that the log's key signs.
const entries = ['one', 'two', 'three'].map((text) => new TextEncoder().encode(text))
const hashes = entries.map(leafHash)
const size = entries.length
const stored = new Map([[tilePath(0, 0, size), encodeTile(hashes)]])
const checkpoint = await signNote(formatCheckpoint({ origin, size, root: rootOf(hashes) }), {
  name: origin,
  publicKey,
  sign: async (text) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, text as BufferSource)),
})

// A proof of the second entry, out of the tiles it needs.
const readTile: ReadTile = async ({ level, index, width }) =>
  parseTile(stored.get(tilePath(level, index, width)) ?? new Uint8Array(0), width)
const proof = formatTlogProof({
  index: 1,
  hashes: await inclusionProofFromTiles(readTile, { index: 1, size }),
  checkpoint,
  extra: new TextEncoder().encode('two'),
})

// Anyone who has the proof and the log's key, and nothing else.
export const proven = await verifyTlogProof(proof, {
  name: origin,
  publicKey,
  verify: (text, signature) =>
    crypto.subtle.verify('Ed25519', pair.publicKey, signature as BufferSource, text as BufferSource),
})
