// The list itself: as many lines in the page as are seen, however many there are, and older ones as they come near.
import { memo, type RefObject, useEffect, useLayoutEffect } from 'react'
import type { SessionSummary } from '../../../src/api-types.ts'
import type { SearchSort } from '../../../src/search/search-syntax.ts'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { useVisibleRows } from '../elements/visible-rows.ts'
import { type Column, type ColumnName, columnSorts } from './columns.ts'
import { SessionCell } from './session-cells.tsx'

/** Height of a line, as the style sheet has it. */
export const rowHeight = 36
/** Height of the line of names above them. */
const headHeight = 33
/** Older lines are asked for before the last that is loaded is seen. */
const near = 30

export function SessionTable(props: {
  readonly columns: readonly Column[]
  readonly rows: readonly SessionSummary[]
  readonly isLoading: boolean
  readonly total: number | undefined
  readonly selected: number
  /** Each other number but 0 brings the selected line into view. */
  readonly followed: number
  readonly hasMore: boolean
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Newest first without it. */
  readonly sort: SearchSort | undefined
  readonly onSort: (sort: SearchSort | undefined) => void
  readonly onOpen: (row: number) => void
  readonly onNearEnd: () => void
}) {
  const { columns, rows, isLoading, total, selected, followed, hasMore, scroller, onOpen, onNearEnd } = props
  const { sort, onSort } = props
  const {
    rows: items,
    totalHeight,
    scrollTo,
  } = useVisibleRows({ count: rows.length, rowHeight, scroller, overscan: 16, headHeight })
  const last = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (hasMore && last >= rows.length - near) onNearEnd()
  }, [hasMore, last, rows.length, onNearEnd])
  useLayoutEffect(() => {
    if (selected >= 0 && followed !== 0) scrollTo(selected)
  }, [followed])
  const above = items[0]?.start ?? 0
  const below = totalHeight - above - items.length * rowHeight
  return (
    <table
      className="table sessions"
      aria-label={sort === undefined ? 'Sessions, newest first' : `Sessions, sorted by ${sort}`}
      aria-busy={isLoading}
      aria-rowcount={hasMore ? (total ?? -2) + 1 : rows.length + 1}
      style={{ minWidth: columns.reduce((sum, { width = 220 }) => sum + width, 0) }}
    >
      <colgroup>
        {columns.map(({ name, width }) => (
          <col key={name} style={width === undefined ? {} : { width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {columns.map(({ name, label, isNumber, meaning }) => (
            <th
              key={name}
              className={isNumber ? 'number' : undefined}
              title={meaning}
              aria-sort={isSortedBy(name, sort) ? 'descending' : undefined}
            >
              {name === 'when' || columnSorts[name] !== undefined ? (
                <button type="button" className="sort" onClick={() => onSort(columnSorts[name])}>
                  {label}
                  {isSortedBy(name, sort) && <span aria-hidden="true"> ↓</span>}
                </button>
              ) : (
                label
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {isLoading && <SkeletonRows columns={columns.length} rows={16} />}
        {above > 0 && <Space height={above} columns={columns.length} />}
        {items.map(({ index }) => {
          const session = rows[index]
          return (
            session !== undefined && (
              <Row
                key={session.id}
                session={session}
                columns={columns}
                row={index}
                isSelected={index === selected}
                onOpen={onOpen}
              />
            )
          )
        })}
        {below > 0 && <Space height={below} columns={columns.length} />}
      </tbody>
    </table>
  )
}

const isSortedBy = (name: ColumnName, sort: SearchSort | undefined): boolean =>
  sort === undefined ? name === 'when' : columnSorts[name] === sort

function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden="true" className="sessions-space" style={{ height }}>
      <td colSpan={columns} />
    </tr>
  )
}

const Row = memo(function Row(props: {
  readonly session: SessionSummary
  readonly columns: readonly Column[]
  readonly row: number
  readonly isSelected: boolean
  readonly onOpen: (row: number) => void
}) {
  const { session, columns, row, isSelected, onOpen } = props
  return (
    <tr
      className="row"
      aria-rowindex={row + 2}
      aria-selected={isSelected}
      data-session={session.id}
      onClick={(event) => {
        if (!event.defaultPrevented) onOpen(row)
      }}
    >
      {columns.map(({ name, isNumber }) => (
        <td key={name} className={isNumber ? 'number' : undefined}>
          <SessionCell session={session} column={name} />
        </td>
      ))}
    </tr>
  )
})
