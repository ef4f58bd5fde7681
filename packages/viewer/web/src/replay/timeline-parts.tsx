// What lies on the timeline: stretches, marks of moments, the bars of activity, and the rows of streams.
import type { ReactNode } from 'react'
import type { StreamReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import { shortenId } from '../elements/copyable.tsx'
import type { ReplayControl, ReplayState } from './replay-state.ts'
import { clampMoment, fractionAt, type Stretch, streamStretch, type Timeline } from './timeline.ts'

/** A stretch on the line; nothing where it lies outside of what is shown. */
export function Span(props: {
  readonly className: string
  readonly stretch: Stretch
  readonly shown: Stretch
  readonly title?: string
  readonly children?: ReactNode
}) {
  const { stretch, shown } = props
  if (stretch.toMs < shown.fromMs || stretch.fromMs > shown.toMs) return null
  return (
    <span className={props.className} style={placed(shown, stretch)} title={props.title}>
      {props.children}
    </span>
  )
}

/** A moment on the line; nothing where it lies outside of what is shown. */
export function Point(props: {
  readonly className: string
  readonly atMs: number
  readonly shown: Stretch
  readonly children?: ReactNode
}) {
  const { atMs, shown } = props
  if (atMs < shown.fromMs || atMs > shown.toMs) return null
  return (
    <span className={props.className} style={{ left: percent(fractionAt(shown, atMs)) }}>
      {props.children}
    </span>
  )
}

/** How much was recorded when; darker up to where the replay is. */
export function Activity(props: {
  readonly timeline: Timeline
  readonly shown: Stretch
  readonly atMs: number
}) {
  const { timeline, shown, atMs } = props
  const parts = timeline.activity
  const path = parts
    .map((part, index) => {
      const height = part === 0 ? 0 : 2 + part * 22
      return `M${index} ${32 - height}h0.7V32h-0.7z`
    })
    .join('')
  const from = fractionAt(timeline, shown.fromMs) * parts.length
  const length = Math.max(fractionAt(timeline, shown.toMs) * parts.length - from, 0.001)
  const past = Math.min(length, Math.max(0, fractionAt(timeline, atMs) * parts.length - from))
  return (
    <svg
      className="track-activity"
      viewBox={`${from} 0 ${length} 32`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path} className="track-ahead" />
      <svg
        x={from}
        y="0"
        width={past}
        height="32"
        viewBox={`${from} 0 ${Math.max(past, 0.001)} 32`}
        preserveAspectRatio="none"
      >
        <path d={path} className="track-past" />
      </svg>
    </svg>
  )
}

/** A row for each of the streams that were open at once. */
export function Lanes(props: {
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly timeline: Timeline
  readonly shown: Stretch
}) {
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

function LaneBar(props: {
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly timeline: Timeline
  readonly shown: Stretch
  readonly stream: StreamReply
}) {
  const { control, state, timeline, shown, stream } = props
  const number = timeline.streams.indexOf(stream) + 1
  const stretch = streamStretch(stream)
  const clock = (atMs: number) => formatClock(atMs - timeline.fromMs)
  if (stretch.toMs < shown.fromMs || stretch.fromMs > shown.toMs) return null
  return (
    <>
      <button
        type="button"
        className="lane-bar"
        aria-pressed={stream.stream === state.stream}
        title={`Stream ${number} of ${timeline.streams.length}, ${shortenId(stream.stream)}: ${clock(stretch.fromMs)} to ${clock(stretch.toMs)}`}
        style={placed(shown, stretch)}
        onClick={() => control.seek(clampMoment(stretch, state.atMs), stream.stream)}
      >
        <span className="visually-hidden">Stream {number}</span>
      </button>
      {stream.gaps.map((gap) => (
        <Span key={gap.fromMs} className="lane-gap" stretch={gap} shown={shown} />
      ))}
    </>
  )
}

/** The place of a stretch. */
function placed(shown: Stretch, stretch: Stretch): { readonly left: string; readonly width: string } {
  const from = fractionAt(shown, stretch.fromMs)
  return { left: percent(from), width: percent(fractionAt(shown, stretch.toMs) - from) }
}

/** A fraction as CSS has it. */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(3)}%`
}
