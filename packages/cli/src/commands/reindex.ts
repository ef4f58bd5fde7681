// reseal reindex: rebuilds a lost database from the anchored logs and the batch objects (reindex/reindex-deployment.ts).
import { access as canRead } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  type Anchor,
  assertConsistentWithAnchor,
  createReindexRepository,
  type LogName,
  logNames,
  type ReindexRepository,
  restoreLog,
  StoreError,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { createProgress, type Progress } from '../command-line/progress.ts'
import { type DeploymentConfig, dataFolder, loadConfig } from '../deployment/config.ts'
import { type DatabaseAccess, openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, openAnchor, openAuditLog, recordChange } from '../deployment/logs.ts'
import { migrateDatabase, pinLogs } from '../deployment/prepare-database.ts'
import { openStorage } from '../deployment/storage.ts'
import { formatReindex, type ReindexReport } from '../reindex/format-report.ts'
import { readKeyFile } from '../reindex/key-file.ts'
import { createReindexProblems, type ReindexProblems } from '../reindex/problem.ts'
import { reconcile } from '../reindex/reconcile.ts'
import { type ReindexProgress, reindexDeployment } from '../reindex/reindex-deployment.ts'

/** `reseal reindex` */
export const reindexCommand: Command = {
  name: 'reindex',
  summary: 'Rebuild a lost database from anchored logs and batch objects.',
  details: [
    'Makes the tables, puts both logs back from the anchor, then rows of sessions, streams, batches and segments from the footers of the batch objects. Adds what is missing and changes nothing else: it may be interrupted and repeated, and on an intact database it does nothing. Stop ingest, viewer and worker first.',
    'Of a database restored from an older backup it then does again what the audit log says since: holds, quarantines, removed notes and passkeys, retired sealing keys. What no leaf tells is closed: everyone signs in anew, grants and service tokens end, and where rights were changed since, nobody signs in until “reseal user change --sign-in allow”. Until all of that is done, every service refuses to serve.',
    'What contradicts is left out and named with its object and its first bad index: a chain that does not link, two batches that disagree, bytes that do not hash. Exit status: 0 all is there, 1 something was left out.',
    'Not in objects, and to be restored otherwise: apps (reseal app add --app-key) before it, users (reseal user add), rule sets (reseal rules publish), and the keys of streams, which are in the backup of the table stream_keys alone: without them nothing opens.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    {
      name: 'keys',
      value: 'FILE',
      help: 'a backup of the table stream_keys: the plain text of pg_dump, or CSV of stream_id and enc in hex. Each key is checked against its stream; those of forgotten streams stay away',
    },
  ],
  examples: ['reseal reindex --keys stream_keys.sql', 'reseal reindex --json'],
  run: runReindex,
}

async function runReindex(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const keyFile = await readableFile(input.text('keys'), context)
  const progress = createProgress(context.stderr)
  const access = await openDatabaseAccess(config, (message) => progress.update(message))
  try {
    // Its login is needed for the last step; better said before the first.
    access.connectionString('worker')
    const report = await reindex({ config, access, keyFile, progress })
    progress.clear()
    if (hasChanged(report)) {
      await recordChange(openAuditLog(config, access, 'owner'), { setting: 'database' })
      await anchorAuditLog(config, access)
    }
    await context.stdout.write(
      input.has('json') ? `${JSON.stringify(report, undefined, 2)}\n` : formatReindex(report),
    )
    return report.problems.length === 0 ? 0 : 1
  } finally {
    await access.stop()
  }
}

interface ReindexWork {
  readonly config: DeploymentConfig
  readonly access: DatabaseAccess
  readonly keyFile: string | undefined
  readonly progress: Progress
}

async function reindex({ config, access, keyFile, progress }: ReindexWork): Promise<ReindexReport> {
  await migrateDatabase(config, access)
  const restoredLeaves = await restoreLogs(config, access, progress)
  await pinLogs(config, access)
  const db = access.open('owner')
  const repository = createReindexRepository(db)
  const problems = createReindexProblems()
  if (restoredLeaves.recordings > 0) await repository.keepObjects()
  const rows = await reindexDeployment({
    db,
    repository,
    problems,
    objects: openStorage(config.objects, config.paths.objects),
    onProgress: (step) => showProgress(progress, step),
  })
  const keys = await restoreKeys(repository, keyFile, problems)
  const restore = await reconcile(db, problems)
  return { restoredLeaves, rows, keys, restore, problems: problems.list() }
}

async function restoreLogs(
  config: DeploymentConfig,
  access: DatabaseAccess,
  progress: Progress,
): Promise<Readonly<Record<LogName, number>>> {
  const db = access.open('owner')
  const anchor = openAnchor(config)
  const restored = { audit: 0, recordings: 0 }
  for (const log of logNames) {
    progress.update(`restoring the ${log} log`)
    try {
      for (const place of await placesOf(anchor, log)) restored[log] += await restoreLog(db, place, log)
      // A log that is longer than what is anchored got no leaf, and may be another one all the same.
      await assertConsistentWithAnchor(db, anchor, log)
    } catch (error) {
      throw explainLog(log, error)
    }
  }
  return restored
}

/** Where a log's leaves can be had, the place with most of them first; a copy that is away is passed over. */
async function placesOf(first: Anchor, log: LogName): Promise<readonly Anchor[]> {
  const places = [{ place: first, size: (await first.latestCheckpoint(log))?.size ?? 0 }]
  for (const { anchor } of first.copies) {
    const newest = await anchor.latestCheckpoint(log).catch((error: unknown) => {
      if (error instanceof StoreError && error.code === 'object_store_unavailable') return undefined
      throw error
    })
    places.push({ place: anchor, size: newest?.size ?? 0 })
  }
  return places.toSorted((a, b) => b.size - a.size).map(({ place }) => place)
}

function explainLog(log: LogName, cause: unknown): unknown {
  if (!(cause instanceof StoreError)) return cause
  if (cause.code === 'leaves_not_anchored') {
    const advice = `The ${log} log has more leaves than the database, and the anchor does not hold all of them. Restore the newest backup of the database first; docs/operations.md, "A lost database", says what is left without one.`
    return new CliError('integrity', advice, { cause })
  }
  if (cause.code === 'log_inconsistent') {
    const advice = `The ${log} log in the database is not the anchored one, nor its beginning: it went on by itself from an older state, or it was newly made where another was lost. Keep a copy of it as evidence, make an empty database (or restore an older backup) in its place, and run: reseal reindex`
    return new CliError('integrity', advice, { cause })
  }
  return cause
}

async function restoreKeys(
  repository: ReindexRepository,
  keyFile: string | undefined,
  problems: ReindexProblems,
): Promise<ReindexReport['keys']> {
  let [restored, passedOver] = [0, 0]
  for await (const page of keyFile === undefined ? [] : readKeyFile(keyFile)) {
    const done = await repository.restoreKeys(page)
    restored += done.restored
    passedOver += done.passedOver
    for (const stream of done.refused) problems.report('stream_key_refused', { stream })
  }
  return { restored, passedOver, missing: await repository.countWithoutKey() }
}

function hasChanged({ restoredLeaves, rows, keys, restore }: ReindexReport): boolean {
  if (restore.state === 'done') return true
  const { leftOver: _, ...changes } = rows
  const counts = [...Object.values(changes), ...Object.values(restoredLeaves), keys.restored]
  return counts.some((count) => count > 0)
}

async function readableFile(file: string | undefined, { cwd }: CommandContext): Promise<string | undefined> {
  if (file === undefined) return undefined
  const path = resolve(cwd, file)
  await canRead(path).catch((cause: unknown) => {
    throw new CliError('usage', `--keys: ${file} cannot be read.`, { cause })
  })
  return path
}

function showProgress(progress: Progress, { step, done, total }: ReindexProgress): void {
  if (step === 'objects') progress.update(`looking for objects that no leaf names: ${done} seen`)
  else if (step === 'leaves') progress.update(`reindexing batches: leaf ${done} of ${total}`)
  else progress.update(`closing streams: leaf ${done} of ${total}`)
}
