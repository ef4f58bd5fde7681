// The sessions of an app, newest first: metadata only, nothing is opened by looking at it.
import { useRef, useState } from 'react'
import type { MeReply, SessionListReply, SessionSummary } from '../../../src/api-types.ts'
import type { SessionsAddress } from '../address/address.ts'
import { formatClock } from '../address/clock.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { listSessions } from '../api/sessions.ts'
import { type Resource, useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { formatBytes } from '../elements/byte-size.ts'
import { ShortId } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { useRowSelection } from '../elements/use-row-selection.ts'
import { EmptySessions } from './empty-sessions.tsx'
import { FacetPanel } from './facet-panel.tsx'
import { FilterBar } from './filter-bar.tsx'
import { filterSessions } from './filter-sessions.ts'
import { SessionMarks } from './session-marks.tsx'
import './sessions.css'

const pageSize = 50

export function SessionsPage({ address, me }: { readonly address: SessionsAddress; readonly me: MeReply }) {
  const { app, filter: terms, cursor } = address
  const key = `${app ?? ''} ${terms ?? ''} ${cursor ?? ''}`
  const { resource, reload } = useResource(key, (signal) =>
    listSessions({ app, filter: terms, cursor, limit: pageSize }, signal),
  )
  const [filter, setFilter] = useState('')
  const [showsFacets, setShowsFacets] = useState(terms !== undefined)
  const keepsSearches = me.user.roles.some((role) => role === 'engineer' || role === 'privacy-officer')
  const filterField = useRef<HTMLInputElement>(null)
  const page = resource.state === 'ready' ? resource.value : undefined
  const shown = page === undefined ? [] : filterSessions(page.sessions, filter)
  const { selected, setSelected, move } = useRowSelection(shown.length, `${key} ${filter}`)
  const open = (session: SessionSummary | undefined) => {
    if (session !== undefined) navigate({ page: 'replay', session: session.id, tMs: 0 })
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => open(shown[selected]),
    r: reload,
    f: () => setShowsFacets(!showsFacets),
    '/': () => filterField.current?.focus(),
  })
  return (
    <main className="page">
      <div className="sessions-head">
        <div className="page-bar">
          <h1 className="page-title">Sessions</h1>
          <AppPicker me={me} app={app} />
          <input
            ref={filterField}
            className="control sessions-filter"
            type="search"
            placeholder="Filter this page by id or state  /"
            aria-label="Filter this page by id or state"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') open(shown[0])
              if (event.key === 'Escape') event.currentTarget.blur()
            }}
          />
          <button
            type="button"
            className="button"
            aria-expanded={showsFacets}
            onClick={() => setShowsFacets(!showsFacets)}
          >
            Filters
          </button>
          {page !== undefined && <Count page={page} shown={shown.length} filtered={filter !== ''} />}
        </div>
        {(terms !== undefined || keepsSearches) && (
          <FilterBar address={address} keepsSearches={keepsSearches} />
        )}
      </div>
      <div className="sessions-body">
        {showsFacets && <FacetPanel address={address} />}
        <div className="sheet">
          {resource.state === 'failed' ? (
            <FailureNotice failure={resource.failure} onRetry={reload} />
          ) : page !== undefined && page.total === 0 && terms === undefined ? (
            <EmptySessions />
          ) : (
            <SessionTable
              resource={resource}
              sessions={shown}
              selected={selected}
              onSelect={(row) => {
                setSelected(row)
                open(shown[row])
              }}
            />
          )}
        </div>
      </div>
      <Paging address={address} page={page} />
    </main>
  )
}

function AppPicker({ me, app }: { readonly me: MeReply; readonly app: string | undefined }) {
  if (me.apps.length === 0) return null
  return (
    <select
      className="control"
      aria-label="App"
      value={app ?? ''}
      onChange={({ target }) => {
        navigate({ page: 'sessions', ...(target.value === '' ? {} : { app: target.value }) })
      }}
    >
      {me.apps.length > 1 && <option value="">All my apps</option>}
      {me.apps.map(({ id, name }) => (
        <option key={id} value={me.apps.length > 1 ? id : ''}>
          {name}
        </option>
      ))}
    </select>
  )
}

function Count(props: {
  readonly page: SessionListReply
  readonly shown: number
  readonly filtered: boolean
}) {
  const { page, shown, filtered } = props
  const count = page.total ?? page.sessions.length
  const beyond = page.total === null && page.nextCursor !== null ? ' and more' : ''
  const total = `${count.toLocaleString('en')} ${count === 1 ? 'session' : 'sessions'}${beyond}`
  return <span className="page-count">{filtered ? `${shown} on this page of ${total}` : total}</span>
}

function SessionTable(props: {
  readonly resource: Resource<SessionListReply>
  readonly sessions: readonly SessionSummary[]
  readonly selected: number
  readonly onSelect: (row: number) => void
}) {
  return (
    <table className="table sessions" aria-busy={props.resource.state === 'loading'}>
      <thead>
        <tr>
          <th className="sessions-when">When</th>
          <th className="sessions-id">Session</th>
          <th className="sessions-app">App</th>
          <th className="sessions-happened">What happened</th>
          <th className="number">Duration</th>
          <th className="number sessions-minor" title="Page loads and tabs">
            Streams
          </th>
          <th className="number sessions-minor">Segments</th>
          <th className="number sessions-minor" title="Sealed and padded, as stored">
            Size
          </th>
          <th className="sessions-state">State</th>
        </tr>
      </thead>
      <tbody>
        {props.resource.state === 'loading' ? (
          <SkeletonRows columns={9} rows={12} />
        ) : (
          props.sessions.map((session, row) => (
            <SessionRow
              key={session.id}
              session={session}
              selected={row === props.selected}
              onOpen={() => props.onSelect(row)}
            />
          ))
        )}
        {props.resource.state === 'ready' && props.sessions.length === 0 && (
          <tr>
            <td colSpan={9} className="quiet">
              No session on this page matches.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function SessionRow(props: {
  readonly session: SessionSummary
  readonly selected: boolean
  readonly onOpen: () => void
}) {
  const { session } = props
  return (
    <tr className="row" aria-selected={props.selected} onClick={props.onOpen}>
      <td>
        <Link to={{ page: 'replay', session: session.id, tMs: 0 }} className="row-link">
          <Moment atMs={session.startedAtMs} />
        </Link>
      </td>
      <td>
        <ShortId id={session.id} />
      </td>
      <td>{session.app}</td>
      <td>
        <SessionMarks session={session} />
      </td>
      <td className="number">{formatClock(session.durationMs)}</td>
      <td className="number sessions-minor">{session.streamCount}</td>
      <td className="number sessions-minor">{session.segmentCount}</td>
      <td className="number sessions-minor">{formatBytes(session.sizeBytes)}</td>
      <td>
        <SessionStateMark session={session} />
      </td>
    </tr>
  )
}

const ended = {
  closed: { label: 'closed', title: 'Every stream has ended' },
  shredded: { label: 'shredded', title: 'The keys of its streams are destroyed' },
  withdrawn: { label: 'withdrawn', title: 'Consent was withdrawn: the keys of its streams are destroyed' },
} as const

function SessionStateMark({ session }: { readonly session: SessionSummary }) {
  if (session.quarantined) {
    return (
      <span className="state state-held" title="Only a privacy officer may watch it, until one has decided">
        quarantined
      </span>
    )
  }
  if (session.state === 'open') {
    return (
      <span className="state state-open" title="Its streams may still grow">
        recording
      </span>
    )
  }
  const { label, title } = ended[session.state]
  return (
    <span className="state" title={title}>
      {label}
    </span>
  )
}

function Paging(props: { readonly address: SessionsAddress; readonly page: SessionListReply | undefined }) {
  const { address, page } = props
  const older = page?.nextCursor ?? null
  const { cursor: _, ...newest } = address
  return (
    <div className="page-foot">
      <span>
        <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> open · <kbd>?</kbd> all keys
      </span>
      <span className="sessions-paging">
        {address.cursor !== undefined && (
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
