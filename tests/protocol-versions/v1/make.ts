// Made tests/protocol-versions/v1 once, from the last commit before migration 0007, and is kept to say how: a deployment
// with two open sessions and a withdrawn one, everything that was sent and answered, and its database as SQL.
// Run from the repository's root: node tests/protocol-versions/v1/make.ts FOLDER. Its keys open nothing but this.
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { runReseal } from '@reseal/cli'
import { defaultLimits, startIngest } from '@reseal/ingest'
import {
  decodeBase64url,
  encodeConsentReceipt,
  encodeParcel,
  encodeWithdrawal,
  sha256,
} from '@reseal/protocol'
import { createSealingContext, type SealingContext } from '@reseal/protocol/seal'
import {
  createAnchor,
  createCheckpointVerifier,
  createDatabase,
  createFolderObjectStore,
  loadCheckpointSigner,
  startEmbeddedPostgres,
} from '@reseal/store'
import { startWorker } from '@reseal/worker'
import { dumpSchema } from '../dump-schema.ts'

const origin = 'http://clinic.test'
const startMs = 1_790_000_000_000
const target = resolve(process.argv[2] ?? 'v1')

interface Exchange {
  readonly kind: 'parcel' | 'withdrawal'
  readonly file: string
  readonly status: number
  readonly answer: unknown
}

interface Page {
  readonly stream: string
  readonly context: SealingContext
  readonly appendKey: Uint8Array
}

async function main(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'reseal-fixture-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(work, 'postgres'), port: 0 })
  const env = {
    RESEAL_DATABASE_URL: postgres.connectionString('owner'),
    RESEAL_INGEST_DATABASE_URL: postgres.connectionString('ingest'),
    RESEAL_VIEWER_DATABASE_URL: postgres.connectionString('viewer'),
    RESEAL_WORKER_DATABASE_URL: postgres.connectionString('worker'),
  }
  const data = join(target, 'deployment')
  await mkdir(join(target, 'exchanges'), { recursive: true })
  try {
    await reseal(env, 'init', '--data', data, '--app', 'clinic', '--origin', origin)
    await reseal(env, 'user', 'add', '--data', data, '--name', 'Ada', '--role', 'engineer', '--app', 'clinic')
    const ingest = await startIngest(
      {
        host: '127.0.0.1',
        port: 0,
        databaseUrl: env.RESEAL_INGEST_DATABASE_URL,
        objects: { kind: 'folder', root: join(data, 'objects') },
        receiptKeyFile: join(data, 'keys', 'receipt.json'),
        trustedProxyHops: 0,
        limits: defaultLimits,
      },
      () => {},
    )
    try {
      const anchor = (): Promise<void> => runWorker(data, env.RESEAL_WORKER_DATABASE_URL)
      const session = await recordVisits(data, ingest.url, anchor)
      // Puts a replay's events, with personal fields, into the audit log.
      await reseal(env, 'export', '--data', data, '--session', session, '--purpose', 'debugging')
      await anchor()
    } finally {
      await ingest.stop()
    }
    await writeFile(join(target, 'database.sql'), await dumpSchema(postgres.connectionString('superuser')))
  } finally {
    await postgres.stop()
    await rm(work, { recursive: true, force: true })
  }
}

async function reseal(env: Record<string, string>, ...words: string[]): Promise<void> {
  const errors: string[] = []
  const output = (lines: string[]) => ({
    isTerminal: false,
    write: async (text: string) => {
      lines.push(text)
    },
  })
  const context = {
    env,
    cwd: target,
    stdout: output([]),
    stderr: output(errors),
    stdin: new PassThrough(),
    stopSignal: AbortSignal.abort(),
  }
  if ((await runReseal(words, context)) !== 0) throw new Error(errors.join(''))
}

/**
 * Two tabs of one session, the first ended, the second still open and partly in the same batches; a session that was
 * withdrawn; a stream that grew after the last checkpoint.
 */
async function recordVisits(data: string, url: string, anchor: () => Promise<void>): Promise<string> {
  const init = JSON.parse(await readFile(join(data, 'init.json'), 'utf8')) as {
    appKey: string
    sealingKey: string
  }
  const exchanges: Exchange[] = []
  const session = randomUUID()
  const withdrawalToken = new Uint8Array(randomBytes(32))
  let sent = 0
  const send = async (kind: Exchange['kind'], body: Uint8Array): Promise<void> => {
    const file = `${String(sent++).padStart(2, '0')}-${kind}.bin`
    const answer = await fetch(`${url}/v1/apps/${init.appKey}/${kind}s`, {
      method: 'POST',
      headers: { origin },
      body: new Uint8Array(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    exchanges.push({ kind, file, status: answer.status, answer: text === '' ? null : JSON.parse(text) })
    await writeFile(join(target, 'exchanges', file), body)
  }
  const parcel = async (page: Page, from: number, count: number, final = false): Promise<Uint8Array> => {
    const segments: Uint8Array[] = []
    for (let index = from; index < from + count; index += 1) {
      const atMs = startMs + index * 5_000
      const meta = {
        keyframe: index === 0,
        final: final && index === from + count - 1,
        startMs: atMs,
        endMs: atMs + 4_000,
      }
      segments.push((await page.context.sealSegment(events(atMs), meta)).bytes)
    }
    const { headerBytes, enc } = page.context
    return encodeParcel({
      appendKey: page.appendKey,
      ...(from === 0 && { stream: { headerBytes, enc } }),
      segments,
    })
  }

  const first = await openPage(init, session, withdrawalToken)
  const second = await openPage(init, session, withdrawalToken)
  const withdrawn = await openPage(init, randomUUID(), new Uint8Array(32).fill(7))
  const bodies = [await parcel(first, 0, 2), await parcel(second, 0, 1), await parcel(withdrawn, 0, 2)]
  // At once, so that they share a batch.
  await Promise.all(bodies.map((body) => send('parcel', body)))
  await anchor()
  await Promise.all([
    send('parcel', await parcel(first, 2, 3, true)),
    send('parcel', await parcel(second, 1, 1)),
  ])
  await send(
    'withdrawal',
    encodeWithdrawal({ session: withdrawn.context.header.session, token: new Uint8Array(32).fill(7) }),
  )
  await anchor()
  await send('parcel', await parcel(second, 2, 2))
  await anchor()
  exchanges.sort((a, b) => (a.file < b.file ? -1 : 1))
  await writeFile(join(target, 'exchanges.json'), `${JSON.stringify(exchanges, undefined, 2)}\n`)
  const kept = {
    session,
    streams: { ended: first.stream, open: second.stream, withdrawn: withdrawn.stream },
    segments: { ended: 5, open: 4, withdrawn: 2 },
    events: 2,
    startMs,
  }
  await writeFile(join(target, 'recorded.json'), `${JSON.stringify(kept, undefined, 2)}\n`)
  return session
}

async function openPage(
  init: { appKey: string; sealingKey: string },
  session: string,
  withdrawalToken: Uint8Array,
): Promise<Page> {
  const sealingPublicKey = decodeBase64url(init.sealingKey)
  const appendKey = new Uint8Array(randomBytes(32))
  const consent = encodeConsentReceipt({ grantedAtMs: startMs, how: 'banner', noticeVersion: '1' })
  const stream = randomUUID()
  const context = await createSealingContext({
    sealingPublicKey,
    header: {
      version: 1,
      app: init.appKey,
      session,
      stream,
      keyId: Buffer.from(sha256(sealingPublicKey)).toString('hex').slice(0, 16),
      ruleSetHash: sha256(new Uint8Array([1])),
      manifestHash: sha256(new Uint8Array([2])),
      consentHash: sha256(consent),
      appendKeyHash: sha256(appendKey),
      withdrawalTokenHash: sha256(withdrawalToken),
      sdk: 'fixture/1',
      startedAtMs: startMs,
    },
  })
  return { stream, context, appendKey }
}

function events(atMs: number): Uint8Array {
  const node = { type: 0, id: 1, childNodes: [] }
  return Buffer.from(
    JSON.stringify([
      { type: 4, timestamp: atMs, data: { href: 'https://clinic.test/', width: 800, height: 600 } },
      { type: 2, timestamp: atMs + 1, data: { node, initialOffset: { left: 0, top: 0 } } },
    ]),
  )
}

/** Runs the worker until all is anchored. */
async function runWorker(data: string, connectionString: string): Promise<void> {
  const { logs } = JSON.parse(await readFile(join(data, 'config.json'), 'utf8')) as {
    logs: Record<'audit' | 'recordings', { origin: string }>
  }
  const keyFile = join(data, 'keys', 'checkpoint.json')
  const signers = {
    audit: await loadCheckpointSigner(keyFile, logs.audit.origin),
    recordings: await loadCheckpointSigner(keyFile, logs.recordings.origin),
  }
  const verifiers = {
    audit: createCheckpointVerifier(logs.audit.origin, signers.audit.publicKey),
    recordings: createCheckpointVerifier(logs.recordings.origin, signers.recordings.publicKey),
  }
  const db = createDatabase({ connectionString, maxConnections: 2 })
  const anchor = createAnchor({ store: createFolderObjectStore({ root: join(data, 'anchor') }), verifiers })
  const worker = startWorker({ db, anchor, signers, log: () => {}, roundEveryMs: 20 })
  try {
    for (const started = Date.now(); (worker.state().lastAnchoredAtMs ?? 0) <= started; ) await delay(20)
  } finally {
    await worker.stop()
    await db.destroy()
  }
}

await main()
