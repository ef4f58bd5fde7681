// Observes the page and hands out redacted events only (design §5.1, promise 1).

import type { RecordedEvent, RuleSet } from '@reseal/redaction-rules'
import { CaptureError } from './capture-error.ts'

/** What {@link startCapture} needs. */
export interface CaptureOptions {
  readonly rules: RuleSet
  /**
   * Takes each redacted event. `keyframe` is true for events of a full snapshot (meta, then snapshot): the
   * first of them is where a new segment begins.
   */
  emit(event: RecordedEvent, info: { readonly keyframe: boolean }): void
  /** Called once when capture has stopped because it could not go on safely. */
  onError(error: CaptureError): void
  /** Time between full snapshots, in milliseconds; 60,000 when left out. */
  readonly keyframeIntervalMs?: number
}

/** A running capture. */
export interface Capture {
  /** Ends observation; nothing is emitted afterwards. */
  stop(): void
  /** Emits a full snapshot at once. */
  takeKeyframe(): void
}

/**
 * Starts to observe the page: DOM, input, console and uncaught errors.
 *
 * @throws CaptureError `invalid_selector` when a rule does not parse, `unsupported` where there is no DOM.
 */
export function startCapture(options: CaptureOptions): Capture {
  void options
  throw new CaptureError('unsupported')
}
