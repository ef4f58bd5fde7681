// What the small frame above the timeline shows: a moment of what is loaded, one question at a time, and nothing is read for it.
import type { FrameCommand, FrameEvent, FrameReport } from '../../../replay-frame/src/frame-messages.ts'

/** What can be asked of the preview. */
export interface ScrubPreview {
  readonly attach: (send: (command: FrameCommand) => void) => void
  readonly receive: (report: FrameReport) => void
  /** Shows a moment of a run. */
  readonly show: (run: PreviewRun, atMs: number) => void
  /** Forgets what is asked for and not shown yet. */
  readonly leave: () => void
}

/** A run of events that is held. */
export interface PreviewRun {
  readonly events: readonly FrameEvent[]
  readonly stream: string
}

const fullSnapshot = 2
const meta = 4

/** Starts without a frame. `onShown` hears of each moment that somebody could see. */
export function startScrubPreview(onShown: (stream: string, atMs: number) => void): ScrubPreview {
  let send: ((command: FrameCommand) => void) | undefined
  let wanted: { readonly run: PreviewRun; readonly atMs: number } | undefined
  let asked: { readonly stream: string; readonly atMs: number } | undefined
  let loadedFrom: FrameEvent | undefined
  let loadedCount = 0
  let order = 0

  const ask = () => {
    if (send === undefined || wanted === undefined || asked !== undefined) return
    const { run, atMs } = wanted
    wanted = undefined
    const events = previewEvents(run.events, atMs)
    const [first] = events
    const last = events.at(-1)
    if (first === undefined || last === undefined) return
    order += 1
    asked = { stream: run.stream, atMs }
    if (first === loadedFrom && events.length === loadedCount) return send({ type: 'seek', order, atMs })
    loadedFrom = first
    loadedCount = events.length
    const endMs = Math.max(last.timestamp, atMs) + 1
    send({ type: 'load', order, events, endMs, atMs, playing: false })
  }

  return {
    attach: (sender) => {
      send = sender
      loadedFrom = undefined
      asked = undefined
      ask()
    },
    receive: (report) => {
      const isAnswer = report.type === 'failed' || (report.type === 'time' && report.order === order)
      if (!isAnswer || asked === undefined) return
      if (report.type === 'time') onShown(asked.stream, asked.atMs)
      asked = undefined
      ask()
    },
    show: (run, atMs) => {
      wanted = { run, atMs }
      ask()
    },
    leave: () => {
      wanted = undefined
    },
  }
}

/** The events from the keyframe before a moment to the next one: enough to show it, and no more. */
export function previewEvents(events: readonly FrameEvent[], atMs: number): readonly FrameEvent[] {
  const isKeyframe = ({ type }: FrameEvent) => type === fullSnapshot
  const first = events.findIndex(isKeyframe)
  const at = Math.max(
    first,
    events.findLastIndex((event) => isKeyframe(event) && event.timestamp <= atMs),
  )
  if (at < 0) return []
  // Its size stands before it.
  const from = events[at - 1]?.type === meta ? at - 1 : at
  const next = events.findIndex((event, index) => index > at && isKeyframe(event))
  return events.slice(from, next < 0 ? events.length : next)
}
