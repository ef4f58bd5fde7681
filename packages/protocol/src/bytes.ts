// Byte strings: joining, comparing, UTF-8 and big-endian integers as docs/protocol.md §1 writes them.
import { ProtocolError } from './protocol-error.ts'

/** Bytes over a buffer of their own kind, as WebCrypto wants them. */
export type Bytes = Uint8Array<ArrayBuffer>

// Nothing is encoded when this module is loaded: a page that broke its encoder hears of it from the recorder, not at load.
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text)
}

/** @throws {ProtocolError} `bad_json` for bytes that are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    // ignoreBOM keeps a leading U+FEFF in the text, so that it is refused rather than dropped.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new ProtocolError('bad_json', { cause })
  }
}

export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  let sizeBytes = 0
  for (const part of parts) sizeBytes += part.length
  const joined = new Uint8Array(sizeBytes)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

// Looks at every byte whatever differs, since one side may be derived from a secret.
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let i = 0; i < left.length; i++) difference |= (left[i] as number) ^ (right[i] as number)
  return difference === 0
}

export function u16(value: number): Bytes {
  return new Uint8Array([value >>> 8, value])
}

export function u32(value: number): Bytes {
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value])
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

// WebCrypto's types exclude shared memory; nothing in this project backs bytes with it.
export function bufferSource(bytes: Uint8Array): Bytes {
  return bytes as Bytes
}
