// What an event says about the session: that a person is there keeps it alive, an animation does not; an error may be what
// it waits for.
import { type RecordedEvent, signalPlugin } from '@reseal/redaction-rules'

const incrementalType = 3
const pluginType = 6
// rrweb's sources: mouse move, mouse interaction, scroll, input, touch move, media interaction, drag, selection.
const personSources: ReadonlySet<unknown> = new Set([1, 2, 3, 5, 6, 7, 12, 14])

/** Whether a person did this. */
export function isActivity({ type, data }: RecordedEvent): boolean {
  return type === incrementalType && personSources.has(data['source'])
}

/** Whether this tells what changed since a snapshot, or what a person did. */
export function isIncrement({ type }: RecordedEvent): boolean {
  return type === incrementalType
}

/** Whether this is an error of the page, uncaught or handed to `captureError`. */
export function isFailure({ type, data }: RecordedEvent): boolean {
  return type === pluginType && data['plugin'] === signalPlugin.error
}
