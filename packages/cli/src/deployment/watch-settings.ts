// Notes what settings a service started with: an audit event where they differ from the last start's. A log that cannot
// be written keeps no service from starting; the event follows once it can.
import { createHash } from 'node:crypto'
import { canonicalize, type JsonValue } from '@reseal/protocol'
import { type AuditLog, recordSettings } from '@reseal/store'
import { version } from '../version.ts'
import type { DeploymentConfig } from './config.ts'

/** A try under way, or waiting for the next. */
export interface SettingsWatch {
  stop(): Promise<void>
}

const tryAgainMs = 10_000

/** Records once, however often it has to try. */
export function watchSettings(
  service: 'viewer' | 'worker',
  config: DeploymentConfig,
  audit: AuditLog,
): SettingsWatch {
  const sha256 = hashSettings(config)
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const tryOnce = async (): Promise<void> => {
    // Whatever keeps the log from being written, the service's own health says so.
    const outcome = await recordSettings(audit, { service, sha256 }).catch(() => 'failed' as const)
    const isDone = outcome === 'recorded' || outcome === 'same' || isStopped
    if (!isDone) timer = setTimeout(again, tryAgainMs).unref()
  }
  const again = (): void => {
    running = tryOnce()
  }
  let running = tryOnce()
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** Lower-case hex of SHA-256 over product version and settings: without paths of this machine, and without a secret. */
export function hashSettings(config: DeploymentConfig): string {
  const {
    paths: _,
    databaseUrls: __,
    anchorSinkSecret: ___,
    oidcClientSecret: ____,
    keySecrets: _____,
    ...settings
  } = config
  const plain = JSON.parse(JSON.stringify({ version, settings })) as JsonValue
  return createHash('sha256').update(canonicalize(plain)).digest('hex')
}
