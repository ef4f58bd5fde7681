// Redacts one stream (design.md §5.8; docs/protocol.md §4.2): 1. `recording.redact` is committed; 2. the key is unwrapped, and
// segment by segment is opened, redacted, sealed under a fresh key and stored; 3. one transaction registers the result.
// Whoever dies before 3 leaves objects that nobody names and the source as it was.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { createOpening, readEvents } from '@reseal/opening'
import { parseStreamHeader, sha256 } from '@reseal/protocol'
import { createDerivedSealer } from '@reseal/protocol/derive'
import { canonicalRules } from '@reseal/redaction-rules'
import {
  applyRedaction,
  createRetroactiveRedactor,
  parseRedaction,
} from '@reseal/redaction-rules/retroactive'
import {
  type AuditLog,
  type CommittedAuditEvent,
  commitDerived,
  type Database,
  findStreamKey,
  guardDatabase,
  type KeyProvider,
  type ObjectStore,
  type Order,
  type OrderedStream,
  openStreamSegments,
  type SegmentLocation,
} from '@reseal/store'
import { sql } from 'kysely'
import { createBatchWriter } from './batch-writer.ts'
import { findRecordedRules } from './recorded-rules.ts'

/** What it takes to open and to seal. */
export interface DeriveParts {
  readonly db: Database
  readonly audit: AuditLog
  readonly keys: Pick<KeyProvider, 'publicKey' | 'deriveSharedSecret'>
  readonly objects: Pick<ObjectStore, 'get' | 'put'>
  readonly signal: AbortSignal
}

const compress = promisify(gzip)
const segmentsPerPage = 256

/**
 * Derives a stream that has none yet, and registers what comes of it; false where the source was forgotten, or has grown.
 * @throws OpeningError, ProtocolError, RulesError for what cannot be opened or redacted; StoreError
 */
export async function deriveStream(
  parts: DeriveParts,
  order: Order,
  source: OrderedStream,
): Promise<boolean> {
  const { db, audit, keys, objects } = parts
  const enc = await findStreamKey(db, source.id)
  if (enc === undefined || source.segmentCount === 0) return false
  const redaction = parseRedaction(JSON.parse(Buffer.from(order.rules ?? '{}').toString('utf8')))
  const rules = applyRedaction(await findRecordedRules(db, source), redaction)
  const rulesText = Buffer.from(canonicalRules(rules))
  const ruleSetHash = createHash('sha256').update(rulesText).digest()
  const committed = await commitEvent(audit, { order, source, ruleSetVersion: ruleSetHash.toString('hex') })
  const { appId, keyId, headerBytes } = source
  const opening = createOpening({ keys, objects, now: () => performance.now() })
  const opened = await opening.openStream(committed, { app: appId, keyId, headerBytes, enc })
  const header = parseStreamHeader(headerBytes)
  const sealer = await createDerivedSealer({
    sealingPublicKey: await keys.publicKey(keyId),
    compress,
    header: {
      ...header,
      stream: randomUUID(),
      ruleSetHash,
      // Of a key that nobody keeps: nothing can be appended.
      appendKeyHash: sha256(randomBytes(32)),
      derived: {
        event: committed.index,
        headerHash: sha256(headerBytes),
        lastLink: await lastLinkOf(db, source),
        stream: source.id,
      },
    },
  })
  const redactor = createRetroactiveRedactor(rules)
  const writer = createBatchWriter(objects, sealer.headerBytes, Date.now)
  for await (const run of runsOf(db, source)) {
    for await (const { segment, plaintext } of opened.openSegments(run)) {
      parts.signal.throwIfAborted()
      const events = readEvents(plaintext).flatMap((event) => redactor.redact(event) ?? [])
      const meta = metaOf(segment, source)
      await writer.add(await sealer.seal(Buffer.from(JSON.stringify(events)), meta), meta)
    }
  }
  const batches = await writer.end()
  return commitDerived(db, {
    orderId: order.id,
    appId,
    headerBytes: sealer.headerBytes,
    enc: sealer.enc,
    rules: rulesText,
    batches,
  })
}

function metaOf(
  { index, keyframe, startMs, endMs }: SegmentLocation,
  { segmentCount }: OrderedStream,
): { keyframe: boolean; final: boolean; startMs: number; endMs: number } {
  return { keyframe, final: index === segmentCount - 1, startMs, endMs }
}

function commitEvent(
  audit: AuditLog,
  { order, source, ruleSetVersion }: { order: Order; source: OrderedStream; ruleSetVersion: string },
): Promise<CommittedAuditEvent<'recording.redact'>> {
  return audit.append({
    action: 'recording.redact',
    outcome: 'success',
    actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
    target: {
      app: source.appId,
      session: order.session,
      stream: source.id,
      fromIndex: 0,
      toIndex: source.segmentCount - 1,
    },
    extent: { segments: source.segmentCount },
    ruleSetVersion,
  })
}

async function lastLinkOf(db: Database, { id, segmentCount }: OrderedStream): Promise<Uint8Array> {
  const [last] = await listSegments(db, id, { from: segmentCount - 1, to: segmentCount })
  if (last === undefined) throw new RangeError('a stream has its last segment')
  return last.link
}

interface Run {
  readonly segments: readonly [SegmentLocation, ...SegmentLocation[]]
  readonly previousLink: Uint8Array | undefined
}

/** The stream's segments, some hundreds at a time. Each page looks anew: rows may fold or move in between. */
async function* runsOf(db: Database, { id, segmentCount }: OrderedStream): AsyncGenerator<Run, void> {
  let previousLink: Uint8Array | undefined
  for (let from = 0; from < segmentCount; ) {
    const to = Math.min(from + segmentsPerPage, segmentCount)
    const [first, ...rest] = await listSegments(db, id, { from, to })
    if (first === undefined || first.index !== from) throw new RangeError('a stream has all its segments')
    yield { segments: [first, ...rest], previousLink }
    previousLink = (rest.at(-1) ?? first).link
    from += 1 + rest.length
  }
}

/** With the stream in hand: a manifest that is written anew between two reads of it would be neither of both. */
function listSegments(
  db: Database,
  stream: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<SegmentLocation[]> {
  return guardDatabase(() =>
    db.transaction().execute(async (transaction) => {
      await sql`SELECT lock_stream(${stream})`.execute(transaction)
      return openStreamSegments(transaction, stream).list(from, to)
    }),
  )
}
