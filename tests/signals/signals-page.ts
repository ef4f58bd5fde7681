// What runs inside the test page: capture with what is watched late. Raw signals are kept beside what was recorded of them.
import { defaultRules, type RecordedEvent } from '@reseal/redaction-rules'
import type { RecorderConfig } from '../../packages/recorder-sdk/src/boot/config.ts'
import { startCapture } from '../../packages/recorder-sdk/src/capture/start-capture.ts'
import { createLateTrackers } from '../../packages/recorder-sdk/src/signals/start-signals.ts'

declare global {
  interface Window {
    startSignals: typeof startSignals
    recordedEvents: RecordedEvent[]
    nodeIdOf: (selector: string) => number
    beBusy: (milliseconds: number) => void
  }
}

function startSignals(): void {
  const events: RecordedEvent[] = []
  const config = { rules: defaultRules, endpoint: 'https://ingest.example.org' } as RecorderConfig
  const capture = startCapture({
    rules: defaultRules,
    trackers: createLateTrackers(config),
    emit: (event) => void events.push(event),
    onError: (error) => {
      throw error
    },
  })
  window.recordedEvents = events
  window.nodeIdOf = (selector) => {
    const node = document.querySelector(selector)
    return node === null ? 0 : capture.idOf(node)
  }
}

window.startSignals = startSignals
window.beBusy = (milliseconds) => {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}
