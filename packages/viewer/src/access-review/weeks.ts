// Weeks of accesses: Monday to Sunday, UTC, each named by its Monday.

/** A day, milliseconds. */
const dayMs = 24 * 60 * 60_000

/** A week, milliseconds. */
export const weekMs: number = 7 * dayMs

// 5 January 1970.
const firstMondayMs = 4 * dayMs

/** The Monday of the week that a time is in, milliseconds since 1970. */
export function mondayOf(timeMs: number): number {
  return Math.floor((timeMs - firstMondayMs) / weekMs) * weekMs + firstMondayMs
}

/** 2026-11-23 */
export function nameOfWeek(mondayMs: number): string {
  return new Date(mondayMs).toISOString().slice(0, 10)
}

/** The Monday that a name names; undefined where it names none. */
export function parseWeek(name: string): number | undefined {
  const timeMs = /^\d{4}-\d{2}-\d{2}$/u.test(name) ? Date.parse(`${name}T00:00:00Z`) : Number.NaN
  // A day that its month has not is taken for one of the next month.
  const isDay = Number.isFinite(timeMs) && nameOfWeek(timeMs) === name
  return isDay && mondayOf(timeMs) === timeMs ? timeMs : undefined
}
