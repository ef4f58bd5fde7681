// What the verifier needs of where it runs: hashing of much at once, signatures, and room for more than fits in memory.
import type { Bytes } from './bytes.ts'

/** Hashes of an object and of pieces of it. */
export interface ObjectHashes {
  /** SHA-256 of all of it. */
  readonly whole: Uint8Array
  /** 32 bytes for each range: SHA-256 of those bytes. */
  readonly parts: Uint8Array
}

/** Bytes that are appended, and later read in the same pieces. */
export interface Spill {
  append(bytes: Uint8Array): void
  pieces(): AsyncIterable<Bytes>
}

/** Node's or a browser's way to do it. */
export interface Platform {
  /** `ranges`: offset and length, in turn. The bytes may be gone from the caller's view afterwards. */
  hashObject(bytes: Bytes, ranges: Uint32Array<ArrayBuffer>): Promise<ObjectHashes>
  /** How many objects may be hashed at the same time to advantage. */
  readonly parallelObjects: number
  /** Ed25519 (RFC 8032). */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
  /** Room outside of memory; gone with `stop`. */
  openSpill(): Spill
  stop(): Promise<void>
}
