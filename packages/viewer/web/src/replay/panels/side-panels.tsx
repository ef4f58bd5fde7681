// The panels beside the replay under their tabs: which one is in the address, and each is loaded when it is first chosen.
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useKeys } from '../../app/keyboard.ts'
import { TabbedView, type TabItem } from '../../elements/tabs.tsx'
import type { InspectorControl } from './inspector-state.ts'
import { countPanels } from './panel-counts.ts'
import { type PanelName, panelAfter, panelNames } from './panel-names.ts'
import { noFilter, type RowFilter } from './panel-rows.ts'
import './panels.css'
import type { PanelView } from './view-parts.ts'

const rows = () => import('./signal-panels.tsx')
const ConsolePanel = lazy(async () => ({ default: (await rows()).ConsolePanel }))
const NetworkPanel = lazy(async () => ({ default: (await rows()).NetworkPanel }))
const ErrorsPanel = lazy(async () => ({ default: (await rows()).ErrorsPanel }))
const EventsPanel = lazy(async () => ({ default: (await rows()).EventsPanel }))
const VitalsPanel = lazy(async () => ({ default: (await import('./vitals-panel.tsx')).VitalsPanel }))
const DomPanel = lazy(async () => ({ default: (await import('./dom-panel.tsx')).DomPanel }))

const labels: Readonly<Record<PanelName, string>> = {
  console: 'Console',
  network: 'Network',
  errors: 'Errors',
  events: 'Events',
  vitals: 'Vitals',
  dom: 'DOM',
  notes: 'Notes',
}

export function SidePanels(props: {
  readonly view: PanelView
  readonly panel: PanelName
  readonly onPanel: (panel: PanelName) => void
  readonly inspector: InspectorControl
  readonly noteCount: number
  /** The panel of notes. */
  readonly notes: ReactNode
}) {
  const { view, panel, onPanel } = props
  const [filters, setFilters] = useState<Readonly<Partial<Record<PanelName, RowFilter>>>>({})
  const counts = { ...countPanels(view.signals), notes: props.noteCount }
  const tabs = panelNames.map((name, index): TabItem<PanelName> => {
    const tab = { name, label: labels[name], title: `Key ${index + 1}`, isBad: name === 'errors' }
    const count: number | undefined = counts[name]
    return count === undefined ? tab : { ...tab, count }
  })
  useKeys({
    ...Object.fromEntries(panelNames.map((name, index) => [String(index + 1), () => onPanel(name)])),
    '[': () => onPanel(panelAfter(panel, -1)),
    ']': () => onPanel(panelAfter(panel, 1)),
  })
  const filter = {
    filter: filters[panel] ?? noFilter,
    onFilter: (next: RowFilter) => setFilters({ ...filters, [panel]: next }),
  }
  return (
    <aside className="signals" aria-label="Panels">
      <TabbedView label="Panels" tabs={tabs} chosen={panel} onChoose={onPanel}>
        <Suspense fallback={<p className="rows-none" aria-busy="true" />}>
          {panel === 'console' && <ConsolePanel view={view} {...filter} />}
          {panel === 'network' && <NetworkPanel view={view} {...filter} />}
          {panel === 'errors' && <ErrorsPanel view={view} {...filter} />}
          {panel === 'events' && <EventsPanel view={view} {...filter} />}
          {panel === 'vitals' && <VitalsPanel view={view} />}
          {panel === 'dom' && <DomPanel view={view} inspector={props.inspector} />}
          {panel === 'notes' && props.notes}
        </Suspense>
      </TabbedView>
      {panel !== 'notes' && panel !== 'dom' && <LoadedNote view={view} />}
    </aside>
  )
}

/** How much of the session the panels speak of: what was watched or went by was read, and each read is in the audit log. */
function LoadedNote({ view }: { readonly view: PanelView }) {
  const { timeline, state } = view
  const wholeMs = timeline.streams.reduce(
    (sum, { startedAtMs, endedAtMs }) => sum + endedAtMs - startedAtMs,
    0,
  )
  const heldMs = [...state.held.values()]
    .flatMap(({ runs }) => runs)
    .reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0)
  const isAll = [...state.held.values()].every(
    ({ stream, runs }) => stream.segmentCount === 0 || (runs[0]?.isLast === true && runs[0].firstIndex === 0),
  )
  const percent = Math.min(99, Math.round((heldMs / Math.max(1, wholeMs)) * 100))
  return (
    <p
      className="signal-note"
      title="Nothing is read ahead for the lists: each range that is read is an audit event, so they grow with what you watch. The marks of the timeline show where errors are."
    >
      {isAll
        ? 'Of all that was recorded.'
        : `From what is loaded so far, about ${percent} %: play or jump on for more.`}{' '}
      Texts were masked in the page.
    </p>
  )
}
