// Capture alone: rrweb and the redactor, keeping its events as the bare recorder does; nothing is sealed or sent.
import { defaultRules } from '@reseal/redaction-rules'
import { trackersOf } from '../src/boot/main-trackers.ts'
import { placeTrackers } from '../src/capture/place-trackers.ts'
import { startCapture } from '../src/capture/start-capture.ts'
import { consoleLevels } from '../src/capture/track-console.ts'

const events: unknown[] = []

const capture = startCapture({
  rules: defaultRules,
  emit: (event) => events.push(event),
  onError: (error) => {
    // A run whose capture stopped measures nothing; the bench looks for this mark.
    document.documentElement.dataset['captureError'] = error.code
  },
})

placeTrackers(
  trackersOf({ rules: defaultRules, endpoint: '', network: false, console: consoleLevels }),
  capture,
)
