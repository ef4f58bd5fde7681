// The viewer over a real PostgreSQL, a folder of objects, a key file and really sealed streams.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeBatch, parseSegment } from '@reseal/protocol'
import { createSealingContext, type SealingContext } from '@reseal/protocol/seal'
import {
  type AuditEvent,
  createAnchorWriter,
  createAppRepository,
  createAuditLog,
  createAuditRepository,
  createFileKeyProvider,
  createFolderObjectStore,
  createIngestRepository,
  createUserRepository,
  type Database,
  type DatabaseRole,
  generateKeyFile,
  type KeyProvider,
  type NewStream,
  type ObjectStore,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres } from '@reseal/store/testing'
import type { Hono } from 'hono'
import type { Role } from '../src/access/actor.ts'
import { createSignInLink } from '../src/access/sign-in-link.ts'
import { createApp } from '../src/app.ts'
import { parseViewerConfig, type ViewerConfigInput } from '../src/config.ts'
import { createViewerDeps, type ViewerDeps, type ViewerParts } from '../src/deps.ts'
import type { LogLine } from '../src/http/log-line.ts'
import type { ViewerEnv } from '../src/http/request-context.ts'
import type { StaticFiles } from '../src/web-app/static-files.ts'

export const publicOrigin = 'http://127.0.0.1:4402'
const replayOrigin = 'http://localhost:4403'

/** A database by role; a test may bring one that it can stop. */
export interface TestDatabases {
  database(role: DatabaseRole | 'superuser'): Database
  stop(): Promise<void>
}

/** What a recorded stream is to be. */
export interface RecordOptions {
  readonly app?: string
  readonly session?: string
  readonly segmentCount?: number
  /** Default 3. */
  readonly keyframeEvery?: number
  readonly startedAtMs?: number
  /** Plaintext of a segment; by default two events that name it. */
  readonly plaintext?: (index: number) => string
  /** 32 bytes; random by default. */
  readonly withdrawalToken?: Uint8Array
  /** SHA-256 of a consent receipt; by default none. */
  readonly consentHash?: Uint8Array
  /** All in one by default. */
  readonly segmentsPerBatch?: number
  /** Segments that the sentinel has passed; all by default. */
  readonly checkedCount?: number
  /** Hash of the rules that it was recorded under; by default of none. */
  readonly ruleSetHash?: Uint8Array
}

/** A stream as it lies sealed in the store. */
export interface RecordedStream {
  readonly session: string
  readonly stream: string
  readonly objectKey: string
  readonly startedAtMs: number
  readonly segments: readonly {
    index: number
    startMs: number
    endMs: number
    offset: number
    length: number
  }[]
}

/** The parts under test, and hands to work them with. */
export interface ViewerFixture {
  readonly app: Hono<ViewerEnv>
  readonly deps: ViewerDeps
  readonly databases: TestDatabases
  readonly objects: ObjectStore
  /** Folder of the objects. */
  readonly objectFolder: string
  /** What the viewer is built from, for one that listens. */
  readonly parts: ViewerParts
  /** Where the private key and the anchor lie, for one in a process of its own. */
  readonly keyFile: string
  readonly anchorFolder: string
  readonly verifiers: Readonly<
    Record<'audit' | 'recordings', { readonly name: string; readonly publicKey: Uint8Array }>
  >
  /** How often the private key was used. */
  unwrapCount(): number
  /** Makes every use of the private key fail. */
  loseKey(): void
  /** Moves the viewer's clock. */
  advance(durationMs: number): void
  readonly logged: LogLine[]
  createUser(name: string, roles: readonly Role[], appIds?: readonly string[]): Promise<string>
  createLink(userId: string, expiresInMs?: number): Promise<string>
  /** Signs in with a fresh link; returns the Cookie header. */
  signIn(userId: string): Promise<string>
  /** Creates a user and signs in. */
  signInAs(name: string, roles: readonly Role[], appIds?: readonly string[]): Promise<string>
  record(options?: RecordOptions): Promise<RecordedStream>
  request(path: string, options?: RequestOptions): Promise<Response>
  post(path: string, body: unknown, options?: RequestOptions): Promise<Response>
  openReplay(session: string, cookie: string): Promise<string>
  /** Anchors both logs. */
  anchor(): Promise<void>
  /** Audit events, newest first. */
  events(action?: string): Promise<AuditEvent[]>
  stop(): Promise<void>
}

/** What differs from a request of the web app. */
export interface RequestOptions {
  readonly cookie?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface FixtureOptions {
  readonly config?: ViewerConfigInput
  readonly databases?: TestDatabases
  readonly webApp?: StaticFiles
  /** Default {@link publicOrigin}. */
  readonly publicOrigin?: string
  /** Whether the viewer knows what pages are given, so that apps can be added. */
  readonly offersApps?: boolean
}

const segmentMs = 5000

/** Starts the fixture with the apps `clinic` and `lab`. */
export async function startViewerFixture(options: FixtureOptions = {}): Promise<ViewerFixture> {
  const databases = options.databases ?? (await startTestPostgres())
  const servedOrigin = options.publicOrigin ?? publicOrigin
  const testAnchor = await startTestAnchor()
  const folder = await mkdtemp(join(tmpdir(), 'reseal-viewer-'))
  const objectFolder = join(folder, 'objects')
  const objects = createFolderObjectStore({ root: objectFolder })
  const keyFile = join(folder, 'sealing.json')
  const { keyId, publicKey } = await generateKeyFile(keyFile)
  const keys = countCalls(await createFileKeyProvider({ path: keyFile }))
  const owner = databases.database('owner')
  for (const id of ['clinic', 'lab']) {
    const appKey = `rsl_${randomBytes(16).toString('base64url')}`
    const origins = { allowedOrigins: ['https://clinic.example'], sealingKeyId: keyId }
    await createAppRepository(owner).create({ id, appKey, name: `App ${id}`, ...origins })
  }
  const logged: LogLine[] = []
  let offsetMs = 0
  const db = databases.database('viewer')
  const parts: ViewerParts = {
    db,
    objects,
    keys: keys.provider,
    audit: createAuditLog(db, { anchor: testAnchor.anchor }),
    anchor: testAnchor.anchor,
    now: () => Date.now() + offsetMs,
    log: (line) => logged.push(line),
    ...(options.offersApps === true && {
      recorders: { endpoint: 'https://ingest.example', receiptKey: 'receipt-key', sealingKeyIds: [keyId] },
    }),
  }
  const deps = createViewerDeps(parseViewerConfig(options.config ?? {}), parts, {
    publicOrigin: servedOrigin,
    replayOrigin,
    webApp: options.webApp ?? { find: () => undefined },
  })
  const app = createApp(deps)
  const writer = createAnchorWriter({
    db: databases.database('worker'),
    anchor: testAnchor.anchor,
    signers: testAnchor.signers,
  })

  const request: ViewerFixture['request'] = async (path, { cookie, method = 'GET', headers, body } = {}) =>
    app.request(`${servedOrigin}${path}`, {
      method,
      headers: {
        host: new URL(servedOrigin).host,
        'sec-fetch-site': 'same-origin',
        ...(method === 'GET' ? {} : { origin: servedOrigin }),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    })

  const post: ViewerFixture['post'] = (path, body, given = {}) =>
    request(path, {
      ...given,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...given.headers },
      body: JSON.stringify(body),
    })

  const createLink: ViewerFixture['createLink'] = async (userId, expiresInMs = 15 * 60_000) => {
    // The link is made by the system's clock; the viewer's may be ahead.
    const { url } = await createSignInLink(owner, {
      userId,
      publicOrigin: servedOrigin,
      expiresInMs: expiresInMs + offsetMs,
    })
    return new URL(url).hash.slice(1)
  }

  const signIn: ViewerFixture['signIn'] = async (userId) => {
    const response = await post('/api/sign-in', { token: await createLink(userId) })
    return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  }

  const createUser: ViewerFixture['createUser'] = async (name, roles, appIds = []) => {
    const id = randomUUID()
    await createUserRepository(owner).create({ id, name, roles, appIds })
    return id
  }

  return {
    app,
    deps,
    databases,
    objects,
    objectFolder,
    parts,
    keyFile,
    anchorFolder: testAnchor.folder,
    verifiers: testAnchor.signers,
    unwrapCount: keys.count,
    loseKey: keys.lose,
    advance: (durationMs) => {
      offsetMs += durationMs
    },
    logged,
    createUser,
    createLink,
    signIn,
    signInAs: async (name, roles, appIds) => signIn(await createUser(name, roles, appIds)),
    record: (given = {}) => recordStream({ databases, objects, keyId, publicKey }, given),
    request,
    post,
    openReplay: async (session, cookie) => {
      const response = await post(`/api/sessions/${session}/replays`, { purpose: 'debugging' }, { cookie })
      return ((await response.json()) as { replayId: string }).replayId
    },
    anchor: async () => {
      await writer.anchorLog('audit')
      await writer.anchorLog('recordings')
    },
    events: async (action) => {
      const records = await createAuditRepository(db).list({
        limit: 200,
        ...(action !== undefined && { actions: [action] }),
      })
      return records.map((record) => record.event)
    },
    stop: async () => {
      deps.openers.clear()
      await databases.stop()
      await testAnchor.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface CountedKeys {
  readonly provider: KeyProvider
  readonly count: () => number
  readonly lose: () => void
}

/** The key file's provider with a counter in front: the private half is still really used. */
function countCalls(keys: KeyProvider): CountedKeys {
  let count = 0
  let lost = false
  return {
    provider: {
      publicKey: (keyId) => keys.publicKey(keyId),
      deriveSharedSecret: (keyId, enc) => {
        count += 1
        return lost ? keys.deriveSharedSecret('0000000000000000', enc) : keys.deriveSharedSecret(keyId, enc)
      },
    },
    count: () => count,
    lose: () => {
      lost = true
    },
  }
}

interface RecordingParts {
  readonly databases: TestDatabases
  readonly objects: ObjectStore
  readonly keyId: string
  readonly publicKey: Uint8Array
}

/** Seals a stream as a page does, and stores it as ingest does. */
async function recordStream(parts: RecordingParts, options: RecordOptions): Promise<RecordedStream> {
  const { app = 'clinic', session = randomUUID(), segmentCount = 6, keyframeEvery = 3 } = options
  const startedAtMs = options.startedAtMs ?? 1_700_000_000_000
  const stream = randomUUID()
  const context = await createSealingContext({
    sealingPublicKey: parts.publicKey,
    header: {
      version: 1,
      app: 'rsl_test',
      session,
      stream,
      keyId: parts.keyId,
      ruleSetHash: options.ruleSetHash ?? randomBytes(32),
      appendKeyHash: randomBytes(32),
      withdrawalTokenHash: hash(options.withdrawalToken ?? randomBytes(32)),
      ...(options.consentHash !== undefined && { consentHash: options.consentHash }),
      sdk: '@reseal/recorder-sdk/0.1.0',
      startedAtMs,
    },
  })
  const sealed = []
  for (let index = 0; index < segmentCount; index += 1) {
    const startMs = startedAtMs + index * segmentMs
    const meta = { keyframe: index % keyframeEvery === 0, startMs, endMs: startMs + segmentMs - 1 }
    const plaintext = options.plaintext?.(index) ?? JSON.stringify(eventsOf(index, startMs))
    sealed.push({ ...(await context.sealSegment(Buffer.from(plaintext), meta)), ...meta })
  }
  const perBatch = options.segmentsPerBatch ?? segmentCount
  const places: { readonly objectKey: string; readonly offset: number }[] = []
  for (let from = 0; from < sealed.length; from += perBatch) {
    const part = sealed.slice(from, from + perBatch)
    const batchId = randomUUID()
    const batch = encodeBatch({
      batchId,
      createdAtMs: startedAtMs,
      streams: [{ headerBytes: context.headerBytes }],
      segments: part.map(({ bytes }) => bytes),
    })
    const objectKey = `batches/${batchId}`
    await parts.objects.put(objectKey, batch.bytes)
    const offsets = batch.entries.map(({ offset }) => offset)
    places.push(...offsets.map((offset) => ({ objectKey, offset })))
    await createIngestRepository(parts.databases.database('ingest')).commitBatch({
      batch: { id: batchId, objectKey, sha256: hash(batch.bytes), sizeBytes: batch.bytes.length },
      streams:
        from > 0 ? [] : [registrationOf(context, { stream, session, app, startedAtMs, keyId: parts.keyId })],
      segments: part.map(({ bytes, index, link, keyframe, startMs, endMs }, position) => ({
        stream,
        index,
        offset: offsets[position] ?? 0,
        length: bytes.length,
        sha256: hash(bytes),
        previousLink: parseSegment(bytes).header.prevLink,
        link,
        keyframe,
        final: false,
        startMs,
        endMs,
      })),
    })
  }
  await markChecked(parts, { stream, session, app, segmentCount, checkedCount: options.checkedCount })
  return {
    session,
    stream,
    objectKey: places[0]?.objectKey ?? '',
    startedAtMs,
    segments: sealed.map(({ bytes, index, startMs, endMs }) => ({
      index,
      startMs,
      endMs,
      offset: places[index]?.offset ?? 0,
      length: bytes.length,
    })),
  }
}

/** A stream as ingest registers it. */
function registrationOf(
  context: Pick<SealingContext, 'headerBytes' | 'headerHash' | 'enc'>,
  given: Pick<NewStream, 'stream' | 'session' | 'startedAtMs' | 'keyId'> & { readonly app: string },
): NewStream {
  const { app, ...named } = given
  const { headerBytes, headerHash, enc } = context
  const appendKeyHash = randomBytes(32)
  return { ...named, appId: app, headerBytes, headerHash, enc, encHash: hash(enc), appendKeyHash }
}

/** What the worker's indexer leaves once the sentinel has passed segments. */
async function markChecked(
  { databases }: RecordingParts,
  given: {
    readonly stream: string
    readonly session: string
    readonly app: string
    readonly segmentCount: number
    readonly checkedCount: number | undefined
  },
): Promise<void> {
  const { stream, session, app, segmentCount, checkedCount = segmentCount } = given
  await databases
    .database('worker')
    .insertInto('stream_index')
    .values({
      stream_id: stream,
      session_id: session,
      app_id: app,
      known_count: segmentCount,
      indexed_count: checkedCount,
    })
    .execute()
}

/** Two events that say which segment they were in. */
function eventsOf(index: number, startMs: number): object[] {
  return [
    { type: index % 3 === 0 ? 2 : 3, timestamp: startMs, data: { segment: index } },
    { type: 3, timestamp: startMs + 100, data: { segment: index, text: 'xxxxx' } },
  ]
}

function hash(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}

/** Lines of an NDJSON answer. */
export async function readLines(response: Response): Promise<Record<string, unknown>[]> {
  const text = await response.text()
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** Code of an error answer. */
export async function errorCode(response: Response): Promise<string | undefined> {
  const body = (await response.json()) as { error?: { code?: string } }
  return body.error?.code
}
