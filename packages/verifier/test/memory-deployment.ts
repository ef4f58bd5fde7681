// A deployment in memory for the verifier's own tests: logs, tiles, checkpoints, batches and rows that a test can make
// wrong in ways that the real services refuse to.
import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import {
  encodeBatch,
  encodeSegmentHeader,
  encodeStreamHeader,
  initialLink,
  nextLink,
  parseStreamHeader,
  sha256,
} from '@reseal/protocol'
import {
  encodeTile,
  encodeVerifierKey,
  formatCheckpoint,
  leafHash,
  type NoteSigner,
  newTiles,
  rootOf,
  signNote,
  type Tile,
  tilePath,
  tileRoot,
  tileWidth,
} from '@reseal/protocol/log'
import type { LogName } from '../src/problem.ts'
import { packedRowBytes, packRow } from '../src/segment-rows.ts'
import type {
  AnchorSource,
  BatchRow,
  DatabaseSource,
  FileSource,
  LeafRow,
  StreamRow,
} from '../src/sources.ts'
import type { VerifyInput } from '../src/verify-deployment.ts'
import { createWebPlatform } from '../src/web-platform.ts'

export interface MemoryRow {
  stream: string
  batchSeq: number
  index: number
  offset: number
  length: number
  flags: number
  startMs: number
  endMs: number
  sha256: Uint8Array
  link: Uint8Array
}

/** One log with everything that was anchored of it; tests change the parts in place. */
export interface MemoryLog {
  readonly signer: NoteSigner
  readonly verifierKey: string
  rows: Map<number, Uint8Array>
  headSize: number
  tiles: Map<string, Uint8Array>
  /** Leaves as the anchor has them. */
  entries: Map<number, Uint8Array>
  checkpoints: { name: string; note: string }[]
}

export function signerOf(name: string): NoteSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))
  return { name, publicKey: raw, sign: (message) => new Uint8Array(sign(null, message, privateKey)) }
}

/** The path under which a checkpoint is anchored. */
export function checkpointName(log: LogName, size: number, root: Uint8Array): string {
  return `${log}/checkpoint/${String(size).padStart(20, '0')}-${Buffer.from(root).toString('hex').slice(0, 16)}`
}

/** Builds a log of these leaves, anchored at these sizes. */
export async function createMemoryLog(
  log: LogName,
  leaves: readonly object[],
  checkpointSizes: readonly number[],
): Promise<MemoryLog> {
  const signer = signerOf(`memory/${log}`)
  const verifierKey = encodeVerifierKey(signer)
  const origin = { key: verifierKey, origin: signer.name, time_ms: 0, type: 'origin' }
  const bytes = [origin, ...leaves].map((leaf) => new Uint8Array(Buffer.from(JSON.stringify(leaf))))
  const hashes = bytes.map(leafHash)
  const tiles = new Map<string, Uint8Array>()
  const checkpoints: MemoryLog['checkpoints'] = []
  for (const size of checkpointSizes) {
    for (const tile of newTiles(0, size))
      tiles.set(pathOf(tile), encodeTile(tileHashes(hashes.slice(0, size), tile)))
    const root = rootOf(hashes.slice(0, size))
    const note = await signNote(formatCheckpoint({ origin: signer.name, size, root }), signer)
    checkpoints.push({ name: checkpointName(log, size, root), note })
  }
  const rows = new Map(bytes.map((leaf, index) => [index, leaf]))
  const anchored = Math.max(0, ...checkpointSizes)
  const entries = new Map([...rows].filter(([index]) => index < anchored))
  return { signer, verifierKey, rows, headSize: bytes.length, tiles, entries, checkpoints }
}

function pathOf({ level, index, width }: Tile): string {
  return tilePath(level, index, width)
}

function tileHashes(leafHashes: readonly Uint8Array[], { level, index, width }: Tile): Uint8Array[] {
  let hashes: readonly Uint8Array[] = leafHashes
  for (let at = 0; at < level; at += 1) {
    hashes = Array.from({ length: Math.floor(hashes.length / tileWidth) }, (_, tile) =>
      tileRoot(hashes.slice(tile * tileWidth, (tile + 1) * tileWidth)),
    )
  }
  return hashes.slice(index * tileWidth, index * tileWidth + width)
}

export interface MemoryDeployment {
  audit: MemoryLog
  recordings: MemoryLog
  objects: Map<string, Uint8Array>
  batches: BatchRow[]
  segments: MemoryRow[]
  streams: StreamRow[]
}

/** What `verifyDeployment` takes, over the parts as they are when it reads them. */
export function inputOf(deployment: MemoryDeployment): VerifyInput {
  return {
    platform: createWebPlatform(),
    objects: objectSource(deployment),
    anchor: anchorSource(deployment),
    withDatabase: (work) => work(databaseSource(deployment)),
    pinned: {
      audit: { origin: deployment.audit.signer.name, verifierKey: deployment.audit.verifierKey },
      recordings: {
        origin: deployment.recordings.signer.name,
        verifierKey: deployment.recordings.verifierKey,
      },
    },
  }
}

export function anchorSource(logs: Pick<MemoryDeployment, LogName>): AnchorSource {
  return {
    async *checkpoints(log, upTo) {
      const ordered = logs[log].checkpoints.toSorted((a, b) => (a.name < b.name ? -1 : 1))
      for (const found of ordered) if (upTo === undefined || found.name <= upTo) yield found
    },
    newest: async (log) =>
      logs[log].checkpoints
        .map(({ name }) => name)
        .sort()
        .at(-1),
    tile: async (log, tile) => logs[log].tiles.get(pathOf(tile)),
    leaves: async (log, from, to) => leavesBetween(logs[log].entries, from, to),
    hasLeaves: async (log) => logs[log].entries.size > 0,
  }
}

function leavesBetween(leaves: ReadonlyMap<number, Uint8Array>, from: number, to: number): LeafRow[] {
  const found: LeafRow[] = []
  for (let index = from; index < to; index += 1) {
    const leaf = leaves.get(index)
    if (leaf) found.push({ index, leaf })
  }
  return found
}

function objectSource({ objects }: MemoryDeployment): FileSource {
  return {
    // A copy: whoever reads an object may hand its bytes to another thread.
    get: async (key) => objects.get(key)?.slice() as Uint8Array<ArrayBuffer> | undefined,
    async *list(prefix) {
      for (const [key, bytes] of objects) if (key.startsWith(prefix)) yield { key, sizeBytes: bytes.length }
    },
  }
}

export function databaseSource(deployment: MemoryDeployment): DatabaseSource {
  return {
    extent: async (log) => {
      const { rows, headSize } = deployment[log]
      return { headSize, size: Math.max(-1, ...rows.keys()) + 1 }
    },
    leaves: async (log, from, to) => leavesBetween(deployment[log].rows, from, to),
    personal: async () => [],
    async *batches() {
      yield* deployment.batches
    },
    async *segments() {
      const byStream = Map.groupBy(deployment.segments, ({ stream }) => stream)
      for (const [stream, rows] of byStream) {
        rows.sort((a, b) => a.index - b.index)
        // In pieces of two, as a long stream comes from the database.
        for (let at = 0; at < rows.length; at += 2) {
          const pair = rows.slice(at, at + 2)
          const bytes = new Uint8Array(pair.length * packedRowBytes)
          for (const [position, row] of pair.entries()) packRow(bytes, position, row)
          yield { stream, bytes, folded: false }
        }
      }
    },
    segmentsOfBatch: async (batch) => {
      const seq = deployment.batches.find(({ id }) => id === batch)?.seq
      return deployment.segments
        .filter(({ batchSeq }) => batchSeq === seq)
        .sort((a, b) => a.offset - b.offset)
    },
    async *streams() {
      yield* deployment.streams
    },
  }
}

/** How a test bends one segment away from what a recorder and ingest would make. */
export interface SegmentTwist {
  readonly prevLink?: Uint8Array
  readonly startMs?: number
  readonly index?: number
}

/** A stream under construction: seals nothing, but links and names like a recorder. */
export interface MemoryStream {
  readonly stream: string
  readonly session: string
  /** Withdraws it. */
  readonly token: Uint8Array
  readonly headerBytes: Uint8Array
  readonly headerHash: Uint8Array
  link: Uint8Array
  next(twist?: SegmentTwist): { bytes: Uint8Array; row: Omit<MemoryRow, 'batchSeq' | 'offset'> }
}

const startMs = 1_700_000_000_000

export function createMemoryStream(): MemoryStream {
  const stream = randomUUID()
  const session = randomUUID()
  const token = new Uint8Array(randomBytes(32))
  const hash = sha256(new TextEncoder().encode(stream))
  const headerBytes = encodeStreamHeader({
    version: 1,
    app: 'memory',
    session,
    stream,
    keyId: 'memory',
    encHash: hash,
    ruleSetHash: hash,
    appendKeyHash: hash,
    withdrawalTokenHash: sha256(token),
    sdk: 'memory/0',
    startedAtMs: startMs,
  })
  const headerHash = sha256(headerBytes)
  let nextIndex = 0
  const made: MemoryStream = {
    stream,
    session,
    token,
    headerBytes,
    headerHash,
    link: initialLink(headerHash),
    next(twist = {}) {
      const index = twist.index ?? nextIndex
      const times = { startMs: twist.startMs ?? startMs + index * 1000, endMs: startMs + index * 1000 + 999 }
      const prevLink = twist.prevLink ?? made.link
      const header = {
        stream,
        index,
        prevLink,
        nonce: new Uint8Array(12),
        keyframe: index === 0,
        final: false,
      }
      const ciphertext = Buffer.alloc(1024 + 16, `${stream}${index}`)
      const bytes = Buffer.concat([encodeSegmentHeader({ ...header, ...times }), ciphertext])
      nextIndex = index + 1
      made.link = nextLink(prevLink, sha256(bytes))
      const row = { stream, index, length: bytes.length, flags: index === 0 ? 1 : 0, sha256: sha256(bytes) }
      return { bytes, row: { ...row, ...times, link: made.link } }
    },
  }
  return made
}

type MadeSegment = ReturnType<MemoryStream['next']>

/** Batches of segments, in the order given, with all rows and leaves that belong to them. */
export async function createMemoryDeployment(parts: {
  readonly streams: readonly MemoryStream[]
  readonly batches: readonly (readonly MadeSegment[])[]
  /** Leaves after those of the batches. */
  readonly closes?: readonly object[]
}): Promise<MemoryDeployment> {
  const registered = new Set<string>()
  const objects = new Map<string, Uint8Array>()
  const batches: BatchRow[] = []
  const segments: MemoryRow[] = []
  const leaves: object[] = []
  for (const [position, made] of parts.batches.entries()) {
    const own = parts.streams.filter(
      ({ stream }) => !registered.has(stream) && made.some(({ row }) => row.stream === stream),
    )
    for (const { stream } of own) registered.add(stream)
    const batch = encodeBatch({
      batchId: randomUUID(),
      createdAtMs: startMs,
      streams: own.map(({ headerBytes }) => ({ headerBytes })),
      segments: made.map(({ bytes }) => bytes),
    })
    const objectKey = `batches/2023/11/14/${batch.batchId}`
    const [seq, hash] = [position + 1, sha256(batch.bytes)]
    objects.set(objectKey, batch.bytes)
    batches.push({ seq, id: batch.batchId, objectKey, sha256: hash, leafIndex: position + 1 })
    for (const [at, { row }] of made.entries()) {
      segments.push({ ...row, batchSeq: seq, offset: batch.entries[at]?.offset ?? 0 })
    }
    leaves.push({
      type: 'batch',
      batch: batch.batchId,
      object: objectKey,
      sha256: Buffer.from(hash).toString('hex'),
      size_bytes: batch.bytes.length,
      segments: made.length,
      time_ms: position + 1,
    })
  }
  leaves.push(...(parts.closes ?? []))
  return {
    audit: await createMemoryLog('audit', [], [1]),
    recordings: await createMemoryLog('recordings', leaves, [1, leaves.length + 1]),
    objects,
    batches,
    segments,
    streams: parts.streams.map(({ stream, headerBytes, link }) => ({
      stream,
      headerBytes,
      segmentCount:
        Math.max(...segments.filter((row) => row.stream === stream).map(({ index }) => index)) + 1,
      lastLink: link,
      final: false,
      claims: claimsOf(headerBytes),
    })),
  }
}

function claimsOf(headerBytes: Uint8Array): StreamRow['claims'] {
  const header = parseStreamHeader(headerBytes)
  const { app: appKey } = header
  return {
    ...header,
    appKey,
    headerHash: sha256(headerBytes),
    sessionOfApp: true,
    tombstoned: false,
    keyHash: header.encHash,
  }
}

/** A close leaf as the worker appends it. */
export function closeLeaf(stream: MemoryStream, segments: number, changes: object = {}): object {
  return {
    type: 'close',
    stream: stream.stream,
    session: randomUUID(),
    app: 'memory',
    segments,
    last_link: Buffer.from(stream.link).toString('hex'),
    header_hash: Buffer.from(stream.headerHash).toString('hex'),
    final: false,
    time_ms: 1000,
    ...changes,
  }
}

/** A tombstone leaf as the worker appends it. */
export function tombstoneLeaf(stream: MemoryStream, changes: object = {}): object {
  return {
    type: 'tombstone',
    stream: stream.stream,
    session: stream.session,
    app: 'memory',
    header_hash: Buffer.from(stream.headerHash).toString('hex'),
    reason: 'withdrawal',
    token: Buffer.from(stream.token).toString('base64url'),
    time_ms: 1000,
    ...changes,
  }
}
