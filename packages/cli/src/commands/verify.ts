// reseal verify: the thin command over the verifier (@reseal/verifier), with a deployment at hand or without one.
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { probeObjectLock } from '@reseal/store'
import {
  createAnchorSource,
  explainProblem,
  formatBytes,
  formatReport,
  type PinnedLogs,
  type VerifyInput,
  type VerifyProgress,
  type VerifyReport,
  verifyDeployment,
} from '@reseal/verifier'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { openOutput } from '../command-line/open-output.ts'
import { createProgress, type Progress } from '../command-line/progress.ts'
import { type DeploymentConfig, dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, openAuditLog } from '../deployment/logs.ts'
import { describeLacks } from '../deployment/store-traits.ts'
import { formatCertificateReport, verifyCertificate } from '../receipt/verify-certificate.ts'
import { formatReceiptReport, verifyReceipt } from '../receipt/verify-receipt.ts'
import { withDatabaseSource } from '../verify/database-source.ts'
import { readKeptCheckpoints, readKeptReceipts, readPinnedKeys, readText } from '../verify/kept-evidence.ts'
import { createNodePlatform } from '../verify/node-platform.ts'
import { type EvidencePlace, openEvidencePlace, placeOf } from '../verify/offline-place.ts'
import { recordVerification } from '../verify/record-verification.ts'
import { anchorChanges, createStoredFiles } from '../verify/stored-sources.ts'

/** `reseal verify` */
export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Prove that nothing stored was changed, or name the first bad index.',
  details: [
    'Reads every anchored checkpoint, tile and leaf and every batch object, and holds them against each other; with a deployment at hand, the whole database too. It trusts the pinned verifier keys and what they signed, nothing else. Needs no key that opens anything.',
    'With --anchor and --objects it needs no deployment and no database: an auditor runs it on copies, or on buckets that may be read.',
    'Exit status: 0 intact, 1 broken or unproven, 2 wrong use.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    {
      name: 'anchor',
      value: 'PLACE',
      help: 'a folder or s3://bucket/prefix with the anchors, without any deployment',
    },
    {
      name: 'objects',
      value: 'PLACE',
      help: 'a folder or s3://bucket/prefix with the batches; goes with --anchor',
    },
    {
      name: 'export',
      value: 'FILE',
      help: 'JSON Lines of "reseal audit export", to hold against the anchors',
    },
    {
      name: 'key',
      value: 'KEY',
      multiple: true,
      help: "a log's verifier key that you kept, or a file that holds it, such as the printout of init; instead of those in config.json",
    },
    {
      name: 'since',
      value: 'FILE',
      multiple: true,
      help: 'a signed checkpoint that you kept; what is anchored now must continue it. May be given once a log',
    },
    {
      name: 'receipt',
      value: 'FILE',
      help: 'a .tlog-proof receipt of an access or of a closed stream; with --key it needs nothing else',
    },
    {
      name: 'certificate',
      value: 'FILE',
      help: 'a certificate of deletion; with --key it needs nothing else',
    },
    {
      name: 'receipts',
      value: 'FILE',
      help: "a recorder's receipts as JSON Lines; what they acknowledge must be there",
    },
    { name: 'receipt-key', value: 'KEY', help: 'the key that signs receipts (default: that of init.json)' },
    {
      name: 'page',
      help: 'write the page with which auditors verify in a browser, without installing anything, and do nothing else',
    },
    { name: 'output', short: 'o', value: 'FILE', help: 'a new file for --page (default: standard output)' },
  ],
  examples: [
    'reseal verify',
    'reseal verify --since kept/audit-checkpoint.txt --json',
    'reseal verify --page -o verify.html',
    'reseal verify --receipt reseal-audit-17.tlog-proof --key printout.txt',
    'reseal verify --anchor copy/anchor --objects copy/objects --key printout.txt --export audit.jsonl',
  ],
  run: runVerify,
}

async function runVerify(input: CommandInput, context: CommandContext): Promise<number> {
  if (input.has('page')) return writePage(input, context)
  const receipt = input.text('receipt')
  if (receipt !== undefined) return verifyOneReceipt(receipt, input, context)
  const certificate = input.text('certificate')
  if (certificate !== undefined) return verifyOneCertificate(certificate, input, context)
  if (input.text('output') !== undefined) throw new CliError('usage', '--output goes with --page.')
  return input.text('anchor') === undefined ? verifyAtHand(input, context) : verifyOffline(input, context)
}

/** The auditor's page: one file that opens no connection. */
async function writePage(input: CommandInput, context: CommandContext): Promise<number> {
  const page = await readFile(new URL('./page/verify.html', import.meta.resolve('@reseal/verifier')), 'utf8')
  const output = await openOutput(input.text('output'), context)
  try {
    await output.write(page)
  } finally {
    await output.close()
  }
  return 0
}

/** Nothing but the certificate and a key. */
async function verifyOneCertificate(
  file: string,
  input: CommandInput,
  context: CommandContext,
): Promise<number> {
  const text = await readText('--certificate', file, context)
  const report = await verifyCertificate(text, await pinnedKeys(input, context))
  await context.stdout.write(
    input.has('json') ? `${JSON.stringify(report, undefined, 2)}\n` : formatCertificateReport(report),
  )
  return report.verdict === 'intact' ? 0 : 1
}

/** The keys given, or those of the deployment's settings. */
function pinnedKeys(input: CommandInput, context: CommandContext): Promise<PinnedLogs> {
  const given = input.texts('key')
  const known = given.length > 0 ? {} : loadConfig(dataFolder(input.text('data'), context), context.env).logs
  return readPinnedKeys(given, known, context)
}

/** Nothing but the receipt and a key: the one given, or those of the deployment's settings. */
async function verifyOneReceipt(file: string, input: CommandInput, context: CommandContext): Promise<number> {
  const pinned = await pinnedKeys(input, context)
  const report = await verifyReceipt(await readText('--receipt', file, context), pinned)
  await context.stdout.write(
    input.has('json') ? `${JSON.stringify(report, undefined, 2)}\n` : formatReceiptReport(report),
  )
  return report.verdict === 'intact' ? 0 : 1
}

/** With the deployment's own settings and database; the result is kept there, and audited. */
async function verifyAtHand(input: CommandInput, context: CommandContext): Promise<number> {
  if (input.text('objects') !== undefined) throw new CliError('usage', '--objects goes with --anchor.')
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const anchor = placeOf(config.anchor, config.paths.anchor)
  const objects = placeOf(config.objects, config.paths.objects)
  const kept = await keptEvidence(input, context, config)
  const progress = createProgress(context.stderr)
  const access = await openDatabaseAccess(config, (message) => progress.update(message))
  try {
    const db = access.open('worker')
    const report = await verify(
      { anchor, objects, progress },
      { ...kept, withDatabase: (work) => withDatabaseSource(db, work) },
    )
    await recordVerification(db, openAuditLog(config, access, 'worker'), report).catch(() => {
      progress.done('reseal: the result could not be kept in the database; it stands nevertheless')
    })
    if (report.verdict === 'intact') await anchorAuditLog(config, access)
    return await writeReport(input, context, { report, anchor })
  } finally {
    await access.stop()
  }
}

async function verifyOffline(input: CommandInput, context: CommandContext): Promise<number> {
  const [anchorPlace, objectsPlace] = [input.text('anchor'), input.text('objects')]
  if (anchorPlace === undefined || objectsPlace === undefined) {
    throw new CliError('usage', '--anchor needs --objects: where the batches lie.')
  }
  const anchor = openEvidencePlace(anchorPlace, context.cwd)
  const objects = openEvidencePlace(objectsPlace, context.cwd)
  const kept = await keptEvidence(input, context, undefined)
  const report = await verify({ anchor, objects, progress: createProgress(context.stderr) }, kept)
  return await writeReport(input, context, { report, anchor })
}

type KeptEvidence = Omit<VerifyInput, 'platform' | 'anchor' | 'objects' | 'onProgress'>

async function keptEvidence(
  input: CommandInput,
  context: CommandContext,
  config: DeploymentConfig | undefined,
): Promise<KeptEvidence> {
  const known: PinnedLogs = config?.logs ?? {}
  const pinned = await readPinnedKeys(input.texts('key'), known, context)
  const kept = await readKeptCheckpoints(input.texts('since'), pinned, context)
  const [file, receipts] = [input.text('export'), input.text('receipts')]
  if (file !== undefined) await openReadable(file, context)
  const receiptKey = { key: input.text('receipt-key'), initFile: config?.paths.init }
  return {
    pinned,
    kept,
    ...(file === undefined ? {} : { auditExport: () => createReadStream(resolve(context.cwd, file)) }),
    ...(receipts === undefined ? {} : { receipts: await readKeptReceipts(receipts, receiptKey, context) }),
  }
}

/** A file that cannot be read is a wrong use, not a finding. */
async function openReadable(file: string, context: CommandContext): Promise<void> {
  const stream = createReadStream(resolve(context.cwd, file), { end: 0 })
  try {
    for await (const _ of stream) break
  } catch {
    await readText('--export', file, context)
  }
}

interface Places {
  readonly anchor: EvidencePlace
  readonly objects: EvidencePlace
  readonly progress: Progress
}

async function verify({ anchor, objects, progress }: Places, kept: KeptEvidence): Promise<VerifyReport> {
  const platform = createNodePlatform()
  try {
    return await verifyDeployment({
      ...kept,
      platform,
      objects: createStoredFiles(objects.store),
      anchor: createAnchorSource(createStoredFiles(anchor.store), (log) => anchorChanges(anchor.probed, log)),
      onProgress: (step) => showProgress(progress, step),
    })
  } finally {
    progress.clear()
    await platform.stop()
  }
}

async function writeReport(
  input: CommandInput,
  context: CommandContext,
  { report, anchor }: { report: VerifyReport; anchor: EvidencePlace },
): Promise<number> {
  // What keeps the anchor itself decides what its checkpoints are worth.
  const anchorStore = { objectLock: await probeObjectLock(anchor.probed) }
  const lacks = describeLacks(anchorStore)
  const described =
    anchor.kind === 'folder'
      ? 'a folder: as safe as the machine it is on'
      : lacks.length === 0
        ? 'a bucket under Object Lock (COMPLIANCE)'
        : `a bucket that ${lacks.join('; ')}`
  const problems = report.problems.map((problem) => ({ ...problem, ...explainProblem(problem.kind) }))
  await context.stdout.write(
    input.has('json')
      ? `${JSON.stringify({ ...report, problems, anchorStore }, undefined, 2)}\n`
      : `${formatReport(report)}  anchor: ${described}\n`,
  )
  return report.verdict === 'intact' ? 0 : 1
}

function showProgress(progress: Progress, { step, log, done, total }: VerifyProgress): void {
  const of = total > 0 ? ` of ${total}` : ''
  switch (step) {
    case 'objects':
      progress.update(`verifying objects: ${formatBytes(done)} of ${formatBytes(total)}`)
      return
    case 'streams':
      progress.update(`verifying streams: ${done}${of}`)
      return
    case 'checkpoints':
      progress.update(`verifying the ${log} log, checkpoint ${done}${of}`)
      return
    case 'tree':
      progress.update(`verifying the ${log} log, hash ${done}${of}`)
      return
    case 'log':
      progress.update(`verifying the ${log} log, leaf ${done}${of}`)
  }
}
