// A panel of rows in step with the replay: what is now stays in view while it plays, a row jumps there, and what is chosen is
// told in full beneath. Only the rows in view are in the document: a long session has tens of thousands.
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { formatClock, formatPosition } from '../../address/clock.ts'
import { useKeys } from '../../app/keyboard.ts'
import { Copyable } from '../../elements/copyable.tsx'
import { formatUtc } from '../../elements/moment.tsx'
import { useVisibleRows } from '../../elements/visible-rows.ts'
import { FilterBar } from './filter-bar.tsx'
import { filterRows, noFilter, type PanelRow, rowAt } from './panel-rows.ts'
import { rowAsJson, rowAsText } from './row-text.ts'
import type { PanelFilter, PanelView } from './view-parts.ts'

const rowHeight = 27
const noticedMs = 1_500

interface RowsPanelProps extends PanelFilter {
  readonly view: PanelView
  /** What the rows are, `console calls`. */
  readonly label: string
  readonly rows: readonly PanelRow[]
  /** The order of sorts in the filter. */
  readonly sorts: readonly string[]
  readonly sortNames?: Readonly<Record<string, string>>
  /** Behind the time, in the row's line. */
  readonly cells: (row: PanelRow, inView: readonly PanelRow[]) => ReactNode
  /** Explains the row on hover. */
  readonly hint: (row: PanelRow) => string
  /** Beneath the list, of the row that is chosen. */
  readonly detail: (row: PanelRow) => ReactNode
  /** Between the filter and the list. */
  readonly head?: (inView: readonly PanelRow[]) => ReactNode
  readonly className?: string
}

export function RowsPanel(props: RowsPanelProps) {
  const { view, rows, filter, label } = props
  const { control, state, timeline } = view
  const shown = useMemo(() => filterRows(rows, filter), [rows, filter])
  const now = rowAt(shown, state.atMs)
  const [chosen, setChosen] = useState<string>()
  const [isFollowing, setFollowing] = useState(true)
  const [notice, setNotice] = useNotice()
  const scroller = useRef<HTMLDivElement>(null)
  const listId = useId()
  const {
    rows: items,
    totalHeight,
    scrollTo,
  } = useVisibleRows({
    count: shown.length,
    rowHeight,
    scroller,
    overscan: 10,
  })
  const at = chosen === undefined ? -1 : shown.findIndex(({ id }) => id === chosen)
  const row = shown[at]
  useEffect(() => {
    if (isFollowing && now >= 0) scrollTo(now)
  }, [isFollowing, now, shown.length])

  const seek = (to: PanelRow) => {
    setChosen(to.id)
    setFollowing(true)
    control.seek(to.signal.atMs, to.signal.stream)
  }
  const choose = (index: number) => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, index))]
    if (next === undefined) return
    setFollowing(false)
    setChosen(next.id)
    scrollTo(shown.indexOf(next))
  }
  const copy = (what: PanelRow, form: typeof rowAsText, name: string) => {
    void navigator.clipboard
      .writeText(form(what, timeline.fromMs))
      .then(() => setNotice(`Row copied as ${name}`))
  }
  const current = row ?? shown[now]
  useKeys({
    c: () => current !== undefined && copy(current, rowAsText, 'text'),
    C: () => current !== undefined && copy(current, rowAsJson, 'JSON'),
  })
  const press = (event: KeyboardEvent) => {
    const target = listKeys[event.key]
    if (event.key === 'Enter' && current !== undefined) seek(current)
    else if (event.key === 'Escape' && chosen !== undefined) setChosen(undefined)
    else if (target !== undefined) choose(target(at === -1 ? now : at, shown.length))
    else return
    event.preventDefault()
  }
  const inView = items.flatMap(({ index }) => shown[index] ?? [])
  const idOf = (index: number) => `${listId}-${index}`
  const active = at === -1 ? now : at
  const isActiveThere = items.some(({ index }) => index === active)
  return (
    <div className={`rows-panel ${props.className ?? ''}`}>
      <FilterBar {...props} shown={shown} />
      {props.head?.(inView)}
      {shown.length === 0 ? (
        <NoRows {...props} />
      ) : (
        <div
          ref={scroller}
          className="signal-list"
          role="listbox"
          tabIndex={0}
          aria-label={label}
          aria-activedescendant={isActiveThere ? idOf(active) : undefined}
          onKeyDown={press}
          onWheel={() => setFollowing(false)}
          onTouchMove={() => setFollowing(false)}
          onPointerDown={(event) => {
            if (event.target === event.currentTarget) setFollowing(false)
          }}
        >
          <div role="presentation" className="signal-space" style={{ height: totalHeight }}>
            {items.map(({ index, start }) => {
              const each = shown[index]
              if (each === undefined) return null
              const { signal, moments } = each
              return (
                <div
                  key={each.id}
                  id={idOf(index)}
                  role="option"
                  aria-selected={each.id === chosen}
                  aria-current={index === now ? 'step' : undefined}
                  aria-setsize={shown.length}
                  aria-posinset={index + 1}
                  className={`signal signal-${signal.tone ?? 'plain'}${signal.atMs > state.atMs ? ' signal-ahead' : ''}`}
                  style={{ transform: `translateY(${start}px)`, height: rowHeight }}
                  title={`${formatPosition(signal.atMs - timeline.fromMs)} (${formatUtc(signal.atMs)} UTC)\n${props.hint(each)}`}
                  onClick={() => seek(each)}
                  onPointerEnter={() => signal.node !== undefined && view.highlight(signal.node)}
                  onPointerLeave={() => signal.node !== undefined && view.highlight(undefined)}
                >
                  <span className="signal-time">{formatClock(signal.atMs - timeline.fromMs)}</span>
                  {props.cells(each, inView)}
                  {moments.length > 1 && <span className="signal-times">×{moments.length}</span>}
                  {index === now && <span className="signal-now">◀ now</span>}
                </div>
              )
            })}
          </div>
        </div>
      )}
      {!isFollowing && now >= 0 && !items.some(({ index }) => index === now) && (
        <button type="button" className="button rows-now" onClick={() => setFollowing(true)}>
          ◀ back to now
        </button>
      )}
      {row !== undefined && (
        <section className="row-detail" aria-label="Chosen row">
          <div className="row-detail-head">
            <span className="quiet">{formatPosition(row.signal.atMs - timeline.fromMs)}</span>
            <strong>{row.signal.level}</strong>
            <span className="row-detail-tools">
              <Copyable text={rowAsText(row, timeline.fromMs)} shown="copy" title="Copy as text (c)" />
              <Copyable
                text={rowAsJson(row, timeline.fromMs)}
                shown="copy JSON"
                title="Copy as JSON (Shift+C)"
              />
              <button
                type="button"
                className="row-close"
                aria-label="Close"
                onClick={() => setChosen(undefined)}
              >
                ×
              </button>
            </span>
          </div>
          {props.detail(row)}
        </section>
      )}
      <p className="visually-hidden" role="status">
        {notice}
      </p>
    </div>
  )
}

const page = 12

const listKeys: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + page,
  PageUp: (at) => at - page,
  Home: () => 0,
  End: (_at, count) => count - 1,
}

function NoRows({ rows, label, onFilter }: RowsPanelProps) {
  if (rows.length === 0) return <p className="rows-none">No {label} in what is loaded so far.</p>
  return (
    <p className="rows-none">
      None of the {rows.length} {label} loaded so far match.{' '}
      <button type="button" className="button" onClick={() => onFilter(noFilter)}>
        Show all
      </button>
    </p>
  )
}

/** A word for those who do not see what happened, for a moment. */
function useNotice(): readonly [string, (notice: string) => void] {
  const [notice, setNotice] = useState('')
  useEffect(() => {
    if (notice === '') return undefined
    const timer = window.setTimeout(() => setNotice(''), noticedMs)
    return () => window.clearTimeout(timer)
  }, [notice])
  return [notice, setNotice]
}
