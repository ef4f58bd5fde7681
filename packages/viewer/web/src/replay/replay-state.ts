// One open replay: where it is, what is held, what is read next. No React in here; the view subscribes.
import type { Fit, FrameCommand, FrameReport, ProbedThing } from '../../../replay-frame/src/frame-messages.ts'
import type { StreamReply } from '../../../src/api-types.ts'
import { type ApiFailure, isAbort, toFailure } from '../api/api-failure.ts'
import type { Range, RangeRequest } from '../api/replays.ts'
import { type EventRun, type HeldStream, nextRange, runAt, withRange } from './held-stream.ts'
import { firstAfter, skipTarget } from './idle.ts'
import { type PlayedSpan, type ShownMoment, withSpan } from './played-spans.ts'
import { clampMoment, streamAfter, streamAt, streamStretch, type Timeline } from './timeline.ts'

/** After the server has waited for the check as long as it does. */
const checkAgainMs = 1_000

export const speeds = [0.5, 1, 2, 4, 8] as const

/** What the view shows. Times are milliseconds since 1970. */
export interface ReplayState {
  readonly atMs: number
  /** Whether it is meant to play; it waits while `waiting`. */
  readonly playing: boolean
  readonly waiting: boolean
  /** Whether it waits because the sentinel has not passed yet what comes next. */
  readonly checking: boolean
  readonly speed: number
  readonly skipIdle: boolean
  readonly fit: Fit
  /** Whether it is drawn where the mouse came from. */
  readonly trail: boolean
  /** What has been played since it was opened. */
  readonly watched: readonly PlayedSpan[]
  /** Id of the stream that is shown. */
  readonly stream: string | undefined
  readonly held: ReadonlyMap<string, HeldStream>
  readonly failure: ApiFailure | undefined
  /** Whether rrweb gave up on what it was handed. */
  readonly broken: boolean
}

/** What is under the pointer, or was found by keys; without a node nothing is. */
export interface Hovered {
  readonly nodeId: number | undefined
  readonly why: ProbedThing | undefined
}

/** What a replay can be asked to do. */
export interface ReplayControl {
  readonly subscribe: (onChange: () => void) => () => void
  readonly getState: () => ReplayState
  readonly attach: (send: (command: FrameCommand) => void) => void
  readonly receive: (report: FrameReport) => void
  readonly play: () => void
  readonly pause: () => void
  readonly seek: (atMs: number, stream?: string) => void
  /** To the next or previous recorded event. */
  readonly step: (direction: 1 | -1) => void
  readonly setSpeed: (speed: number) => void
  readonly setSkipIdle: (skipIdle: boolean) => void
  readonly setFit: (fit: Fit) => void
  /** Moves a page that is larger than its frame, by pixels of the frame. */
  readonly pan: (x: number, y: number) => void
  readonly setTrail: (trail: boolean) => void
  /** The preview has shown a moment: that counts as seen, too. */
  readonly glimpse: (stream: string, atMs: number) => void
  /** Outlines a node of the recording in the player, or none. */
  readonly highlight: (nodeId: number | undefined) => void
  /** Hears what is under the pointer and why it can or cannot be read; ends by the function that is returned. */
  readonly onHover: (listener: (hovered: Hovered) => void) => () => void
  readonly retry: () => void
  readonly stop: () => void
}

/** What a replay needs: the timeline, where to begin, and how to read a range. */
export interface ReplayOptions {
  readonly timeline: Timeline
  readonly startMs: number
  readonly startStream: string | undefined
  readonly read: (stream: string, range: RangeRequest, signal: AbortSignal) => Promise<Range>
  /** Hears of each moment that is shown. */
  readonly onShown?: (moment: ShownMoment) => void
  /** Hears of each moment that the preview shows. */
  readonly onGlimpsed?: (stream: string, atMs: number) => void
}

/** Starts a replay: the first range is read at once. */
export function startReplay(options: ReplayOptions): ReplayControl {
  const { timeline } = options
  const listeners = new Set<() => void>()
  const hoverListeners = new Set<(hovered: Hovered) => void>()
  let state = initialState(options)
  let abort = new AbortController()
  let reading = false
  let send: (command: FrameCommand) => void = () => undefined
  // The run the frame holds now, and how far of it.
  let loaded: { stream: string; run: EventRun } | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  // Number of the last jump; a report that names another one tells of a place that was left.
  let order = 0
  let highlighted: number | undefined
  let lastPlayed: { readonly order: number; readonly atMs: number } | undefined

  const set = (change: Partial<ReplayState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const current = () => (state.stream === undefined ? undefined : state.held.get(state.stream))

  const inFrame = (stream: string | undefined, run: EventRun) =>
    loaded !== undefined && loaded.stream === stream && loaded.run.firstIndex === run.firstIndex

  const show = () => {
    const held = current()
    const run = held === undefined ? undefined : runAt(held, state.atMs)
    if (held === undefined || run === undefined) {
      leave()
      return set({ waiting: held !== undefined && held.stream.segmentCount > 0 })
    }
    const endMs = run.untilMs
    if (loaded !== undefined && inFrame(held.stream.stream, run)) {
      const events = run.events.slice(loaded.run.events.length)
      if (events.length > 0 || run.lastIndex !== loaded.run.lastIndex) send({ type: 'append', events, endMs })
      if (state.waiting && state.playing) send({ type: 'play' })
    } else {
      order += 1
      send({ type: 'load', order, events: run.events, endMs, atMs: state.atMs, playing: state.playing })
    }
    loaded = { stream: held.stream.stream, run }
    set({ waiting: false })
  }

  const leave = () => {
    loaded = undefined
    order += 1
    send({ type: 'pause' })
  }

  const jump = (atMs: number) => {
    order += 1
    send({ type: 'seek', order, atMs })
  }

  const readOn = async (): Promise<void> => {
    const held = current()
    const range = held === undefined ? undefined : nextRange(held, state)
    if (reading || held === undefined || range === undefined) return
    reading = true
    const { signal } = abort
    try {
      const answer = await options.read(held.stream.stream, range, signal)
      reading = false
      const before = state.held.get(held.stream.stream) ?? held
      const after = withRange(before, answer)
      if (after === before) throw new TypeError('the range held nothing new')
      const next = new Map(state.held).set(held.stream.stream, after)
      set({ held: next, failure: undefined, checking: false })
      show()
      await readOn()
    } catch (error) {
      if (signal.aborted || isAbort(error)) return
      reading = false
      const failure = toFailure(error)
      if (failure.code === 'not_checked_yet') return askAgain()
      send({ type: 'pause' })
      set({ failure, playing: false, waiting: false, checking: false })
    }
  }

  // What was recorded a moment ago is looked at before anyone sees it. That takes seconds, and is no failure.
  const askAgain = () => {
    set({ checking: true })
    clearTimeout(again)
    again = setTimeout(() => void readOn(), checkAgainMs)
  }

  const go = (atMs: number, stream?: string) => {
    const target = clampMoment(timeline, atMs)
    const next = streamAt(timeline, target, stream ?? state.stream)
    const moved = next === undefined ? target : clampMoment(streamStretch(next), target)
    const held = next === undefined ? undefined : state.held.get(next.stream)
    const run = held === undefined ? undefined : runAt(held, moved)
    if (run === undefined) abortReading()
    set({ atMs: moved, stream: next?.stream, checking: false })
    if (run !== undefined && inFrame(next?.stream, run)) jump(moved)
    show()
    void readOn()
  }

  // A range for a place one has left is not worth its audit event.
  const abortReading = () => {
    abort.abort()
    abort = new AbortController()
    reading = false
  }

  // From one report to the next while it plays: what lies between them was seen.
  const noteWatched = (atMs: number, framePlaying: boolean) => {
    const fromMs = lastPlayed?.order === order ? lastPlayed.atMs : atMs
    if (fromMs < atMs) set({ watched: withSpan(state.watched, { fromMs, toMs: atMs }) })
    lastPlayed = framePlaying ? { order, atMs } : undefined
  }

  const advance = (atMs: number, framePlaying: boolean) => {
    const held = current()
    const run = held === undefined ? undefined : runAt(held, atMs)
    set({ atMs })
    if (held === undefined || !state.playing) return
    const end = streamStretch(held.stream).toMs
    if (!framePlaying && atMs >= end) return enterNext(held.stream)
    if (!framePlaying && run === undefined) set({ waiting: true })
    // It stopped at the end of what it had just before more came, or was asked to jump while it stood.
    if (!framePlaying && run !== undefined) send({ type: 'play' })
    if (run !== undefined && state.skipIdle) skip(run, atMs)
    void readOn()
  }

  const enterNext = (ended: StreamReply) => {
    const next = streamAfter(timeline, ended)
    if (next === undefined) return set({ playing: false })
    go(Math.max(streamStretch(next).fromMs, streamStretch(ended).toMs), next.stream)
  }

  const skip = (run: EventRun, atMs: number) => {
    const target = skipTarget(run.activity, atMs, run.untilMs)
    if (target === undefined) return
    set({ atMs: target })
    jump(target)
  }

  return {
    subscribe: (onChange) => {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    getState: () => state,
    attach: (sender) => {
      send = sender
      loaded = undefined
      send({ type: 'speed', speed: state.speed })
      send({ type: 'fit', fit: state.fit })
      send({ type: 'trail', shown: state.trail })
      if (highlighted !== undefined) send({ type: 'highlight', node: highlighted })
      show()
      void readOn()
    },
    receive: (report) => {
      if (report.type === 'time' && report.order === order) {
        const { atMs, playing } = report
        noteWatched(atMs, playing)
        if (loaded !== undefined) options.onShown?.({ stream: loaded.stream, atMs, playing, order })
        advance(atMs, playing)
      }
      if (report.type === 'probed') {
        const hovered = { nodeId: report.thing?.node, why: report.thing }
        for (const listener of hoverListeners) listener(hovered)
      }
      if (report.type === 'failed') set({ broken: true, playing: false })
    },
    play: () => {
      if (state.atMs >= timeline.toMs) go(timeline.fromMs)
      set({ playing: true })
      send({ type: 'play' })
      void readOn()
    },
    pause: () => {
      set({ playing: false, waiting: false })
      send({ type: 'pause' })
    },
    seek: go,
    step: (direction) => {
      set({ playing: false })
      send({ type: 'pause' })
      const held = current()
      const run = held === undefined ? undefined : runAt(held, state.atMs)
      const target = run === undefined ? undefined : stepTarget(run, state.atMs, direction)
      if (target !== undefined) go(target)
    },
    setSpeed: (speed) => {
      set({ speed })
      send({ type: 'speed', speed })
      void readOn()
    },
    setSkipIdle: (skipIdle) => set({ skipIdle }),
    setFit: (fit) => {
      set({ fit })
      send({ type: 'fit', fit })
    },
    pan: (x, y) => send({ type: 'pan', x, y }),
    setTrail: (trail) => {
      set({ trail })
      send({ type: 'trail', shown: trail })
    },
    glimpse: (stream, atMs) => options.onGlimpsed?.(stream, atMs),
    highlight: (nodeId) => {
      highlighted = nodeId
      send({ type: 'highlight', ...(nodeId === undefined ? {} : { node: nodeId }) })
    },
    onHover: (listener) => {
      hoverListeners.add(listener)
      return () => hoverListeners.delete(listener)
    },
    retry: () => {
      set({ failure: undefined, broken: false })
      loaded = undefined
      show()
      void readOn()
    },
    stop: () => {
      clearTimeout(again)
      abort.abort()
      listeners.clear()
      hoverListeners.clear()
    },
  }
}

function initialState({ timeline, startMs, startStream }: ReplayOptions): ReplayState {
  const at = clampMoment(timeline, startMs)
  const stream = streamAt(timeline, at, startStream)
  return {
    atMs: stream === undefined ? at : clampMoment(streamStretch(stream), at),
    playing: false,
    waiting: true,
    checking: false,
    speed: 1,
    skipIdle: false,
    fit: 'whole',
    trail: true,
    watched: [],
    stream: stream?.stream,
    held: new Map(timeline.streams.map((each) => [each.stream, { stream: each, runs: [] }])),
    failure: undefined,
    broken: false,
  }
}

/** The moment of the next event after, or the last before, a moment. Undefined at the ends of what is held. */
function stepTarget(run: EventRun, atMs: number, direction: 1 | -1): number | undefined {
  const moments = run.events.map(({ timestamp }) => timestamp)
  if (direction === 1) return moments[firstAfter(moments, atMs)]
  return moments.findLast((moment) => moment < atMs)
}
