// Life of a turn with one stream (design.md §5.8): 1. `index.open` is committed, unless this worker has the key already;
// 2. the key is unwrapped; 3. each waiting segment is opened within bounds, the sentinel looks through it, and what is
// searched by is taken from it; 4. one transaction commits how far the stream is, findings, quarantine and summary. A
// worker that dies before 4 has done nothing; whoever takes the stream next begins where the last 4 ended.
import { type Opening, OpeningError, readEvents } from '@reseal/opening'
import { ProtocolError, parseStreamHeader } from '@reseal/protocol'
import {
  type AuditLog,
  addSummaries,
  type Database,
  guardDatabase,
  headerColumns,
  type IndexClaim,
  type OutgoingSignal,
  openStreamSegments,
  type SegmentLocation,
  type SentinelFinding,
  StoreError,
  type Summary,
  streamHeaderBytes,
} from '@reseal/store'
import { sql } from 'kysely'
import { readSignals } from '../otlp/read-signals.ts'
import { createSentinel } from '../sentinel/create-sentinel.ts'
import { createTextScanner } from '../sentinel/text-scanner.ts'
import { commitRun } from './commit-run.ts'
import { createKeeper, type HeldStream, type ReadySentinel } from './held-streams.ts'
import { createLabelReader } from './read-labels.ts'
import { summarize } from './summarize.ts'

/** What indexing needs. */
export interface StreamIndexerParts {
  /** As the role `reseal_worker`. */
  readonly db: Database
  readonly audit: AuditLog
  readonly opening: Opening
  /** UUID of this process. */
  readonly holder: string
  readonly holdMs: number
  /** Whether signals wait for a collector. */
  readonly sendsSignals: boolean
}

/**
 * How a turn ended. `again`: later, what failed may mend; `keyless`: once the sealing key can be had again, however long that
 * takes; `hopeless`: it never opens.
 */
export type IndexTurn = 'done' | 'again' | 'keyless' | 'hopeless'

/** Indexes streams. */
export interface StreamIndexer {
  /** Takes a part of what waits of a stream. @throws StoreError where the database does not answer */
  index(claim: IndexClaim): Promise<IndexTurn>
  /** Forgets keys and mirrors. */
  clear(): void
}

// Bounds of a turn: whoever floods an app with what is dear to open delays the others by one segment.
const segmentsPerTurn = 64
// For the collector, of a turn: a page that fails in a loop fails no less for a thousand more.
const maxSignals = 500
const bytesPerTurn = 8 * 2 ** 20
const turnMs = 1_500
// A keyframe comes each minute, a segment at most every five seconds.
const leadInSegments = 256

const maxKeys = 2_048
const maxSentinels = 128
const keptMs = 60_000

/** Creates an indexer. */
export function createStreamIndexer(parts: StreamIndexerParts): StreamIndexer {
  const keys = createKeeper<HeldStream>(maxKeys, keptMs)
  const sentinels = createKeeper<ReadySentinel>(maxSentinels, keptMs)
  const scanner = createTextScanner()
  const label = createLabelReader()

  async function hold(claim: IndexClaim): Promise<HeldStream | undefined> {
    const known = keys.take(claim.stream)
    if (known !== undefined) return known
    const sealed = await readSealed(parts.db, claim.stream)
    if (sealed === undefined) return undefined
    const committed = await parts.audit.append({
      action: 'index.open',
      outcome: 'success',
      actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
      target: { app: claim.app, session: claim.session, stream: claim.stream },
    })
    const { ruleSetHash } = parseStreamHeader(sealed.headerBytes)
    return { unwrapped: await parts.opening.openStream(committed, sealed), ruleSetHash }
  }

  /** A sentinel that has seen what came before, from the last keyframe on. */
  async function ready(claim: IndexClaim, held: HeldStream, places: Places): Promise<ReadySentinel> {
    const known = sentinels.take(claim.stream)
    if (known?.nextIndex === claim.fromIndex) return known
    const sentinel = createSentinel({ scanner })
    const { leadIn, previousLink } = places
    const [first, ...rest] = leadIn
    if (first !== undefined) {
      const opened = held.unwrapped.openSegments({ segments: [first, ...rest], previousLink })
      for await (const { segment, plaintext } of opened) {
        // What is found here was committed with the segment.
        sentinel.scan({ index: segment.index, events: readEvents(plaintext) })
      }
    }
    return { sentinel, nextIndex: claim.fromIndex, previousLink: leadIn.at(-1)?.link ?? previousLink }
  }

  async function run(claim: IndexClaim): Promise<IndexTurn> {
    const held = await hold(claim)
    if (held === undefined) {
      await commitRun(parts, claim, { ruleSetHash: noHash, read: undefined })
      return 'done'
    }
    const places = await findPlaces(parts.db, claim)
    const from = await ready(claim, held, places)
    const { read, failure } = await readSegments({ claim, held, from, segments: places.segments })
    if (read !== undefined) {
      const isCommitted = await commitRun(parts, claim, { ruleSetHash: held.ruleSetHash, read })
      if (!isCommitted) return 'done'
    }
    if (failure !== undefined) return isHopeless(failure) ? 'hopeless' : 'again'
    keys.keep(claim.stream, held)
    if (read !== undefined) sentinels.keep(claim.stream, { ...from, ...read.next })
    return read === undefined ? 'again' : 'done'
  }

  async function readSegments({ claim, held, from, segments }: ReadingParts): Promise<ReadResult> {
    const [first, ...rest] = segments
    if (first === undefined) return { read: undefined }
    const startedAtMs = performance.now()
    const findings: SentinelFinding[] = []
    const signals: OutgoingSignal[] = []
    let read: ReadRun | undefined
    let failure: unknown
    try {
      const { previousLink } = from
      const opened = held.unwrapped.openSegments({ segments: [first, ...rest], previousLink })
      for await (const { segment, plaintext } of opened) {
        const { index, startMs, endMs, link } = segment
        const events = readEvents(plaintext)
        findings.push(...from.sentinel.scan({ index, events }))
        const added = summarize({ stream: claim.stream, startMs, endMs, events }, label)
        const summary: Summary = read === undefined ? added : addSummaries(read.summary, added)
        if (parts.sendsSignals) {
          const most = maxSignals - signals.length
          const { session } = claim
          const segmentRead = { stream: claim.stream, startMs, endMs, events }
          signals.push(...readSignals(segmentRead, { session, label, most }))
        }
        read = {
          toIndex: index + 1,
          findings,
          summary,
          signals,
          next: { nextIndex: index + 1, previousLink: link },
        }
        if (performance.now() - startedAtMs > turnMs) break
      }
    } catch (error) {
      failure = error
    }
    return { read, failure }
  }

  return {
    async index(claim) {
      try {
        return await run(claim)
      } catch (error) {
        if (isKeyAway(error)) return 'keyless'
        if (error instanceof OpeningError || error instanceof ProtocolError) return 'again'
        throw error
      }
    },
    clear() {
      keys.clear()
      sentinels.clear()
    },
  }
}

const noHash = new Uint8Array(32)

/** What opening and reading of a few segments came to. */
export interface ReadRun {
  readonly toIndex: number
  readonly findings: readonly SentinelFinding[]
  readonly summary: Summary
  /** For the collector, where there is one. */
  readonly signals: readonly OutgoingSignal[]
  readonly next: Pick<ReadySentinel, 'nextIndex' | 'previousLink'>
}

interface ReadingParts {
  readonly claim: IndexClaim
  readonly held: HeldStream
  readonly from: ReadySentinel
  readonly segments: readonly SegmentLocation[]
}

interface ReadResult {
  readonly read: ReadRun | undefined
  readonly failure?: unknown
}

/** A key file that is lost, a key that did not come here yet, a key service that is away: nothing is wrong with the stream. */
function isKeyAway(error: unknown): boolean {
  const cause = error instanceof OpeningError ? error.cause : undefined
  return cause instanceof StoreError && cause.code !== 'bad_public_key' && cause.code !== 'key_retired'
}

/** What is sealed wrongly stays so; what an object store or a key service refuses may be there again. */
function isHopeless(error: unknown): boolean {
  return error instanceof OpeningError || error instanceof ProtocolError
}

interface Sealed {
  readonly app: string
  readonly keyId: string
  readonly headerBytes: Uint8Array
  readonly enc: Uint8Array
}

async function readSealed(db: Database, stream: string): Promise<Sealed | undefined> {
  const row = await guardDatabase(() =>
    db
      .selectFrom('streams')
      .innerJoin('stream_keys', 'stream_keys.stream_id', 'streams.id')
      .select(headerColumns)
      .select(['app_id', 'enc'])
      .where('streams.id', '=', stream)
      .where('tombstoned_at', 'is', null)
      .executeTakeFirst(),
  )
  return row && { app: row.app_id, keyId: row.key_id, headerBytes: streamHeaderBytes(row), enc: row.enc }
}

interface Places {
  /** From the last keyframe on; empty where the first waiting segment is one. */
  readonly leadIn: readonly SegmentLocation[]
  /** Those of this turn. */
  readonly segments: readonly SegmentLocation[]
  /** Link before the first of all these. */
  readonly previousLink: Uint8Array | undefined
}

function findPlaces(db: Database, { stream, fromIndex, toIndex }: IndexClaim): Promise<Places> {
  return guardDatabase(() =>
    db.transaction().execute(async (transaction) => {
      await sql`SELECT lock_stream(${stream})`.execute(transaction)
      const segments = openStreamSegments(transaction, stream)
      const keyframe = (await segments.findLast({ index: fromIndex }, { keyframe: true })) ?? fromIndex
      const firstIndex = Math.max(keyframe, fromIndex - leadInSegments)
      const found = await segments.list(
        Math.max(firstIndex - 1, 0),
        Math.min(toIndex, fromIndex + segmentsPerTurn),
      )
      return {
        leadIn: found.filter(({ index }) => index >= firstIndex && index < fromIndex),
        segments: withinBytes(found.filter(({ index }) => index >= fromIndex)),
        previousLink: found.find(({ index }) => index === firstIndex - 1)?.link,
      }
    }),
  )
}

/** The first few that are no more than a turn may read; one at least. */
function withinBytes(segments: readonly SegmentLocation[]): SegmentLocation[] {
  let sum = 0
  return segments.filter(({ length }, position) => {
    sum += length
    return position === 0 || sum <= bytesPerTurn
  })
}
