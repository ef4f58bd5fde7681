// The state of the deployment for admins, gathered from the health report, the logs and the database.
import { createStreamIndexRepository, type Database, readSystemState } from '@reseal/store'
import type { HealthReporter } from '../health/health-report.ts'
import type { IntegrityReader } from '../integrity/integrity-reader.ts'
import type { SystemReply } from './system-api.ts'

/** What a reading asks. */
export interface SystemParts {
  readonly db: Database
  readonly health: HealthReporter
  readonly integrity: IntegrityReader
  readonly anchorMaxAgeMs: number
  readonly now: () => number
}

/** Reads the state. */
export type SystemReader = () => Promise<SystemReply>

// Sizes are counted through: however many admins look on, once in this time.
const maxAgeMs = 2000

/** Builds a reader; answers within two seconds of the last one share it. */
export function createSystemReader(parts: SystemParts): SystemReader {
  let last: { readonly atMs: number; readonly reply: Promise<SystemReply> } | undefined
  return () => {
    const atMs = parts.now()
    if (last === undefined || atMs - last.atMs >= maxAgeMs) {
      const reply = read(parts, atMs)
      last = { atMs, reply }
      reply.catch(() => {
        last = undefined
      })
    }
    return last.reply
  }
}

async function read(
  { db, health, integrity, anchorMaxAgeMs }: SystemParts,
  atMs: number,
): Promise<SystemReply> {
  const [report, audit, recordings, lags, state] = await Promise.all([
    health(),
    integrity.read('audit'),
    integrity.read('recordings'),
    createStreamIndexRepository(db).lags(),
    readSystemState(db),
  ])
  const { jobs, ...rest } = state
  return {
    atMs,
    ...rest,
    state: report.state,
    parts: report.parts,
    logs: { audit, recordings },
    anchorMaxAgeMs,
    index: lags.map(({ app, streamCount, ageMs, failedCount }) => ({
      app,
      streams: streamCount,
      ageMs,
      failed: failedCount,
    })),
    jobs: jobs.map(({ job, isLed, succeededAtMs }) => ({
      job,
      isLed,
      succeededAgoMs: succeededAtMs === undefined ? null : Math.max(0, atMs - succeededAtMs),
    })),
  }
}
