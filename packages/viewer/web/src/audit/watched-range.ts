// Which part of a session a read or a report covered, for the bar in the audit list.
import type { AuditEventReply, SessionReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'

/** A part of the session, as fractions of it, 0 to 1. */
export interface WatchedPart {
  readonly from: number
  readonly to: number
}

/** The parts, and the same in words. */
export interface WatchedRange {
  readonly parts: readonly WatchedPart[]
  readonly text: string
  /** Whether a player reported it: then it is what was shown, and not what was released. */
  readonly isPlayed: boolean
}

/** The range of an event within its session; undefined where the event has none. */
export function watchedRange(
  event: AuditEventReply,
  session: Pick<SessionReply, 'startedAtMs' | 'durationMs'>,
): WatchedRange | undefined {
  const { fromMs, toMs } = event.target ?? {}
  if (fromMs === undefined || toMs === undefined) return undefined
  const lengthMs = Math.max(1, session.durationMs)
  const fraction = (atMs: number) => Math.min(1, Math.max(0, (atMs - session.startedAtMs) / lengthMs))
  const { spans, replayMs = 0 } = event.extent ?? {}
  const ranges = spans === undefined ? [[fromMs, toMs] as const] : spans.map(parseSpan)
  const clock = (atMs: number) => formatClock(atMs - session.startedAtMs)
  const covered = spans === undefined ? `${clock(fromMs)}–${clock(toMs)}` : `${formatClock(replayMs)} played`
  return {
    parts: ranges.map(([from, to]) => ({ from: fraction(from), to: fraction(to) })),
    text: `${covered} of ${formatClock(session.durationMs)}`,
    isPlayed: spans !== undefined,
  }
}

function parseSpan(span: string): readonly [number, number] {
  const [fromMs = 0, toMs = 0] = span.split('-').map(Number)
  return [fromMs, toMs]
}
