// reseal retention show, reseal retention set: for how long sessions are kept.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  checkRetentionRules,
  createRetentionRepository,
  insertRetention,
  nextAuditIndex,
  type RetentionRules,
  type SetRetention,
  shortens,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { formatMoment } from '../command-line/table.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAuditLog } from '../deployment/logs.ts'

/** `reseal retention show` */
export const retentionShowCommand: Command = {
  name: 'retention show',
  summary: 'Show for how long sessions are kept, and what waits for approval.',
  details: [
    'Until rules are set nothing expires. The audit log and the recordings log are never touched by them: nothing deletes a leaf, and the logs are kept for the years that RESEAL_LOG_RETENTION_YEARS says (6 to 10) and longer.',
  ],
  options: [commonOptions.data, commonOptions.json],
  run: runShow,
}

/** `reseal retention set` */
export const retentionSetCommand: Command = {
  name: 'retention set',
  summary: 'Set for how long sessions are kept.',
  details: [
    'The file is JSON: days (of every session), minimumDays and maximumDays (bounds of every number), daysWithErrors (of sessions with an error, where that is longer), apps ({ "portal": { "days": 60, "daysWithErrors": 120 } }) and labels ([{ "name": "kind", "value": "test", "days": 7 }], tags that a rule set declares; a label takes the place of the app’s days, of several the longest counts). Days are counted from the last segment that ingest received.',
    'What keeps nothing for less time is in force at once. What keeps something for less time, the first rules included, waits until a privacy officer approves it, in the viewer, on the page Retention. Try it before: reseal retention dry-run --file retention.json',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'file', value: 'FILE', required: true, help: 'the rules as JSON' },
    { name: 'reason', value: 'TEXT', help: 'why, for the audit log' },
  ],
  examples: ['reseal retention set --file retention.json --reason "policy of 2026-11"'],
  run: runSet,
}

/** The rules in a file. @throws CliError usage, with what is wrong where */
export async function readRules(input: CommandInput, { cwd }: CommandContext): Promise<RetentionRules> {
  const given = input.text('file') ?? ''
  const text = await readFile(resolve(cwd, given), 'utf8').catch((cause: unknown) => {
    throw new CliError('usage', `--file: ${given} cannot be read.`, { cause })
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new CliError('usage', `--file: ${given} is not JSON.`, { cause })
  }
  const checked = checkRetentionRules(value)
  if ('rules' in checked) return checked.rules
  throw new CliError(
    'usage',
    [`--file: ${given}:`, ...checked.problems.map((problem) => `  ${problem}`)].join('\n'),
  )
}

async function runShow(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const repository = createRetentionRepository(access.open('owner'))
    const inForce = await repository.findInForce()
    const waiting = (await repository.history(100)).filter(({ state }) => state === 'waiting')
    const reply = {
      inForce: inForce === undefined ? null : describe(inForce),
      waiting: waiting.map(describe),
      logRetentionYears: config.logRetentionYears,
    }
    await context.stdout.write(
      input.has('json')
        ? `${JSON.stringify(reply, undefined, 2)}\n`
        : formatRules({ inForce, waiting, ...config }),
    )
    return 0
  } finally {
    await access.stop()
  }
}

function describe({ seq, state, setAt, sha256, rules }: SetRetention) {
  return { seq, state, setAtMs: setAt.getTime(), sha256: Buffer.from(sha256).toString('hex'), rules }
}

function formatRules(known: {
  readonly inForce: SetRetention | undefined
  readonly waiting: readonly SetRetention[]
  readonly logRetentionYears: number
}): string {
  const { inForce, waiting, logRetentionYears } = known
  const lines =
    inForce === undefined
      ? ['No rules are in force: nothing expires.']
      : [
          `In force since ${formatMoment((inForce.decidedAt ?? inForce.setAt).getTime())} UTC:`,
          ...wordsOf(inForce.rules),
        ]
  for (const { setAt, rules } of waiting) {
    lines.push(`Waits for a privacy officer since ${formatMoment(setAt.getTime())} UTC:`, ...wordsOf(rules))
  }
  lines.push(`Logs: no leaf is ever deleted; they are to be kept for at least ${logRetentionYears} years.`)
  return `${lines.join('\n')}\n`
}

/** The rules in words, a line each. */
export function wordsOf(rules: RetentionRules): string[] {
  const { days, daysWithErrors, apps, labels, minimumDays, maximumDays } = rules
  return [
    `  every session: ${days} days`,
    ...(daysWithErrors === undefined ? [] : [`  with an error: ${daysWithErrors} days`]),
    ...Object.entries(apps).flatMap(([app, own]) => [
      ...(own.days === undefined ? [] : [`  of ${app}: ${own.days} days`]),
      ...(own.daysWithErrors === undefined ? [] : [`  of ${app}, with an error: ${own.daysWithErrors} days`]),
    ]),
    ...labels.map(
      (label) =>
        `  labelled ${label.name}${label.value === undefined ? '' : `=${label.value}`}: ${label.days} days`,
    ),
    `  bounds: ${minimumDays} to ${maximumDays} days`,
  ]
}

async function runSet(input: CommandInput, context: CommandContext): Promise<number> {
  const rules = await readRules(input, context)
  const reason = input.text('reason')
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const repository = createRetentionRepository(access.open('owner'))
    let isWaiting = false
    let seq = 0
    await openAuditLog(config, access, 'owner').appendInTransaction(async (transaction) => {
      const auditIndex = await nextAuditIndex(transaction)
      const inForce = await repository.findInForce(transaction)
      isWaiting = shortens(inForce?.rules, rules)
      const made = await insertRetention(transaction, { rules, shortens: isWaiting, auditIndex })
      seq = made.seq
      return [
        {
          action: 'retention.change',
          outcome: 'success',
          actor: commandActor(),
          client: commandClient(),
          ...(reason === undefined ? {} : { note: reason }),
          change: {
            setting: 'retention',
            from: inForce === undefined ? 'none' : Buffer.from(inForce.sha256).toString('hex'),
            to: Buffer.from(made.sha256).toString('hex'),
          },
          cause: isWaiting ? 'proposed' : 'set',
        },
      ]
    })
    await anchorAuditLog(config, access)
    const reply = { seq, state: isWaiting ? 'waiting' : 'in-force', rules }
    const words = isWaiting
      ? 'kept for less time than now: waits for a privacy officer, in the viewer, on the page Retention'
      : 'in force from now on'
    await context.stdout.write(
      input.has('json')
        ? `${JSON.stringify(reply, undefined, 2)}\n`
        : `${[...wordsOf(rules), words].join('\n')}\n`,
    )
    return 0
  } finally {
    await access.stop()
  }
}
