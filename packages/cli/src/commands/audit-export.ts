// reseal audit export: the audit log for another system; that it was read is itself an audit event.
import { createAuditRepository } from '@reseal/store'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { openOutput } from '../command-line/open-output.ts'
import { createProgress } from '../command-line/progress.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAuditLog } from '../deployment/logs.ts'
import { auditFormats, csvHeader, toCsvLine, toJsonLine } from '../export/audit-lines.ts'

/** `reseal audit export` */
export const auditExportCommand: Command = {
  name: 'audit export',
  summary: 'Write the audit log as JSON Lines or CSV.',
  details: [
    'An audit.export event is committed first and is the last line. JSON Lines carry, beside the event, the exact text of its leaf and its hash, so that each line can be held against the anchored tiles. Erased personal fields are absent.',
  ],
  options: [
    commonOptions.data,
    { name: 'format', value: 'FORMAT', required: true, choices: auditFormats, help: 'form of the lines' },
    { name: 'output', short: 'o', value: 'FILE', help: 'a new file, mode 0600 (default: standard output)' },
  ],
  examples: ['reseal audit export --format csv -o audit.csv'],
  run: runAuditExport,
}

async function runAuditExport(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const isCsv = input.text('format') === 'csv'
  const progress = createProgress(context.stderr)
  const access = await openDatabaseAccess(config)
  try {
    const committed = await openAuditLog(config, access, 'viewer').append({
      action: 'audit.export',
      outcome: 'success',
      actor: commandActor(),
      client: commandClient(),
    })
    const output = await openOutput(input.text('output'), context)
    let count = 0
    try {
      if (isCsv) await output.write(csvHeader)
      for await (const record of createAuditRepository(access.open('viewer')).readAll()) {
        // What others do meanwhile is not covered by the committed event.
        if (record.index > committed.index) break
        await output.write(isCsv ? toCsvLine(record) : toJsonLine(record))
        count += 1
        if (input.text('output')) progress.update(`exporting event ${count}`)
      }
    } finally {
      await output.close()
    }
    if (input.text('output')) progress.done(`exported ${count} events to ${input.text('output')}`)
    return 0
  } finally {
    progress.clear()
    await anchorAuditLog(config, access)
    await access.stop()
  }
}
