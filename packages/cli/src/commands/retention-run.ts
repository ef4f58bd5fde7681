// reseal retention dry-run, run, status: what would go, what goes, and what went.
import { setTimeout as delay } from 'node:timers/promises'
import {
  countDue,
  countRemoved,
  createRetentionRepository,
  type DueCount,
  type RemovedCounts,
  type RetentionRepository,
  type RetentionRun,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { createProgress } from '../command-line/progress.ts'
import { formatMoment, formatTable } from '../command-line/table.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { type DatabaseAccess, openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAuditLog } from '../deployment/logs.ts'
import { readRules } from './retention-rules.ts'

/** `reseal retention dry-run` */
export const retentionDryRunCommand: Command = {
  name: 'retention dry-run',
  summary: 'Say what a run would forget now, and what legal holds keep; nothing is touched.',
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'file', value: 'FILE', help: 'by these rules, in the place of those in force' },
  ],
  examples: ['reseal retention dry-run', 'reseal retention dry-run --file retention.json --json'],
  run: runDry,
}

/** `reseal retention run` */
export const retentionRunCommand: Command = {
  name: 'retention run',
  summary: 'Have the worker forget what is due now, and not with the day.',
  details: [
    'The worker has to be running (reseal serve worker). The command waits for the end of the run; interrupted, or with --no-wait, the run goes on without it. It ends with 1 where the run has not begun within a minute.',
  ],
  options: [commonOptions.data, commonOptions.json, { name: 'no-wait', help: 'only ask for it' }],
  run: runNow,
}

/** `reseal retention status` */
export const retentionStatusCommand: Command = {
  name: 'retention status',
  summary:
    'Show the last runs of retention, how far one under way is, and what became of batches that nobody needs.',
  options: [commonOptions.data, commonOptions.json],
  run: runStatus,
}

async function runDry(input: CommandInput, context: CommandContext): Promise<number> {
  const given = input.text('file') === undefined ? undefined : await readRules(input, context)
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  const progress = createProgress(context.stderr)
  try {
    const db = access.open('owner')
    const rules = given ?? (await createRetentionRepository(db).findInForce())?.rules
    if (rules === undefined) throw noRules()
    const now = new Date()
    const counts = await countDue(db, { rules, now }, (looked) =>
      progress.update(`${looked} sessions looked at`),
    )
    progress.clear()
    const sessions = counts.due.reduce((sum, due) => sum + due.sessions, 0)
    await openAuditLog(config, access, 'owner').append({
      action: 'retention.view',
      outcome: 'success',
      actor: commandActor(),
      client: commandClient(),
      extent: { sessions },
    })
    await anchorAuditLog(config, access)
    const reply = {
      atMs: now.getTime(),
      sessions,
      due: counts.due.map(toReply),
      held: counts.held.map(toReply),
    }
    await context.stdout.write(
      input.has('json')
        ? `${JSON.stringify(reply, undefined, 2)}\n`
        : `${formatDue(counts.due, 'Nothing is due.')}${counts.held.length === 0 ? '' : `\nDue, and kept by legal holds:\n${formatDue(counts.held, '')}`}`,
    )
    return 0
  } finally {
    await access.stop()
  }
}

function noRules(): CliError {
  return new CliError('not_found', 'No rules are in force: nothing expires. See: reseal retention set --help')
}

function toReply({ app, cause, sessions, streams, oldest }: DueCount) {
  return { app, cause, sessions, streams, oldestMs: oldest.getTime() }
}

function formatDue(counts: readonly DueCount[], none: string): string {
  if (counts.length === 0) return `${none}\n`
  return formatTable(
    [
      { title: 'App' },
      { title: 'By the rule of' },
      { title: 'Sessions', align: 'right' },
      { title: 'Streams', align: 'right' },
      { title: 'Oldest (UTC)' },
    ],
    counts.map(({ app, cause, sessions, streams, oldest }) => [
      app,
      cause,
      String(sessions),
      String(streams),
      formatMoment(oldest.getTime()),
    ]),
  )
}

const lookEveryMs = 500
const beginsWithinMs = 60_000

async function runNow(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const repository = createRetentionRepository(access.open('owner'))
    if ((await repository.findInForce()) === undefined) throw noRules()
    await openAuditLog(config, access, 'owner').append({
      action: 'retention.ask',
      outcome: 'success',
      actor: commandActor(),
      client: commandClient(),
    })
    const id = await repository.askForRun()
    await anchorAuditLog(config, access)
    const run = input.has('no-wait') ? await repository.findRun(id) : await waitFor(repository, id, context)
    await context.stdout.write(
      input.has('json')
        ? `${JSON.stringify(run === undefined ? null : toRunReply(run), undefined, 2)}\n`
        : run === undefined
          ? ''
          : formatRuns([run]),
    )
    return input.has('no-wait') || run?.endedAt !== undefined ? 0 : 1
  } finally {
    await access.stop()
  }
}

/** The run once it ended; as far as it came where it does not begin, or the command is told to stop. */
async function waitFor(
  repository: RetentionRepository,
  id: number,
  { stderr, stopSignal }: CommandContext,
): Promise<RetentionRun | undefined> {
  const progress = createProgress(stderr)
  const askedMs = performance.now()
  for (;;) {
    const run = await repository.findRun(id)
    const isLate = run?.startedAt === undefined && performance.now() - askedMs > beginsWithinMs
    if (run === undefined || run.endedAt !== undefined || isLate || stopSignal.aborted) {
      progress.clear()
      if (isLate) await stderr.write('no worker has taken it up yet: is reseal serve worker running?\n')
      return run
    }
    progress.update(`${run.lookedCount} sessions looked at, ${run.forgottenCount} forgotten`)
    await delay(lookEveryMs, undefined, { signal: stopSignal }).catch(() => {})
  }
}

async function runStatus(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access: DatabaseAccess = await openDatabaseAccess(config)
  try {
    const db = access.open('owner')
    const runs = await createRetentionRepository(db).runs(20)
    const batches = await countRemoved(db)
    await context.stdout.write(
      input.has('json')
        ? `${JSON.stringify({ runs: runs.map(toRunReply), batches }, undefined, 2)}\n`
        : `${formatRuns(runs)}${formatBatches(batches)}`,
    )
    return 0
  } finally {
    await access.stop()
  }
}

function toRunReply({ askedAt, startedAt, endedAt, ...run }: RetentionRun) {
  return {
    ...run,
    askedAtMs: askedAt.getTime(),
    ...(startedAt !== undefined && { startedAtMs: startedAt.getTime() }),
    ...(endedAt !== undefined && { endedAtMs: endedAt.getTime() }),
  }
}

function formatRuns(runs: readonly RetentionRun[]): string {
  if (runs.length === 0) return 'No run yet.\n'
  const moment = (at: Date | undefined, none: string): string =>
    at === undefined ? none : formatMoment(at.getTime())
  return formatTable(
    [
      { title: 'Began (UTC)' },
      { title: 'Ended (UTC)' },
      { title: 'Looked at', align: 'right' },
      { title: 'Forgotten', align: 'right' },
      { title: 'Streams', align: 'right' },
      { title: 'Held', align: 'right' },
      { title: 'Busy', align: 'right' },
    ],
    runs.map((run) => [
      moment(run.startedAt, 'waits for the worker'),
      moment(run.endedAt, run.startedAt === undefined ? '–' : 'under way'),
      String(run.lookedCount),
      String(run.forgottenCount),
      String(run.streamCount),
      String(run.heldCount),
      String(run.busyCount),
    ]),
  )
}

function formatBatches(counts: RemovedCounts): string {
  if (counts.deletedCount + counts.waitingCount === 0) return ''
  const { emptiedCount, rewrittenCount, copyCount, copyBytes } = counts
  return [
    '',
    `batches emptied    ${emptiedCount}, removed with their last stream`,
    `batches rewritten  ${rewrittenCount}, what was alive in them into ${copyCount} of ${megabytes(copyBytes)}`,
    `objects deleted    ${counts.deletedCount} of ${megabytes(counts.deletedBytes)}`,
    `objects to delete  ${counts.waitingCount} of ${megabytes(counts.waitingBytes)}, once the grace period is over`,
    '',
  ].join('\n')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
