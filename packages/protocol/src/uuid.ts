// Ids are UUIDs of version 4 or 7 (RFC 9562): lower-case text in JSON, 16 bytes in binary; docs/protocol.md §1.
import type { Bytes } from './bytes.ts'
import { ProtocolError } from './protocol-error.ts'

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Whether a value is the canonical text of a UUID of version 4 or 7. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value)
}

/**
 * The 16 bytes of a UUID.
 * @throws {ProtocolError} `bad_id` unless the text is lower-case, hyphenated, of version 4 or 7.
 */
export function uuidToBytes(text: string): Bytes {
  if (!isUuid(text)) throw new ProtocolError('bad_id')
  const digits = text.replaceAll('-', '')
  const bytes = new Uint8Array(16)
  for (let i = 0; i < 16; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/**
 * The canonical text of a UUID given as 16 bytes.
 * @throws {ProtocolError} `bad_id` for another length, version or variant.
 */
export function bytesToUuid(bytes: Uint8Array): string {
  const version = (bytes[6] as number) >> 4
  const variant = (bytes[8] as number) >> 6
  if (bytes.length !== 16 || (version !== 4 && version !== 7) || variant !== 2) {
    throw new ProtocolError('bad_id')
  }
  // All at once: put together from pieces, and matched, it costs as much as the rest of a segment's header (measured).
  const codes: number[] = []
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) codes.push(hyphen)
    const byte = bytes[i] as number
    codes.push(digitOf(byte >> 4), digitOf(byte & 15))
  }
  return String.fromCharCode(...codes)
}

const hyphen = 45

/** Character of a hexadecimal digit. */
function digitOf(value: number): number {
  return value < 10 ? 48 + value : 87 + value
}
