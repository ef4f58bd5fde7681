// What the viewer holds of one stream: runs of events as they were read, never read twice.

import type { ContextPayload } from '@reseal/redaction-rules'
import type { StreamReply } from '../../../src/api-types.ts'
import type { Range, RangeRequest, ReplayEvent } from '../api/replays.ts'
import { type GapMark, gapMarksOf, gapsOf, type RecordedGap } from './gaps.ts'
import { isActivity } from './idle.ts'
import { type NodeNames, nodeNames } from './node-names.ts'
import { addRun, type HeldRun, planRange, runAtMoment, runWith } from './range-plan.ts'
import { contextOf, type Signal, signalsOf } from './signals.ts'
import { type Stretch, streamStretch } from './timeline.ts'

const fullSnapshot = 2

/** A run with its events, in order of time. */
export interface EventRun extends HeldRun {
  readonly events: readonly ReplayEvent[]
  /** Moments of what happened, for skipping idle time. */
  readonly activity: readonly number[]
  /** Moments at which the whole page was recorded. */
  readonly keyframes: readonly number[]
  readonly signals: readonly Signal[]
  /** Names of the nodes that it has brought into the page. */
  readonly names: NodeNames
  /** What held last in it. */
  readonly context: ContextPayload | undefined
  /** What it says is not recorded. */
  readonly gaps: readonly GapMark[]
}

/** One stream of the session and what is held of it. A value: reading adds by making a new one. */
export interface HeldStream {
  readonly stream: StreamReply
  readonly runs: readonly EventRun[]
}

/** The run with which a moment can be shown, if it is held. */
export function runAt({ runs }: HeldStream, atMs: number): EventRun | undefined {
  return runAtMoment(runs, atMs)
}

/** The next range to read; see {@link planRange}. */
export function nextRange(
  { stream, runs }: HeldStream,
  position: { readonly atMs: number; readonly playing: boolean; readonly speed: number },
): RangeRequest | undefined {
  return stream.segmentCount === 0 ? undefined : planRange(streamStretch(stream), runs, position)
}

/** The stream with a range added that was read; the same value when the range held nothing new. */
export function withRange(held: HeldStream, { events: read, end }: Range): HeldStream {
  if (runWith(held.runs, end.lastIndex) !== undefined) return held
  const events = read.filter(isEvent).toSorted((a, b) => a.timestamp - b.timestamp)
  const names = nodeNames(events, runWith(held.runs, end.firstIndex - 1)?.names)
  const run: EventRun = {
    firstIndex: end.firstIndex,
    lastIndex: end.lastIndex,
    fromMs: end.fromMs,
    untilMs: end.untilMs,
    isLast: end.isLast,
    events,
    activity: events.filter(isActivity).map(({ timestamp }) => timestamp),
    keyframes: events.filter(({ type }) => type === fullSnapshot).map(({ timestamp }) => timestamp),
    signals: signalsOf(events, names),
    names,
    context: contextOf(events),
    gaps: gapMarksOf(events),
  }
  return { ...held, runs: addRun(held.runs, run, joinRuns) }
}

// What a recording holds was sealed by a page: its shape is checked as far as it is relied on here.
function isEvent({ timestamp, data }: ReplayEvent): boolean {
  return Number.isFinite(timestamp) && typeof data === 'object' && data !== null
}

/** What is held of the streams' signals, with what is known beforehand, in order. */
export function heldSignals(streams: Iterable<HeldStream>, known: readonly Signal[]): Signal[] {
  const held = Array.from(streams).flatMap(({ stream, runs }) => {
    const signals = runs.flatMap((run) => run.signals)
    const last = new Map(signals.map((signal) => [signal.key, signal]))
    return signals
      .filter((signal) => signal.key === undefined || last.get(signal.key) === signal)
      .map((signal) => ({ ...signal, stream: stream.stream }))
  })
  return [...known, ...held].toSorted((a, b) => a.atMs - b.atMs)
}

/** What held last in what is held of a stream. */
export function heldContext(held: HeldStream | undefined): ContextPayload | undefined {
  return held?.runs.findLast(({ context }) => context !== undefined)?.context
}

/** What is held of a stream says is not recorded. */
export function heldGaps(held: HeldStream | undefined): RecordedGap[] {
  if (held === undefined) return []
  return gapsOf(
    held.runs.flatMap(({ gaps }) => gaps),
    held.runs.at(-1)?.untilMs ?? 0,
  )
}

/** Stretches of a stream that are held, for the timeline. */
export function heldStretches({ runs }: HeldStream): Stretch[] {
  return runs.map(({ fromMs, untilMs }) => ({ fromMs, toMs: untilMs }))
}

/** Moments of the keyframes that are held of a stream. */
export function heldKeyframes(held: HeldStream | undefined): number[] {
  return (held?.runs ?? []).flatMap(({ keyframes }) => keyframes)
}

function joinRuns(earlier: EventRun, later: EventRun): EventRun {
  return {
    firstIndex: earlier.firstIndex,
    lastIndex: later.lastIndex,
    fromMs: earlier.fromMs,
    untilMs: later.untilMs,
    isLast: later.isLast,
    events: [...earlier.events, ...later.events],
    activity: [...earlier.activity, ...later.activity],
    keyframes: [...earlier.keyframes, ...later.keyframes],
    signals: [...earlier.signals, ...later.signals],
    names: later.names,
    context: later.context ?? earlier.context,
    gaps: [...earlier.gaps, ...later.gaps],
  }
}
