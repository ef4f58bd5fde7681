// Whether a service without a login to the logs may start: ingest, where it happens to reach the anchor (design.md §7).
import { isLogShorter, logNames, StoreError, serviceSilenceMs } from '@reseal/store'
import type { DeploymentConfig } from './config.ts'
import type { DatabaseAccess } from './database-access.ts'
import { openAnchor } from './logs.ts'

// In the public zone nothing may answer; what viewer and worker find there reaches ingest by the database.
const longestWaitMs = 3_000

/** @throws StoreError log_behind_anchor, bad_anchor, database_unavailable */
export async function assertNotBehind(config: DeploymentConfig, access: DatabaseAccess): Promise<void> {
  const anchor = openAnchor(config)
  for (const log of logNames) {
    const size = await within(anchor.latestCheckpoint(log).then((newest) => newest?.size)).catch(unlessAway)
    if (size === undefined) return
    if (await isLogShorter(access.open('ingest', serviceSilenceMs), log, size))
      throw new StoreError('log_behind_anchor')
  }
}

async function within<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), longestWaitMs)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

function unlessAway(error: unknown): undefined {
  if (error instanceof StoreError && error.code === 'object_store_unavailable') return undefined
  throw error
}
