// A deployment with many recorded segments, made without a browser: real headers, chains, batches, rows, leaves and
// anchors around random ciphertext. A verification never opens anything, so it cannot tell.
import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  encodeBatch,
  encodeSegmentHeader,
  encodeStreamHeader,
  initialLink,
  nextLink,
  sha256,
} from '@reseal/protocol'
import { encodeVerifierKey } from '@reseal/protocol/log'
import {
  createAnchor,
  createAnchorWriter,
  createAppRepository,
  createCheckpointVerifier,
  createDatabase,
  createFolderObjectStore,
  createIngestRepository,
  createRecordingsLog,
  type Database,
  generateCheckpointKeyFile,
  type LogName,
  loadCheckpointSigner,
  logNames,
  migrate,
  type NewSegment,
  type NewStream,
  type ObjectStore,
  startEmbeddedPostgres,
  startLog,
} from '@reseal/store'

/** How much to record. */
export interface RecordedSize {
  readonly batches: number
  readonly segmentsPerBatch: number
  readonly segmentsPerStream: number
}

/** The deployment, and how to end it. */
export interface RecordedDeployment {
  readonly db: Database
  readonly objects: ObjectStore
  readonly anchorStore: ObjectStore
  readonly objectFolder: string
  readonly pinned: Readonly<Record<LogName, { readonly origin: string; readonly verifierKey: string }>>
  stop(): Promise<void>
}

interface OpenStream {
  readonly stream: string
  index: number
  link: Uint8Array
}

// Bucket of 16 KiB less header and tag, the size that ingest is measured with.
const bucketBytes = 16_384
const tagBytes = 16
const startMs = 1_700_000_000_000

/** Records and anchors. */
export async function createRecordedDeployment(size: RecordedSize): Promise<RecordedDeployment> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-verify-'))
  // The database's own account must pass this folder.
  await chmod(folder, 0o711)
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
  const open = (role: 'owner' | 'ingest' | 'worker'): Database =>
    createDatabase({ connectionString: postgres.connectionString(role), maxConnections: 2 })
  const [owner, ingest, worker] = [open('owner'), open('ingest'), open('worker')]
  await migrate(owner)
  const objectFolder = join(folder, 'objects')
  const objects = createFolderObjectStore({ root: objectFolder })
  const anchorStore = createFolderObjectStore({ root: join(folder, 'anchor') })
  const keyFile = join(folder, 'checkpoint.json')
  const publicKey = await generateCheckpointKeyFile(keyFile)
  const originOf = (log: LogName): string => `bench/${log}`
  const pin = (log: LogName) => ({
    origin: originOf(log),
    verifierKey: encodeVerifierKey({ name: originOf(log), publicKey }),
  })
  const pinned = { audit: pin('audit'), recordings: pin('recordings') }
  for (const log of logNames)
    await startLog(owner, log, { origin: pinned[log].origin, key: pinned[log].verifierKey })
  // A verification holds each stream's app against its header, which knows the app by its key.
  const app = {
    id: 'bench',
    appKey: 'bench',
    name: 'bench',
    allowedOrigins: [],
    sealingKeyId: '0000000000000000',
  }
  await createAppRepository(owner).create(app)
  await recordBatches(ingest, objects, size)
  await anchorAll(worker, { anchorStore, keyFile, publicKey })
  return {
    db: worker,
    objects,
    anchorStore,
    objectFolder,
    pinned,
    stop: async () => {
      await Promise.all([owner.destroy(), ingest.destroy(), worker.destroy()])
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function recordBatches(db: Database, objects: ObjectStore, size: RecordedSize): Promise<void> {
  const repository = createIngestRepository(db)
  const streamCount = Math.ceil((size.batches * size.segmentsPerBatch) / size.segmentsPerStream)
  const waiting = Array.from({ length: streamCount }, newStream)
  // As many streams side by side as segments in a batch, so that a batch holds one segment of each, as ingest's do.
  const open: OpenStream[] = []
  for (let batchNumber = 0; batchNumber < size.batches; batchNumber += 1) {
    const registered: NewStream[] = []
    const segments: { bytes: Uint8Array; row: Omit<NewSegment, 'offset'> }[] = []
    while (segments.length < size.segmentsPerBatch) {
      const known = open.shift()
      const fresh = known ? undefined : waiting.shift()
      if (fresh) registered.push(fresh)
      const stream = known ?? {
        stream: fresh?.stream ?? '',
        index: 0,
        link: initialLink(fresh?.headerHash ?? new Uint8Array(32)),
      }
      segments.push(sealNext(stream, size.segmentsPerStream))
      if (stream.index < size.segmentsPerStream) open.push(stream)
      if (waiting.length > 0 && segments.length % 2 === 0)
        open.unshift(...open.splice(Math.floor(open.length / 2)))
    }
    segments.sort((a, b) => a.row.index - b.row.index)
    const batch = encodeBatch({
      batchId: randomUUID(),
      createdAtMs: startMs,
      streams: registered.map(({ headerBytes }) => ({ headerBytes })),
      segments: segments.map(({ bytes }) => bytes),
    })
    const objectKey = `batches/2023/11/14/${batch.batchId}`
    await objects.put(objectKey, batch.bytes)
    const outcome = await repository.commitBatch({
      batch: { id: batch.batchId, objectKey, sha256: sha256(batch.bytes), sizeBytes: batch.bytes.length },
      streams: registered,
      segments: segments.map(({ row }, position) => ({
        ...row,
        offset: batch.entries[position]?.offset ?? 0,
      })),
    })
    if (outcome.outcome !== 'committed') throw new Error('a batch of the benchmark was refused')
  }
}

function newStream(): NewStream {
  const hash = () => new Uint8Array(randomBytes(32))
  const [stream, session] = [randomUUID(), randomUUID()]
  const enc = new Uint8Array(randomBytes(65))
  const [encHash, appendKeyHash] = [sha256(enc), hash()]
  const headerBytes = encodeStreamHeader({
    version: 1,
    app: 'bench',
    session,
    stream,
    keyId: '0000000000000000',
    encHash,
    ruleSetHash: hash(),
    appendKeyHash,
    withdrawalTokenHash: hash(),
    sdk: 'bench/0',
    startedAtMs: startMs,
  })
  const headerHash = sha256(headerBytes)
  const rest = { headerBytes, headerHash, enc, encHash, appendKeyHash, startedAtMs: startMs }
  return { stream, session, appId: 'bench', keyId: '0000000000000000', ...rest }
}

function sealNext(stream: OpenStream, count: number): { bytes: Uint8Array; row: Omit<NewSegment, 'offset'> } {
  const { index, link: previousLink } = stream
  const times = { startMs: startMs + index * 5000, endMs: startMs + index * 5000 + 4999 }
  const flags = { keyframe: index % 12 === 0, final: index === count - 1 }
  const header = {
    stream: stream.stream,
    index,
    prevLink: previousLink,
    nonce: new Uint8Array(12),
    ...flags,
    ...times,
  }
  const bytes = Buffer.concat([encodeSegmentHeader(header), randomBytes(bucketBytes + tagBytes)])
  const hash = sha256(bytes)
  stream.index += 1
  stream.link = nextLink(previousLink, hash)
  const row = {
    stream: stream.stream,
    index,
    length: bytes.length,
    sha256: hash,
    previousLink,
    link: stream.link,
  }
  return { bytes, row: { ...row, ...flags, ...times } }
}

async function anchorAll(
  db: Database,
  { anchorStore, keyFile, publicKey }: { anchorStore: ObjectStore; keyFile: string; publicKey: Uint8Array },
): Promise<void> {
  const verifiers = {
    audit: createCheckpointVerifier('bench/audit', publicKey),
    recordings: createCheckpointVerifier('bench/recordings', publicKey),
  }
  const signers = {
    audit: await loadCheckpointSigner(keyFile, 'bench/audit'),
    recordings: await loadCheckpointSigner(keyFile, 'bench/recordings'),
  }
  const anchor = createAnchor({ store: anchorStore, verifiers })
  const log = createRecordingsLog(db, { anchor })
  for (;;) {
    const { batches, closes } = await log.appendPending({ idleBefore: new Date(0) })
    if (batches + closes === 0) break
  }
  const writer = createAnchorWriter({ db, anchor, signers })
  for (const name of logNames) await writer.anchorLog(name)
}
