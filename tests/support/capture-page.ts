// What runs inside the test page: the real capture code, or bare rrweb as the control.
import { defineRules, type RecordedEvent, type RuleSetInput } from '@reseal/redaction-rules'
import { record } from '@rrweb/record'
import { defaultTrackers } from '../../packages/recorder-sdk/src/capture/default-trackers.ts'
import { startCapture } from '../../packages/recorder-sdk/src/capture/start-capture.ts'

interface Page {
  readonly events: unknown[]
  readonly errors: string[]
  takeKeyframe(): void
  stop(): void
}

declare global {
  interface Window {
    capturePage: typeof capturePage
    captured?: Page
  }
}

export const capturePage = {
  record,
  /** Starts the recorder under test; events and errors collect on the result. */
  start(rules: RuleSetInput): Page {
    const events: RecordedEvent[] = []
    const errors: string[] = []
    const capture = startCapture({
      rules: defineRules(rules),
      trackers: defaultTrackers,
      emit: (event) => events.push(event),
      onError: (error) => errors.push(`${error.code}: ${String(error.cause)}`),
      // Whether a minute is over, and whether recording costs too much, is a matter of the machine.
      keyframeIntervalMs: 3_600_000,
      limits: { cpuMsPerSecond: 1_000_000 },
    })
    return { events, errors, takeKeyframe: capture.takeKeyframe, stop: capture.stop }
  },
  /** Starts bare rrweb with its defaults and what its documentation records. */
  startBare(): Page {
    const events: unknown[] = []
    const stop = record({ emit: (event) => events.push(event), recordCanvas: true, collectFonts: true })
    return {
      events,
      errors: [],
      takeKeyframe: () => record.takeFullSnapshot(true),
      stop: () => stop?.(),
    }
  },
}

window.capturePage = capturePage
