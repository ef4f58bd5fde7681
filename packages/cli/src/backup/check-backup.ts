// Whether a restore would succeed, part by part (design.md §6, §7): each check asks the part itself and opens nothing.
import { stat } from 'node:fs/promises'
import {
  assertConsistentWithAnchor,
  compareKeys,
  countLivingByKey,
  countStreamKeys,
  type Database,
  isRestoring,
  type LogName,
  readAnchorState,
  readWalArchive,
  StoreError,
} from '@reseal/store'
import { findProblems } from '../deployment/check-settings.ts'
import type { DeploymentConfig } from '../deployment/config.ts'
import { openAnchor } from '../deployment/logs.ts'
import { openSealingKeys } from '../deployment/sealing-keys.ts'
import { serviceNames } from '../deployment/services.ts'
import { openStorage } from '../deployment/storage.ts'
import { readKeyFile } from '../reindex/key-file.ts'
import { type BackupCheck, formatAge } from './check.ts'
import { checkObjects } from './check-objects.ts'

/** What to check. */
export interface BackupQuestion {
  readonly config: DeploymentConfig
  /** As the owner. */
  readonly db: Database
  /** The newest backup of the table `stream_keys`. */
  readonly keyFile: string | undefined
  /** Every object instead of some. */
  readonly all: boolean
  onProgress(message: string): void
}

/** All checks, in the order in which a restore needs their parts. */
export async function checkBackup(question: BackupQuestion): Promise<readonly BackupCheck[]> {
  const { config, db } = question
  return [
    await checkSettings(config),
    await checkDatabase(db),
    await checkWalArchive(db),
    await checkKeys(question),
    await checkAnchor(question, 'audit'),
    await checkAnchor(question, 'recordings'),
    await checkObjects({
      db,
      objects: openStorage(config.objects, config.paths.objects),
      all: question.all,
      onProgress: question.onProgress,
    }),
    await checkSealingKeys(config, db),
  ]
}

async function checkSettings(config: DeploymentConfig): Promise<BackupCheck> {
  const problems = await findProblems(config, serviceNames)
  const part = 'settings'
  if (problems.length > 0) {
    return {
      part,
      state: 'failing',
      detail: problems.join(' '),
      advice: 'Put keys/ and config.json back from their backup.',
    }
  }
  return {
    part,
    state: 'ok',
    detail: 'in order; keep copies of config.json and of keys/, sealing.json apart from stream_keys',
  }
}

async function checkDatabase(db: Database): Promise<BackupCheck> {
  const part = 'database'
  if (await isRestoring(db)) {
    const detail = 'older than its logs: no service serves'
    return { part, state: 'failing', detail, advice: 'Stop the services and run: reseal reindex' }
  }
  return { part, state: 'ok', detail: `answers, with ${await countStreamKeys(db)} keys of streams` }
}

// One WAL file in five minutes is what archive_timeout is usually set to; idle servers archive nothing.
const archiveLateMs = 60 * 60_000

async function checkWalArchive(db: Database): Promise<BackupCheck> {
  const part = 'wal-archive'
  const { isOn, isFailing, lastArchivedMs } = await readWalArchive(db)
  if (!isOn) {
    const detail = 'archive_mode is off: the database comes back as old as its last dump'
    const advice = 'Switch continuous archiving on, or dump as often as you can bear to lose.'
    return { part, state: 'warning', detail, advice }
  }
  if (isFailing) {
    return {
      part,
      state: 'failing',
      detail: 'the newest WAL file was not archived',
      advice: 'See the server’s log for archive_command.',
    }
  }
  if (lastArchivedMs === undefined) {
    return {
      part,
      state: 'warning',
      detail: 'on, and nothing was archived yet',
      advice: 'Run: SELECT pg_switch_wal()',
    }
  }
  const ageMs = Date.now() - lastArchivedMs
  const detail = `the newest WAL file was archived ${formatAge(ageMs)} ago`
  if (ageMs < archiveLateMs) return { part, state: 'ok', detail }
  return {
    part,
    state: 'warning',
    detail,
    advice: 'Set archive_timeout: what is in no archived file is lost with the server.',
  }
}

const dayMs = 86_400_000

async function checkKeys({ config, db, keyFile }: BackupQuestion): Promise<BackupCheck> {
  const part = 'stream-keys'
  const { backupMaxAgeDays } = config
  if (keyFile === undefined) {
    const advice = 'Give it: reseal backup check --key-backup FILE'
    return { part, state: 'warning', detail: 'no backup of the table stream_keys was shown', advice }
  }
  let [kept, forgotten, different] = [0, 0, 0]
  for await (const page of readKeyFile(keyFile)) {
    const compared = await compareKeys(db, page)
    kept += compared.kept
    forgotten += compared.forgotten
    different += compared.different
  }
  const missing = (await countStreamKeys(db)) - kept
  const ageMs = Date.now() - (await stat(keyFile)).mtimeMs
  const detail = `${formatAge(ageMs)} old; ${kept} keys, ${missing} of the database not in it, ${forgotten} of forgotten streams`
  const fail = (advice: string): BackupCheck => ({ part, state: 'failing', detail, advice })
  if (different > 0) return fail('It is of another deployment, or was altered: these keys open nothing.')
  if (backupMaxAgeDays === undefined && forgotten > 0) {
    return fail(
      'Whoever has it opens what was forgotten. Declare RESEAL_BACKUP_MAX_AGE_DAYS, and destroy it by then.',
    )
  }
  if (backupMaxAgeDays !== undefined && ageMs > backupMaxAgeDays * dayMs) {
    return fail(
      `Older than the ${backupMaxAgeDays} days that certificates of deletion state: make a new one, destroy this one.`,
    )
  }
  if (missing > 0) {
    return {
      part,
      state: 'warning',
      detail,
      advice: 'What it lacks would not open after a loss: make a new one.',
    }
  }
  return { part, state: 'ok', detail }
}

// The worker anchors within a second; this long without is no coincidence.
const anchorLateMs = 60_000

async function checkAnchor({ config, db, onProgress }: BackupQuestion, log: LogName): Promise<BackupCheck> {
  const part = `${log}-anchor` as const
  onProgress(`proving the ${log} log against its anchor`)
  const anchor = openAnchor(config)
  try {
    await assertConsistentWithAnchor(db, anchor, log)
    const { size, anchoredSize, oldestUnanchoredMs } = await readAnchorState(db, anchor, log)
    const detail = `${anchoredSize} of ${size} leaves anchored, proven against the newest checkpoint`
    if (anchoredSize === 0) {
      return {
        part,
        state: 'failing',
        detail: 'nothing is anchored',
        advice: 'Is the anchor where it was, and does the worker run?',
      }
    }
    const waitsMs = oldestUnanchoredMs === undefined ? 0 : Date.now() - oldestUnanchoredMs
    if (waitsMs <= anchorLateMs) return { part, state: 'ok', detail }
    const advice = `The oldest of the others waits for ${formatAge(waitsMs)}: does the worker run?`
    return { part, state: 'failing', detail, advice }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const advice = error.code === 'log_behind_anchor' ? 'Run: reseal reindex' : 'Run: reseal verify'
    return { part, state: 'failing', detail: error.message, advice }
  }
}

async function checkSealingKeys(config: DeploymentConfig, db: Database): Promise<BackupCheck> {
  const part = 'sealing-keys'
  const living = await countLivingByKey(db)
  const keys = await openSealingKeys(config).catch((error: unknown) => {
    if (error instanceof StoreError) return undefined
    throw error
  })
  let lost = 0
  for (const [keyId, count] of living) {
    const isKnown = await keys?.publicKey(keyId).then(
      () => true,
      () => false,
    )
    if (isKnown !== true) lost += count
  }
  await keys?.close()
  if (lost > 0) {
    const detail = `the provider does not know the keys of ${lost} streams that live`
    return {
      part,
      state: 'failing',
      detail,
      advice: 'Without them these never open again. Put them back: reseal keys list',
    }
  }
  return { part, state: 'ok', detail: `the provider knows all ${living.size} under which anything lives` }
}
