// Tabs with the roles and keys of the WAI-ARIA pattern (automatic activation). Which one is chosen is the caller's to keep. Small
// by intent: the replay route has little room left in its budget.
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'

/** One tab. */
export interface TabItem<Name extends string> {
  readonly name: Name
  readonly label: string
  /** How many there are behind it; none is shown of none. */
  readonly count?: number
  /** The count is of something bad. */
  readonly isBad?: boolean
  readonly title?: string
}

/** A row of tabs above what the chosen one shows. */
export function TabbedView<Name extends string>(props: {
  readonly label: string
  readonly tabs: readonly TabItem<Name>[]
  readonly chosen: Name
  readonly onChoose: (name: Name) => void
  readonly children: ReactNode
}) {
  const { tabs, chosen, onChoose } = props
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const press = (event: KeyboardEvent) => {
    const to = keys[event.key]?.(
      tabs.findIndex(({ name }) => name === chosen),
      tabs.length,
    )
    const tab = to === undefined ? undefined : tabs.at(to % tabs.length)
    if (to === undefined || tab === undefined) return
    event.preventDefault()
    onChoose(tab.name)
    const next = list.current?.children.item((to + tabs.length) % tabs.length)
    if (next instanceof HTMLElement) next.focus()
  }
  return (
    <div className="tabbed">
      <div ref={list} className="tabbed-list" role="tablist" aria-label={props.label} onKeyDown={press}>
        {tabs.map(({ name, label, count = 0, isBad = false, title }) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            className="tabbed-tab"
            aria-selected={name === chosen}
            aria-controls={name === chosen ? `${id}-panel` : undefined}
            tabIndex={name === chosen ? 0 : -1}
            title={title}
            onClick={() => onChoose(name)}
          >
            {label}
            {count > 0 && (
              <>
                {' '}
                <span className={isBad ? 'tabbed-count tabbed-bad' : 'tabbed-count'}>{count}</span>
              </>
            )}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${chosen}`} className="tabbed-panel">
        {props.children}
      </div>
    </div>
  )
}

const keys: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  Home: () => 0,
  End: (_at, count) => count - 1,
}
