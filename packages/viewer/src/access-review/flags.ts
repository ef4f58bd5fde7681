// What of a person's accesses somebody should look at (design.md §8): more than they ever did, out of hours, an app for the
// first time, refusals in a burst, break-glass. Pure: events in, flags out.
import type { AuditRecord } from '@reseal/store'
import { weekMs } from './weeks.ts'

/** What may be flagged, the gravest first. */
export const accessFlags = ['break-glass', 'denied-burst', 'volume', 'first-time', 'off-hours'] as const

/** One of them. */
export type AccessFlag = (typeof accessFlags)[number]

/** How many weeks before the reviewed one say what is usual for a person. */
export const historyWeeks = 8

/** A person's accesses to an app in the reviewed week, and before it. */
export interface PersonAccesses {
  /** Events of the week: opened, read, exported, refused. */
  readonly records: readonly AuditRecord[]
  /** Sessions that the person opened in each of the weeks before, of this app. */
  readonly past: readonly number[]
  /** Ids of grants that nobody approved. */
  readonly breakGlass: ReadonlySet<string>
  /** When work is done, where the people are. */
  readonly hours: OfficeHours
}

/** Hours of a working day, Monday to Friday. */
export interface OfficeHours {
  /** IANA name. */
  readonly timeZone: string
  /** From, inclusive, to, exclusive. */
  readonly from: number
  readonly to: number
}

// A person who watched twice as much as ever, and more than a handful.
const leastVolume = 10
const volumeFactor = 2
const burstCount = 5
const burstMs = 10 * 60_000

/** The flags, the gravest first. */
export function flagsOf(accesses: PersonAccesses): readonly AccessFlag[] {
  const { records, past, breakGlass, hours } = accesses
  const used = records.filter(({ event }) => event.outcome === 'success')
  const found: Readonly<Record<AccessFlag, boolean>> = {
    'break-glass': used.some(({ event }) => breakGlass.has(event.grant ?? '')),
    'denied-burst': isBurst(records),
    volume: isMuch(sessionsOf(used).size, past),
    'first-time': used.length > 0 && past.every((count) => count === 0),
    'off-hours': used.some(({ event }) => !isWithin(event.timeMs, hours)),
  }
  return accessFlags.filter((flag) => found[flag])
}

/** Sessions of which something was opened or exported. */
export function sessionsOf(records: readonly AuditRecord[]): ReadonlySet<string> {
  return new Set(records.flatMap(({ event }) => event.target?.session ?? []))
}

function isMuch(count: number, past: readonly number[]): boolean {
  return count >= leastVolume && count > volumeFactor * Math.max(0, ...past)
}

function isBurst(records: readonly AuditRecord[]): boolean {
  const times = records.filter(({ event }) => event.outcome === 'denied').map(({ event }) => event.timeMs)
  return times.some(
    (timeMs, at) => (times[at + burstCount - 1] ?? Number.POSITIVE_INFINITY) - timeMs <= burstMs,
  )
}

const weekdays = new Set(['Mon', 'Tue', 'Wed', 'Thu', 'Fri'])

function isWithin(timeMs: number, { timeZone, from, to }: OfficeHours): boolean {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: 'numeric',
    hourCycle: 'h23',
  })
  const parts = new Map(format.formatToParts(timeMs).map(({ type, value }) => [type, value]))
  const hour = Number(parts.get('hour'))
  return weekdays.has(parts.get('weekday') ?? '') && hour >= from && hour < to
}

/** Sessions opened in each of the weeks before a Monday, the last week first. */
export function pastOf(records: readonly AuditRecord[], mondayMs: number): readonly number[] {
  return Array.from({ length: historyWeeks }, (_, back) => {
    const fromMs = mondayMs - (back + 1) * weekMs
    const within = records.filter(({ event }) => event.timeMs >= fromMs && event.timeMs < fromMs + weekMs)
    return sessionsOf(within).size
  })
}
