// Byte strings in a form that Node and browsers share: comparing, joining, hex and text.

/** Bytes over a buffer of their own. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Whether both hold the same bytes. Nothing here is secret. */
export function isSame(left: Uint8Array, right: Uint8Array | undefined): boolean {
  if (left.length !== right?.length) return false
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false
  return true
}

/** All of them, one after the other. */
export function concat(parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

const digits = '0123456789abcdef'

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += digits.charAt(byte >>> 4) + digits.charAt(byte & 15)
  return text
}

/** The bytes of lower-case hex of exactly `sizeBytes`, or undefined. */
export function fromHex(text: unknown, sizeBytes: number): Bytes | undefined {
  if (typeof text !== 'string' || text.length !== 2 * sizeBytes || !/^[0-9a-f]*$/.test(text)) return undefined
  const bytes = new Uint8Array(sizeBytes)
  for (let at = 0; at < sizeBytes; at += 1) bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16)
  return bytes
}

/** The text of UTF-8, or undefined where it is none. */
export function toText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A value of JSON that is an object, or undefined. */
export function toObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const text = toText(bytes)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}
