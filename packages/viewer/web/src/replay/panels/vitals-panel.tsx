// Web vitals of each page load, each on a gauge of good, in between and poor, with what made it so; and long tasks.
import { signalPlugin } from '@reseal/redaction-rules'
import { useMemo } from 'react'
import { formatClock } from '../../address/clock.ts'
import { Copyable } from '../../elements/copyable.tsx'
import { formatDuration } from '../page-signals.ts'
import type { Signal } from '../signals.ts'
import { streamStretch } from '../timeline.ts'
import { MaskedText } from './masked-text.tsx'
import type { PanelView } from './view-parts.ts'
import {
  gaugeAt,
  longestTasks,
  type PageVitals,
  pageVitals,
  vitalLimits,
  vitalMeanings,
  vitalNames,
} from './vital-facts.ts'

const shownTasks = 20

export function VitalsPanel({ view }: { readonly view: PanelView }) {
  const { timeline, signals } = view
  const pages = useMemo(() => pageVitals(timeline.streams, signals), [timeline, signals])
  return (
    <div className="vitals-panel">
      {pages.length === 0 && <p className="rows-none">No web vitals in what is loaded so far.</p>}
      {pages.map((page) => (
        <PageCard key={page.stream.stream} page={page} view={view} />
      ))}
    </div>
  )
}

function PageCard({ page, view }: { readonly page: PageVitals; readonly view: PanelView }) {
  const { timeline, signals } = view
  const number = timeline.streams.indexOf(page.stream) + 1
  const { fromMs } = streamStretch(page.stream)
  const place = signals.find(
    ({ stream, level, kind }) => stream === page.stream.stream && kind === 'network' && level === 'route',
  )
  return (
    <section className="vitals-page" aria-label={`Page load ${number}`}>
      <h2 className="vitals-title">
        Page load {timeline.streams.length > 1 && number} <code>{place?.text.split('  ')[0]}</code>
        <span className="quiet">{formatClock(fromMs - timeline.fromMs)}</span>
      </h2>
      <ul className="vitals-list">
        {vitalNames.map((name) => (
          <li key={name}>
            <Vital name={name} signal={page.vitals[name]} view={view} />
          </li>
        ))}
      </ul>
      <Tasks tasks={page.tasks} view={view} />
    </section>
  )
}

function Vital(props: {
  readonly name: (typeof vitalNames)[number]
  readonly signal: Signal | undefined
  readonly view: PanelView
}) {
  const { name, signal, view } = props
  const [good, poor] = vitalLimits[name]
  const show = (value: number) => (name === 'CLS' ? String(value) : formatDuration(value))
  const meaning = `${name}: ${vitalMeanings[name]}. Good up to ${show(good)}, poor above ${show(poor)}.`
  if (signal?.recorded?.plugin !== signalPlugin.vital) {
    return (
      <div className="vital vital-none" title={meaning}>
        <span className="vital-name">{name}</span>
        <span className="quiet">not recorded yet</span>
      </div>
    )
  }
  const { value, rating } = signal.recorded.payload
  return (
    <button
      type="button"
      className={`vital vital-${rating}`}
      title={`${meaning}\n${signal.detail ?? ''}`}
      onClick={() => view.control.seek(signal.atMs, signal.stream)}
      onPointerEnter={() => signal.node !== undefined && view.highlight(signal.node)}
      onPointerLeave={() => signal.node !== undefined && view.highlight(undefined)}
    >
      <span className="vital-name">{name}</span>
      <span className="vital-value">{show(value)}</span>
      <span className="vital-rating">{rating.replace('-', ' ')}</span>
      <span className="gauge" aria-hidden="true">
        <span className="gauge-mark" style={{ left: `${gaugeAt(name, value) * 100}%` }} />
      </span>
      <span className="vital-meaning quiet">{vitalMeanings[name]}</span>
      {signal.detail !== undefined && (
        <span className="vital-parts">
          <MaskedText text={signal.detail.split('\n').join(' · ')} />
        </span>
      )}
    </button>
  )
}

function Tasks({ tasks, view }: { readonly tasks: readonly Signal[]; readonly view: PanelView }) {
  if (tasks.length === 0) return null
  const { timeline, control } = view
  const shown = longestTasks(tasks, shownTasks)
  return (
    <>
      <h3 className="vitals-tasks-title">
        Long tasks <span className="quiet">{tasks.length}, the longest first</span>
        <Copyable
          text={tasks.map(({ atMs, text }) => `${formatClock(atMs - timeline.fromMs)}  ${text}`).join('\n')}
          shown="copy"
          title="Copy all long tasks as text"
        />
      </h3>
      <ul className="vitals-tasks">
        {shown.map((task, index) => (
          <li key={index}>
            <button
              type="button"
              className={`task signal-${task.tone ?? 'plain'}`}
              title={`${task.detail ?? 'Which script took it is not known'}`}
              onClick={() => control.seek(task.atMs, task.stream)}
            >
              <span className="signal-time">{formatClock(task.atMs - timeline.fromMs)}</span>
              <span className="signal-text">{task.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
