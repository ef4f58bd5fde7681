// reseal audit export: the audit log for another system; that it was read is itself an audit event.
import { auditFormats, createAuditFormatter, createAuditRepository, describeFilter } from '@reseal/store'
import { filterOptions, readFilter } from '../audit/filter-options.ts'
import { auditSite } from '../audit/site.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { openOutput, type ResultOutput } from '../command-line/open-output.ts'
import { createProgress } from '../command-line/progress.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAuditLog } from '../deployment/logs.ts'

/** `reseal audit export` */
export const auditExportCommand: Command = {
  name: 'audit export',
  summary: 'Write the audit log as JSON Lines, CSV, FHIR AuditEvent or OCSF.',
  details: [
    'An audit.export event is committed first; without conditions it is the last line. Every record has the event’s id, its index and its leaf hash, so that it can be held against the anchored tiles. JSON Lines carry the exact text of the leaf beside the event. Erased personal fields are absent, or commitments where a form needs something there.',
    'fhir: FHIR R4 AuditEvent in the shape of IHE BALP, one resource a line. ocsf: OCSF 1.8 API Activity and Datastore Activity, one event a line. docs/audit-export.md says what of an event is where.',
  ],
  options: [
    commonOptions.data,
    { name: 'format', value: 'FORMAT', required: true, choices: auditFormats, help: 'form of the records' },
    ...filterOptions,
    { name: 'output', short: 'o', value: 'FILE', help: 'a new file, mode 0600 (default: standard output)' },
  ],
  examples: [
    'reseal audit export --format csv -o audit.csv',
    'reseal audit export --format fhir --app portal --from 2026-11-01 --to 2026-11-30 -o november.ndjson',
  ],
  run: runAuditExport,
}

async function runAuditExport(input: CommandInput, context: CommandContext): Promise<number> {
  const filter = readFilter(input)
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const format = auditFormats.find((known) => known === input.text('format')) ?? 'jsonl'
  const site = auditSite(config)
  const formatter = createAuditFormatter(format, { site, isFiltered: Object.keys(filter).length > 0 })
  const progress = createProgress(context.stderr)
  const access = await openDatabaseAccess(config)
  try {
    const committed = await openAuditLog(config, access, 'viewer').append({
      action: 'audit.export',
      outcome: 'success',
      actor: commandActor(),
      client: commandClient(),
      ...describeFilter(filter),
    })
    const output = await openOutput(input.text('output'), context)
    let count = 0
    try {
      const lines = createLineWriter(output)
      await lines.write(formatter.header)
      // What others do meanwhile is not covered by the committed event.
      const reading = { filter, before: committed.index + 1 }
      for await (const record of createAuditRepository(access.open('viewer')).readAll(reading)) {
        await lines.write(formatter.line(record))
        count += 1
        if (input.text('output')) progress.update(`exporting event ${count}`)
      }
      await lines.flush()
    } finally {
      await output.close()
    }
    if (input.text('output')) progress.done(`exported ${count} events to ${input.text('output')}`)
    if (count === 0) progress.done(nothingFound(filter.subject !== undefined))
    return 0
  } finally {
    progress.clear()
    await anchorAuditLog(config, access)
    await access.stop()
  }
}

function nothingFound(namesSomeone: boolean): string {
  return namesSomeone
    ? 'no event matches: a name is matched whole, and of someone who was erased nothing can be found by name'
    : 'no event matches'
}

// Some hundred lines: a write for each would be most of the work.
const bufferedLength = 64 * 1024

interface LineWriter {
  write(line: string): Promise<void>
  flush(): Promise<void>
}

function createLineWriter(output: ResultOutput): LineWriter {
  let waiting: string[] = []
  let length = 0
  const flush = async (): Promise<void> => {
    const text = waiting.join('')
    waiting = []
    length = 0
    if (text !== '') await output.write(text)
  }
  return {
    flush,
    async write(line) {
      waiting.push(line)
      length += line.length
      if (length >= bufferedLength) await flush()
    },
  }
}
