// One recorder a page behind a handle that is there from the first render on, also on a server, where it does nothing.
import { inertRecorder, init, type Recorder, type RecorderOptions } from '@reseal/recorder-sdk'

interface Shared {
  readonly recorder: Recorder
  userCount: number
}

// By document and app, so that two mounts at a time (StrictMode, hot replacement, two roots) are one recording.
const recorders = /* @__PURE__ */ new WeakMap<Document, Map<string, Shared>>()

/** A recorder that is started later than it is asked for. */
export interface RecorderHandle {
  /** Stands for the recorder: its functions do nothing before {@link RecorderHandle.attach} and after the end. */
  readonly recorder: Recorder
  /** Starts the recorder, or joins the one that runs for the same app; returns what ends it. */
  attach(options: RecorderOptions): () => void
}

function acquire(options: RecorderOptions): Shared {
  const ofPage = recorders.get(document) ?? new Map<string, Shared>()
  recorders.set(document, ofPage)
  const shared = ofPage.get(options.appKey) ?? { recorder: init(options), userCount: 0 }
  ofPage.set(options.appKey, shared)
  shared.userCount += 1
  return shared
}

// In a task of its own: whoever mounts again in this one goes on with the same recorder.
function release(shared: Shared, appKey: string): void {
  setTimeout(() => {
    shared.userCount -= 1
    if (shared.userCount > 0) return
    recorders.get(document)?.delete(appKey)
    void shared.recorder.stop()
  })
}

/** Creates a handle without a recorder. */
export function createRecorderHandle(): RecorderHandle {
  let current = inertRecorder
  // Every function of a recorder, whatever it has, asked of the one that is there when it is called.
  const recorder = Object.fromEntries(
    (Object.keys(inertRecorder) as (keyof Recorder)[]).map((name) => [
      name,
      (...values: unknown[]): unknown => Reflect.apply(current[name], current, values),
    ]),
  ) as unknown as Recorder
  return {
    recorder,
    attach(options) {
      const shared = acquire(options)
      current = shared.recorder
      return () => {
        current = inertRecorder
        release(shared, options.appKey)
      }
    },
  }
}
