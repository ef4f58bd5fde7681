// Streams as a steady load makes them: some hundred open at once, each batch with a segment of half of them, one that
// ends replaced by a new one. True headers and chains, sizes and times as recorders make them; no objects behind them.
import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'
import { encodeStreamHeader, initialLink, nextLink, sha256 } from '@reseal/protocol'
import type { IngestRepository, NewSegment, NewStream } from '@reseal/store'

/** What the load looks like. */
export interface LoadOptions {
  readonly segmentsPerStream: number
  /** Streams open at once. */
  readonly openCount: number
}

/** A load without end. */
export interface SimulatedLoad {
  /** Commits the next batch; returns how many streams have ended so far. */
  commitBatch(ingest: IngestRepository): Promise<number>
}

interface OpenStream {
  readonly header: NewStream
  readonly segmentCount: number
  isNew: boolean
  nextIndex: number
  link: Uint8Array
  endMs: number
}

/** Segments of a batch, one each of so many streams. */
export const segmentsInBatch = 250

/** Starts a load. */
export function createLoad({ segmentsPerStream, openCount }: LoadOptions): SimulatedLoad {
  // The first ones end one after the other, as those do that have been open for a while.
  let open = Array.from({ length: openCount }, () => startStream(randomInt(segmentsPerStream) + 1))
  let closedCount = 0
  return {
    async commitBatch(ingest) {
      const taking = shuffled(open).slice(0, segmentsInBatch)
      const segments = appendSegments(taking)
      const fresh = taking.filter(({ isNew }) => isNew).map(({ header }) => header)
      await commit(ingest, fresh, segments)
      for (const stream of taking) stream.isNew = false
      const goingOn = open.filter(({ nextIndex, segmentCount }) => nextIndex < segmentCount)
      closedCount += open.length - goingOn.length
      const beginning = { length: openCount - goingOn.length }
      open = [...goingOn, ...Array.from(beginning, () => startStream(segmentsPerStream))]
      return closedCount
    },
  }
}

const ruleSetHash = hashOf('a rule set')
const app = `rsl_${randomBytes(16).toString('base64url')}`

function hashOf(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest())
}

function startStream(segmentCount: number): OpenStream {
  const [stream, session] = [randomUUID(), randomUUID()]
  const enc = new Uint8Array(randomBytes(65))
  const [encHash, appendKeyHash] = [sha256(enc), new Uint8Array(randomBytes(32))]
  const [keyId, startedAtMs] = ['0123456789abcdef', Date.now()]
  const headerBytes = encodeStreamHeader({
    version: 1,
    app,
    session,
    stream,
    keyId,
    encHash,
    ruleSetHash,
    appendKeyHash,
    withdrawalTokenHash: new Uint8Array(randomBytes(32)),
    sdk: '@reseal/recorder-sdk@0.1.0',
    startedAtMs,
  })
  const headerHash = sha256(headerBytes)
  return {
    header: {
      stream,
      session,
      appId: 'clinic',
      keyId,
      headerBytes,
      headerHash,
      enc,
      encHash,
      appendKeyHash,
      startedAtMs,
    },
    segmentCount,
    isNew: true,
    nextIndex: 0,
    link: initialLink(headerHash),
    endMs: startedAtMs,
  }
}

// Buckets of 8 to 16 KiB, and of a keyframe.
const sizes = [8, 10, 12, 14, 16].map((kib) => kib * 1024 + 102)
const keyframeSize = 56 * 1024 + 102

function appendSegments(streams: readonly OpenStream[]): NewSegment[] {
  let offset = 9
  return streams.map((stream) => {
    const index = stream.nextIndex
    const keyframe = index % 12 === 0
    const length = keyframe ? keyframeSize : (sizes[randomInt(sizes.length)] ?? 0)
    const startMs = stream.endMs + randomInt(2, 120)
    const final = index === stream.segmentCount - 1
    const hash = new Uint8Array(randomBytes(32))
    const segment: NewSegment = {
      stream: stream.header.stream,
      index,
      offset,
      length,
      sha256: hash,
      previousLink: stream.link,
      link: nextLink(stream.link, hash),
      keyframe,
      final,
      startMs,
      // The page goes when it goes.
      endMs: startMs + (final ? randomInt(5_000) : 4_900 + randomInt(140)),
    }
    offset += length
    stream.nextIndex += 1
    stream.link = segment.link
    stream.endMs = segment.endMs
    return segment
  })
}

async function commit(
  ingest: IngestRepository,
  streams: readonly NewStream[],
  segments: readonly NewSegment[],
): Promise<void> {
  const id = randomUUID()
  const batch = {
    id,
    objectKey: `batches/2026/11/22/${id}`,
    sha256: new Uint8Array(randomBytes(32)),
    sizeBytes: segments.reduce((sum, { length }) => sum + length, 0),
  }
  const { outcome } = await ingest.commitBatch({ batch, streams, segments })
  if (outcome !== 'committed') throw new Error('a batch of the load was not committed')
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const all = [...items]
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = randomInt(at + 1)
    ;[all[at], all[other]] = [all[other] as Item, all[at] as Item]
  }
  return all
}
