// The session on one line: activity, marks, gaps, what is held and was watched, the streams, and where the replay is.
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { MeReply, NoteReply } from '../../../src/api-types.ts'
import { useKeys } from '../app/keyboard.ts'
import { gapAt, gapSentence } from './gaps.ts'
import { heldGaps, heldKeyframes, heldStretches, runAt } from './held-stream.ts'
import type { ReplayControl, ReplayState } from './replay-state.ts'
import type { Signal } from './signals.ts'
import { momentAt, type Stretch, streamAt, type Timeline } from './timeline.ts'
import { TimelineHover } from './timeline-hover.tsx'
import { MarkKey, MarkRow } from './timeline-mark-row.tsx'
import {
  clockWords,
  countMarks,
  groupMarks,
  type Mark,
  type MarkKind,
  marksNear,
  marksOf,
} from './timeline-marks.ts'
import { Activity, Lanes, Point, Span } from './timeline-parts.tsx'
import { following, isZoomed, moved, zoomed } from './timeline-window.ts'
import './timeline.css'

interface TimelineProps {
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly timeline: Timeline
  readonly signals: readonly Signal[]
  readonly notes: readonly NoteReply[]
  readonly me: MeReply
  /** What stands beside the key of the marks. */
  readonly children?: ReactNode
}

/** How much closer or further one step of the zoom is. */
const zoomStep = 1.6
/** Of what is shown: what the hover card and the spoken position tell of. */
const nearShare = 0.012
const mostNear = 4

export function TimelineBar(props: TimelineProps) {
  const { control, state, timeline, signals, notes } = props
  const [zoom, setZoom] = useState<Stretch>()
  const [hidden, setHidden] = useState<ReadonlySet<MarkKind>>(new Set())
  const shown = zoom === undefined ? timeline : following(timeline, zoom, state.atMs)
  const marks = useMemo(() => marksOf(signals, notes), [signals, notes])
  const counts = useMemo(() => countMarks(marks), [marks])
  const groups = useMemo(() => groupMarks(marks, shown, hidden), [marks, shown, hidden])
  const show = (next: Stretch) => setZoom(isZoomed(timeline, next) ? next : undefined)
  const zoomBy = (factor: number, aroundMs = state.atMs) => show(zoomed(timeline, shown, factor, aroundMs))
  useKeys({
    z: () => zoomBy(1 / zoomStep),
    Z: () => zoomBy(zoomStep),
    '0': () => setZoom(undefined),
  })
  return (
    <div className="timeline">
      <div className="timeline-head">
        <MarkKey counts={counts} hidden={hidden} onHidden={setHidden} />
        {props.children}
        <fieldset className="zoom">
          <legend className="visually-hidden">Zoom of the timeline</legend>
          <button
            type="button"
            className="zoom-button"
            title="Further (Z)"
            disabled={zoom === undefined}
            onClick={() => zoomBy(zoomStep)}
          >
            <span aria-hidden="true">−</span>
            <span className="visually-hidden">Show more of the session</span>
          </button>
          <button
            type="button"
            className="zoom-button"
            title="Closer (z, or Ctrl and the wheel)"
            onClick={() => zoomBy(1 / zoomStep)}
          >
            <span aria-hidden="true">+</span>
            <span className="visually-hidden">Show less of the session, closer</span>
          </button>
          <button
            type="button"
            className="zoom-button"
            title="The whole session (0)"
            disabled={zoom === undefined}
            onClick={() => setZoom(undefined)}
          >
            all
          </button>
        </fieldset>
      </div>
      <div className="line">
        <MarkRow control={control} groups={groups} shown={shown} fromMs={timeline.fromMs} />
        <Track {...props} shown={shown} marks={marks} onShow={show} />
        {zoom !== undefined && (
          <div className="overview" aria-hidden="true">
            <Span className="overview-window" stretch={shown} shown={timeline} />
            <Point className="overview-now" atMs={state.atMs} shown={timeline} />
          </div>
        )}
        {timeline.streams.length > 1 && (
          <Lanes control={control} state={state} timeline={timeline} shown={shown} />
        )}
      </div>
    </div>
  )
}

interface TrackProps extends TimelineProps {
  readonly shown: Stretch
  readonly marks: readonly Mark[]
  readonly onShow: (shown: Stretch) => void
}

function Track(props: TrackProps) {
  const { control, state, timeline, shown, marks, me } = props
  const track = useRef<HTMLDivElement>(null)
  const [hoverMs, setHoverMs] = useState<number>()
  // While one drags, only the mark and the preview move: a seek is a read, and a read is an audit event.
  const [dragMs, setDragMs] = useState<number>()
  const shownMs = dragMs ?? state.atMs
  const held = state.held.get(state.stream ?? '')
  const unrecorded = useMemo(() => heldGaps(held), [held])
  const momentUnder = ({ clientX }: { readonly clientX: number }): number => {
    const box = track.current?.getBoundingClientRect()
    return box === undefined ? shown.fromMs : momentAt(shown, (clientX - box.left) / box.width)
  }
  useWheel(track, momentUnder, props)
  const gapAtMoment = (atMs: number): string | undefined => {
    const gap = gapAt(unrecorded, atMs)
    if (gap !== undefined) return gapSentence(gap)
    const isEmpty = timeline.gaps.some(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs)
    return isEmpty ? 'Nothing was recorded here: no page was open, or it was asleep' : undefined
  }
  const near = (atMs: number) =>
    marksNear(marks, atMs, { withinMs: (shown.toMs - shown.fromMs) * nearShare, most: mostNear })
  const words = (atMs: number): string =>
    [
      `${clockWords(atMs - timeline.fromMs)} of ${clockWords(timeline.toMs - timeline.fromMs)}`,
      gapAtMoment(atMs),
      ...near(atMs).map(({ text }) => text),
    ]
      .filter((part) => part !== undefined)
      .join('. ')
  const press = (event: KeyboardEvent) => {
    const page = (shown.toMs - shown.fromMs) / 10
    const targets: Readonly<Record<string, number>> = {
      Home: timeline.fromMs,
      End: timeline.toMs,
      PageUp: state.atMs + page,
      PageDown: state.atMs - page,
    }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    control.seek(target)
  }
  const hover = dragMs ?? hoverMs
  const hovered = hover === undefined ? undefined : streamAt(timeline, hover, state.stream)
  const hoveredHeld = state.held.get(hovered?.stream ?? '')
  return (
    <div className="track-around">
      <div
        ref={track}
        className="track"
        role="slider"
        tabIndex={0}
        aria-label="Position"
        aria-valuemin={0}
        aria-valuemax={Math.round((timeline.toMs - timeline.fromMs) / 1000)}
        aria-valuenow={Math.round((shownMs - timeline.fromMs) / 1000)}
        aria-valuetext={words(shownMs)}
        onKeyDown={press}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setDragMs(momentUnder(event))
        }}
        onPointerMove={(event: PointerEvent) => {
          setHoverMs(momentUnder(event))
          if (dragMs !== undefined) setDragMs(momentUnder(event))
        }}
        onPointerUp={(event) => {
          setDragMs(undefined)
          control.seek(momentUnder(event))
        }}
        onPointerCancel={() => setDragMs(undefined)}
        onPointerLeave={() => setHoverMs(undefined)}
      >
        <Activity timeline={timeline} shown={shown} atMs={shownMs} />
        {timeline.gaps.map((gap) => (
          <Span key={gap.fromMs} className="track-gap" stretch={gap} shown={shown}>
            {(gap.toMs - gap.fromMs) / (shown.toMs - shown.fromMs) > 0.04 ? 'gap' : ''}
          </Span>
        ))}
        {unrecorded.map((gap) => (
          <Span
            key={`${gap.fromMs} ${gap.reason} ${gap.isPart}`}
            className={gap.isPart ? 'track-gap track-part' : 'track-gap track-unrecorded'}
            stretch={gap}
            shown={shown}
          />
        ))}
        {held !== undefined &&
          heldStretches(held).map((stretch) => (
            <Span key={stretch.fromMs} className="track-held" stretch={stretch} shown={shown} />
          ))}
        {state.watched.map((span) => (
          <Span key={span.fromMs} className="track-watched" stretch={span} shown={shown} />
        ))}
        {heldKeyframes(held).map((atMs) => (
          <Point key={atMs} className="track-keyframe" atMs={atMs} shown={shown} />
        ))}
        <Point className="track-now" atMs={shownMs} shown={shown} />
        {hover !== undefined && <Point className="track-pointer" atMs={hover} shown={shown} />}
      </div>
      {hover !== undefined && (
        <TimelineHover
          me={me}
          atMs={hover}
          fromMs={timeline.fromMs}
          shown={shown}
          stream={hovered?.stream}
          run={hoveredHeld === undefined ? undefined : runAt(hoveredHeld, hover)}
          gap={gapAtMoment(hover)}
          marks={near(hover)}
          onShown={control.glimpse}
        />
      )}
    </div>
  )
}

/** The wheel with Ctrl zooms around the pointer; along the line it moves what is shown. */
function useWheel(
  track: { readonly current: HTMLElement | null },
  momentUnder: (event: WheelEvent) => number,
  props: Pick<TrackProps, 'timeline' | 'shown' | 'onShow'>,
): void {
  const latest = useRef({ momentUnder, ...props })
  latest.current = { momentUnder, ...props }
  useEffect(() => {
    const element = track.current
    if (element === null) return
    const turn = (event: WheelEvent) => {
      const { momentUnder: under, timeline, shown, onShow } = latest.current
      const along = event.shiftKey ? event.deltaY : event.deltaX
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        onShow(zoomed(timeline, shown, event.deltaY > 0 ? zoomStep : 1 / zoomStep, under(event)))
      } else if (along !== 0 && isZoomed(timeline, shown)) {
        event.preventDefault()
        onShow(moved(timeline, shown, (along / element.clientWidth) * (shown.toMs - shown.fromMs)))
      }
    }
    // React's own listener is passive: the page would zoom along.
    element.addEventListener('wheel', turn, { passive: false })
    return () => element.removeEventListener('wheel', turn)
  }, [track])
}
