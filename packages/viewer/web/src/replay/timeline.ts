// The arithmetic of the timeline: a session's streams on one axis, before anything of it is opened.
import type { SegmentReply, SessionReply, StreamReply } from '../../../src/api-types.ts'

/** A stretch of time; milliseconds since 1970. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** A session's axis. All times are milliseconds since 1970. */
export interface Timeline extends Stretch {
  readonly streams: readonly StreamReply[]
  /** Stretches in which no stream recorded anything. */
  readonly gaps: readonly Stretch[]
}

/** Shorter pauses between segments are the recorder's own rhythm, not gaps. */
const shortestGapMs = 10_000

/** Lays a session's streams on one axis, in the order they began. */
export function createTimeline(session: SessionReply): Timeline {
  const streams = session.streams.toSorted((a, b) => a.startedAtMs - b.startedAtMs)
  const stretches = streams.map(streamStretch)
  const fromMs = Math.min(...stretches.map((stretch) => stretch.fromMs))
  const toMs = Math.max(...stretches.map((stretch) => stretch.toMs))
  if (streams.length === 0) {
    return { fromMs: session.startedAtMs, toMs: session.startedAtMs, streams, gaps: [] }
  }
  const segments = streams.flatMap((stream) => stream.segments)
  return { fromMs, toMs, streams, gaps: findGaps(segments, { fromMs, toMs }) }
}

/** From a stream's first recorded moment to its last. */
export function streamStretch(stream: StreamReply): Stretch {
  return {
    fromMs: Math.min(stream.startedAtMs, stream.segments[0]?.startMs ?? stream.startedAtMs),
    toMs: Math.max(stream.endedAtMs, stream.segments.at(-1)?.endMs ?? stream.endedAtMs),
  }
}

/** Stretches of at least {@link shortestGapMs} that no segment covers. */
function findGaps(segments: readonly SegmentReply[], whole: Stretch): Stretch[] {
  const gaps: Stretch[] = []
  let coveredMs = whole.fromMs
  for (const segment of segments.toSorted((a, b) => a.startMs - b.startMs)) {
    if (segment.startMs - coveredMs >= shortestGapMs) gaps.push({ fromMs: coveredMs, toMs: segment.startMs })
    coveredMs = Math.max(coveredMs, segment.endMs)
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

/**
 * How much was recorded in each of `count` equal parts of the axis, 0 to 1, by the sealed sizes of the segments that
 * are not keyframes (a keyframe weighs what the page weighs, whatever happens on it).
 */
export function activityOf(timeline: Timeline, count: number): number[] {
  const bytes = Array.from({ length: count }, () => 0)
  for (const { segments } of timeline.streams) {
    for (const segment of segments) {
      const first = Math.floor(fractionAt(timeline, segment.startMs) * count)
      const last = Math.floor(fractionAt(timeline, segment.endMs) * count)
      const weight = segment.keyframe ? 1024 : segment.sizeBytes
      for (let part = first; part <= Math.min(last, count - 1); part++) {
        bytes[part] = (bytes[part] ?? 0) + weight / (last - first + 1)
      }
    }
  }
  const most = Math.max(...bytes, 1)
  return bytes.map((weight) => Math.sqrt(weight / most))
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
