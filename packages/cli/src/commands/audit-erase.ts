// reseal audit erase: clear values beside the audit log go, with their salts; the leaves stay, and every proof with them.
import { createEraser, type ErasureCounts, type ErasureRequest } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAuditLog } from '../deployment/logs.ts'

/** `reseal audit erase` */
export const auditEraseCommand: Command = {
  name: 'audit erase',
  summary: 'Erase what the audit log knows of a person, or the clear values of single events.',
  details: [
    'With --subject: names, addresses, user agents, notes and tickets of every event in which that person acted, and the name wherever an event is about them. A user of that name is removed and may sign in no more; the last admin who may sign in is not, and nothing is erased then. With --leaf: all clear values of that event, such as a note that should not have been written.',
    'Leaves, tiles and receipts stay as they are and verify as before; what is gone from the database is not told by them. It needs the owner’s login, and is an audit event itself, without the name. It cannot be taken back: look with --dry-run first, then say --yes. Backups, exports and what a sink was sent keep what they have.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'subject', value: 'NAME', help: 'name of the user, or of the account that ran commands' },
    { name: 'leaf', value: 'INDEX', multiple: true, help: 'index of an event in the log' },
    { name: 'ticket', value: 'ID', help: 'the ticket that asked for it' },
    { name: 'dry-run', help: 'say what would be erased, and erase nothing' },
    { name: 'yes', help: 'erase' },
  ],
  examples: [
    'reseal audit erase --subject "Ana Ruiz" --dry-run',
    'reseal audit erase --subject "Ana Ruiz" --ticket DSR-7 --yes',
    'reseal audit erase --leaf 20417 --yes',
  ],
  run: runErase,
}

async function runErase(input: CommandInput, context: CommandContext): Promise<number> {
  const request = readRequest(input)
  const ticket = input.text('ticket')
  const isDryRun = input.has('dry-run')
  if (isDryRun === input.has('yes')) {
    throw new CliError('usage', 'Say --dry-run to see what it would be, or --yes to erase.')
  }
  if (ticket !== undefined && ticket.length > 64)
    throw new CliError('usage', '--ticket takes up to 64 characters.')
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const eraser = createEraser(access.open('owner'), openAuditLog(config, access, 'owner'))
    const counts = isDryRun
      ? await eraser.count(request)
      : await eraser.erase(request, () => ({
          actor: commandActor(),
          client: commandClient(),
          ...(ticket === undefined ? {} : { ticket }),
        }))
    if (!isDryRun) await anchorAuditLog(config, access)
    const reply = { ...counts, erased: !isDryRun }
    await context.stdout.write(
      input.has('json') ? `${JSON.stringify(reply, undefined, 2)}\n` : describe(counts, isDryRun),
    )
    return 0
  } finally {
    await access.stop()
  }
}

function readRequest(input: CommandInput): ErasureRequest {
  const subject = input.text('subject')
  const leaves = input.texts('leaf')
  if ((subject === undefined) === (leaves.length === 0)) {
    throw new CliError('usage', 'Say whom with --subject NAME, or which events with --leaf INDEX.')
  }
  if (subject !== undefined) return { subject }
  return {
    leaves: leaves.map((text) => {
      if (/^\d{1,15}$/u.test(text)) return Number(text)
      throw new CliError('usage', '--leaf takes the index of an event, a whole number.')
    }),
  }
}

function describe({ events, values, users }: ErasureCounts, isDryRun: boolean): string {
  const verb = isDryRun ? 'would erase' : 'erased'
  const people =
    users === 0 ? '' : `; the user ${isDryRun ? 'would be' : 'is'} removed and may sign in no more`
  return `${verb} ${values} clear values of ${events} events${people}\n`
}
