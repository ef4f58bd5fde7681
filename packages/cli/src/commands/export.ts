// reseal export: a session's events, with a purpose, under an audit event.
import { createOpening } from '@reseal/opening'
import { isUuid } from '@reseal/protocol'
import {
  type AnchoredGate,
  createAnchoredGate,
  createReplayRepository,
  createRuleSetRepository,
} from '@reseal/store'
import { purposes } from '@reseal/viewer'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { openOutput } from '../command-line/open-output.ts'
import { createProgress } from '../command-line/progress.ts'
import { type DeploymentConfig, dataFolder, loadConfig } from '../deployment/config.ts'
import { type DatabaseAccess, openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, openAnchor, openAuditLog } from '../deployment/logs.ts'
import { openFollowedKeys } from '../deployment/sealing-keys.ts'
import { openStorage } from '../deployment/storage.ts'
import { exportOverHttp } from '../export/export-over-http.ts'
import { type ExportParts, type ExportReason, exportSession } from '../export/export-session.ts'
import { formatConsent, type StatedConsent } from '../export/stated-consent.ts'

/** `reseal export` */
export const exportCommand: Command = {
  name: 'export',
  summary: "Write a session's events to a file; the audit log records it.",
  details: [
    "Prints the session's rrweb events as they were recorded, after redaction, less what the rule set published for the app takes away: one JSON object a line, by stream in the order they began, then in the order of the stream. With --json, one array. Each stream begins with a full snapshot.",
    "Before a stream's key is unwrapped, an audit event is committed that names the operating system's user, the purpose and the exact range. On standard error it says on what consent each stream rests. What was exported is out of Reseal's hands: redacted recordings are still PHI, and no later deletion reaches the file.",
    'With --url and --token-file it asks a running viewer instead, which exports what the service token is for, one JSON object a line. What is quarantined, shredded, recorded under rules that wait for approval, or not yet seen by the sentinel, it refuses.',
  ],
  options: [
    commonOptions.data,
    { name: 'session', value: 'ID', required: true, help: 'the session' },
    { name: 'purpose', value: 'PURPOSE', required: true, choices: purposes, help: 'why' },
    { name: 'format', value: 'FORMAT', choices: ['rrweb'], help: 'form of the events (default: rrweb)' },
    { name: 'note', value: 'TEXT', help: 'a note for the audit log; no patient data' },
    { name: 'ticket', value: 'ID', help: 'the ticket that asked for it' },
    { name: 'output', short: 'o', value: 'FILE', help: 'a new file, mode 0600 (default: standard output)' },
    { name: 'url', value: 'ORIGIN', help: 'a running viewer to export from, with --token-file' },
    { name: 'token-file', value: 'FILE', help: 'a file that holds a service token' },
    commonOptions.json,
  ],
  examples: [
    'reseal export --session 0190b6f2-… --purpose incident --format rrweb --ticket OPS-12 -o session.jsonl',
    'reseal export --url https://replay.example --token-file token --session 0190b6f2-… --purpose quality',
  ],
  run: runExport,
}

async function runExport(input: CommandInput, context: CommandContext): Promise<number> {
  const session = (input.text('session') ?? '').toLowerCase()
  if (!isUuid(session)) throw new CliError('usage', '--session takes the id that the viewer shows, a UUID.')
  const url = input.text('url')
  const tokenFile = input.text('token-file')
  if (url !== undefined || tokenFile !== undefined) {
    return runRemoteExport(input, context, { session, url, tokenFile })
  }
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const progress = createProgress(context.stderr)
  const access = await openDatabaseAccess(config)
  try {
    const onShredded = (stream: string): void => {
      progress.done(`stream ${stream} is left out: its key is destroyed`)
    }
    const onConsent = (stream: string, consent: StatedConsent): void => {
      progress.done(`stream ${stream}: ${formatConsent(consent)}`)
    }
    const parts = await openParts(config, access)
    const segments = exportSession({ ...parts, onShredded, onConsent }, session, reasonOf(input))
    const output = await openOutput(input.text('output'), context)
    let eventCount = 0
    try {
      for await (const { stream, index, events } of segments) {
        for (const event of events) {
          const line = JSON.stringify(event)
          await output.write(input.has('json') ? `${eventCount === 0 ? '[\n' : ',\n'}${line}` : `${line}\n`)
          eventCount += 1
        }
        if (input.text('output')) progress.update(`exporting stream ${stream}, segment ${index}`)
      }
      if (input.has('json')) await output.write(eventCount === 0 ? '[]\n' : '\n]\n')
    } finally {
      await output.close()
    }
    if (input.text('output')) progress.done(`exported ${eventCount} events to ${input.text('output')}`)
    return 0
  } finally {
    progress.clear()
    await anchorAuditLog(config, access)
    await access.stop()
  }
}

interface RemoteOptions {
  readonly session: string
  readonly url: string | undefined
  readonly tokenFile: string | undefined
}

async function runRemoteExport(
  input: CommandInput,
  context: CommandContext,
  { session, url, tokenFile }: RemoteOptions,
): Promise<number> {
  if (url === undefined || tokenFile === undefined || input.has('json')) {
    throw new CliError('usage', '--url and --token-file go together, and without --json.')
  }
  const lines = exportOverHttp({ url, tokenFile, signal: context.stopSignal }, session, reasonOf(input))
  // Nothing is written before the viewer has said yes.
  const first = await lines.next()
  const output = await openOutput(input.text('output'), context)
  try {
    for (let piece = first; piece.done !== true; piece = await lines.next()) await output.write(piece.value)
  } finally {
    await output.close()
  }
  return 0
}

function reasonOf(input: CommandInput): ExportReason {
  const note = input.text('note')
  const ticket = input.text('ticket')
  return {
    purpose: input.text('purpose') ?? '',
    ...(note === undefined ? {} : { note }),
    ...(ticket === undefined ? {} : { ticket }),
  }
}

async function openParts(
  config: DeploymentConfig,
  access: DatabaseAccess,
): Promise<Omit<ExportParts, 'onShredded' | 'onConsent'>> {
  return {
    audit: openAuditLog(config, access, 'viewer'),
    recordings: createReplayRepository(access.open('viewer')),
    opening: createOpening({
      keys: await openFollowedKeys(config, access.open('viewer')),
      objects: openStorage(config.objects, config.paths.objects),
      now: Date.now,
      ...(config.anchoring?.strict === true && { anchored: createGate(config, access) }),
    }),
    ruleSets: createRuleSetRepository(access.open('viewer')),
  }
}

const defaultStrictWaitMs = 10_000

/** Anchors here where this machine may, and otherwise waits for the worker. */
function createGate(config: DeploymentConfig, access: DatabaseAccess): AnchoredGate {
  const waitMs = config.anchoring?.strictWaitMs ?? defaultStrictWaitMs
  const gate = createAnchoredGate({ db: access.open('viewer'), anchor: openAnchor(config), waitMs }, 'audit')
  return {
    pass: async (index, leaf) => {
      await anchorAuditLog(config, access)
      await gate.pass(index, leaf)
    },
  }
}
