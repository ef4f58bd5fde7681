// What the scope of a breach calls things, and the same as a spreadsheet.
import type {
  BreachLimit,
  BreachScopeReply,
  RangeReply,
  ReachKind,
} from '../../../src/audit/audit-questions-api.ts'

const reaches: Readonly<Record<ReachKind, string>> = {
  member: 'engineer of the app',
  grant: 'approved grant',
  'break-glass': 'break-glass',
  officer: 'privacy officer: quarantined or held sessions',
  everyone: 'whoever it was',
  key: 'whoever holds the key',
}

/** How it could be opened. */
export function reachWords(by: ReachKind): string {
  return reaches[by]
}

const limits: Readonly<Record<BreachLimit, string>> = {
  rights_as_now: 'No change of this person’s rights is in the log: they are taken as they are today.',
  rights_before_unknown:
    'The log’s first word on this person’s rights is later than the time begins: before it, the same rights are assumed.',
  person_unknown:
    'Nobody of this name is or was a user here, as far as the log tells: what is below is by their events alone. Events of someone who was erased are not found by name.',
  grants_required_as_now: 'Whether an app asks for grants is taken as it is today.',
  narrow_grants_as_app:
    'A grant for some pages or labels of an app counts as one for all of it; one for a session counts for that session.',
  holds_as_now: 'Legal holds are taken as they are today.',
  key_outside:
    'Whoever holds the private half of the key can open what they have copied without asking this server: what was read is what was read here.',
}

/** What the answer does not know. */
export function limitWords(limit: BreachLimit): string {
  return limits[limit]
}

/** Every row as CSV; nothing in it runs as a formula. */
export function toCsv({ readable, read }: Pick<BreachScopeReply, 'readable' | 'read'>): string {
  const head = ['kind', 'app', 'session', 'person', 'how', 'stream', 'from', 'to', 'leaves']
  const rows = [
    ...readable.flatMap(({ app, session, by, ranges }) =>
      ranges.map((range) => ['readable', app, session, '', by.join(' '), ...rangeCells(range), '']),
    ),
    ...read.flatMap(({ app, session, subject, released, played, denied, leaves }) => {
      const who = [app ?? '', session, subject ?? 'erased'] as const
      return [
        ...released.map((range) => ['opened', ...who, '', ...rangeCells(range), leaves.join(' ')]),
        ...played.map((range) => ['played', ...who, '', ...rangeCells(range), leaves.join(' ')]),
        ...(denied > 0 ? [['refused', ...who, String(denied), '', '', '', leaves.join(' ')]] : []),
      ]
    }),
  ]
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function rangeCells({ stream, fromMs, toMs }: RangeReply): readonly string[] {
  return [stream, new Date(fromMs).toISOString(), new Date(toMs).toISOString()]
}

function cell(text: string): string {
  const inert = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text
  return `"${inert.replaceAll('"', '""')}"`
}
