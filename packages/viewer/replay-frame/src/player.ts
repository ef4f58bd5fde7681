// The player: rrweb's Replayer behind five methods, one contiguous run of a stream at a time.
import { Replayer } from '@rrweb/replay'
import { createEventCleaner, type EventCleaner } from './clean-events.ts'
import type { FrameEvent, FrameReport, ThingKind } from './frame-messages.ts'
import type { InspectCommand } from './inspect-messages.ts'
import { type PageWatch, startPageWatch } from './page-watch.ts'
import { previewRules } from './preview.ts'
import type { PreviewCommand } from './preview-messages.ts'
import type { PageSize } from './stage.ts'
import { thingRules } from './thing-styles.ts'

type ReplayerEvents = ConstructorParameters<typeof Replayer>[0]

/** Events of one contiguous run, and until when they may be played. */
export interface LoadedRun {
  readonly events: readonly FrameEvent[]
  readonly endMs: number
}

/** A moment to show; `order` comes back with every report until the next jump. */
export interface Jump {
  readonly atMs: number
  readonly order: number
}

/** What the viewer can ask of the player. Times are milliseconds since 1970. */
export interface Player {
  load(jump: LoadedRun & Jump): void
  append(run: LoadedRun): void
  play(): void
  pause(): void
  seek(jump: Jump): void
  setSpeed(speed: number): void
  showProvenance(shown: boolean): void
  /** Tells what is at a point of the frame, with the number of the question. */
  probe(probe: number, x: number, y: number): void
  /** Tells the next thing of a kind in view. */
  find(probe: number, kind: ThingKind): void
  /** Outlines a node of the recording, or none. */
  highlight(node: number | undefined): void
  /** Outlines what rules that wait would open or close. */
  preview(command: PreviewCommand): void
  /** Draws where the mouse came from, or not. */
  showTrail(shown: boolean): void
  /** The page was put to another place of the frame. */
  placed(): void
  /** Answers the DOM panel. */
  inspect(command: InspectCommand): void
}

/** What the player needs: where to build the page, and whom to tell. */
export interface PlayerOptions {
  readonly root: HTMLElement
  readonly onSize: (size: PageSize) => void
  readonly report: (message: FrameReport) => void
}

interface Run {
  readonly replayer: Replayer
  readonly startMs: number
  readonly watch: PageWatch | undefined
  readonly stop: () => void
  endMs: number
}

const snapshotType = 2
const customType = 5
/** Where the mouse came from. */
const mouseTail = {
  duration: 400,
  lineCap: 'round',
  lineWidth: 2,
  strokeStyle: 'rgb(90 100 120 / 0.45)',
} as const
/** Between two reports of the time while playing. */
const reportEveryMs = 60

/** Creates a player that holds nothing yet. */
export function createPlayer(options: PlayerOptions): Player {
  let run: Run | undefined
  let clean: EventCleaner = createEventCleaner()
  let speed = 1
  let provenanceShown = false
  let highlighted: number | undefined
  let previewed: PreviewCommand | undefined
  let trailShown = true
  let lastOrder = 0
  let playing = false
  let frame = 0
  let reportedAt = 0

  const nowMs = () =>
    run === undefined ? 0 : Math.min(run.endMs, run.startMs + Math.round(run.replayer.getCurrentTime()))
  const tell = (atMs: number) => {
    run?.watch?.showMoment(atMs)
    options.report({ type: 'time', order: lastOrder, atMs, playing })
  }
  const halt = () => {
    playing = false
    window.cancelAnimationFrame(frame)
  }
  const tick = (stamp: number) => {
    if (run === undefined || !playing) return
    const atMs = nowMs()
    if (atMs >= run.endMs) {
      halt()
      run.replayer.pause()
      return tell(run.endMs)
    }
    if (stamp - reportedAt >= reportEveryMs) {
      reportedAt = stamp
      tell(atMs)
    }
    frame = window.requestAnimationFrame(tick)
  }
  const play = (fromMs: number) => {
    if (run === undefined) return
    halt()
    if (fromMs >= run.endMs) return tell(run.endMs)
    playing = true
    run.replayer.play(fromMs - run.startMs)
    frame = window.requestAnimationFrame(tick)
  }
  const show = (atMs: number) => {
    if (run === undefined) return
    halt()
    run.replayer.pause(Math.max(0, atMs - run.startMs))
    tell(atMs)
  }

  return {
    load: ({ events, endMs, atMs, order }) => {
      lastOrder = order
      halt()
      run?.stop()
      clean = createEventCleaner()
      run = startRun(clean(events), endMs, speed, options)
      run.watch?.showProvenance(provenanceShown)
      run.watch?.highlight(highlighted)
      if (previewed !== undefined) run.watch?.preview(previewed)
      if (!trailShown) run.replayer.setConfig({ mouseTail: false })
      show(atMs)
    },
    append: ({ events, endMs }) => {
      if (run === undefined) return
      for (const event of [...clean(events), endMark(endMs)])
        run.replayer.addEvent(event as ReplayerEvents[number])
      run.endMs = endMs
    },
    play: () => play(nowMs()),
    pause: () => show(nowMs()),
    seek: ({ atMs, order }) => {
      lastOrder = order
      if (playing) play(atMs)
      else show(atMs)
    },
    setSpeed: (wanted) => {
      speed = wanted
      run?.replayer.setConfig({ speed: wanted })
    },
    showProvenance: (shown) => {
      provenanceShown = shown
      run?.watch?.showProvenance(shown)
    },
    probe: (probe, x, y) => {
      const thing = run?.watch?.thingAt(x, y)
      options.report({ type: 'probed', probe, ...(thing === undefined ? {} : { thing }) })
    },
    find: (probe, kind) => {
      const thing = run?.watch?.findNext(kind)
      options.report({ type: 'probed', probe, ...(thing === undefined ? {} : { thing }) })
    },
    preview: (command) => {
      previewed = command
      run?.watch?.preview(command)
    },
    highlight: (node) => {
      highlighted = node
      run?.watch?.highlight(node)
    },
    showTrail: (shown) => {
      trailShown = shown
      run?.replayer.setConfig({ mouseTail: shown ? mouseTail : false })
    },
    placed: () => run?.watch?.placed(),
    inspect: (command) => {
      const answer = run?.watch?.inspect(command)
      if (answer !== undefined) options.report(answer)
    },
  }
}

function startRun(events: readonly FrameEvent[], endMs: number, speed: number, options: PlayerOptions): Run {
  const marked = [...events, endMark(endMs)]
  // The first snapshot is built before its moment, without having been applied as an event.
  const followChange = (event: FrameEvent) => {
    if (event.type !== snapshotType) watch?.follow(event)
  }
  const replayer = new Replayer(marked as ReplayerEvents, {
    root: options.root,
    speed,
    mouseTail,
    insertStyleRules: [...thingRules, ...previewRules],
    // Each event as it is applied, in order, also those that a jump goes through.
    plugins: [{ handler: (event) => followChange(event as FrameEvent) }],
    triggerFocus: false,
    UNSAFE_replayCanvas: false,
    showWarning: false,
    showDebug: false,
  })
  replayer.on('resize', (size) => options.onSize(size as PageSize))
  const watch = startPageWatch(replayer.iframe, {
    idOf: (node) => replayer.getMirror().getId(node),
    nodeOf: (id) => replayer.getMirror().getNode(id),
    overlay: document.body,
    onKinds: (counts) => options.report({ type: 'kinds', counts }),
    onPreview: (counts) => options.report({ type: 'previewed', counts }),
  })
  replayer.on('fullsnapshot-rebuilded', (event) => watch?.follow(event as FrameEvent))
  const startMs = events[0]?.timestamp ?? endMs
  return {
    replayer,
    startMs,
    endMs,
    watch,
    stop: () => {
      watch?.stop()
      replayer.destroy()
    },
  }
}

// rrweb stops its clock at the last event. This one does nothing and lets it run until the next segment begins.
function endMark(endMs: number): FrameEvent {
  return { type: customType, timestamp: endMs, data: { tag: 'reseal.end', payload: {} } }
}
