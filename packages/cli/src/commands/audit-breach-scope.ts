// reseal audit breach-scope: what a person, a key or a time could open, and what was opened, with proofs.
import { formatAccesses } from '../audit/access-table.ts'
import { type BreachScope, countByApp, findBreachScope, type Reach } from '../audit/breach-scope.ts'
import { readTime, timeFilterOptions } from '../audit/filter-options.ts'
import { ask, askedFor, describeProofs, proofsOption, writeProofs } from '../audit/question.ts'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { formatDuration, formatTable } from '../command-line/table.ts'

/** `reseal audit breach-scope` */
export const auditBreachScopeCommand: Command = {
  name: 'audit breach-scope',
  summary: 'Say what a person or a key could open in a time, and what was opened.',
  details: [
    'Readable: the sessions, with their ranges, that had begun by then and whose keys were not yet destroyed; for a person those of the apps whose member they are now (user.add events and configuration say what changed). Read: each release of a range and each export that the log has, with refusals. Without --actor and --key: by anyone. That it was asked is an audit event, committed first.',
    'Whoever took a sealing key needs no Reseal to open what it seals: of a key everything it seals counts as readable, and what was read with it elsewhere is in no log of ours.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'actor', value: 'NAME', help: 'a person, by the name in the log' },
    { name: 'key', value: 'ID', help: 'a sealing key, by its id' },
    ...timeFilterOptions,
    proofsOption,
  ],
  examples: [
    'reseal audit breach-scope --actor eng-1 --from 2026-11-01 --to 2026-11-22 --proofs proofs.jsonl',
    'reseal audit breach-scope --key 3f1c2d4e5a6b7c8d --json',
  ],
  run: runBreachScope,
}

async function runBreachScope(input: CommandInput, context: CommandContext): Promise<number> {
  const [actor, keyId] = [input.text('actor'), input.text('key')]
  const [givenFrom, givenTo] = [readTime(input, 'from'), readTime(input, 'to')]
  if ((actor ?? keyId ?? givenFrom ?? givenTo) === undefined) {
    throw new CliError('usage', 'breach-scope needs --actor, --key, --from or --to.')
  }
  const asked = {
    fromMs: givenFrom ?? 0,
    toMs: givenTo ?? Date.now(),
    ...(actor !== undefined && { actor }),
    ...(keyId !== undefined && { keyId }),
  }
  const filter = {
    ...(actor !== undefined && { subject: actor }),
    ...(givenFrom !== undefined && { fromMs: givenFrom }),
    ...(givenTo !== undefined && { toMs: givenTo }),
  }
  return ask(input, context, {
    about: askedFor(filter, keyId === undefined ? {} : { key: keyId }),
    async answer(question) {
      const { records, ...scope } = await findBreachScope(question, asked)
      const proofs = await writeProofs(question, records, { input, context })
      await context.stdout.write(
        input.has('json')
          ? `${JSON.stringify({ asked, ...scope, ...(proofs !== undefined && { proofs }) }, undefined, 2)}\n`
          : `${formatScope(scope)}\n${describeProofs(proofs)}`,
      )
    },
  })
}

const reaches: Readonly<Record<Reach, string>> = {
  member: 'As a member, by roles and apps as they are now:',
  none: 'Nothing: the roles of this person open no recording.',
  unknown:
    'No user of the viewer has this name now (a name is matched whole, and of someone who was erased nothing can be found): what they could open is not known, what they did is below.',
  everything: 'Everything that could be opened then:',
}

function formatScope({ reach, readable, read }: Omit<BreachScope, 'records'>): string {
  const counts = countByApp(readable)
  const table = formatTable(
    [{ title: 'App' }, { title: 'Sessions', align: 'right' }, { title: 'Replay', align: 'right' }],
    counts.map(({ app, sessions, durationMs }) => [app, String(sessions), formatDuration(durationMs)]),
  )
  const could = counts.length === 0 ? '' : table
  const none = reach === 'member' || reach === 'everything' ? '  no session\n' : ''
  const did = read.length === 0 ? '  nothing\n' : formatAccesses(read)
  return `Readable\n${reaches[reach]}\n${could || none}\nRead\n${did}`
}
