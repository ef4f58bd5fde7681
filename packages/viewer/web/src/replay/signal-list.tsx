// Errors, console, requests, clicks, and what the app and the page said, beside the replay; a click jumps there.
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { formatClock } from '../address/clock.ts'
import type { ReplayControl, ReplayState } from './replay-state.ts'
import type { Signal, SignalKind } from './signals.ts'
import type { Timeline } from './timeline.ts'

type Shown = 'all' | SignalKind

interface Tab {
  readonly shown: Shown
  readonly label: string
  /** Is there also while it lists nothing. */
  readonly isFixed?: true
}

const tabs: readonly Tab[] = [
  { shown: 'all', label: 'All', isFixed: true },
  { shown: 'error', label: 'Errors', isFixed: true },
  { shown: 'console', label: 'Console' },
  { shown: 'network', label: 'Network' },
  { shown: 'click', label: 'Clicks' },
  { shown: 'field', label: 'Fields' },
  { shown: 'app', label: 'App' },
  { shown: 'page', label: 'Page' },
  { shown: 'gap', label: 'Gaps' },
  { shown: 'stream', label: 'Streams' },
]

export function SignalList(props: {
  readonly signals: readonly Signal[]
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly timeline: Timeline
}) {
  const { signals, control, state, timeline } = props
  const [shown, setShown] = useState<Shown>('all')
  const listed = shown === 'all' ? signals : signals.filter(({ kind }) => kind === shown)
  const current = listed.findLastIndex(({ atMs }) => atMs <= state.atMs)
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    <aside className="signals">
      <div className="signal-tabs" role="tablist">
        {tabs
          .filter(({ shown: one, isFixed }) => isFixed || one === shown || countOf(signals, one) > 0)
          .map((tab) => (
            <button
              key={tab.shown}
              type="button"
              role="tab"
              className="signal-tab"
              aria-selected={tab.shown === shown}
              onClick={() => setShown(tab.shown)}
            >
              {tab.label} <span className="quiet">{countOf(signals, tab.shown)}</span>
            </button>
          ))}
      </div>
      <ol ref={list} className="signal-list">
        {listed.map((signal, index) => (
          <li key={index}>
            <button
              type="button"
              className={`signal signal-${signal.tone ?? 'plain'}`}
              aria-current={index === current ? 'step' : undefined}
              onClick={() => control.seek(signal.atMs, signal.stream)}
            >
              <span className="signal-time">{formatClock(signal.atMs - timeline.fromMs)}</span>
              <span className="signal-level">{signal.level}</span>
              <span className="signal-text">{paintMasks(signal.text)}</span>
              {signal.detail !== undefined && index === current && (
                <span className="signal-detail">{paintMasks(signal.detail)}</span>
              )}
            </button>
          </li>
        ))}
      </ol>
      <p className="signal-note">
        {listed.length === 0 ? 'Nothing in what is loaded so far. ' : 'From what is loaded so far. '}
        Texts were masked in the page.
      </p>
    </aside>
  )
}

function countOf(signals: readonly Signal[], shown: Shown): number {
  return shown === 'all' ? signals.length : signals.filter(({ kind }) => kind === shown).length
}

// The recorder's masks are words of x; in the list, too, they are bars and not letters.
function paintMasks(text: string): ReactNode[] {
  return text.split(/\b(x+(?: x+)*)\b/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span key={index} className="masked">
        {part}
      </span>
    ),
  )
}
