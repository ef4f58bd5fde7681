// The sessions: found by a search, narrowed by facets, newest first. Metadata only, nothing is opened by looking at it.
import { useCallback, useMemo, useRef, useState } from 'react'
import type { FacetsReply, MeReply } from '../../../src/api-types.ts'
import { readSyntax, type SearchSort, sortOf, writeSyntax } from '../../../src/search/search-syntax.ts'
import type { SessionsAddress } from '../address/address.ts'
import { navigate } from '../address/use-address.ts'
import { getFacets } from '../api/search.ts'
import { type Resource, useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { type ColumnName, columns, keepColumns, readColumns } from './columns.ts'
import { ColumnsMenu } from './columns-menu.tsx'
import { completionsOf } from './completion.ts'
import { FacetColumn } from './facet-column.tsx'
import { leaveList, leftListAt } from './list-memory.ts'
import { NothingMatches, NothingRecorded } from './no-sessions.tsx'
import { SavedSearches } from './saved-searches.tsx'
import { SearchField } from './search-field.tsx'
import { rowHeight, SessionTable } from './session-table.tsx'
import { type SessionList, useSessionList } from './use-session-list.ts'
import { useSessionNews } from './use-session-news.ts'
import './sessions.css'

/** Of a list that one comes back to, so much is loaded at once; the rest by scrolling. */
const mostRestored = 1_000

export function SessionsPage({ address, me }: { readonly address: SessionsAddress; readonly me: MeReply }) {
  const { app, q } = address
  const key = `${app ?? ''}\n${q ?? ''}`
  const { terms, problems } = useMemo(() => readSyntax(q ?? ''), [q])
  const isReadable = problems.length === 0
  const sort = sortOf(terms)
  const left = useMemo(() => leftListAt(address), [key])
  const list = useSessionList(address, { atLeast: Math.min(left?.loaded ?? 0, mostRestored), isReadable })
  const { rows, cursor, total, lookedBackToMs } = list.loaded
  const facets = useFacets(address, isReadable)
  const [chosen, setChosen] = useState(readColumns)
  const [showsFacets, setShowsFacets] = useState(false)
  const { selected, select, moved } = useSelection(list, { key, left: left?.session })
  const field = useRef<HTMLInputElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const news = useSessionNews(address, {
    newest: rows[0]?.id,
    isOn: list.state === 'ready' && sort === undefined,
  })
  const open = useCallback(
    (row: number) => {
      const session = rows[row]
      if (session === undefined) return
      leaveList(address, session.id, rows.length)
      navigate({ page: 'replay', session: session.id, tMs: 0 })
    },
    [rows, address],
  )
  const search = useCallback(
    (text: string) => {
      const { terms } = readSyntax(text)
      const named = terms.find((term) => term.key === 'app')?.value ?? app
      const rest = text.replaceAll(/(?:^|\s)app:\S+/gu, ' ').trim()
      navigate({
        page: 'sessions',
        ...(named !== undefined && { app: named }),
        ...(rest !== '' && { q: rest }),
      })
    },
    [app],
  )
  const sortBy = (next: SearchSort | undefined) => {
    const others = terms.filter(({ key: name }) => name !== 'sort')
    const sorted = next === undefined ? others : [...others, { key: 'sort', value: next, isNot: false }]
    scroller.current?.scrollTo({ top: 0 })
    navigate({
      page: 'sessions',
      ...(app !== undefined && { app }),
      ...(sorted.length > 0 && { q: writeSyntax(sorted) }),
    })
  }
  const known = facets.state === 'ready' ? facets.value.values : undefined
  const completions = useCallback(
    (text: string, caret: number) => completionsOf(text, caret, { values: known ?? [], apps: me.apps }),
    [known, me.apps],
  )
  const showNews = () => {
    scroller.current?.scrollTo({ top: 0 })
    void list.loadNewer()
  }
  const lines = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
  const move = (by: number) => select(Math.min(rows.length - 1, Math.max(0, selected + by)))
  useKeys({
    j: () => move(1),
    k: () => move(selected === -1 ? 0 : -1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(selected === -1 ? 0 : -1),
    PageDown: () => move(lines),
    PageUp: () => move(-lines),
    Home: () => select(0),
    End: () => {
      select(rows.length - 1)
      list.loadOlder()
    },
    Enter: () => open(selected),
    r: list.reload,
    n: showNews,
    f: () => setShowsFacets(!showsFacets),
    // What stands there is replaced by what one types.
    '/': () => {
      field.current?.focus()
      field.current?.select()
    },
  })
  const shown = columns.filter(({ name }) => chosen.has(name))
  const isEmpty = list.state === 'ready' && rows.length === 0
  const keepsSearches = me.user.roles.some((role) => role === 'engineer' || role === 'privacy-officer')
  return (
    <main className="page sessions-page">
      <div className="page-bar">
        <h1 className="page-title">Sessions</h1>
        <SearchField
          field={field}
          value={q ?? ''}
          label="Search sessions"
          placeholder="page:/intake/** error:any release:1.4.* last:7d"
          complete={completions}
          onSearch={search}
        />
        {keepsSearches && <SavedSearches address={address} me={me} />}
        <ColumnsMenu
          chosen={chosen}
          onChoose={(next: ReadonlySet<ColumnName>) => {
            setChosen(next)
            keepColumns(next)
          }}
        />
        <button
          type="button"
          className="button facets-button"
          aria-expanded={showsFacets}
          aria-controls="facets"
          onClick={() => setShowsFacets(!showsFacets)}
        >
          Filters
        </button>
        <Count
          total={total}
          loaded={rows.length}
          hasMore={cursor !== null || sort !== undefined}
          facets={facets}
        />
      </div>
      <div className="sessions-body">
        <aside
          id="facets"
          className={showsFacets ? 'facets facets-open' : 'facets'}
          aria-label="Filters"
          aria-busy={facets.state === 'loading'}
        >
          <FacetColumn address={address} me={me} resource={facets} />
        </aside>
        {showsFacets && (
          <button
            type="button"
            className="facets-shade"
            aria-label="Close the filters"
            onClick={() => setShowsFacets(false)}
          />
        )}
        <div className="sheet-holder">
          {news > 0 && (
            <button type="button" className="news" onClick={showNews}>
              {news.toLocaleString('en')}
              {news >= 99 ? ' or more' : ''} new {news === 1 ? 'session' : 'sessions'} <kbd>n</kbd>
            </button>
          )}
          <div className="visually-hidden" role="status">
            {news > 0 ? `${news} new sessions. Press n to show them.` : ''}
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keyboard */}
          <section ref={scroller} className="sheet" aria-label="List of sessions" tabIndex={0}>
            {!isReadable ? (
              <div className="notice">
                <p className="notice-title">This search cannot be read.</p>
                <p className="notice-text">What to write instead stands below the field.</p>
              </div>
            ) : list.state === 'failed' && list.failure !== undefined ? (
              <FailureNotice failure={list.failure} onRetry={list.reload} />
            ) : isEmpty && q === undefined ? (
              <NothingRecorded isAdmin={me.user.roles.includes('admin')} />
            ) : (
              <>
                {isEmpty && cursor === null ? (
                  <NothingMatches address={address} lookedBackToMs={undefined} />
                ) : isEmpty ? (
                  <NothingMatches address={address} lookedBackToMs={lookedBackToMs} />
                ) : (
                  <SessionTable
                    columns={shown}
                    rows={rows}
                    isLoading={list.state === 'loading'}
                    total={total ?? undefined}
                    selected={selected}
                    followed={moved}
                    hasMore={cursor !== null}
                    scroller={scroller}
                    sort={sort}
                    onSort={sortBy}
                    onOpen={open}
                    onNearEnd={list.loadOlder}
                  />
                )}
                <ListEnd list={list} />
              </>
            )}
          </section>
        </div>
      </div>
      <div className="page-foot">
        <span>
          <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> open · <kbd>/</kbd> search · <kbd>f</kbd> filters
          · <kbd>?</kbd> all keys
        </span>
      </div>
    </main>
  )
}

function useFacets({ app, q }: SessionsAddress, isReadable: boolean): Resource<FacetsReply> {
  const { resource } = useResource(`${app ?? ''}\n${q ?? ''}`, (signal) =>
    isReadable
      ? getFacets({ app, q }, signal)
      : Promise.resolve({ sessionCount: 0, isComplete: true, values: [] }),
  )
  return resource
}

/** The selected line goes by its session: it stays the same when new ones come in front of it. */
function useSelection(
  { loaded: { rows }, state }: SessionList,
  { key, left }: { readonly key: string; readonly left: string | undefined },
) {
  const [held, setHeld] = useState<{ key: string; session: string | undefined; move: number }>({
    key,
    session: left,
    move: 0,
  })
  const session = held.key === key ? held.session : left
  const selected = useMemo(() => rows.findIndex(({ id }) => id === session), [rows, session])
  const isRestored = state === 'ready' && selected >= 0
  return {
    selected,
    /** Changes where the list is to follow the selection. */
    moved: held.key === key && held.move > 0 ? held.move : isRestored ? -1 : 0,
    select: (row: number) => {
      const next = rows[row]?.id
      setHeld(({ move }) => ({ key, session: next, move: move + 1 }))
    },
  }
}

function Count(props: {
  readonly total: number | null
  readonly loaded: number
  readonly hasMore: boolean
  readonly facets: Resource<FacetsReply>
}) {
  const { total, loaded, hasMore, facets } = props
  const counted = facets.state === 'ready' && facets.value.isComplete ? facets.value.sessionCount : undefined
  const count = total ?? (hasMore ? Math.max(counted ?? 0, loaded) : loaded)
  const isOpen = total === null && hasMore && counted === undefined
  return (
    <span className="page-count">
      {count.toLocaleString('en')}
      {isOpen ? '+' : ''} {count === 1 ? 'session' : 'sessions'}
    </span>
  )
}

function ListEnd({ list }: { readonly list: SessionList }) {
  const { loaded, isLoadingOlder, failure, loadOlder } = list
  const { sorted, rows } = loaded
  if (failure !== undefined) return <FailureBar failure={failure} onRetry={loadOlder} />
  if (isLoadingOlder) return <p className="list-end quiet">Asking for older ones …</p>
  if (sorted !== undefined && !(sorted.isAll && sorted.among === rows.length)) {
    const among = `${sorted.among.toLocaleString('en')} ${sorted.isAll ? '' : 'newest '}sessions that match`
    return (
      <p className="list-end quiet">
        {sorted.among === rows.length
          ? `Sorted are the ${among}.`
          : `The first ${rows.length} of the ${among}.`}
      </p>
    )
  }
  if (loaded.cursor === null || loaded.lookedBackToMs === undefined) return null
  return (
    <p className="list-end">
      <span className="quiet">
        Every session was looked at, back to <Moment atMs={loaded.lookedBackToMs} />.
      </span>
      <button type="button" className="button" onClick={loadOlder}>
        Look further back
      </button>
    </p>
  )
}
