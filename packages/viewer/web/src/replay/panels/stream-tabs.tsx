// The tabs and page loads of a session: where each was, and when. Which one is watched is chosen here; one clock runs for all.
import { formatClock } from '../../address/clock.ts'
import type { ReplayControl, ReplayState } from '../replay-state.ts'
import type { Signal } from '../signals.ts'
import { clampMoment, streamStretch, type Timeline } from '../timeline.ts'

export function StreamTabs(props: {
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly timeline: Timeline
  readonly signals: readonly Signal[]
}) {
  const { control, state, timeline, signals } = props
  if (timeline.streams.length < 2) return null
  const laneOf = (stream: string) =>
    timeline.lanes.findIndex((lane) => lane.some((each) => each.stream === stream)) + 1
  return (
    <nav className="stream-tabs" aria-label="Tabs and page loads">
      {timeline.streams.map((stream, index) => {
        const stretch = streamStretch(stream)
        const isRunning = stretch.fromMs <= state.atMs && state.atMs <= stretch.toMs
        const lane = timeline.lanes.length > 1 ? `tab ${laneOf(stream.stream)}` : 'page load'
        const [from, to] = [stretch.fromMs, stretch.toMs].map((atMs) => formatClock(atMs - timeline.fromMs))
        return (
          <button
            key={stream.stream}
            type="button"
            className="stream-tab"
            aria-pressed={stream.stream === state.stream}
            title={`Page load ${index + 1} of ${timeline.streams.length}, ${lane}, recorded from ${from} to ${to}${isRunning ? ': open at this moment' : ''}`}
            onClick={() => control.seek(clampMoment(stretch, state.atMs), stream.stream)}
          >
            <span className={isRunning ? 'stream-dot stream-running' : 'stream-dot'} aria-hidden="true" />
            {timeline.lanes.length > 1 ? `Tab ${laneOf(stream.stream)}` : index + 1}{' '}
            <code>{pathOf(signals, stream.stream)}</code>
            <span className="quiet">
              {from}–{to}
            </span>
          </button>
        )
      })}
    </nav>
  )
}

function pathOf(signals: readonly Signal[], stream: string): string | undefined {
  return signals.find((signal) => signal.stream === stream && isRoute(signal))?.text.split('  ')[0]
}

const isRoute = ({ kind, level }: Signal): boolean => kind === 'network' && level === 'route'

/** The templates that the person went through, in order, each once in a row. */
export function pathsOf(signals: readonly Signal[]): string[] {
  const paths = signals.filter(isRoute).map(({ text }) => text.split('  ')[0] ?? '')
  return paths.filter((path, index) => path !== paths[index - 1])
}
