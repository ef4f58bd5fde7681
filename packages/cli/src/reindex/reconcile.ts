// The last step of a restore: what the audit log says since the backup is done again, and only then services serve.
import { type Database, endRestore, type ReplayedAudit, readPendingRestore, replayAudit } from '@reseal/store'
import type { ReindexProblems } from './problem.ts'

/** How it ended. */
export interface Reconciled {
  /** `none`: nothing was to be replayed. `waiting`: apps are not registered yet, and services refuse until the next run. */
  readonly state: 'none' | 'done' | 'waiting'
  /** Absent where the audit log lacked nothing. */
  readonly replayed?: ReplayedAudit
}

/** As the owner, once logs, rows and tombstones are in their places. */
export async function reconcile(ownerDb: Database, problems: ReindexProblems): Promise<Reconciled> {
  const pending = await readPendingRestore(ownerDb)
  if (Object.keys(pending).length === 0) return { state: 'none' }
  const replayed = pending.audit === undefined ? {} : { replayed: await replayAudit(ownerDb, pending.audit) }
  // Streams of an app that is not registered are not there, and their tombstones find nothing.
  if (problems.list().some(({ kind }) => kind === 'unknown_app')) return { state: 'waiting', ...replayed }
  await endRestore(ownerDb)
  return { state: 'done', ...replayed }
}
