// The worker as a process of its own, to be killed. Sends its log lines and which steps it leads to the test.
import {
  createAnchor,
  createCheckpointVerifier,
  createDatabase,
  createFileKeyProvider,
  createFolderObjectStore,
  loadCheckpointSigner,
} from '@reseal/store'
import { startWorker } from '@reseal/worker'

// The lease is short, so that a successor begins while its predecessor's work is fresh.
const [
  databaseUrl = '',
  anchorFolder = '',
  keyFile = '',
  leaseMs = '30',
  sinkSecrets = '',
  objectFolder,
  sealingKeyFile = '',
] = process.argv.slice(2)
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
const worker = startWorker({
  db: createDatabase({ connectionString: databaseUrl, maxConnections: 4 }),
  anchor,
  signers,
  log: (line) => process.send?.(line),
  roundEveryMs: 1,
  idleAfterMs: 3_600_000,
  leaseMs: Number(leaseMs),
  ...(objectFolder !== undefined && {
    indexing: {
      objects: createFolderObjectStore({ root: objectFolder }),
      keys: await createFileKeyProvider({ path: sealingKeyFile }),
      everyMs: 5,
    },
  }),
  ...(sinkSecrets !== '' && {
    sinks: {
      secretFolder: sinkSecrets,
      site: { origin: 'reseal.test/audit', address: 'https://viewer.test' },
      everyMs: 10,
      retryAfterMs: 10,
    },
  }),
})
setInterval(() => process.send?.({ leading: worker.state().leading }), 20).unref()
process.once('disconnect', () => process.exit(0))
