// Positions and durations as people write them: m:ss, with milliseconds where they matter.

/** A duration as `m:ss`, or `h:mm:ss` from an hour on. Rounds down, never below zero. */
export function formatClock(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000))
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = String(seconds % 60).padStart(2, '0')
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`
}

/** Like {@link formatClock}, with milliseconds unless they are zero: what `t=` in an address holds. */
export function formatPosition(positionMs: number): string {
  const whole = Math.max(0, Math.round(positionMs))
  const rest = whole % 1000
  return rest === 0 ? formatClock(whole) : `${formatClock(whole)}.${String(rest).padStart(3, '0')}`
}

/**
 * Reads `0:08`, `0:08.250`, `1:02:03` as milliseconds, and a bare number as the milliseconds that the recorder's
 * `sessionUrl()` writes. Undefined for anything else.
 */
export function parsePosition(text: string): number | undefined {
  if (/^\d{1,12}$/.test(text)) return Number(text)
  const match = /^(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:\.(\d{1,3}))?$/.exec(text)
  if (match === null) return undefined
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return whole * 1000 + Number(fraction.padEnd(3, '0'))
}
