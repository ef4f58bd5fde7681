// Quarantined sessions, for privacy officers: which, since when and for what kind of hit; one of them with its findings.
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
import { StateMark } from './state-mark.tsx'
import { TrendPanel } from './trend-panel.tsx'

const pageSize = 50

export function QuarantinePage({ address }: { readonly address: QuarantineAddress }) {
  const { session } = address
  return session === undefined ? (
    <QuarantineList address={address} />
  ) : (
    <QuarantineDetail key={session} session={session} />
  )
}

const states = ['quarantined', 'released', 'redacted', 'shredded'] as const

function QuarantineList({ address }: { readonly address: QuarantineAddress }) {
  const { app, state, cursor } = address
  const key = formatAddress(address)
  const query = {
    app,
    state: state === 'all' ? undefined : (state ?? 'quarantined'),
    cursor,
    limit: pageSize,
  }
  const { resource, reload } = useResource(key, (signal) => listQuarantines(query, signal))
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
          <select
            className="control"
            aria-label="State"
            value={state ?? 'quarantined'}
            onChange={({ target }) =>
              navigate({ page: 'quarantine', ...(app && { app }), state: target.value })
            }
          >
            <option value="all">Any state</option>
            {states.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
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
          <th className="quarantine-when">Since</th>
          <th className="quarantine-id">Session</th>
          <th className="quarantine-app">App</th>
          <th className="quarantine-cause">Why</th>
          <th>Findings</th>
          <th className="quarantine-state">State</th>
        </tr>
      </thead>
      <tbody>
        {resource.state === 'loading' && <SkeletonRows columns={6} rows={8} />}
        {rows.map((row, at) => (
          <tr
            key={row.session}
            className="row"
            aria-selected={at === props.selected}
            onClick={() => props.onOpen(at)}
          >
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
            <td colSpan={6} className="quiet">
              No session is in this state. The sentinel looks at each segment before anyone can watch it.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

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
