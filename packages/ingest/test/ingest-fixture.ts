// Ingest over a real database and a folder of objects, both fresh, with one registered app.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderObjectStore, type ObjectStore } from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { defaultLimits, type IngestLimits } from '../src/config.ts'
import { createIngest, type Ingest } from '../src/create-ingest.ts'
import type { LogLine } from '../src/logging/log-line.ts'
import {
  generateReceiptKeyFile,
  type ReceiptSigner,
  readReceiptKeyFile,
} from '../src/receipts/receipt-key.ts'

/** What lies in database and object store. */
export interface Stored {
  readonly streams: number
  readonly stream_keys: number
  readonly segments: number
  readonly batches: number
  readonly objects: number
}

/** The parts under test. */
export interface IngestFixture {
  readonly postgres: TestPostgres
  readonly objects: ObjectStore
  readonly signer: ReceiptSigner
  readonly logged: LogLine[]
  readonly origin: string
  /** Registers an app and returns its key. */
  registerApp(id: string): Promise<string>
  /** An ingest process on this database and these objects. */
  createProcess(options?: { limits?: Partial<IngestLimits>; objects?: ObjectStore }): Ingest
  countStored(): Promise<Stored>
  stop(): Promise<void>
}

/** Starts the fixture. */
export async function startIngestFixture(): Promise<IngestFixture> {
  const postgres = await startTestPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'reseal-ingest-'))
  const objects = createFolderObjectStore({ root: join(folder, 'objects') })
  const keyFile = join(folder, 'receipt.json')
  await generateReceiptKeyFile(keyFile)
  const signer = await readReceiptKeyFile(keyFile)
  const owner = postgres.database('owner')
  const origin = 'https://clinic.example'
  const logged: LogLine[] = []

  return {
    postgres,
    objects,
    signer,
    logged,
    origin,
    async registerApp(id) {
      const appKey = `rsl_${randomBytes(16).toString('base64url')}`
      await owner
        .insertInto('apps')
        .values({
          id,
          app_key: appKey,
          name: id,
          allowed_origins: [origin],
          sealing_key_id: '0123456789abcdef',
          command: null,
        })
        .execute()
      return appKey
    },
    createProcess: (options = {}) =>
      createIngest({
        db: postgres.database('ingest'),
        objects: options.objects ?? objects,
        signer,
        limits: { ...defaultLimits, commitWindowMs: 0, ...options.limits },
        trustedProxyHops: 0,
        log: (line) => logged.push(line),
      }),
    async countStored() {
      const db = postgres.database('superuser')
      const counts = await db
        .selectNoFrom(({ selectFrom }) => [
          selectFrom('streams')
            .select(({ fn }) => fn.countAll<number>().as('n'))
            .as('streams'),
          selectFrom('stream_keys')
            .select(({ fn }) => fn.countAll<number>().as('n'))
            .as('stream_keys'),
          selectFrom('segments')
            .select(({ fn }) => fn.countAll<number>().as('n'))
            .as('segments'),
          selectFrom('batches')
            .select(({ fn }) => fn.countAll<number>().as('n'))
            .as('batches'),
        ])
        .executeTakeFirstOrThrow()
      let objectCount = 0
      for await (const _ of objects.list('')) objectCount++
      const { streams, stream_keys, segments, batches } = counts
      return {
        streams: streams ?? 0,
        stream_keys: stream_keys ?? 0,
        segments: segments ?? 0,
        batches: batches ?? 0,
        objects: objectCount,
      }
    },
    async stop() {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
