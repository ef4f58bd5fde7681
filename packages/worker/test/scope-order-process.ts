// The step that shreds by scope as a process of its own, to be killed; ends by itself once nothing is due.
import { setTimeout as delay } from 'node:timers/promises'
import {
  createAnchor,
  createAuditLog,
  createCheckpointVerifier,
  createDatabase,
  createFolderObjectStore,
  findDueScopeOrder,
  loadCheckpointSigner,
} from '@reseal/store'
import { createScopeOrderStep } from '../src/orders/scope-order-step.ts'

const [databaseUrl = '', anchorFolder = '', keyFile = ''] = process.argv.slice(2)
const { publicKey } = await loadCheckpointSigner(keyFile, 'reseal.test/audit')
const anchor = createAnchor({
  store: createFolderObjectStore({ root: anchorFolder }),
  verifiers: {
    audit: createCheckpointVerifier('reseal.test/audit', publicKey),
    recordings: createCheckpointVerifier('reseal.test/recordings', publicKey),
  },
})
const db = createDatabase({ connectionString: databaseUrl, maxConnections: 4 })
const step = createScopeOrderStep(
  { db, audit: createAuditLog(db, { anchor }), anchor, log: () => {} },
  { sessionsPerPage: 40, sessionsPerTransaction: 2 },
)
while ((await findDueScopeOrder(db)) !== undefined) {
  await step.run({ signal: new AbortController().signal })
  await delay(10)
}
await db.destroy()
process.disconnect()
