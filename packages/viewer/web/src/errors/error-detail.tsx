// One group of errors: since when, in which releases, and the sessions that it is in, each with the moment just before it.
import type { ErrorGroupReply, SessionSummary } from '../../../src/api-types.ts'
import type { ErrorsAddress } from '../address/address.ts'
import { formatClock } from '../address/clock.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { listErrors } from '../api/search.ts'
import { listSessions } from '../api/sessions.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { ShortId } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { useRowSelection } from '../elements/use-row-selection.ts'
import { leadInMs } from '../sessions/session-cells.tsx'
import { SessionStateMark } from '../sessions/session-state.tsx'
import { ErrorTrend } from './error-trend.tsx'
import { isNew, placeOf } from './group-facts.ts'

const shownSessions = 50

export function ErrorDetail({ address, error }: { readonly address: ErrorsAddress; readonly error: string }) {
  const { error: _, ...list } = address
  const { app } = address
  const { resource, reload } = useResource(`${app ?? ''} ${error}`, (signal) =>
    listErrors({ app, error, limit: 2 }, signal),
  )
  useKeys({ Escape: () => navigate(list) })
  const group = resource.state === 'ready' ? resource.value.groups[0] : undefined
  return (
    <main className="page errors-page">
      <div className="page-bar">
        <Link to={list} className="button button-plain">
          ← Errors
        </Link>
        <h1 className="page-title error-name">{group?.name ?? 'Error'}</h1>
        {group !== undefined && isNew(group, Date.now()) && <NewMark />}
        <span className="page-count">
          group <ShortId id={error} />
        </span>
      </div>
      {resource.state === 'failed' ? (
        <FailureNotice failure={resource.failure} onRetry={reload} />
      ) : resource.state === 'ready' && group === undefined ? (
        <div className="sheet notice">
          <p className="notice-title">There is no such error in your apps.</p>
          <p className="notice-text">Its sessions may have expired: a group goes with the last of them.</p>
        </div>
      ) : (
        <div className="error-detail">
          {group === undefined ? <div className="error-facts" aria-busy="true" /> : <Facts group={group} />}
          <Affected app={app ?? group?.app} error={error} />
        </div>
      )}
      <div className="page-foot">
        <span>
          <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> jump to the moment · <kbd>Esc</kbd> all errors
        </span>
        {group !== undefined && (
          <Link to={{ page: 'sessions', app: group.app, q: `error:${error}` }} className="button">
            {group.sessionCount === 1
              ? 'Its session in the list'
              : `All ${group.sessionCount.toLocaleString('en')} sessions`}
          </Link>
        )}
      </div>
    </main>
  )
}

export function NewMark() {
  return (
    <span className="error-new" title="First seen within the last seven days">
      new
    </span>
  )
}

function Facts({ group }: { readonly group: ErrorGroupReply }) {
  const { firstRelease, lastRelease } = group
  return (
    <section className="sheet error-facts" aria-label="What is known of it">
      <p className="error-message mono">{group.message === '' ? 'without a message' : group.message}</p>
      <p className="quiet">{placeOf(group)}</p>
      <div className="error-numbers">
        <dl>
          <dt>Sessions</dt>
          <dd>{group.sessionCount.toLocaleString('en')}</dd>
          <dt>Events</dt>
          <dd>{group.eventCount.toLocaleString('en')}</dd>
          <dt>First seen</dt>
          <dd>
            <Moment atMs={group.firstSeenMs} />
            {firstRelease !== undefined && <span className="quiet"> in {firstRelease}</span>}
          </dd>
          <dt>Last seen</dt>
          <dd>
            <Moment atMs={group.lastSeenMs} />
            {lastRelease !== undefined && <span className="quiet"> in {lastRelease}</span>}
          </dd>
          <dt>App</dt>
          <dd>{group.app}</dd>
        </dl>
        <figure className="error-trend">
          <ErrorTrend days={group.trend} isLarge />
          <figcaption className="quiet">Sessions a day, 14 days (UTC)</figcaption>
        </figure>
      </div>
    </section>
  )
}

function Affected({ app, error }: { readonly app: string | undefined; readonly error: string }) {
  const { resource, reload } = useResource(`${app ?? ''} ${error}`, (signal) =>
    listSessions({ app, q: `error:${error}`, limit: shownSessions }, signal),
  )
  const sessions = resource.state === 'ready' ? resource.value.sessions : []
  const { selected, setSelected, move } = useRowSelection(sessions.length, error)
  const open = (session: SessionSummary | undefined) => {
    if (session !== undefined) navigate(momentOf(session, error))
  }
  useKeys({ j: () => move(1), k: () => move(-1), Enter: () => open(sessions[selected]), r: reload })
  if (resource.state === 'failed') return <FailureNotice failure={resource.failure} onRetry={reload} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keyboard
    <section className="sheet" aria-label="Sessions it is in" tabIndex={0}>
      <table className="table affected" aria-busy={resource.state === 'loading'}>
        <thead>
          <tr>
            <th className="errors-seen">Session began</th>
            <th>Path</th>
            <th className="number">Times</th>
            <th className="errors-moment">Jump to the moment</th>
            <th className="errors-release">Release</th>
            <th className="errors-state">State</th>
          </tr>
        </thead>
        <tbody>
          {resource.state === 'loading' && <SkeletonRows columns={6} rows={8} />}
          {sessions.map((session, row) => (
            <tr
              key={session.id}
              className="row"
              aria-selected={row === selected}
              onClick={(event) => {
                if (event.defaultPrevented) return
                setSelected(row)
                open(session)
              }}
            >
              <td>
                <Link to={momentOf(session, error)} className="row-link">
                  <Moment atMs={session.startedAtMs} />
                </Link>
              </td>
              <td>{session.pages?.join(' → ') ?? <span className="none">–</span>}</td>
              <td className="number">{seenIn(session, error)?.count ?? '–'}</td>
              <td>
                <Link to={momentOf(session, error)} className="jump">
                  ▸ {formatClock(momentOf(session, error).tMs)}
                  <span className="quiet"> of {formatClock(session.durationMs)}</span>
                </Link>
              </td>
              <td>{session.release ?? <span className="none">–</span>}</td>
              <td>
                <SessionStateMark session={session} />
              </td>
            </tr>
          ))}
          {resource.state === 'ready' && sessions.length === 0 && (
            <tr>
              <td colSpan={6} className="quiet">
                None of its sessions is left to watch.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  )
}

function seenIn(session: SessionSummary, error: string) {
  return session.errors?.find(({ fingerprint }) => fingerprint === error)
}

/** The address of the moment just before the error is first seen. */
function momentOf(session: SessionSummary, error: string) {
  const atMs = (seenIn(session, error)?.firstMs ?? session.startedAtMs) - session.startedAtMs - leadInMs
  return { page: 'replay', session: session.id, tMs: Math.max(0, atMs) } as const
}
