// For tests of every package: a fresh, migrated database on the run's one embedded cluster, with all roles; an anchor.
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NoteSigner } from '@reseal/protocol/log'
import { type Anchor, createAnchor } from './anchor/anchor.ts'
import { createDatabase, type Database } from './database/database.ts'
import type { DatabaseRole } from './database/roles.ts'
import { createCheckpointVerifier } from './keys/checkpoint-key.ts'
import type { LogName } from './logs/log-name.ts'
import { createFolderObjectStore } from './objects/folder-object-store.ts'

/** Names, in the environment of a test run, where its cluster is asked for databases (test/global-setup.ts). */
export const testPostgresVariable = 'RESEAL_TEST_POSTGRES'

/** A migrated database of its own. */
export interface TestPostgres {
  connectionString(role: DatabaseRole | 'superuser'): string
  /** A pool for the role, made once; `stop` ends it. */
  database(role: DatabaseRole | 'superuser'): Database
  /** Ends the pools and drops the database. */
  stop(): Promise<void>
}

/**
 * Makes a fresh database for one test file. The cluster starts with the first call in a test run.
 * @throws Error outside a test run with Reseal's global setup
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const broker = process.env[testPostgresVariable]
  if (broker === undefined) throw new Error('the test run lacks the global setup of @reseal/store')
  const answer = await fetch(broker, { method: 'POST' })
  if (!answer.ok) throw new Error(await answer.text())
  const { name, connectionStrings } = (await answer.json()) as TestDatabase
  const pools = new Map<string, Database>()
  const connectionString: TestPostgres['connectionString'] = (role) => connectionStrings[role]
  return {
    connectionString,
    database: (role) => {
      const pool =
        pools.get(role) ?? createDatabase({ connectionString: connectionString(role), maxConnections: 5 })
      pools.set(role, pool)
      return pool
    },
    stop: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
      await fetch(`${broker}/${name}`, { method: 'DELETE' })
    },
  }
}

/** What the run's cluster answers when asked for a database. */
export interface TestDatabase {
  readonly name: string
  readonly connectionStrings: Readonly<Record<DatabaseRole | 'superuser', string>>
}

/** An empty anchor in a temporary folder, with a fresh key. */
export interface TestAnchor {
  readonly anchor: Anchor
  readonly signers: Readonly<Record<LogName, NoteSigner>>
  /** Where the anchored objects lie. */
  readonly folder: string
  /** Removes the folder. */
  stop(): Promise<void>
}

/** Makes an anchor of its own; its logs' origins are `reseal.test/audit` and `reseal.test/recordings`. */
export async function startTestAnchor(): Promise<TestAnchor> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-test-anchor-'))
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))
  const signer = (log: LogName): NoteSigner => ({
    name: `reseal.test/${log}`,
    publicKey: raw,
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  })
  const signers = { audit: signer('audit'), recordings: signer('recordings') }
  const verifiers = {
    audit: createCheckpointVerifier(signers.audit.name, raw),
    recordings: createCheckpointVerifier(signers.recordings.name, raw),
  }
  const store = createFolderObjectStore({ root: folder })
  return {
    anchor: createAnchor({ store, verifiers }),
    signers,
    folder,
    stop: () => rm(folder, { recursive: true, force: true }),
  }
}
