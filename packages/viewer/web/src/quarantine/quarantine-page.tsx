// Quarantined sessions, for privacy officers: which, since when and for what kind of hit; one of them with its findings.
import { useMemo } from 'react'
import type { QuarantineListReply, QuarantineSummary } from '../../../src/api-types.ts'
import { formatAddress, type QuarantineAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { listQuarantines } from '../api/quarantines.ts'
import { type Resource, useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { ShortId } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { useRowSelection } from '../elements/use-row-selection.ts'
import { OpenOrders } from '../orders/open-orders.tsx'
import { causeLabel, detectorLabel } from './finding-words.ts'
import './quarantine.css'
import { QuarantineDetail } from './quarantine-detail.tsx'
import { QueueFilters } from './queue-filters.tsx'
import { StateMark } from './state-mark.tsx'
import { TrendPanel } from './trend-panel.tsx'
import { byUrgency, urgencyOf } from './urgency.ts'

const pageSize = 50

export function QuarantinePage({ address }: { readonly address: QuarantineAddress }) {
  const { session } = address
  return session === undefined ? (
    <QuarantineList address={address} />
  ) : (
    <QuarantineDetail key={session} session={session} />
  )
}

function QuarantineList({ address }: { readonly address: QuarantineAddress }) {
  const { app, state, detector, release, cursor } = address
  const key = formatAddress(address)
  const query = {
    app,
    state: state === 'all' ? undefined : (state ?? 'quarantined'),
    detector,
    release,
    cursor,
    limit: pageSize,
  }
  const { resource: loaded, reload } = useResource(key, (signal) => listQuarantines(query, signal))
  const resource = useMemo(
    () => (loaded.state === 'ready' ? { ...loaded, value: ordered(loaded.value, address) } : loaded),
    [loaded, address.sort],
  )
  const rows = resource.state === 'ready' ? resource.value.quarantines : []
  const { selected, setSelected, move } = useRowSelection(rows.length, key)
  const open = (row: QuarantineSummary | undefined) => {
    if (row !== undefined) navigate({ page: 'quarantine', session: row.session })
  }
  useKeys({ j: () => move(1), k: () => move(-1), Enter: () => open(rows[selected]), r: reload })
  return (
    <main className="page">
      <div className="quarantine-head">
        <div className="page-bar">
          <h1 className="page-title">Quarantine</h1>
          <QueueFilters address={address} rows={rows} />
          <span className="page-count">
            Nobody but a privacy officer watches these until one has decided.
          </span>
        </div>
        <OpenOrders />
        <TrendPanel />
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <QuarantineTable
            resource={resource}
            selected={selected}
            onOpen={(row) => {
              setSelected(row)
              open(rows[row])
            }}
          />
        )}
      </div>
      <Paging address={address} page={resource.state === 'ready' ? resource.value : undefined} />
    </main>
  )
}

/** What is waiting by urgency, and of the same urgency the longest; or as it came. */
function ordered(list: QuarantineListReply, { sort }: QuarantineAddress): QuarantineListReply {
  if (sort === 'newest') return list
  return { ...list, quarantines: byUrgency(list.quarantines) }
}

function QuarantineTable(props: {
  readonly resource: Resource<QuarantineListReply>
  readonly selected: number
  readonly onOpen: (row: number) => void
}) {
  const { resource } = props
  const rows = resource.state === 'ready' ? resource.value.quarantines : []
  return (
    <table className="table quarantines" aria-busy={resource.state === 'loading'}>
      <thead>
        <tr>
          <th className="quarantine-urgency">Urgency</th>
          <th className="quarantine-when">Since</th>
          <th className="quarantine-id">Session</th>
          <th className="quarantine-app">App</th>
          <th className="quarantine-cause">Why</th>
          <th>Findings</th>
          <th className="quarantine-state">State</th>
        </tr>
      </thead>
      <tbody>
        {resource.state === 'loading' && <SkeletonRows columns={7} rows={8} />}
        {rows.map((row, at) => (
          <tr
            key={row.session}
            className="row"
            aria-selected={at === props.selected}
            onClick={() => props.onOpen(at)}
          >
            <td>
              <Urgency row={row} />
            </td>
            <td>
              <Link to={{ page: 'quarantine', session: row.session }} className="row-link">
                <Moment atMs={row.beganAtMs} />
              </Link>
            </td>
            <td>
              <ShortId id={row.session} />
            </td>
            <td>{row.app}</td>
            <td>{causeLabel(row.cause)}</td>
            <td>
              <Detectors detectors={row.detectors} />
            </td>
            <td>
              <StateMark state={row.state} />
            </td>
          </tr>
        ))}
        {resource.state === 'ready' && rows.length === 0 && (
          <tr>
            <td colSpan={7} className="quiet">
              No session fits. The sentinel looks at each segment before anyone can watch it.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

const urgencies = ['low', 'middle', 'high'] as const

function Urgency({ row }: { readonly row: QuarantineSummary }) {
  if (row.state !== 'quarantined') return <span className="quiet">decided</span>
  const urgency = urgencyOf(row)
  return (
    <span className="urgency" data-urgency={urgencies[urgency]} title={urgencyTitles[urgency]}>
      {urgencies[urgency]}
    </span>
  )
}

const urgencyTitles = [
  'Nobody published what it was recorded under, or what was found has the shape of an identifier only',
  'At least one finding is sure',
  'Sure findings of identifiers that name one person',
] as const

/** Kinds of identifiers with how many places each was found in. */
function Detectors({ detectors }: { readonly detectors: QuarantineSummary['detectors'] }) {
  if (detectors.length === 0) return <span className="quiet">none left</span>
  return detectors.map(({ detector, count }) => (
    <span key={detector} className="detector">
      {detectorLabel(detector)} <span className="quiet">{count}</span>
    </span>
  ))
}

function Paging(props: {
  readonly address: QuarantineAddress
  readonly page: QuarantineListReply | undefined
}) {
  const { cursor, ...newest } = props.address
  const older = props.page?.nextCursor ?? null
  return (
    <div className="page-foot">
      <span>
        <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> open · <kbd>?</kbd> all keys
      </span>
      <span className="quarantine-paging">
        {cursor !== undefined && (
          <Link to={newest} className="button">
            Newest
          </Link>
        )}
        {older !== null && (
          <Link to={{ ...newest, cursor: older }} className="button">
            Older
          </Link>
        )}
      </span>
    </div>
  )
}
