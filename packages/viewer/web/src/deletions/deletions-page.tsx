// What was forgotten on purpose: orders that are under way, withdrawals that wait, and every session of which streams were
// destroyed, each with its certificate.
import type { MeReply } from '../../../src/api-types.ts'
import type { DeletionListReply, DeletionReply } from '../../../src/deletions/deletions-api.ts'
import { type DeletionsAddress, formatAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { listDeletions } from '../api/deletions.ts'
import { type Resource, useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { ShortId } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { useRowSelection } from '../elements/use-row-selection.ts'
import { OpenOrders } from '../orders/open-orders.tsx'
import { CertificatePage } from './certificate-page.tsx'
import { causeWords, withdrawalWords } from './deletion-words.ts'
import { ScopeOrders } from './scope-orders.tsx'
import '../holds/holds.css'
import './deletions.css'

export function DeletionsPage({ address, me }: { readonly address: DeletionsAddress; readonly me: MeReply }) {
  const { session } = address
  return session === undefined ? (
    <DeletionList address={address} me={me} />
  ) : (
    <CertificatePage key={session} session={session} />
  )
}

function DeletionList({ address, me }: { readonly address: DeletionsAddress; readonly me: MeReply }) {
  const { app, before } = address
  const key = formatAddress(address)
  const { resource, reload } = useResource(key, (signal) => listDeletions({ app, before }, signal))
  const rows = resource.state === 'ready' ? resource.value.deletions : []
  const { selected, move } = useRowSelection(rows.length, key)
  const open = (row: DeletionReply | undefined) => {
    if (row !== undefined) navigate({ page: 'deletions', session: row.session })
  }
  useKeys({ j: () => move(1), k: () => move(-1), Enter: () => open(rows[selected]), r: reload })
  const older = resource.state === 'ready' ? resource.value.nextBefore : null
  return (
    <main className="page">
      <div className="deletions-head">
        <div className="page-bar">
          <h1 className="page-title">Deletions</h1>
          {app !== undefined && (
            <Link to={{ page: 'deletions' }} className="button">
              <span className="quiet">app</span> {app}
              <span aria-hidden="true"> ×</span>
              <span className="visually-hidden">: all apps</span>
            </Link>
          )}
          <span className="page-count">
            A stream is forgotten when its key is destroyed; a tombstone in the log stays.
          </span>
        </div>
        <OpenOrders />
        <ScopeOrders me={me} />
        {resource.state === 'ready' && <Withdrawals list={resource.value} />}
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <DeletionTable resource={resource} selected={selected} onOpen={(row) => open(rows[row])} />
        )}
      </div>
      <div className="page-foot">
        <span>
          <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> certificate · <kbd>?</kbd> all keys
        </span>
        <span className="deletions-paging">
          {before !== undefined && (
            <Link to={{ page: 'deletions', ...(app && { app }) }} className="button">
              Newest
            </Link>
          )}
          {older !== null && (
            <Link to={{ page: 'deletions', ...(app && { app }), before: older }} className="button">
              Older
            </Link>
          )}
        </span>
      </div>
    </main>
  )
}

function Withdrawals({ list }: { readonly list: DeletionListReply }) {
  if (list.withdrawals.length === 0) return null
  return (
    <ul className="withdrawals" aria-label="Withdrawals that wait">
      {list.withdrawals.map(({ session, requestedAtMs, state }) => (
        <li key={`${session} ${requestedAtMs}`} data-state={state}>
          <span>
            A withdrawal of <Moment atMs={requestedAtMs} />
          </span>{' '}
          <ShortId id={session} /> <span className="quiet">{withdrawalWords[state]}</span>
          {state === 'held' && (
            <>
              {' '}
              · <Link to={{ page: 'holds', session }}>its holds</Link>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

function DeletionTable(props: {
  readonly resource: Resource<DeletionListReply>
  readonly selected: number
  readonly onOpen: (row: number) => void
}) {
  const { resource } = props
  const rows = resource.state === 'ready' ? resource.value.deletions : []
  return (
    <table className="table deletions" aria-busy={resource.state === 'loading'}>
      <thead>
        <tr>
          <th className="deletion-when">When</th>
          <th className="deletion-session">Session</th>
          <th className="deletion-app">App</th>
          <th>Why</th>
          <th className="number">Streams</th>
          <th className="deletion-proof">Proof</th>
        </tr>
      </thead>
      <tbody>
        {resource.state === 'loading' && <SkeletonRows columns={6} rows={8} />}
        {rows.map((row, at) => (
          <tr
            key={`${row.session} ${row.cause}`}
            className="row"
            aria-selected={at === props.selected}
            onClick={() => props.onOpen(at)}
          >
            <td>
              <Moment atMs={row.atMs} />
            </td>
            <td>
              <ShortId id={row.session} />
            </td>
            <td>{row.app}</td>
            <td>{causeWords[row.cause]}</td>
            <td className="number">{row.streamCount}</td>
            <td>
              <Link to={{ page: 'deletions', session: row.session }}>Certificate</Link>
            </td>
          </tr>
        ))}
        {resource.state === 'ready' && rows.length === 0 && (
          <tr>
            <td colSpan={6} className="quiet">
              Nothing was forgotten yet. A withdrawal of consent, or an order of two officers, does it.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}
