// reseal audit report: what a person who was recorded may be told of who had access (45 CFR 164.528 asks for an accounting
// of disclosures; this is the whole of it, uses inside the organisation included).
import {
  type AuditRecord,
  accessActions,
  createRetentionRepository,
  durationOf,
  findSessionRetention,
  findSubjectSessions,
  groupAccesses,
  heldOf,
  type SessionAccess,
  subjectHash,
} from '@reseal/store'
import { readFilter, timeFilterOptions } from '../audit/filter-options.ts'
import { ask, askedFor, describeProofs, proofsOption, writeProofs } from '../audit/question.ts'
import { readSessionIds, sessionsOption } from '../audit/read-sessions.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { formatDuration, formatMoment, formatTable } from '../command-line/table.ts'

/** `reseal audit report` */
export const auditReportCommand: Command = {
  name: 'audit report',
  summary: 'Report every access to the sessions of a subject.',
  details: [
    'For the person behind a pseudonym: each session, what is left of it, and who had access when, as what and why. Staff are named by role alone unless --names is given. That it was asked is an audit event, committed first.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'subject', value: 'PSEUDONYM', required: true, help: 'whom the report is about' },
    {
      ...sessionsOption,
      help: `${sessionsOption.help}; with those that the indexer knows by the id said with identify()`,
    },
    { name: 'names', help: 'names staff, not only their roles' },
    ...timeFilterOptions,
    proofsOption,
  ],
  examples: ['reseal audit report --subject p-7731 --sessions p-7731.txt'],
  run: runReport,
}

// More than anyone has visits.
const mostSessions = 10_000

/** `reseal subject report`: the same question, asked from the subject's side. */
export const subjectReportCommand: Command = {
  ...auditReportCommand,
  name: 'subject report',
  summary: 'Report what was recorded of a subject, who had access, and until when it is kept.',
  examples: ['reseal subject report --subject 0b5f2c52-4f0a-4a53-9d2a-3cf2a6f1d7f4 --json'],
}

interface ReportedSession {
  readonly session: string
  /** `gone`: no stream of it can be opened any more; `unknown`: nothing was recorded under this id. */
  readonly state: 'kept' | 'gone' | 'unknown'
  readonly recordedMs: number
  readonly startedAtMs: number | null
  /** By the rules in force; null where nothing of it is kept, or nothing expires. */
  readonly keptUntilMs: number | null
  readonly isHeld: boolean
  /** Its streams that were forgotten. */
  readonly forgotten: readonly { readonly atMs: number; readonly cause: string }[]
  readonly accesses: readonly SessionAccess[]
}

async function runReport(input: CommandInput, context: CommandContext): Promise<number> {
  const subject = input.text('subject') ?? ''
  const listed = input.text(sessionsOption.name) === undefined ? [] : await readSessionIds(input, context)
  const filter = readFilter(input)
  return ask(input, context, {
    about: askedFor(filter, { subject }),
    async answer(question) {
      const { db, events, index } = question
      const hash = subjectHash(subject)
      const known = await findSubjectSessions(db, { subject: hash, limit: mostSessions })
      const sessions = [...new Set([...listed, ...known])]
      const rules = (await createRetentionRepository(db).findInForce())?.rules
      const records: AuditRecord[] = []
      const reported: ReportedSession[] = []
      for (const session of sessions) {
        const found: AuditRecord[] = []
        const reading = { filter: { ...filter, session, actions: accessActions }, before: index }
        for await (const record of events.readAll(reading)) found.push(record)
        records.push(...found)
        const accesses = groupAccesses(found).map((access) =>
          input.has('names') ? access : withoutName(access),
        )
        const streams = await db
          .selectFrom('streams')
          .select(['started_at_ms', 'last_end_ms', 'tombstoned_at', 'tombstone_reason'])
          .where('session_id', '=', session)
          .execute()
        const kept = streams.filter(({ tombstoned_at: gone }) => gone === null)
        const starts = streams.map(({ started_at_ms: startedAtMs }) => startedAtMs)
        const retention = rules && (await findSessionRetention(db, session, rules))
        reported.push({
          session,
          keptUntilMs: retention?.keptUntilMs ?? null,
          isHeld: (await heldOf(db, [session])).has(session),
          forgotten: streams.flatMap(({ tombstoned_at: at, tombstone_reason: cause }) =>
            at === null ? [] : [{ atMs: at.getTime(), cause: cause ?? 'unknown' }],
          ),
          state: streams.length === 0 ? 'unknown' : kept.length === 0 ? 'gone' : 'kept',
          startedAtMs: starts.length === 0 ? null : Math.min(...starts),
          recordedMs: durationOf(
            kept.map(({ started_at_ms: fromMs, last_end_ms: toMs }) => ({ fromMs, toMs })),
          ),
          accesses,
        })
      }
      const proofs = await writeProofs(question, records, { input, context })
      const reply = {
        subject,
        reportedAtMs: Date.now(),
        sessions: reported,
        ...(proofs !== undefined && { proofs }),
      }
      await context.stdout.write(
        input.has('json')
          ? `${JSON.stringify(reply, undefined, 2)}\n`
          : `${formatReport(subject, reported)}\n${describeProofs(proofs)}`,
      )
    },
  })
}

function withoutName(access: SessionAccess): SessionAccess {
  return { ...access, actor: { ...access.actor, subject: null } }
}

const states = {
  kept: 'kept',
  gone: 'destroyed: nothing of it can be opened any more',
  unknown: 'nothing is recorded under this id',
} as const

function formatReport(subject: string, sessions: readonly ReportedSession[]): string {
  const head = `Access report for ${subject}: ${sessions.length} ${sessions.length === 1 ? 'session' : 'sessions'}\n`
  return [head, ...sessions.map(formatSession)].join('\n')
}

function formatSession(reported: ReportedSession): string {
  const { session, state, startedAtMs, recordedMs, accesses } = reported
  const began = startedAtMs === null ? '' : `, began ${formatMoment(startedAtMs)} UTC`
  const length = state === 'kept' ? `, ${formatDuration(recordedMs)} of replay` : ''
  const head = `${session}: ${states[state]}${began}${length}\n${formatEnd(reported)}`
  if (accesses.length === 0) return `${head}  nobody had access\n`
  const table = formatTable(
    [
      { title: 'First (UTC)' },
      { title: 'Last (UTC)' },
      { title: 'Who' },
      { title: 'Watched', align: 'right' },
      { title: 'Exported', align: 'right' },
      { title: 'Refused', align: 'right' },
      { title: 'Why' },
    ],
    accesses.map(({ actor, released, ...access }) => [
      formatMoment(access.firstMs),
      formatMoment(access.lastMs),
      [actor.subject, actor.roles.join(', ') || 'operator'].filter((text) => text !== null).join(', '),
      released.length === 0 ? '–' : formatDuration(durationOf(released)),
      access.exports === 0 ? '–' : 'yes',
      access.denied === 0 ? '–' : String(access.denied),
      access.purposes.join(', ') || '–',
    ]),
  )
  return head + table.replaceAll(/^/gmu, '  ').trimEnd().concat('\n')
}

/** Until when it is kept, or when and why it was forgotten. */
function formatEnd({ state, keptUntilMs, isHeld, forgotten }: ReportedSession): string {
  const lines = [
    ...new Set(forgotten.map(({ atMs, cause }) => `  forgotten ${formatMoment(atMs)} UTC: ${cause}\n`)),
  ]
  if (state !== 'kept') return lines.join('')
  const until =
    keptUntilMs === null ? 'without end: no rule says for how long' : `until ${formatMoment(keptUntilMs)} UTC`
  const hold = isHeld ? ', and not forgotten while a legal hold lasts' : ''
  return `  kept ${until}${hold}\n${lines.join('')}`
}
