// Play, position, steps, speed, idle time, how the page is fitted, and the link to the moment.
import type { ReactNode } from 'react'
import type { Fit } from '../../../replay-frame/src/frame-messages.ts'
import { formatClock } from '../address/clock.ts'
import { Copyable } from '../elements/copyable.tsx'
import { toggleFullScreen } from './full-screen.ts'
import { type ReplayControl, type ReplayState, speeds } from './replay-state.ts'
import type { Timeline } from './timeline.ts'

const fits: readonly { readonly fit: Fit; readonly name: string; readonly title: string }[] = [
  { fit: 'whole', name: 'Fit', title: 'The whole page' },
  { fit: 'width', name: 'Width', title: 'As wide as the player; the wheel moves the page' },
  { fit: 'full', name: '100%', title: 'At its own size; the wheel moves the page' },
]

export function Transport(props: {
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly timeline: Timeline
  readonly link: string
}) {
  const { control, state, timeline, link } = props
  const position = formatClock(state.atMs - timeline.fromMs)
  return (
    <div className="transport">
      <span className="transport-group">
        <IconButton label="Event before" keys="," onPress={() => control.step(-1)}>
          <path d="M4 2.5v11M13 2.8v10.4L6 8z" />
        </IconButton>
        <button
          type="button"
          className="button transport-play"
          aria-label={state.playing ? 'Pause' : 'Play'}
          title="Space"
          onClick={state.playing ? control.pause : control.play}
        >
          <PlayIcon playing={state.playing} />
        </button>
        <IconButton label="Next event" keys="." onPress={() => control.step(1)}>
          <path d="M12 2.5v11M3 2.8v10.4L10 8z" />
        </IconButton>
      </span>
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
      <span className="transport-end">
        <label className="transport-idle" title="Draws where the mouse came from (m)">
          <input
            type="checkbox"
            checked={state.trail}
            onChange={({ target }) => control.setTrail(target.checked)}
          />
          mouse trail
        </label>
        <fieldset className="speeds fits" title="v">
          <legend className="visually-hidden">Size of the page</legend>
          {fits.map(({ fit, name, title }) => (
            <button
              key={fit}
              type="button"
              className="speed"
              aria-pressed={fit === state.fit}
              title={title}
              onClick={() => control.setFit(fit)}
            >
              {name}
            </button>
          ))}
        </fieldset>
        <IconButton label="Full screen" keys="f" onPress={toggleFullScreen}>
          <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" fill="none" />
        </IconButton>
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

function IconButton(props: {
  readonly label: string
  readonly keys: string
  readonly onPress: () => void
  readonly children: ReactNode
}) {
  return (
    <button
      type="button"
      className="button transport-icon"
      aria-label={props.label}
      title={`${props.label} (${props.keys})`}
      onClick={props.onPress}
    >
      <svg
        viewBox="0 0 16 16"
        width="14"
        height="14"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1.6"
        aria-hidden="true"
      >
        {props.children}
      </svg>
    </button>
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
