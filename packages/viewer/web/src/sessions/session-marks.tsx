// What happened in a session, as marks in its line: errors lead to the moment of the first.
import type { SessionCounts, SessionSummary } from '../../../src/api-types.ts'
import { Link } from '../address/link.tsx'

const marks: readonly { readonly count: keyof SessionCounts; readonly one: string; readonly many: string }[] =
  [
    { count: 'failedRequests', one: 'failed request', many: 'failed requests' },
    { count: 'rageClicks', one: 'rage click', many: 'rage clicks' },
    { count: 'deadClicks', one: 'dead click', many: 'dead clicks' },
    { count: 'slowRequests', one: 'slow request', many: 'slow requests' },
    { count: 'consoleErrors', one: 'console error', many: 'console errors' },
    { count: 'handledErrors', one: 'caught error', many: 'caught errors' },
  ]
const shownMarks = 1

export function SessionMarks({ session }: { readonly session: SessionSummary }) {
  const { counts, errors = [], id, startedAtMs } = session
  if (counts === undefined) {
    return (
      <span className="quiet" title="The sentinel has not been here yet">
        –
      </span>
    )
  }
  const [first] = errors
  const others = marks.filter(({ count }) => (counts[count] ?? 0) > 0)
  const hidden = others.slice(shownMarks)
  return (
    <span className="marks">
      {(counts.errors ?? 0) > 0 && (
        <Link
          to={{
            page: 'replay',
            session: id,
            tMs: Math.max(0, (first?.firstMs ?? startedAtMs) - startedAtMs),
          }}
          className="mark mark-error"
        >
          {counts.errors} {counts.errors === 1 ? 'error' : 'errors'}
        </Link>
      )}
      {others.slice(0, shownMarks).map(({ count, one, many }) => (
        <span key={count} className="mark">
          {counts[count]} {counts[count] === 1 ? one : many}
        </span>
      ))}
      {hidden.length > 0 && (
        <span
          className="quiet"
          title={hidden.map(({ count, many }) => `${counts[count]} ${many}`).join(', ')}
        >
          and more
        </span>
      )}
    </span>
  )
}
