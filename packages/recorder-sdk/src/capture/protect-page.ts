// Protection of the page: where recording would take too much it does less, step by step, says so in the stream, and goes
// back to all when it can (design §12). Each step shows less than the one before, never more.
//
//   1. changes of the DOM are handed out twice a second;
//   2. the part in which most of them happen is left out and becomes a box, until it is quiet;
//   3. nothing is observed for a while; then a fresh snapshot.
//
// A snapshot that is too large goes without its largest parts.

import type { GapPayload, GapReason } from '@reseal/redaction-rules'
import { createPageBudget, type PageLimits, pageLimits } from '../domain/page-budget.ts'
import type { PageObserver } from './page-observer.ts'
import { createChangeCounts, createLeftOutParts, largestPart } from './page-parts.ts'

/** Limits of protection. */
export interface ProtectionLimits extends PageLimits {
  /** How long less is recorded at first before more is tried again, in milliseconds; doubled with every step. */
  readonly backOffMs: number
}

/** What {@link createProtection} needs. */
export interface ProtectionOptions {
  /** Other limits than the usual ones. */
  readonly limits?: Partial<ProtectionLimits> | undefined
  /** What observes the page; undefined before it has begun. */
  observer(): PageObserver | undefined
  /** Puts a gap into the stream. */
  emitGap(gap: GapPayload): void
}

/** Protection of one recorded page. */
export interface Protection {
  /** Whether an element is recorded as a box for now. */
  isLeftOut(element: Element): boolean
  /** Notes processor time that recording took, in milliseconds. */
  noteCpu(ms: number): void
  /** Notes the size of an event, in characters. */
  noteSize(characters: number): void
  /** Notes where the page changed, and how many changes each target stands for. */
  noteChanges(targets: readonly Node[], weight: number): void
  /** Takes a snapshot soon. */
  snapshotSoon(): void
  /** The last snapshot was too large for a segment: it is taken again without the largest part. */
  leaveOutLargest(): void
  stop(): void
}

const maxParts = 4
const snapshotDelayMs = 500
// Doubled with every step, for what is dear once tends to be so again; from the start after a quarter of an hour.
const maxBackOffMs = 5 * 60_000
const forgetBackOffMs = 15 * 60_000
const quietPerSecond = 20
const floodCount = 100

interface Timer {
  /** One that runs already goes on: what asks again and again must not put itself off for ever. */
  start(action: () => void, delayMs: number): void
  stop(): void
}

function createTimer(): Timer {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    start(action, delayMs) {
      timer ??= setTimeout(() => {
        timer = undefined
        action()
      }, delayMs)
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** Creates the protection of a page that is about to be observed. */
export function createProtection({ limits, observer, emitGap }: ProtectionOptions): Protection {
  const { backOffMs: firstBackOffMs, ...costs } = { ...pageLimits, backOffMs: 10_000, ...limits }
  const budget = createPageBudget(costs)
  const counts = createChangeCounts()
  const parts = createLeftOutParts()
  // One timer for each thing that goes on by itself.
  const stepTimer = createTimer()
  const calmTimer = createTimer()
  const partsTimer = createTimer()
  const pauseTimer = createTimer()
  const snapshotTimer = createTimer()
  let isHeld = false
  let isPaused = false
  let leftOutFor: GapReason | undefined
  let leftOutAtMs = 0
  let backOffMs = firstBackOffMs
  let lastStepMs = 0
  let isStopped = false

  const now = (): number => performance.now()

  function nextBackOff(): number {
    if (now() - lastStepMs > forgetBackOffMs) backOffMs = firstBackOffMs
    lastStepMs = now()
    const delayMs = backOffMs
    backOffMs = Math.min(maxBackOffMs, backOffMs * 2)
    return delayMs
  }

  function snapshotSoon(delayMs: number = snapshotDelayMs): void {
    // Not at once: this may be inside the very event that is being handed out.
    if (!isStopped) snapshotTimer.start(() => observer()?.takeSnapshot(), delayMs)
  }

  function hurryWhenCalm(): void {
    calmTimer.start(() => {
      if (!budget.isCalm(now()) || parts.size > 0 || isPaused) return hurryWhenCalm()
      counts.clear()
      isHeld = false
      observer()?.hold(false)
    }, firstBackOffMs)
  }

  function leaveOut(part: Element, reason: GapReason): void {
    parts.add(part)
    counts.clear()
    if (leftOutFor === undefined) {
      leftOutFor = reason
      leftOutAtMs = now()
      emitGap({ reason, part: true })
    }
    parts.takeCount()
    observer()?.passOver(parts.covers)
    snapshotTimer.stop()
    snapshotSoon(0)
    partsTimer.stop()
    showWhenQuiet(nextBackOff())
  }

  function showWhenQuiet(delayMs: number): void {
    partsTimer.start(() => {
      const isQuiet = parts.takeCount() < (quietPerSecond * delayMs) / 1000
      if (isQuiet && !isPaused) showAll()
      else showWhenQuiet(delayMs)
    }, delayMs)
  }

  function showAll(): void {
    const reason = leftOutFor
    parts.clear()
    leftOutFor = undefined
    observer()?.passOver(undefined)
    observer()?.takeSnapshot()
    if (reason !== undefined) emitGap({ reason, part: true, durationMs: now() - leftOutAtMs })
  }

  function pause(reason: GapReason): void {
    const pausedAtMs = now()
    isPaused = true
    emitGap({ reason })
    observer()?.pause()
    pauseTimer.start(() => {
      observer()?.resume()
      isPaused = false
      emitGap({ reason, durationMs: now() - pausedAtMs })
    }, nextBackOff())
  }

  function doLess(): void {
    if (isStopped || isPaused) return
    if (!isHeld) {
      isHeld = true
      observer()?.hold(true)
      hurryWhenCalm()
      return
    }
    const part = parts.size < maxParts ? counts.loudest() : undefined
    const reason = counts.total >= floodCount ? 'flood' : 'cpu'
    // One that goes on to cost too much although it is left out leaves only the pause.
    if (part !== undefined && !parts.holds(part)) return leaveOut(part, reason)
    pause(reason)
  }

  function spend(cost: { readonly cpuMs: number; readonly characters: number }): void {
    // Not at once: this is inside the very event that was too much.
    if (budget.spend(cost, now())) stepTimer.start(doLess, 0)
  }

  return {
    isLeftOut: parts.has,
    noteCpu: (cpuMs) => spend({ cpuMs, characters: 0 }),
    noteSize: (characters) => spend({ cpuMs: 0, characters }),
    noteChanges(targets, weight) {
      if (budget.isCalm(now())) counts.clear()
      else counts.note(targets, weight)
    },
    snapshotSoon: () => snapshotSoon(),
    leaveOutLargest() {
      if (isStopped || isPaused) return
      const part = parts.size < maxParts ? largestPart(parts) : undefined
      if (part !== undefined) return leaveOut(part, 'too-large')
      pause('too-large')
    },
    stop() {
      isStopped = true
      for (const timer of [stepTimer, calmTimer, partsTimer, pauseTimer, snapshotTimer]) timer.stop()
      parts.clear()
      counts.clear()
    },
  }
}
