// What runs inside the test page: the real capture code, or bare rrweb as the control.
import { defineRules, type RecordedEvent, type RuleSetInput } from '@reseal/redaction-rules'
import { record } from '@rrweb/record'
import { trackersOf } from '../../packages/recorder-sdk/src/boot/main-trackers.ts'
import { placeTrackers } from '../../packages/recorder-sdk/src/capture/place-trackers.ts'
import { startCapture } from '../../packages/recorder-sdk/src/capture/start-capture.ts'
import { consoleLevels } from '../../packages/recorder-sdk/src/capture/track-console.ts'
import { trackFields } from '../../packages/recorder-sdk/src/signals/track-fields.ts'
import { ownRecord } from '../../packages/recorder-sdk/test/own-record.ts'
import { pageStaticTexts } from '../../packages/recorder-sdk/test/page-static-texts.ts'

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
  /** The rrweb that observes this page; the published one until something is started. */
  record,
  /** Starts the recorder under test, with a manifest or without; events and errors collect on the result. */
  start(input: RuleSetInput, manifest?: string): Page {
    const rules = defineRules(input)
    capturePage.record = ownRecord
    const events: RecordedEvent[] = []
    const errors: string[] = []
    const capture = startCapture({
      rules,
      staticTexts: pageStaticTexts(manifest),
      emit: (event) => events.push(event),
      onError: (error) => errors.push(`${error.code}: ${String(error.cause)}`),
      // Whether a minute is over, and whether recording costs too much, is a matter of the machine.
      keyframeIntervalMs: 3_600_000,
      limits: { cpuMsPerSecond: 1_000_000 },
    })
    const trackers = trackersOf({ rules, endpoint: '', network: false, console: consoleLevels })
    // Placed whatever rules open: the redactor is what holds.
    const placed = placeTrackers([...trackers, trackFields], capture)
    const stop = (): void => {
      placed.stop()
      capture.stop()
    }
    return { events, errors, takeKeyframe: capture.takeKeyframe, stop }
  },
  /** Starts bare rrweb with its defaults and what its documentation records. */
  startBare(): Page {
    capturePage.record = record
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
