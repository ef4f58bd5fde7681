// What a real ingest server stands on: a fresh database with one registered app, a folder, and a configuration over both.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAppRepository } from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { defaultLimits, type IngestConfig } from '../src/config.ts'
import { generateReceiptKeyFile } from '../src/receipts/receipt-key.ts'

/** The app that is registered. */
export interface GroundApp {
  readonly id: string
  readonly name: string
  readonly appKey: string
  readonly origin: string
}

/** Ground for servers, one after the other. */
export interface ServerGround {
  readonly postgres: TestPostgres
  /** Of objects and the receipt key. */
  readonly folder: string
  /** Loopback, a free port, the default limits. */
  readonly config: IngestConfig
  stop(): Promise<void>
}

/** Prepares it. */
export async function prepareServerGround({ id, name, appKey, origin }: GroundApp): Promise<ServerGround> {
  const postgres = await startTestPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'reseal-ingest-'))
  const receiptKeyFile = join(folder, 'receipt.json')
  await generateReceiptKeyFile(receiptKeyFile)
  const app = { id, name, appKey, allowedOrigins: [origin], sealingKeyId: '0123456789abcdef' }
  await createAppRepository(postgres.database('owner')).create(app)
  return {
    postgres,
    folder,
    config: {
      host: '127.0.0.1',
      port: 0,
      databaseUrl: postgres.connectionString('ingest'),
      objects: { kind: 'folder', root: join(folder, 'objects') },
      receiptKeyFile,
      trustedProxyHops: 0,
      limits: defaultLimits,
    },
    async stop() {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
