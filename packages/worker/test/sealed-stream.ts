// Streams that are really sealed and stored as ingest stores them, and that go on as a test asks.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeBatch, parseSegment } from '@reseal/protocol'
import { createSealingContext } from '@reseal/protocol/seal'
import {
  createAppRepository,
  createFileKeyProvider,
  createFolderObjectStore,
  createIngestRepository,
  generateKeyFile,
  type IngestRepository,
  type KeyProvider,
  type ObjectStore,
} from '@reseal/store'
import type { TestPostgres } from '@reseal/store/testing'

/** Where streams are recorded. */
export interface SealedStreams {
  readonly objects: ObjectStore
  readonly keys: KeyProvider
  readonly objectFolder: string
  readonly keyFile: string
  /** How often the private key was used. */
  unwrapCount(): number
  createApp(id: string): Promise<void>
  start(options?: StartOptions): Promise<GrowingStream>
  stop(): Promise<void>
}

/** What differs from a stream of the app `clinic`. */
export interface StartOptions {
  readonly app?: string
  readonly session?: string
  readonly startedAtMs?: number
}

/** What differs from a segment of five seconds. */
export interface AppendOptions {
  readonly keyframe?: boolean
  readonly final?: boolean
  /** In place of the events. */
  readonly plaintext?: Uint8Array
}

/** A stream that goes on. */
export interface GrowingStream {
  readonly id: string
  readonly session: string
  readonly startedAtMs: number
  /** Seals and commits a segment in a batch of its own. */
  append(events: readonly object[], options?: AppendOptions): Promise<void>
}

/** Prepares a key, a folder and the app `clinic`. */
export async function createSealedStreams(postgres: TestPostgres): Promise<SealedStreams> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-sealed-'))
  const objectFolder = join(folder, 'objects')
  const objects = createFolderObjectStore({ root: objectFolder })
  const keyFile = join(folder, 'sealing.json')
  const { keyId, publicKey } = await generateKeyFile(keyFile)
  const provider = await createFileKeyProvider({ path: keyFile })
  let unwrapCount = 0
  const keys: KeyProvider = {
    publicKey: (id) => provider.publicKey(id),
    deriveSharedSecret: (id, enc) => {
      unwrapCount += 1
      return provider.deriveSharedSecret(id, enc)
    },
  }
  const apps = createAppRepository(postgres.database('owner'))
  const createApp = (id: string): Promise<void> =>
    apps.create({
      id,
      appKey: `rsl_${randomBytes(16).toString('base64url')}`,
      name: id,
      allowedOrigins: ['https://clinic.example'],
      sealingKeyId: keyId,
    })
  await createApp('clinic')
  const parts = { objects, keyId, publicKey, ingest: createIngestRepository(postgres.database('ingest')) }
  return {
    objects,
    keys,
    objectFolder,
    keyFile,
    unwrapCount: () => unwrapCount,
    createApp,
    start: (options = {}) => startStream(parts, options),
    stop: () => rm(folder, { recursive: true, force: true }),
  }
}

interface SealingParts {
  readonly objects: ObjectStore
  readonly keyId: string
  readonly publicKey: Uint8Array
  readonly ingest: IngestRepository
}

const segmentMs = 5_000

async function startStream(
  { objects, keyId, publicKey, ingest }: SealingParts,
  { app = 'clinic', session = randomUUID(), startedAtMs = 1_700_000_000_000 }: StartOptions,
): Promise<GrowingStream> {
  const stream = randomUUID()
  const context = await createSealingContext({
    sealingPublicKey: publicKey,
    header: {
      version: 1,
      app: 'rsl_test',
      session,
      stream,
      keyId,
      ruleSetHash: new Uint8Array(32),
      appendKeyHash: randomBytes(32),
      withdrawalTokenHash: randomBytes(32),
      sdk: '@reseal/recorder-sdk/0.1.0',
      startedAtMs,
    },
  })
  let count = 0
  return {
    id: stream,
    session,
    startedAtMs,
    async append(events, { keyframe = count === 0, final = false, plaintext } = {}) {
      const startMs = startedAtMs + count * segmentMs
      const meta = { keyframe, final, startMs, endMs: startMs + segmentMs - 1 }
      const sealed = await context.sealSegment(plaintext ?? Buffer.from(JSON.stringify(events)), meta)
      const { bytes, index, link } = sealed
      const batchId = randomUUID()
      const streams = [{ headerBytes: context.headerBytes }]
      const batch = encodeBatch({ batchId, createdAtMs: startMs, streams, segments: [bytes] })
      const objectKey = `batches/${batchId}`
      await objects.put(objectKey, batch.bytes)
      const { enc, headerBytes, headerHash } = context
      const registration = {
        stream,
        session,
        appId: app,
        keyId,
        headerBytes,
        headerHash,
        enc,
        encHash: hash(enc),
        appendKeyHash: randomBytes(32),
        startedAtMs,
      }
      const { outcome } = await ingest.commitBatch({
        batch: { id: batchId, objectKey, sha256: hash(batch.bytes), sizeBytes: batch.bytes.length },
        streams: index === 0 ? [registration] : [],
        segments: [
          {
            stream,
            index,
            offset: batch.entries[0]?.offset ?? 0,
            length: bytes.length,
            sha256: hash(bytes),
            previousLink: parseSegment(bytes).header.prevLink,
            link,
            ...meta,
          },
        ],
      })
      if (outcome !== 'committed') throw new Error('the batch was not committed')
      count += 1
    },
  }
}

function hash(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}
