// The console: what the page logged, level by level, and what nobody caught. Arguments were masked in the page.
import { signalPlugin } from '@reseal/redaction-rules'
import { useMemo } from 'react'
import type { Signal } from '../signals.ts'
import { MaskedText } from './masked-text.tsx'
import { isConsole } from './panel-counts.ts'
import { makeRows } from './panel-rows.ts'
import { RowsPanel } from './rows-panel.tsx'
import type { PanelFilter, PanelView } from './view-parts.ts'

const levels = ['error', 'warn', 'info', 'log', 'debug']

const sortOf = ({ recorded, level }: Signal): string =>
  recorded?.plugin === signalPlugin.error ? 'error' : level

export function ConsolePanel({ view, ...filter }: PanelFilter & { readonly view: PanelView }) {
  const rows = useMemo(
    () =>
      makeRows(view.signals.filter(isConsole), {
        sortOf,
        joinedBy: ({ level, text }) => `${level} ${text}`,
      }),
    [view.signals],
  )
  return (
    <RowsPanel
      {...filter}
      view={view}
      label="console lines"
      className="console-panel"
      rows={rows}
      sorts={levels}
      hint={({ signal }) => consoleHint(signal)}
      cells={({ signal }) => (
        <>
          <span className="signal-level">{sortOf(signal)}</span>
          <span className="signal-text">
            {signal.recorded?.plugin === signalPlugin.error && 'Uncaught '}
            <MaskedText text={signal.text} />
          </span>
        </>
      )}
      detail={({ signal, moments }) => (
        <>
          <p className="row-text">
            <MaskedText text={signal.text} />
          </p>
          {signal.detail !== undefined && <pre className="row-lines">{signal.detail}</pre>}
          <ConsoleArguments signal={signal} />
          {moments.length > 1 && <p className="quiet">{moments.length} times, one after the other.</p>}
        </>
      )}
    />
  )
}

function consoleHint({ recorded }: Signal): string {
  if (recorded?.plugin === signalPlugin.error)
    return 'An error that nothing caught: its stack is under Errors'
  return 'Logged by the page. Of texts only the length is known, of objects that there was one'
}

function ConsoleArguments({ signal: { recorded } }: { readonly signal: Signal }) {
  if (recorded?.plugin !== signalPlugin.console || recorded.payload.args.length === 0) return null
  return (
    <ol className="row-arguments">
      {recorded.payload.args.map(({ kind, text, name }, index) => (
        <li key={index}>
          <span className="quiet">{name ?? kind}</span> {text !== undefined && <MaskedText text={text} />}
        </li>
      ))}
    </ol>
  )
}
