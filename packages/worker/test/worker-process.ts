// The worker as a process of its own, to be killed.
import {
  createAnchor,
  createCheckpointVerifier,
  createDatabase,
  createFolderObjectStore,
  loadCheckpointSigner,
} from '@reseal/store'
import { startWorker } from '@reseal/worker'

const [databaseUrl = '', anchorFolder = '', keyFile = ''] = process.argv.slice(2)
const signers = {
  audit: await loadCheckpointSigner(keyFile, 'reseal.test/audit'),
  recordings: await loadCheckpointSigner(keyFile, 'reseal.test/recordings'),
}
const anchor = createAnchor({
  store: createFolderObjectStore({ root: anchorFolder }),
  verifiers: {
    audit: createCheckpointVerifier(signers.audit.name, signers.audit.publicKey),
    recordings: createCheckpointVerifier(signers.recordings.name, signers.recordings.publicKey),
  },
})
startWorker({
  db: createDatabase({ connectionString: databaseUrl, maxConnections: 2 }),
  anchor,
  signers,
  log: (line) => process.send?.(line),
  roundEveryMs: 1,
  idleAfterMs: 3_600_000,
})
process.once('disconnect', () => process.exit(0))
