// Errors of the apps by group, last seen first: since when, in how many sessions, and how it goes from day to day.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ErrorGroupReply, MeReply } from '../../../src/api-types.ts'
import { errorKeys, readSyntax, writeTerm } from '../../../src/search/search-syntax.ts'
import { type ErrorsAddress, formatAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { type ApiFailure, isAbort, toFailure } from '../api/api-failure.ts'
import { listErrors } from '../api/search.ts'
import { useKeys } from '../app/keyboard.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { useRowSelection } from '../elements/use-row-selection.ts'
import { completionsOf } from '../sessions/completion.ts'
import { SearchField } from '../sessions/search-field.tsx'
import { ErrorDetail, NewMark } from './error-detail.tsx'
import { ErrorTrend } from './error-trend.tsx'
import { isNew, placeOf } from './group-facts.ts'
import './errors.css'

const pageSize = 100
const readErrors = (text: string) => readSyntax(text, errorKeys)

export function ErrorsPage({ address, me }: { readonly address: ErrorsAddress; readonly me: MeReply }) {
  return address.error === undefined ? (
    <ErrorList address={address} me={me} />
  ) : (
    <ErrorDetail address={address} error={address.error} />
  )
}

interface Groups {
  readonly key: string
  readonly groups: readonly ErrorGroupReply[]
  readonly cursor: string | null
  readonly failure?: ApiFailure
}

function useGroups({ app, q }: ErrorsAddress, key: string) {
  const [held, setHeld] = useState<Groups>()
  const [attempt, setAttempt] = useState(0)
  const [isBusy, setBusy] = useState(false)
  useEffect(() => {
    const abort = new AbortController()
    listErrors({ app, q, limit: pageSize }, abort.signal).then(
      ({ groups, nextCursor }) => setHeld({ key, groups, cursor: nextCursor }),
      (error: unknown) => {
        if (!isAbort(error)) setHeld({ key, groups: [], cursor: null, failure: toFailure(error) })
      },
    )
    return () => abort.abort()
  }, [key, attempt])
  const now = held?.key === key ? held : undefined
  const more = () => {
    if (isBusy || now === undefined || now.cursor === null) return
    setBusy(true)
    listErrors({ app, q, cursor: now.cursor, limit: pageSize })
      .then(
        ({ groups, nextCursor }) => setHeld({ key, groups: [...now.groups, ...groups], cursor: nextCursor }),
        (error: unknown) => setHeld({ ...now, failure: toFailure(error) }),
      )
      .finally(() => setBusy(false))
  }
  return { held: now, more, isBusy, reload: () => setAttempt((count) => count + 1) }
}

function ErrorList({ address, me }: { readonly address: ErrorsAddress; readonly me: MeReply }) {
  const { app, q } = address
  const key = formatAddress(address)
  const { held, more, isBusy, reload } = useGroups(address, key)
  const groups = held?.groups ?? []
  const { selected, setSelected, move } = useRowSelection(groups.length, key)
  const field = useRef<HTMLInputElement>(null)
  const open = (group: ErrorGroupReply | undefined) => {
    if (group !== undefined) navigate(detailOf(address, group))
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => open(groups[selected]),
    r: reload,
    '/': () => field.current?.focus(),
  })
  const known = useMemo(
    () =>
      (held?.groups ?? []).flatMap(({ name, lastRelease, sessionCount: count }) => [
        { field: 'errorName', value: name, count },
        ...(lastRelease === undefined ? [] : [{ field: 'release', value: lastRelease, count }]),
      ]),
    [held],
  )
  const completions = useCallback(
    (text: string, caret: number) =>
      completionsOf(text, caret, { values: known, apps: me.apps, keys: errorKeys }),
    [known, me.apps],
  )
  const search = useCallback(
    (text: string) => {
      const named = readErrors(text).terms.find((term) => term.key === 'app')?.value ?? app
      const rest = text.replaceAll(/(?:^|\s)app:\S+/gu, ' ').trim()
      navigate({
        page: 'errors',
        ...(named !== undefined && { app: named }),
        ...(rest !== '' && { q: rest }),
      })
    },
    [app],
  )
  return (
    <main className="page errors-page">
      <div className="page-bar">
        <h1 className="page-title">Errors</h1>
        <SearchField
          field={field}
          value={q ?? ''}
          label="Search errors"
          placeholder="error:Type* release:1.4.* sessions:>10 new:7d"
          complete={completions}
          read={readErrors}
          onSearch={search}
        />
        {me.apps.length > 1 && (
          <select
            className="control"
            aria-label="App"
            value={app ?? ''}
            onChange={({ target }) =>
              navigate({
                page: 'errors',
                ...(target.value !== '' && { app: target.value }),
                ...(q !== undefined && { q }),
              })
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
        {held !== undefined && (
          <span className="page-count">
            {groups.length.toLocaleString('en')}
            {held.cursor === null ? '' : '+'} {groups.length === 1 ? 'group' : 'groups'}
          </span>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keyboard */}
      <section className="sheet" aria-label="Errors by group, last seen first" tabIndex={0}>
        {held?.failure !== undefined && groups.length === 0 ? (
          <FailureNotice failure={held.failure} onRetry={reload} />
        ) : held !== undefined && groups.length === 0 ? (
          <NoErrors address={address} />
        ) : (
          <ErrorTable
            address={address}
            groups={groups}
            isLoading={held === undefined}
            selected={selected}
            onOpen={(row) => {
              setSelected(row)
              open(groups[row])
            }}
          />
        )}
        {held !== undefined && held.cursor !== null && (
          <p className="list-end">
            <button type="button" className="button" disabled={isBusy} onClick={more}>
              {isBusy ? 'Asking …' : 'Older ones'}
            </button>
          </p>
        )}
      </section>
      <div className="page-foot">
        <span>
          <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> its sessions · <kbd>/</kbd> search · <kbd>?</kbd>{' '}
          all keys
        </span>
        <span>Grouped by name, masked message and the innermost places of the stack.</span>
      </div>
    </main>
  )
}

function detailOf(address: ErrorsAddress, { app, fingerprint }: ErrorGroupReply): ErrorsAddress {
  return { ...address, app, error: fingerprint }
}

function NoErrors({ address }: { readonly address: ErrorsAddress }) {
  const { terms, problems } = readErrors(address.q ?? '')
  if (problems.length > 0 || terms.length === 0) {
    return (
      <div className="notice">
        <p className="notice-title">
          {problems.length > 0 ? 'This search cannot be read.' : 'No error was recorded.'}
        </p>
        <p className="notice-text">
          {problems.length > 0
            ? 'What to write instead stands below the field.'
            : 'One appears here a few seconds after it happens.'}
        </p>
      </div>
    )
  }
  const { q: _, ...all } = address
  return (
    <div className="notice">
      <p className="notice-title">No error matches.</p>
      <p className="notice-text">
        {terms.map(writeTerm).join(' ')} {terms.length === 1 ? 'finds' : 'together find'} nothing.
      </p>
      <Link to={all} className="button">
        All errors
      </Link>
    </div>
  )
}

function ErrorTable(props: {
  readonly address: ErrorsAddress
  readonly groups: readonly ErrorGroupReply[]
  readonly isLoading: boolean
  readonly selected: number
  readonly onOpen: (row: number) => void
}) {
  const { address, groups, isLoading } = props
  const now = Date.now()
  return (
    <table className="table errors" aria-busy={isLoading}>
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
        {isLoading && <SkeletonRows columns={8} rows={10} />}
        {groups.map((group, row) => (
          <tr
            key={`${group.app} ${group.fingerprint}`}
            className="row"
            aria-selected={row === props.selected}
            onClick={(event) => {
              if (!event.defaultPrevented) props.onOpen(row)
            }}
          >
            <td>
              <Link to={detailOf(address, group)} className="row-link">
                <strong>{group.name}</strong> <span className="errors-message">{group.message}</span>
              </Link>
              <div className="errors-place quiet">
                {isNew(group, now) && <NewMark />} {placeOf(group)}
              </div>
            </td>
            <td>{group.app}</td>
            <td>
              <ErrorTrend days={group.trend} />
            </td>
            <td className="number">{group.sessionCount.toLocaleString('en')}</td>
            <td className="number">{group.eventCount.toLocaleString('en')}</td>
            <td>
              {group.lastRelease ?? <span className="none">–</span>}
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
      </tbody>
    </table>
  )
}
