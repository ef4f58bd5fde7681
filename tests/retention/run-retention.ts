// A worker that does nothing but retention, in a process of its own: to be killed. Arguments: the worker's connection string,
// sessions a transaction. Says on standard output what it used once the run has ended.
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createAnchor,
  createAuditLog,
  createCheckpointVerifier,
  createDatabase,
  createFolderObjectStore,
} from '@reseal/store'
import { createRetentionStep } from '../../packages/worker/dist/retention/retention-step.js'

const [connectionString = '', sessionsPerTransaction = '50'] = process.argv.slice(2)
const db = createDatabase({ connectionString, maxConnections: 3, applicationName: 'retention run' })
const { publicKey } = generateKeyPairSync('ed25519')
const raw = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))
const anchor = createAnchor({
  store: createFolderObjectStore({ root: await mkdtemp(join(tmpdir(), 'reseal-run-')) }),
  verifiers: {
    audit: createCheckpointVerifier('reseal.test/audit', raw),
    recordings: createCheckpointVerifier('reseal.test/recordings', raw),
  },
})
const audit = createAuditLog(db, { anchor })
const step = createRetentionStep(
  { db, audit, anchor, log: () => {} },
  { sessionsPerTransaction: Number(sessionsPerTransaction) },
)
await step.run({ signal: new AbortController().signal })
process.stdout.write(`${JSON.stringify({ peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`)
await db.destroy()
