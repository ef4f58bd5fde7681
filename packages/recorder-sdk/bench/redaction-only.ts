// Capture alone: rrweb and the redactor, keeping its events as the bare recorder does; nothing is sealed or sent.
import { defaultRules } from '@reseal/redaction-rules'
import { defaultTrackers } from '../src/capture/default-trackers.ts'
import { startCapture } from '../src/capture/start-capture.ts'

const events: unknown[] = []

startCapture({
  rules: defaultRules,
  trackers: defaultTrackers,
  emit: (event) => events.push(event),
  onError: (error) => {
    // A run whose capture stopped measures nothing; the bench looks for this mark.
    document.documentElement.dataset['captureError'] = error.code
  },
})
