// The row of marks above the track: one stop for Tab, the arrows go from mark to mark, Enter jumps there.
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import type { ReplayControl } from './replay-state.ts'
import { fractionAt, type Stretch } from './timeline.ts'
import { groupWords, type MarkGroup, type MarkKind, markKinds, markNames } from './timeline-marks.ts'
import { percent } from './timeline-parts.tsx'

export function MarkRow(props: {
  readonly control: ReplayControl
  readonly groups: readonly MarkGroup[]
  readonly shown: Stretch
  readonly fromMs: number
}) {
  const { control, groups, shown, fromMs } = props
  const list = useRef<HTMLOListElement>(null)
  const [chosen, setChosen] = useState(0)
  const stop = Math.min(chosen, Math.max(0, groups.length - 1))
  const press = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: stop + 1,
      ArrowLeft: stop - 1,
      Home: 0,
      End: groups.length - 1,
    }
    const wanted = steps[event.key]
    if (wanted === undefined) return
    // The arrows are the replay's elsewhere.
    event.preventDefault()
    event.stopPropagation()
    const next = Math.min(groups.length - 1, Math.max(0, wanted))
    setChosen(next)
    list.current?.querySelectorAll('button')[next]?.focus()
  }
  return (
    <ol ref={list} className="marks" aria-label="Marks on the timeline" onKeyDown={press}>
      {groups.map((group, index) => {
        const { kind, atMs, stream } = group.first
        const words = groupWords(group, fromMs)
        return (
          <li key={`${kind} ${atMs} ${index}`}>
            <button
              type="button"
              className={`mark mark-${kind}`}
              style={{ left: percent(fractionAt(shown, atMs)) }}
              tabIndex={index === stop ? 0 : -1}
              aria-label={words}
              title={words}
              onFocus={() => setChosen(index)}
              onClick={() => control.seek(atMs, stream)}
            >
              <MarkSign kind={kind} />
            </button>
          </li>
        )
      })}
    </ol>
  )
}

/** Which kinds are marked, with how many there are: the key to the signs, and what hides them. */
export function MarkKey(props: {
  readonly counts: ReadonlyMap<MarkKind, number>
  readonly hidden: ReadonlySet<MarkKind>
  readonly onHidden: (hidden: ReadonlySet<MarkKind>) => void
}) {
  const { counts, hidden } = props
  const turn = (kind: MarkKind) => {
    const next = new Set(hidden)
    if (!next.delete(kind)) next.add(kind)
    props.onHidden(next)
  }
  return (
    <fieldset className="mark-key">
      <legend className="visually-hidden">Shown on the timeline, of what is loaded</legend>
      {markKinds.flatMap((kind): ReactNode => {
        const count = counts.get(kind) ?? 0
        return count === 0
          ? []
          : [
              <button
                key={kind}
                type="button"
                className="mark-kind"
                aria-pressed={!hidden.has(kind)}
                title={`${markNames[kind]}, of what is loaded: shown on the timeline or not`}
                onClick={() => turn(kind)}
              >
                <span className={`mark-sign mark-${kind}`}>
                  <MarkSign kind={kind} />
                </span>
                {markNames[kind]} <span className="quiet">{count}</span>
              </button>,
            ]
      })}
    </fieldset>
  )
}

const signs: Readonly<Record<MarkKind, string>> = {
  error: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z',
  request: 'M6 1.2 11.4 11H.6z',
  frustration: 'M7 .5 1.8 7h3L4 11.5 10.2 5H6.6z',
  page: 'M6 .6 11.4 6 6 11.4.6 6z',
  vital: 'M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zm0 2a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  app: 'M4.5 1h3v10h-3z',
  note: 'M1.5 1.5h9v6.5l-3 3h-6z',
}

/** The sign of a kind. */
export function MarkSign({ kind }: { readonly kind: MarkKind }) {
  return (
    <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
      <path d={signs[kind]} fill="currentColor" />
    </svg>
  )
}
