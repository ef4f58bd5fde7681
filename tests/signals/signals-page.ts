// What runs inside the test page: capture with what is watched late. Raw signals are kept beside what was recorded of them.
import { defaultRules, type RecordedEvent } from '@reseal/redaction-rules'
import { placeTrackers } from '../../packages/recorder-sdk/src/capture/place-trackers.ts'
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
  const capture = startCapture({
    rules: defaultRules,
    emit: (event) => void events.push(event),
    onError: (error) => {
      throw error
    },
  })
  const trackers = createLateTrackers({
    rules: defaultRules,
    endpoint: 'https://ingest.example.org',
    network: { traceOrigins: [] },
  })
  placeTrackers(trackers, capture)
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
