// reseal verify: the thin command over the verifier (verify/verify-deployment.ts).
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseNote } from '@reseal/protocol/log'
import { probeObjectLock } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { createProgress, type Progress } from '../command-line/progress.ts'
import { type DeploymentConfig, dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, openAuditLog } from '../deployment/logs.ts'
import { openStorage, probedStorage } from '../deployment/storage.ts'
import { describeLacks, type KnownTraits } from '../deployment/store-traits.ts'
import type { PinnedLog } from '../verify/checkpoints.ts'
import { withDatabaseSource } from '../verify/database-source.ts'
import { formatBytes, formatReport } from '../verify/format-report.ts'
import type { LogName } from '../verify/problem.ts'
import { recordVerification } from '../verify/record-verification.ts'
import type { VerifyProgress } from '../verify/sources.ts'
import { createAnchorSource, createObjectSource } from '../verify/stored-sources.ts'
import { type VerifyReport, verifyDeployment } from '../verify/verify-deployment.ts'

type Logs = Readonly<Record<LogName, PinnedLog>>

/** `reseal verify` */
export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Prove that nothing stored was changed, or name the first bad index.',
  details: [
    'Reads every anchored checkpoint and tile, every batch object and the whole database, and holds them against each other. It trusts the anchored checkpoints and the pinned verifier keys, not the database. Needs no key that opens anything. Exit status: 0 intact, 1 broken or unproven.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    {
      name: 'since',
      value: 'FILE',
      multiple: true,
      help: 'a signed checkpoint that you kept; what is anchored now must continue it. May be given once a log',
    },
    {
      name: 'key',
      value: 'KEY',
      multiple: true,
      help: "a log's verifier key that you kept, instead of the one in config.json. May be given once a log",
    },
  ],
  examples: ['reseal verify', 'reseal verify --since kept/audit-checkpoint.txt --json'],
  run: runVerify,
}

async function runVerify(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const pinned = pinnedLogs(config, input.texts('key'))
  const kept = await keptCheckpoints(input.texts('since'), pinned, context)
  const progress = createProgress(context.stderr)
  const access = await openDatabaseAccess(config, (message) => progress.update(message))
  try {
    const db = access.open('worker')
    const report = await verifyDeployment({
      objects: createObjectSource(openStorage(config.objects, config.paths.objects)),
      anchor: createAnchorSource(openStorage(config.anchor, config.paths.anchor)),
      withDatabase: (work) => withDatabaseSource(db, work),
      pinned,
      kept,
      onProgress: (step) => showProgress(progress, step),
    })
    progress.clear()
    await recordVerification(db, openAuditLog(config, access, 'worker'), report).catch(() => {
      progress.done('reseal: the result could not be kept in the database; it stands nevertheless')
    })
    if (report.verdict === 'intact') await anchorAuditLog(config, access)
    // What keeps the anchor itself decides what its checkpoints are worth.
    const anchorStore = { objectLock: await probeObjectLock(probedStorage(config.anchor)) }
    await context.stdout.write(
      input.has('json')
        ? `${JSON.stringify({ ...report, anchorStore }, undefined, 2)}\n`
        : `${formatReport(report)}  anchor: ${describeAnchor(config.anchor.kind, anchorStore)}\n`,
    )
    return exitStatus(report)
  } finally {
    await access.stop()
  }
}

function describeAnchor(kind: 'folder' | 's3', anchorStore: KnownTraits): string {
  if (kind === 'folder') return 'a folder: as safe as the machine it is on'
  const lacks = describeLacks(anchorStore)
  return lacks.length === 0 ? 'a bucket under Object Lock (COMPLIANCE)' : `a bucket that ${lacks.join('; ')}`
}

function exitStatus({ verdict }: VerifyReport): number {
  return verdict === 'intact' ? 0 : 1
}

/** The pinned keys of config.json, or those given instead: a key's name is its log's origin. */
function pinnedLogs({ logs }: DeploymentConfig, keys: readonly string[]): Logs {
  const pinned: Record<LogName, PinnedLog> = { ...logs }
  for (const verifierKey of keys) {
    const origin = verifierKey.slice(0, verifierKey.indexOf('+'))
    const log = (['audit', 'recordings'] as const).find((name) => logs[name].origin === origin)
    if (!log) {
      const known = `${logs.audit.origin} and ${logs.recordings.origin}`
      throw new CliError('usage', `--key names a log that this deployment does not have; it has ${known}.`)
    }
    pinned[log] = { origin, verifierKey }
  }
  return pinned
}

async function keptCheckpoints(
  files: readonly string[],
  pinned: Logs,
  { cwd }: CommandContext,
): Promise<Partial<Record<LogName, string>>> {
  const kept: Partial<Record<LogName, string>> = {}
  for (const file of files) {
    const note = await readFile(resolve(cwd, file), 'utf8').catch((cause: unknown) => {
      throw new CliError('usage', `--since: ${file} cannot be read.`, { cause })
    })
    const origin = originOfNote(note)
    const log = (['audit', 'recordings'] as const).find((name) => pinned[name].origin === origin)
    if (!log) throw new CliError('usage', `--since: ${file} is not a checkpoint of a log of this deployment.`)
    kept[log] = note
  }
  return kept
}

function originOfNote(note: string): string | undefined {
  try {
    return parseNote(note).text.split('\n')[0]
  } catch {
    return undefined
  }
}

function showProgress(progress: Progress, { step, log, done, total }: VerifyProgress): void {
  if (step === 'objects') progress.update(`verifying objects: ${formatBytes(done)} of ${formatBytes(total)}`)
  else if (step === 'rows') progress.update(`verifying streams: ${done} of ${total}`)
  else
    progress.update(`verifying the ${log} log, ${step === 'log' ? 'leaf' : 'checkpoint'} ${done} of ${total}`)
}
