// Accesses to recordings, out of their events: who, to which session, for what, and which ranges.
import type { AuditRecord } from '../logs/audit.repository.ts'
import type { AuditAction } from '../logs/audit-catalogue.ts'
import type { AuditEvent } from '../logs/audit-event.ts'

/** The actions that show something of a session, or open it. */
export const accessActions: readonly AuditAction[] = [
  'session.view',
  'replay.open',
  'replay.read',
  'replay.delivered',
  'replay.close',
  'recording.export',
]

/** From, inclusive, to, inclusive: milliseconds since 1970, of one stream. */
export interface StreamRange {
  readonly stream: string
  readonly fromMs: number
  readonly toMs: number
}

/** What one person did with one session. */
export interface SessionAccess {
  readonly app: string | undefined
  readonly session: string
  readonly actor: {
    readonly issuer: string
    /** Null where it was erased: then one replay is one person, for nothing says who else it was. */
    readonly subject: string | null
    readonly roles: readonly string[]
  }
  readonly firstMs: number
  readonly lastMs: number
  /** Counts of events. */
  readonly views: number
  readonly opens: number
  readonly denied: number
  readonly exports: number
  /** What was opened for them, lead-ins from keyframes included: they may have seen all of it. */
  readonly released: readonly StreamRange[]
  /** What of that was written to the browser. */
  readonly delivered: readonly StreamRange[]
  /** What of that their players said was played. */
  readonly played: readonly StreamRange[]
  readonly purposes: readonly string[]
  readonly tickets: readonly string[]
  /** Leaves, ascending. */
  readonly events: readonly number[]
}

/** Groups events by session and person, the earliest access first. Events without a session are left out. */
export function groupAccesses(records: readonly AuditRecord[]): readonly SessionAccess[] {
  const groups = Map.groupBy(
    records.filter(({ event }) => event.target?.session !== undefined),
    ({ index, event }) => {
      const { issuer, subject } = event.actor
      const who = subject === undefined ? ['erased', event.target?.replay ?? index] : ['known', subject]
      return JSON.stringify([event.target?.session, issuer, ...who])
    },
  )
  return [...groups.values()].map(summarise).toSorted((a, b) => a.firstMs - b.firstMs)
}

function summarise(records: readonly AuditRecord[]): SessionAccess {
  const events = records.map(({ event }) => event)
  const [first] = events
  if (first === undefined) throw new RangeError('a group has at least one event')
  const succeeded = (...actions: readonly AuditAction[]): readonly AuditEvent[] =>
    events.filter(({ action, outcome }) => outcome === 'success' && actions.includes(action))
  const texts = (read: (event: AuditEvent) => string | undefined): readonly string[] => [
    ...new Set(events.map((event) => read(event) ?? '').filter((text) => text !== '')),
  ]
  return {
    app: texts(({ target }) => target?.app)[0],
    session: first.target?.session ?? '',
    actor: {
      issuer: first.actor.issuer,
      subject: first.actor.subject ?? null,
      roles: [...new Set(events.flatMap(({ actor }) => actor.roles))],
    },
    firstMs: Math.min(...events.map(({ timeMs }) => timeMs)),
    lastMs: Math.max(...events.map(({ timeMs }) => timeMs)),
    views: succeeded('session.view').length,
    opens: succeeded('replay.open').length,
    exports: succeeded('recording.export').length,
    denied: events.filter(({ outcome }) => outcome === 'denied').length,
    released: mergeRanges(succeeded('replay.read', 'recording.export').flatMap(rangeOf)),
    // One that broke off says in its extent how much had left; its range is what may have.
    delivered: mergeRanges(events.filter(({ action }) => action === 'replay.delivered').flatMap(rangeOf)),
    played: mergeRanges(succeeded('replay.close').flatMap(playedOf)),
    purposes: texts(({ purpose }) => purpose),
    tickets: texts(({ ticket }) => ticket),
    events: records.map(({ index }) => index),
  }
}

function rangeOf({ target }: AuditEvent): readonly StreamRange[] {
  const { stream, fromMs, toMs } = target ?? {}
  return stream === undefined || fromMs === undefined || toMs === undefined ? [] : [{ stream, fromMs, toMs }]
}

/** Spans end before the millisecond that they name, ranges with it. */
function playedOf({ target, extent }: AuditEvent): readonly StreamRange[] {
  const stream = target?.stream
  if (stream === undefined) return []
  return (extent?.spans ?? []).map((span) => {
    const [fromMs = 0, toMs = 0] = span.split('-').map(Number)
    return { stream, fromMs, toMs: toMs - 1 }
  })
}

/** The same times as ranges that neither overlap nor touch, by stream and time. */
function mergeRanges(ranges: readonly StreamRange[]): readonly StreamRange[] {
  const merged: StreamRange[] = []
  const ascending = ranges.toSorted((a, b) =>
    a.stream === b.stream ? a.fromMs - b.fromMs : a.stream < b.stream ? -1 : 1,
  )
  for (const range of ascending) {
    const last = merged.at(-1)
    if (last === undefined || last.stream !== range.stream || range.fromMs > last.toMs + 1) merged.push(range)
    else merged[merged.length - 1] = { ...last, toMs: Math.max(last.toMs, range.toMs) }
  }
  return merged
}

/** How long ranges are together, milliseconds. */
export function durationOf(ranges: readonly Omit<StreamRange, 'stream'>[]): number {
  return ranges.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - fromMs), 0)
}
