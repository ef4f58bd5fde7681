// The session on one line: activity, gaps, what is held, errors, the streams, and where the replay is.
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react'
import type { NoteReply, StreamReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import { shortenId } from '../elements/copyable.tsx'
import { gapAt, gapSentence } from './gaps.ts'
import { heldGaps, heldStretches } from './held-stream.ts'
import type { ReplayControl, ReplayState } from './replay-state.ts'
import type { Signal, SignalKind } from './signals.ts'
import { clampMoment, fractionAt, momentAt, type Stretch, streamStretch, type Timeline } from './timeline.ts'

// What one looks for on the line; all else is in the list.
const ticks: Readonly<Partial<Record<SignalKind, string>>> = {
  error: 'track-error',
  click: 'track-click',
  app: 'track-app',
}

interface TimelineProps {
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly timeline: Timeline
  readonly signals: readonly Signal[]
  readonly notes: readonly NoteReply[]
}

export function TimelineBar(props: TimelineProps) {
  const { timeline } = props
  return (
    <div className="timeline">
      <Track {...props} />
      {timeline.streams.length > 1 && <Lanes {...props} />}
    </div>
  )
}

function Track({ control, state, timeline, signals, notes }: TimelineProps) {
  const track = useRef<HTMLDivElement>(null)
  const [hoverMs, setHoverMs] = useState<number>()
  const momentUnder = (event: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect()
    return box === undefined ? timeline.fromMs : momentAt(timeline, (event.clientX - box.left) / box.width)
  }
  // While one drags, only the mark moves: a seek is a read, and a read is an audit event.
  const [dragMs, setDragMs] = useState<number>()
  const shownMs = dragMs ?? state.atMs
  const held = state.held.get(state.stream ?? '')
  const unrecorded = useMemo(() => heldGaps(held), [held])
  const textAt = (atMs: number): string => {
    const gap = gapAt(unrecorded, atMs)
    const clock = formatClock(atMs - timeline.fromMs)
    return gap === undefined ? clock : `${clock} · ${gapSentence(gap)}`
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Home') control.seek(timeline.fromMs)
    if (event.key === 'End') control.seek(timeline.toMs)
  }
  return (
    <div
      ref={track}
      className="track"
      role="slider"
      tabIndex={0}
      aria-label="Position"
      aria-valuemin={0}
      aria-valuemax={Math.round((timeline.toMs - timeline.fromMs) / 1000)}
      aria-valuenow={Math.round((shownMs - timeline.fromMs) / 1000)}
      aria-valuetext={textAt(shownMs)}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragMs(momentUnder(event))
      }}
      onPointerMove={(event) => {
        setHoverMs(momentUnder(event))
        if (dragMs !== undefined) setDragMs(momentUnder(event))
      }}
      onPointerUp={(event) => {
        setDragMs(undefined)
        control.seek(momentUnder(event))
      }}
      onPointerLeave={() => setHoverMs(undefined)}
    >
      <Activity timeline={timeline} atMs={shownMs} />
      {timeline.gaps.map((gap) => (
        <Span key={gap.fromMs} className="track-gap" stretch={gap} timeline={timeline}>
          {fractionAt(timeline, gap.toMs) - fractionAt(timeline, gap.fromMs) > 0.04 ? 'gap' : ''}
        </Span>
      ))}
      {unrecorded.map((gap) => (
        <Span
          key={`${gap.fromMs} ${gap.reason}`}
          className={gap.isPart ? 'track-gap track-part' : 'track-gap track-unrecorded'}
          stretch={gap}
          timeline={timeline}
        />
      ))}
      <Held state={state} timeline={timeline} />
      {signals
        .filter(({ kind }) => kind in ticks)
        .map((signal, index) => (
          <Mark
            key={index}
            className={`track-tick ${ticks[signal.kind]}`}
            atMs={signal.atMs}
            timeline={timeline}
          />
        ))}
      {notes.map(({ id, atMs }) => (
        <Mark key={id} className="track-note" atMs={atMs} timeline={timeline} />
      ))}
      <Mark className="track-now" atMs={shownMs} timeline={timeline} />
      {hoverMs !== undefined && (
        <Mark className="track-hover" atMs={hoverMs} timeline={timeline} text={textAt(hoverMs)} />
      )}
    </div>
  )
}

function Activity({ timeline, atMs }: { readonly timeline: Timeline; readonly atMs: number }) {
  const parts = timeline.activity
  const path = parts
    .map((part, index) => {
      const height = part === 0 ? 0 : 2 + part * 22
      return `M${index} ${32 - height}h0.7V32h-0.7z`
    })
    .join('')
  const past = fractionAt(timeline, atMs) * parts.length
  return (
    <svg
      className="track-activity"
      viewBox={`0 0 ${parts.length} 32`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path} className="track-ahead" />
      <svg
        x="0"
        y="0"
        width={past}
        height="32"
        viewBox={`0 0 ${Math.max(past, 0.001)} 32`}
        preserveAspectRatio="none"
      >
        <path d={path} className="track-past" />
      </svg>
    </svg>
  )
}

function Held({ state, timeline }: { readonly state: ReplayState; readonly timeline: Timeline }) {
  const held = state.stream === undefined ? undefined : state.held.get(state.stream)
  if (held === undefined) return null
  return heldStretches(held).map((stretch) => (
    <Span key={stretch.fromMs} className="track-held" stretch={stretch} timeline={timeline} />
  ))
}

function Lanes(props: TimelineProps) {
  const { timeline } = props
  return (
    <ul className="lanes" aria-label="Streams: page loads and tabs">
      {timeline.lanes.map((lane) => (
        <li key={lane[0]?.stream} className="lane">
          {lane.map((stream) => (
            <LaneBar key={stream.stream} stream={stream} {...props} />
          ))}
        </li>
      ))}
    </ul>
  )
}

function LaneBar(props: TimelineProps & { readonly stream: StreamReply }) {
  const { control, state, timeline, stream } = props
  const number = timeline.streams.indexOf(stream) + 1
  const stretch = streamStretch(stream)
  const clock = (atMs: number) => formatClock(atMs - timeline.fromMs)
  return (
    <>
      <button
        type="button"
        className="lane-bar"
        aria-pressed={stream.stream === state.stream}
        title={`Stream ${number} of ${timeline.streams.length}, ${shortenId(stream.stream)}: ${clock(stretch.fromMs)} to ${clock(stretch.toMs)}`}
        style={placed(timeline, stretch)}
        onClick={() => control.seek(clampMoment(stretch, state.atMs), stream.stream)}
      >
        <span className="visually-hidden">Stream {number}</span>
      </button>
      {stream.gaps.map((gap) => (
        <Span key={gap.fromMs} className="lane-gap" stretch={gap} timeline={timeline} />
      ))}
    </>
  )
}

function Span(props: {
  readonly className: string
  readonly stretch: Stretch
  readonly timeline: Timeline
  readonly children?: string
}) {
  return (
    <span className={props.className} style={placed(props.timeline, props.stretch)}>
      {props.children}
    </span>
  )
}

function Mark(props: {
  readonly className: string
  readonly atMs: number
  readonly timeline: Timeline
  readonly text?: string
}) {
  return (
    <span className={props.className} style={{ left: percent(fractionAt(props.timeline, props.atMs)) }}>
      {props.text}
    </span>
  )
}

function placed(timeline: Timeline, stretch: Stretch): { readonly left: string; readonly width: string } {
  const from = fractionAt(timeline, stretch.fromMs)
  return { left: percent(from), width: percent(fractionAt(timeline, stretch.toMs) - from) }
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(3)}%`
}
