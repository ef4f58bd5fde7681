// Errors of the apps by group, last seen first: since when, in how many sessions, and how it goes from day to day.
import type { ErrorGroupListReply, ErrorGroupReply, MeReply } from '../../../src/api-types.ts'
import { type ErrorsAddress, formatAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { listErrors } from '../api/search.ts'
import { type Resource, useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { useRowSelection } from '../elements/use-row-selection.ts'
import './errors.css'

const pageSize = 50

export function ErrorsPage({ address, me }: { readonly address: ErrorsAddress; readonly me: MeReply }) {
  const { app, error, cursor } = address
  const key = formatAddress(address)
  const { resource, reload } = useResource(key, (signal) =>
    listErrors({ app, error, cursor, limit: pageSize }, signal),
  )
  const groups = resource.state === 'ready' ? resource.value.groups : []
  const { selected, setSelected, move } = useRowSelection(groups.length, key)
  const open = (group: ErrorGroupReply | undefined) => {
    if (group !== undefined) navigate(sessionsOf(group))
  }
  useKeys({ j: () => move(1), k: () => move(-1), Enter: () => open(groups[selected]), r: reload })
  return (
    <main className="page">
      <div className="page-bar">
        <h1 className="page-title">Errors</h1>
        {me.apps.length > 1 && (
          <select
            className="control"
            aria-label="App"
            value={app ?? ''}
            onChange={({ target }) =>
              navigate({ page: 'errors', ...(target.value === '' ? {} : { app: target.value }) })
            }
          >
            <option value="">All my apps</option>
            {me.apps.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        {error !== undefined && (
          <Link to={{ page: 'errors', ...(app === undefined ? {} : { app }) }} className="button">
            All errors
          </Link>
        )}
        <span className="page-count">
          Grouped by name, masked message and the innermost places of the stack.
        </span>
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <ErrorTable
            resource={resource}
            selected={selected}
            onOpen={(row) => {
              setSelected(row)
              open(groups[row])
            }}
          />
        )}
      </div>
      <Paging address={address} page={resource.state === 'ready' ? resource.value : undefined} />
    </main>
  )
}

const sessionsOf = ({ app, fingerprint }: ErrorGroupReply) =>
  ({ page: 'sessions', app, filter: `error:${fingerprint}` }) as const

function ErrorTable(props: {
  readonly resource: Resource<ErrorGroupListReply>
  readonly selected: number
  readonly onOpen: (row: number) => void
}) {
  const { resource } = props
  const groups = resource.state === 'ready' ? resource.value.groups : []
  return (
    <table className="table errors" aria-busy={resource.state === 'loading'}>
      <thead>
        <tr>
          <th>Error</th>
          <th className="errors-app">App</th>
          <th className="errors-trend">14 days</th>
          <th className="number">Sessions</th>
          <th className="number">Events</th>
          <th className="errors-release">Release</th>
          <th className="errors-seen">First seen</th>
          <th className="errors-seen">Last seen</th>
        </tr>
      </thead>
      <tbody>
        {resource.state === 'loading' && <SkeletonRows columns={8} rows={10} />}
        {groups.map((group, row) => (
          <tr
            key={`${group.app} ${group.fingerprint}`}
            className="row"
            aria-selected={row === props.selected}
            onClick={() => props.onOpen(row)}
          >
            <td>
              <Link to={sessionsOf(group)} className="row-link">
                <strong>{group.name}</strong> <span className="errors-message">{group.message}</span>
              </Link>
              <div className="errors-place quiet">{placeOf(group)}</div>
            </td>
            <td>{group.app}</td>
            <td>
              <Trend days={group.trend} />
            </td>
            <td className="number">{group.sessionCount.toLocaleString('en')}</td>
            <td className="number">{group.eventCount.toLocaleString('en')}</td>
            <td>
              {group.lastRelease ?? <span className="quiet">–</span>}
              {group.firstRelease !== undefined && group.firstRelease !== group.lastRelease && (
                <div className="quiet">since {group.firstRelease}</div>
              )}
            </td>
            <td>
              <Moment atMs={group.firstSeenMs} />
            </td>
            <td>
              <Moment atMs={group.lastSeenMs} />
            </td>
          </tr>
        ))}
        {resource.state === 'ready' && groups.length === 0 && (
          <tr>
            <td colSpan={8} className="quiet">
              No error was recorded. One appears here a few seconds after it happens.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function placeOf({ frames }: ErrorGroupReply): string {
  const [first] = frames
  return first === undefined
    ? 'no stack'
    : `line ${first.line}, column ${first.column} of script ${first.source + 1}`
}

function Trend({ days }: { readonly days: readonly number[] }) {
  const most = Math.max(1, ...days)
  return (
    <svg
      className="errors-bars"
      viewBox={`0 0 ${days.length * 6} 20`}
      width={days.length * 6}
      height="20"
      role="img"
      aria-label={`Sessions a day, today last: ${days.join(', ')}`}
    >
      {days.map((count, day) => {
        const height = count === 0 ? 1 : Math.max(2, Math.round((count / most) * 20))
        // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place
        return <rect key={day} x={day * 6} y={20 - height} width="4" height={height} />
      })}
    </svg>
  )
}

function Paging(props: { readonly address: ErrorsAddress; readonly page: ErrorGroupListReply | undefined }) {
  const { cursor, ...newest } = props.address
  const older = props.page?.nextCursor ?? null
  return (
    <div className="page-foot">
      <span>
        <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> its sessions · <kbd>?</kbd> all keys
      </span>
      <span className="errors-paging">
        {cursor !== undefined && (
          <Link to={newest} className="button">
            Last seen
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
