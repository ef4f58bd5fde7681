// Between a segment's plaintext and the lines that leave: each event one line of NDJSON, or nothing at all.
import { readEvents } from '@reseal/opening'
import type { RetroactiveRedactor } from '@reseal/redaction-rules/retroactive'

/**
 * The events of an opened segment as NDJSON lines, each through the redactor where there is one: what is no event is
 * refused, so that no line can pass for a trailer.
 * @throws OpeningError `open_failed`
 */
export function toEventLines(plaintext: Uint8Array, redactor?: RetroactiveRedactor): string {
  const events = readEvents(plaintext)
  const shown = redactor === undefined ? events : events.flatMap((event) => redactor.redact(event) ?? [])
  return shown.map((event) => `${JSON.stringify(event)}\n`).join('')
}
