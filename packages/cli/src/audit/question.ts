// A question to the audit log: an event that it was asked is committed first, the log is anchored up to it where this
// machine can, and then it is answered, with a receipt for each event of the answer if that is wanted.
import {
  type Anchor,
  type AuditEvent,
  type AuditFilter,
  type AuditRecord,
  type AuditRepository,
  createAuditRepository,
  createLogReceipt,
  type Database,
  describeFilter,
} from '@reseal/store'
import type { CommandContext, CommandInput, OptionSpec } from '../command-line/command.ts'
import { openOutput } from '../command-line/open-output.ts'
import { type DeploymentConfig, dataFolder, loadConfig } from '../deployment/config.ts'
import { type DatabaseAccess, openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAnchor, openAuditLog } from '../deployment/logs.ts'

/** What an answer is made from. */
export interface Question {
  readonly config: DeploymentConfig
  readonly access: DatabaseAccess
  /** As the viewer. */
  readonly db: Database
  readonly events: AuditRepository
  readonly anchor: Anchor
  /** Leaf of the question's own event; later ones are not part of the answer. */
  readonly index: number
}

/** What the question's own event says. */
export type AskedFor = Pick<AuditEvent, 'filters' | 'target'>

/** Where the receipts of an answer's events go. */
export const proofsOption: OptionSpec = {
  name: 'proofs',
  value: 'FILE',
  help: 'a new file, mode 0600: for each event of the answer its receipt (C2SP tlog-proof), one JSON object a line',
}

/** Asks, and ends what was opened for it. */
export async function ask(
  input: CommandInput,
  context: CommandContext,
  { about, answer }: { readonly about: AskedFor; answer(question: Question): Promise<void> },
): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const { index } = await openAuditLog(config, access, 'viewer').append({
      action: 'audit.read',
      outcome: 'success',
      actor: commandActor(),
      client: commandClient(),
      ...about,
    })
    await anchorAuditLog(config, access)
    const db = access.open('viewer')
    const events = createAuditRepository(db)
    await answer({ config, access, db, events, anchor: openAnchor(config), index })
    return 0
  } finally {
    await access.stop()
  }
}

/** What the event of a question says: its conditions, and sessions or a subject that it names. */
export function askedFor(
  filter: AuditFilter,
  named: { readonly subject?: string; readonly key?: string } = {},
): AskedFor {
  const { filters = [], target } = describeFilter(filter)
  const { subject, key } = named
  const names = [...filters, ...(subject === undefined ? [] : (['subject'] as const))]
  const whole = {
    ...target,
    ...(subject !== undefined && { user: subject }),
    ...(key !== undefined && { key }),
  }
  return {
    ...(names.length > 0 && { filters: names }),
    ...(Object.keys(whole).length > 0 && { target: whole }),
  }
}

/** How many events of an answer have a receipt; the others wait for their anchor. */
export interface WrittenProofs {
  readonly file: string
  readonly proven: number
  readonly unproven: number
}

/** Writes the receipts, where the option asks for them. */
export async function writeProofs(
  { anchor }: Question,
  records: readonly AuditRecord[],
  { input, context }: { readonly input: CommandInput; readonly context: CommandContext },
): Promise<WrittenProofs | undefined> {
  const file = input.text(proofsOption.name)
  if (file === undefined) return undefined
  const output = await openOutput(file, context)
  let proven = 0
  try {
    for (const { index, event, leaf, leafHash } of records) {
      const receipt = await createLogReceipt(anchor, { log: 'audit', index, leaf })
      if (receipt === undefined) continue
      proven += 1
      const line = { index, id: event.id, leaf_hash: Buffer.from(leafHash).toString('hex'), receipt }
      await output.write(`${JSON.stringify(line)}\n`)
    }
  } finally {
    await output.close()
  }
  return { file, proven, unproven: records.length - proven }
}

/** A sentence on the receipts. */
export function describeProofs(proofs: WrittenProofs | undefined): string {
  if (proofs === undefined) return 'Receipts that verify offline: --proofs FILE.\n'
  const waiting = proofs.unproven === 0 ? '' : ` ${proofs.unproven} wait for their anchor.`
  return `${proofs.proven} receipts are in ${proofs.file}.${waiting}\n`
}
