// C2SP signed-note with Ed25519 keys: https://c2sp.org/signed-note.
import { decodeBase64, encodeBase64 } from '../base64.ts'
import { type Bytes, concatBytes, equalBytes, utf8 } from '../bytes.ts'
import { ProtocolError } from '../protocol-error.ts'
import { sha256 } from '../sha256.ts'

/** Who signs: a name without spaces and plus signs, and a raw Ed25519 public key (32 bytes). */
export interface NoteKey {
  readonly name: string
  readonly publicKey: Uint8Array
}

/** Signs the note's text with the private half, Ed25519 (RFC 8032), 64 bytes. */
export interface NoteSigner extends NoteKey {
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

/** Says whether an Ed25519 signature is the key's. */
export interface NoteVerifier extends NoteKey {
  readonly verify: (message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>
}

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string
  /** First four bytes of the key's hash. */
  readonly keyHash: Uint8Array
  readonly signature: Uint8Array
}

/** A note in its parts. */
export interface Note {
  /** Ends with a newline. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

const ed25519 = 1
const keyHashBytes = 4
const maxNoteLength = 64 * 1024
const maxSignatures = 64
// Unicode's spaces: \s, and U+0085, which ECMAScript does not count among them.
const namePattern = /^[^\s\u0085+]+$/u

/** First four bytes of SHA-256 of name, newline, 0x01 and public key. */
export function noteKeyHash({ name, publicKey }: NoteKey): Bytes {
  return sha256(concatBytes(utf8(`${name}\n`), new Uint8Array([ed25519]), publicKey)).slice(0, keyHashBytes)
}

/**
 * A verifier key as text: name, key hash in hex, base64 of 0x01 and the public key, joined by plus signs.
 * @throws {ProtocolError} `bad_key`
 */
export function encodeVerifierKey(key: NoteKey): string {
  if (key.publicKey.length !== 32 || !isName(key.name)) throw new ProtocolError('bad_key')
  return `${key.name}+${hex(noteKeyHash(key))}+${encodeBase64(concatBytes(new Uint8Array([ed25519]), key.publicKey))}`
}

/**
 * Inverse of `encodeVerifierKey`.
 * @throws {ProtocolError} `bad_key` for another algorithm, a hash that does not match, or no key at all.
 */
export function parseVerifierKey(text: string): NoteKey {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(text)
  if (!match) throw new ProtocolError('bad_key')
  const [, name = '', keyHash = '', encoded = ''] = match
  const bytes = decodeBase64(encoded)
  const key: NoteKey = { name, publicKey: bytes.slice(1) }
  if (bytes[0] !== ed25519 || !isName(name) || hex(noteKeyHash(key)) !== keyHash) {
    throw new ProtocolError('bad_key')
  }
  return key
}

/**
 * A note with one signature.
 * @throws {ProtocolError} `bad_note` for a text that a note cannot carry, `bad_key`.
 */
export async function signNote(text: string, signer: NoteSigner): Promise<string> {
  if (!isNoteText(text)) throw new ProtocolError('bad_note')
  if (signer.publicKey.length !== 32 || !isName(signer.name)) throw new ProtocolError('bad_key')
  const signature = await signer.sign(utf8(text))
  return `${text}\n— ${signer.name} ${encodeBase64(concatBytes(noteKeyHash(signer), signature))}\n`
}

/**
 * Splits a note into text and signatures, none of them checked.
 * @throws {ProtocolError} `too_large`, `bad_note`.
 */
export function parseNote(note: string): Note {
  if (note.length > maxNoteLength) throw new ProtocolError('too_large')
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw new ProtocolError('bad_note')
  const text = note.slice(0, split + 1)
  const lines = note.slice(split + 2, -1).split('\n')
  if (!isNoteText(text) || lines.length > maxSignatures) throw new ProtocolError('bad_note')
  return { text, signatures: lines.map(parseSignatureLine) }
}

/**
 * The text of a note that the verifier's key has signed; signatures of other keys are passed over.
 * @throws {ProtocolError} as `parseNote`; `bad_signature` when the key has not signed it.
 */
export async function verifyNote(note: string, verifier: NoteVerifier): Promise<string> {
  const { text, signatures } = parseNote(note)
  const keyHash = noteKeyHash(verifier)
  const own = signatures.filter(
    ({ name, keyHash: hash }) => name === verifier.name && equalBytes(hash, keyHash),
  )
  if (own.length === 0) throw new ProtocolError('bad_signature')
  const message = utf8(text)
  for (const { signature } of own) {
    if (signature.length !== 64 || !(await verifier.verify(message, signature))) {
      throw new ProtocolError('bad_signature')
    }
  }
  return text
}

function parseSignatureLine(line: string): NoteSignature {
  const match = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line)
  if (!match) throw new ProtocolError('bad_note')
  const [, name = '', encoded = ''] = match
  const bytes = decodeSignature(encoded)
  if (bytes.length <= keyHashBytes) throw new ProtocolError('bad_note')
  return { name, keyHash: bytes.slice(0, keyHashBytes), signature: bytes.slice(keyHashBytes) }
}

function decodeSignature(encoded: string): Bytes {
  try {
    return decodeBase64(encoded)
  } catch (cause) {
    throw new ProtocolError('bad_note', { cause })
  }
}

function isName(name: string): boolean {
  return namePattern.test(name) && name.isWellFormed()
}

// Signed notes allow no ASCII control character but the newline.
function isNoteText(text: string): boolean {
  const hasControls = Array.from(text).some((character) => character < ' ' && character !== '\n')
  return text.endsWith('\n') && text.isWellFormed() && !hasControls && text.length <= maxNoteLength
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
