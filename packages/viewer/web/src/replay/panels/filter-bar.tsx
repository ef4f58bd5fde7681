// The filter above a panel's rows: words of what can be read, and levels, kinds or outcomes.
import { Copyable } from '../../elements/copyable.tsx'
import { countSorts, type PanelRow, type RowFilter } from './panel-rows.ts'
import { rowAsText } from './row-text.ts'
import type { PanelView } from './view-parts.ts'

export function FilterBar(props: {
  readonly view: PanelView
  readonly label: string
  readonly rows: readonly PanelRow[]
  readonly shown: readonly PanelRow[]
  readonly sorts: readonly string[]
  readonly sortNames?: Readonly<Record<string, string>>
  readonly filter: RowFilter
  readonly onFilter: (filter: RowFilter) => void
}) {
  const { rows, shown, filter, onFilter, sortNames = {}, label } = props
  const sorts = countSorts(rows, props.sorts, filter.sorts)
  const toggle = (sort: string) => {
    const next = new Set(filter.sorts)
    if (!next.delete(sort)) next.add(sort)
    onFilter({ ...filter, sorts: next })
  }
  const { fromMs } = props.view.timeline
  return (
    <div className="rows-filter">
      <input
        type="search"
        className="control rows-search"
        aria-label={`Filter ${label}`}
        placeholder="Filter"
        title="Words of what can be read: masked text is not known here"
        autoComplete="off"
        spellCheck={false}
        value={filter.text}
        onChange={({ target }) => onFilter({ ...filter, text: target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      {sorts.length > 1 &&
        sorts.map(({ sort, count }) => (
          <button
            key={sort}
            type="button"
            className={`rows-sort rows-sort-${sort}`}
            aria-pressed={filter.sorts.has(sort)}
            onClick={() => toggle(sort)}
          >
            {sortNames[sort] ?? sort} <span className="quiet">{count}</span>
          </button>
        ))}
      {shown.length > 0 && (
        <span className="rows-copy">
          <Copyable
            text={shown.map((row) => rowAsText(row, fromMs)).join('\n')}
            shown="copy"
            title={`Copy these ${shown.length} rows as text`}
          />
        </span>
      )}
    </div>
  )
}
