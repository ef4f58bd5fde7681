// reseal evidence: a signed pack of what a deployment can show for a period; and the check of one, offline.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describeFilter, loadCheckpointSigner } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAnchor, openAuditLog } from '../deployment/logs.ts'
import { makePack } from '../evidence/make-pack.ts'
import { evidenceName } from '../evidence/pack-note.ts'
import { parsePeriod } from '../evidence/period.ts'
import { type PackProblem, type PackReport, verifyPack } from '../evidence/verify-pack.ts'
import { readPinnedKeys } from '../verify/kept-evidence.ts'

/** `reseal evidence` */
export const evidenceCommand: Command = {
  name: 'evidence',
  summary: 'Write a signed pack of what this deployment can show for a period.',
  details: [
    'Configuration without secrets, people and roles by id, access reviews with their receipts, grants and break-glass, verifications, retention runs, deletions, holds, the sentinel’s trend, keys, counts of events, the leaves of what people decided, version and bill of materials. manifest.json has the SHA-256 of every file, and manifest.note is signed with the checkpoint key. In it is no PHI, no session id, and no name unless --with-names. An evidence.export event is committed first.',
    'Verifications are those that were recorded: run "reseal verify" before. It runs where the checkpoint key is. What the pack shows is no statement that anybody complies with anything.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    {
      name: 'period',
      value: 'PERIOD',
      required: true,
      help: 'a year, quarter, month or two days, in UTC: 2026, 2026-Q3, 2026-09, 2026-07-01..2026-09-30',
    },
    { name: 'out', value: 'DIR', help: 'a new folder (default: evidence-PERIOD)' },
    { name: 'with-names', help: 'names people beside their ids' },
  ],
  examples: [
    'reseal evidence --period 2026-Q3',
    'reseal evidence --period 2026-09-01..2026-09-30 --out pack',
  ],
  run: runEvidence,
}

async function runEvidence(input: CommandInput, context: CommandContext): Promise<number> {
  const period = parsePeriod(input.text('period') ?? '')
  const folder = resolve(context.cwd, input.text('out') ?? `evidence-${period.label}`)
  const withNames = input.has('with-names')
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const { checkpointKey } = config.paths
  if (!existsSync(checkpointKey)) {
    throw new CliError(
      'missing_part',
      `A pack is signed with ${checkpointKey}; run this where the worker runs.`,
    )
  }
  const name = evidenceName(config.logs.audit.origin)
  const { checkpointPassphrase } = config.keySecrets
  const signer = await loadCheckpointSigner(checkpointKey, name, checkpointPassphrase)
  const access = await openDatabaseAccess(config)
  try {
    const { index } = await openAuditLog(config, access, 'viewer').append({
      action: 'evidence.export',
      outcome: 'success',
      actor: commandActor(),
      client: commandClient(),
      ...describeFilter({ fromMs: period.fromMs, toMs: period.beforeMs - 1 }),
    })
    await anchorAuditLog(config, access)
    const request = { config, signer, period, withNames, folder, eventIndex: index }
    const files = await makePack({ ...request, db: access.open('viewer'), anchor: openAnchor(config) })
    await context.stdout.write(
      input.has('json')
        ? `${JSON.stringify({ folder, eventIndex: index, files }, undefined, 2)}\n`
        : `${folder}: ${files.length} files for ${period.label}, signed as ${signer.name}; its event is leaf ${index}\n`,
    )
    return 0
  } finally {
    await access.stop()
  }
}

/** `reseal evidence verify` */
export const evidenceVerifyCommand: Command = {
  name: 'evidence verify',
  summary: 'Check a pack: its signature, every file, and the receipts in it.',
  details: [
    'Needs no deployment and no network where --key is given. Exit status: 0 intact, 1 broken, 2 wrong use.',
  ],
  positionals: [{ name: 'DIR', help: 'the folder of the pack', required: true }],
  options: [
    commonOptions.data,
    commonOptions.json,
    {
      name: 'key',
      value: 'KEY',
      multiple: true,
      help: "the audit log's verifier key that you kept, or a file that holds it, such as the printout of init",
    },
  ],
  examples: ['reseal evidence verify evidence-2026-Q3 --key printout.txt'],
  run: runVerify,
}

async function runVerify(input: CommandInput, context: CommandContext): Promise<number> {
  const given = input.texts('key')
  const known = given.length > 0 ? {} : loadConfig(dataFolder(input.text('data'), context), context.env).logs
  const { audit } = await readPinnedKeys(given, known, context)
  if (audit === undefined) throw new CliError('usage', '--key has no verifier key of an audit log.')
  const report = await verifyPack(resolve(context.cwd, input.positionals[0] ?? ''), { audit })
  await context.stdout.write(
    input.has('json') ? `${JSON.stringify(report, undefined, 2)}\n` : formatReport(report),
  )
  return report.verdict === 'intact' ? 0 : 1
}

const explanations: Readonly<Record<PackProblem, string>> = {
  no_pack: 'is not there: this is no pack, or not the whole of one',
  bad_signature: 'is not signed by the pinned key',
  manifest_altered: 'is not what was signed',
  file_missing: 'is missing',
  file_altered: 'is not what the manifest says',
  file_unlisted: 'does not belong to the pack',
  receipt_broken: 'has a receipt that does not verify',
}

function formatReport({
  verdict,
  deployment,
  period,
  madeAt,
  files,
  receipts,
  problems,
}: PackReport): string {
  if (verdict === 'intact') {
    return `intact: evidence of ${deployment} for ${period}, made ${madeAt}: ${files} files, ${receipts} receipts\n`
  }
  return `broken\n${problems.map(({ kind, file }) => `  ${file} ${explanations[kind]}\n`).join('')}`
}
