// Tables, roles, and leaf 0 of both logs: what a database needs before any service starts.
import { type DatabaseRole, migrate, type ServiceRole, startLog } from '@reseal/store'
import type { DatabaseUrls, DeploymentConfig } from './config.ts'
import type { DatabaseAccess } from './database-access.ts'

/**
 * Migrates as the owner and pins both logs. Repeats change nothing.
 * @throws StoreError role_missing, database_refused, database_unavailable; log_inconsistent when the database belongs
 *   to another deployment
 */
export async function prepareDatabase(
  config: DeploymentConfig,
  access: DatabaseAccess,
): Promise<{ applied: readonly string[] }> {
  const owner = access.open('owner')
  const { applied } = await migrate(owner, { passwords: passwordsOf(config.databaseUrls) })
  for (const log of ['audit', 'recordings'] as const) {
    const { origin, verifierKey } = config.logs[log]
    await startLog(owner, log, { origin, key: verifierKey })
  }
  return { applied }
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
