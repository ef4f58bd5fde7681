// C2SP tlog-proof: https://c2sp.org/tlog-proof. One text that proves offline, by the log's key alone, that an entry is in
// the log: index, inclusion proof (RFC 6962 §2.1.1), signed checkpoint, and here as extra data the entry itself.
import { decodeBase64, encodeBase64 } from '../base64.ts'
import type { Bytes } from '../bytes.ts'
import { ProtocolError } from '../protocol-error.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { leafHash } from './merkle-tree.ts'
import { verifyInclusion } from './proof.ts'
import { type NoteVerifier, verifyNote } from './signed-note.ts'

/** The parts of a proof, none of them checked. */
export interface TlogProof {
  /** Of the entry, from 0. */
  readonly index: number
  /** Sibling hashes from the leaf upwards, 32 bytes each. */
  readonly hashes: readonly Uint8Array[]
  /** A signed note, as it lies in the log. */
  readonly checkpoint: string
  /** Not signed by anyone; Reseal's receipts carry the leaf here, which the proof then vouches for. */
  readonly extra?: Uint8Array
}

/** What a proof has proven. */
export interface ProvenEntry {
  readonly index: number
  readonly entry: Uint8Array
  readonly checkpoint: Checkpoint
}

const firstLine = 'c2sp.org/tlog-proof@v1'
// 64 hashes of 45 characters, an entry of 65,535 bytes in base64, and a note of 64 KiB.
const maxLength = 160 * 1024
// Of a tree whose size is a u64; RFC 6962 proofs are never longer.
const maxHashes = 64

/**
 * The text of a proof, to be kept with the file extension `.tlog-proof`.
 * @throws {ProtocolError} `bad_proof` for parts that a proof cannot carry
 */
export function formatTlogProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  const valid =
    Number.isSafeInteger(index) &&
    index >= 0 &&
    hashes.length <= maxHashes &&
    hashes.every((hash) => hash.length === 32) &&
    extra?.length !== 0 &&
    checkpoint.endsWith('\n')
  if (!valid) throw new ProtocolError('bad_proof')
  const lines = [
    firstLine,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map((hash) => encodeBase64(hash)),
    '',
  ]
  return `${lines.join('\n')}\n${checkpoint}`
}

/**
 * Splits a proof into its parts, none of them checked.
 * @throws {ProtocolError} `bad_proof`, `too_large`
 */
export function parseTlogProof(text: string): TlogProof {
  if (text.length > maxLength) throw new ProtocolError('too_large')
  // The first empty line: the note that follows has another.
  const split = text.indexOf('\n\n')
  if (split < 0) throw new ProtocolError('bad_proof')
  const [first, ...lines] = text.slice(0, split).split('\n')
  const extra = lines[0]?.startsWith('extra ') ? decode(lines.shift()?.slice('extra '.length)) : undefined
  const indexText = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? '')?.[1]
  const index = indexText === undefined ? Number.NaN : Number(indexText)
  const valid = first === firstLine && Number.isSafeInteger(index) && lines.length <= maxHashes
  if (!valid || extra?.length === 0) throw new ProtocolError('bad_proof')
  const hashes = lines.map(decode)
  if (hashes.some((hash) => hash.length !== 32)) throw new ProtocolError('bad_proof')
  return { index, hashes, checkpoint: text.slice(split + 2), ...(extra !== undefined && { extra }) }
}

/**
 * What the proof proves under a log's key: the verifier's name must be the log's origin. `entry` is what the proof is about;
 * without it, the proof's own extra data.
 * @throws {ProtocolError} `bad_proof` (also when no entry is there), `too_large`, and what `verifyNote` and `parseCheckpoint` throw
 */
export async function verifyTlogProof(
  text: string,
  verifier: NoteVerifier,
  entry?: Uint8Array,
): Promise<ProvenEntry> {
  const { index, hashes, checkpoint: note, extra } = parseTlogProof(text)
  const proven = entry ?? extra
  const checkpoint = parseCheckpoint(await verifyNote(note, verifier))
  if (proven === undefined || checkpoint.origin !== verifier.name) throw new ProtocolError('bad_proof')
  const { size, root } = checkpoint
  if (!verifyInclusion({ leafHash: leafHash(proven), index, size, root }, hashes)) {
    throw new ProtocolError('bad_proof')
  }
  return { index, entry: proven, checkpoint }
}

function decode(line: string | undefined): Bytes {
  try {
    return decodeBase64(line ?? '')
  } catch (cause) {
    throw new ProtocolError('bad_proof', { cause })
  }
}
