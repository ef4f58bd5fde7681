// What runs inside the replay page of the fidelity tests: rrweb's Replayer, stopped at the end of the events.
import type { RecordedEvent } from '@reseal/redaction-rules'
import { Replayer } from '@rrweb/replay'
import '@rrweb/replay/dist/style.css'

declare global {
  interface Window {
    replayPage: typeof replayPage
    replayer?: Replayer
  }
}

export const replayPage = {
  /** Replays all events at once and stays at the end. */
  show(events: RecordedEvent[]): Promise<void> {
    const replayer = new Replayer(events as never, {
      root: document.body,
      mouseTail: false,
      showWarning: false,
    })
    window.replayer = replayer
    const { totalTime } = replayer.getMetaData()
    // The events of the last millisecond count too: rrweb applies what lies before the moment it stops at.
    replayer.pause(totalTime + 1)
    return new Promise((resolve) => setTimeout(resolve, 500))
  },
}

window.replayPage = replayPage
