// Which part of a session a read covered, for the bar in the audit list.
import type { AuditEventReply, SessionReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'

/** Fractions of the session, 0 to 1, and the same in words. */
export interface WatchedRange {
  readonly from: number
  readonly to: number
  readonly text: string
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
  const span = `${formatClock(fromMs - session.startedAtMs)}–${formatClock(toMs - session.startedAtMs)}`
  return {
    from: fraction(fromMs),
    to: fraction(toMs),
    text: `${span} of ${formatClock(session.durationMs)}`,
  }
}
