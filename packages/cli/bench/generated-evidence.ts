// Evidence of a deployment that never was, as large as wanted and made in seconds: batches of many small segments, both logs'
// checkpoints, tiles and leaves in a folder. No database, no services: what an auditor has.
import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  encodeBatch,
  encodeSegmentHeader,
  encodeStreamHeader,
  initialLink,
  nextLink,
  sha256,
} from '@reseal/protocol'
import {
  appendLeaves,
  emptyFrontier,
  encodeEntries,
  encodeTile,
  encodeVerifierKey,
  entriesPath,
  formatCheckpoint,
  frontierRoot,
  leafHash,
  type NoteSigner,
  rootOf,
  signNote,
  tilePath,
  tileWidth,
} from '@reseal/protocol/log'
import { type LogName, logNames, type PinnedLog } from '@reseal/verifier'

/** How much of it. */
export interface EvidenceSize {
  readonly batches: number
  readonly segmentsPerBatch: number
  readonly segmentsPerStream: number
  /** Ciphertext of a segment: a bucket of docs/protocol.md §5. */
  readonly bucketBytes: number
  readonly auditLeaves: number
}

/** Where it lies, and by which keys it is verified. */
export interface GeneratedEvidence {
  readonly anchor: string
  readonly objects: string
  readonly pinned: Readonly<Record<LogName, PinnedLog>>
}

const tagBytes = 16
const startMs = 1_700_000_000_000

/** Writes it below a folder. */
export async function generateEvidence(folder: string, size: EvidenceSize): Promise<GeneratedEvidence> {
  const [anchor, objects] = [join(folder, 'anchor'), join(folder, 'objects')]
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))
  const signers = Object.fromEntries(
    logNames.map((log): [LogName, NoteSigner] => [
      log,
      {
        name: `bench/${log}`,
        publicKey: raw,
        sign: (message) => new Uint8Array(sign(null, message, privateKey)),
      },
    ]),
  ) as Record<LogName, NoteSigner>
  await writeLog(join(anchor, 'audit'), signers.audit, auditLeaves(size.auditLeaves))
  await writeLog(join(anchor, 'recordings'), signers.recordings, recordBatches(objects, size))
  const pin = (log: LogName): PinnedLog => ({
    origin: `bench/${log}`,
    verifierKey: encodeVerifierKey(signers[log]),
  })
  return { anchor, objects, pinned: { audit: pin('audit'), recordings: pin('recordings') } }
}

async function* auditLeaves(count: number): AsyncGenerator<object> {
  const commitment = sha256(new Uint8Array(1))
  for (let index = 1; index < count; index += 1) {
    yield {
      action: 'replay.read',
      actor: {
        issuer: 'bench',
        method: 'passkey',
        roles: ['engineer'],
        subject: Buffer.from(commitment).toString('hex'),
      },
      id: randomUUID(),
      outcome: 'success',
      target: { app: 'bench', from_index: 0, session: randomUUID(), stream: randomUUID(), to_index: 11 },
      time_ms: startMs + index,
    }
  }
}

interface OpenStream {
  readonly stream: string
  readonly headerBytes: Uint8Array
  index: number
  link: Uint8Array
}

/** Writes batches and gives their leaves; a batch holds one segment of each open stream, as ingest's do. */
async function* recordBatches(objects: string, size: EvidenceSize): AsyncGenerator<object> {
  const ciphertext = randomBytes(size.bucketBytes + tagBytes)
  const open: OpenStream[] = Array.from({ length: size.segmentsPerBatch }, newStream)
  let timeMs = startMs
  for (let number = 0; number < size.batches; number += 1) {
    const registered = open.filter(({ index }) => index === 0)
    const segments = open.map((stream) => nextSegment(stream, size, ciphertext))
    const batch = encodeBatch({
      batchId: randomUUID(),
      createdAtMs: startMs,
      streams: registered.map(({ headerBytes }) => ({ headerBytes })),
      segments,
    })
    const object = `batches/2023/11/14/${batch.batchId}`
    await put(join(objects, object), batch.bytes)
    timeMs += 1
    yield {
      batch: batch.batchId,
      object,
      segments: segments.length,
      sha256: Buffer.from(sha256(batch.bytes)).toString('hex'),
      size_bytes: batch.bytes.length,
      time_ms: timeMs,
      type: 'batch',
    }
    for (const [at, stream] of open.entries()) {
      if (stream.index < size.segmentsPerStream) continue
      yield closeOf(stream, timeMs)
      open[at] = newStream()
    }
  }
}

function newStream(): OpenStream {
  const hash = () => new Uint8Array(randomBytes(32))
  const stream = randomUUID()
  const headerBytes = encodeStreamHeader({
    version: 1,
    app: 'bench',
    session: randomUUID(),
    stream,
    keyId: '0000000000000000',
    encHash: hash(),
    ruleSetHash: hash(),
    appendKeyHash: hash(),
    withdrawalTokenHash: hash(),
    sdk: 'bench/0',
    startedAtMs: startMs,
  })
  return { stream, headerBytes, index: 0, link: initialLink(sha256(headerBytes)) }
}

function nextSegment(
  stream: OpenStream,
  { segmentsPerStream }: EvidenceSize,
  ciphertext: Uint8Array,
): Uint8Array {
  const { index, link: prevLink } = stream
  const header = {
    stream: stream.stream,
    index,
    prevLink,
    nonce: new Uint8Array(12),
    keyframe: index % 12 === 0,
    final: index === segmentsPerStream - 1,
    startMs: startMs + index * 5000,
    endMs: startMs + index * 5000 + 4999,
  }
  const bytes = new Uint8Array(Buffer.concat([encodeSegmentHeader(header), ciphertext]))
  stream.index += 1
  stream.link = nextLink(prevLink, sha256(bytes))
  return bytes
}

function closeOf({ stream, index, link, headerBytes }: OpenStream, timeMs: number): object {
  return {
    app: 'bench',
    final: true,
    header_hash: Buffer.from(sha256(headerBytes)).toString('hex'),
    last_link: Buffer.from(link).toString('hex'),
    segments: index,
    session: randomUUID(),
    stream,
    time_ms: timeMs,
    type: 'close',
  }
}

/** Writes tiles and bundles as leaves come, and one checkpoint at the end. */
async function writeLog(folder: string, signer: NoteSigner, leaves: AsyncIterable<object>): Promise<void> {
  const origin = { key: encodeVerifierKey(signer), origin: signer.name, time_ms: 0, type: 'origin' }
  let frontier = emptyFrontier
  let pending: Uint8Array[] = [Buffer.from(JSON.stringify(origin))]
  let tiles = 0
  const roots: Uint8Array[] = []
  const flush = async (): Promise<void> => {
    const hashes = pending.map(leafHash)
    frontier = appendLeaves(frontier, hashes)
    await put(join(folder, tilePath(0, tiles, hashes.length)), encodeTile(hashes))
    const isFull = hashes.length === tileWidth
    const from = tiles * tileWidth
    const tail = `tail/${padded(from)}-${padded(from + hashes.length)}`
    await put(join(folder, isFull ? entriesPath(tiles) : tail), encodeEntries(pending))
    if (isFull) roots.push(rootOf(hashes))
    tiles += 1
    pending = []
  }
  for await (const leaf of leaves) {
    pending.push(Buffer.from(JSON.stringify(leaf)))
    if (pending.length === tileWidth) await flush()
  }
  if (pending.length > 0) await flush()
  await writeUpperTiles(folder, roots, 1)
  const { size } = frontier
  const root = frontierRoot(frontier)
  const name = `${padded(size)}-${Buffer.from(root).toString('hex').slice(0, 16)}`
  const note = await signNote(formatCheckpoint({ origin: signer.name, size, root }), signer)
  await put(join(folder, 'checkpoint', name), Buffer.from(note))
}

async function writeUpperTiles(folder: string, hashes: readonly Uint8Array[], level: number): Promise<void> {
  const roots: Uint8Array[] = []
  for (let index = 0; index * tileWidth < hashes.length; index += 1) {
    const tile = hashes.slice(index * tileWidth, (index + 1) * tileWidth)
    await put(join(folder, tilePath(level, index, tile.length)), encodeTile(tile))
    if (tile.length === tileWidth) roots.push(rootOf(tile))
  }
  if (roots.length > 0) await writeUpperTiles(folder, roots, level + 1)
}

function padded(value: number): string {
  return String(value).padStart(20, '0')
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}
