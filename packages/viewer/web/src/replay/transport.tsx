// Play, position, speed, idle time, and the link to the moment.
import type { ReactNode } from 'react'
import { formatClock } from '../address/clock.ts'
import { Copyable } from '../elements/copyable.tsx'
import { type ReplayControl, type ReplayState, speeds } from './replay-state.ts'
import type { Timeline } from './timeline.ts'

export function Transport(props: {
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly timeline: Timeline
  readonly link: string
  /** What stands between the controls and the link. */
  readonly children: ReactNode
}) {
  const { control, state, timeline, link } = props
  const position = formatClock(state.atMs - timeline.fromMs)
  return (
    <div className="transport">
      <button
        type="button"
        className="button transport-play"
        aria-label={state.playing ? 'Pause' : 'Play'}
        title="Space"
        onClick={state.playing ? control.pause : control.play}
      >
        <PlayIcon playing={state.playing} />
      </button>
      <span className="transport-time">
        <span id="replay-position">{position}</span>
        <span className="quiet"> / {formatClock(timeline.toMs - timeline.fromMs)}</span>
      </span>
      <fieldset className="speeds" title="- and +">
        <legend className="visually-hidden">Speed</legend>
        {speeds.map((speed) => (
          <button
            key={speed}
            type="button"
            className="speed"
            aria-pressed={speed === state.speed}
            onClick={() => control.setSpeed(speed)}
          >
            {speed}×
          </button>
        ))}
      </fieldset>
      <label className="transport-idle" title="i">
        <input
          type="checkbox"
          checked={state.skipIdle}
          onChange={({ target }) => control.setSkipIdle(target.checked)}
        />
        skip idle
      </label>
      {props.children}
      <span className="transport-link">
        <Copyable
          text={new URL(link, window.location.origin).href}
          shown={
            <>
              t={position} <CopyIcon />
            </>
          }
          title="Copy the link to this moment"
        />
      </span>
    </div>
  )
}

function PlayIcon({ playing }: { readonly playing: boolean }) {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      {playing ? (
        <path d="M4 2.5h3v11H4zM9 2.5h3v11H9z" fill="currentColor" />
      ) : (
        <path d="M4 2.2v11.6L13.4 8z" fill="currentColor" />
      )}
    </svg>
  )
}

function CopyIcon() {
  return (
    <svg className="copy-icon" viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <path d="M5.5 5.5h8v8h-8zM2.5 10.5v-8h8" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  )
}
