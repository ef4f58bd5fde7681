// Canonical JSON (RFC 8785): one byte string for each value; docs/protocol.md §1.
import { decodeUtf8, equalBytes, utf8 } from './bytes.ts'
import { limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'

/** A JSON value; members that are absent are left out, never `undefined`. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/**
 * RFC 8785 text of a value: no white space, members sorted by UTF-16 code units, ECMAScript numbers.
 * @throws {ProtocolError} `bad_json` for what I-JSON (RFC 7493) cannot carry: numbers that are not finite, lone
 *   surrogates, `undefined`, objects that are neither plain nor arrays, nesting beyond `limits.maxJsonDepth`.
 */
export function canonicalize(value: JsonValue): string {
  return serialize(value, 0)
}

function serialize(value: unknown, depth: number): string {
  if (depth > limits.maxJsonDepth) throw new ProtocolError('bad_json')
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return JSON.stringify(value)
  if (typeof value === 'string') return serializeString(value)
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item: unknown) => serialize(item, depth + 1)).join(',')}]`
  }
  if (!isPlainObject(value)) throw new ProtocolError('bad_json')
  let members = ''
  // The default order of Array.prototype.sort is by UTF-16 code units, as RFC 8785 §3.2.3 demands.
  for (const key of Object.keys(value).sort()) {
    members += `${members === '' ? '' : ','}${serializeString(key)}:${serialize(value[key], depth + 1)}`
  }
  return `{${members}}`
}

// String.prototype.isWellFormed says the same, but came to browsers only in 2023.
const loneSurrogate = /\p{Surrogate}/u
// What no escape is needed for: ASCII but controls, quotes and backslashes.
const plainAscii = /^[ !#-[\]-~]*$/

// ECMAScript's escapes are RFC 8785's (§3.2.2.2), except that it writes lone surrogates, escaped, instead of refusing them.
function serializeString(text: string): string {
  if (plainAscii.test(text)) return `"${text}"`
  if (loneSurrogate.test(text)) throw new ProtocolError('bad_json')
  return JSON.stringify(text)
}

/** Whether a value is an object that a JSON text could have given. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** The value of JSON bytes, not yet known to be canonical. */
export function parseJsonBytes(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ProtocolError('bad_json', { cause })
  }
}

/** Refuses bytes that differ from the canonical encoding of what was read from them. */
export function requireCanonical(bytes: Uint8Array, value: JsonValue): void {
  if (!equalBytes(bytes, utf8(canonicalize(value)))) throw new ProtocolError('not_canonical')
}

/** Whether an object has all required members, and beyond them none but the optional ones. */
export function hasMembers(
  value: Record<string, unknown>,
  required: readonly string[],
  optional: readonly string[] = [],
): boolean {
  const keys = Object.keys(value)
  return (
    required.every((key) => Object.hasOwn(value, key)) &&
    keys.every((key) => required.includes(key) || optional.includes(key))
  )
}
