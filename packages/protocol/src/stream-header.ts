// The stream header: what a stream is, fixed before its first segment; docs/protocol.md §4.
import { decodeBase64url, encodeBase64url } from './base64.ts'
import { type Bytes, utf8 } from './bytes.ts'
import {
  canonicalize,
  hasMembers,
  isPlainObject,
  type JsonValue,
  parseJsonBytes,
  requireCanonical,
} from './canonical-json.ts'
import { hashBytes, limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'
import { isUuid } from './uuid.ts'
import { type Derivation, type StreamHeader, toWire } from './write-stream-header.ts'

export type { Derivation, StreamHeader } from './write-stream-header.ts'

const required = [
  'version',
  'app',
  'session',
  'stream',
  'key_id',
  'enc_hash',
  'rule_set_hash',
  'append_key_hash',
  'withdrawal_token_hash',
  'sdk',
  'started_at_ms',
] as const
const optional = ['manifest_hash', 'consent_hash', 'derived'] as const

/**
 * The header's bytes on the wire: canonical JSON, members in snake_case, hashes in base64url.
 * @throws {ProtocolError} `bad_header` for a header that `parseStreamHeader` would refuse.
 */
export function encodeStreamHeader(header: StreamHeader): Bytes {
  const bytes = utf8(canonicalize(toWholeWire(header)))
  parseStreamHeader(bytes)
  return bytes
}

/**
 * Reads a header from exactly the bytes that are hashed into the chain.
 * @throws {ProtocolError} `too_large`, `bad_json`, `bad_version`, `bad_header` (members, types or ranges),
 *   `not_canonical` (another encoding of the same header).
 */
export function parseStreamHeader(bytes: Uint8Array): StreamHeader {
  if (bytes.length > limits.maxHeaderBytes) throw new ProtocolError('too_large')
  const wire = parseJsonBytes(bytes)
  if (!isPlainObject(wire)) throw new ProtocolError('bad_header')
  if (wire['version'] !== 1) throw new ProtocolError('bad_version')
  if (!hasMembers(wire, required, optional)) throw new ProtocolError('bad_header')
  const header: StreamHeader = {
    version: 1,
    app: matching(wire['app'], /^[A-Za-z0-9_-]{1,64}$/),
    session: uuid(wire['session']),
    stream: uuid(wire['stream']),
    keyId: matching(wire['key_id'], /^[A-Za-z0-9._-]{1,64}$/),
    encHash: hash(wire['enc_hash']),
    ruleSetHash: hash(wire['rule_set_hash']),
    ...(Object.hasOwn(wire, 'manifest_hash') && { manifestHash: hash(wire['manifest_hash']) }),
    ...(Object.hasOwn(wire, 'consent_hash') && { consentHash: hash(wire['consent_hash']) }),
    appendKeyHash: hash(wire['append_key_hash']),
    withdrawalTokenHash: hash(wire['withdrawal_token_hash']),
    sdk: matching(wire['sdk'], /^[A-Za-z0-9@/._+-]{1,64}$/),
    startedAtMs: time(wire['started_at_ms']),
    ...(Object.hasOwn(wire, 'derived') && { derived: derivation(wire['derived']) }),
  }
  requireCanonical(bytes, toWholeWire(header))
  return header
}

// Apart from what the page writes: none of it is in a recorder.
function toWholeWire(header: StreamHeader): JsonValue {
  const wire = toWire(header) as { readonly [key: string]: JsonValue }
  if (!header.derived) return wire
  const { event, headerHash, lastLink, stream } = header.derived
  const derived = {
    event,
    header_hash: encodeBase64url(headerHash),
    last_link: encodeBase64url(lastLink),
    stream,
  }
  return { ...wire, derived }
}

function derivation(value: unknown): Derivation {
  if (!isPlainObject(value) || !hasMembers(value, ['event', 'header_hash', 'last_link', 'stream'])) {
    throw new ProtocolError('bad_header')
  }
  const { event } = value
  if (typeof event !== 'number' || !Number.isSafeInteger(event) || event < 1) {
    throw new ProtocolError('bad_header')
  }
  return {
    event,
    headerHash: hash(value['header_hash']),
    lastLink: hash(value['last_link']),
    stream: uuid(value['stream']),
  }
}

function matching(value: unknown, pattern: RegExp): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw new ProtocolError('bad_header')
  return value
}

function uuid(value: unknown): string {
  if (!isUuid(value)) throw new ProtocolError('bad_header')
  return value
}

function hash(value: unknown): Bytes {
  if (typeof value !== 'string' || value.length !== 43) throw new ProtocolError('bad_header')
  const bytes = decodeBase64url(value)
  if (bytes.length !== hashBytes) throw new ProtocolError('bad_header')
  return bytes
}

function time(value: unknown): number {
  const valid =
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= limits.maxTimeMs
  if (!valid) throw new ProtocolError('bad_header')
  return value
}
