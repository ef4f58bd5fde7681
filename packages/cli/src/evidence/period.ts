// The time that an evidence pack is about: a quarter, a month, a year, or two days with everything between.
import { CliError } from '../cli-error.ts'

/** From one moment on to before another. */
export interface Period {
  /** As it was given. */
  readonly label: string
  readonly fromMs: number
  readonly beforeMs: number
}

const dayMs = 24 * 60 * 60_000

/**
 * Reads `2026`, `2026-Q3`, `2026-09` or `2026-07-01..2026-09-30`, days of UTC, the last one included.
 * @throws CliError 'usage'
 */
export function parsePeriod(text: string): Period {
  const [fromMs, beforeMs] = boundsOf(text)
  if (fromMs !== undefined && beforeMs !== undefined && fromMs < beforeMs) {
    return { label: text, fromMs, beforeMs }
  }
  throw new CliError(
    'usage',
    '--period takes a year, a quarter, a month or two days: 2026, 2026-Q3, 2026-09, 2026-07-01..2026-09-30.',
  )
}

function boundsOf(text: string): [number | undefined, number | undefined] {
  const [, year, quarter, month] = /^(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?$/.exec(text) ?? []
  if (year !== undefined) {
    const first = quarter ? (Number(quarter) - 1) * 3 : month ? Number(month) - 1 : 0
    const months = quarter ? 3 : month ? 1 : 12
    return [Date.UTC(Number(year), first), Date.UTC(Number(year), first + months)]
  }
  const [from, last, ...more] = text.split('..')
  if (from === undefined || last === undefined || more.length > 0) return [undefined, undefined]
  const lastMs = dayOf(last)
  return [dayOf(from), lastMs === undefined ? undefined : lastMs + dayMs]
}

function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const timeMs = Date.parse(`${text}T00:00:00Z`)
  // Such as the thirtieth of February.
  return new Date(timeMs || 0).toISOString().startsWith(text) ? timeMs : undefined
}
