// A row as it is copied: a line of text, or JSON with what was recorded. Both hold what redaction let through, no more.
import { formatClock } from '../../address/clock.ts'
import type { PanelRow } from './panel-rows.ts'

/** A line: clock from the session's start, what it is, its text, and beneath it what more there is. */
export function rowAsText({ signal, moments }: PanelRow, fromMs: number): string {
  const { atMs, level, text, detail } = signal
  const times = moments.length > 1 ? `  ×${moments.length}` : ''
  const line = `${formatClock(atMs - fromMs)}  ${level}  ${text}${times}`
  return detail === undefined ? line : [line, ...detail.split('\n').map((each) => `      ${each}`)].join('\n')
}

/** The same as JSON; `tMs` is milliseconds from the session's start, as in the link. */
export function rowAsJson({ signal, moments }: PanelRow, fromMs: number): string {
  const { recorded, stream, level, text, node, kind } = signal
  const told = {
    tMs: moments.map((momentMs) => Math.round(momentMs - fromMs)),
    stream,
    kind,
    level,
    ...(recorded === undefined ? { text, node } : { recorded: recorded.payload }),
  }
  return JSON.stringify(told, undefined, 2)
}
