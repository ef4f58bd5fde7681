// Who saw what: the audit log, newest first. Reading it is itself an audit event.
import { type FormEvent, useRef, useState } from 'react'
import type { AuditEventReply, AuditListReply, MeReply } from '../../../src/api-types.ts'
import type { AuditAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
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
import { SessionSpans } from './session-span.ts'
import { WatchedBar } from './watched-bar.tsx'

const pageSize = 100
const actions = [
  'user.sign_in',
  'user.sign_out',
  'replay.open',
  'replay.read',
  'replay.delivered',
  'recording.export',
  'stream.shred',
  'audit.read',
  'audit.export',
  'log.verify',
] as const

export function AuditPage({ address, me }: { readonly address: AuditAddress; readonly me: MeReply }) {
  const { before, actor, action, session } = address
  const key = [before, actor, action, session].join(' ')
  const { resource, reload } = useResource(key, (signal) => {
    return listAuditEvents({ before, limit: pageSize, actor, action, session }, signal)
  })
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
      <div className="page-bar">
        <h1 className="page-title">Who saw what</h1>
        <Filters key={key} address={address} firstFilter={firstFilter} />
        {resource.state === 'ready' && (
          <span className="page-count">
            {resource.value.size.toLocaleString('en')} events in the log{seesAll ? '' : ', yours shown'}
          </span>
        )}
      </div>
      <AnchorLine />
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

function Filters(props: {
  readonly address: AuditAddress
  readonly firstFilter: React.RefObject<HTMLInputElement | null>
}) {
  const { address } = props
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const of = (name: string) => {
      const value = fields.get(name)
      return typeof value === 'string' && value.trim() !== '' ? { [name]: value.trim() } : {}
    }
    navigate({ page: 'audit', ...of('actor'), ...of('action'), ...of('session') })
  }
  const filtered = address.actor ?? address.action ?? address.session
  return (
    <form className="audit-filters" onSubmit={apply}>
      <input
        ref={props.firstFilter}
        name="actor"
        className="control audit-actor"
        aria-label="Who"
        placeholder="Who  /"
        defaultValue={address.actor}
      />
      <select
        name="action"
        className="control"
        aria-label="Did"
        defaultValue={address.action ?? ''}
        onChange={({ target }) => target.form?.requestSubmit()}
      >
        <option value="">Did anything</option>
        {actions.map((action) => (
          <option key={action}>{action}</option>
        ))}
      </select>
      <input
        name="session"
        className="control audit-session mono"
        aria-label="Session id"
        placeholder="Session id"
        pattern="[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        title="A whole session id"
        defaultValue={address.session}
      />
      <button type="submit" className="button">
        Filter
      </button>
      {filtered !== undefined && (
        <Link to={{ page: 'audit' }} className="button button-plain">
          Show all
        </Link>
      )}
    </form>
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
              No event matches. Filters are exact: a whole subject, a whole session id.
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
        <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> expand · the whole log:{' '}
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
