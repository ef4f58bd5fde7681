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
  if (bytes.length !== 16) throw new ProtocolError('bad_id')
  let text = ''
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += (bytes[i] as number).toString(16).padStart(2, '0')
  }
  if (!isUuid(text)) throw new ProtocolError('bad_id')
  return text
}
