// Errors by group: what it was, how often, and where in the code; with the way to all sessions that have it.
import { type ErrorPayload, signalPlugin } from '@reseal/redaction-rules'
import { useEffect, useMemo, useState } from 'react'
import { formatPosition } from '../../address/clock.ts'
import { Link } from '../../address/link.tsx'
import type { Signal } from '../signals.ts'
import { errorForm, errorPrint } from './error-prints.ts'
import { ErrorStack } from './error-stack.tsx'
import { MaskedText } from './masked-text.tsx'
import { isError } from './panel-counts.ts'
import { makeRows, type PanelRow } from './panel-rows.ts'
import { RowsPanel } from './rows-panel.tsx'
import type { PanelFilter, PanelView } from './view-parts.ts'

const sorts = ['uncaught', 'rejection', 'caught', 'console']
const shownMoments = 40

function sortOf({ recorded, level }: Signal): string {
  if (recorded?.plugin !== signalPlugin.error) return 'console'
  return level === 'error' ? 'uncaught' : level
}

const payloadOf = ({ recorded }: Signal): ErrorPayload | undefined =>
  recorded?.plugin === signalPlugin.error ? recorded.payload : undefined

function groupOf(signal: Signal): string {
  const payload = payloadOf(signal)
  return payload === undefined ? `console ${signal.text}` : errorForm(payload)
}

export function ErrorsPanel({ view, ...filter }: PanelFilter & { readonly view: PanelView }) {
  const rows = useMemo(
    () => makeRows(view.signals.filter(isError), { sortOf, joinedBy: groupOf, isGrouped: true }),
    [view.signals],
  )
  return (
    <RowsPanel
      {...filter}
      view={view}
      label="errors"
      rows={rows}
      sorts={sorts}
      hint={({ sort }) => hints[sort] ?? ''}
      cells={({ signal, sort }) => (
        <>
          <span className="signal-level">{sort}</span>
          <span className="signal-text">
            <MaskedText text={signal.text} />
          </span>
        </>
      )}
      detail={(row) => <ErrorDetail row={row} view={view} />}
    />
  )
}

const hints: Readonly<Record<string, string>> = {
  uncaught: 'An error that nothing caught. Errors of one name, message and place are one row',
  rejection: 'A promise was rejected and nothing handled it',
  caught: 'The app caught it and reported it',
  console: 'The page logged it as an error',
}

function ErrorDetail({ row, view }: { readonly row: PanelRow; readonly view: PanelView }) {
  const { signal } = row
  const payload = payloadOf(signal)
  return (
    <>
      <p className="row-text">
        <MaskedText text={signal.text} />
      </p>
      {payload !== undefined && <ErrorStack payload={payload} view={view} />}
      <Moments row={row} view={view} />
      {payload !== undefined && <GroupLinks payload={payload} view={view} />}
      <p className="quiet">{hints[row.sort]}.</p>
    </>
  )
}

/** Each time it happened, to go there. */
function Moments({ row, view }: { readonly row: PanelRow; readonly view: PanelView }) {
  const { moments, signal } = row
  if (moments.length < 2) return null
  return (
    <p className="row-moments">
      <span className="quiet">{moments.length} times:</span>
      {moments.slice(0, shownMoments).map((atMs, index) => (
        <button
          key={index}
          type="button"
          className="row-moment"
          onClick={() => view.control.seek(atMs, signal.stream)}
        >
          {formatPosition(atMs - view.timeline.fromMs)}
        </button>
      ))}
    </p>
  )
}

function GroupLinks({ payload, view }: { readonly payload: ErrorPayload; readonly view: PanelView }) {
  const print = usePrint(errorForm(payload))
  if (print === undefined) return null
  const { app } = view.session
  return (
    <p className="row-links">
      <Link to={{ page: 'errors', app, error: print }}>Error group</Link>
      <Link to={{ page: 'sessions', app, q: `error:${print}` }}>Sessions with the same error</Link>
    </p>
  )
}

function usePrint(form: string): string | undefined {
  const [made, setMade] = useState<{ readonly form: string; readonly print: string | undefined }>()
  useEffect(() => {
    let isWanted = true
    void errorPrint(form).then((print) => {
      if (isWanted) setMade({ form, print })
    })
    return () => {
      isWanted = false
    }
  }, [form])
  return made?.form === form ? made.print : undefined
}
