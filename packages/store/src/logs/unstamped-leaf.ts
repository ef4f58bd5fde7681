// A leaf before it is appended: its time is set by the database under the head's lock, so that times never decrease
// along the log, whatever the clocks of the processes that append.
import { canonicalize, type JsonValue } from '@reseal/protocol'

/** RFC 8785 text of a leaf in two parts; the digits of `time_ms` go between. */
export interface UnstampedLeaf {
  readonly before: string
  readonly after: string
}

const member = '"time_ms":'

/**
 * Splits the canonical text at `time_ms`, which the value must not have, at any depth.
 * @throws ProtocolError bad_json
 */
export function unstampedLeaf(json: Readonly<Record<string, JsonValue>>): UnstampedLeaf {
  const text = canonicalize({ ...json, time_ms: 0 })
  // Inside a string the quotes would be escaped, so this is the member itself.
  const at = text.indexOf(`${member}0`) + member.length
  return { before: text.slice(0, at), after: text.slice(at + 1) }
}
