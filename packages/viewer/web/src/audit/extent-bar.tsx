// What of a session was opened for someone, and what of that was played, on the session's own length.
import type { SessionAccessReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import { useSessionSpan } from './session-span.ts'

type Extent = Pick<SessionAccessReply, 'session' | 'released' | 'played' | 'releasedMs' | 'playedMs'>

export function ExtentBar({ access }: { readonly access: Extent }) {
  const span = useSessionSpan(access.releasedMs > 0 ? access.session : undefined)
  const { released, played, releasedMs, playedMs } = access
  if (releasedMs === 0) return <span className="quiet">–</span>
  const whole = span === undefined ? '' : ` of ${formatClock(span.durationMs)}`
  const text = `${formatClock(releasedMs)}${whole}${playedMs > 0 ? `, ${formatClock(playedMs)} played` : ''}`
  if (span === undefined) return <span>{text}</span>
  const length = Math.max(1, span.durationMs)
  const place = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) => {
    const x = Math.min(98, Math.max(0, ((fromMs - span.startedAtMs) / length) * 100))
    return { x, width: Math.min(100 - x, Math.max(2, ((toMs - fromMs) / length) * 100)) }
  }
  return (
    <span className="watched" title={`${text}; lead-ins from keyframes are in what was opened`}>
      <svg className="watched-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="8" className="watched-whole" />
        {released.map((range) => (
          <rect
            key={`${range.stream} ${range.fromMs}`}
            {...place(range)}
            height="8"
            className="watched-part"
          />
        ))}
        {played.map((range) => (
          <rect
            key={`${range.stream} ${range.fromMs}`}
            {...place(range)}
            y="4"
            height="4"
            className="watched-played"
          />
        ))}
      </svg>
      {text}
    </span>
  )
}
