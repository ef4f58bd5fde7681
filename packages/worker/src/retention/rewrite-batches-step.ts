// Writes batches anew of which most is dead (design.md §5.10; docs/decisions/0030): 1. an object is read, and counts only if it
// is the one that was committed; 2. what is alive is copied as it is, of several objects into one, and stored and read back;
// 3. one transaction names the new batch in the log and points rows to it. The old object goes later (remove-batches-step.ts).
import {
  type BatchEntry,
  type BatchFooter,
  encodeBatch,
  ProtocolError,
  parseBatchFooter,
  parseSegment,
  parseStreamHeader,
  sha256,
} from '@reseal/protocol'
import {
  type BatchRewrite,
  type BatchRewrites,
  createBatchRewrites,
  type LivingPart,
  type MostlyDeadBatch,
  type ObjectStore,
  StoreError,
} from '@reseal/store'
import type { Step } from '../steps.ts'
import { firstKeyOfDay, timedUuid } from '../sweep/batch-key.ts'
import type { RemoveBatchesParts } from './remove-batches-step.ts'

/** What is written anew, and how patiently. */
export interface RewriteBatchesOptions {
  readonly objects: Pick<ObjectStore, 'get' | 'put'>
  /** How much of a batch's bytes is dead at least, of 1; 1 writes none anew. Default 0.75. */
  readonly deadShare?: number
  /** Of a batch before it is written anew; default 24 hours. */
  readonly graceMs?: number
  /** From the end of a run to the start of the next; default 10 minutes. */
  readonly everyMs?: number
  /** Called between the steps of a rewrite, where a test may end it. */
  readonly onStage?: (stage: RewriteStage) => Promise<void> | void
}

/** How far one is: what is alive is known; the object has its name; it is stored; it is committed. */
export type RewriteStage = 'read' | 'begun' | 'stored' | 'committed'

const defaultDeadShare = 0.75
const defaultGraceMs = 24 * 60 * 60_000
const defaultEveryMs = 10 * 60_000
// As much as ingest gathers before it stores.
const batchBytes = 8 * 1024 * 1024
// Their streams are locked while places are moved, which takes half a millisecond each.
const batchSegments = 2_048
const batchesPerPage = 100
// Long after any rewrite ended: its object is an orphan then, which the sweep removes.
const begunForMs = 60 * 60_000
// What is in use, under a hold, or does not add up is read again later, and each time later than before: a hold may last years.
const passedOverForMs = 60 * 60_000
const mostPassedOverForMs = 7 * 24 * 60 * 60_000

/** Creates the step. */
export function createRewriteBatchesStep(
  { db, audit, anchor, log }: RemoveBatchesParts,
  options: RewriteBatchesOptions,
): Step {
  const rewrites = createBatchRewrites(db, { anchor, audit })
  const { deadShare = defaultDeadShare, graceMs = defaultGraceMs } = options
  const passedOver = createPatience()
  return {
    name: 'rewrite-batches',
    everyMs: options.everyMs ?? defaultEveryMs,
    async run({ signal }) {
      if (deadShare >= 1) return false
      await rewrites.forgetBegun(new Date(Date.now() - begunForMs))
      const counts = { sourceCount: 0, newCount: 0, freedBytes: 0, passedOverCount: 0 }
      const passOver = ({ seq }: MostlyDeadBatch): void => {
        passedOver.putOff(seq)
        counts.passedOverCount += 1
      }
      const writer = createWriter(rewrites, options, {
        onWritten({ batch, sources }) {
          counts.sourceCount += sources.length
          counts.newCount += 1
          counts.freedBytes += sources.reduce((sum, source) => sum + source.batch.sizeBytes, -batch.sizeBytes)
        },
        onRefused: (parts) => parts.forEach(({ batch }) => passOver(batch)),
      })
      for await (const batch of candidates(rewrites, { deadShare, graceMs, signal })) {
        if (passedOver.waits(batch.seq)) continue
        const part = await readPart(rewrites, options.objects, batch)
        if (part === undefined) passOver(batch)
        else await writer.add(part)
      }
      if (!signal.aborted) await writer.end()
      if (counts.newCount + counts.passedOverCount > 0) log({ event: 'batches-rewritten', ...counts })
      return counts.newCount > 0
    },
  }
}

/** Which batches are not read again yet. Forgotten with the process; as many as wait. */
function createPatience(): { putOff(seq: number): void; waits(seq: number): boolean } {
  const waiting = new Map<number, { readonly untilMs: number; readonly forMs: number }>()
  return {
    putOff(seq) {
      const forMs = Math.min(2 * (waiting.get(seq)?.forMs ?? passedOverForMs / 2), mostPassedOverForMs)
      waiting.set(seq, { untilMs: Date.now() + forMs, forMs })
    },
    waits: (seq) => (waiting.get(seq)?.untilMs ?? 0) > Date.now(),
  }
}

interface CandidateQuery {
  readonly deadShare: number
  readonly graceMs: number
  readonly signal: AbortSignal
}

async function* candidates(
  rewrites: BatchRewrites,
  { deadShare, graceMs, signal }: CandidateQuery,
): AsyncGenerator<MostlyDeadBatch> {
  const createdBefore = new Date(Date.now() - graceMs)
  for (let after = -1; ; ) {
    const page = await rewrites.find({ deadShare, createdBefore, after, limit: batchesPerPage })
    for (const batch of page) {
      if (signal.aborted) return
      yield batch
    }
    after = page.at(-1)?.seq ?? after
    if (page.length < batchesPerPage) return
  }
}

/** What is alive in one batch, with its bytes. */
interface ReadPart extends LivingPart {
  readonly createdAtMs: number
  /** Headers that the footer registers, of streams that are alive. */
  readonly headers: BatchFooter['streams']
  /** Copies, in the order of the entries. */
  readonly segments: readonly Uint8Array[]
  readonly sizeBytes: number
}

/** Undefined where the object is not the one committed, or what is alive in it cannot be told for sure. */
async function readPart(
  rewrites: BatchRewrites,
  objects: RewriteBatchesOptions['objects'],
  batch: MostlyDeadBatch,
): Promise<ReadPart | undefined> {
  const bytes = await objects.get(batch.objectKey).catch((error: unknown) => {
    // `reseal verify` names what is not there.
    if (error instanceof StoreError && ['object_not_found', 'object_too_short'].includes(error.code)) return
    throw error
  })
  if (bytes === undefined || !isSame(sha256(bytes), batch.sha256)) return undefined
  const footer = unlessMalformed(() => parseBatchFooter(bytes))
  const part = footer?.batchId === batch.id && (await rewrites.findLiving(batch, footer.entries))
  if (!footer || !part) return undefined
  // Copies: a view would keep the whole object in memory.
  const segments = part.entries.map(({ offset, length }) => bytes.slice(offset, offset + length))
  if (!part.entries.every((entry, at) => isSegment(entry, segments[at] ?? bytes))) return undefined
  const begun = new Set(part.entries.filter(({ index }) => index === 0).map(({ stream }) => stream))
  return {
    ...part,
    createdAtMs: footer.createdAtMs,
    headers: footer.streams.filter(({ headerBytes }) => begun.has(parseStreamHeader(headerBytes).stream)),
    segments,
    sizeBytes: segments.reduce((sum, { length }) => sum + length, 0),
  }
}

/** Whether the bytes are those that the footer names. */
function isSegment({ stream, index, sha256: hash }: BatchEntry, bytes: Uint8Array): boolean {
  const header = unlessMalformed(() => parseSegment(bytes).header)
  return header?.stream === stream && header.index === index && isSame(sha256(bytes), hash)
}

/** Whoever has ingest's login may have stored anything. */
function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

interface RewriteWriter {
  add(part: ReadPart): Promise<void>
  end(): Promise<void>
}

interface WriterEvents {
  onWritten(rewrite: BatchRewrite): void
  /** Something of these is in use, or was changed. */
  onRefused(parts: readonly LivingPart[]): void
}

/** Gathers parts into objects of the usual size. */
function createWriter(
  rewrites: BatchRewrites,
  { objects, onStage }: RewriteBatchesOptions,
  events: WriterEvents,
): RewriteWriter {
  let waiting: ReadPart[] = []

  async function write(parts: readonly ReadPart[]): Promise<void> {
    if (parts.length === 0) return
    await onStage?.('read')
    const { batch, bytes, moves } = encode(parts)
    await rewrites.begin(batch.id)
    await onStage?.('begun')
    await objects.put(batch.objectKey, bytes, { sha256: batch.sha256 })
    if (!isSame(sha256(await objects.get(batch.objectKey)), batch.sha256))
      throw new StoreError('batch_copy_missing')
    await onStage?.('stored')
    const rewrite = { batch, sources: parts, moves }
    const isCommitted = await rewrites.commit(rewrite)
    await onStage?.('committed')
    if (isCommitted) events.onWritten(rewrite)
    // One stream that is in use must not keep others from it; alone, its batch waits.
    else if (parts.length > 1) for (const part of parts) await write([part])
    else events.onRefused(parts)
  }

  const sum = (of: (part: ReadPart) => number): number => waiting.reduce((all, part) => all + of(part), 0)
  return {
    async add(part) {
      const isFull =
        sum(({ sizeBytes }) => sizeBytes) + part.sizeBytes > batchBytes ||
        sum(({ segments }) => segments.length) + part.segments.length > batchSegments
      if (isFull) await this.end()
      waiting.push(part)
    },
    async end() {
      const parts = waiting
      waiting = []
      await write(parts)
    },
  }
}

/** Of one stream by ascending index, as a batch has to be: parts of a stream may lie in several sources in any order. */
function encode(
  parts: readonly ReadPart[],
): Pick<BatchRewrite, 'batch' | 'moves'> & { readonly bytes: Uint8Array } {
  const living = parts.flatMap(({ entries, segments }) =>
    entries.map((entry, at): { readonly entry: BatchEntry; readonly bytes: Uint8Array } => ({
      entry,
      bytes: segments[at] ?? new Uint8Array(0),
    })),
  )
  const ordered = [...Map.groupBy(living, ({ entry }) => entry.stream).values()].flatMap((own) =>
    own.sort((a, b) => a.entry.index - b.entry.index),
  )
  const nowMs = Date.now()
  const id = timedUuid(nowMs)
  const { bytes, entries } = encodeBatch({
    batchId: id,
    // When the newest of it came: what is rebuilt from the object is not taken for younger than it is.
    createdAtMs: Math.max(...parts.map(({ createdAtMs }) => createdAtMs)),
    streams: parts.flatMap(({ headers }) => headers),
    segments: ordered.map((one) => one.bytes),
    segmentHashes: ordered.map(({ entry }) => entry.sha256),
  })
  return {
    batch: { id, objectKey: `${firstKeyOfDay(nowMs)}${id}`, sha256: sha256(bytes), sizeBytes: bytes.length },
    moves: entries,
    bytes,
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
