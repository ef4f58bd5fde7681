// Who saw what: the audit log, newest first. Reading it is itself an audit event.
import { useRef, useState } from 'react'
import type { AuditEventReply, AuditListReply, MeReply } from '../../../src/api-types.ts'
import { type AuditAddress, formatAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { listAuditEvents } from '../api/audit.ts'
import { type Resource, useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { ShortId } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { formatLocal, formatUtc } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { useRowSelection } from '../elements/use-row-selection.ts'
import { AnchorLine } from '../integrity/trust-line.tsx'
import { purposeLabel } from '../replay/purpose-labels.ts'
import './audit.css'
import { AuditDetails } from './audit-details.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { ExportMenu } from './export-menu.tsx'
import { SessionSpans } from './session-span.ts'
import { WatchedBar } from './watched-bar.tsx'
import { WhoSawPanel } from './who-saw-panel.tsx'

const pageSize = 100

export function AuditPage({ address, me }: { readonly address: AuditAddress; readonly me: MeReply }) {
  const key = formatAddress(address)
  const { resource, reload } = useResource(key, (signal) => listAuditEvents(address, pageSize, signal))
  const events = resource.state === 'ready' ? resource.value.events : []
  const [expanded, setExpanded] = useState<string>()
  const { selected, setSelected, move } = useRowSelection(events.length, key)
  const firstFilter = useRef<HTMLInputElement>(null)
  const toggle = (event: AuditEventReply | undefined) => {
    if (event !== undefined) setExpanded((shown) => (shown === event.id ? undefined : event.id))
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => toggle(events[selected]),
    r: reload,
    '/': () => firstFilter.current?.focus(),
  })
  const seesAll = me.user.roles.some((role) => role === 'auditor' || role === 'privacy-officer')
  return (
    <main className="page">
      <div className="audit-head">
        <div className="page-bar">
          <h1 className="page-title">Who saw what</h1>
          {resource.state === 'ready' && (
            <span className="page-count">
              {resource.value.size.toLocaleString('en')} events in the log{seesAll ? '' : ', yours shown'}
            </span>
          )}
          <ExportMenu address={address} />
          <AnchorLine />
        </div>
        <AuditFilters key={key} address={address} me={me} firstFilter={firstFilter} />
        {address.session !== undefined && <WhoSawPanel session={address.session} />}
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <SessionSpans>
            <AuditTable
              resource={resource}
              selected={selected}
              expanded={expanded}
              onToggle={(row) => {
                setSelected(row)
                toggle(events[row])
              }}
            />
          </SessionSpans>
        )}
      </div>
      <Paging address={address} page={resource.state === 'ready' ? resource.value : undefined} />
    </main>
  )
}

function AuditTable(props: {
  readonly resource: Resource<AuditListReply>
  readonly selected: number
  readonly expanded: string | undefined
  readonly onToggle: (row: number) => void
}) {
  const { resource } = props
  const events = resource.state === 'ready' ? resource.value.events : []
  return (
    <table className="table audit" aria-busy={resource.state === 'loading'}>
      <thead>
        <tr>
          <th className="audit-when">When (UTC)</th>
          <th className="audit-who">Who</th>
          <th className="audit-did">Did</th>
          <th className="audit-what">Session</th>
          <th className="audit-watched">Watched</th>
          <th>Why</th>
          <th className="audit-where">From</th>
        </tr>
      </thead>
      <tbody>
        {resource.state === 'loading' && <SkeletonRows columns={7} rows={14} />}
        {events.map((event, row) => (
          <AuditRow
            key={event.id}
            event={event}
            selected={row === props.selected}
            expanded={event.id === props.expanded}
            onToggle={() => props.onToggle(row)}
          />
        ))}
        {resource.state === 'ready' && events.length === 0 && (
          <tr>
            <td colSpan={7} className="quiet">
              No event matches. Filters are exact: a whole name, a whole session id. Of someone who was erased
              nothing can be found by name.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function AuditRow(props: {
  readonly event: AuditEventReply
  readonly selected: boolean
  readonly expanded: boolean
  readonly onToggle: () => void
}) {
  const { event } = props
  const { actor, client, target } = event
  return (
    <>
      <tr
        className="row"
        aria-selected={props.selected}
        aria-expanded={props.expanded}
        onClick={props.onToggle}
      >
        <td>
          <time dateTime={new Date(event.timeMs).toISOString()} title={`${formatLocal(event.timeMs)} local`}>
            {formatUtc(event.timeMs).slice(5)}
          </time>
        </td>
        <td title={actor.roles.join(', ')}>
          {actor.subject ?? <Erased />} <span className="quiet">{actor.roles.join(', ')}</span>
        </td>
        <td>{event.action}</td>
        <td>{target?.session !== undefined && <ShortId id={target.session} />}</td>
        <td>
          <WatchedBar event={event} />
        </td>
        <td>
          <Why event={event} />
        </td>
        <td>{client.ip ?? <span className="quiet">–</span>}</td>
      </tr>
      {props.expanded && (
        <tr className="audit-open">
          <td colSpan={7}>
            <AuditDetails event={event} />
          </td>
        </tr>
      )}
    </>
  )
}

function Why({ event }: { readonly event: AuditEventReply }) {
  if (event.purpose === undefined) return <span className="quiet">–</span>
  const ticket = event.ticket ?? ''
  return (
    <span title={event.note ?? undefined}>
      {purposeLabel(event.purpose)}
      {ticket !== '' && ` · ${ticket}`}
    </span>
  )
}

function Erased() {
  return (
    <span className="quiet" title="Erased with its salt; the leaf keeps a commitment only">
      erased
    </span>
  )
}

function Paging(props: { readonly address: AuditAddress; readonly page: AuditListReply | undefined }) {
  const { address, page } = props
  const { before: _before, ...newest } = address
  const older = page?.nextBefore ?? null
  return (
    <div className="page-foot">
      <span>
        <kbd>/</kbd> filter · <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> expand · from a terminal:{' '}
        <code>reseal audit export</code>
      </span>
      <span className="audit-paging">
        {address.before !== undefined && (
          <Link to={newest} className="button">
            Newest
          </Link>
        )}
        {older !== null && (
          <Link to={{ ...newest, before: older }} className="button">
            Older
          </Link>
        )}
      </span>
    </div>
  )
}
