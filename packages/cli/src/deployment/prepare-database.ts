// Tables, roles, and leaf 0 of both logs: what a database needs before any service starts.
import {
  type DatabaseRole,
  isRestoring,
  logNames,
  migrate,
  noteLogBehind,
  readLogSize,
  type ServiceRole,
  StoreError,
  startLog,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import type { DatabaseUrls, DeploymentConfig } from './config.ts'
import type { DatabaseAccess } from './database-access.ts'
import { openAnchor } from './logs.ts'

/**
 * Migrates as the owner and pins both logs. Repeats change nothing.
 * @throws StoreError role_missing, database_refused, database_unavailable; log_inconsistent when the database belongs
 *   to another deployment; CliError 'integrity' when it is empty and the anchor is not
 */
export async function prepareDatabase(
  config: DeploymentConfig,
  access: DatabaseAccess,
): Promise<{ applied: readonly string[]; isRestoring: boolean }> {
  const migrated = await migrateDatabase(config, access)
  await assertNotLost(config, access)
  await pinLogs(config, access)
  return { ...migrated, isRestoring: await isRestoring(access.open('owner')) }
}

/** Tables and roles alone. */
export function migrateDatabase(
  config: DeploymentConfig,
  access: DatabaseAccess,
): Promise<{ applied: readonly string[] }> {
  return migrate(access.open('owner'), { passwords: passwordsOf(config.databaseUrls) })
}

/** Leaf 0 of logs that are empty; on others it checks that leaf 0 says the same. */
export async function pinLogs(config: DeploymentConfig, access: DatabaseAccess): Promise<void> {
  for (const log of logNames) {
    const { origin, verifierKey } = config.logs[log]
    await startLog(access.open('owner'), log, { origin, key: verifierKey })
  }
}

/**
 * A new leaf 0 below an anchored history would begin a fork, and could not be taken back. A log that is only shorter than
 * what is anchored is noted: no service serves until it is restored.
 */
async function assertNotLost(config: DeploymentConfig, access: DatabaseAccess): Promise<void> {
  const anchor = openAnchor(config)
  for (const log of logNames) {
    const size = await readLogSize(access.open('owner'), log)
    // Whoever migrates need not reach the anchor; the worker looks again before it appends anything.
    const anchored = await anchor.latestCheckpoint(log).catch((error: unknown) => {
      if (error instanceof StoreError && error.code === 'object_store_unavailable') return undefined
      throw error
    })
    if (anchored === undefined || anchored.size <= size) continue
    if (size > 0) await noteLogBehind(access.open('owner'), log)
    else {
      const advice = `The database is empty, and the anchor holds ${anchored.size} leaves of the ${log} log. If the database was lost, run: reseal reindex`
      throw new CliError('integrity', advice)
    }
  }
}

/** Passwords that the service roles get where they do not exist yet: the ones they are going to log in with. */
function passwordsOf(urls: DatabaseUrls): Partial<Record<ServiceRole, string>> {
  const passwords: Partial<Record<ServiceRole, string>> = {}
  for (const role of ['ingest', 'viewer', 'worker'] as const satisfies readonly DatabaseRole[]) {
    const url = urls[role]
    const password = url && URL.canParse(url) ? decodeURIComponent(new URL(url).password) : ''
    if (password) passwords[role] = password
  }
  return passwords
}
