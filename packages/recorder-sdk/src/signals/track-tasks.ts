// Long animation frames, or long tasks where a browser has no frames (SPEC.md ). Not what typing causes: how often
// a slow page is busy would count the keys; and the redactor drops what follows a press that does not show.
import { redactTask, signalPlugin } from '@reseal/redaction-rules'
import { createRateLimit } from '../capture/rate-limit.ts'
import type { Tracker } from '../capture/tracker.ts'

const shortestMs = 100
const maxPerSecond = 5
// So long after it something is taken for its effect.
const effectMs = 1_000
const maxMoments = 64

interface FrameEntry extends PerformanceEntry {
  readonly blockingDuration?: number
  readonly firstUIEventTimestamp?: number
  readonly scripts?: readonly {
    readonly duration: number
    readonly sourceURL: string
    readonly sourceCharPosition: number
  }[]
}

interface Moment {
  readonly atMs: number
  readonly node: Node | undefined
}

const nodeOf = (event: Event): Node | undefined => {
  const [target] = event.composedPath()
  return target instanceof Node ? target : undefined
}

/** Watches for what holds the page up. */
export const trackTasks: Tracker = (emit, idOf, redactions) => {
  redactions[signalPlugin.task] = redactTask
  const isFrames = PerformanceObserver.supportedEntryTypes.includes('long-animation-frame')
  const mayPass = createRateLimit(maxPerSecond)
  const startedMs = performance.now()
  const typed: Moment[] = []
  const pressed: Moment[] = []

  const noteIn = (moments: Moment[]) => (event: Event) => {
    moments.push({ atMs: event.timeStamp, node: nodeOf(event) })
    if (moments.length > maxMoments) moments.shift()
  }
  const [noteTyped, notePressed] = [noteIn(typed), noteIn(pressed)]

  function isEffect(entry: FrameEntry, { atMs }: Moment): boolean {
    return atMs <= entry.startTime + entry.duration && atMs >= entry.startTime - effectMs
  }

  function note(entry: FrameEntry): void {
    // What a person did before the first of our listeners is not known: a frame says whether they did.
    const isUnknown = entry.startTime < startedMs + effectMs && entry.firstUIEventTimestamp !== 0
    if (entry.duration < shortestMs || typed.some((moment) => isEffect(entry, moment)) || isUnknown) return
    if (!mayPass()) return
    const scripts = [...(entry.scripts ?? [])]
      .sort((a, b) => b.duration - a.duration)
      .map(({ duration, sourceURL, sourceCharPosition }) => ({
        durationMs: duration,
        source: sourceURL,
        position: sourceCharPosition,
      }))
    emit(signalPlugin.task, {
      durationMs: entry.duration,
      blockingMs: entry.blockingDuration ?? entry.duration - 50,
      agoMs: performance.now() - entry.startTime,
      pressedIds: pressed
        .filter((moment) => isEffect(entry, moment))
        .map(({ node }) => (node === undefined ? 0 : idOf(node))),
      scripts,
    })
  }

  const observer = new PerformanceObserver((list) => list.getEntries().forEach(note))
  addEventListener('keydown', noteTyped, true)
  addEventListener('input', noteTyped, true)
  addEventListener('pointerdown', notePressed, true)
  observer.observe({ type: isFrames ? 'long-animation-frame' : 'longtask', buffered: isFrames })
  return () => {
    observer.disconnect()
    removeEventListener('keydown', noteTyped, true)
    removeEventListener('input', noteTyped, true)
    removeEventListener('pointerdown', notePressed, true)
  }
}
