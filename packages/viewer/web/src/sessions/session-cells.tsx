// What stands in each column of a session's line. Errors lead to the moment of the first.
import type { SessionSummary, SessionVital } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import { Link } from '../address/link.tsx'
import { formatBytes } from '../elements/byte-size.ts'
import { ShortId } from '../elements/copyable.tsx'
import { Moment } from '../elements/moment.tsx'
import type { ColumnName } from './columns.ts'
import { SessionStateMark } from './session-state.tsx'
import { Spark } from './spark.tsx'

/** Shortly before an error one sees what led to it. */
export const leadInMs = 3_000

export function SessionCell({ session, column }: { session: SessionSummary; column: ColumnName }) {
  const { counts } = session
  switch (column) {
    case 'when':
      return (
        <Link to={{ page: 'replay', session: session.id, tMs: 0 }} className="row-link">
          <Moment atMs={session.startedAtMs} />
        </Link>
      )
    case 'activity':
      return <Spark parts={session.activity} />
    case 'path':
      return <Path session={session} />
    case 'errors':
      return <Errors session={session} />
    case 'net':
      return <Count count={counts?.failedRequests} mark="mark-error" what="failed requests" />
    case 'rage':
      return <Count count={counts?.rageClicks} mark="mark-warning" what="rage clicks" />
    case 'dead':
      return <Count count={counts?.deadClicks} mark="mark-warning" what="dead clicks" />
    case 'lcp':
      return <Vital vital={session.vitals?.LCP} />
    case 'inp':
      return <Vital vital={session.vitals?.INP} unit="ms" />
    case 'length':
      return formatClock(session.durationMs)
    case 'release':
      return session.release ?? <None />
    case 'app':
      return session.app
    case 'session':
      return <ShortId id={session.id} />
    case 'size':
      return formatBytes(session.sizeBytes)
    case 'state':
      return <SessionStateMark session={session} />
  }
}

function None() {
  return <span className="none">–</span>
}

function Path({ session: { pages = [], pageCount = pages.length, counts } }: { session: SessionSummary }) {
  if (pages.length === 0) {
    return <span className="none">{counts === undefined ? 'not looked at yet' : 'no page was named'}</span>
  }
  const more = pageCount - pages.length
  return (
    <span className="path" title={`${pages.join(' → ')}${more > 0 ? ` and ${more} more` : ''}`}>
      {pages.map((page, place) => (
        <span key={page}>
          {place > 0 && <span className="path-arrow"> → </span>}
          {page}
        </span>
      ))}
    </span>
  )
}

function Errors({ session }: { session: SessionSummary }) {
  const { counts, errors = [], id, startedAtMs } = session
  const count = counts?.errors ?? 0
  if (count === 0) return <None />
  const [first] = errors
  const atMs = Math.max(0, (first?.firstMs ?? startedAtMs) - startedAtMs - leadInMs)
  const names = errors.map((error) => error.name).join(', ')
  return (
    <Link
      to={{ page: 'replay', session: id, tMs: atMs }}
      className="mark-error"
      title={`${names === '' ? 'Errors' : names}: go to the first`}
    >
      {count}
      <span className="visually-hidden"> errors: go to the first</span>
    </Link>
  )
}

function Count(props: { count: number | undefined; mark: string; what: string }) {
  const { count = 0, mark, what } = props
  return count === 0 ? (
    <None />
  ) : (
    <span className={mark} title={`${count} ${what}`}>
      {count}
    </span>
  )
}

const vitalMarks = { good: '', 'needs-improvement': 'mark-warning', poor: 'mark-error' } as const

function Vital({ vital, unit = 's' }: { vital: SessionVital | undefined; unit?: 'ms' | 's' }) {
  if (vital === undefined) return <None />
  const { value, rating } = vital
  const shown = unit === 'ms' ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`
  return (
    <span className={vitalMarks[rating]} title={`${Math.round(value)} ms: ${rating.replace('-', ' ')}`}>
      {shown}
    </span>
  )
}
