// Collects redacted events into segments (design §5.2).
//
// A segment is a run of events that is sealed as one. It ends when
//   - 5 s have passed since its first event (1 s in a stream's first), or its JSON reaches 64 KiB;
//   - a keyframe begins: a full snapshot always opens a segment, so that replay can start there;
//   - an event alone is larger than 64 KiB: such an event is one segment, at most 8 MiB;
//   - the page is hidden or recording ends.
// A stream begins with a keyframe. What is captured before the first one (an error while the page loads) waits
// and follows it in the same segment.
import type { RecordedEvent } from '@reseal/redaction-rules'
import { plainJson } from '../browser/plain-json.ts'

const segmentDurationMs = 5_000
// A visit of a few seconds would else leave nothing: only what is sealed outlives the page.
const firstSegmentDurationMs = 1_000
const segmentSizeLimit = 64 * 1024
/** Characters of one event's JSON; a whole segment with what follows a snapshot is at most 8 MiB. */
export const eventSizeLimit: number = 8 * 1024 * 1024 - 256 * 1024
const keyframeIntervalMs = 60_000
const keyframeSizeLimit = 1024 * 1024

const metaType = 4
const fullSnapshotType = 2
const customType = 5
const pluginType = 6

/** A segment before sealing. `json` is a JSON array of events; times are milliseconds since the Unix epoch. */
export interface SegmentDraft {
  readonly json: string
  readonly startMs: number
  readonly endMs: number
  readonly keyframe: boolean
  readonly final: boolean
}

/** What {@link createSegmentCollector} needs. Timers are passed in so that tests hold the clock. */
export interface SegmentCollectorOptions {
  onSegment(draft: SegmentDraft): void
  /** Asks for a full snapshot: the last is old, or an event was too large to keep. */
  onKeyframeWanted(): void
  /** A snapshot alone is larger than a segment may be. */
  onSnapshotTooLarge(): void
  /** How large an event is, in characters, kept or not. */
  onSize(characters: number): void
  /** Calls back once after `delayMs`; the returned function cancels. */
  startTimer(callback: () => void, delayMs: number): () => void
}

/** Collects events of one stream. */
export interface SegmentCollector {
  add(event: RecordedEvent, info: { readonly keyframe: boolean }): void
  /** Ends the segment that is open, if any. */
  flush(): void
  /** Ends the stream: the last segment is marked final. */
  finish(): void
  /** Forgets what is open; nothing is emitted afterwards. */
  discard(): void
}

type CollectorState = 'before-keyframe' | 'collecting' | 'ended'

interface OpenSegment {
  readonly events: string[]
  size: number
  startMs: number
  endMs: number
  keyframe: boolean
  /** Holds a snapshot's meta event and nothing else: the snapshot joins it. */
  awaitsSnapshot: boolean
}

function createOpenSegment(): OpenSegment {
  return {
    events: [],
    size: 0,
    startMs: Number.POSITIVE_INFINITY,
    endMs: 0,
    keyframe: false,
    awaitsSnapshot: false,
  }
}

function appendTo(segment: OpenSegment, json: string, timestamp: number): void {
  segment.events.push(json)
  segment.size += json.length + 1
  segment.startMs = Math.min(segment.startMs, Math.floor(timestamp))
  segment.endMs = Math.max(segment.endMs, Math.floor(timestamp))
  segment.awaitsSnapshot = false
}

/** Builds a collector for one stream. */
export function createSegmentCollector(options: SegmentCollectorOptions): SegmentCollector {
  let state: CollectorState = 'before-keyframe'
  let open = createOpenSegment()
  // Not increments of the DOM: those mean nothing without the snapshot they follow.
  const early: { readonly json: string; readonly timestamp: number }[] = []
  let earlySize = 0
  let isFirst = true
  let cancelTimer: (() => void) | undefined
  let lastEndMs = 0
  let keyframeAtMs = 0
  let keyframeSize = 0
  let sizeSinceKeyframe = 0
  let keyframeWanted = false

  function stopTimer(): void {
    cancelTimer?.()
    cancelTimer = undefined
  }

  function append(json: string, timestamp: number): void {
    appendTo(open, json, timestamp)
    cancelTimer ??= options.startTimer(flush, isFirst ? firstSegmentDurationMs : segmentDurationMs)
  }

  function emit(final: boolean): void {
    stopTimer()
    const { events, startMs, endMs, keyframe } = open
    open = createOpenSegment()
    isFirst = false
    lastEndMs = Math.max(lastEndMs, endMs)
    options.onSegment({
      json: `[${events.join(',')}]`,
      startMs: Math.min(startMs, lastEndMs),
      endMs: lastEndMs,
      keyframe,
      final,
    })
  }

  function flush(): void {
    stopTimer()
    if (state === 'collecting' && open.events.length > 0) emit(false)
  }

  function wantKeyframe(): void {
    if (keyframeWanted) return
    keyframeWanted = true
    options.onKeyframeWanted()
  }

  function beginStream(): void {
    state = 'collecting'
    for (const { json, timestamp } of early) append(json, timestamp)
    early.length = 0
  }

  function addKeyframeEvent(event: RecordedEvent, json: string): void {
    if (!open.awaitsSnapshot) flush()
    append(json, event.timestamp)
    open.awaitsSnapshot = event.type === metaType
    if (open.awaitsSnapshot) return
    open.keyframe = true
    keyframeAtMs = event.timestamp
    keyframeSize = json.length
    sizeSinceKeyframe = 0
    keyframeWanted = false
    // However large it is: the rules in force follow it at once.
    if (state === 'before-keyframe') beginStream()
  }

  function addEarlyEvent(event: RecordedEvent, json: string): void {
    if (event.type !== customType && event.type !== pluginType) return
    earlySize += json.length
    if (earlySize <= segmentSizeLimit) early.push({ json, timestamp: event.timestamp })
  }

  function addIncrement(event: RecordedEvent, json: string): void {
    if (json.length >= segmentSizeLimit) flush()
    append(json, event.timestamp)
    sizeSinceKeyframe += json.length
    if (open.size >= segmentSizeLimit) flush()
    // Where a snapshot is large it is taken less often: it never makes up more than half of the bytes.
    const sizeLimit = Math.max(keyframeSizeLimit, keyframeSize)
    if (event.timestamp - keyframeAtMs >= keyframeIntervalMs || sizeSinceKeyframe >= sizeLimit) wantKeyframe()
  }

  return {
    add(event, { keyframe }) {
      if (state === 'ended') return
      const json = plainJson(event)
      const isSnapshot = keyframe && (event.type === metaType || event.type === fullSnapshotType)
      if (json.length > eventSizeLimit) {
        if (isSnapshot) options.onSnapshotTooLarge()
        // Without this event the rest does not fit together: begin again from a snapshot.
        else wantKeyframe()
      } else if (isSnapshot) addKeyframeEvent(event, json)
      else if (state === 'before-keyframe') addEarlyEvent(event, json)
      else addIncrement(event, json)
      options.onSize(json.length)
    },
    flush,
    finish() {
      if (state === 'collecting') emit(true)
      stopTimer()
      state = 'ended'
    },
    discard() {
      stopTimer()
      open = createOpenSegment()
      early.length = 0
      state = 'ended'
    },
  }
}
