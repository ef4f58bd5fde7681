// The keys of the replay, as a map for useKeys.
import type { KeyMap } from '../app/keyboard.ts'
import type { ProvenanceControl } from './provenance-state.ts'
import { type ReplayControl, speeds } from './replay-state.ts'
import type { Signal } from './signals.ts'

const stepMs = 5_000
const leapMs = 30_000

export function replayKeys(parts: {
  readonly control: ReplayControl
  readonly provenance: ProvenanceControl
  readonly signals: readonly Signal[]
  readonly copyLink: () => void
  readonly writeNote: () => void
}): KeyMap {
  const { control, provenance, signals, copyLink, writeNote } = parts
  const state = control.getState
  const toggle = () => (state().playing ? control.pause() : control.play())
  const by = (offsetMs: number) => () => control.seek(state().atMs + offsetMs)
  const faster = () => control.setSpeed(speeds[speeds.indexOf(speedOf(state())) + 1] ?? state().speed)
  return {
    Space: toggle,
    ArrowLeft: by(-stepMs),
    ArrowRight: by(stepMs),
    'Shift+ArrowLeft': by(-leapMs),
    'Shift+ArrowRight': by(leapMs),
    ',': () => control.step(-1),
    '.': () => control.step(1),
    e: () => {
      const next = signals.find(({ kind, atMs }) => kind === 'error' && atMs > state().atMs)
      if (next !== undefined) control.seek(next.atMs, next.stream)
    },
    i: () => control.setSkipIdle(!state().skipIdle),
    '-': () => control.setSpeed(speeds[speeds.indexOf(speedOf(state())) - 1] ?? state().speed),
    '+': faster,
    '=': faster,
    p: provenance.toggle,
    l: provenance.toggleLegend,
    Escape: provenance.leave,
    t: copyLink,
    n: writeNote,
  }
}

function speedOf({ speed }: { readonly speed: number }): (typeof speeds)[number] {
  return speeds.find((each) => each === speed) ?? 1
}
