// Where each role of a deployment's database logs in: the embedded PostgreSQL of the data folder, or an external one.
import { setTimeout as delay } from 'node:timers/promises'
import { createDatabase, type Database, type DatabaseRole, startEmbeddedPostgres } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import type { DatabaseUrls, DeploymentConfig } from './config.ts'
import { databaseVariables } from './settings.ts'

/** A reachable database. */
export interface DatabaseAccess {
  /** Another living process runs this folder's embedded server. */
  readonly shared: boolean
  /** @throws CliError 'invalid_configuration' naming the variable that is missing for the role */
  connectionString(role: DatabaseRole): string
  /** The pool of a role, made with the first call; ended by `stop`. Of `maxSilenceMs` the first call's counts. */
  open(role: DatabaseRole, maxSilenceMs?: number): Database
  /** Ends the pools, without waiting for a server that answers nothing, and the embedded server if this process started it. */
  stop(): Promise<void>
}

/** Makes the configured database reachable; starts or joins the embedded server where there is no external one. */
export async function openDatabaseAccess(
  config: DeploymentConfig,
  onProgress?: (message: string) => void,
  stopSignal?: AbortSignal,
): Promise<DatabaseAccess> {
  if (config.database.kind === 'external') {
    const connectionString = externalStrings(config.databaseUrls)
    return withPools({ shared: false, connectionString, stop: async () => {} })
  }
  const server = await startEmbeddedPostgres({
    dataDir: config.paths.postgres,
    port: config.database.port,
    ...(onProgress ? { onProgress } : {}),
    ...(stopSignal ? { stopSignal } : {}),
  })
  return withPools(server)
}

function externalStrings(urls: DatabaseUrls): (role: DatabaseRole) => string {
  return (role) => {
    const url = urls[role]
    if (url) return url
    const example = `postgresql://reseal_${role}:PASSWORD@HOST/DATABASE`
    throw new CliError('invalid_configuration', `Set ${databaseVariables[role]} to ${example}.`)
  }
}

// Connections are opened as they are needed and closed when idle; each costs the server some 10 MB.
const maxConnections = 8
// A pool ends once its last question is answered. Whoever is told to stop does not wait for a server that never does.
const longestEndMs = 3_000

interface Server {
  readonly shared: boolean
  connectionString(role: DatabaseRole): string
  stop(): Promise<void>
}

function withPools(server: Server): DatabaseAccess {
  const pools = new Map<DatabaseRole, Database>()
  return {
    shared: server.shared,
    connectionString: (role) => server.connectionString(role),
    open(role, maxSilenceMs) {
      const known = pools.get(role)
      if (known) return known
      const connectionString = server.connectionString(role)
      const pool = createDatabase({
        connectionString,
        maxConnections,
        applicationName: `reseal ${role}`,
        ...(maxSilenceMs === undefined ? {} : { maxSilenceMs }),
      })
      pools.set(role, pool)
      return pool
    },
    async stop() {
      const ended = Promise.allSettled([...pools.values()].map((pool) => pool.destroy()))
      await Promise.race([ended, delay(longestEndMs, undefined, { ref: false })])
      await server.stop()
    },
  }
}
