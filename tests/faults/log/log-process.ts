// A process of the log, to be killed: it appends audit events on several callers and says what was acknowledged, or it
// anchors what others append. Its one argument is a LogProcessPlan as JSON; it ends when its parent disconnects.
import { setTimeout as delay } from 'node:timers/promises'
import {
  type AuditEventInput,
  type AuditLog,
  createAnchor,
  createAnchorWriter,
  createAuditLog,
  createCheckpointVerifier,
  createDatabase,
  createFolderObjectStore,
  loadCheckpointSigner,
  type ObjectStore,
} from '@reseal/store'
import type { DyingPlan, LogProcessMessage, LogProcessPlan } from './log-plan.ts'

const callerCount = 4
const pauseAfterFailureMs = 20

const plan = JSON.parse(process.argv[2] ?? '{}') as LogProcessPlan
const signer = (name: string) => loadCheckpointSigner(plan.keyFile, name)
const signers = {
  audit: await signer('reseal.test/audit'),
  recordings: await signer('reseal.test/recordings'),
}
const verifier = (log: 'audit' | 'recordings') =>
  createCheckpointVerifier(signers[log].name, signers[log].publicKey)
const anchor = createAnchor({
  store: dyingStore(createFolderObjectStore({ root: plan.anchorFolder }), plan.dies),
  verifiers: { audit: verifier('audit'), recordings: verifier('recordings') },
})
const db = createDatabase({ connectionString: plan.databaseUrl, maxConnections: callerCount })
const tell = (message: LogProcessMessage): void => {
  process.send?.(message)
}

process.once('disconnect', () => process.exit(0))
if (plan.role === 'append') await Promise.all(Array.from({ length: callerCount }, (_, i) => appendOn(i)))
else await anchorOn()
process.exit(0)

/** Each caller appends in one of the three ways there are, and goes on whatever fails. */
async function appendOn(caller: number): Promise<void> {
  const log = createAuditLog(db, { anchor })
  while (process.connected) {
    try {
      tell({ acknowledged: await appendOnce(log, caller) })
    } catch {
      await delay(pauseAfterFailureMs)
    }
  }
}

async function appendOnce(log: AuditLog, caller: number): Promise<{ index: number; id: string }[]> {
  const actor = { issuer: 'reseal', subject: 'ada', roles: ['auditor'], method: 'link' }
  const event: AuditEventInput = { action: 'audit.read', outcome: 'success', actor }
  const committed =
    caller === 0
      ? await log.appendInTransaction(async () => [event, event])
      : caller === 1
        ? [await log.appendInReadTransaction(crypto.randomUUID(), async () => event)]
        : [await log.append(event)]
  return committed.map(({ index, event: { id } }) => ({ index, id }))
}

async function anchorOn(): Promise<void> {
  const writer = createAnchorWriter({ db, anchor, signers })
  while (process.connected) {
    try {
      const checkpoint = await writer.anchorLog('audit')
      if (checkpoint !== undefined) tell({ anchored: checkpoint.size })
      else await delay(5)
    } catch {
      await delay(pauseAfterFailureMs)
    }
  }
}

function dyingStore(store: ObjectStore, dies: DyingPlan | undefined): ObjectStore {
  if (dies === undefined) return store
  let count = 0
  return {
    ...store,
    put: async (key, bytes, hints) => {
      const isHere = kindOf(key) === dies.kind && ++count === dies.nth
      if (isHere && dies.when === 'before') process.kill(process.pid, 'SIGKILL')
      await store.put(key, bytes, hints)
      if (isHere) process.kill(process.pid, 'SIGKILL')
    },
  }
}

function kindOf(key: string): DyingPlan['kind'] {
  if (key.includes('/checkpoint/')) return 'checkpoint'
  if (key.includes('/tail/')) return 'tail'
  return key.includes('/entries/') ? 'entries' : 'tile'
}
