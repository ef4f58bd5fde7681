// A viewer in a process of its own, over what a test has made: it can be killed like any other.
// Reads its parts as JSON from the environment, and prints its two ports once it listens.
import {
  createAnchor,
  createAuditLog,
  createCheckpointVerifier,
  createDatabase,
  createFileKeyProvider,
  createFolderObjectStore,
} from '@reseal/store'
import { startViewer } from '../../packages/viewer/src/start-viewer.ts'
import { type ViewerProcessParts, viewerProcessVariable } from './viewer-process-parts.ts'

const parts = JSON.parse(process.env[viewerProcessVariable] ?? '') as ViewerProcessParts

const db = createDatabase({ connectionString: parts.connectionString })
const verifier = (log: 'audit' | 'recordings') =>
  createCheckpointVerifier(parts.verifiers[log].name, Buffer.from(parts.verifiers[log].publicKey, 'base64'))
const anchor = createAnchor({
  store: createFolderObjectStore({ root: parts.anchorFolder }),
  verifiers: { audit: verifier('audit'), recordings: verifier('recordings') },
})
const viewer = await startViewer(
  {
    port: 0,
    replayPort: 0,
    publicOrigin: parts.publicOrigin,
    replayOrigin: parts.replayOrigin,
    anchorMaxAgeMs: 86_400_000,
  },
  {
    db,
    objects: createFolderObjectStore({ root: parts.objectFolder }),
    keys: await createFileKeyProvider({ path: parts.keyFile }),
    audit: createAuditLog(db, { anchor }),
    anchor,
  },
  { webApp: parts.webApp, replayFrame: parts.replayFrame },
)
process.stdout.write(`${JSON.stringify({ port: viewer.port, replayPort: viewer.replayPort })}\n`)
