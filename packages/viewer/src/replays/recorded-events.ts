// Between a segment's plaintext and the lines that leave: each event one line of NDJSON, or nothing at all.
import type { RetroactiveRedactor } from '@reseal/redaction-rules/retroactive'
import { ViewerError } from '../viewer-error.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * The events of an opened segment as NDJSON lines, each through the redactor where there is one. Whoever knows the public key can seal anything, so what is
 * not an array of objects with numeric `type` and `timestamp` is refused: no line can pass for a trailer.
 * @throws ViewerError `open_failed`
 */
export function toEventLines(plaintext: Uint8Array, redactor?: RetroactiveRedactor): string {
  const events = parseEvents(plaintext)
  const shown = redactor === undefined ? events : events.flatMap((event) => redactor.redact(event) ?? [])
  return shown.map((event) => `${JSON.stringify(event)}\n`).join('')
}

function parseEvents(plaintext: Uint8Array): unknown[] {
  const events = parseJson(plaintext)
  if (!Array.isArray(events) || !events.every(isEvent)) throw new ViewerError('open_failed')
  return events
}

function parseJson(plaintext: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(plaintext))
  } catch (cause) {
    // A syntax error's message quotes the text, so it does not become the cause.
    throw new ViewerError('open_failed', {
      cause: new Error(cause instanceof SyntaxError ? 'not JSON' : 'not UTF-8'),
    })
  }
}

function isEvent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return (
    'type' in value &&
    typeof value.type === 'number' &&
    'timestamp' in value &&
    typeof value.timestamp === 'number'
  )
}
