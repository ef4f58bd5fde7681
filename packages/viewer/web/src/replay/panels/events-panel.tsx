// What the person did and what the app said of it: clicks, entries, routes, marks of fields, the app's own events.
import { useMemo } from 'react'
import { MaskedText } from './masked-text.tsx'
import { eventSort } from './panel-counts.ts'
import { makeRows } from './panel-rows.ts'
import { RowsPanel } from './rows-panel.tsx'
import type { PanelFilter, PanelView } from './view-parts.ts'

const sorts = ['frustration', 'clicks', 'entries', 'fields', 'routes', 'app', 'pages', 'gaps']

const hints: Readonly<Record<string, string>> = {
  frustration: 'Somebody got nowhere: many clicks at one place, or one that nothing followed',
  clicks: 'A click of the person, and the element with the words on it that may be read',
  entries: 'Something was typed or chosen here. What, is not recorded',
  fields: 'How a field stood when it was left or sent; never what it holds',
  routes: 'The app went to another address; only its template is known',
  app: 'The app reported this of itself, by a rule that declares it',
  pages: 'A page was loaded, in a tab of its own or in one there was',
  gaps: 'Here something was not recorded',
}

export function EventsPanel({ view, ...filter }: PanelFilter & { readonly view: PanelView }) {
  const rows = useMemo(
    () =>
      makeRows(
        view.signals.filter((signal) => eventSort(signal) !== undefined),
        {
          sortOf: (signal) => eventSort(signal) ?? '',
          joinedBy: ({ kind, level, node }) => (kind === 'action' ? `${level} ${node}` : undefined),
        },
      ),
    [view.signals],
  )
  return (
    <RowsPanel
      {...filter}
      view={view}
      label="events"
      rows={rows}
      sorts={sorts}
      hint={({ sort }) => hints[sort] ?? ''}
      cells={({ signal }) => (
        <>
          <span className="signal-level">{signal.level}</span>
          <span className="signal-text">
            <MaskedText text={signal.text} />
          </span>
        </>
      )}
      detail={({ signal, sort, moments }) => (
        <>
          <p className="row-text">
            <MaskedText text={signal.text} />
          </p>
          {signal.detail !== undefined && <pre className="row-lines">{signal.detail}</pre>}
          <p className="quiet">
            {hints[sort]}
            {moments.length > 1 ? `; ${moments.length} times in a row` : ''}.
          </p>
        </>
      )}
    />
  )
}
