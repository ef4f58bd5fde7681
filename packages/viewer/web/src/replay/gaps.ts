// What the recorder says it did not record (SPEC.md section 16): stretches of a stream, and in words why.
import { type GapPayload, type GapReason, signalPlugin } from '@reseal/redaction-rules'
import type { ReplayEvent } from '../api/replays.ts'
import type { Signal } from './signals.ts'
import type { Stretch } from './timeline.ts'

/** A gap begins, or has ended, at a moment; milliseconds since 1970. */
export interface GapMark extends GapPayload {
  readonly atMs: number
}

/** A stretch that is not recorded, or of which a part of the page is not. */
export interface RecordedGap extends Stretch {
  readonly reason: GapReason
  readonly isPart: boolean
}

const reasons: Readonly<Record<GapReason, string>> = {
  flood: 'the page changed too fast',
  'too-large': 'the page was too large',
  cpu: 'recording took too much of the processor',
  route: 'the app leaves this route out',
  frozen: 'the browser had frozen the page',
}

/** One sentence that says what is missing and why. */
export function gapSentence({ reason, isPart }: Pick<RecordedGap, 'reason' | 'isPart'>): string {
  return `${isPart ? 'A part of the page is not recorded' : 'Not recorded'}: ${reasons[reason] ?? 'reason unknown'}`
}

/** The marks in a run of events, in order of time. */
export function gapMarksOf(events: readonly ReplayEvent[]): GapMark[] {
  return events.flatMap(({ type, timestamp, data }) => {
    const { plugin, payload } = data as { readonly plugin?: unknown; readonly payload?: GapPayload }
    return type === 6 && plugin === signalPlugin.gap && payload !== undefined
      ? [{ ...payload, atMs: timestamp }]
      : []
  })
}

/** The stretches that marks tell of. One whose end is not among them lasts until `untilMs`. */
export function gapsOf(marks: readonly GapMark[], untilMs: number): RecordedGap[] {
  const gaps: RecordedGap[] = []
  const open = new Map<string, GapMark>()
  for (const mark of marks) {
    const { reason, part: isPart = false, durationMs, atMs } = mark
    const key = `${reason} ${isPart}`
    if (durationMs === undefined) open.set(key, open.get(key) ?? mark)
    else {
      open.delete(key)
      gaps.push({ reason, isPart, fromMs: atMs - durationMs, toMs: atMs })
    }
  }
  for (const { reason, part: isPart = false, atMs } of open.values())
    gaps.push({ reason, isPart, fromMs: atMs, toMs: Math.max(atMs, untilMs) })
  return gaps.toSorted((a, b) => a.fromMs - b.fromMs)
}

/** The gap that a moment lies in; of several one of the whole page. */
export function gapAt(gaps: readonly RecordedGap[], atMs: number): RecordedGap | undefined {
  const around = gaps.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs)
  return around.find(({ isPart }) => !isPart) ?? around[0]
}

/** The line of the list for a mark. */
export function gapSignal({ reason, durationMs, part: isPart = false }: GapPayload, atMs: number): Signal {
  const text = gapSentence({ reason, isPart })
  return {
    kind: 'gap',
    atMs: durationMs === undefined ? atMs : atMs - durationMs,
    level: durationMs === undefined ? 'gap' : `${Math.round(durationMs / 1000)} s`,
    text,
    tone: 'warning',
    // A gap has two marks, and the later one knows how long it was.
    key: `gap ${durationMs === undefined ? atMs : atMs - durationMs} ${reason} ${isPart}`,
  }
}
