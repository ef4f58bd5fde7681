// The arithmetic of the timeline: a session's streams on one axis, before anything of it is opened.
import type { SessionReply, StreamReply } from '../../../src/api-types.ts'

/** A stretch of time; milliseconds since 1970. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** A session's axis: one clock for all its tabs. All times are milliseconds since 1970. */
export interface Timeline extends Stretch {
  readonly streams: readonly StreamReply[]
  /** The streams in as few rows as show which were open at once: page loads that follow each other share one. */
  readonly lanes: readonly (readonly StreamReply[])[]
  /** Stretches in which no stream recorded anything. */
  readonly gaps: readonly Stretch[]
  /** How much was recorded in equal parts of the axis, 0 to 1. */
  readonly activity: readonly number[]
}

/** Shorter pauses are the recorder's own rhythm, not gaps. */
const shortestGapMs = 10_000

/** Lays a session's streams on one axis, in the order they began. */
export function createTimeline(session: SessionReply): Timeline {
  const streams = session.streams.toSorted((a, b) => a.startedAtMs - b.startedAtMs)
  const stretches = streams.map(streamStretch)
  const activity = session.activity.map((part) => part / 99)
  if (streams.length === 0) {
    const atMs = session.startedAtMs
    return { fromMs: atMs, toMs: atMs, streams, lanes: [], gaps: [], activity }
  }
  const fromMs = Math.min(...stretches.map((stretch) => stretch.fromMs))
  const toMs = Math.max(...stretches.map((stretch) => stretch.toMs))
  const gaps = findGaps(streams.flatMap(recordedStretches), { fromMs, toMs })
  return { fromMs, toMs, streams, lanes: lanesOf(streams), gaps, activity }
}

/** From a stream's first recorded moment to its last. */
export function streamStretch({ startedAtMs, endedAtMs }: StreamReply): Stretch {
  return { fromMs: startedAtMs, toMs: Math.max(startedAtMs, endedAtMs) }
}

/** The stream without its gaps. */
function recordedStretches(stream: StreamReply): Stretch[] {
  const { fromMs, toMs } = streamStretch(stream)
  const begins = [fromMs, ...stream.gaps.map((gap) => gap.toMs)]
  const ends = [...stream.gaps.map((gap) => gap.fromMs), toMs]
  return begins.map((begin, position) => ({ fromMs: begin, toMs: ends[position] ?? toMs }))
}

function lanesOf(streams: readonly StreamReply[]): StreamReply[][] {
  const lanes: StreamReply[][] = []
  for (const stream of streams) {
    const { fromMs } = streamStretch(stream)
    const free = lanes.find((lane) => lane.every((other) => streamStretch(other).toMs <= fromMs))
    if (free === undefined) lanes.push([stream])
    else free.push(stream)
  }
  return lanes
}

/** Stretches of at least {@link shortestGapMs} that nothing covers. */
function findGaps(recorded: readonly Stretch[], whole: Stretch): Stretch[] {
  const gaps: Stretch[] = []
  let coveredMs = whole.fromMs
  for (const { fromMs, toMs } of recorded.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (fromMs - coveredMs >= shortestGapMs) gaps.push({ fromMs: coveredMs, toMs: fromMs })
    coveredMs = Math.max(coveredMs, toMs)
  }
  return gaps
}

/** Where a moment lies on the axis, 0 to 1. */
export function fractionAt(whole: Stretch, atMs: number): number {
  const lengthMs = whole.toMs - whole.fromMs
  return lengthMs <= 0 ? 0 : clamp((atMs - whole.fromMs) / lengthMs, 0, 1)
}

/** The moment at a fraction of the axis. */
export function momentAt(whole: Stretch, fraction: number): number {
  return whole.fromMs + Math.round(clamp(fraction, 0, 1) * (whole.toMs - whole.fromMs))
}

/** The moment brought inside the stretch. */
export function clampMoment(whole: Stretch, atMs: number): number {
  return clamp(atMs, whole.fromMs, whole.toMs)
}

/**
 * The stream to watch at a moment: the one already watched while it lasts, else the one that began last before it,
 * else the next to begin. Undefined for a session without streams.
 */
export function streamAt(timeline: Timeline, atMs: number, watched?: string): StreamReply | undefined {
  const running = timeline.streams.filter((stream) => {
    const { fromMs, toMs } = streamStretch(stream)
    return fromMs <= atMs && atMs <= toMs
  })
  return (
    running.find(({ stream }) => stream === watched) ??
    running.at(-1) ??
    timeline.streams.find((stream) => streamStretch(stream).fromMs > atMs) ??
    timeline.streams.at(-1)
  )
}

/** What follows when a stream has ended: a stream still running then, or the next to begin. */
export function streamAfter(timeline: Timeline, ended: StreamReply): StreamReply | undefined {
  const endMs = streamStretch(ended).toMs
  const others = timeline.streams.filter(({ stream }) => stream !== ended.stream)
  return (
    others.findLast(
      (stream) => streamStretch(stream).fromMs <= endMs && streamStretch(stream).toMs > endMs,
    ) ?? others.find((stream) => streamStretch(stream).fromMs > endMs)
  )
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
