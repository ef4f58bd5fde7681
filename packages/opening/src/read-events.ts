// From a segment's plaintext to its events. Whoever knows the public key can seal anything, so what is read is bounded
// before it is parsed (design.md §5.8).
import { OpeningError } from './opening-error.ts'

/** An rrweb event as far as it is judged here. */
export interface RecordedEvent {
  readonly type: number
  readonly timestamp: number
  readonly [field: string]: unknown
}

/** How much one segment may hold, beside the 8 MiB of the protocol. */
export interface EventBounds {
  /** Nesting: two levels for each level of a page's tree. */
  readonly depth: number
  readonly events: number
  /** Members of all arrays and objects. */
  readonly values: number
}

/** What every reader in the private zone takes at most. A page of 100,000 nodes has 600,000 values. */
export const eventBounds: EventBounds = { depth: 2_048, events: 100_000, values: 2_000_000 }

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * The events of an opened segment. What is not an array of objects with numeric `type` and `timestamp`, or is larger than
 * the bounds, is refused.
 * @throws OpeningError `open_failed`
 */
export function readEvents(plaintext: Uint8Array, bounds: EventBounds = eventBounds): RecordedEvent[] {
  if (!isWithin(plaintext, bounds)) throw new OpeningError('open_failed', { cause: new Error('too large') })
  const events = parseJson(plaintext)
  if (!Array.isArray(events) || events.length > bounds.events || !events.every(isEvent)) {
    throw new OpeningError('open_failed', { cause: new Error('no events') })
  }
  return events
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const isOpening = (byte: number): boolean => byte === 0x5b || byte === 0x7b
const isClosing = (byte: number): boolean => byte === 0x5d || byte === 0x7d

/** Counts levels and members in the bytes: what is too deep or too many never becomes objects. */
function isWithin(bytes: Uint8Array, { depth, values }: EventBounds): boolean {
  let level = 0
  let count = 0
  let isText = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (isText) {
      if (byte === backslash) at += 1
      else if (byte === quote) isText = false
    } else if (byte === quote) isText = true
    else if (isOpening(byte)) {
      level += 1
      count += 1
      if (level > depth) return false
    } else if (isClosing(byte)) level -= 1
    else if (byte === comma) count += 1
  }
  return count <= values
}

function parseJson(plaintext: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(plaintext))
  } catch (cause) {
    // A syntax error's message quotes the text, so it does not become the cause.
    throw new OpeningError('open_failed', {
      cause: new Error(cause instanceof SyntaxError ? 'not JSON' : 'not UTF-8'),
    })
  }
}

function isEvent(value: unknown): value is RecordedEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return (
    'type' in value &&
    typeof value.type === 'number' &&
    'timestamp' in value &&
    typeof value.timestamp === 'number'
  )
}
