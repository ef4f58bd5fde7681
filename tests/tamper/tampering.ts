// One deployment for many cases: what a case does to the database is rolled back after it was verified, and what it does to
// anchors and batches it does to copies. Powers are those of PostgreSQL's superuser and of whoever writes the stores.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabaseSource, createNodePlatform, createStoredFiles } from '@reseal/cli'
import { createFolderObjectStore, type Database } from '@reseal/store'
import {
  createAnchorSource,
  type LogName,
  type PinnedLog,
  type VerifyInput,
  type VerifyReport,
  verifyDeployment,
} from '@reseal/verifier'
import { type Deployment, readBatches, type StoredBatch } from './deployment.ts'

/** What a case may do its worst to. */
export interface Powers {
  /** As superuser, in a transaction that is rolled back. */
  readonly db: Database
  /** Copies of the folders. */
  readonly anchor: string
  readonly objects: string
  readonly deployment: Deployment
  batches(): Promise<StoredBatch[]>
  /** Files of one kind of an anchored log, sorted; `checkpoint`, `tile/0/000.p`, `tail`. */
  anchored(log: LogName, kind: string): Promise<string[]>
}

/** What a case verifies with beside anchors and batches. */
export interface Evidence extends Partial<Pick<VerifyInput, 'kept' | 'pinned' | 'auditExport' | 'receipts'>> {
  /** False verifies from anchors and batches alone, as an auditor without the deployment does. */
  readonly withRows?: boolean
}

/** What is found after `tamper`. */
export async function verifyAfter(
  deployment: Deployment,
  tamper: (powers: Powers) => Promise<unknown>,
  { withRows = true, ...evidence }: Evidence = {},
): Promise<VerifyReport> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-case-'))
  const [anchor, objects] = [join(folder, 'anchor'), join(folder, 'objects')]
  const transaction = await deployment.superuser.startTransaction().execute()
  const platform = createNodePlatform({ threads: 0 })
  try {
    await cp(join(deployment.data, 'anchor'), anchor, { recursive: true })
    await cp(join(deployment.data, 'objects'), objects, { recursive: true })
    await tamper({
      db: transaction,
      anchor,
      objects,
      deployment,
      batches: () => readBatches(objects),
      anchored: async (log, kind) => {
        const below = join(anchor, log, kind)
        return (await readdir(below))
          .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
          .map((name) => join(below, name))
      },
    })
    return await verifyDeployment({
      pinned: await pinnedKeys(deployment),
      ...evidence,
      platform,
      objects: createStoredFiles(createFolderObjectStore({ root: objects })),
      anchor: createAnchorSource(createStoredFiles(createFolderObjectStore({ root: anchor }))),
      ...(withRows ? { withDatabase: (work) => work(createDatabaseSource(transaction)) } : {}),
    })
  } finally {
    await transaction.rollback().execute()
    await platform.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The keys that config.json pins. */
export async function pinnedKeys({ data }: Pick<Deployment, 'data'>): Promise<Record<LogName, PinnedLog>> {
  const { logs } = JSON.parse(await readFile(join(data, 'config.json'), 'utf8')) as {
    logs: Record<LogName, PinnedLog>
  }
  return logs
}
