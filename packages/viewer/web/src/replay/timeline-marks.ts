// What is marked on the timeline: what one looks for in a session, by kind, and as many as there is room for.
import type { NoteReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import type { Signal } from './signals.ts'
import { fractionAt, type Stretch } from './timeline.ts'

/** The kinds of marks, in the order in which they are listed. */
export const markKinds = ['error', 'request', 'frustration', 'page', 'vital', 'app', 'note'] as const

/** A kind of marks. */
export type MarkKind = (typeof markKinds)[number]

/** What the marks of a kind are called. */
export const markNames: Readonly<Record<MarkKind, string>> = {
  error: 'errors',
  request: 'failed requests',
  frustration: 'frustration',
  page: 'page changes',
  vital: 'vitals',
  app: 'app events',
  note: 'notes',
}

const singular: Readonly<Record<MarkKind, string>> = {
  error: 'error',
  request: 'failed request',
  frustration: 'frustration',
  page: 'page change',
  vital: 'vital',
  app: 'app event',
  note: 'note',
}

/** A moment that is marked. */
export interface Mark {
  readonly kind: MarkKind
  readonly atMs: number
  readonly text: string
  readonly stream?: string
}

/** Marks of one kind that stand so close that they are one on the line. */
export interface MarkGroup {
  readonly first: Mark
  readonly count: number
}

/** Places for marks of one kind on the line. */
const places = 160

/** What is marked of what is loaded, in order of time. */
export function marksOf(signals: readonly Signal[], notes: readonly NoteReply[]): Mark[] {
  const marks = signals.flatMap((signal): Mark[] => {
    const kind = kindOf(signal)
    const { atMs, level, text, stream } = signal
    return kind === undefined
      ? []
      : [{ kind, atMs, text: `${level} ${text}`, ...(stream === undefined ? {} : { stream }) }]
  })
  const noted = notes.map(({ atMs, text, stream }): Mark => ({ kind: 'note', atMs, text, stream }))
  return [...marks, ...noted].toSorted((a, b) => a.atMs - b.atMs)
}

function kindOf({ kind, level, tone }: Signal): MarkKind | undefined {
  switch (kind) {
    case 'error':
      return 'error'
    case 'click':
      return 'frustration'
    case 'app':
      return level === 'event' ? 'app' : undefined
    case 'stream':
      return 'page'
    case 'network':
      if (level === 'route') return 'page'
      return tone === 'bad' ? 'request' : undefined
    case 'page':
      return level === 'long task' ? undefined : 'vital'
    default:
      return undefined
  }
}

/** How many marks there are of each kind. */
export function countMarks(marks: readonly Mark[]): ReadonlyMap<MarkKind, number> {
  const counts = new Map<MarkKind, number>()
  for (const { kind } of marks) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/** The marks of a part of the session that are shown, those of one kind and place as one. */
export function groupMarks(
  marks: readonly Mark[],
  shown: Stretch,
  hidden: ReadonlySet<MarkKind>,
): MarkGroup[] {
  const groups = new Map<string, MarkGroup>()
  for (const mark of marks) {
    if (hidden.has(mark.kind) || mark.atMs < shown.fromMs || mark.atMs > shown.toMs) continue
    const place = `${mark.kind} ${Math.round(fractionAt(shown, mark.atMs) * places)}`
    const group = groups.get(place)
    groups.set(place, { first: group?.first ?? mark, count: (group?.count ?? 0) + 1 })
  }
  return [...groups.values()]
}

/** A group in words: when, what, and how many more. */
export function groupWords({ first, count }: MarkGroup, fromMs: number): string {
  const { kind, atMs, text } = first
  const more = count === 1 ? '' : `, and ${count - 1} more`
  return `${formatClock(atMs - fromMs)} ${singular[kind]}: ${text.slice(0, longestText)}${more}`
}

const longestText = 120

/** The marks closest to a moment, at most `most` of them, none further than `withinMs`. */
export function marksNear(
  marks: readonly Mark[],
  atMs: number,
  { withinMs, most }: { readonly withinMs: number; readonly most: number },
): Mark[] {
  return marks
    .filter((mark) => Math.abs(mark.atMs - atMs) <= withinMs)
    .toSorted((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))
    .slice(0, most)
    .toSorted((a, b) => a.atMs - b.atMs)
}

/** A duration as it is spoken: `1 minute 8 seconds`. */
export function clockWords(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000))
  const parts = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor((seconds % 3600) / 60), 'minute'],
    [seconds % 60, 'second'],
  ] as const
  const said = parts.filter(([count], index) => count > 0 || (index === 2 && seconds === 0))
  return said.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' ')
}
