// reseal keys retire: asks that a sealing key be retired. Someone else approves, in the viewer (design.md §6).
import { randomUUID } from 'node:crypto'
import { type AuditLog, askKeyRetirement, type RetirementAnswer, type RetirementRequest } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig, originOf } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAuditLog } from '../deployment/logs.ts'

/** `reseal keys retire` */
export const keysRetireCommand: Command = {
  name: 'keys retire',
  summary: 'Ask that a sealing key be retired; a privacy officer approves it in the viewer.',
  details: [
    'Refused while an app gives the key to its pages, and while streams live under it. With --shred those are shredded ' +
      'once it is approved, but not what is under a legal hold: until that is lifted the key opens it.',
    'From the approval on ingest takes no new stream under the key. Recorders keep what they could not send for three ' +
      'days: wait longer than that after the last page with the key was replaced, or what they hold is lost.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'key-id', value: 'ID', required: true, help: 'id of the sealing key; see: reseal keys list' },
    { name: 'reason', value: 'TEXT', required: true, help: 'why; the officer and the audit log see it' },
    { name: 'shred', help: 'shred the streams that live under it first' },
  ],
  examples: [
    'reseal keys retire --key-id 3f1c2d4e5a6b7c8d --reason "rotated in spring"',
    'reseal keys retire --key-id 3f1c2d4e5a6b7c8d --reason "taken with a stolen laptop" --shred',
  ],
  run: runRetire,
}

async function runRetire(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const keyId = input.text('key-id') ?? ''
    const note = input.text('reason')?.trim() ?? ''
    if (note === '') throw new CliError('usage', '--reason says why: the officer who decides reads it.')
    const withShred = input.has('shred')
    const id = randomUUID()
    const request = { id, keyId, withShred, note }
    const answer = await askFor(openAuditLog(config, access, 'owner'), request)
    if (answer !== 'asked') throw new CliError('usage', advice[answer] ?? 'It cannot be retired.')
    await anchorAuditLog(config, access)
    const where = `${originOf(config, 'viewer')}/sealing-keys`
    const reply = { id, keyId, withShred, state: answer, decideAt: where }
    const text = `asked that ${keyId} be retired; a privacy officer decides at ${where}\n`
    await context.stdout.write(input.has('json') ? `${JSON.stringify(reply, undefined, 2)}\n` : text)
    return 0
  } finally {
    await access.stop()
  }
}

async function askFor(
  audit: AuditLog,
  { note, ...request }: RetirementRequest & { readonly note: string },
): Promise<RetirementAnswer> {
  const answers: RetirementAnswer[] = []
  await audit.appendInTransaction(async (transaction) => {
    const answer = await askKeyRetirement(transaction, request)
    answers.push(answer)
    if (answer !== 'asked') return []
    return [
      {
        action: 'key.retire_request',
        outcome: 'success',
        actor: commandActor(),
        client: commandClient(),
        note,
        target: { key: request.keyId },
        ...(request.withShred && { cause: 'shred' as const }),
      },
    ]
  })
  // Where the transaction was tried again, its last answer counts.
  return answers.at(-1) ?? 'not_found'
}

const advice: Readonly<Partial<Record<RetirementAnswer, string>>> = {
  not_found: 'No app has such a key; see: reseal keys list',
  conflict: 'It is retired, or somebody asked for it already; see: reseal keys list',
  key_in_use: 'An app gives it to its pages; first: reseal keys rotate --app ID',
  key_needed:
    'Streams live under it: let retention take them, or say --shred to shred them once it is approved.',
  role_not_allowed: "This login is not the database's owner.",
}
