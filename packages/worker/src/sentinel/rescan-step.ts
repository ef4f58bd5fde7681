// Scans again what was scanned by a sentinel of other detectors (issue 8): in the background, so many bytes at a time, each
// stream under an `index.open` event of its own. What was released or accepted before stays so; what is new quarantines.
import { createOpening, type Opening, type OpeningDeps, OpeningError, readEvents } from '@reseal/opening'
import { ProtocolError, parseStreamHeader } from '@reseal/protocol'
import {
  type AuditLog,
  commitFindings,
  type Database,
  guardDatabase,
  headerColumns,
  openStreamSegments,
  type SegmentLocation,
  type SentinelFinding,
  streamHeaderBytes,
} from '@reseal/store'
import { sql } from 'kysely'
import type { Step } from '../steps.ts'
import { createSentinel } from './create-sentinel.ts'
import { sentinelVersion } from './sentinel-version.ts'
import { createTextScanner } from './text-scanner.ts'

/** What scanning again takes. */
export interface RescanOptions extends Pick<OpeningDeps, 'keys' | 'objects' | 'anchored'> {
  /** What counts as scanned (hex); the version of this build where it is left out. */
  readonly version?: string
}

// Beside everything else that the worker does: a thousandth of what it could.
const everyMs = 1_000
const bytesPerRun = 4 * 2 ** 20
const segmentsAtOnce = 64

interface DueStream {
  readonly id: string
  readonly session_id: string
  readonly app_id: string
  readonly indexed_count: number
}

/** Creates the step. */
export function createRescanStep(
  { db, audit }: { readonly db: Database; readonly audit: AuditLog },
  { version = sentinelVersion, ...deps }: RescanOptions,
): Step {
  const hash = Buffer.from(version, 'hex')
  const opening = createOpening({ ...deps, now: Date.now })
  const scanner = createTextScanner()

  async function rescan(stream: DueStream, signal: AbortSignal): Promise<number> {
    const sentinel = createSentinel({ scanner })
    const sealed = await openSealed({ db, audit, opening }, stream)
    if (sealed === undefined) return 0
    const { unwrapped, ruleSetHash } = sealed
    let bytes = 0
    let previousLink: Uint8Array | undefined
    for (let from = 0; from < stream.indexed_count && !signal.aborted; from += segmentsAtOnce) {
      const [first, ...rest] = await listSegments(db, stream, from)
      if (first === undefined) break
      const findings: SentinelFinding[] = []
      for await (const { segment, plaintext } of unwrapped.openSegments({
        segments: [first, ...rest],
        previousLink,
      })) {
        findings.push(...sentinel.scan({ index: segment.index, events: readEvents(plaintext) }))
        previousLink = segment.link
        bytes += segment.length
      }
      const scanned = { stream: stream.id, session: stream.session_id, app: stream.app_id, ruleSetHash }
      if (findings.length > 0)
        await audit.appendInTransaction(
          async (transaction) => (await commitFindings(transaction, scanned, findings)).events,
        )
    }
    return bytes
  }

  return {
    name: 'sentinel-rescan',
    everyMs,
    backsOff: true,
    async run({ signal }) {
      let bytes = 0
      let hasWorked = false
      while (bytes < bytesPerRun && !signal.aborted) {
        const stream = await findDue(db, hash)
        if (stream === undefined) break
        hasWorked = true
        try {
          bytes += await rescan(stream, signal)
        } catch (error) {
          // What was sealed wrongly stays so: nobody can watch that either.
          if (!(error instanceof OpeningError || error instanceof ProtocolError)) throw error
        }
        if (!signal.aborted) await markRescanned(db, stream.id, hash)
      }
      return hasWorked
    },
  }
}

function findDue(db: Database, hash: Uint8Array): Promise<DueStream | undefined> {
  return guardDatabase(async () => {
    // Two ranges of one index: what is up to date is not looked at.
    const { rows } = await sql<DueStream>`
      SELECT due.stream_id AS id, streams.session_id, streams.app_id, coalesce(indexed_count, 0) AS indexed_count FROM (
        (SELECT stream_id FROM stream_scans WHERE detectors_hash < ${hash} ORDER BY detectors_hash, stream_id LIMIT 64)
        UNION ALL
        (SELECT stream_id FROM stream_scans WHERE detectors_hash > ${hash} ORDER BY detectors_hash, stream_id LIMIT 64)
      ) AS due LEFT JOIN streams ON streams.id = due.stream_id
      LEFT JOIN stream_index ON stream_index.stream_id = due.stream_id
      LIMIT 1`.execute(db)
    return rows[0]
  })
}

async function markRescanned(db: Database, stream: string, hash: Uint8Array): Promise<void> {
  await guardDatabase(() =>
    sql`UPDATE stream_scans SET detectors_hash = ${hash}, scanned_at = now() WHERE stream_id = ${stream}`.execute(
      db,
    ),
  )
}

interface Sealed {
  readonly unwrapped: Awaited<ReturnType<Opening['openStream']>>
  readonly ruleSetHash: Uint8Array
}

/** Undefined where it is shredded. */
async function openSealed(
  { db, audit, opening }: { readonly db: Database; readonly audit: AuditLog; readonly opening: Opening },
  { id, session_id, app_id }: DueStream,
): Promise<Sealed | undefined> {
  const row = await guardDatabase(() =>
    db
      .selectFrom('streams')
      .innerJoin('stream_keys', 'stream_keys.stream_id', 'streams.id')
      .select(headerColumns)
      .select('enc')
      .where('streams.id', '=', id)
      .where('tombstoned_at', 'is', null)
      .executeTakeFirst(),
  )
  if (row === undefined) return undefined
  const headerBytes = streamHeaderBytes(row)
  const { ruleSetHash } = parseStreamHeader(headerBytes)
  const committed = await audit.append({
    action: 'index.open',
    outcome: 'success',
    actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
    target: { app: app_id, session: session_id, stream: id },
  })
  const sealed = { app: app_id, keyId: row.key_id, headerBytes, enc: row.enc }
  return { unwrapped: await opening.openStream(committed, sealed), ruleSetHash }
}

function listSegments(
  db: Database,
  { id, indexed_count }: DueStream,
  from: number,
): Promise<SegmentLocation[]> {
  return guardDatabase(() =>
    db.transaction().execute(async (transaction) => {
      await sql`SELECT lock_stream(${id})`.execute(transaction)
      return openStreamSegments(transaction, id).list(from, Math.min(indexed_count, from + segmentsAtOnce))
    }),
  )
}
