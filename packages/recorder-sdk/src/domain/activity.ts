// Which events show that a person is there: they keep a session alive, an animation does not.
import type { RecordedEvent } from '@reseal/redaction-rules'

const incrementalType = 3
// rrweb's sources: mouse move, mouse interaction, scroll, input, touch move, media interaction, drag, selection.
const personSources: ReadonlySet<unknown> = new Set([1, 2, 3, 5, 6, 7, 12, 14])

/** Whether a person did this. */
export function isActivity({ type, data }: RecordedEvent): boolean {
  return type === incrementalType && personSources.has(data['source'])
}
