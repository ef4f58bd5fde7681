// What of a session was watched: a bar where the session's length is known, words where not.
import type { AuditEventReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import { reasonWords } from './action-words.ts'
import { useSessionSpan } from './session-span.ts'
import { watchedRange } from './watched-range.ts'

export function WatchedBar({ event }: { readonly event: AuditEventReply }) {
  const span = useSessionSpan(event.target?.fromMs === undefined ? undefined : event.target.session)
  if (event.outcome === 'denied') {
    return <span className="audit-denied">refused: {reasonWords(event.denyReason)}</span>
  }
  if (event.outcome === 'error') return <span className="audit-denied">did not succeed</span>
  const range = span === undefined ? undefined : watchedRange(event, span)
  if (range === undefined) {
    const watchedMs = event.extent?.replayMs
    return watchedMs === undefined ? null : <span>{formatClock(watchedMs)}</span>
  }
  return (
    <span
      className="watched"
      title={
        range.isPlayed
          ? `${range.text}, as the player reported it`
          : `${range.text}, lead-in from the keyframe included`
      }
    >
      <svg className="watched-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="8" className="watched-whole" />
        {range.parts.map(({ from, to }) => (
          <rect
            key={from}
            x={from * 100}
            width={Math.max(2, (to - from) * 100)}
            height="8"
            className={range.isPlayed ? 'watched-part watched-played' : 'watched-part'}
          />
        ))}
      </svg>
      {range.text}
    </span>
  )
}
