// What the worker's steps of retention are made with, over a deployment of a test.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Anchor,
  type AuditLog,
  createAnchor,
  createAuditLog,
  createCheckpointVerifier,
  createFileKeyProvider,
  createFolderObjectStore,
  type Database,
  type KeyProvider,
  loadCheckpointSigner,
  type ObjectStore,
} from '@reseal/store'
import type { TestPostgres } from '@reseal/store/testing'
import type { Deployment } from '../tamper/deployment.ts'

/** Parts that belong together. */
export interface Parts {
  readonly steps: {
    readonly db: Database
    readonly audit: AuditLog
    readonly anchor: Anchor
    readonly log: () => void
  }
  readonly objects: ObjectStore
  readonly keys: KeyProvider
}

/** Opens them, as the worker. */
export async function openParts({ data }: Deployment, postgres: TestPostgres): Promise<Parts> {
  const { logs } = JSON.parse(await readFile(join(data, 'config.json'), 'utf8')) as {
    logs: Record<'audit' | 'recordings', { origin: string }>
  }
  const keyFile = join(data, 'keys', 'checkpoint.json')
  const [audit, recordings] = await Promise.all([
    loadCheckpointSigner(keyFile, logs.audit.origin),
    loadCheckpointSigner(keyFile, logs.recordings.origin),
  ])
  const verifiers = {
    audit: createCheckpointVerifier(logs.audit.origin, audit.publicKey),
    recordings: createCheckpointVerifier(logs.recordings.origin, recordings.publicKey),
  }
  const anchor = createAnchor({ store: createFolderObjectStore({ root: join(data, 'anchor') }), verifiers })
  const objects = createFolderObjectStore({ root: join(data, 'objects') })
  const keys = await createFileKeyProvider({ path: join(data, 'keys', 'sealing.json') })
  const db = postgres.database('worker')
  return { steps: { db, audit: createAuditLog(db, { anchor }), anchor, log: () => {} }, objects, keys }
}
