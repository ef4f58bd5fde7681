// What is refused of a registered app, told to viewers for whoever sets it up: the code and the origin, at most one a second
// and app, and nothing of the body. Of keys that are not registered nothing is told.
import type { IngestErrorCode } from '../errors.ts'

/** Tells of one refusal, unless one of the app was told within the last second. */
export type NoteRefusal = (app: string, code: IngestErrorCode, origin: string | undefined) => void

/** One refusal of an app. */
export interface Refusal {
  readonly app: string
  readonly code: IngestErrorCode
  /** As the browser sent it; `-` where it sent none. */
  readonly origin: string
}

// A page that is refused asks again and again.
const everyMs = 1000

/** Creates it; `tell` may fail without anyone hearing of it: the refusal itself was answered. */
export function createRefusalNotes(tell: (refusal: Refusal) => Promise<void>): NoteRefusal {
  // Apps that are registered, so that it stays small.
  const toldAtMs = new Map<string, number>()
  return (app, code, origin) => {
    const nowMs = performance.now()
    if (nowMs - (toldAtMs.get(app) ?? -everyMs) < everyMs) return
    toldAtMs.set(app, nowMs)
    tell({ app, code, origin: origin ?? '-' }).catch(() => {})
  }
}
