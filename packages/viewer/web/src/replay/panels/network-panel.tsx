// Requests beside the replay: a waterfall over what is in view of the list, and all of one beneath it.
import type { DeclaredValues } from '@reseal/redaction-rules'
import { Fragment, type ReactNode, useMemo } from 'react'
import { formatPosition } from '../../address/clock.ts'
import { Copyable, shortenId } from '../../elements/copyable.tsx'
import { formatDuration } from '../page-signals.ts'
import type { Signal } from '../signals.ts'
import { fractionAt, type Stretch } from '../timeline.ts'
import { axisOf, type NetworkFacts, networkFacts, networkSort } from './network-facts.ts'
import { isNetwork } from './panel-counts.ts'
import { makeRows, type PanelRow } from './panel-rows.ts'
import { RowsPanel } from './rows-panel.tsx'
import type { PanelFilter, PanelView } from './view-parts.ts'

const sorts = ['failed', 'slow', 'requests', 'resources', 'sockets']

export function NetworkPanel({ view, ...filter }: PanelFilter & { readonly view: PanelView }) {
  const rows = useMemo(
    () => makeRows(view.signals.filter(isNetwork), { sortOf: networkSort }),
    [view.signals],
  )
  return (
    <RowsPanel
      {...filter}
      view={view}
      label="requests"
      className="network-panel"
      rows={rows}
      sorts={sorts}
      hint={({ signal }) => hintOf(networkFacts(signal))}
      head={(inView) => inView.length > 0 && <AxisHead axis={axisOf(inView)} fromMs={view.timeline.fromMs} />}
      cells={({ signal }, inView) => <RequestCells facts={networkFacts(signal)} inView={inView} />}
      detail={({ signal }) => <RequestDetail signal={signal} fromMs={view.timeline.fromMs} />}
    />
  )
}

function hintOf(facts: NetworkFacts | undefined): string {
  if (facts === undefined) return ''
  const parts = facts.phases.map(({ name, fromMs, toMs }) => `${name} ${formatDuration(toMs - fromMs)}`)
  const marks = [facts.isFailed && 'failed', facts.isSlow && 'slow: 2 s or more'].filter(Boolean)
  return [`${facts.method} ${facts.path}`, ...marks, ...parts].join('\n')
}

/** Where the bars begin and end. */
function AxisHead({ axis, fromMs }: { readonly axis: Stretch; readonly fromMs: number }) {
  return (
    <div className="signal network-head" aria-hidden="true">
      <span className="signal-time">At</span>
      <span className="signal-level">Method</span>
      <span className="signal-text">Path</span>
      <span className="network-status">Status</span>
      <span className="network-took">Took</span>
      <span className="network-size">Size</span>
      <span className="network-bars network-axis">
        <span>{formatPosition(axis.fromMs - fromMs)}</span>
        <span>+{formatDuration(axis.toMs - axis.fromMs)}</span>
      </span>
    </div>
  )
}

function RequestCells(props: {
  readonly facts: NetworkFacts | undefined
  readonly inView: readonly PanelRow[]
}) {
  const { facts } = props
  if (facts === undefined) return null
  const axis = axisOf(props.inView)
  return (
    <>
      <span className="signal-level">{facts.method}</span>
      <span className="signal-text">{facts.path}</span>
      <span className="network-status">{facts.outcome}</span>
      <span className={facts.isSlow ? 'network-took network-slow' : 'network-took'}>
        {formatDuration(facts.toMs - facts.fromMs)}
      </span>
      <span className="network-size quiet">{facts.size}</span>
      <span className="network-bars" aria-hidden="true">
        {facts.phases.map((phase, index) => (
          <span
            key={phase.name}
            className={`network-bar network-phase-${index}`}
            style={{
              left: `${fractionAt(axis, phase.fromMs) * 100}%`,
              width: `${(fractionAt(axis, phase.toMs) - fractionAt(axis, phase.fromMs)) * 100}%`,
            }}
          />
        ))}
      </span>
    </>
  )
}

function RequestDetail({ signal, fromMs }: { readonly signal: Signal; readonly fromMs: number }) {
  const facts = networkFacts(signal)
  if (facts === undefined) return null
  return (
    <>
      <p className="row-text">
        {facts.method} {facts.path}
      </p>
      <dl className="row-facts">
        <Fact term="Status">
          {facts.outcome}
          {facts.isFailed && ' · failed'}
          {facts.isSlow && ' · slow (2 s or more)'}
        </Fact>
        <Fact term="Began">{formatPosition(facts.fromMs - fromMs)}</Fact>
        {facts.phases.map((phase) => (
          <Fact key={phase.name} term={phase.name}>
            {formatDuration(phase.toMs - phase.fromMs)}
          </Fact>
        ))}
        {facts.sent !== undefined && <Fact term="Sent">{facts.sent}</Fact>}
        {facts.size !== undefined && <Fact term="Received">{facts.size}</Fact>}
        {facts.trace !== undefined && (
          <Fact term={facts.isPageTrace === true ? 'Trace (of the page)' : 'Trace'}>
            <Copyable text={facts.trace} shown={shortenId(facts.trace)} />
          </Fact>
        )}
      </dl>
      <Declared what="Request" values={facts.request} />
      <Declared what="Response" values={facts.response} />
      {signal.detail !== undefined && signal.recorded?.plugin !== 'reseal/network' && (
        <p className="quiet">{signal.detail}</p>
      )}
      <p className="quiet">
        Headers and bodies are recorded only where a rule lists the field; sizes and times coarsely.
      </p>
    </>
  )
}

function Declared({ what, values }: { readonly what: string; readonly values: DeclaredValues | undefined }) {
  const entries = Object.entries({ ...values?.headers, ...values?.fields })
  if (entries.length === 0) return null
  return (
    <dl className="row-facts">
      {entries.map(([name, value]) => (
        <Fragment key={name}>
          <dt className="quiet">
            {what} {name}
          </dt>
          <dd>{String(value)}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="quiet">{term}</dt>
      <dd>{children}</dd>
    </>
  )
}
