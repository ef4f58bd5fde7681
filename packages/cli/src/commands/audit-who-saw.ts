// reseal audit who-saw: everyone who opened, watched, exported or was refused a session.
import { isUuid } from '@reseal/protocol'
import { type AuditFilter, type AuditRecord, accessActions, groupAccesses } from '@reseal/store'
import { formatAccesses } from '../audit/access-table.ts'
import { plainFilterOptions, readFilter, timeFilterOptions } from '../audit/filter-options.ts'
import { ask, askedFor, describeProofs, proofsOption, type Question, writeProofs } from '../audit/question.ts'
import { readSessionIds, sessionsOption } from '../audit/read-sessions.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'

/** `reseal audit who-saw` */
export const auditWhoSawCommand: Command = {
  name: 'audit who-saw',
  summary: 'Say who saw a session, or the sessions of a subject.',
  details: [
    'One line for each person and session: when first and last, how much of it was opened for them (they may have seen all of that), whether it was exported, what was refused, and why they said they did it. That it was asked is an audit event, committed first.',
    'Recordings name nobody. For a subject’s pseudonym give the sessions that the app’s own records have for it.',
  ],
  positionals: [
    { name: 'session|subject', help: 'id of a session, or the pseudonym of a subject', required: true },
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'actor', value: 'NAME', help: 'only this person' },
    ...plainFilterOptions.filter(({ name }) => name !== 'action'),
    ...timeFilterOptions,
    sessionsOption,
    proofsOption,
  ],
  examples: [
    'reseal audit who-saw 0190b6f2-1c5b-7c3e-9d55-2f1f4c3b2a10',
    'reseal audit who-saw p-7731 --sessions p-7731.txt --json',
  ],
  run: runWhoSaw,
}

async function runWhoSaw(input: CommandInput, context: CommandContext): Promise<number> {
  const [named = ''] = input.positionals
  const isSession = isUuid(named.toLowerCase())
  const sessions = isSession ? [named.toLowerCase()] : await readSessionIds(input, context)
  const filter = readFilter(input)
  const about = isSession
    ? askedFor({ ...filter, session: named.toLowerCase() })
    : askedFor(filter, { subject: named })
  return ask(input, context, {
    about,
    async answer(question) {
      const records = await readAccesses(question, sessions, filter)
      const accesses = groupAccesses(records)
      const proofs = await writeProofs(question, records, { input, context })
      if (input.has('json')) {
        const reply = { asked: named, sessions, accesses, ...(proofs !== undefined && { proofs }) }
        await context.stdout.write(`${JSON.stringify(reply, undefined, 2)}\n`)
        return
      }
      await context.stdout.write(
        accesses.length === 0
          ? `Nobody: no access to ${isSession ? 'this session' : 'these sessions'} is in the log.\n`
          : `${formatAccesses(accesses)}\n${describeProofs(proofs)}`,
      )
    },
  })
}

/** Events of the sessions, ascending by leaf. */
async function readAccesses(
  { events, index }: Question,
  sessions: readonly string[],
  filter: AuditFilter,
): Promise<readonly AuditRecord[]> {
  const records: AuditRecord[] = []
  for (const session of sessions) {
    const reading = { filter: { ...filter, session, actions: accessActions }, before: index }
    for await (const record of events.readAll(reading)) records.push(record)
  }
  return records.toSorted((a, b) => a.index - b.index)
}
