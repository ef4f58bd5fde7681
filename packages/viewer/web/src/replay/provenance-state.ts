// What the viewer shows of provenance: whether it tints the replay, what is in view by kind, and the thing asked about.
import type {
  FrameCommand,
  FrameReport,
  KindCounts,
  ProbedThing,
  ThingKind,
} from '../../../replay-frame/src/frame-messages.ts'

/** What the view shows. */
export interface ProvenanceState {
  readonly shown: boolean
  readonly legendOpen: boolean
  readonly counts: KindCounts | undefined
  readonly thing: ProbedThing | undefined
  /** Whether the thing was asked for by keys: then it is spoken. */
  readonly byKeys: boolean
  /** Whether the thing stays while the pointer goes, to be read and acted on. */
  readonly isPinned: boolean
}

/** What can be asked of the frame about provenance. */
export interface ProvenanceControl {
  readonly subscribe: (onChange: () => void) => () => void
  readonly getState: () => ProvenanceState
  readonly attach: (send: (command: FrameCommand) => void) => void
  readonly receive: (report: FrameReport) => void
  readonly toggle: () => void
  readonly toggleLegend: () => void
  /** Asks what is at a point of the frame. */
  readonly probe: (x: number, y: number) => void
  /** Asks for the next thing of a kind in view. */
  readonly find: (kind: ThingKind) => void
  /** Holds what is at the pointer and says why; where nothing is, what is masked next in view. */
  readonly why: () => void
  /** The pointer is gone: asks nothing any more, but for what is held. */
  readonly away: () => void
  /** Asks nothing any more. */
  readonly leave: () => void
}

const closedKinds: ReadonlySet<string> = new Set(['masked', 'field', 'blocked'])
const legendKey = 'reseal.legend'

/** Starts without a frame. Whether the legend is open is remembered in `storage`. */
export function startProvenance(storage: Pick<Storage, 'getItem' | 'setItem'>): ProvenanceControl {
  const listeners = new Set<() => void>()
  let state: ProvenanceState = {
    shown: false,
    legendOpen: storage.getItem(legendKey) !== 'closed',
    counts: undefined,
    thing: undefined,
    byKeys: false,
    isPinned: false,
  }
  let send: (command: FrameCommand) => void = () => undefined
  let probe = 0
  // The pointer asks again once it has an answer, about where it is then.
  let answered = true
  let point: { readonly x: number; readonly y: number } | undefined

  const set = (change: Partial<ProvenanceState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const ask = () => {
    if (point === undefined || !answered) return
    answered = false
    probe += 1
    send({ type: 'probe', probe, ...point })
  }
  const forget = () => {
    point = undefined
    answered = true
    probe += 1
    if (state.thing !== undefined || state.isPinned) set({ thing: undefined, isPinned: false })
  }
  const find = (kind: ThingKind) => {
    point = undefined
    answered = true
    probe += 1
    send({ type: 'find', probe, kind })
  }

  return {
    subscribe: (onChange) => {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    getState: () => state,
    attach: (sender) => {
      send = sender
      answered = true
      send({ type: 'provenance', shown: state.shown })
    },
    receive: (report) => {
      if (report.type === 'kinds') set({ counts: report.counts })
      // What is there may have changed with the moment.
      if (report.type === 'time' && state.isPinned) return
      if (report.type === 'time' && point !== undefined) ask()
      if (report.type === 'time' && point === undefined && state.thing !== undefined) forget()
      if (report.type !== 'probed' || report.probe !== probe) return
      const byKeys = point === undefined
      answered = true
      // The pointer is mostly still over the same thing.
      const isSame = JSON.stringify(state.thing) === JSON.stringify(report.thing)
      if (!isSame || byKeys !== state.byKeys) set({ thing: report.thing, byKeys })
    },
    toggle: () => {
      set({ shown: !state.shown })
      send({ type: 'provenance', shown: state.shown })
    },
    toggleLegend: () => {
      set({ legendOpen: !state.legendOpen })
      storage.setItem(legendKey, state.legendOpen ? 'open' : 'closed')
    },
    probe: (x, y) => {
      if (state.isPinned) return
      point = { x, y }
      ask()
    },
    find: (kind) => {
      set({ isPinned: false })
      find(kind)
    },
    why: () => {
      const isClosed = closedKinds.has(state.thing?.kind ?? '')
      if (!isClosed || state.isPinned) find('masked')
      point = undefined
      set({ isPinned: true })
    },
    away: () => {
      if (!state.isPinned) forget()
    },
    leave: forget,
  }
}
