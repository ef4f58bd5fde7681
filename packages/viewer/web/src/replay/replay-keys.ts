// The keys of the replay, as a map for useKeys.
import type { Fit } from '../../../replay-frame/src/frame-messages.ts'
import type { KeyMap } from '../app/keyboard.ts'
import { toggleFullScreen } from './full-screen.ts'
import type { ProvenanceControl } from './provenance-state.ts'
import { type ReplayControl, speeds } from './replay-state.ts'
import type { Signal } from './signals.ts'

const stepMs = 5_000
const leapMs = 30_000
const fits: readonly Fit[] = ['whole', 'width', 'full']

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
  const goTo = (signal: Signal | undefined) => {
    if (signal !== undefined) control.seek(signal.atMs, signal.stream)
  }
  return {
    Space: toggle,
    ArrowLeft: by(-stepMs),
    ArrowRight: by(stepMs),
    'Shift+ArrowLeft': by(-leapMs),
    'Shift+ArrowRight': by(leapMs),
    ',': () => control.step(-1),
    '.': () => control.step(1),
    e: () => goTo(signals.find(({ kind, atMs }) => kind === 'error' && atMs > state().atMs)),
    E: () => goTo(signals.findLast(({ kind, atMs }) => kind === 'error' && atMs < state().atMs)),
    i: () => control.setSkipIdle(!state().skipIdle),
    '-': () => control.setSpeed(speeds[speeds.indexOf(speedOf(state())) - 1] ?? state().speed),
    '+': faster,
    '=': faster,
    v: () => control.setFit(fits[(fits.indexOf(state().fit) + 1) % fits.length] ?? 'whole'),
    m: () => control.setTrail(!state().trail),
    f: toggleFullScreen,
    w: provenance.why,
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
