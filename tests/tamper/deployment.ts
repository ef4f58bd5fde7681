// A real deployment in a temporary folder: made by `reseal init`, filled by the real ingest with really sealed
// streams, anchored by the real worker. What the tamper tests then do to it, they do behind its back.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { runReseal, type VerifyReport } from '@reseal/cli'
import { defaultLimits, startIngest } from '@reseal/ingest'
import { type BatchEntry, parseBatchFooter } from '@reseal/protocol'
import {
  createAnchor,
  createCheckpointVerifier,
  createDatabase,
  createFolderObjectStore,
  type Database,
  loadCheckpointSigner,
} from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { startWorker } from '@reseal/worker'
import { sql } from 'kysely'
import { type InitKeys, recordStream } from '../support/sealed-stream.ts'

const clinicOrigin = 'http://clinic.test'

export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A stored batch object, read back. */
export interface StoredBatch {
  readonly id: string
  readonly path: string
  readonly bytes: Buffer
  readonly entries: readonly BatchEntry[]
}

export interface Deployment {
  readonly data: string
  readonly env: Readonly<Record<string, string>>
  /** Bypasses every grant; triggers only after `disableTriggers`. */
  readonly superuser: Database
  readonly superuserUrl: string
  /** Ids of the recorded streams, in the order they were recorded. */
  readonly streams: readonly string[]
  reseal(...words: string[]): Promise<CommandResult>
  verify(...words: string[]): Promise<{ code: number; report: VerifyReport }>
  batches(): Promise<StoredBatch[]>
  /** Runs the real worker until both logs are anchored to their ends. */
  anchor(): Promise<void>
  /** Records further streams of so many segments each, a parcel a segment. */
  record(streamCount: number, segmentCount: number): Promise<void>
  stop(): Promise<void>
}

function capture(): { isTerminal: boolean; write(text: string): Promise<void>; text(): string } {
  const pieces: string[] = []
  return {
    isTerminal: false,
    write: async (text) => {
      pieces.push(text)
    },
    text: () => pieces.join(''),
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.partial'))
  return files.map((entry) => join(entry.parentPath, entry.name)).sort()
}

/** Makes a deployment with three finished streams of four segments each, anchored. */
export async function createTestDeployment(): Promise<Deployment> {
  const data = await mkdtemp(join(tmpdir(), 'reseal-tamper-'))
  const deployment = openTestDeployment(data, await startTestPostgres())
  const initialised = await deployment.reseal('init', '--app', 'clinic', '--origin', clinicOrigin)
  if (initialised.code !== 0) throw new Error(initialised.stderr)
  await deployment.record(3, 4)
  await deployment.anchor()
  return deployment
}

/** A data folder over a database, either of which may be there already; `stop` removes both. */
export function openTestDeployment(
  data: string,
  postgres: TestPostgres,
  settings: Readonly<Record<string, string>> = {},
): Deployment {
  const env = {
    ...settings,
    RESEAL_DATABASE_URL: postgres.connectionString('owner'),
    RESEAL_INGEST_DATABASE_URL: postgres.connectionString('ingest'),
    RESEAL_VIEWER_DATABASE_URL: postgres.connectionString('viewer'),
    RESEAL_WORKER_DATABASE_URL: postgres.connectionString('worker'),
  }
  const reseal = async (...words: string[]): Promise<CommandResult> => {
    const [stdout, stderr] = [capture(), capture()]
    const context = {
      env,
      cwd: data,
      stdout,
      stderr,
      stdin: new PassThrough(),
      stopSignal: AbortSignal.abort(),
    }
    const code = await runReseal([...words, '--data', data], context)
    return { code, stdout: stdout.text(), stderr: stderr.text() }
  }
  const streams: string[] = []
  return {
    data,
    env,
    streams,
    reseal,
    superuser: postgres.database('superuser'),
    superuserUrl: postgres.connectionString('superuser'),
    verify: async (...words) => {
      const { code, stdout, stderr } = await reseal('verify', '--json', ...words)
      if (stdout === '') throw new Error(stderr)
      return { code, report: JSON.parse(stdout) as VerifyReport }
    },
    batches: () => readBatches(join(data, 'objects')),
    anchor: () => runWorker(data, env.RESEAL_WORKER_DATABASE_URL),
    record: async (streamCount, segmentCount) => {
      const init = JSON.parse(await readFile(join(data, 'init.json'), 'utf8')) as InitKeys
      await withIngest(data, env.RESEAL_INGEST_DATABASE_URL, async (url) => {
        for (let made = 0; made < streamCount; made += 1) {
          const { stream } = await recordStream({
            ...init,
            ingestUrl: url,
            origin: clinicOrigin,
            segmentCount,
          })
          streams.push(stream)
        }
      })
    },
    stop: async () => {
      await postgres.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** The stored batches below a folder of objects, by the order in which they were made. */
export async function readBatches(objects: string): Promise<StoredBatch[]> {
  const paths = await filesBelow(join(objects, 'batches'))
  return await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path)
      const footer = parseBatchFooter(new Uint8Array(bytes))
      return { id: footer.batchId, path, bytes, entries: footer.entries }
    }),
  )
}

/** Runs the real ingest over the folder's objects while `work` sends to it. */
export async function withIngest<Result>(
  data: string,
  databaseUrl: string,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const config = {
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    objects: { kind: 'folder', root: join(data, 'objects') },
    receiptKeyFile: join(data, 'keys', 'receipt.json'),
    trustedProxyHops: 0,
    limits: { ...defaultLimits, commitWindowMs: 0 },
  } as const
  const ingest = await startIngest(config, () => {})
  try {
    return await work(ingest.url)
  } finally {
    await ingest.stop()
  }
}

async function runWorker(data: string, databaseUrl: string): Promise<void> {
  const { logs } = JSON.parse(await readFile(join(data, 'config.json'), 'utf8')) as ConfigFile
  const keyFile = join(data, 'keys', 'checkpoint.json')
  const signers = {
    audit: await loadCheckpointSigner(keyFile, logs.audit.origin),
    recordings: await loadCheckpointSigner(keyFile, logs.recordings.origin),
  }
  const verifiers = {
    audit: createCheckpointVerifier(logs.audit.origin, signers.audit.publicKey),
    recordings: createCheckpointVerifier(logs.recordings.origin, signers.recordings.publicKey),
  }
  const db = createDatabase({ connectionString: databaseUrl, maxConnections: 2 })
  const anchor = createAnchor({ store: createFolderObjectStore({ root: join(data, 'anchor') }), verifiers })
  const worker = startWorker({ db, anchor, signers, log: () => {}, roundEveryMs: 20 })
  try {
    const deadlineMs = Date.now() + 20_000
    const started = Date.now()
    for (let state = worker.state(); (state.lastAnchoredAtMs ?? 0) <= started; state = worker.state()) {
      if (Date.now() > deadlineMs) throw new Error(`the worker does not anchor: ${JSON.stringify(state)}`)
      await delay(20)
    }
  } finally {
    await worker.stop()
    await db.destroy()
  }
}

interface ConfigFile {
  readonly logs: Readonly<Record<'audit' | 'recordings', { readonly origin: string }>>
}

/** Lets the superuser edit a log's table, as someone with the database's password could. */
export async function editLog(
  superuser: Database,
  log: 'audit' | 'recordings',
  edit: (db: Database) => Promise<unknown>,
): Promise<void> {
  for (const table of [`${log}_leaves`, `${log}_head`]) {
    await sql`ALTER TABLE ${sql.table(table)} DISABLE TRIGGER ALL`.execute(superuser)
  }
  await edit(superuser)
  for (const table of [`${log}_leaves`, `${log}_head`]) {
    await sql`ALTER TABLE ${sql.table(table)} ENABLE TRIGGER ALL`.execute(superuser)
  }
}

/** Overwrites bytes of a stored object. */
export async function overwrite(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  const whole = await readFile(path)
  whole.set(bytes, offset)
  await writeFile(path, whole)
}
