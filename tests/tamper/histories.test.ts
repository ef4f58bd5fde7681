// Nothing is found where nothing was changed: random histories, made with the store's own functions, with and without the database.
// A failing seed is printed; RESEAL_PROPERTY_SEED repeats it.
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabaseSource, createNodePlatform, createStoredFiles } from '@reseal/cli'
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
  createAnchorWriter,
  createAppRepository,
  createFolderObjectStore,
  createIngestRepository,
  createRecordingsLog,
  createSegmentFolding,
  type LogName,
  logNames,
  type NewStream,
  type ObjectStore,
  startLog,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { createAnchorSource, verifyDeployment } from '@reseal/verifier'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'

const historyCount = 100

let postgres: TestPostgres
let anchor: TestAnchor
let folder: string
let objects: ObjectStore

beforeAll(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
  folder = await mkdtemp(join(tmpdir(), 'reseal-histories-'))
  objects = createFolderObjectStore({ root: folder })
  const app = { id: 'app', appKey: 'app', name: 'app', allowedOrigins: [], sealingKeyId: '0000000000000000' }
  await createAppRepository(postgres.database('owner')).create(app)
  for (const log of logNames) await startLog(postgres.database('owner'), log, pinned(log))
})

afterAll(async () => {
  await postgres.stop()
  await anchor.stop()
  await rm(folder, { recursive: true, force: true })
})

function pinned(log: LogName): { origin: string; key: string } {
  const { name } = anchor.signers[log]
  return { origin: name, key: encodeVerifierKey(anchor.signers[log]) }
}

interface OpenStream {
  readonly registration: NewStream
  index: number
  link: Uint8Array
}

const startMs = 1_700_000_000_000

function newStream(): OpenStream {
  const hash = () => new Uint8Array(randomBytes(32))
  const [stream, session] = [randomUUID(), randomUUID()]
  const enc = new Uint8Array(randomBytes(65))
  const common = {
    keyId: '0000000000000000',
    encHash: sha256(enc),
    appendKeyHash: hash(),
    startedAtMs: startMs,
  }
  const headerBytes = encodeStreamHeader({
    version: 1,
    app: 'app',
    session,
    stream,
    ruleSetHash: hash(),
    withdrawalTokenHash: hash(),
    sdk: 'test/0',
    ...common,
  })
  const headerHash = sha256(headerBytes)
  const registration = { ...common, stream, session, appId: 'app', headerBytes, headerHash, enc }
  return { registration, index: 0, link: initialLink(headerHash) }
}

function nextSegment(open: OpenStream, final: boolean) {
  const { index, link: previousLink } = open
  const { stream } = open.registration
  const facts = {
    keyframe: index === 0,
    final,
    startMs: startMs + index * 5000,
    endMs: startMs + index * 5000 + 9,
  }
  const header = { stream, index, prevLink: previousLink, nonce: new Uint8Array(12), ...facts }
  const bytes = new Uint8Array(Buffer.concat([encodeSegmentHeader(header), randomBytes(1024 + 16)]))
  open.index += 1
  open.link = nextLink(previousLink, sha256(bytes))
  const row = {
    stream,
    index,
    length: bytes.length,
    sha256: sha256(bytes),
    previousLink,
    link: open.link,
    ...facts,
  }
  return { bytes, row }
}

/** Commits one batch: a segment of each chosen stream, of new ones too. */
async function commit(
  streams: OpenStream[],
  picks: readonly { at: number; final: boolean }[],
): Promise<void> {
  const chosen = new Map<OpenStream, boolean>()
  for (const { at, final } of picks) {
    const known = streams[at]
    const open = known ?? newStream()
    if (!known) streams.push(open)
    chosen.set(open, final)
  }
  const registered = [...chosen.keys()]
    .filter(({ index }) => index === 0)
    .map(({ registration }) => registration)
  const segments = [...chosen].map(([open, final]) => nextSegment(open, final))
  for (const [open, final] of chosen) if (final) streams.splice(streams.indexOf(open), 1)
  const batch = encodeBatch({
    batchId: randomUUID(),
    createdAtMs: startMs,
    streams: registered.map(({ headerBytes }) => ({ headerBytes })),
    segments: segments.map(({ bytes }) => bytes),
  })
  const objectKey = `batches/2023/11/14/${batch.batchId}`
  await objects.put(objectKey, batch.bytes)
  const { outcome } = await createIngestRepository(postgres.database('ingest')).commitBatch({
    batch: { id: batch.batchId, objectKey, sha256: sha256(batch.bytes), sizeBytes: batch.bytes.length },
    streams: registered,
    segments: segments.map(({ row }, at) => ({ ...row, offset: batch.entries[at]?.offset ?? 0 })),
  })
  expect(outcome).toBe('committed')
}

/** One thing that services do. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      picks: fc.array(fc.record({ at: fc.nat(6), final: fc.boolean() }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('list' as const), idle: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('anchor' as const), log: fc.constantFrom(...logNames) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fold' as const) }) },
)

type Step = typeof step extends fc.Arbitrary<infer Taken> ? Taken : never

async function take(streams: OpenStream[], taken: Step): Promise<void> {
  const worker = postgres.database('worker')
  switch (taken.kind) {
    case 'commit':
      return commit(streams, taken.picks)
    case 'list': {
      const log = createRecordingsLog(worker, { anchor: anchor.anchor })
      await log.appendPending({ idleBefore: taken.idle ? new Date(Date.now() + 60_000) : new Date(0) })
      return
    }
    case 'anchor': {
      const writer = createAnchorWriter({ db: worker, anchor: anchor.anchor, signers: anchor.signers })
      await writer.anchorLog(taken.log)
      return
    }
    case 'fold':
      await createSegmentFolding(worker).foldClosed({ receivedBefore: new Date(Date.now() + 60_000) })
  }
}

async function verify(withRows: boolean): ReturnType<typeof verifyDeployment> {
  const platform = createNodePlatform({ threads: 0 })
  const worker = postgres.database('worker')
  const pin = (log: LogName) => ({ origin: pinned(log).origin, verifierKey: pinned(log).key })
  try {
    return await verifyDeployment({
      platform,
      objects: createStoredFiles(objects),
      anchor: createAnchorSource(createStoredFiles(createFolderObjectStore({ root: anchor.folder }))),
      pinned: { audit: pin('audit'), recordings: pin('recordings') },
      ...(withRows ? { withDatabase: (work) => work(createDatabaseSource(worker)) } : {}),
    })
  } finally {
    await platform.stop()
  }
}

it(`finds nothing in ${historyCount} random histories`, async () => {
  const streams: OpenStream[] = []
  let count = 0
  // Each history goes on where the last one ended, so that streams, listing and anchoring fall as they come.
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), async (steps) => {
      for (const taken of steps) await take(streams, taken)
      count += 1
      const report = await verify(count % 2 === 0)
      expect(report.problems).toEqual([])
    }),
    {
      numRuns: historyCount,
      endOnFailure: true,
      seed: Number(process.env['RESEAL_PROPERTY_SEED'] ?? 20260601),
    },
  )
  expect(count).toBe(historyCount)
})
