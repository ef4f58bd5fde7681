// What is watched beside the DOM: each source is one tracker, and what it sees is a signal of the stream.

import type { LateSignals } from '@reseal/redaction-rules'

/**
 * Emits a signal: a plugin name of the redactor's `signalPlugin` and its payload before redaction. `timestamp` is
 * milliseconds since the Unix epoch; now when left out. Never throws.
 */
export type EmitSignal = (name: string, payload: object, timestamp?: number) => void

/** The id of a node in the recording; 0 or less when it has none. Only the redactor decides whether it shows. */
export type IdOf = (node: Node) => number

/**
 * Watches one source; returns what undoes it. Whatever it patches has to work as before for the page. A late one adds to
 * `redactions` how what it emits is redacted.
 */
export type Tracker = (emit: EmitSignal, idOf: IdOf, redactions: LateSignals) => () => void
