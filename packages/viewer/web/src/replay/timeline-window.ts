// The part of a long session that the timeline shows: zoomed around a moment, moved along, and following the replay.
import type { Stretch } from './timeline.ts'

/** No closer: a few hundred pixels for a second and a half show each event apart. */
const shortestMs = 2_000

/** The part `factor` times as long (less than one is closer), with the moment where it was. */
export function zoomed(whole: Stretch, shown: Stretch, factor: number, aroundMs: number): Stretch {
  const length = shown.toMs - shown.fromMs
  const wholeLength = whole.toMs - whole.fromMs
  const next = Math.min(wholeLength, Math.max(Math.min(shortestMs, wholeLength), length * factor))
  const share = length <= 0 ? 0 : (aroundMs - shown.fromMs) / length
  return placed(whole, aroundMs - share * next, next)
}

/** The part moved by a time, within the whole. */
export function moved(whole: Stretch, shown: Stretch, byMs: number): Stretch {
  return placed(whole, shown.fromMs + byMs, shown.toMs - shown.fromMs)
}

/** The part that shows a moment: as it is where it does, else turned to the page that holds it. */
export function following(whole: Stretch, shown: Stretch, atMs: number): Stretch {
  if (shown.fromMs <= atMs && atMs <= shown.toMs) return shown
  const length = shown.toMs - shown.fromMs
  return placed(whole, atMs - length / 10, length)
}

/** Whether less than the whole is shown. */
export function isZoomed(whole: Stretch, shown: Stretch): boolean {
  return shown.fromMs > whole.fromMs || shown.toMs < whole.toMs
}

function placed(whole: Stretch, wantedFromMs: number, length: number): Stretch {
  const fromMs = Math.round(Math.max(whole.fromMs, Math.min(whole.toMs - length, wantedFromMs)))
  return { fromMs, toMs: Math.min(whole.toMs, Math.round(fromMs + length)) }
}
